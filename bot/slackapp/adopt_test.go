package slackapp

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func TestAdoptionsAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct {
		rest   string
		number int64
		into   triage.IncidentID
		ok     bool
	}{
		{"IR-123", 123, "", true},
		{"ir123", 123, "", true},
		{"#123", 123, "", true},
		{"123", 123, "", true},
		{"<https://app.datadoghq.com/incidents/123|IR-123>", 123, "", true},
		{"<https://app.datadoghq.eu/incidents/123?section=overview>", 123, "", true},
		{"IR-123 INC-7", 123, "INC-7", true},
		{"IR-123 inc7", 123, "INC-7", true},
		{"IR-123 please", 0, "", false},
		{"IR-123 INQ-7", 0, "", false},
		{"INC-7", 0, "", false},
		{"IR-0", 0, "", false},
		{"IR-99999999999999999999", 0, "", false},
		{"", 0, "", false},
	} {
		number, into, ok := parseAdoption(c.rest)
		require.Equal(t, c.ok, ok, c.rest)
		if ok {
			require.Equal(t, c.number, number, c.rest)
			require.Equal(t, c.into, into, c.rest)
		}
	}
}

func TestAnIncidentOfDatadogsIsAdopted(t *testing.T) {
	var failing error
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Elsewhere = func(_ context.Context, number int64) (triage.AdoptIncident, error) {
			return triage.AdoptIncident{
				ObserveIncident: triage.ObserveIncident{Seen: triage.RemoteFace{Status: triage.IncidentActive, Severity: "SEV-2", Title: "checkout"}},
				ID:              "9-9", PublicID: number,
			}, failing
		}
	})
	require.Contains(t, r.runs("sato", "/toban incident adopt IR-9"), "Platform のメンバーが実行できます")
	require.Contains(t, r.runs("tanaka", "/toban incident adopt"), "IR-123 [INC-7]")
	failing = errors.New("timeout")
	require.Contains(t, r.runs("tanaka", "/toban incident adopt IR-9"), "今は Datadog に確認できません")
	failing = &triage.Error{Kind: triage.Invalid, Reason: "not_adoptable", Subject: "IR-9"}
	require.Contains(t, r.runs("tanaka", "/toban incident adopt IR-9"), "IR-9 は、テスト、非公開の障害")
	failing = nil
	require.Contains(t, r.runs("tanaka", "/toban incident adopt IR-9 INC-5"), "INC-5 は見つかりません")
	require.Contains(t, r.runs("tanaka", "/toban incident adopt IR-9"), "Datadog #9 を INC-1 として取り込みました。")
	i, err := r.app.desk.Incident(t.Context(), "INC-1")
	require.NoError(t, err)
	require.Equal(t, triage.Lang("ja"), i.Lang)

	r.app.deps.Elsewhere = nil
	require.Contains(t, r.runs("tanaka", "/toban incident adopt IR-9"), "Datadog は設定されていません。")
}
