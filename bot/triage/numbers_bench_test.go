package triage_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// years fills a store with inquiries asked evenly over a year until the
// office's now, each answered, and all but every hundredth closed a day later.
func (o *office) years(tb testing.TB, inquiries int) {
	tb.Helper()
	const year, group = 365 * 24 * time.Hour, 500
	texts := []string{
		"GitHub Actions から AWS に AssumeRole できません", "VPC peering route is missing in staging", "Argo CD の同期が止まりました", "how do I get a GPU node pool?",
		"証明書の更新に失敗します", "S3 bucket for the analytics team please", "ステージングの DB に接続できない", "terraform plan shows a diff nobody made",
	}
	start := o.now.Add(-year)
	for done := 0; done < inquiries; done += group {
		require.NoError(tb, o.Store.Update(tb.Context(), func(tx triage.Tx) error {
			for n := done; n < min(done+group, inquiries); n++ {
				at := start.Add(year / time.Duration(inquiries) * time.Duration(n))
				if err := lived(tx, n, at, texts[n%len(texts)]); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// lived is one inquiry with the records that a usual one has.
func lived(tx triage.Tx, n int, at time.Time, text string) error {
	id, err := tx.NextInquiry()
	if err != nil {
		return err
	}
	q := triage.Inquiry{ID: id}
	var records []triage.Record
	happen := func(later time.Duration, by triage.PersonID, e triage.Event) {
		r := triage.Record{Subject: string(id), At: at.Add(later), By: by, Event: e}
		q = q.Apply(r)
		records = append(records, r)
	}
	reply := triage.MessageRef{Channel: "CASK", TS: triage.MessageTS(fmt.Sprintf("%d.%06d", at.Add(time.Hour).Unix(), n))}
	happen(0, sato, triage.Asked{
		Asker: triage.PersonID(fmt.Sprint("U", n%120)), Team: triage.TeamID(fmt.Sprint("team", n%12)), Text: text, Lang: "ja", At: at,
		Place: triage.Place{Channel: "CASK", Thread: reply.TS}, Area: triage.Label{Key: []string{"ci_cd", "network", "aws"}[n%3], Sure: true},
		Urgency: triage.UrgencyNormal, Clock: "business_days", Target: 24 * time.Hour, Due: at.Add(24 * time.Hour),
	})
	happen(0, "", triage.Suggested{Answered: n%2 == 0, Hits: []triage.Suggestion{{Page: "handbook/a.md", Title: "A page", Snippet: text, Confidence: 0.8}}})
	happen(0, "", triage.Sent{Slot: triage.SlotCard, Message: reply})
	happen(10*time.Minute, "", triage.Pinged{Person: tanaka})
	happen(time.Hour, tanaka, triage.Claimed{Owner: tanaka, Auto: true})
	happen(time.Hour, tanaka, triage.Replied{Message: reply, Member: true, First: true, Took: time.Hour, Line: "経路を直しました"})
	if n%100 != 0 {
		happen(24*time.Hour, tanaka, triage.Resolved{})
		happen(25*time.Hour, tanaka, triage.Reasoned{Reasons: triage.Reasons{
			Solver: triage.Solver(1 + n%5), Docs: triage.Documented(1 + n%4), Minutes: 15, Note: "raised it",
		}})
	}
	if err := tx.Append(records...); err != nil {
		return err
	}
	return tx.PutInquiry(q)
}

// BenchmarkReports are what people wait for on a store of 50,000 inquiries of
// one year: less than a second for the report of a week.
func BenchmarkReports(b *testing.B) {
	o := newOffice(b).rota().at("2025-11-24 10:05")
	o.years(b, 50_000)
	_, err := o.Handle(b.Context(), triage.Order{Key: "cover", Rotation: "platform", By: suzuki, Command: triage.Cover{
		Person: tanaka, From: o.now.AddDate(0, 0, 2), To: o.now.AddDate(0, 0, 4),
	}})
	require.NoError(b, err)
	for _, c := range []struct {
		name string
		read func() error
	}{
		{"week", func() error { _, err := o.Digest(b.Context(), "2025-W47"); return err }},
		{"week_in_detail", func() error { _, err := o.Report(b.Context(), "2025-W47", ""); return err }},
		{"month_in_detail", func() error { _, err := o.Report(b.Context(), "2025-10", ""); return err }},
		{"week_of_an_area", func() error { _, err := o.DigestOf(b.Context(), "2025-W47", "aws"); return err }},
		{"week_half_a_year_ago", func() error { _, err := o.Digest(b.Context(), "2025-W21"); return err }},
		{"month", func() error { _, err := o.Digest(b.Context(), "2025-10"); return err }},
		{"trend", func() error { _, err := o.Trend(b.Context(), "2025-W47", 12); return err }},
		{"export", func() error { _, err := o.Export(b.Context(), "2025-W47"); return err }},
		{"gaps", func() error { _, err := o.Gaps(b.Context()); return err }},
		{"backlog", func() error { _, err := o.Backlog(b.Context()); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := c.read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
