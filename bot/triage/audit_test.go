package triage_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
)

func TestATenthOfWhatIsSetSilentlyIsCheckedAndThreeAtLeast(t *testing.T) {
	o := newOffice(t)
	o.Adviser = opinion{Key: "ci_cd", Confidence: .99, Sure: true}
	week := func(day string, n int) (checked []int) {
		o.at(day)
		for i := range n {
			if i == n/2 {
				o.Adviser = opinion{Key: "ci_cd", Confidence: .5, Choices: []knowledge.Choice{{Key: "ci_cd"}}}
				require.False(t, o.read(o.ask("unsure")).Area.Audit, "what people are asked for needs no check")
				o.Adviser = opinion{Key: "ci_cd", Confidence: .99, Sure: true}
			}
			id := o.ask("sync")
			if o.read(id).Area.Audit {
				checked = append(checked, i+1)
			}
			o.now = o.now.Add(time.Minute)
		}
		return checked
	}
	require.Equal(t, []int{1, 2, 3, 13, 23}, week("2025-11-18 11:00", 25))
	require.Equal(t, []int{1, 2}, week("2025-11-25 11:00", 2), "all, when there are fewer")
}

func TestACheckIsAskedForWhenItIsSolvedAndCountsWhenItIsMade(t *testing.T) {
	o := newOffice(t)
	o.Adviser = opinion{Key: "ci_cd", Confidence: .99, Sure: true}
	o.at("2025-11-18 11:00")
	right, wrong, open := o.ask("one"), o.ask("two"), o.ask("three")
	require.False(t, o.read(right).AsksAudit(), "nobody knows yet what it is about")
	for _, id := range []triage.InquiryID{right, wrong} {
		o.resolve(id, tanaka, reasons(5))
		require.True(t, o.read(id).AsksAudit())
	}
	o.at("2025-11-19 11:00")
	o.order(right, tanaka, triage.Reclassify{Area: "ci_cd"})
	o.order(wrong, tanaka, triage.Reclassify{Area: "network"})
	o.order(wrong, tanaka, triage.Reclassify{Area: "access"})
	require.False(t, o.read(right).AsksAudit(), "it is asked once")
	require.False(t, o.read(open).AsksAudit())

	o.Adviser = opinion{Key: "ci_cd", Confidence: .5, Choices: []knowledge.Choice{{Key: "ci_cd"}, {Key: "network"}}}
	offered, other, unanswered := o.ask("four"), o.ask("five"), o.ask("six")
	require.NotEqual(t, offered, unanswered)
	o.order(offered, tanaka, triage.Reclassify{Area: "network"})
	o.order(other, tanaka, triage.Reclassify{Area: "access"})

	d, err := o.Digest(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.Equal(t, triage.Labels{Guessed: 6, Automatic: 3, Audited: 2, Right: 1, Named: 2, Offered: 1}, d.Labels)
	var figures bytes.Buffer
	require.NoError(t, d.WriteCSV(&figures))
	require.Contains(t, figures.String(), "areas_guessed,6\nareas_automatic,3\nareas_audited,2\nareas_audited_right,1\nareas_named,2\nareas_named_of_three,1\n")
}
