package triage_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
)

// The report tells what words were worth: what they suspected, what came of
// it, and what they missed.
func TestHowWellWordsToldThatProductionIsAffected(t *testing.T) {
	says := func(o *office, u knowledge.Urgency) triage.InquiryID {
		o.Adviser = verdict{urgency: u}
		o.now = o.now.Add(time.Hour)
		return o.ask("something")
	}
	ordinary := func(o *office) triage.InquiryID { return says(o, knowledge.UrgencyNormal) }
	suspected := func(o *office) triage.InquiryID { return says(o, knowledge.UrgencySuspected) }
	paged := func(o *office) triage.InquiryID { return says(o, knowledge.UrgencyUrgent) }
	answers := func(o *office, id triage.InquiryID, affected bool) {
		o.order(id, sato, triage.AnswerSuspicion{Affected: affected})
	}
	declares := func(o *office, id triage.InquiryID) {
		o.declares("Trouble", func(c *triage.Declare) { c.Inquiry = id })
	}
	for name, c := range map[string]struct {
		happens func(o *office)
		want    triage.Alarms
	}{
		"an ordinary question":        {func(o *office) { ordinary(o) }, triage.Alarms{}},
		"asked, no answer":            {func(o *office) { suspected(o) }, triage.Alarms{Suspected: 1}},
		"asked, affected":             {func(o *office) { answers(o, suspected(o), true) }, triage.Alarms{Suspected: 1, Confirmed: 1}},
		"asked, not affected":         {func(o *office) { answers(o, suspected(o), false) }, triage.Alarms{Suspected: 1, Denied: 1}},
		"paged, no answer":            {func(o *office) { paged(o) }, triage.Alarms{Suspected: 1, Paged: 1}},
		"paged, taken back":           {func(o *office) { answers(o, paged(o), false) }, triage.Alarms{Suspected: 1, Paged: 1, Denied: 1}},
		"paged, sorted anew":          {func(o *office) { o.order(paged(o), tanaka, triage.Reclassify{Urgency: triage.UrgencyWish}) }, triage.Alarms{Suspected: 1, Paged: 1, Denied: 1}},
		"denied first, then affected": {func(o *office) { id := suspected(o); answers(o, id, false); answers(o, id, true) }, triage.Alarms{Suspected: 1, Confirmed: 1}},
		"said unasked":                {func(o *office) { answers(o, ordinary(o), true) }, triage.Alarms{Said: 1}},
		"said in a form": {func(o *office) {
			o.order("", sato, triage.Ask{Asker: sato, Text: "down", Urgency: triage.UrgencyUrgent})
		}, triage.Alarms{Said: 1}},
		"said unasked and taken back":     {func(o *office) { id := ordinary(o); answers(o, id, true); answers(o, id, false) }, triage.Alarms{}},
		"an edit's words":                 {func(o *office) { id := ordinary(o); o.edits(id, knowledge.UrgencyUrgent) }, triage.Alarms{Suspected: 1, Paged: 1}},
		"an incident that was suspected":  {func(o *office) { declares(o, suspected(o)) }, triage.Alarms{Suspected: 1, Confirmed: 1, Declared: 1}},
		"an incident that seemed none":    {func(o *office) { declares(o, ordinary(o)) }, triage.Alarms{Said: 1, Declared: 1, Missed: 1}},
		"an incident that somebody said":  {func(o *office) { id := ordinary(o); answers(o, id, true); declares(o, id) }, triage.Alarms{Said: 1, Declared: 1, Missed: 1}},
		"an incident without an inquiry":  {func(o *office) { o.declares("Trouble") }, triage.Alarms{}},
		"suspected after the declaration": {func(o *office) { id := ordinary(o); declares(o, id); o.edits(id, knowledge.UrgencyUrgent) }, triage.Alarms{Said: 1, Declared: 1, Missed: 1}},
		"a drill": {func(o *office) {
			id := ordinary(o)
			o.declares("Trouble", func(c *triage.Declare) { c.Inquiry, c.Drill = id, true })
		}, triage.Alarms{}},
	} {
		t.Run(name, func(t *testing.T) {
			o := clusterOffice(t)
			o.Policy.Incident.Cluster.Inquiries = 0
			c.happens(o)
			d, err := o.Digest(t.Context(), triage.PeriodOf(o.now, o.Policy.Calendar.Location()))
			require.NoError(t, err)
			require.Equal(t, c.want, d.Alarms)
		})
	}
}

// edits has the asker put it differently, in words of an urgency.
func (o *office) edits(id triage.InquiryID, u knowledge.Urgency) {
	o.Adviser = verdict{urgency: u}
	o.now = o.now.Add(time.Minute)
	o.order(id, sato, triage.Edit{Text: "something else", At: o.ts()})
}

func TestAlarmsInTheFile(t *testing.T) {
	var file bytes.Buffer
	d := triage.Digest{Alarms: triage.Alarms{Suspected: 6, Paged: 2, Confirmed: 3, Denied: 1, Said: 4, Declared: 5, Missed: 7}}
	require.NoError(t, d.WriteCSV(&file))
	require.Contains(t, file.String(), "impact_suspected,6\nimpact_paged,2\nimpact_confirmed,3\nimpact_denied,1\nimpact_said,4\nincidents_from_inquiries,5\nincidents_not_suspected,7\n")
}
