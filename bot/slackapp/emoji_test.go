package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// The emoji that act unless a team says otherwise.
const (
	emojiAsk      = "ticket"
	emojiClaim    = "eyes"
	emojiResolve  = "white_check_mark"
	emojiWait     = "hourglass_flowing_sand"
	emojiIncident = "rotating_light"
	emojiNote     = "pushpin"
	emojiFAQ      = "brain"
)

// A team has its own habits: the emoji it names act, and no others.
func TestEmojiAreWhatTheTeamSays(t *testing.T) {
	r := newRoom(t, func(c *Config, _ *Deps) {
		c.Emoji = triage.Emoji{Ticket: "question", Claim: "raising_hand", Resolve: "done-done", Timeline: "memo"}
	})
	reacts := func(user, ts, emoji string) { r.reacts(user, ask, ts, emoji, true) }
	ts := r.says("sato", ask, "", "ログが見られません")
	reacts("kato", ts, "ticket")
	require.Zero(t, r.count())
	reacts("kato", ts, "question")
	require.Equal(t, triage.PersonID("UKATO"), r.inquiry("INQ-1").Reporter)
	reacts("tanaka", ts, "eyes")
	require.Empty(t, r.inquiry("INQ-1").Owner)
	reacts("tanaka", ts, "raising_hand")
	require.Equal(t, triage.PersonID("UTANAKA"), r.inquiry("INQ-1").Owner)
	reacts("tanaka", ts, "hourglass_flowing_sand") // the default of what is not named
	require.Equal(t, triage.StatusWaiting, r.inquiry("INQ-1").Status)
	reacts("tanaka", ts, "done-done")
	require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status)

	require.Contains(t, r.runs("lee", "/toban help"), ":raising_hand: takes it, :done-done: resolves it, :hourglass_flowing_sand: waits")
	require.Contains(t, r.runs("lee", "/toban help"), ":question: on a message does the same")
	require.Contains(t, r.read(t, shown{"brief", r.app.brief(t.Context(), r.app.book("en"), r.incident())}), "Messages with :memo:")
}
