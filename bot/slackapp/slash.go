package slackapp

import (
	"context"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// slashAnswer is what the acknowledgement of a slash command shows its user.
type slashAnswer struct {
	Type   string        `json:"response_type"`
	Text   string        `json:"text"`
	Blocks []slack.Block `json:"blocks,omitempty"`
}

func shownOnce(b phrase.Book, m message) any {
	if m.text == "" {
		return nil
	}
	return slashAnswer{Type: "ephemeral", Text: cut(m.text, limitMessage), Blocks: guarded(m.blocks, limitBlocks, more(b))}
}

// takeCommand carries out a slash command. The answer travels in the
// acknowledgement; nothing of a command is sent again, so a failure is told.
func (a *App) takeCommand(ctx context.Context, call slashCall) any {
	ctx, cancel := context.WithTimeout(ctx, ackBudget)
	defer cancel()
	a.noteCommand()
	c := act{
		key: "slash/" + string(call.Trigger), by: triage.PersonID(call.User), channel: triage.ChannelID(call.Channel),
		direct: call.Name == "directmessage", trigger: string(call.Trigger), respond: string(call.Respond),
	}
	if call.Trigger == "" {
		c.key = "slash/" + string(call.Team) + "/" + string(call.Channel) + "/" + string(call.User) + "/" + itoa(int(a.now().UnixNano()))
	}
	if a.foreign(ctx, call.Team) || c.by == "" {
		return shownOnce(a.book(""), message{text: a.book("").Say(phrase.Strangers)})
	}
	c = a.identified(ctx, c)
	cmd, rest, word, ok := parse(string(call.Text))
	var answer reply
	var err error
	switch {
	case ok:
		if err = a.allows(cmd, c); err == nil {
			answer, err = cmd.run(a, ctx, request{act: c, command: cmd, rest: rest, raw: afterWord(string(call.Text)), slash: true})
		}
	case word == "":
		answer = saying(func(_ context.Context, b phrase.Book) message { return a.menu(b, said{}, "") })
	default:
		answer = a.unknown(word, afterWord(string(call.Text)))
	}
	if answer.open != nil {
		a.open(ctx, c, answer.open)
		return nil
	}
	b := a.reader(ctx, c)
	if err != nil {
		if unrecorded(err) {
			a.log.ErrorContext(ctx, "command not recorded", "command", cmd.word.Name, "error", err)
		}
		return shownOnce(b, a.refusal(ctx, b, c.by, err))
	}
	return shownOnce(b, a.spoken(ctx, b, c, answer))
}

// unknown names the nearest command, not a wall of help, and offers to run it
// with what was typed after it.
func (a *App) unknown(word, rest string) reply {
	typed := escape(oneLine(word, 60))
	best, ok := nearest(word, func(command) bool { return true })
	if !ok {
		return line(phrase.NoCommand, "typed", typed, "command", a.config.Command)
	}
	return saying(func(_ context.Context, b phrase.Book) message {
		text := b.Say(phrase.DidYouMean, "typed", typed, "word", a.config.Command+" "+best)
		value := joined(best, joined("", oneLine(rest, limitValue/2)))
		return message{text: text, blocks: []slack.Block{
			section(text), actions("meant", primary(button(actionMeant, value, b.Say(phrase.ButtonMeant)))),
		}}
	})
}

// foreign reports whether a delivery comes from another workspace than ours.
func (a *App) foreign(ctx context.Context, team lenient) bool {
	_, ours := a.whoAmI(ctx, "")
	return ours != "" && team != "" && string(team) != ours
}
