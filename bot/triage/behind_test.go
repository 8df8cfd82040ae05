package triage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// Behind each figure of a report stand as many inquiries as it says, whatever
// people did, and so do behind its areas, teams and classes.
func TestInquiriesBehindFigures(t *testing.T) {
	w := newThrong(t, 2)
	for range 150 {
		w.later()
		w.act()
	}
	behind := func(p triage.Period, s triage.Selection) int {
		list, err := w.Behind(t.Context(), p, s)
		require.NoError(t, err)
		return len(list)
	}
	seen := make(map[triage.Figure]int)
	for _, p := range []triage.Period{"2025-10", "2025-11", "2025-12", "2025-W45", "2025-W46"} {
		d := w.digest(p)
		for f, n := range map[triage.Figure]int{
			triage.FigureAsked: d.Asked, triage.FigureDuplicates: d.Duplicates, triage.FigureReplied: d.Replied, triage.FigureInTime: d.InTime,
			triage.FigureBreached: d.Breached, triage.FigureResolved: d.Resolved, triage.FigureCarried: d.Carried, triage.FigureWithdrawn: d.Withdrawn,
			triage.FigureReasoned: d.Reasoned, triage.FigureOffered: d.Offered, triage.FigureConfirmed: d.Confirmed,
			triage.FigureEscalated: d.Escalated, triage.FigureSilent: d.Silent, triage.FigureCorrected: d.Corrected,
		} {
			require.Equal(t, n, behind(p, triage.Selection{Figure: f}), "%s of %s", f, p)
			seen[f] += n
		}
		for _, c := range d.Areas {
			if c.Key != "" {
				require.Equal(t, c.N, behind(p, triage.Selection{Figure: triage.FigureAsked, Area: c.Key}), "area %s of %s", c.Key, p)
			}
		}
		for _, c := range d.Teams {
			if c.Key != "" {
				require.Equal(t, c.N, behind(p, triage.Selection{Figure: triage.FigureAsked, Team: triage.TeamID(c.Key)}), "team %s of %s", c.Key, p)
			}
		}
		for class, n := range d.Classes {
			require.Equal(t, n, behind(p, triage.Selection{Figure: triage.FigureReasoned, Class: class}), "class %s of %s", class, p)
		}
		again := behind(p, triage.Selection{Figure: triage.FigureRecontacts})
		require.LessOrEqual(t, again, d.Recontacts, "an inquiry may be asked again more than once")
		require.Equal(t, d.Recontacts > 0, again > 0, p)
	}
	for f, n := range seen {
		require.Positive(t, n, "%s never happened", f)
	}
}

func TestNothingStandsBehindWhatIsNoFigure(t *testing.T) {
	_, err := newOffice(t).Behind(t.Context(), "2025-W47", triage.Selection{Figure: "minutes"})
	require.Equal(t, triage.Invalid, triage.KindOf(err))
}
