package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot"
	"toban/rotation"
)

// What a changed file would do to a rotation can be read before it is in force,
// with and without a running toban.
func TestRostersBeforeAReload(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	same := h.read(t, h.text)
	h.next = strings.Replace(h.text, "primary: [UTANAKA, UITO]", "primary: [UTANAKA, UKATO, UITO]", 1)
	next := h.read(t, h.next)
	lines := bot.Rosters(t.Context(), next, "en")
	require.Len(t, lines, 1)
	require.Contains(t, lines[0], "/toban config check in Slack tells")

	require.NoError(t, h.Close())
	require.Equal(t, []string{"No rotation changes."}, bot.Rosters(t.Context(), same, "en"))
	text := strings.Join(bot.Rosters(t.Context(), next, "en"), "\n")
	require.Contains(t, text, "📋 A reload changes rotation platform.\n• Order: UTANAKA, UITO → UTANAKA, UKATO, UITO\n")
	require.Contains(t, text, "stays on call until")
	require.Equal(t, 4, strings.Count(text[strings.Index(text, "Next handoffs:"):], "• "))

	monday := time.Date(2025, 1, 13, 12, 0, 0, 0, time.UTC)
	r, _, ok := bot.Rotation(t.Context(), next, "platform")
	require.True(t, ok)
	require.Equal(t, "UITO", r.OnCall(monday, rotation.Changes{}).Primary, "what was stays")
	require.Equal(t, []string{"UTANAKA", "UKATO", "UITO"}, r.Members(time.Now().Add(time.Minute), 0, rotation.Changes{}))

	next.Store.Path = t.TempDir() + "/new.db"
	require.Empty(t, bot.Rosters(t.Context(), next, "en"), "nothing was configured yet")
	_, _, ok = bot.Rotation(t.Context(), next, "platform")
	require.False(t, ok)
}

// A start on another configuration changes nothing of what was, and a start on
// the same one nothing at all.
func TestStartOnAnotherRoster(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	duty, err := h.Desk().Duty(t.Context(), "platform")
	require.NoError(t, err)
	require.Len(t, duty.Setups, 1)

	h.reopen(t)
	again, err := h.Desk().Duty(t.Context(), "platform")
	require.NoError(t, err)
	require.Equal(t, duty, again)

	h.text = strings.Replace(h.text, "primary: [UTANAKA, UITO]", "primary: [UKATO, UITO, UTANAKA]", 1)
	h.reopen(t)
	duty, err = h.Desk().Duty(t.Context(), "platform")
	require.NoError(t, err)
	require.Len(t, duty.Setups, 2)
	require.Equal(t, rotation.AddMember, duty.Setups[1].Edits[0].Op)
	var who []string
	for _, after := range []time.Duration{-time.Second, 0} {
		s, err := h.Desk().OnCall(t.Context(), "platform", duty.Setups[1].From.Add(after))
		require.NoError(t, err)
		who = append(who, s.Primary)
	}
	require.Equal(t, who[0], who[1])
}
