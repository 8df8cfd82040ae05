package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

// What is written in a private place is not quoted where everybody reads, and
// the incident's channel is as private as the place.
func TestDeclaredInAPrivatePlace(t *testing.T) {
	r := newRoom(t)
	r.slack.AddChannel(fakeslack.Channel{ID: "CPRIV", Name: "secret", Private: true, Members: []string{"sato", "tanaka", "toban"}})
	r.slack.AddChannel(fakeslack.Channel{ID: "CFAR", Name: "far", Private: true, Members: []string{"sato", "tanaka"}})
	declared := func(id triage.IncidentID) triage.Incident {
		require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{declareName: "給与の API", declareSeverity: "SEV-1"}))
		r.settle()
		i := r.outage(id)
		require.True(t, i.Origin.Private)
		c, ok := r.slack.Channel(string(i.Channel))
		require.True(t, ok)
		require.True(t, c.Private)
		return i
	}
	for n, channel := range []string{"CPRIV", "CFAR"} {
		ts, err := r.slack.Say(t.Context(), fakeslack.Message{User: "sato", Channel: channel, Text: "買収先の給与 DB が落ちた"})
		require.NoError(t, err)
		require.NoError(t, r.slack.MessageShortcut(t.Context(), "tanaka", shortcutDeclareHere, channel, ts))
		r.settle()
		form := r.slack.PlainView(r.view("tanaka"))
		require.NotContains(t, form, "買収先")
		require.Contains(t, form, "非公開の場所からの宣言です")
		if n == 0 {
			golden(t, "modal_declare_private.ja.txt", form)
		}
		i := declared(triage.IncidentID([]string{"INC-1", "INC-2"}[n]))
		require.Equal(t, triage.ChannelID(channel), i.Origin.Channel)
	}

	r.says("kato", "@toban", "", "買収先の VPN が切れた")
	q := r.inquiry("INQ-1")
	side := teamSide(q)
	r.presses("tanaka", string(side.Channel), string(side.TS), actionMore, "declare|INQ-1")
	form := r.slack.PlainView(r.view("tanaka"))
	require.NotContains(t, form, "買収先")
	require.Contains(t, form, "非公開の場所からの宣言です")
	declared("INC-3")
}

// In a public place the message is the title, to be changed.
func TestDeclaredInAPublicPlace(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "API が 502 を返します")
	require.NoError(t, r.slack.MessageShortcut(t.Context(), "tanaka", shortcutDeclareHere, ask, ts))
	r.settle()
	form := r.slack.PlainView(r.view("tanaka"))
	require.Contains(t, form, "API が 502 を返します")
	require.NotContains(t, form, "非公開")
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{declareSeverity: "SEV-1"}))
	r.settle()
	require.False(t, r.outage("INC-1").Origin.Private)
}
