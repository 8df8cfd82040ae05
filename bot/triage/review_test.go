package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const lead = PersonID("UYAMADA")

// restored resolves an incident that suzuki commands.
func restored(t *testing.T, severity Severity, at string) *outage {
	t.Helper()
	o := newOutage(t, func(c *Declare) { c.Severity, c.Commander = severity, suzuki })
	o.policy.Incident.Review = map[Severity]ReviewTerm{"SEV-1": {Days: 3}, "SEV-2": {Days: 5, Business: true}}
	o.at(at)
	o.i.DeclaredAt = o.now.Add(-time.Hour)
	o.do(suzuki, ChangeIncident{Status: IncidentResolved})
	return o
}

func TestAReviewIsOwedBySeverity(t *testing.T) {
	for _, c := range []struct {
		name     string
		severity Severity
		resolved string
		asked    string // the owner
		lead     string
	}{
		{"three days, which end on a holiday", "SEV-1", "2025-11-21 18:00", "2025-11-25 10:00", "2025-11-27 10:00"},
		{"three days end at night", "SEV-1", "2025-11-23 02:00", "2025-11-26 10:00", "2025-11-28 10:00"},
		{"five business days over a long weekend", "SEV-2", "2025-11-21 18:00", "2025-12-01 18:00", "2025-12-03 18:00"},
	} {
		o := restored(t, c.severity, c.resolved)
		require.True(t, o.i.ReviewOwed(), c.name)
		require.Equal(t, c.asked, o.next(RemindReview), c.name)
		o.at(c.asked)
		o.remind(RemindReview, 1)
		require.Equal(t, []AskReview{{Incident: "INC-1", To: suzuki}}, told[AskReview](o.last), c.name)
		require.Equal(t, c.lead, o.next(RemindReview), c.name)
		o.at(c.lead)
		o.remind(RemindReview, 2)
		require.Equal(t, []AskReview{{Incident: "INC-1", To: lead, Owner: suzuki}}, told[AskReview](o.last), c.name)
		require.Empty(t, o.next(RemindReview), "nobody is asked again")
	}
	require.Nil(t, restored(t, "SEV-3", "2025-11-21 18:00").i.Review, "nobody asks for it")
}

func TestAReviewIsNotAskedForInVain(t *testing.T) {
	o := restored(t, "SEV-1", "2025-11-21 18:00")
	o.do(suzuki, ChangeIncident{Status: IncidentActive})
	o.at("2025-11-25 10:00")
	o.remind(RemindReview, 1)
	require.Empty(t, o.last.Notices, "it runs again")
	o.do(suzuki, ChangeIncident{Status: IncidentResolved})
	require.Equal(t, "2025-11-28 10:00", o.next(RemindReview), "counted anew")
	o.at("2025-11-29 03:00")
	o.remind(RemindReview, 1)
	require.Empty(t, o.last.Notices, "not at night")
	require.Equal(t, "2025-12-01 10:00", o.next(RemindReview))
	o.do(suzuki, WriteReview{Text: ReviewText{Summary: "s"}})
	o.at("2025-12-01 10:00")
	o.remind(RemindReview, 1)
	require.Empty(t, o.last.Notices, "it is written")

	drill := newOutage(t, func(c *Declare) { c.Drill = true })
	drill.policy.Incident.Review = map[Severity]ReviewTerm{"SEV-2": {Days: 1}}
	drill.do(tanaka, ChangeIncident{Status: IncidentResolved})
	require.Nil(t, drill.i.Review)
	require.Equal(t, "drill_article", drill.refused(tanaka, WriteReview{Text: ReviewText{Summary: "s"}}))
}

func TestAReviewIsApprovedBySomebodyElse(t *testing.T) {
	o := restored(t, "SEV-2", "2025-11-21 18:00")
	require.Equal(t, "empty_part", o.refused(suzuki, WriteReview{Text: ReviewText{Cause: "pool"}}))
	require.Equal(t, "no_link", o.refused(suzuki, WriteReview{Link: "see the wiki"}))
	require.Equal(t, "denied", o.refused("UKATO", WriteReview{Link: "https://wiki.example.com/1"}))
	require.Equal(t, "no_review", o.refused(lead, SettleReview{State: ArticleDeclined + 9}))
	o.do(suzuki, WriteReview{Text: ReviewText{Summary: "the pool was full"}})
	require.Equal(t, []SendReview{{Incident: "INC-1", To: lead, By: suzuki, State: ArticleProposed}}, told[SendReview](o.last))
	require.Equal(t, "review_approver", o.refused(suzuki, SettleReview{State: ArticleApproved, Revision: 1}))
	require.Equal(t, "review_approver", o.refused(tanaka, SettleReview{State: ArticleApproved, Revision: 1}))
	require.Equal(t, "review_changed", o.refused(lead, SettleReview{State: ArticleApproved, Revision: 2}))
	o.do(lead, SettleReview{State: ArticleDeclined, Revision: 1})
	require.True(t, o.i.ReviewOwed(), "declined is not written")
	o.do(suzuki, WriteReview{Link: "https://wiki.example.com/1"})
	o.do(lead, SettleReview{State: ArticleApproved, Revision: 2})
	require.True(t, o.i.Reviewed())
	require.Equal(t, []SendReview{{Incident: "INC-1", To: suzuki, By: lead, State: ArticleApproved}}, told[SendReview](o.last))
	require.Equal(t, "already", o.refused(lead, SettleReview{State: ArticleApproved, Revision: 2}))
	require.Equal(t, "review_approved", o.refused(suzuki, WriteReview{Link: "https://wiki.example.com/2"}))
	o.do(lead, SettleReview{State: ArticleRetracted, Revision: 2})
	require.False(t, o.i.Reviewed())
}

func TestWhoApproves(t *testing.T) {
	for _, c := range []struct {
		name   string
		policy Policy
		person PersonID
		by     PersonID
		want   bool
	}{
		{"a lead, a member's", Policy{Members: []PersonID{"A", "L"}, Leads: []PersonID{"L"}}, "L", "A", true},
		{"a member, a member's", Policy{Members: []PersonID{"A", "B", "L"}, Leads: []PersonID{"L"}}, "B", "A", false},
		{"the only lead, their own", Policy{Members: []PersonID{"A", "L"}, Leads: []PersonID{"L"}}, "L", "L", false},
		{"a member, the only lead's", Policy{Members: []PersonID{"A", "L"}, Leads: []PersonID{"L"}}, "A", "L", true},
		{"a member, one of two leads'", Policy{Members: []PersonID{"A", "L", "M"}, Leads: []PersonID{"L", "M"}}, "A", "L", false},
		{"an admin, the only lead's", Policy{Members: []PersonID{"A"}, Leads: []PersonID{"L"}, Admins: []PersonID{"D"}}, "D", "L", true},
		{"a team of one", Policy{Members: []PersonID{"L"}, Leads: []PersonID{"L"}}, "L", "L", true},
		{"an asker", Policy{Members: []PersonID{"A"}, Leads: []PersonID{"L"}}, "X", "L", false},
	} {
		require.Equal(t, c.want, c.policy.MayApprove(c.person, c.by), c.name)
	}
}

func TestWhoOwesTheReview(t *testing.T) {
	p := Policy{Members: []PersonID{"A", "B"}, Leads: []PersonID{"L"}}
	ended := []TimelineEntry{{What: "state", Text: IncidentResolved.String(), By: "B"}}
	for name, c := range map[string]struct {
		incident Incident
		want     PersonID
	}{
		"a commander from another team":       {Incident{Commander: "X", Timeline: ended}, "X"},
		"a member who was only acting":        {Incident{Commander: "A", Acting: true, Timeline: ended}, "A"},
		"a declarer whom nobody has relieved": {Incident{Commander: "X", Acting: true, Timeline: ended}, "B"},
		"ended in Datadog":                    {Incident{Commander: "X", Acting: true}, "L"},
	} {
		require.Equal(t, c.want, p.ReviewOwner(c.incident), name)
	}
}
