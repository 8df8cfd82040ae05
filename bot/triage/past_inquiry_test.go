package triage_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
	"toban/knowledge"
)

// bygone is a question of sato's at the office's time, answered by tanaka after
// an hour and thanked for after two.
func (o *office) bygone(text string) triage.PastInquiry {
	asked := o.ts()
	o.n++
	at := func(d time.Duration) triage.MessageRef {
		return triage.MessageRef{Channel: "CASK", TS: triage.MessageTS(fmt.Sprintf("%d.%06d", o.now.Add(d).Unix(), o.n))}
	}
	return triage.PastInquiry{
		Asker: sato, Team: "payments", Rotation: "platform", Place: triage.Place{Channel: "CASK", Thread: asked},
		Source: triage.MessageRef{Channel: "CASK", TS: asked}, Text: text, Lang: "en",
		Guess: knowledge.Classification{Kind: knowledge.Guess{Key: "question"}, Area: knowledge.Guess{Key: "network", Confidence: .4}},
		Replies: []triage.PastReply{
			{By: tanaka, Message: at(time.Hour), Text: "Restart the proxy"},
			{By: sato, Message: at(2 * time.Hour), Text: "thanks, that worked", Idle: true},
		},
		End: triage.PastEnd{At: o.now.Add(2 * time.Hour), By: sato, Note: "Restart the proxy"},
	}
}

func (o *office) imported(list ...triage.PastInquiry) int {
	o.t.Helper()
	added, err := o.Import(context.Background(), list)
	require.NoError(o.t, err)
	return added
}

func (o *office) inquiry(id triage.InquiryID) triage.Inquiry {
	o.t.Helper()
	q, err := o.Inquiry(context.Background(), id)
	require.NoError(o.t, err)
	return q
}

func TestAPastInquiryIsRecordedAsItHappened(t *testing.T) {
	o := newOffice(t).at("2025-11-20 11:00") // a Thursday
	past := o.bygone("the proxy answers 502, token ghp_0123456789abcdefghijABCDEFGHIJ012345")
	past.Area = triage.Mark{Key: "ci_cd", By: tanaka}
	o.at("2026-04-01 09:00")
	require.Equal(t, 1, o.imported(past))

	q := o.inquiry("INQ-1")
	require.True(t, q.Archived())
	require.Equal(t, triage.StatusResolved, q.Status)
	require.Equal(t, past.AskedAt(), q.AskedAt)
	require.Equal(t, "2025-11-21 11:00", q.Due.In(o.Policy.Calendar.Location()).Format("2006-01-02 15:04"))
	require.Equal(t, tanaka, q.FirstReply.By)
	require.Equal(t, time.Hour, q.FirstReply.Took)
	require.Equal(t, tanaka, q.Owner)
	require.Equal(t, past.End.At.UTC(), q.ResolvedAt.UTC())
	require.Equal(t, "Restart the proxy", q.Reasons.Note)
	require.True(t, q.Precedent())
	require.NotContains(t, q.Text, "ghp_")
	require.NotEmpty(t, q.Concealed)
	require.Equal(t, triage.Label{Key: "ci_cd", Confidence: 1, Sure: true, By: tanaka, Guess: "network", Imported: true}, q.Area)
	require.Empty(t, q.Kind.By)

	s, ok := q.Sample()
	require.True(t, ok)
	require.Equal(t, knowledge.SourceImport, s.Source)
	o.order(q.ID, tanaka, triage.Reclassify{Area: "network", Kind: "question", Urgency: triage.UrgencyNormal})
	s, _ = o.inquiry(q.ID).Sample()
	require.Equal(t, "network", s.Area)
	require.Equal(t, knowledge.SourceConfirm, s.Source, "what people say from now on counts as ever")
}

// Nothing that was over before toban makes it speak, remind or owe anything.
func TestAPastInquiryDisturbsNobody(t *testing.T) {
	ctx := context.Background()
	o := newOffice(t).at("2025-11-14 11:00")
	abandoned := o.bygone("nobody answered this")
	abandoned.Replies, abandoned.End = nil, triage.PastEnd{At: o.now.AddDate(0, 0, 7)}
	o.at("2025-11-20 11:00")
	answered := o.bygone("the proxy answers 502")
	answered.End.By = tanaka
	o.at("2025-11-24 09:00")
	require.Equal(t, 2, o.imported(abandoned, answered))

	store := o.Store.(*boltstore.Store)
	stats, err := store.Stats(ctx)
	require.NoError(t, err)
	require.Zero(t, stats.Reminders)
	require.Zero(t, stats.Open)
	require.Zero(t, stats.Outbox.Queued)
	report, err := store.Check()
	require.NoError(t, err)
	require.Empty(t, report.Problems)

	q := o.inquiry("INQ-1")
	require.Equal(t, triage.StatusWithdrawn, q.Status)
	require.True(t, q.Stale)
	require.True(t, q.Breached)
	list, err := o.Unreasoned(ctx, tanaka)
	require.NoError(t, err)
	require.Empty(t, list, "nobody is asked why it was closed")
	gaps, err := o.Gaps(ctx)
	require.NoError(t, err)
	require.Empty(t, gaps, "nobody has looked what the documents said")
	efforts, err := o.Efforts(ctx, o.now.AddDate(0, -1, 0), o.now, "")
	require.NoError(t, err)
	require.Empty(t, efforts, "nobody knew that it would be counted")

	o.order("INQ-2", sato, triage.Reopen{Still: false})
	require.False(t, o.inquiry("INQ-2").Archived(), "reopened, it is an inquiry like any other")
}

func TestAPastInquiryIsImportedOnce(t *testing.T) {
	o := newOffice(t).at("2025-11-20 11:00")
	live := o.ask("the build fails")
	past := o.bygone("the build fails")
	past.Source, past.Place = triage.MessageRef{Channel: "CASK", TS: o.inquiry(live).Place.Thread}, o.inquiry(live).Place
	list := []triage.PastInquiry{past, o.bygone("the proxy answers 502"), o.bygone("the disk is full")}
	o.at("2025-12-20 11:00")
	missing, err := o.Unrecorded(context.Background(), list)
	require.NoError(t, err)
	require.Equal(t, list[1:], missing, "toban has the first one itself")
	require.Equal(t, 2, o.imported(list...))
	require.Zero(t, o.imported(list...))
	missing, err = o.Unrecorded(context.Background(), list)
	require.NoError(t, err)
	require.Empty(t, missing)
	o.order("INQ-2", "", triage.Forget{})
	require.Zero(t, o.imported(list...), "what was forgotten stays so")
	require.True(t, o.inquiry("INQ-2").Imported)
}

// The report counts what was imported where it happened and says so; what
// toban guessed about it measures nothing.
func TestTheReportMarksWhatWasImported(t *testing.T) {
	ctx := context.Background()
	o := newOffice(t).at("2025-11-18 11:00")
	past := o.bygone("the proxy answers 502")
	late := o.bygone("the disk is full")
	late.Replies[0].Message.TS, late.Replies = triage.MessageTS(fmt.Sprintf("%d.000900", o.now.AddDate(0, 0, 2).Unix())), late.Replies[:1]
	late.End.At = o.now.AddDate(0, 0, 2)
	o.at("2025-11-19 11:00")
	o.ask("the build fails")
	o.at("2025-12-20 11:00")
	require.Equal(t, 2, o.imported(past, late))
	d, err := o.Digest(ctx, "2025-W47")
	require.NoError(t, err)
	require.Equal(t, 3, d.Asked)
	require.Equal(t, 2, d.Imported)
	require.Equal(t, 2, d.Replied)
	require.Equal(t, 1, d.InTime)
	require.Equal(t, 2, d.Resolved)
	require.Zero(t, d.Classified)
	require.Zero(t, d.Labels)
	var csv bytes.Buffer
	require.NoError(t, d.WriteCSV(&csv))
	require.Contains(t, csv.String(), "imported,2\n")
	rows, err := o.Export(ctx, "2025-W47")
	require.NoError(t, err)
	imported := 0
	for _, r := range rows {
		if r.Imported {
			imported++
		}
	}
	require.Equal(t, d.Imported, imported)
}

// Numbers of what was imported late come after those of what toban took in
// itself: looking back stops at neither.
func TestWhatWasImportedHidesNothingRecent(t *testing.T) {
	ctx := context.Background()
	o := newOffice(t).at("2024-11-20 11:00")
	var list []triage.PastInquiry
	for range 120 {
		list = append(list, o.bygone("the proxy answers 502"))
	}
	o.at("2025-11-19 11:00")
	live := o.ask("how do I get a gpu node pool")
	o.order(live, tanaka, triage.Resolve{})
	require.Equal(t, 120, o.imported(list...))
	gaps, err := o.Gaps(ctx)
	require.NoError(t, err)
	require.Len(t, gaps, 1)
	owed, err := o.Unreasoned(ctx, tanaka)
	require.NoError(t, err)
	require.Len(t, owed, 1)
}
