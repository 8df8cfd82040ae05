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
	if own, mine := a.ownList(c, string(call.Text)); mine {
		cmd, rest = own, phrase.ArgMine.Name
	}
	var answer reply
	var err error
	switch {
	case ok:
		if err = a.allows(cmd, c); err == nil {
			answer, err = cmd.run(a, ctx, request{act: c, command: cmd, rest: rest, raw: afterWord(string(call.Text)), slash: true})
		}
	case word == "":
		answer = saying(func(ctx context.Context, b phrase.Book) message { return a.menu(ctx, b, said{}, c, "") })
	default:
		answer = a.unknown(c, word, afterWord(string(call.Text)))
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
func (a *App) unknown(c act, word, rest string) reply {
	s := slip{act: c, typed: word, rest: rest, slash: true, guesses: guesses(word, "")}
	if len(s.guesses) == 0 {
		return line(phrase.NoCommand, "typed", quotable(word), "command", a.config.Command)
	}
	return saying(func(_ context.Context, b phrase.Book) message { return a.didYouMean(b, s) })
}

// foreign reports whether a delivery comes from another workspace than ours.
func (a *App) foreign(ctx context.Context, team lenient) bool {
	_, ours := a.whoAmI(ctx, "")
	return ours != "" && team != "" && string(team) != ours
}
