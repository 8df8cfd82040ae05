package triage

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"toban/rotation"
)

// lives draws histories of inquiries over some weeks.
func lives(t *rapid.T, p Policy, start time.Time) map[string][]Record {
	people := []PersonID{tanaka, suzuki, yamada, sato, kato}
	out := make(map[string][]Record)
	for n := range rapid.IntRange(1, 6).Draw(t, "inquiries") {
		q := Inquiry{ID: InquiryID(fmt.Sprint("INQ-", n+1))}
		at := start.Add(time.Duration(rapid.IntRange(0, 28*24*60).Draw(t, "asked")) * time.Minute)
		asker := rapid.SampledFrom(people).Draw(t, "asker")
		step := func(by PersonID, c Command) {
			f := Facts{Now: at, Shift: rotation.Shift{Primary: string(tanaka), Secondary: string(suzuki)}}
			if _, ok := c.(Ask); ok {
				advised(KindQuestion, rapid.Bool().Draw(t, "answered"), 0)(&f)
				f.Advice.Classification.Area.Key = rapid.SampledFrom([]string{"", "ci_cd"}).Draw(t, "area")
			}
			d, err := p.Decide(State{Inquiry: q}, Order{Key: "k", By: by, At: at, Inquiry: q.ID, Command: c}, f)
			if err != nil {
				return // a refusal leaves no trace
			}
			for _, e := range d.Events {
				r := Record{Subject: string(q.ID), N: len(out[string(q.ID)]) + 1, At: at, By: by, Event: e}
				q = q.Apply(r)
				out[string(q.ID)] = append(out[string(q.ID)], r)
			}
		}
		step(asker, Ask{Asker: asker, Text: rapid.SampledFrom([]string{"GPU node pool quota", "OIDC role"}).Draw(t, "text"), Team: "payments"})
		for range rapid.IntRange(0, 12).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(1, 3*24*60).Draw(t, "later")) * time.Minute)
			message := MessageRef{Channel: "C1", TS: MessageTS(fmt.Sprintf("%d.000100", at.Unix()))}
			reasons := Reasons{
				Solver: rapid.SampledFrom([]Solver{0, SolverPlatformOnly, SolverPlatformForNow, SolverAppTeam}).Draw(t, "solver"),
				Docs:   rapid.SampledFrom([]Documented{0, DocsMissing, DocsExistsNotFound, DocsNotAMatter}).Draw(t, "docs"),
				Note:   "raised it", Page: "https://docs.example.com", Minutes: rapid.IntRange(0, 90).Draw(t, "minutes"),
			}
			step(rapid.SampledFrom(append(slices.Clone(people), "")).Draw(t, "by"), rapid.SampledFrom([]Command{
				Claim{},
				Wait{Reason: "asked for the log"},
				PlanStep{Text: "ask for the log again"},
				Resume{},
				Reply{Text: "look at it", Message: message},
				Reclassify{Area: "network"},
				RemoveReply{Message: message},
				Feedback{Answer: AnswerSolved},
				Feedback{Answer: AnswerNotRelated},
				Resolve{Reasons: reasons},
				GiveReasons{Reasons: reasons},
				Reopen{Reason: "still there"},
				Withdraw{},
				Edit{Text: "GPU", At: message.TS},
				Nudge{},
				Remind{Reminder: Reminder{Kind: RemindBreach}},
			}).Draw(t, "command"))
		}
	}
	return out
}

// Erasing changes no number of any week, whenever it is asked for. What the
// documents lack is a list of words: what was erased leaves it.
func TestErasingChangesNoNumber(t *testing.T) {
	p := policy(t)
	start := tokyo(t, "2025-11-03 00:00")
	rapid.Check(t, func(t *rapid.T) {
		before := lives(t, p, start)
		after := make(map[string][]Record)
		end := start.AddDate(0, 0, 90)
		for id, records := range before {
			q := Inquiry{ID: InquiryID(id)}
			for _, r := range records {
				q = q.Apply(r)
			}
			after[id] = records
			if !q.Status.Closed() || !rapid.Bool().Draw(t, "forget "+id) {
				continue
			}
			var erased []Record
			for _, r := range append(slices.Clone(records), Record{Subject: id, N: len(records) + 1, At: end, Event: Forgotten{}}) {
				erased = append(erased, p.erasedRecord(r))
			}
			after[id] = erased
		}
		for week := start; week.Before(end.AddDate(0, 0, 14)); week = week.AddDate(0, 0, 7) {
			to := week.AddDate(0, 0, 7)
			want, got := Summarise(until(before, to), nil, nil, week, to, end, 0), Summarise(until(after, to), nil, nil, week, to, end, 0)
			for _, g := range got.Gaps {
				require.NotEmpty(t, g.Words)
			}
			want.Gaps, got.Gaps = nil, nil
			require.Equal(t, want, got)
		}
	})
}

func until(all map[string][]Record, to time.Time) map[string][]Record {
	out := make(map[string][]Record)
	for id, records := range all {
		for _, r := range records {
			if r.At.Before(to) {
				out[id] = append(out[id], r)
			}
		}
	}
	return out
}
