package test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
	"toban/test/fakewebhook"
	"toban/test/faulty"
)

// hookLife is an inquiry as people carry it through, and the event that each
// act makes.
func hookLife() [][2]string {
	return [][2]string{
		{`sato says '@toban VPC につながりません' in #ask-platform`, "inquiry.opened"},
		{`tanaka presses 'claim'`, "inquiry.claimed"},
		{`tanaka replies '経路を直しました'`, "inquiry.replied"},
		{`sato runs '/toban 取り下げ 1'`, "inquiry.withdrawn"},
	}
}

// hookFault is a way in which each call fails once.
type hookFault struct {
	name   string
	inject func(*fakewebhook.Receiver)
}

func hookFaults() []hookFault {
	fails := func(name string, f faulty.Fault) hookFault {
		return hookFault{name, func(r *fakewebhook.Receiver) { r.Inject(f) }}
	}
	status := func(code int) faulty.Fault { return faulty.Fault{Trouble: faulty.Status, Status: code} }
	limited := status(http.StatusTooManyRequests)
	limited.Header = map[string]string{"Retry-After": "20"}
	return []hookFault{
		fails("reset", faulty.Fault{Trouble: faulty.Reset}),
		{"reset, taken", (*fakewebhook.Receiver).Lose},
		fails("timeout", faulty.Fault{Trouble: faulty.Hang}),
		fails("429", limited),
		fails("500", status(http.StatusInternalServerError)),
		fails("400", status(http.StatusBadRequest)),
		fails("410", status(http.StatusGone)),
		fails("garbage", faulty.Fault{Trouble: faulty.Garbage}),
	}
}

// Outcomes of a call.
const (
	hookAgain    = "again"    // it had not arrived, so it was sent again
	hookKnown    = "known"    // it came again under the same id, and was taken once
	hookRefused  = "refused"  // it is kept as refused
	hookBelieved = "believed" // a 2xx is a receipt, whoever answered it
)

// Whatever goes wrong with each call, and also when toban is killed between the
// call and its receipt: the receiver takes what it takes once and in order, and
// nobody else notices.
func TestWebhooksSurviveEveryFault(t *testing.T) {
	if raced {
		t.Skip("16 worlds take the race detector too long; the stories of webhooks run under it")
	}
	classifier, err := knowledge.Train(knowledge.DefaultTaxonomy(), nil, knowledge.TrainOptions{})
	require.NoError(t, err)
	var mu sync.Mutex
	outcomes := make(map[string]string) // by death, event and fault
	t.Run("worlds", func(t *testing.T) {
		for _, f := range hookFaults() {
			for _, killed := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, killed %t", f.name, killed), func(t *testing.T) {
					t.Parallel()
					library := handbook(t, false)
					synctest.Test(t, func(t *testing.T) {
						w := &hookWorld{stage: &stage{t: t, library: library, classifier: classifier, labels: make(map[string]string), without: true}, fault: f}
						w.fate = &reaper{}
						if killed {
							w.fate.file = filepath.Join(t.TempDir(), "killed-")
						}
						w.carried = w.carry
						got := w.live()
						mu.Lock()
						defer mu.Unlock()
						for event, outcome := range got {
							outcomes[fmt.Sprint(killed, event, f.name)] = outcome
						}
					})
				})
			}
		}
	})
	if !t.Failed() {
		compareGolden(t, "testdata/hook_faults.md", hookTable(outcomes))
	}
}

// hookWorld is a stage on which every call of one webhook fails in one way, and
// another one is well.
type hookWorld struct {
	*stage

	fate  *reaper
	fault hookFault
}

// carry lets nothing through once toban is dead, and has it die of its next call
// to board.
func (w *hookWorld) carry(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		if w.fate.dead() != "" {
			return nil, errDead
		}
		res, err := next.RoundTrip(req)
		if !w.fate.takes(req.URL.Host) {
			return res, err
		}
		if res != nil {
			_ = res.Body.Close()
		}
		return nil, errDead
	})
}

func (w *hookWorld) live() map[string]string {
	w.fate.backup = func(path string) error {
		_, err := w.bot.Store().Backup(path)
		return err
	}
	w.addHook("board", "")
	w.addHook("other", "")
	w.tell(`clock 2025-11-20 15:04`)
	defer func() { w.stop() }() // of the last life
	outcomes := make(map[string]string)
	for _, step := range hookLife() {
		outcomes[step[1]] = w.step(step[0])
	}
	w.agrees(outcomes)
	return outcomes
}

// step is an act whose call fails, until nothing waits any more.
func (w *hookWorld) step(act string) string {
	board := w.hook("board")
	attempts, calls, refused := len(board.Attempts()), len(board.Calls()), w.refused()
	w.fault.inject(board.Receiver)
	if w.fate.file != "" {
		w.fate.mu.Lock()
		w.fate.victims = []string{"board.test"}
		w.fate.mu.Unlock()
	}
	w.tell(act)
	const patience = 100
	for n := 0; !w.over(); n++ {
		require.Less(w.t, n, patience, "it never ends: %s", w.transcript())
		time.Sleep(5 * time.Second)
		w.settle()
	}
	taken, came := len(board.Calls())-calls, len(board.Attempts())-attempts
	switch {
	case w.refused() > refused:
		return hookRefused
	case taken == 0:
		return hookBelieved
	case came > taken:
		return hookKnown
	}
	return hookAgain
}

// over reports whether nothing waits, and starts toban again when it was killed.
func (w *hookWorld) over() bool {
	if file := w.fate.dead(); file != "" {
		w.stop()
		w.fate.mu.Lock()
		w.fate.copied = ""
		w.fate.mu.Unlock()
		w.open(file)
		return false
	}
	q, err := w.bot.Store().QueueStats(w.ctx())
	require.NoError(w.t, err)
	return q.Queued+q.Sending == 0
}

func (w *hookWorld) refused() int {
	q, err := w.bot.Store().QueueStats(w.ctx())
	require.NoError(w.t, err)
	return q.Buried
}

// agrees is what there is in the end: the other webhook and Slack have all of
// it, and board all that it did not refuse, once and in order.
func (w *hookWorld) agrees(outcomes map[string]string) {
	t := w.t
	var all, taken []string
	for _, step := range hookLife() {
		all = append(all, step[1])
		if o := outcomes[step[1]]; o == hookAgain || o == hookKnown {
			taken = append(taken, step[1])
		}
	}
	types := func(name string) (list []string) {
		for _, c := range w.hook(name).Calls() {
			list = append(list, c.Type)
		}
		return list
	}
	require.Equal(t, all, types("other"))
	require.Equal(t, taken, types("board"))
	ids := w.hook("board").Attempts()
	slices.Sort(ids)
	require.Len(t, slices.Compact(ids), len(taken), "a repeated call has the id of the first")
	require.Zero(t, w.hook("board").Forged()+w.hook("other").Forged())
	w.tell(`card shows '取り下げ'`)
	if w.fate.file != "" {
		require.Equal(t, len(all), w.fate.deaths)
	}
}

// hookTable is what became of each call, for people to read.
func hookTable(outcomes map[string]string) string {
	var b strings.Builder
	b.WriteString("# Webhooks under every fault\n\n" +
		"Each call fails once as its column says. What the receiver takes it takes once and in order; another webhook and Slack\n" +
		"notice nothing.\n\n" +
		"- **again**: it had not arrived, so it was sent again\n" +
		"- **known**: it came again under the same webhook-id, by which the receiver knew it\n" +
		"- **refused**: it is kept as refused until `toban webhook retry`\n" +
		"- **believed**: a 2xx is a receipt, whoever answered it\n")
	var events, faults []string
	for _, step := range hookLife() {
		events = append(events, step[1])
	}
	for _, f := range hookFaults() {
		faults = append(faults, f.name)
	}
	tabulate(&b, "event", events, faults, outcomes)
	return b.String()
}

// tabulate writes what became of each step under each fault, where toban goes
// on and where it is killed.
func tabulate(b *strings.Builder, head string, steps, faults []string, outcomes map[string]string) {
	for _, killed := range []bool{false, true} {
		title := "toban goes on"
		if killed {
			title = "toban is killed before it has the receipt, and started again"
		}
		b.WriteString("\n## " + title + "\n\n| " + head + " | " + strings.Join(faults, " | ") + " |\n|---|" + strings.Repeat("---|", len(faults)) + "\n")
		for _, step := range steps {
			b.WriteString("| " + step + " |")
			for _, f := range faults {
				b.WriteString(" " + outcomes[fmt.Sprint(killed, step, f)] + " |")
			}
			b.WriteString("\n")
		}
	}
}

func compareGolden(t *testing.T, golden, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "UPDATE=1 rewrites %s", golden)
}
