package triage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// A thread of long ago that became an inquiry lately hides nothing that was
// solved since.
func TestAnOldMessageHidesNoRecontact(t *testing.T) {
	o := newOffice(t)
	first := o.at("2025-11-17 10:00").ask("AssumeRole fails in the OIDC workflow")
	o.resolve(first, tanaka, reasons(5))
	o.at("2025-11-18 10:00")
	_, err := o.Handle(t.Context(), triage.Order{Key: "adopted", By: tanaka, At: o.now.AddDate(0, -5, 0), Command: triage.Ask{
		Asker: sato, Text: "is there a GPU node pool?", Place: triage.Place{Channel: "CASK", Thread: o.ts()}, Late: true,
	}})
	require.NoError(t, err)
	again := o.at("2025-11-19 10:00").ask("AssumeRole fails in the OIDC workflow again")
	require.Equal(t, first, o.inquiry(again).Again)
}
