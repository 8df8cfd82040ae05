package knowledge

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEvalUrgency(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	s, err := EvalUrgency(EvalUrgencyOptions{
		Test: strings.NewReader(`
{"text":"production is down for every tenant","label":"incident"}
{"text":"checkout is extremely slow","label":"incident"}
{"text":"ok","label":"incident"}
{"text":"incident: where is my cat?","label":"normal"}
{"text":"how do I rotate a key?","label":"normal"}
{"text":"staging is down for everyone","label":"high"}
`),
		Now: func() time.Time { now = now.Add(6 * time.Millisecond); return now },
	})
	require.NoError(t, err)
	require.Len(t, s.Rows, 6)
	s.Rows = nil
	require.Equal(t, UrgencyScores{
		N: 6, Incidents: 3, PagePrecision: new(0.5), PageRecall: new(1.0 / 3), FalseAlarms: new(1.0 / 3), Recall: new(2.0 / 3), AskRate: new(1.0 / 3),
		Labels:       []UrgencyLabel{{"incident", 3, 1, 1}, {"high", 1, 0, 0}, {"normal", 2, 1, 0}},
		PredictMicro: new(1000.0),
	}, s)
}

func TestEvalUrgencyOfOneSide(t *testing.T) {
	s, err := EvalUrgency(EvalUrgencyOptions{Test: strings.NewReader(`{"text":"how do I rotate a key?","label":""}`)})
	require.NoError(t, err)
	require.Nil(t, s.Recall, "there is no incident")
	require.Nil(t, s.PagePrecision, "nothing is paged")
	require.Equal(t, new(0.0), s.AskRate)
}

func TestEvalUrgencyRefuses(t *testing.T) {
	for name, rows := range map[string]string{"no rows": "\n", "no JSON": "prod is down"} {
		_, err := EvalUrgency(EvalUrgencyOptions{Test: strings.NewReader(rows)})
		require.Error(t, err, name)
	}
}
