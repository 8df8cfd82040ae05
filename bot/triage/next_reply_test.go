package triage_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// After the first reply each wait of the asker is measured from the oldest
// message that nobody has answered, to the minute at which somebody does.
func TestLaterRepliesAreMeasured(t *testing.T) {
	o := newOffice(t)
	id := o.at("2025-11-18 11:00").ask("slow")
	o.at("2025-11-18 11:30").reply(id, sato) // before the first reply: its clock runs
	o.at("2025-11-18 12:00").reply(id, tanaka)
	o.at("2025-11-18 12:10").order(id, sato, triage.Reply{Message: triage.MessageRef{Channel: "CASK", TS: o.ts()}, Text: "thanks", Idle: true})
	o.at("2025-11-18 12:40").reply(id, tanaka) // answers nothing
	o.at("2025-11-18 13:00").reply(id, sato)
	o.at("2025-11-18 13:20").reply(id, sato) // waits already
	o.at("2025-11-18 13:25").reply(id, kato) // a bystander
	o.at("2025-11-18 14:00").reply(id, tanaka)
	o.at("2025-11-18 15:00").reply(id, sato)
	o.at("2025-11-18 15:20").reply(id, suzuki)
	o.at("2025-11-18 16:00").reply(id, sato)
	o.at("2025-11-18 16:30").resolve(id, tanaka, reasons(5)) // nobody waits any more
	o.at("2025-11-18 17:00").reply(id, tanaka)

	d, err := o.Digest(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.Equal(t, 2, d.NextReplies)
	require.Equal(t, 20*time.Minute, d.MedianNext, "the lower one of an hour and twenty minutes")
	var figures bytes.Buffer
	require.NoError(t, d.WriteCSV(&figures))
	require.Contains(t, figures.String(), "\nnext_replies,2\nmedian_next_reply_minutes,20\n")

	// A wait counts in the week in which it ends.
	late := o.at("2025-11-21 17:00").ask("late")
	o.reply(late, tanaka)
	o.at("2025-11-21 18:00").reply(late, sato)
	o.at("2025-11-25 11:00").reply(late, tanaka)
	d, err = o.Digest(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.Equal(t, 2, d.NextReplies)
	d, err = o.Digest(t.Context(), "2025-W48")
	require.NoError(t, err)
	require.Equal(t, 1, d.NextReplies)
	require.Equal(t, 89*time.Hour, d.MedianNext)
}
