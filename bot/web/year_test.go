package web

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// lives writes n inquiries into a store, as people have them: spread evenly
// over a stretch of time, some open, some closed without reasons, some answered
// by a page, a few reopened, one in eight asked in a private place.
func lives(t testing.TB, store triage.Store, n int, from, to time.Time) {
	t.Helper()
	const group = 500
	rnd := rand.New(rand.NewPCG(1, 2))
	for done := 0; done < n; done += group {
		var batch [][]triage.Record
		for i := done; i < min(done+group, n); i++ {
			batch = append(batch, life(rnd, i, from.Add(to.Sub(from)/time.Duration(n)*time.Duration(i)), to))
		}
		require.NoError(t, store.Update(t.Context(), func(tx triage.Tx) error {
			for _, records := range batch {
				id, err := tx.NextInquiry()
				if err != nil {
					return err
				}
				q := triage.Inquiry{ID: id}
				for _, r := range records {
					r.Subject = string(id)
					if err := tx.Append(r); err != nil {
						return err
					}
					q = q.Apply(r)
				}
				if err := tx.PutInquiry(q); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// questions are what is asked, fixed what solved it.
var questions = []string{"GitHub Actions から AWS に AssumeRole できません", "VPC <につながりません>", "how do I get a GPU node pool?", "Argo CD の同期が止まりました"}

const (
	fixed  = "信頼ポリシーの sub を修正"
	fitted = "GitHub Actions の OIDC 設定"
)

// life is the history of one inquiry, up to an instant.
func life(rnd *rand.Rand, n int, at, until time.Time) []triage.Record {
	pick := func(from ...string) string { return from[rnd.IntN(len(from))] }
	members := []string{"UTANAKA", "UITO", "USUZUKI"}
	owner := triage.PersonID(pick(members...))
	asker := triage.PersonID(fmt.Sprintf("UASK%d", rnd.IntN(40)))
	place := triage.Place{Channel: "CASK", Thread: triage.MessageTS(fmt.Sprintf("%d.%06d", at.Unix(), n)), Private: n%8 == 7}
	offered := rnd.IntN(2) == 0
	suggested := triage.Suggested{}
	if offered {
		suggested = triage.Suggested{Answered: true, Hits: []triage.Suggestion{{Page: "handbook/oidc.md", Title: fitted, Confidence: 0.8}}}
	}
	records := []triage.Record{
		{At: at, By: asker, Event: triage.Asked{
			Asker: asker, Team: triage.TeamID(pick("payments", "search", "")), Rotation: "platform", Place: place, Lang: "ja", At: at,
			Text: pick(questions...),
			Kind: triage.Label{Key: "question", Confidence: 0.9}, Area: triage.Label{Key: pick("ci_cd", "network", "kubernetes", ""), Confidence: 0.8},
			Urgency: triage.UrgencyNormal, Clock: "elapsed", Target: 24 * time.Hour, Due: at.Add(24 * time.Hour),
		}},
		{At: at, Event: suggested},
	}
	then := func(after time.Duration, by triage.PersonID, e triage.Event) {
		at = at.Add(after)
		records = append(records, triage.Record{At: at, By: by, Event: e})
	}
	reasons := func() triage.Reasons {
		return triage.Reasons{
			Solver:  triage.Solver(1 + rnd.IntN(5)),
			Docs:    triage.Documented(1 + rnd.IntN(5)),
			Minutes: []int{5, 15, 30, 60, 120}[rnd.IntN(5)], Note: fixed,
		}
	}
	if offered && rnd.IntN(3) == 0 {
		then(time.Minute, asker, triage.Answered{State: triage.SelfSolveConfirmed})
		then(0, asker, triage.Resolved{Bot: true, Reasons: triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsExistsNotFound}})
		return past(records, until)
	}
	then(10*time.Minute, "", triage.Pinged{Person: owner})
	then(time.Duration(rnd.IntN(30*60))*time.Minute, owner, triage.Claimed{Owner: owner})
	written := triage.MessageTS(fmt.Sprintf("%d.%06d", at.Add(5*time.Minute).Unix(), n))
	then(5*time.Minute, owner, triage.Replied{Member: true, First: true, Took: time.Hour, Line: "見てみます", Message: triage.MessageRef{Channel: "CASK", TS: written}})
	if rnd.IntN(20) == 0 && until.Sub(at) < 30*24*time.Hour {
		return past(records, until) // nobody came to it yet
	}
	then(time.Duration(1+rnd.IntN(50))*time.Hour, owner, triage.Resolved{Reasons: triage.Reasons{}})
	if rnd.IntN(5) > 0 {
		then(18*time.Hour, owner, triage.Reasoned{Reasons: reasons()})
	}
	if rnd.IntN(15) == 0 {
		then(time.Hour, asker, triage.Reopened{Reason: "まだ困っています"})
		then(4*time.Hour, owner, triage.Resolved{Reasons: reasons()})
	}
	return past(records, until)
}

// past leaves out what has not happened yet.
func past(records []triage.Record, until time.Time) []triage.Record {
	for n, r := range records {
		if n > 0 && !r.At.Before(until) {
			return records[:n]
		}
	}
	return records
}

// BenchmarkPages is what a reader waits for with 50,000 inquiries of two years:
// first after something was written, then as long as nothing is.
func BenchmarkPages(b *testing.B) {
	board := newBoard(b)
	board.Gate = as("UYAMADA")
	lives(b, board.office.Desk.Store, 50_000, board.now.AddDate(-2, 0, 0), board.now)
	board.prepare(b.Context())
	for _, path := range []string{
		"/", "/week", "/week?p=2025-10", "/trends", "/trends?by=month", "/areas", "/teams", "/documents", "/oncall", "/incidents", "/inquiries/INQ-49999",
		"/list?figure=asked", "/list?p=2025-10&figure=resolved", "/list?p=2025-10&figure=carried_over", "/list?backlog=ci_cd",
	} {
		b.Run("first"+path, func(b *testing.B) {
			for b.Loop() {
				board.memo.mu.Lock()
				board.memo.kept = nil
				board.memo.mu.Unlock()
				board.sees(b, path)
			}
		})
		b.Run("again"+path, func(b *testing.B) {
			for b.Loop() {
				board.sees(b, path)
			}
		})
	}
}
