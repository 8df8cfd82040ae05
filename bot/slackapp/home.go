package slackapp

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// homeRows is how many inquiries one part of the Home tab lists.
const homeRows = 8

// showHome draws the Home tab of a person who has opened it, and keeps it up
// to date from then on.
func (a *App) showHome(ctx context.Context, id triage.PersonID) {
	if id == "" {
		return
	}
	a.in.homes.opened(id, a.now())
	a.drawHome(ctx, id, homeEvery)
}

// drawHome publishes a person's Home tab: their own open work first, then what
// their role adds. What the doctor found and what is counted over weeks is at
// most as old as checked. A tab that could not be drawn is drawn again later.
func (a *App) drawHome(ctx context.Context, id triage.PersonID, checked time.Duration) {
	b := a.readerBook(ctx, id)
	blocks, err := a.home(ctx, b, id, checked)
	if err != nil {
		a.redraw(id)
		a.log.ErrorContext(ctx, "home not drawn", "error", err)
		blocks = []slack.Block{section(b.Say(phrase.TryAgain))}
	}
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: guarded(blocks, limitViewBlocks, more(b))}}
	if _, err = a.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: string(id), View: view}); err != nil {
		a.log.ErrorContext(ctx, "home not published", "error", err)
		if passing(err) {
			a.redraw(id)
		}
	}
}

func (a *App) home(ctx context.Context, b phrase.Book, id triage.PersonID, checked time.Duration) ([]slack.Block, error) {
	policy := a.desk.Policy
	blocks := []slack.Block{
		slack.NewHeaderBlock(plain(cut(b.Say(phrase.HomeTitle, "who", a.name(ctx, id)), limitHeader))),
		actions("home", primary(button(actionHomeAsk, "", b.Say(phrase.ButtonAsk)))),
	}
	part := func(title phrase.Line, f triage.InquiryFilter, all listing, keep func(triage.Inquiry) bool) error {
		list, err := a.desk.Inquiries(ctx, f)
		if err != nil {
			return err
		}
		blocks = append(blocks, a.homePart(ctx, b, id, title, list, all, keep)...)
		return nil
	}
	all := func(triage.Inquiry) bool { return true }
	recent := a.now().AddDate(0, 0, -30)
	parts := []func() error{
		func() error {
			return part(phrase.HomeMine, triage.InquiryFilter{Asker: id, Open: true}, listing{asked: true}, all)
		},
		func() error {
			return part(phrase.HomeResolved, triage.InquiryFilter{Asker: id, Status: triage.StatusResolved}, listing{asked: true, which: phrase.ArgAll.Name},
				func(q triage.Inquiry) bool { return q.ResolvedAt.After(recent) })
		},
		func() error { return a.homeOnCall(ctx, b, &blocks) },
	}
	if policy.IsMember(id) {
		parts = append(parts,
			func() error {
				return part(phrase.HomeOnMe, triage.InquiryFilter{Owner: id, Open: true}, listing{mine: true}, all)
			},
			func() error {
				return part(phrase.HomeUnassigned, triage.InquiryFilter{Status: triage.StatusOpen}, listing{which: phrase.ArgUnassigned.Name}, all)
			},
			func() error {
				return part(phrase.HomeOverdue, triage.InquiryFilter{Overdue: a.now()}, listing{which: phrase.ArgOverdue.Name}, all)
			},
			func() error { return a.homeReasons(ctx, b, id, &blocks) },
			func() error { return a.homeIncidents(ctx, b, &blocks) },
			func() error { return a.homeOwed(ctx, b, id, &blocks) },
			func() error { return a.homeShift(ctx, b, id, &blocks) },
			func() error { return a.homeCalendar(ctx, b, &blocks) })
	}
	for _, draw := range parts {
		if err := draw(); err != nil {
			return nil, err
		}
	}
	if policy.IsLead(id) {
		numbers, err := a.homeNumbers(ctx, b, id, checked)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, numbers...)
	}
	if policy.IsAdmin(id) {
		found, at := a.checkedUp(ctx, checked)
		blocks = append(blocks, slack.NewDividerBlock(), section("*"+b.Say(phrase.HomeDoctor)+"*"), section(doctorLines(b, found)),
			contextLine(b.Say(phrase.HomeChecked, "when", a.date(b, at))))
	}
	return blocks, nil
}

func (a *App) homePart(ctx context.Context, b phrase.Book, id triage.PersonID, title phrase.Line, list []triage.Inquiry, all listing, keep func(triage.Inquiry) bool) []slack.Block {
	var rows []string
	n := 0
	slices.SortStableFunc(list, func(x, y triage.Inquiry) int { return cmp.Compare(urgentFirst(x), urgentFirst(y)) })
	for _, q := range list {
		if !keep(q) {
			continue
		}
		if n++; n > homeRows {
			continue
		}
		readable := a.mayRead(ctx, id, q)
		row := "• " + a.inquiryLine(ctx, b, q, readable)
		if readable {
			row += "\n   " + escape(questionOf(b, q, 80))
		}
		rows = append(rows, row)
	}
	switch {
	case n == 0:
		rows = append(rows, b.Say(phrase.HomeNothing))
	case n > homeRows:
		rows = append(rows, b.Say(phrase.AndMore, "n", itoa(n-homeRows)))
	}
	head := "*" + b.Say(title) + "*"
	if n > 0 {
		head += " " + itoa(n)
	}
	blocks := []slack.Block{slack.NewDividerBlock(), section(head), section(strings.Join(rows, "\n"))}
	if n > homeRows && all != (listing{}) {
		blocks = append(blocks, actions(actionHomeList+"/"+all.String(), button(actionHomeList+"/"+all.which, all.String(), b.Say(phrase.ButtonHomeList))))
	}
	return blocks
}

func (a *App) homeOnCall(ctx context.Context, b phrase.Book, blocks *[]slack.Block) error {
	var lines []string
	for _, id := range a.desk.Rotations() {
		text, err := a.onCallNow(ctx, b, id)
		if err != nil {
			return err
		}
		lines = append(lines, text)
	}
	if len(lines) == 0 {
		lines = append(lines, b.Say(phrase.OnCallNone))
	}
	*blocks = append(*blocks, slack.NewDividerBlock(), section("*"+b.Say(phrase.HomeOnCall)+"*\n"+strings.Join(lines, "\n")))
	return nil
}

func (a *App) homeIncidents(ctx context.Context, b phrase.Book, blocks *[]slack.Block) error {
	running, err := a.desk.Incidents(ctx, true)
	if err != nil || len(running) == 0 {
		return err
	}
	rows := []string{"*" + b.Say(phrase.HomeIncidents) + "* " + itoa(len(running))}
	for _, i := range running[:min(len(running), homeRows)] {
		rows = append(rows, "• "+a.incidentRow(ctx, b, i))
	}
	if left := len(running) - homeRows; left > 0 {
		rows = append(rows, b.Say(phrase.AndMore, "n", itoa(left)))
	}
	*blocks = append(*blocks, slack.NewDividerBlock(), section(strings.Join(rows, "\n")))
	return nil
}

// urgentFirst orders what may be an incident before everything else.
func urgentFirst(q triage.Inquiry) int {
	if q.Urgency == triage.UrgencyUrgent {
		return 0
	}
	return 1
}

// listForm is a list in a modal, for the Home tab, where nothing else can be
// answered.
func (a *App) listForm(c act, l listing) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		m, err := a.list(ctx, b, c, l)
		return sheet(b, m), err
	}
}

// homeShift is when a member is on call next, and what the next handoff is
// told.
func (a *App) homeShift(ctx context.Context, b phrase.Book, id triage.PersonID, blocks *[]slack.Block) error {
	var turns, notes []string
	for _, rotation := range a.desk.Rotations() {
		turn, err := a.onCallPerson(ctx, b, rotation, id)
		if err != nil {
			return err
		}
		turns = append(turns, turn)
		duty, err := a.desk.Duty(ctx, rotation)
		if err != nil && triage.KindOf(err) != triage.NotFound {
			return err
		}
		for _, note := range duty.Notes {
			notes = append(notes, "• "+escape(oneLine(note, 200)))
		}
	}
	if len(turns) == 0 {
		return nil
	}
	*blocks = append(*blocks, slack.NewDividerBlock(), section("*"+b.Say(phrase.HomeShift)+"*\n"+strings.Join(turns, "\n")))
	if len(notes) > 0 {
		if left := len(notes) - homeRows; left > 0 {
			notes = append(notes[:homeRows], b.Say(phrase.AndMore, "n", itoa(left)))
		}
		*blocks = append(*blocks, section("*"+b.Say(phrase.HomeNotes)+"*\n"+strings.Join(notes, "\n")))
	}
	return nil
}
