package slackapp

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// runStats shows a period's numbers: the text of the weekly post.
func (a *App) runStats(ctx context.Context, r request) (reply, error) {
	period, err := a.period(r.rest)
	if err != nil {
		return reply{}, err
	}
	a.worked(ctx, r, saying(func(ctx context.Context, b phrase.Book) message { return a.statistics(ctx, b, period, a.report) }))
	return reply{}, nil
}

// worked says after the acknowledgement what takes longer to work out the more
// was asked.
func (a *App) worked(ctx context.Context, r request, answer reply) {
	a.tell(ctx, r.act, func(ctx context.Context, b phrase.Book) message { return a.spoken(ctx, b, r.act, answer) })
}

// period reads a week or a month as people name it; nothing means this week.
func (a *App) period(text string) (triage.Period, error) {
	week := triage.PeriodOf(a.now(), a.deps.Location)
	switch {
	case text == "", is(text, phrase.ArgWeek):
		return week, nil
	case is(text, phrase.ArgLastWeek):
		return week.Previous(), nil
	case is(text, phrase.ArgMonth):
		return triage.MonthOf(a.now(), a.deps.Location), nil
	}
	return triage.ParsePeriod(strings.ToUpper(text))
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
	a.sendLater(ctx, c, "toban-"+string(p)+".csv", func(ctx context.Context) ([]byte, error) {
		if a.deps.Report == nil {
			return nil, errors.New("no store to report from")
		}
		d, err := a.deps.Report(ctx, p)
		if err != nil {
			return nil, err
		}
		var file bytes.Buffer
		err = d.WriteCSV(&file)
		return file.Bytes(), err
	})
	return nil
}

// sendLater makes a file, sends it to the actor and says where it is.
func (a *App) sendLater(ctx context.Context, c act, name string, write func(context.Context) ([]byte, error)) {
	a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message {
		content, err := write(ctx)
		if err == nil {
			err = a.sendFile(ctx, c.by, name, content)
		}
		if err != nil {
			a.log.ErrorContext(ctx, "file not sent", "file", name, "error", err)
			return message{text: b.Say(phrase.FileNotSent, "file", name, "command", a.config.Command)}
		}
		return message{text: b.Say(phrase.FileSent, "file", name)}
	})
}

// sendFile sends a person a file in a direct message.
func (a *App) sendFile(ctx context.Context, to triage.PersonID, name string, content []byte) error {
	if len(content) == 0 {
		return errors.New("the file is empty")
	}
	room, err := a.rooms.open(ctx, to)
	if err != nil {
		return err
	}
	_, err = a.api.UploadFileContext(ctx, slack.UploadFileParameters{
		Filename: name, Title: name, FileSize: len(content), Reader: bytes.NewReader(content), Channel: string(room),
	})
	return err
}

// runExport sends a lead the inquiries of a period as a file.
func (a *App) runExport(ctx context.Context, r request) (reply, error) {
	format, rest, _ := strings.Cut(r.rest, " ")
	write, extension := triage.ExportCSV, "csv"
	switch {
	case is(format, phrase.ArgCSV):
	case is(format, phrase.ArgJSON):
		write, extension = triage.ExportJSON, "json"
	default:
		return a.misused(r), nil
	}
	period, err := a.period(strings.TrimSpace(rest))
	if err != nil {
		return reply{}, err
	}
	a.sendLater(ctx, r.act, "toban-"+string(period)+"-inquiries."+extension, func(ctx context.Context) ([]byte, error) {
		rows, err := a.desk.Export(ctx, period)
		if err != nil {
			return nil, err
		}
		var file bytes.Buffer
		err = write(&file, rows)
		return file.Bytes(), err
	})
	return reply{}, nil
}

// loadFor is how far back the load looks.
const loadFor = 28

// runLoad shows what inquiries cost: to a member their own, to a lead
// everybody's.
func (a *App) runLoad(ctx context.Context, r request) (reply, error) {
	a.worked(ctx, r, reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		to := a.now()
		from := to.AddDate(0, 0, -loadFor)
		list, err := a.desk.Efforts(ctx, from, to)
		if err != nil {
			return message{}, err
		}
		lead := a.desk.Policy.IsLead(r.by) || a.desk.Policy.IsAdmin(r.by)
		lines := []string{b.Say(phrase.LoadHead, "from", b.Date(a.local(from)), "to", b.Date(a.local(to)))}
		for _, e := range list {
			if lead || e.Person == r.by {
				lines = append(lines, "• "+a.effortLine(ctx, b, e))
			}
		}
		if len(lines) == 1 {
			lines = append(lines, b.Say(phrase.LoadNone))
		}
		note := phrase.LoadYours
		if lead {
			note = phrase.LoadLead
		}
		text := strings.Join(lines, "\n")
		m := message{text: text}
		for _, part := range packed(lines, limitSection) {
			m.blocks = append(m.blocks, section(part))
		}
		m.blocks = append(m.blocks, contextLine(b.Say(note)))
		return m, nil
	}})
	return reply{}, nil
}

func (a *App) effortLine(ctx context.Context, b phrase.Book, e triage.Effort) string {
	who := a.name(ctx, e.Person)
	if e.Person.Erased() {
		who = b.Say(phrase.ErasedName)
	}
	facts := []string{
		b.Say(phrase.LoadPerson, "who", escape(who), "n", itoa(e.Inquiries)),
		b.Say(phrase.LoadTime, "time", b.Duration(time.Duration(e.Minutes)*time.Minute)),
		b.Say(phrase.LoadTouches, "n", itoa(e.Interruptions), "out", itoa(e.OutOfHours)),
	}
	if e.HeavyDays > 0 {
		facts = append(facts, b.Say(phrase.LoadHeavy, "n", itoa(e.HeavyDays)))
	}
	if e.Untimed > 0 {
		facts = append(facts, b.Say(phrase.LoadUntimed, "n", itoa(e.Untimed)))
	}
	return joinFacts(b, facts)
}

// runGaps ranks what people asked and no document answered.
func (a *App) runGaps(ctx context.Context, r request) (reply, error) {
	a.worked(ctx, r, reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return a.gaps(ctx, b, 0) }})
	return reply{}, nil
}

// pageGaps is the value of the button for the next page of gaps.
const pageGaps = "gaps|"

// gaps is one page of the list.
func (a *App) gaps(ctx context.Context, b phrase.Book, from int) (message, error) {
	all, err := a.desk.Gaps(ctx)
	if err != nil {
		return message{}, err
	}
	if len(all) == 0 {
		return message{text: b.Say(phrase.GapsNone)}, nil
	}
	from = min(max(from, 0), len(all)-1)
	page := all[from:min(from+pageSize, len(all))]
	head := b.Say(phrase.GapsTitle, "days", itoa(int(triage.GapsFor.Hours()/24)), "from", itoa(from+1), "to", itoa(from+len(page)), "n", itoa(len(all)))
	blocks := []slack.Block{section("*" + head + "*")}
	text := []string{head}
	for i, g := range page {
		facts := []string{
			counted(b, g.Asks, phrase.CountAsk, phrase.CountAsks), counted(b, g.Teams, phrase.CountTeam, phrase.CountTeams),
			b.Say(phrase.GapsLast, "at", b.Date(a.local(g.Last))),
		}
		if g.Area != "" {
			facts = append(facts, a.areaName(b, g.Area))
		}
		if g.Minutes > 0 {
			facts = append(facts, b.Say(phrase.GapsTime, "time", b.Duration(time.Duration(g.Minutes)*time.Minute)))
		}
		ids := make([]string, 0, len(g.Inquiries))
		for _, id := range g.Inquiries[:min(len(g.Inquiries), 5)] {
			ids = append(ids, string(id))
		}
		if left := len(g.Inquiries) - len(ids); left > 0 {
			ids = append(ids, b.Say(phrase.AndMore, "n", itoa(left)))
		}
		row := strconv.Itoa(from+i+1) + ". *" + escape(oneLine(g.Words, 100)) + "*\n" + joinFacts(b, facts) + sep(b) + strings.Join(ids, ", ")
		blocks = append(blocks, section(row))
		text = append(text, plainLine(row))
	}
	if left := len(all) - from - len(page); left > 0 {
		blocks = append(blocks, actions("next", button(actionPageNext, pageGaps+itoa(from+len(page)), b.Say(phrase.ListNext, "n", itoa(min(left, pageSize))))))
		text = append(text, b.Say(phrase.AndMore, "n", itoa(left)))
	}
	return message{text: strings.Join(text, "\n"), blocks: blocks}, nil
}

// nextPage is the page that a button under a list asks for.
func (a *App) nextPage(ctx context.Context, b phrase.Book, c act, value string) (message, error) {
	if from, ok := strings.CutPrefix(value, pageGaps); ok {
		n, err := strconv.Atoi(from)
		if err != nil {
			n = 0
		}
		return a.gaps(ctx, b, n)
	}
	return a.list(ctx, b, c, parseListing(value))
}
