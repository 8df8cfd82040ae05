package slackapp

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// reasonsRows is how many inquiries one form and one message list.
const reasonsRows = 10

// sendReasons tells a person what they closed without reasons, all in one
// message; what was filled in since is not listed.
func (a *App) sendReasons(ctx context.Context, j outbox.Job, n triage.AskReasons) (outbox.Receipt, error) {
	list, err := a.desk.Unreasoned(ctx, n.To)
	if err != nil {
		return outbox.Receipt{}, err
	}
	if len(list) == 0 {
		return outbox.Receipt{}, nil
	}
	b := a.readerBook(ctx, n.To)
	ref, err := a.toPerson(ctx, j, b, n.To, a.askReasons(b, list))
	if err != nil {
		return outbox.Receipt{}, err
	}
	a.dropReasons(ctx, j, b, list, ref)
	return reasonsPosted(list, ref), nil
}

// dropReasons takes the button from earlier messages: the new one lists all.
func (a *App) dropReasons(ctx context.Context, j outbox.Job, b phrase.Book, list []triage.Inquiry, now triage.MessageRef) {
	done := map[triage.MessageRef]bool{{}: true, now: true}
	for _, q := range list {
		old := q.Where(triage.SlotReasons)
		if done[old] {
			continue
		}
		done[old] = true
		if err := a.edit(ctx, j, b, old, textBlock(b.Say(phrase.ReasonsMoved))); err != nil {
			a.log.WarnContext(ctx, "earlier question for reasons not edited", "error", err)
		}
	}
}

// reasonsPosted notes with every inquiry where its reasons are asked for.
func reasonsPosted(list []triage.Inquiry, ref triage.MessageRef) outbox.Receipt {
	var out outbox.Receipt
	for _, q := range list {
		out.Orders = append(out.Orders, posted(triage.Order{Inquiry: q.ID}, triage.SlotReasons, ref).Orders...)
	}
	return out
}

// findReasons looks for the message of an earlier attempt.
func (a *App) findReasons(ctx context.Context, j outbox.Job, n triage.AskReasons) (outbox.Receipt, bool, error) {
	room, err := a.rooms.open(ctx, n.To)
	if err != nil {
		return outbox.Receipt{}, false, judged(err)
	}
	ref, err := a.lookFor(ctx, room, "", j)
	if err != nil || ref.IsZero() {
		return outbox.Receipt{}, false, err
	}
	list, err := a.desk.Unreasoned(ctx, n.To)
	return reasonsPosted(list, ref), err == nil, err
}

// settleReasons brings a message that asks for reasons up to date: what it
// still lists, or that nothing is left.
func (a *App) settleReasons(ctx context.Context, ref triage.MessageRef) (phrase.Book, message, error) {
	to := a.rooms.partner(ctx, ref.Channel)
	b := a.readerBook(ctx, to)
	list, err := a.desk.Unreasoned(ctx, to)
	if err != nil {
		return b, message{}, err
	}
	list = slices.DeleteFunc(list, func(q triage.Inquiry) bool { return q.Where(triage.SlotReasons) != ref })
	if len(list) == 0 {
		return b, textBlock(b.Say(phrase.ReasonsDone)), nil
	}
	return b, a.askReasons(b, list), nil
}

func (a *App) askReasons(b phrase.Book, list []triage.Inquiry) message {
	text := counted(b, len(list), phrase.ReasonsDueOne, phrase.ReasonsDue)
	rows := make([]string, 0, reasonsRows+1)
	for _, q := range list[:min(len(list), reasonsRows)] {
		rows = append(rows, "• "+a.inquiryLink(q)+" "+escape(oneLine(q.Text, 80)))
	}
	if left := len(list) - reasonsRows; left > 0 {
		rows = append(rows, b.Say(phrase.AndMore, "n", itoa(left)))
	}
	return message{text: text, blocks: []slack.Block{
		section("*" + text + "*\n" + strings.Join(rows, "\n")),
		actions("reasons", primary(button(actionReasonsAll, "", b.Say(phrase.ButtonReasonsAll)))),
	}}
}

// homeReasons lists on the Home tab what a person closed without reasons, and
// opens the form below.
func (a *App) homeReasons(ctx context.Context, b phrase.Book, id triage.PersonID, blocks *[]slack.Block) error {
	list, err := a.desk.Unreasoned(ctx, id)
	if err != nil {
		return err
	}
	*blocks = append(*blocks, a.homePart(ctx, b, id, phrase.HomeReasons, list, listing{}, func(triage.Inquiry) bool { return true })...)
	if len(list) > 0 {
		*blocks = append(*blocks, actions("reasons", button(actionReasonsAll, "", b.Say(phrase.ButtonReasonsAll))))
	}
	return nil
}

// owing is what the form for several inquiries carries for its submission:
// which they are, and what was filled in for them.
type owing struct {
	Items []owed `json:"items"`
}

type owed struct {
	Inquiry triage.InquiryID `json:"inquiry"`
	Guess   triage.Guess     `json:"guess,omitzero"`
}

// owedBlock is the block of one input of one inquiry.
func owedBlock(input string, id triage.InquiryID) string { return input + "/" + string(id) }

// reasonsForm asks for the reasons of everything a person closed without.
func (a *App) reasonsForm(by triage.PersonID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		list, err := a.desk.Unreasoned(ctx, by)
		if err != nil {
			return form{}, err
		}
		return a.reasonsPage(ctx, b, list, "")
	}
}

// reasonsPage is the form for the first of list, below a line about what
// happened before.
func (a *App) reasonsPage(ctx context.Context, b phrase.Book, list []triage.Inquiry, before string) (form, error) {
	if len(list) == 0 {
		return form{title: b.Say(phrase.ReasonsAllTitle), blocks: []slack.Block{
			section(strings.TrimSpace(before + "\n" + b.Say(phrase.ReasonsNone))),
		}}, nil
	}
	f := form{callback: viewReasons, title: b.Say(phrase.ReasonsAllTitle), submit: b.Say(phrase.ModalSave)}
	if before != "" {
		f.blocks = append(f.blocks, section(before))
	}
	f.blocks = append(f.blocks, contextLine(b.Say(phrase.ReasonsAllHow)))
	var meta owing
	backlog, err := a.desk.Backlog(ctx)
	if err != nil {
		return form{}, err
	}
	for _, q := range list[:min(len(list), reasonsRows)] {
		known, guess := a.guessReasons(q, backlog)
		minutes, _ := minutesChoice(known.Minutes)
		meta.Items = append(meta.Items, owed{Inquiry: q.ID, Guess: guess})
		f.blocks = append(f.blocks,
			slack.NewDividerBlock(),
			section("*"+a.inquiryLink(q)+"* "+escape(oneLine(q.Text, 200))),
			list3(b, resolveSolver, q.ID, phrase.ResolveSolver, a.solvers(b), known.Solver.String()),
			list3(b, resolveDocs, q.ID, phrase.ResolveDocs, a.documented(b), known.Docs.String()),
			list3(b, resolveMinutes, q.ID, phrase.ResolveTime, shortMinutes(b), minutes))
	}
	if left := len(list) - reasonsRows; left > 0 {
		f.blocks = append(f.blocks, contextLine(b.Say(phrase.AndMore, "n", itoa(left))))
	}
	f.meta = meta
	return f, nil
}

// list3 is one of the three lists of an inquiry.
func list3(b phrase.Book, input string, id triage.InquiryID, label phrase.Line, choices []choice, initial string) slack.Block {
	return list(owedBlock(input, id), b.Say(label), b.Say(phrase.ModalChoose), choices, initial, true)
}

// shortMinutes leave out the choice that needs a number typed beside it.
func shortMinutes(b phrase.Book) []choice {
	all := minuteChoices(b)
	return all[:len(all)-1]
}

// submitReasons saves every inquiry that was filled in. Nothing is saved while
// one is filled in by half; what then cannot be recorded keeps the form as it
// is, and what was refused is said above the next one.
func (a *App) submitReasons(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[owing](v)
	if !ok || len(meta.Items) == 0 {
		return nil
	}
	filled := make(map[triage.InquiryID]triage.Reasons)
	missing := make(map[string]string)
	for _, item := range meta.Items {
		r := readOwed(v, item.Inquiry)
		switch untouched := r.Solver == item.Guess.Solver && r.Docs == item.Guess.Docs && r.Minutes == 0; {
		case r.Given():
			filled[item.Inquiry] = r
		case untouched:
		case r.Solver == 0:
			missing[owedBlock(resolveSolver, item.Inquiry)] = b.Say(phrase.ReasonsHalf)
		default:
			missing[owedBlock(resolveDocs, item.Inquiry)] = b.Say(phrase.ReasonsHalfB)
		}
	}
	if len(missing) > 0 {
		return modalAnswer{Action: "errors", Errors: missing}
	}
	if len(filled) == 0 {
		return wrong(owedBlock(resolveSolver, meta.Items[0].Inquiry), b.Say(phrase.ReasonsNothing))
	}
	var report []string
	saved := 0
	for _, item := range meta.Items {
		r, ok := filled[item.Inquiry]
		if !ok {
			continue
		}
		err := a.giveReasons(ctx, c, item, r)
		switch {
		case err == nil:
			saved++
		case unrecorded(err):
			a.log.ErrorContext(ctx, "submission not recorded", "error", err)
			missing[owedBlock(resolveSolver, item.Inquiry)] = a.refusal(ctx, b, c.by, err).text
		default:
			why := a.refusal(ctx, b, c.by, err).text
			if !strings.Contains(why, string(item.Inquiry)) {
				why = string(item.Inquiry) + ": " + why
			}
			report = append(report, why)
		}
	}
	if len(missing) > 0 {
		return modalAnswer{Action: "errors", Errors: missing}
	}
	left, err := a.desk.Unreasoned(ctx, c.by)
	if err != nil {
		return a.failed(ctx, b, c, err, map[string]string{"": owedBlock(resolveSolver, meta.Items[0].Inquiry)})
	}
	line := phrase.ReasonsSaved
	if len(left) > 0 {
		line = phrase.ReasonsLeft
	}
	if saved > 0 {
		report = append(report, b.Say(line, "n", itoa(saved), "left", itoa(len(left))))
	}
	next, err := a.reasonsPage(ctx, b, left, strings.Join(report, "\n"))
	if err != nil {
		return nil // all is saved; the form closes
	}
	return modalAnswer{Action: "update", View: next.view(b)}
}

// giveReasons saves one inquiry's reasons. What was given meanwhile, by
// somebody else, stays.
func (a *App) giveReasons(ctx context.Context, c act, item owed, r triage.Reasons) error {
	q, err := a.desk.Inquiry(ctx, item.Inquiry)
	if err != nil {
		return named(err, string(item.Inquiry))
	}
	r.Note, r.Page = q.Reasons.Note, q.Reasons.Page
	if q.Reasons.Given() && q.Reasons != r {
		return &triage.Error{Kind: triage.Conflict, Reason: "already", Subject: string(q.ID)}
	}
	// The form keeps its key when it is sent again, with other answers.
	c.key += "/" + string(q.ID) + "/" + r.Solver.String() + "/" + r.Docs.String() + "/" + itoa(r.Minutes)
	_, err = a.desk.Handle(ctx, c.about(q.ID, triage.GiveReasons{Reasons: r, Guess: item.Guess}))
	return named(err, string(item.Inquiry))
}

// readOwed is what the form says about one inquiry.
func readOwed(v openView, id triage.InquiryID) triage.Reasons {
	minutes, _ := strconv.Atoi(v.input(owedBlock(resolveMinutes, id)))
	return triage.Reasons{
		Solver: solverOf(v.input(owedBlock(resolveSolver, id))), Docs: documentedOf(v.input(owedBlock(resolveDocs, id))), Minutes: minutes,
	}
}

// solverOf and documentedOf read an axis' key; zero is none.
func solverOf(key string) triage.Solver {
	var s triage.Solver
	if err := s.UnmarshalText([]byte(key)); err != nil {
		return 0
	}
	return s
}

func documentedOf(key string) triage.Documented {
	var d triage.Documented
	if err := d.UnmarshalText([]byte(key)); err != nil {
		return 0
	}
	return d
}
