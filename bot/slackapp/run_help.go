package slackapp

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// runStats shows a week's numbers: the text of the weekly post.
func (a *App) runStats(_ context.Context, r request) (reply, error) {
	period := triage.PeriodOf(a.now(), a.deps.Location)
	switch {
	case r.rest == "", is(r.rest, phrase.ArgWeek):
	case is(r.rest, phrase.ArgLastWeek):
		period = period.Previous()
	default:
		var err error
		if period, err = triage.ParsePeriod(strings.ToUpper(r.rest)); err != nil {
			return reply{}, err
		}
	}
	return saying(func(ctx context.Context, b phrase.Book) message { return a.statistics(ctx, b, period, a.report) }), nil
}

// statistics renders a period's numbers.
func (a *App) statistics(ctx context.Context, b phrase.Book, p triage.Period, render func(phrase.Book, triage.Digest) message) message {
	if a.deps.Report == nil {
		return message{text: b.Say(phrase.StatsAway)}
	}
	d, err := a.deps.Report(ctx, p)
	if err != nil {
		a.log.ErrorContext(ctx, "report not made", "period", p, "error", err)
		return message{text: b.Say(phrase.StatsAway)}
	}
	return render(b, d)
}

// reportPressed answers a button under a report, to the presser alone.
func (a *App) reportPressed(ctx context.Context, c act, p triage.Period, render func(phrase.Book, triage.Digest) message) {
	if _, err := triage.ParsePeriod(string(p)); err != nil {
		return
	}
	a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message { return a.statistics(ctx, b, p, render) })
}

// reportFile sends a member the report's figures as a file, in a direct message.
func (a *App) reportFile(ctx context.Context, c act, p triage.Period) error {
	if _, err := triage.ParsePeriod(string(p)); err != nil {
		return a.refuse(ctx, c, err)
	}
	if !a.desk.Policy.IsMember(c.by) {
		return a.refuse(ctx, c, &triage.Error{Kind: triage.Denied, Reason: "denied"})
	}
	a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message {
		name := "toban-" + string(p) + ".csv"
		if err := a.sendFigures(ctx, c.by, p, name); err != nil {
			a.log.ErrorContext(ctx, "report file not sent", "period", p, "error", err)
			return message{text: b.Say(phrase.ReportNotSent, "command", a.config.Command)}
		}
		return message{text: b.Say(phrase.ReportSent, "file", name)}
	})
	return nil
}

func (a *App) sendFigures(ctx context.Context, to triage.PersonID, p triage.Period, name string) error {
	if a.deps.Report == nil {
		return errors.New("no store to report from")
	}
	d, err := a.deps.Report(ctx, p)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := d.WriteCSV(&file); err != nil {
		return err
	}
	room, err := a.rooms.open(ctx, to)
	if err != nil {
		return err
	}
	_, err = a.api.UploadFileContext(ctx, slack.UploadFileParameters{
		Filename: name, Title: name, FileSize: file.Len(), Reader: &file, Channel: string(room),
	})
	return err
}

// runHelp shows every command, or one of them with its example. It fits on
// one screen.
func (a *App) runHelp(_ context.Context, r request) (reply, error) {
	if c, ok := lookUp(strings.ToLower(r.rest)); ok {
		return saying(func(_ context.Context, b phrase.Book) message { return a.helpOne(b, c) }), nil
	}
	return saying(func(_ context.Context, b phrase.Book) message { return a.helpAll(b) }), nil
}

func (a *App) helpAll(b phrase.Book) message {
	var threadWords []string
	var rows []string
	for _, c := range commands() {
		rows = append(rows, "`"+a.usage(b, c)+"`  "+b.Say(c.about))
		if c.thread {
			threadWords = append(threadWords, "`"+c.word.In(b)+"`")
		}
	}
	bot := a.botName()
	head := b.Say(phrase.HelpTitle)
	intro := b.Say(phrase.HelpIntro, "bot", bot)
	thread := b.Say(phrase.HelpThread, "bot", bot, "words", strings.Join(threadWords, " "))
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
