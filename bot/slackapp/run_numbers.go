package slackapp

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// runStats shows a period's numbers: the weekly post and what is for those who
// ask for it.
func (a *App) runStats(ctx context.Context, r request) (reply, error) {
	var rest []string
	area := ""
	for _, arg := range words(r.rest) {
		name, ok := qualified(arg, phrase.ArgArea)
		if !ok {
			rest = append(rest, arg)
			continue
		}
		if area, ok = a.areaKey(name); !ok {
			return a.unknownArea(name), nil
		}
	}
	period, err := a.period(strings.Join(rest, " "))
	if err != nil {
		return reply{}, err
	}
	a.worked(ctx, r, reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		return a.stats(ctx, b, r.act, period, area)
	}})
	return reply{}, nil
}

// stats are the numbers of a period as far as a person may see them.
func (a *App) stats(ctx context.Context, b phrase.Book, c act, p triage.Period, area string) (message, error) {
	m := a.statistics(ctx, b, c, reportValue(p, area), func(b phrase.Book, d triage.Digest) message {
		return a.reported(b, d, append(a.reportLines(b, d), resolveLines(b, d)...), a.exports(c))
	})
	if len(m.blocks) == 0 || !a.seesEverybody(c.by) {
		return m, nil
	}
	from, to := p.Bounds(a.deps.Location)
	list, err := a.desk.Efforts(ctx, from, to, area)
	if err != nil {
		return message{}, err
	}
	people := a.efforts(ctx, b, c.by, list, from, to.AddDate(0, 0, -1))
	m.text += "\n" + people.text
	m.blocks = append(append(m.blocks, slack.NewDividerBlock()), people.blocks...)
	return m, nil
}

// seesEverybody reports whether a person may see everybody's numbers.
func (a *App) seesEverybody(id triage.PersonID) bool {
	return a.desk.Policy.Decides(id)
}

// exports reports whether who acted may receive figures as a file.
func (a *App) exports(c act) bool { return !c.guest && a.desk.Policy.Decides(c.by) }

// worked says after the acknowledgement what takes longer to work out the more
// was asked.
func (a *App) worked(ctx context.Context, r request, answer reply) {
	a.tell(ctx, r.act, func(ctx context.Context, b phrase.Book) message { return a.spoken(ctx, b, r.act, answer) })
}

// reportValue is what the buttons under a report carry: its period, and its
// area if it is about one alone.
func reportValue(p triage.Period, area string) string {
	if area == "" {
		return string(p)
	}
	return joined(string(p), area)
}

// digest computes the report that a value names.
func (a *App) digest(ctx context.Context, value string) (triage.Digest, error) {
	p, area := split(value)
	if area != "" {
		return a.desk.DigestOf(ctx, triage.Period(p), area)
	}
	return a.deps.Report(ctx, triage.Period(p))
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
	case is(text, phrase.ArgLastMonth):
		return triage.MonthOf(a.now(), a.deps.Location).Previous(), nil
	}
	p, err := triage.ParsePeriod(strings.ToUpper(text))
	if err != nil {
		return "", &triage.Error{Kind: triage.Invalid, Reason: "bad_period", Subject: text, Err: err}
	}
	return p, nil
}

// statistics renders for one reader the numbers that a value of a report names.
func (a *App) statistics(ctx context.Context, b phrase.Book, c act, value string, render func(phrase.Book, triage.Digest) message) message {
	if a.deps.Report == nil {
		return message{text: b.Say(phrase.StatsAway)}
	}
	d, err := a.digest(ctx, value)
	if err != nil {
		a.log.ErrorContext(ctx, "report not made", "period", value, "error", err)
		return message{text: b.Say(phrase.StatsAway)}
	}
	if d, err = a.readableDigest(ctx, c, d); err != nil {
		return a.refusal(ctx, b, c.by, err)
	}
	return render(b, d)
}

// reportPressed answers a button under a report, to the presser alone.
func (a *App) reportPressed(ctx context.Context, c act, value string, render func(context.Context, phrase.Book, triage.Digest) message) {
	if p, _ := split(value); !triage.Period(p).Valid() {
		return
	}
	a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message {
		return a.statistics(ctx, b, c, value, func(b phrase.Book, d triage.Digest) message { return render(ctx, b, d) })
	})
}

// detailsPressed answers the button for what a report leaves out.
func (a *App) detailsPressed(ctx context.Context, b phrase.Book, d triage.Digest) message {
	r, err := a.desk.Explain(ctx, d)
	if err != nil {
		a.log.ErrorContext(ctx, "details of a report not worked out", "period", string(d.Period), "error", err)
		return message{text: b.Say(phrase.StatsAway)}
	}
	return a.reportDetails(b, r)
}

// reportFile sends a lead the report's figures as a file, in a direct message.
func (a *App) reportFile(ctx context.Context, c act, value string) error {
	period, area := split(value)
	if _, err := triage.ParsePeriod(period); err != nil {
		return a.refuse(ctx, c, err)
	}
	if !a.exports(c) {
		return a.refuse(ctx, c, &triage.Error{Kind: triage.Denied, Reason: "lead_only"})
	}
	name := "toban-" + period
	if area != "" {
		name += "-" + strings.ReplaceAll(area, "/", "-")
	}
	a.sendLater(ctx, c, name+".csv", func(ctx context.Context) ([]byte, error) {
		if a.deps.Report == nil {
			return nil, errors.New("no store to report from")
		}
		d, err := a.digest(ctx, value)
		if err != nil {
			return nil, err
		}
		r, err := a.desk.Explain(ctx, d)
		if err != nil {
			return nil, err
		}
		var file bytes.Buffer
		err = r.WriteCSV(&file)
		return file.Bytes(), err
	})
	return nil
}

// sendLater makes a file, sends it to the actor and says where it is.
func (a *App) sendLater(ctx context.Context, c act, name string, write func(context.Context) ([]byte, error)) {
	a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message {
		content, err := write(ctx)
		if err == nil {
			err = a.sendFile(ctx, c.by, name, content, b.Say(phrase.FileComment, "file", name))
		}
		if err != nil {
			a.log.ErrorContext(ctx, "file not sent", "file", name, "error", err)
			return message{text: b.Say(phrase.FileNotSent, "file", name, "command", a.config.Command)}
		}
		if c.besideIt() {
			return message{} // it stands above
		}
		return message{text: b.Say(phrase.FileSent, "file", name)}
	})
}

// sendFile sends a person a file in a direct message.
func (a *App) sendFile(ctx context.Context, to triage.PersonID, name string, content []byte, comment string) error {
	if len(content) == 0 {
		return errors.New("the file is empty")
	}
	room, err := a.rooms.open(ctx, to)
	if err != nil {
		return err
	}
	_, err = a.api.UploadFileContext(ctx, slack.UploadFileParameters{
		Filename: name, Title: name, FileSize: len(content), Reader: bytes.NewReader(content), Channel: string(room), InitialComment: comment,
	})
	return err
}

// loadFor is how far back the load looks.
const loadFor = 28

// runLoad shows what inquiries cost: to a member their own, to a lead
// everybody's.
func (a *App) runLoad(ctx context.Context, r request) (reply, error) {
	a.worked(ctx, r, reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return a.load(ctx, b, r.by) }})
	return reply{}, nil
}

// load is what inquiries cost, as far as a person may see it.
func (a *App) load(ctx context.Context, b phrase.Book, by triage.PersonID) (message, error) {
	to := a.now()
	from := to.AddDate(0, 0, -loadFor)
	list, err := a.desk.Efforts(ctx, from, to, "")
	if err != nil {
		return message{}, err
	}
	m := a.efforts(ctx, b, by, list, from, to)
	shifts, loads, err := a.desk.Shifts(ctx, from, to)
	if err != nil {
		return message{}, err
	}
	return withDuty(m, a.dutyLines(ctx, b, by, shifts, loads)), nil
}

// withDuty puts lines before the note at the end of a load.
func withDuty(m message, lines []string) message {
	if len(lines) == 0 {
		return m
	}
	more := sections(lines)
	m.text += "\n" + more.text
	note := len(m.blocks) - 1
	m.blocks = slices.Insert(m.blocks, note, more.blocks...)
	return m
}

// efforts are what inquiries cost from one date to another, as far as a person
// may see it.
func (a *App) efforts(ctx context.Context, b phrase.Book, by triage.PersonID, list []triage.Effort, from, to time.Time) message {
	lead := a.seesEverybody(by)
	lines := []string{b.Say(phrase.LoadHead, "from", b.Date(a.local(from)), "to", b.Date(a.local(to)))}
	for _, e := range list {
		if lead || e.Person == by {
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
	m := sections(lines)
	m.blocks = append(m.blocks, contextLine(b.Say(note)))
	return m
}

func (a *App) effortLine(ctx context.Context, b phrase.Book, e triage.Effort) string {
	who := a.name(ctx, e.Person)
	if e.Person.Erased() {
		who = b.Say(phrase.ErasedName)
	}
	head := b.Say(phrase.LoadPerson, "who", escape(who), "n", counted(b, e.Inquiries, phrase.CountInquiry, phrase.CountInquiries))
	return joinFacts(b, append([]string{head}, a.effortFacts(b, e)...))
}

// effortFacts are what inquiries cost, nothing when they cost nothing.
func (a *App) effortFacts(b phrase.Book, e triage.Effort) []string {
	if e.Inquiries == 0 {
		return nil
	}
	var facts []string
	if e.Minutes > 0 {
		facts = append(facts, b.Say(phrase.LoadTime, "time", b.Duration(time.Duration(e.Minutes)*time.Minute)))
	}
	touches := phrase.LoadTouches
	if e.Interruptions == 1 {
		touches = phrase.LoadTouch
	}
	facts = append(facts, b.Say(touches, "n", itoa(e.Interruptions), "out", itoa(e.OutOfHours)))
	if e.HeavyDays > 0 {
		facts = append(facts, counted(b, e.HeavyDays, phrase.LoadHeavy1, phrase.LoadHeavy))
	}
	if e.AbsorbedWeeks > 0 {
		facts = append(facts, counted(b, e.AbsorbedWeeks, phrase.LoadWeek, phrase.LoadWeeks))
	}
	if e.Untimed > 0 {
		facts = append(facts, b.Say(phrase.LoadUntimed, "n", itoa(e.Untimed)))
	}
	return facts
}

// runGaps ranks what people asked and no document answered.
func (a *App) runGaps(ctx context.Context, r request) (reply, error) {
	a.worked(ctx, r, reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return a.gaps(ctx, b, r.act, 0) }})
	return reply{}, nil
}

// pageGaps is the value of the button for the next page of gaps.
const pageGaps = "gaps|"

// gaps is one page of the list, as far as who asks may read it.
func (a *App) gaps(ctx context.Context, b phrase.Book, c act, from int) (message, error) {
	all, err := a.desk.Gaps(ctx)
	if err == nil {
		all, err = a.gapsFor(ctx, c, all)
	}
	if err != nil {
		return message{}, err
	}
	own, err := a.confined(ctx, c)
	if err != nil {
		return message{}, err
	}
	if len(all) == 0 {
		return ownOnly(b, own, message{text: b.Say(phrase.GapsNone)}), nil
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
		if g.Searches > 0 {
			facts = append(facts, counted(b, g.Searches, phrase.GapsSearch, phrase.GapsSearches))
		}
		row := strconv.Itoa(from+i+1) + ". *" + escape(oneLine(g.Words, 100)) + "*\n" + joinFacts(b, facts)
		if len(g.Inquiries) > 0 {
			row += sep(b) + strings.Join(ids(b, g.Inquiries), ", ")
		}
		blocks = append(append(blocks, section(row)), a.gapRemedies(ctx, b, c, g)...)
		text = append(text, plainLine(row))
	}
	if left := len(all) - from - len(page); left > 0 {
		blocks = append(blocks, nextPageButton(b, pageGaps+itoa(from+len(page)), left))
		text = append(text, b.Say(phrase.AndMore, "n", itoa(left)))
	}
	return ownOnly(b, own, message{text: strings.Join(text, "\n"), blocks: blocks}), nil
}

// nextPageButton asks for the page after this one, of a list of which left are
// still to be shown.
func nextPageButton(b phrase.Book, value string, left int) slack.Block {
	return actions("next", button(actionPageNext, value, b.Say(phrase.ListNext, "n", itoa(min(left, pageSize)))))
}

// nextPage is the page that a button under a list asks for.
func (a *App) nextPage(ctx context.Context, b phrase.Book, c act, value string) (message, error) {
	if from, ok := strings.CutPrefix(value, pageGaps); ok {
		return a.gaps(ctx, b, c, offset(from))
	}
	if from, ok := strings.CutPrefix(value, pageWorn); ok {
		pages, err := a.wornFor(ctx, c)
		return a.wornPage(ctx, b, c, pages, err, offset(from)), nil
	}
	if from, ok := strings.CutPrefix(value, pageChanges); ok {
		return a.changes(ctx, b, c, offset(from))
	}
	if rest, ok := strings.CutPrefix(value, pageHistory); ok {
		from, rotation := split(rest)
		return a.dutyHistory(ctx, b, c, triage.RotationID(rotation), offset(from))
	}
	if from, ok := strings.CutPrefix(value, pageAlerts); ok {
		return a.alertList(ctx, b, c, offset(from))
	}
	if rest, ok := strings.CutPrefix(value, pageIncidents); ok {
		which, after, _ := strings.Cut(rest, "|")
		return a.incidentList(ctx, b, c, which, triage.IncidentID(after))
	}
	return a.list(ctx, b, c, parseListing(value))
}

// offset reads how many were shown before; anything else is the beginning.
func offset(value string) int {
	n, err := strconv.Atoi(value)
	if err != nil {
		return 0
	}
	return max(n, 0)
}
