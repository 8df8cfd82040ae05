package slackapp

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkMentions sends 50 mentions a second, each as the two events that
// Slack makes of one, and reports how long acknowledgements take. The budget
// is 50 ms for the slowest of a hundred.
func BenchmarkMentions(b *testing.B) {
	r := newRoom(b)
	const every = 20 * time.Millisecond
	var mu sync.Mutex
	var took []time.Duration
	var wg sync.WaitGroup
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 0; b.Loop(); n++ {
		<-tick.C
		for _, kind := range []string{"message", "app_mention"} {
			body := fmt.Sprintf(`{"type":"event_callback","team_id":%q,"event_id":"Ev%s%d","authorizations":[{"user_id":"U0TOBAN","is_bot":true}],`+
				`"event":{"type":%q,"user":"U%d","channel":"CASK","ts":"17636186%02d.%06d","text":"<@U0TOBAN> ログが見られません %d"}}`,
				r.slack.TeamID(), kind, n, kind, n%500, n/1_000_000%100, n%1_000_000+1, n)
			wg.Go(func() {
				began := time.Now()
				if rec := r.post(PathEvents, body); rec.Code != http.StatusOK {
					b.Errorf("answered %d", rec.Code)
				}
				mu.Lock()
				defer mu.Unlock()
				took = append(took, time.Since(began))
			})
		}
	}
	wg.Wait()
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[min(int(share*float64(len(took))), len(took)-1)].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(float64(r.count()), "inquiries")
}
