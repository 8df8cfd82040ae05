package slackapp

import (
	"context"
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
// their role adds. What the doctor found is at most as old as checked. A tab
// that could not be drawn is drawn again later.
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
	part := func(title phrase.Line, f triage.InquiryFilter, keep func(triage.Inquiry) bool) error {
		list, err := a.desk.Inquiries(ctx, f)
		if err != nil {
			return err
		}
		blocks = append(blocks, a.homePart(ctx, b, id, title, list, keep)...)
		return nil
	}
	all := func(triage.Inquiry) bool { return true }
	recent := a.now().AddDate(0, 0, -30)
	parts := []func() error{
		func() error { return part(phrase.HomeMine, triage.InquiryFilter{Asker: id, Open: true}, all) },
		func() error {
			return part(phrase.HomeResolved, triage.InquiryFilter{Asker: id, Status: triage.StatusResolved},
				func(q triage.Inquiry) bool { return q.ResolvedAt.After(recent) })
		},
		func() error { return a.homeOnCall(ctx, b, &blocks) },
	}
	if policy.IsMember(id) {
		parts = append(parts,
			func() error { return part(phrase.HomeOnMe, triage.InquiryFilter{Owner: id, Open: true}, all) },
			func() error { return part(phrase.HomeUnassigned, triage.InquiryFilter{Status: triage.StatusOpen}, all) },
			func() error { return part(phrase.HomeOverdue, triage.InquiryFilter{Overdue: a.now()}, all) },
			func() error { return a.homeReasons(ctx, b, id, &blocks) },
			func() error { return a.homeIncidents(ctx, b, &blocks) })
	}
	for _, draw := range parts {
		if err := draw(); err != nil {
			return nil, err
		}
	}
	if policy.IsLead(id) {
		last := triage.PeriodOf(a.now(), a.deps.Location).Previous()
		m := a.statistics(ctx, b, string(last), a.report)
		blocks = append(blocks, slack.NewDividerBlock(), section("*"+b.Say(phrase.HomeNumbers)+"*"))
		if len(m.blocks) > 0 {
			blocks = append(blocks, m.blocks...)
		} else {
			blocks = append(blocks, section(m.text))
		}
	}
	if policy.IsAdmin(id) {
		found, at := a.checkedUp(ctx, checked)
		blocks = append(blocks, slack.NewDividerBlock(), section("*"+b.Say(phrase.HomeDoctor)+"*"), section(doctorLines(b, found)),
			contextLine(b.Say(phrase.HomeChecked, "when", a.date(b, at))))
	}
	return blocks, nil
}

func (a *App) homePart(ctx context.Context, b phrase.Book, id triage.PersonID, title phrase.Line, list []triage.Inquiry, keep func(triage.Inquiry) bool) []slack.Block {
	var rows []string
	n := 0
	for _, q := range list {
		if !keep(q) {
			continue
		}
		if n++; n > homeRows {
			continue
		}
		row := "• " + a.inquiryLine(ctx, b, q)
		if a.mayRead(id, q) {
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
	return []slack.Block{slack.NewDividerBlock(), section(head), section(strings.Join(rows, "\n"))}
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
