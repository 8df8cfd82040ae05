package bot

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func TestAnAliasIsRememberedWithItsInquiry(t *testing.T) {
	q := triage.Inquiry{ID: "INQ-1", Status: triage.StatusResolved, Text: "where are the logs?", Alias: "handbook/logs"}
	doc, ok := memory(q)
	require.True(t, ok)
	require.Equal(t, []string{"handbook/logs"}, doc.Pages)
	q.Place.Private = true
	_, ok = memory(q)
	require.False(t, ok, "what was asked in a private place stays there")
}
