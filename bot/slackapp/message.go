package slackapp

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

func itoa(n int) string { return strconv.Itoa(n) }

// A message is one post of toban's, for readers, screen readers and
// notifications: text alone carries the whole meaning.
type message struct {
	text   string
	blocks []slack.Block
}

// metadataType marks our messages, so that an unclear attempt can be looked
// for.
const metadataType = "toban"

func (m message) options(b phrase.Book, j outbox.Job, thread triage.MessageTS) []slack.MsgOption {
	options := []slack.MsgOption{
		slack.MsgOptionText(cutMarkup(m.text, limitMessage), false),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if len(m.blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(guarded(m.blocks, limitBlocks, more(b))...))
	}
	if thread != "" {
		options = append(options, slack.MsgOptionTS(string(thread)))
	}
	if j.ID != "" {
		options = append(options, slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: metadataType, EventPayload: map[string]any{"job": j.ID, "notice": j.Envelope.Name},
		}))
	}
	return options
}

// post sends m once. Blocks that Slack refuses are left out: a text is better
// than silence.
func (a *App) post(ctx context.Context, j outbox.Job, b phrase.Book, ch triage.ChannelID, thread triage.MessageTS, m message) (triage.MessageRef, error) {
	_, ts, err := a.api.PostMessageContext(ctx, string(ch), m.options(b, j, thread)...)
	if badBlocks(err) {
		a.log.ErrorContext(ctx, "slack refused our blocks, text sent instead", "notice", j.Envelope.Name, "error", err)
		m.blocks = nil
		_, ts, err = a.api.PostMessageContext(ctx, string(ch), m.options(b, j, thread)...)
	}
	if err == nil && ts == "" {
		err = outbox.Unclear(errors.New("slack answered ok without a timestamp"))
	}
	if err != nil {
		return triage.MessageRef{}, judged(err)
	}
	return triage.MessageRef{Channel: ch, TS: triage.MessageTS(ts)}, nil
}

// edit replaces one of our messages. Editing is repeatable by value, so an
// unclear outcome is simply tried again.
func (a *App) edit(ctx context.Context, j outbox.Job, b phrase.Book, at triage.MessageRef, m message) error {
	_, _, _, err := a.api.UpdateMessageContext(ctx, string(at.Channel), string(at.TS), m.options(b, j, "")...)
	if badBlocks(err) {
		a.log.ErrorContext(ctx, "slack refused our blocks, text sent instead", "notice", j.Envelope.Name, "error", err)
		m.blocks = nil
		_, _, _, err = a.api.UpdateMessageContext(ctx, string(at.Channel), string(at.TS), m.options(b, j, "")...)
	}
	if err == nil {
		return nil
	}
	return judged(err)
}

func badBlocks(err error) bool {
	switch code(err) {
	case "invalid_blocks", "msg_blocks_too_long", "invalid_blocks_format":
		return true
	}
	return false
}

// whisper posts what only one person sees.
func (a *App) whisper(ctx context.Context, to triage.PersonID, where triage.MessageRef, m message) error {
	options := []slack.MsgOption{slack.MsgOptionText(cutMarkup(m.text, limitMessage), false)}
	if len(m.blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(guarded(m.blocks, limitBlocks, more(phrase.Book{}))...))
	}
	if where.TS != "" {
		options = append(options, slack.MsgOptionTS(string(where.TS)))
	}
	_, err := a.api.PostEphemeralContext(ctx, string(where.Channel), string(to), options...)
	return err
}

// teamChannel is where the platform team reads, "" when there is none.
func (a *App) teamChannel() triage.ChannelID { return a.role(RoleTeam) }

// incidentsChannel is where incidents are announced.
func (a *App) incidentsChannel() triage.ChannelID {
	return cmp.Or(a.role(RoleIncidents), a.role(RoleTeam))
}
