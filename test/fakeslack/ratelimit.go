package fakeslack

import (
	"math"
	"time"
)

// tier is how often a method may be called.
// https://docs.slack.dev/apis/web-api/rate-limits
type tier int

const (
	unlimited tier = iota
	tier1          // 1 per minute
	tier2          // 20 per minute
	tier3          // 50 per minute
	tier4          // 100 per minute
	perPost        // chat.postMessage: 1 per second and channel, bursts tolerated
)

// rate returns a bucket's size and its refill per second.
func (t tier) rate() (burst, perSecond float64) {
	switch t {
	case tier1:
		return 1, 1.0 / 60
	case tier2:
		return 20, 20.0 / 60
	case tier3:
		return 50, 50.0 / 60
	case tier4:
		return 100, 100.0 / 60
	case perPost:
		return 5, 1 // "about 1/s per channel, short bursts tolerated": the size of a burst is not documented
	case unlimited:
	}
	return math.Inf(1), math.Inf(1)
}

type bucket struct {
	tokens float64
	at     time.Time
}

// overLimit takes a token; otherwise it says after how many seconds to try
// again. The lock is held.
func (w *Workspace) overLimit(m string, t tier, channel string) (retryAfter int) {
	if !w.opts.RateLimits || t == unlimited {
		return 0
	}
	key := m
	if t == perPost {
		key += "/" + channel
	}
	burst, refill := t.rate()
	now := w.opts.Now()
	b := w.buckets[key]
	if b == nil {
		b = &bucket{tokens: burst, at: now}
		w.buckets[key] = b
	}
	b.tokens = min(burst, b.tokens+max(0, now.Sub(b.at).Seconds())*refill)
	b.at = now
	if b.tokens >= 1 {
		b.tokens--
		return 0
	}
	return max(1, int(math.Ceil((1-b.tokens)/refill)))
}
