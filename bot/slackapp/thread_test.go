package slackapp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func (r *room) solved(t *testing.T) (ts string) {
	t.Helper()
	ts = r.says("emma", ask, "", "@toban AssumeRole fails for @sato since *today*\nsee the log")
	r.pass(time.Hour)
	r.says("tanaka", ask, ts, "sub が違います")
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "r", By: "UTANAKA", Inquiry: "INQ-1", Command: triage.Resolve{
		Reasons: triage.Reasons{Note: "fixed `sub` in the trust policy", Page: "https://docs.example.com/oidc"},
	}})
	require.NoError(t, err)
	r.settle()
	return ts
}

func TestSummary(t *testing.T) {
	r := newRoom(t)
	ts := r.solved(t)
	r.says("sato", ask, ts, "@toban まとめ")
	golden(t, "summary.ja.txt", r.whispersIn("sato", ask, ts))
	golden(t, "summary.en.txt", r.runs("emma", "/toban summary inq1"))
	require.Contains(t, r.runs("emma", "/toban summary"), "Usage: /toban summary INQ-142")
	require.Contains(t, r.runs("emma", "/toban summary INQ-9"), "There is no INQ-9")
}
