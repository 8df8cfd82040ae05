package slackapp

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// Blocks of the form for a resolution.
const (
	resolveSolver  = "solver"
	resolveDocs    = "docs"
	resolveMinutes = "minutes"
	resolveDays    = "days"
	resolveNote    = "note"
	resolvePage    = "page"
	resolveFAQ     = "faq"
)

// A day of work, in minutes, and the choice that asks for a number of days.
const (
	dayMinutes = 480
	severalDay = "days"
)

// resolving is what the form carries for its submission.
type resolving struct {
	Inquiry triage.InquiryID `json:"inquiry"`
	Reasons bool             `json:"reasons,omitempty"` // it is resolved already
	Guess   triage.Guess     `json:"guess,omitzero"`    // what was filled in
}

// resolveForm asks for the reasons of closing. Everything that is known is
// filled in: three clicks when the guess is right.
func (a *App) resolveForm(id triage.InquiryID, reasons bool) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		q, err := a.desk.Inquiry(ctx, id)
		if err != nil {
			return form{}, named(err, string(id))
		}
		if !reasons && q.Status.Closed() {
			return form{}, &triage.Error{Kind: triage.Conflict, Reason: "already", Who: q.ResolvedBy, At: q.ClosedAt, Subject: string(id)}
		}
		title, submit := phrase.ResolveTitle, phrase.ResolveSubmit
		if reasons {
			title, submit = phrase.ReasonsTitle, phrase.ModalSave
		}
		backlog, err := a.desk.Backlog(ctx)
		if err != nil {
			return form{}, err
		}
		known, guess := a.guessReasons(q, backlog)
		minutes, days := minutesChoice(known.Minutes)
		return form{
			callback: viewResolve, title: b.Say(title, "subject", string(id)), submit: b.Say(submit),
			meta: resolving{Inquiry: id, Reasons: reasons, Guess: guess},
			blocks: []slack.Block{
				radio(resolveSolver, b.Say(phrase.ResolveSolver), a.solvers(b), known.Solver.String(), false),
				radio(resolveDocs, b.Say(phrase.ResolveDocs), a.documented(b), known.Docs.String(), false),
				list(resolveMinutes, b.Say(phrase.ResolveTime), b.Say(phrase.ModalChoose), minuteChoices(b), minutes, true),
				textInput(resolveDays, b.Say(phrase.ResolveDays), "", days, false, true, 5),
				textInput(resolveNote, b.Say(phrase.ResolveNote), "", known.Note, false, true, 300),
				textInput(resolvePage, b.Say(phrase.ResolvePage), b.Say(phrase.ResolvePageHint), known.Page, false, true, maxInput),
				faqBox(b),
			},
		}, nil
	}
}

// guessReasons fills in what the thread says: the last member's message, the
// page that was linked, and who could have solved it with what, as far as the
// record tells. guess holds the axes that nobody has given yet.
func (a *App) guessReasons(q triage.Inquiry, backlog map[string]bool) (known triage.Reasons, guess triage.Guess) {
	known = q.Reasons
	if known.Note == "" {
		known.Note = q.LastLine
	}
	if known.Page == "" && len(q.LastLinks) > 0 {
		known.Page = q.LastLinks[len(q.LastLinks)-1]
	}
	guess = triage.GuessReasons(q, backlog[q.Area.Key], a.deps.Search != nil)
	known.Solver, known.Docs = cmp.Or(known.Solver, guess.Solver), cmp.Or(known.Docs, guess.Docs)
	return known, guess
}

func (a *App) solvers(b phrase.Book) []choice {
	var out []choice
	for _, s := range triage.Solvers() {
		out = append(out, reasonChoice(b, s.String(), a.config.Reasons.Solver, solverLine(s)))
	}
	return out
}

// reasonChoice is a reason in the team's own words, else in ours.
func reasonChoice(b phrase.Book, key string, own map[string]triage.ReasonText, ours phrase.Line) choice {
	lang := triage.Lang(b.Lang())
	return choice{value: key, text: cmp.Or(own[key].Name[lang], b.Say(ours)), about: own[key].Description[lang]}
}

func solverLine(s triage.Solver) phrase.Line {
	switch s {
	case triage.SolverPlatformOnly:
		return phrase.SolverPlatformOnly
	case triage.SolverPlatformForNow:
		return phrase.SolverPlatformForNow
	case triage.SolverAppTeam:
		return phrase.SolverAppTeam
	case triage.SolverOtherTeam:
		return phrase.SolverOtherTeam
	case triage.SolverUnknown:
	}
	return phrase.SolverUnknown
}

func (a *App) documented(b phrase.Book) []choice {
	var out []choice
	for _, d := range triage.DocumentedValues() {
		out = append(out, reasonChoice(b, d.String(), a.config.Reasons.Documented, documentedLine(d)))
	}
	return out
}

func documentedLine(d triage.Documented) phrase.Line {
	switch d {
	case triage.DocsFoundEnough:
		return phrase.DocsFoundEnough
	case triage.DocsExistsNotFound:
		return phrase.DocsExistsNotFound
	case triage.DocsExistsWrongOrOld:
		return phrase.DocsExistsWrongOrOld
	case triage.DocsMissing:
		return phrase.DocsMissing
	case triage.DocsNotAMatter:
	}
	return phrase.DocsNotAMatter
}

func minuteChoices(b phrase.Book) []choice {
	return []choice{
		{value: "5", text: b.Say(phrase.Minutes5)},
		{value: "15", text: b.Say(phrase.Minutes15)},
		{value: "30", text: b.Say(phrase.Minutes30)},
		{value: "60", text: b.Say(phrase.Minutes60)},
		{value: "120", text: b.Say(phrase.Minutes120)},
		{value: "240", text: b.Say(phrase.Minutes240)},
		{value: "480", text: b.Say(phrase.Minutes480)},
		{value: severalDay, text: b.Say(phrase.MinutesDay)},
	}
}

// minutesChoice is the option for a time, and the number of days beside it.
func minutesChoice(minutes int) (value, days string) {
	if minutes > dayMinutes {
		return severalDay, strconv.Itoa(minutes / dayMinutes)
	}
	return strconv.Itoa(minutes), ""
}

// readMinutes is the time given in the form; a number of days counts only
// where it was asked for.
func readMinutes(v openView) (minutes int, ok bool) {
	chosen := v.input(resolveMinutes)
	if chosen != severalDay {
		minutes, _ = strconv.Atoi(chosen)
		return minutes, true
	}
	days, err := strconv.Atoi(tidy(v.input(resolveDays)))
	if err != nil || days < 2 || days > 125 {
		return 0, false
	}
	return days * dayMinutes, true
}

func (a *App) submitResolve(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[resolving](v)
	if !ok {
		return nil
	}
	r := triage.Reasons{
		Solver: solverOf(v.input(resolveSolver)), Docs: documentedOf(v.input(resolveDocs)),
		Note: strings.TrimSpace(v.input(resolveNote)), Page: a.pageLink(ctx, b, c.by, strings.TrimSpace(v.input(resolvePage))),
	}
	if r.Minutes, ok = readMinutes(v); !ok {
		return wrong(resolveDays, b.Say(phrase.ResolveBadDays))
	}
	var cmd triage.Command = triage.Resolve{Reasons: r, Guess: meta.Guess}
	if meta.Reasons {
		cmd = triage.GiveReasons{Reasons: r, Guess: meta.Guess}
	}
	out, err := a.desk.Handle(ctx, c.about(meta.Inquiry, cmd))
	if err != nil {
		return a.failed(ctx, b, c, named(err, string(meta.Inquiry)), map[string]string{"": resolveSolver, "minutes": resolveMinutes})
	}
	if v.checked(resolveFAQ) {
		draft := c
		draft.key += "/faq"
		if err := a.draftArticle(ctx, draft, meta.Inquiry); err != nil {
			a.log.ErrorContext(ctx, "page draft not sent", "inquiry", meta.Inquiry, "error", err)
		}
	}
	return a.offerAlias(b, out.Inquiry)
}

func faqBox(b phrase.Book) slack.Block {
	e := slack.NewCheckboxGroupsBlockElement(resolveFAQ, slack.NewOptionBlockObject("yes", plain(b.Say(phrase.ResolveFAQMake)), nil))
	in := slack.NewInputBlock(resolveFAQ, plain(b.Say(phrase.ResolveFAQ)), nil, e)
	in.Optional = true
	return in
}

// pageLink is the link of the page that was typed: itself, or that of the page
// with this title. What is neither stays as it is.
func (a *App) pageLink(ctx context.Context, b phrase.Book, by triage.PersonID, typed string) string {
	if typed == "" || strings.Contains(typed, "://") || a.deps.Search == nil {
		return typed
	}
	hits, _, err := a.search(ctx, by, typed, 5, b)
	if err != nil {
		a.log.WarnContext(ctx, "page not looked up by its title", "error", err)
		return typed
	}
	for _, h := range hits {
		if h.URL != "" && fold(h.Title) == fold(typed) {
			link, _, _ := strings.Cut(h.URL, "#")
			return link
		}
	}
	return typed
}
