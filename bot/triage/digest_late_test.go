package triage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What people say after the week of the question stands in the report of the
// week in which they say it: else no weekly report would tell of it.
func TestWhatIsSaidLaterIsOfALaterWeek(t *testing.T) {
	record := func(at string, by PersonID, e Event) Record {
		return Record{Subject: "INQ-7", At: tokyo(t, at), By: by, Event: e}
	}
	friday := tokyo(t, "2025-11-21 18:00")
	records := []Record{
		record("2025-11-21 18:00", sato, Asked{Asker: sato, At: friday, Area: Label{Key: "ci_cd", Sure: true}}),
		record("2025-11-21 18:00", "", Suggested{Answered: true, Hits: []Suggestion{{Page: "handbook/a.md"}}}),
		record("2025-11-25 10:00", tanaka, Reclassified{Area: "network"}),
		record("2025-11-25 11:00", sato, Answered{State: SelfSolveConfirmed, Answer: AnswerSolved}),
	}
	report := func(from, to string) []int {
		end := tokyo(t, to)
		d := Summarise(map[string][]Record{"INQ-7": upTo(records, end)}, nil, nil, tokyo(t, from), end, tokyo(t, "2025-12-08 00:00"), 0)
		return []int{d.Asked, d.Offered, d.Confirmed, d.Silent, d.Classified, d.Corrected}
	}
	require.Equal(t, []int{1, 1, 0, 1, 1, 0}, report("2025-11-17 00:00", "2025-11-24 00:00"), "nothing was said yet")
	require.Equal(t, []int{0, 1, 1, 0, 1, 1}, report("2025-11-24 00:00", "2025-12-01 00:00"))
	require.Equal(t, []int{1, 1, 1, 0, 1, 1}, report("2025-11-01 00:00", "2025-12-01 00:00"), "once in the month of both")
	require.Equal(t, []int{0, 0, 0, 0, 0, 0}, report("2025-12-01 00:00", "2025-12-08 00:00"))
}
