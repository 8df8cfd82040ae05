package triage_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
	"toban/knowledge"
)

// shelf offers two pages for every question that names one: the named one
// first.
type shelf struct{}

func (shelf) Advise(_ context.Context, text string, _ triage.Lang) (knowledge.Advice, error) {
	hit := func(name string) knowledge.Hit {
		return knowledge.Hit{Page: "handbook/" + name + ".md", Title: strings.ToUpper(name), URL: "https://docs.example.com/" + name}
	}
	switch {
	case strings.HasPrefix(text, "oidc"):
		return knowledge.Advice{Answered: true, Hits: []knowledge.Hit{hit("oidc"), hit("vpc")}}, nil
	case strings.HasPrefix(text, "vpc"):
		return knowledge.Advice{Answered: true, Hits: []knowledge.Hit{hit("vpc"), hit("oidc")}}, nil
	}
	return knowledge.Advice{}, nil
}

// asker is an office whose payments team asks in November.
type asker struct{ *office }

func newAsker(t *testing.T) asker {
	o := newOffice(t).at("2025-11-18 11:00")
	o.Adviser = shelf{}
	return asker{o}
}

// solved is a question, which a page solves by its asker's word.
func (a asker) solved(text string, change ...func(*triage.Ask)) triage.InquiryID {
	id := a.asked(text, change...)
	a.order(id, sato, triage.Feedback{Answer: triage.AnswerSolved})
	return id
}

func (a asker) asked(text string, change ...func(*triage.Ask)) triage.InquiryID {
	c := triage.Ask{Asker: sato, Text: text, Team: "payments", Place: triage.Place{Channel: "CASK", Thread: a.ts()}}
	for _, f := range change {
		f(&c)
	}
	return a.order("", c.Asker, c)
}

// linked is a question whose resolver names a page.
func (a asker) linked(text, url string) {
	r := reasons(15)
	r.Page = url
	a.resolve(a.asked(text), tanaka, r)
}

func TestMirror(t *testing.T) {
	page := func(name string, helped int) triage.MirrorPage {
		return triage.MirrorPage{Page: "handbook/" + name + ".md", Title: strings.ToUpper(name), URL: "https://docs.example.com/" + name, Helped: helped}
	}
	for _, c := range []struct {
		name            string
		live            func(asker)
		asked, answered int
		pages           []triage.MirrorPage
		tells           bool
	}{
		{"nobody asked", func(asker) {}, 0, 0, nil, false},
		{"two are too few", func(a asker) { a.solved("oidc"); a.solved("oidc") }, 2, 2, []triage.MirrorPage{page("oidc", 2)}, false},
		{"three are enough", func(a asker) { a.solved("oidc"); a.asked("gpu"); a.asked("gpu") }, 3, 1, []triage.MirrorPage{page("oidc", 1)}, true},
		{"no page answered", func(a asker) { a.asked("oidc"); a.asked("gpu"); a.asked("gpu") }, 3, 0, nil, false},
		{
			"the page that helped most comes first", func(a asker) { a.solved("oidc"); a.solved("vpc"); a.solved("vpc") },
			3, 3,
			[]triage.MirrorPage{page("vpc", 2), page("oidc", 1)},
			true,
		},
		{
			"whoever resolved it named the second page", func(a asker) { a.linked("oidc", "https://docs.example.com/vpc") },
			1, 1,
			[]triage.MirrorPage{page("vpc", 1)},
			false,
		},
		{"a page that was not offered may be for members alone", func(a asker) { a.linked("oidc", "https://wiki.example.com/internal") }, 1, 0, nil, false},
		{"no page was offered", func(a asker) { a.linked("gpu", "https://docs.example.com/vpc") }, 1, 0, nil, false},
		{"solved, and reopened", func(a asker) { a.order(a.solved("oidc"), sato, triage.Reopen{}) }, 1, 0, nil, false},
		{"still needed help", func(a asker) {
			a.order(a.asked("oidc"), sato, triage.Feedback{Answer: triage.AnswerStillNeed})
		}, 1, 0, nil, false},
		{"withdrawn", func(a asker) { a.order(a.asked("oidc"), sato, triage.Withdraw{}) }, 0, 0, nil, false},
		{"of another team", func(a asker) { a.solved("oidc", func(c *triage.Ask) { c.Team = "search" }) }, 0, 0, nil, false},
		{"of no team", func(a asker) { a.solved("oidc", func(c *triage.Ask) { c.Team = "" }) }, 0, 0, nil, false},
		{"in a private place", func(a asker) { a.solved("oidc", func(c *triage.Ask) { c.Place.Private = true }) }, 0, 0, nil, false},
		{"in a channel made private since", func(a asker) { a.order(a.solved("oidc"), "", triage.Seclude{}) }, 0, 0, nil, false},
		{"erased since", func(a asker) {
			a.Policy.Leads = []triage.PersonID{"UYAMADA"}
			a.order(a.solved("oidc"), "UYAMADA", triage.Forget{})
		}, 0, 0, nil, false},
		{"from before toban", func(a asker) { a.imported(a.bygone("oidc")) }, 0, 0, nil, false},
		{"asked a month before", func(a asker) { a.at("2025-10-31 23:59"); a.solved("oidc") }, 0, 0, nil, false},
		{"asked a month later", func(a asker) { a.at("2025-12-01 00:00"); a.solved("oidc") }, 0, 0, nil, false},
		{"asked in the month, solved after it", func(a asker) {
			id := a.asked("oidc")
			a.at("2025-12-03 11:00").order(id, sato, triage.Feedback{Answer: triage.AnswerSolved})
		}, 1, 1, []triage.MirrorPage{page("oidc", 1)}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAsker(t)
			c.live(a)
			m, err := a.Mirror(t.Context(), "payments", "2025-11", nil)
			require.NoError(t, err)
			require.Equal(t, triage.Mirror{Team: "payments", Period: "2025-11", Asked: c.asked, Answered: c.answered, Pages: append([]triage.MirrorPage{}, c.pages...)}, m)
			require.Equal(t, c.tells, m.Tells())
		})
	}
}

// What may not be read by everybody is left out, whoever says so.
func TestAMirrorLeavesOutWhatIsNotForEverybody(t *testing.T) {
	a := newAsker(t)
	a.solved("oidc")
	hidden := a.solved("vpc")
	m, err := a.Mirror(t.Context(), "payments", "2025-11", func(q triage.Inquiry) bool { return q.ID != hidden })
	require.NoError(t, err)
	require.Equal(t, 1, m.Asked)
	require.Len(t, m.Pages, 1)
}

// The mirror of each team and month is ordered once, and moves a watermark of
// that team alone.
func TestAMirrorIsOrderedOnce(t *testing.T) {
	o := newOffice(t).at("2025-12-01 10:05")
	for range 2 {
		_, err := o.Handle(t.Context(), triage.Order{Key: "mirror/payments/2025-11", Command: triage.PostReport{Period: "2025-11", Team: "payments"}})
		require.NoError(t, err)
	}
	queue, err := o.Store.(*boltstore.Store).QueueStats(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, queue.Queued)
	require.NoError(t, o.Store.View(t.Context(), func(r triage.Reader) error {
		for mark, want := range map[string]string{triage.MirrorMark("payments"): "2025-11", triage.MirrorMark("search"): "", triage.Period("2025-11").ReportMark(): ""} {
			value, err := r.Mark(mark)
			require.NoError(t, err)
			require.Equal(t, want, string(value), mark)
		}
		return nil
	}))
}
