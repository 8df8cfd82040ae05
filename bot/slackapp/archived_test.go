package slackapp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// What was over before toban came gets no card, whatever is done about it, until
// somebody reopens it.
func TestBelowWhatWasImportedTobanIsSilent(t *testing.T) {
	r := newRoom(t)
	ts := triage.MessageTS(r.says("sato", ask, "", "VPC につながりません"))
	r.says("tanaka", ask, string(ts), "ルートを追加しました")
	require.Zero(t, r.count(), "nobody had called toban")
	asked := ts.Time()
	r.pass(30 * 24 * time.Hour)
	added, err := r.app.desk.Import(t.Context(), []triage.PastInquiry{{
		Asker: "USATO", Place: triage.Place{Channel: ask, Thread: ts}, Source: triage.MessageRef{Channel: ask, TS: ts},
		Text: "VPC につながりません", Lang: "ja",
		Replies: []triage.PastReply{{By: "UTANAKA", Message: triage.MessageRef{Channel: ask, TS: ts}, Text: "ルートを追加しました"}},
		End:     triage.PastEnd{At: asked.Add(time.Hour), By: "UTANAKA", Note: "ルートを追加しました"},
	}})
	require.NoError(t, err)
	require.Equal(t, 1, added)
	r.settle()

	require.Contains(t, r.runs("tanaka", "/toban show INQ-1"), "VPC につながりません")
	r.orders("INQ-1", "UTANAKA", triage.Reclassify{Area: "network", Kind: "question", Urgency: triage.UrgencyNormal})
	r.orders("INQ-1", "UTANAKA", triage.GiveReasons{Reasons: triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsMissing}})
	r.orders("INQ-1", "USATO", triage.Edit{Text: "VPC につながりませんでした", At: "1900000000.000100"})
	r.settle()
	require.Equal(t, "network", r.inquiry("INQ-1").Area.Key)
	require.Empty(t, r.posts(ask, string(ts)))

	r.orders("INQ-1", "UTANAKA", triage.Reopen{})
	r.settle()
	require.NotEmpty(t, r.posts(ask, string(ts)))
}
