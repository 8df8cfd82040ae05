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
		return saying(func(_ context.Context, b phrase.Book) message { return a.helpOne(b, c) }), nil
	}
	if r.rest != "" {
		return a.unknown(r.act, r.rest, ""), nil
	}
	return saying(func(_ context.Context, b phrase.Book) message { return a.helpAll(b, r.act) }), nil
}

func (a *App) helpAll(b phrase.Book, reader act) message {
	var threadWords []string
	var rows []string
	for _, c := range commands() {
		if c.aside || a.allows(c, reader) != nil {
			continue
		}
		rows = append(rows, "`"+a.usage(b, c)+"`  "+b.Say(c.about))
		if c.thread {
			threadWords = append(threadWords, "`"+c.word.In(b)+"`")
		}
	}
	bot := a.botName()
	head := b.Say(phrase.HelpTitle)
	e := a.config.Emoji
	intro := b.Say(phrase.HelpIntro, "bot", bot, "ticket", emojiText(e.Ticket))
	thread := b.Say(phrase.HelpThread, "bot", bot, "words", strings.Join(threadWords, " "),
		"claim", emojiText(e.Claim), "resolve", emojiText(e.Resolve), "wait", emojiText(e.Wait), "incident", emojiText(e.Incident))
	tail := b.Say(phrase.HelpMore, "command", a.config.Command)
	all := strings.Join(rows, "\n")
	return message{
		text: strings.Join([]string{head, intro, thread, all, tail}, "\n"),
		blocks: []slack.Block{
			slack.NewHeaderBlock(plain(head)), section(intro), section(thread), section(all), contextLine(tail),
		},
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
