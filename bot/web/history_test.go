package web

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// records writes the history of a new inquiry, each a minute after the other.
func (b *board) records(t testing.TB, records ...triage.Record) triage.InquiryID {
	t.Helper()
	var q triage.Inquiry
	require.NoError(t, b.office.Desk.Store.Update(t.Context(), func(tx triage.Tx) error {
		id, err := tx.NextInquiry()
		if err != nil {
			return err
		}
		q = triage.Inquiry{ID: id}
		for n, r := range records {
			r.Subject, r.At = string(id), b.now.Add(time.Duration(n)*time.Minute)
			if err := tx.Append(r); err != nil {
				return err
			}
			q = q.Apply(r)
		}
		return tx.PutInquiry(q)
	}))
	return q.ID
}

// happening is a row of an inquiry's history: when, who and what.
var happening = regexp.MustCompile(`<tr role="row"><th[^>]*>(.*?)</th><td[^>]*><span[^>]*>[^<]*</span>(.*?)</td><td[^>]*><span[^>]*>[^<]*</span>(.*?)</td></tr>`)

// historyOf are the lines of an inquiry's history as one person reads them, in a
// language; "" where they read none.
func (b *board) historyOf(t testing.TB, who as, id triage.InquiryID, lang string) string {
	t.Helper()
	b.Gate = who
	_, part, _ := strings.Cut(b.sees(t, "/inquiries/"+string(id)+"?lang="+lang), `id="history"`)
	var lines []string
	for _, row := range happening.FindAllStringSubmatch(part, -1) {
		at := row[1][strings.Index(row[1], ">")+1:]
		lines = append(lines, html.UnescapeString(strings.TrimSuffix(at, "</data>")+" | "+row[2]+" | "+row[3]))
	}
	return strings.Join(lines, "\n")
}

// eventful is an inquiry to which almost everything happened.
func eventful(private bool) []triage.Record {
	var all []triage.Record
	do := func(by triage.PersonID, events ...triage.Event) {
		for _, e := range events {
			all = append(all, triage.Record{By: by, Event: e})
		}
	}
	place := triage.Place{Channel: "CASK", Thread: "1763618640.000100", Private: private}
	do("USATO", triage.Asked{Asker: "USATO", Place: place, Lang: "ja", Text: "VPC <につながりません>", Area: triage.Label{Key: "ci_cd"}, Urgency: triage.UrgencyNormal},
		triage.Suggested{Answered: true, Hits: []triage.Suggestion{{Page: "handbook/oidc.md", Title: fitted}}}, triage.Suspected{},
		triage.Sent{Slot: triage.SlotCard}, triage.Edited{Text: "VPC に <つながりません>"}, triage.Calmed{}, triage.Answered{State: triage.SelfSolveEscalated},
		triage.Pinged{Person: "UTANAKA"})
	do("", triage.Warned{Percent: 50}, triage.Breached{}, triage.BreachTold{}, triage.Clustered{Inquiries: []triage.InquiryID{"INQ-1", "INQ-2"}})
	do("UITO", triage.ClusterSettled{State: triage.ClusterUnrelated})
	do("UYAMADA", triage.Claimed{Owner: "UTANAKA"}, triage.Reclassified{Area: "network", Urgency: triage.UrgencyUrgent}, triage.StepPlanned{Text: "ルート表を見る"})
	do("UTANAKA", triage.Replied{Member: true, First: true, Line: "見てみます"}, triage.Waited{Reason: "VPC の ID"}, triage.Kept{})
	do("USATO", triage.Replied{}, triage.Resumed{ByAsker: true}, triage.Nudged{Person: "UTANAKA"})
	do("UTANAKA", triage.Escalated{Incident: "INC-1"}, triage.Resolved{Reasons: triage.Reasons{Note: "経路を <追加>"}}, triage.Reasoned{})
	do("USATO", triage.Helped{}, triage.Reopened{Reason: "まだ困っています"})
	do("UITO", triage.ArticleWritten{State: triage.ArticleProposed, Text: triage.ArticleText{Title: "VPC の経路"}}, triage.ArticleSettled{State: triage.ArticleApproved})
	do("UGONE", triage.Merged{Of: "INQ-2"})
	return all
}

// The team reads all that happened, an asker what concerns them, everybody else
// what stands in the thread too; and of a private inquiry nothing.
func TestWhatHappenedToAnInquiry(t *testing.T) {
	b := newBoard(t)
	open, private := b.records(t, eventful(false)...), b.records(t, eventful(true)...)
	for name, who := range map[string]as{"team": "UTANAKA", "asker": "USATO", "reader": "UGONE"} {
		golden(t, "history_"+name+".ja.txt", b.historyOf(t, who, open, "ja"))
	}
	golden(t, "history_team.en.txt", b.historyOf(t, "UYAMADA", open, "en"))
	require.Equal(t, b.historyOf(t, "UGONE", open, "ja"), b.historyOf(t, "", open, "ja"), "nobody in particular is a reader")

	require.Equal(t, b.historyOf(t, "USATO", open, "ja"), b.historyOf(t, "USATO", private, "ja"))
	require.Empty(t, b.historyOf(t, "UGONE", private, "ja"))
	require.NotContains(t, b.sees(t, "/inquiries/"+string(private)), "経路を", "what solved it")
}
