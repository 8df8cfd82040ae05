package slackapp

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
)

// runHelp shows the commands that the actor may use, or one command with its
// example. It fits on one screen.
func (a *App) runHelp(_ context.Context, r request) (reply, error) {
	if c, ok := lookUp(strings.ToLower(r.rest)); ok {
		return reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
			c, err := a.commandFor(ctx, c, r.act)
			return a.helpOne(b, c), err
		}}, nil
	}
	if r.rest != "" {
		return a.unknown(r.act, r.rest, ""), nil
	}
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return a.helpAll(ctx, b, r.act) }}, nil
}

func (a *App) helpAll(ctx context.Context, b phrase.Book, reader act) (message, error) {
	var threadWords []string
	var rows []string
	for _, c := range commands() {
		if c.aside || a.allows(c, reader) != nil {
			continue
		}
		c, err := a.commandFor(ctx, c, reader)
		if err != nil {
			return message{}, err
		}
		rows = append(rows, "`"+a.usage(b, c)+"`  "+b.Say(c.about))
		if c.thread {
			threadWords = append(threadWords, "`"+c.word.In(b)+"`")
		}
	}
	bot := a.botName()
	head := b.Say(phrase.HelpTitle)
	intro := b.Say(phrase.HelpIntro, "bot", bot, "ticket", emojiText(a.config.Emoji.Ticket))
	thread := b.Say(phrase.HelpThread, "bot", bot, "words", strings.Join(threadWords, " "), "emoji", strings.Join(a.helpEmoji(b, reader), b.Say(phrase.Comma)))
	tail := b.Say(phrase.HelpMore, "command", a.config.Command)
	all := strings.Join(rows, "\n")
	return message{
		text: strings.Join([]string{head, intro, thread, all, tail}, "\n"),
		blocks: []slack.Block{
			slack.NewHeaderBlock(plain(head)), section(intro), section(thread), section(all), contextLine(tail),
		},
	}, nil
}

// helpEmoji are the reactions that act for a reader: an asker's resolves what
// they asked.
func (a *App) helpEmoji(b phrase.Book, reader act) []string {
	e := a.config.Emoji
	resolve := b.Say(phrase.HelpResolve, "emoji", emojiText(e.Resolve))
	if !a.empowered(reader) {
		return []string{resolve}
	}
	return []string{
		b.Say(phrase.HelpClaim, "emoji", emojiText(e.Claim)), resolve,
		b.Say(phrase.HelpWait, "emoji", emojiText(e.Wait)), b.Say(phrase.HelpIncident, "emoji", emojiText(e.Incident)),
	}
}

func (a *App) helpOne(b phrase.Book, c command) message {
	lines := []string{
		"`" + a.usage(b, c) + "`",
		b.Say(c.about),
		b.Say(phrase.HelpExample, "example", "`"+a.example(b, c)+"`"),
		b.Say(phrase.HelpWho, "who", a.whoMay(b, c.who)),
	}
	lines = append(lines, a.partLines(b, c)...)
	others := slices.DeleteFunc(c.word.Spellings(), func(s string) bool { return s == c.word.In(b) })
	lines = append(lines, b.Say(phrase.HelpWords, "words", strings.Join(others, b.Say(phrase.Comma))))
	text := strings.Join(lines, "\n")
	return message{text: text, blocks: []slack.Block{section(text)}}
}

func (a *App) whoMay(b phrase.Book, p power) string {
	team := escape(a.team(b))
	switch p {
	case everyone:
		return b.Say(phrase.WhoEveryone)
	case members:
		return b.Say(phrase.WhoMember, "team", team)
	case askerOrMembers:
		return b.Say(phrase.WhoAsker, "team", team)
	case leads:
		return b.Say(phrase.WhoLead)
	case admins:
		return b.Say(phrase.WhoAdmin)
	}
	return ""
}

// botName is how people call toban in a message.
func (a *App) botName() string {
	if name := a.people.remembered(a.ownID()); name != "" {
		return "@" + name
	}
	return "@toban"
}
