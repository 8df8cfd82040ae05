package triage_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
)

// resembling advises that whatever is asked resembles the same.
type resembling []knowledge.Related

func (r resembling) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Related: r}, nil
}

// incident declares and ends one.
func (o *office) incident(c triage.Declare, fixed string) {
	o.t.Helper()
	c.Severity = "SEV-2"
	out, err := o.Handle(o.t.Context(), triage.Order{Key: c.Title, By: tanaka, Command: c})
	require.NoError(o.t, err)
	_, err = o.Handle(o.t.Context(), triage.Order{
		Key: c.Title + "/over", By: tanaka, Incident: out.Incident.ID, Command: triage.ChangeIncident{Status: triage.IncidentResolved, Fixed: fixed},
	})
	require.NoError(o.t, err)
}

// A question keeps what it resembles by name, so that what is erased or
// reopened there is not told here any more.
func TestPrecedents(t *testing.T) {
	o := newOffice(t).at("2025-11-18 10:00")
	o.Policy.Leads = []triage.PersonID{suzuki}
	o.Policy.Incident.Severities = []triage.SeverityLevel{{Key: "SEV-2"}}
	solved, open, silent := o.ask("AssumeRole fails"), o.ask("AssumeRole again"), o.ask("AssumeRole, no more")
	o.resolve(solved, tanaka, triage.Reasons{Note: "fixed sub"})
	o.resolve(silent, tanaka, triage.Reasons{})
	private, err := o.Handle(t.Context(), triage.Order{Key: "dm", By: sato, At: o.now, Command: triage.Ask{
		Asker: sato, Text: "AssumeRole for payroll", Place: triage.Place{Channel: "D1", Thread: "1.0", Private: true, Direct: true},
	}})
	require.NoError(t, err)
	o.resolve(private.Inquiry.ID, tanaka, triage.Reasons{Note: "fixed payroll"})
	o.incident(triage.Declare{Title: "API 502"}, "rolled back")
	o.incident(triage.Declare{Title: "unknown"}, "")
	o.incident(triage.Declare{Title: "exercise", Drill: true}, "rolled back")
	o.incident(triage.Declare{Title: "secret", Place: triage.Place{Channel: "G1", Private: true}}, "rolled back")

	related := func(ids ...knowledge.DocID) (list resembling) {
		for _, id := range ids {
			list = append(list, knowledge.Related{ID: id})
		}
		return list
	}
	o.Adviser = related(knowledge.DocID(open), knowledge.DocID(silent), knowledge.DocID(private.Inquiry.ID), "INC-2", "INC-3", "INC-4",
		"INQ-99", "elsewhere", knowledge.DocID(solved), "INC-1")
	id := o.ask("AssumeRole does not work")
	q, err := o.Inquiry(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []string{string(solved), "INC-1"}, q.Past, "those that say to everybody what solved them")

	o.Adviser = related("INC-1")
	o.order(id, sato, triage.Edit{Text: "the API does not work", At: triage.MessageTS("1763604060.000100")})
	q, err = o.Inquiry(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []string{"INC-1"}, q.Past, "they follow an edit")

	require.NotContains(t, o.everything(id), "rolled back", "no words are copied")
	require.NotContains(t, o.everything(id), "fixed sub")
}
