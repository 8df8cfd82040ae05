package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func TestAnAliasIsRememberedWithItsInquiry(t *testing.T) {
	q := triage.Inquiry{ID: "INQ-1", Status: triage.StatusResolved, Text: "where are the logs?", Alias: "handbook/logs"}
	doc, ok := memory(q)
	require.True(t, ok)
	require.Equal(t, []string{"handbook/logs"}, doc.Pages)
	for _, status := range []triage.Status{triage.StatusOpen, triage.StatusDuplicate, triage.StatusWithdrawn} {
		q.Status = status
		doc, ok = memory(q)
		require.True(t, ok, status)
		require.Equal(t, []string{"handbook/logs"}, doc.Pages)
		_, past := triage.SubjectInquiry(string(doc.ID))
		require.False(t, past, "nothing has solved it: nobody is shown it as past")
	}
	q.Place.Private = true
	_, ok = memory(q)
	require.False(t, ok, "what was asked in a private place stays there")
}

func TestWhatWasSolvedLastIsRemembered(t *testing.T) {
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	imported := triage.Inquiry{ID: "INQ-9", Status: triage.StatusResolved, ResolvedAt: at.AddDate(-1, 0, 0)}
	open := triage.Inquiry{ID: "INQ-8", Status: triage.StatusOpen}
	live := triage.Inquiry{ID: "INQ-2", Status: triage.StatusResolved, ResolvedAt: at}
	require.Equal(t, []triage.Inquiry{live}, solvedLast([]triage.Inquiry{imported, open, live}, 1))
	require.Equal(t, []triage.Inquiry{live, imported}, solvedLast([]triage.Inquiry{imported, open, live}, 9))
}
