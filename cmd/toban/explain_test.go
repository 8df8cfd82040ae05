package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
)

func TestAnExplanationTellsWhatMovedAPage(t *testing.T) {
	trace := &knowledge.Trace{Placing: []knowledge.TraceFactor{{Name: "whole name", By: 1.2}}}
	var text strings.Builder
	printExplanation(&text, knowledge.Hit{Trace: trace})
	require.Contains(t, text.String(), "whole name: × 1.20 for the order, no evidence\n")
	require.Equal(t, map[string]float64{"whole name": 1.2}, explanationJSON(trace).Placing)
}
