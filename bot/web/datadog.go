package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"
)

// Where Datadog delivers, and the header that has to hold the secret: Datadog
// documents no signature of its webhooks, only headers of one's own.
const (
	DatadogPath   = "/datadog/webhook"
	DatadogHeader = "X-Toban-Secret"
)

// A DatadogWebhook takes word from Datadog: of incidents that were declared or
// changed there, and of monitors. Both come as [DatadogPayload].
//
// Datadog waits 15 s, and delivers again after a 5xx and after a lost
// connection. So the two functions only record, and repeating them is harmless.
type DatadogWebhook struct {
	Secret string // known to Datadog too; without one nothing is taken

	// Incident is told that there is something new about an incident. What
	// that is has to be asked for: the delivery is no more than a hint.
	Incident func(context.Context, IncidentHint) error
	// Alert is told what a monitor says; nil means that alerts are not for toban.
	Alert func(context.Context, MonitorAlert) error
	Now   func() time.Time
	Log   *slog.Logger

	last atomic.Pointer[time.Time]
}

// Last is when Datadog last delivered something that was taken, zero where it
// has not yet.
func (h *DatadogWebhook) Last() time.Time {
	if at := h.last.Load(); at != nil {
		return *at
	}
	return time.Time{}
}

// ServeHTTP answers 202 to what was recorded, 401 without the right secret,
// 400 to what neither names an incident nor a monitor, 413 to what is too large
// and 503 to what could not be recorded.
func (h *DatadogWebhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if !h.genuine(r.Header.Get(DatadogHeader)) {
		h.Log.WarnContext(ctx, "word from Datadog refused, its secret is missing or wrong", "header", DatadogHeader, "from", r.RemoteAddr)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	word := readDatadog(body)
	var err error
	switch {
	case word.incident != IncidentHint{}:
		err = h.Incident(ctx, word.incident)
	case word.alert.Monitor == "":
		h.Log.WarnContext(ctx, "word from Datadog not understood, compare its payload with that of `toban datadog webhook`", "bytes", len(body))
		w.WriteHeader(http.StatusBadRequest)
		return
	case h.Alert != nil:
		err = h.Alert(ctx, word.alert)
	}
	if err != nil {
		h.Log.ErrorContext(ctx, "word from Datadog not recorded", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	h.last.Store(new(h.Now()))
	writeJSON(w, http.StatusAccepted, map[string]string{"status": "accepted"})
}

// genuine compares sums, which are of equal length, so that the time it takes
// tells nothing about the secret.
func (h *DatadogWebhook) genuine(secret string) bool {
	got, want := sha256.Sum256([]byte(secret)), sha256.Sum256([]byte(h.Secret))
	return h.Secret != "" && subtle.ConstantTimeCompare(got[:], want[:]) == 1
}
