package triage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// The list holds what was asked in its days, also when a message of long ago
// became an inquiry after it.
func TestGapsLookBackNinetyDays(t *testing.T) {
	o := newOffice(t).at("2025-08-01 10:00")
	o.ask("Terraform state is locked")
	o.at("2025-11-18 10:00")
	gpu := o.ask("GPU quota for the payroll cluster")
	_, err := o.Handle(t.Context(), triage.Order{Key: "old", By: sato, At: o.now.AddDate(-1, 0, 0), Command: triage.Ask{
		Asker: sato, Text: "Grafana shows no data", Place: triage.Place{Channel: "CASK", Thread: "1700000000.000100"},
	}})
	require.NoError(t, err)
	o.now = o.now.Add(time.Hour)
	gaps, err := o.Gaps(t.Context())
	require.NoError(t, err)
	require.Len(t, gaps, 1)
	require.Equal(t, []triage.InquiryID{gpu}, gaps[0].Inquiries)
}
