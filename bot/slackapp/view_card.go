package slackapp

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// sep stands between facts of one line.
func sep(b phrase.Book) string {
	if b.Lang() == phrase.Japanese {
		return " ・ "
	}
	return " · "
}

func statusLine(b phrase.Book, q triage.Inquiry) string {
	switch q.Status {
	case triage.StatusOpen:
		return b.Say(phrase.StatusOpen)
	case triage.StatusInProgress:
		return b.Say(phrase.StatusInProgress)
	case triage.StatusWaiting:
		return b.Say(phrase.StatusWaiting)
	case triage.StatusResolved:
		return b.Say(phrase.StatusResolved)
	case triage.StatusDuplicate:
		return b.Say(phrase.StatusDuplicate, "of", string(q.Of))
	case triage.StatusWithdrawn:
		return b.Say(phrase.StatusWithdrawn)
	}
	return q.Status.String()
}

// statusLink is statusLine with a link to what an inquiry repeats.
func (a *App) statusLink(ctx context.Context, b phrase.Book, q triage.Inquiry) string {
	if q.Status != triage.StatusDuplicate {
		return statusLine(b, q)
	}
	return b.Say(phrase.StatusDuplicate, "of", a.subjectLink(ctx, string(q.Of)))
}

func urgencyMark(b phrase.Book, u triage.Urgency) string {
	switch u {
	case triage.UrgencyUrgent:
		return b.Say(phrase.UrgencyUrgent)
	case triage.UrgencyWish:
		return b.Say(phrase.UrgencyWish)
	case triage.UrgencyNormal:
	}
	return b.Say(phrase.UrgencyNormal)
}

// title is the name of a term, its key when it is not configured any more.
func title(terms []knowledge.Term, key string, b phrase.Book) string {
	for _, t := range terms {
		if t.Key == key {
			return t.Title(knowledge.Lang(b.Lang()))
		}
	}
	switch key {
	case knowledge.AreaOther:
		return b.Say(phrase.ButtonOther)
	case knowledge.AreaNotInquiry:
		return b.Say(phrase.ButtonNotInquiry)
	}
	return key
}

// clockWords say how the promised time is counted.
func clockWords(b phrase.Book, q triage.Inquiry) string {
	target := b.Duration(q.Target)
	if q.Target%time.Hour == 0 && q.Target < 48*time.Hour {
		target = b.Say(phrase.Hours, "n", itoa(int(q.Target/time.Hour)))
	}
	switch q.Clock {
	case "business_days":
		return b.Say(phrase.ClockBusinessDays, "target", target)
	case "business_hours":
		return b.Say(phrase.ClockBusinessHours, "target", target)
	}
	return b.Say(phrase.ClockElapsed, "target", target)
}

// A face says for whom a card is drawn. The zero face is for everybody.
type face int

const (
	facePlace face = iota // where it was asked, in a shared place
	faceAsker             // for the asker of a direct inquiry
	faceRoom              // for the team of a direct inquiry, below the question
)

// card is the one message of an inquiry that is edited for its whole life.
func (a *App) card(ctx context.Context, q triage.Inquiry) message {
	f := facePlace
	if q.Place.Direct {
		f = faceAsker
	}
	return a.cardFor(ctx, a.placeBook(ctx, q), q, f)
}

func (a *App) cardFor(ctx context.Context, b phrase.Book, q triage.Inquiry, f face) message {
	if q.Forgotten {
		return a.forgottenCard(b, q)
	}
	dot := sep(b)
	head := []string{a.statusLink(ctx, b, q), urgencyMark(b, q.Urgency) + " " + escape(title(a.config.Kinds, q.Kind.Key, b))}
	if q.Area.Key != "" && (q.Area.Sure || q.Area.By != "") {
		head = append(head, b.Say(phrase.Area, "area", escape(title(a.config.Areas, q.Area.Key, b))))
	}
	if q.Demand() > 1 {
		head = append(head, b.Say(phrase.DuplicatesOf, "n", itoa(q.Demand())))
	}
	if q.Incident != "" {
		head = append(head, b.Say(phrase.IncidentMark, "id", string(q.Incident)))
	}
	who := a.whoLine(ctx, b, q)
	due := a.dueLine(b, q)
	lines := []string{"*" + string(q.ID) + "*" + dot + strings.Join(head, dot), who}
	if due != "" {
		lines = append(lines, due)
	}
	if q.Status == triage.StatusResolved && q.Reasons.Note != "" {
		lines = append(lines, b.Say(phrase.SolvedWith, "note", escape(q.Reasons.Note)))
	}
	blocks := []slack.Block{section(strings.Join(lines, "\n"))}
	asked := q.Place.Thread == "" && f != faceRoom // in a form: the question stands nowhere else
	if asked {
		blocks = append(blocks, quoted(q.Text))
	}
	notes := a.cardNotes(b, q)
	if past := a.pastLine(ctx, b, q); past != "" && !q.Answerable && !q.Status.Closed() { // else it stands with the pages
		notes = append(notes, past)
	}
	if facts := a.factsLine(b, q); facts != "" && f != faceRoom {
		notes = append(notes, facts)
	}
	if note := a.directNote(b, q); note != "" && f == faceAsker {
		notes = append(notes, note)
	}
	if len(notes) > 0 {
		blocks = append(blocks, contextLine(strings.Join(notes, "\n")))
	}
	blocks = append(blocks, a.askSuspicion(ctx, b, q)...)
	blocks = append(blocks, a.areaBlocks(ctx, b, q)...)
	blocks = append(blocks, a.askRecontact(ctx, b, q)...)
	if f == faceAsker {
		blocks = append(blocks, a.askerButtons(ctx, b, q)...)
	} else {
		blocks = append(blocks, a.cardButtons(b, q)...)
	}
	text := b.Say(phrase.CardFallback, "id", string(q.ID), "status", statusLine(b, q),
		"asker", escape(a.name(ctx, q.Asker)), "line", plainLine(due))
	if asked {
		text += "\n" + escape(q.Text)
	}
	return message{text: text, blocks: blocks}
}

// plainLine is a line without Slack's date tokens, for notifications.
func plainLine(s string) string {
	for {
		from := strings.Index(s, "<!date^")
		if from < 0 {
			return s
		}
		end := strings.Index(s[from:], ">")
		bar := strings.Index(s[from:], "|")
		if end < 0 || bar < 0 || bar > end {
			return s
		}
		s = s[:from] + s[from+bar+1:from+end] + s[from+end+1:]
	}
}

func (a *App) whoLine(ctx context.Context, b phrase.Book, q triage.Inquiry) string {
	var parts []string
	team := a.teamName(b, q.Team)
	if team != "" {
		parts = append(parts, b.Say(phrase.FromTeam, "asker", escape(a.name(ctx, q.Asker)), "team", escape(team)))
	} else {
		parts = append(parts, b.Say(phrase.From, "asker", escape(a.name(ctx, q.Asker))))
	}
	if q.Reporter != "" {
		parts = append(parts, b.Say(phrase.Reporter, "reporter", escape(a.name(ctx, q.Reporter))))
	}
	if q.Owner != "" {
		return strings.Join(append(parts, b.Say(phrase.OwnerIs, "who", escape(a.name(ctx, q.Owner)))), sep(b))
	}
	if q.Status.Closed() {
		return strings.Join(parts, sep(b))
	}
	shift, err := a.desk.OnCall(ctx, q.Rotation, a.now())
	switch {
	case err != nil:
	case shift.Primary == "":
		parts = append(parts, b.Say(phrase.NoOnCall, "who", escape(a.name(ctx, a.desk.Policy.Lead()))))
	default:
		parts = append(parts, b.Say(phrase.OnCallIs, "who", escape(a.name(ctx, triage.PersonID(shift.Primary)))))
	}
	return strings.Join(parts, sep(b))
}

// teamName is an asking team's name, else its key.
func (a *App) teamName(b phrase.Book, id triage.TeamID) string {
	for _, t := range a.config.AskingTeams {
		if t.Key == id {
			return t.Title(triage.Lang(b.Lang()))
		}
	}
	return string(id)
}

// dueLine is the promise, or what became of it.
func (a *App) dueLine(b phrase.Book, q triage.Inquiry) string {
	switch {
	case q.Answered():
		return firstReply(b, q.FirstReply.At.Sub(q.Start()))
	case q.Status.Closed() || q.Due.IsZero():
		return ""
	case q.Breached:
		return b.Say(phrase.Overdue, "due", a.date(b, q.Due), "clock", clockWords(b, q))
	}
	return b.Say(phrase.Due, "due", a.date(b, q.Due), "clock", clockWords(b, q))
}

func (a *App) cardNotes(b phrase.Book, q triage.Inquiry) []string {
	var notes []string
	policy := a.desk.Policy
	open := !q.Status.Closed()
	if open && q.Owner != "" && !q.Answered() {
		notes = append(notes, b.Say(phrase.ClaimIsNoReply))
	}
	if open && a.afterHours(q) {
		line := phrase.AfterHours
		if asksImpact(q) {
			line = phrase.AfterHoursPress
		}
		notes = append(notes, b.Say(line, "due", a.date(b, policy.Calendar.NextOpen(a.now())), "button", b.Say(phrase.ButtonAffected)))
	}
	if q.Status == triage.StatusWaiting && q.WaitsFor != "" {
		notes = append(notes, b.Say(phrase.WaitsFor, "text", escape(q.WaitsFor)))
	}
	if open && !q.Answerable && q.EditTS == "" && q.Kind.Key == triage.KindQuestion && q.Urgency != triage.UrgencyUrgent {
		notes = append(notes, b.Say(phrase.NoDocument))
	}
	notes = append(notes, a.staleNotes(b, q)...)
	if q.Gone {
		notes = append(notes, b.Say(phrase.SourceDeleted))
	}
	if len(q.Concealed) > 0 && !q.Gone {
		line := phrase.Concealed
		if q.Source.IsZero() { // asked in a form: only the masked text was ever posted
			line = phrase.ConcealedForm
		}
		notes = append(notes, b.Say(line, "kinds", secretKinds(b, q.Concealed)))
	}
	if q.Late {
		notes = append(notes, b.Say(phrase.Late))
	}
	if n := len(q.Bounces); n > 0 {
		notes = append(notes, b.Say(phrase.NotDelivered, "n", itoa(n)))
	}
	return notes
}

// factsLine says what would speed up the answer, "" for nothing.
func (a *App) factsLine(b phrase.Book, q triage.Inquiry) string {
	var items []string
	for n, fact := range a.desk.Policy.FactsWanted(q, triage.Lang(b.Lang())) {
		items = append(items, b.Say(phrase.Fact, "mark", ordinal(b, n), "fact", escape(fact)))
	}
	if len(items) == 0 {
		return ""
	}
	return b.Say(phrase.Facts, "facts", strings.Join(items, " "))
}

// afterHours reports whether a question came while nobody was there, and
// nobody is there yet.
func (a *App) afterHours(q triage.Inquiry) bool {
	calendar := a.desk.Policy.Calendar
	return !q.Answered() && q.Urgency != triage.UrgencyUrgent && !calendar.IsOpen(q.AskedAt) && !calendar.IsOpen(a.now())
}

// areaBlocks are about the area as far as nobody has named it: a press on one
// of the buttons does, which edits the card and adds no message.
func (a *App) areaBlocks(ctx context.Context, b phrase.Book, q triage.Inquiry) []slack.Block {
	switch {
	case q.AsksAudit():
		return a.areaAudit(b, q)
	case q.Status.Closed():
		return nil
	case q.Area.Automatic():
		return a.areaSet(ctx, b, q)
	case q.Urgency == triage.UrgencyUrgent, q.Incident != "", q.Suspected():
		return nil // there is something more important to press
	case q.Area.Asks():
		return a.areaChoices(b, q)
	case q.Area.Strange():
		return []slack.Block{
			contextLine(b.Say(phrase.AreaNone)),
			actions("area", button(actionNotInquiry, string(q.ID), b.Say(phrase.ButtonNotInquiry))),
		}
	}
	return nil
}

// areaAudit asks whether an area was right that was set without asking.
func (a *App) areaAudit(b phrase.Book, q triage.Inquiry) []slack.Block {
	id := string(q.ID)
	return []slack.Block{
		contextLine(b.Say(phrase.AreaAudit, "area", escape(title(a.config.Areas, q.Area.Key, b)))),
		actions("area",
			button(actionPickArea+"/right", joined(id, q.Area.Key), b.Say(phrase.ButtonRight)),
			button(actionReclassify+"/wrong", id, b.Say(phrase.ButtonWrong))),
	}
}

// areaSet says that an area was set without asking, and why: by which words,
// and like what people have sorted, as far as its readers may read that.
func (a *App) areaSet(ctx context.Context, b phrase.Book, q triage.Inquiry) []slack.Block {
	parts := []string{b.Say(phrase.AreaSilent)}
	if len(q.Area.Words) > 0 {
		parts = append(parts, b.Say(phrase.AreaWords, "words", escape(strings.Join(q.Area.Words, b.Say(phrase.Comma)))))
	}
	var similar []string
	for _, id := range q.Area.Similar {
		p, err := a.desk.Inquiry(ctx, triage.InquiryID(id))
		if err == nil && !p.Forgotten && a.mayCite(ctx, q, p) {
			similar = append(similar, a.inquiryLink(p))
		}
	}
	if len(similar) > 0 {
		parts = append(parts, b.Say(phrase.AreaSimilar, "list", strings.Join(similar, b.Say(phrase.Comma))))
	}
	return []slack.Block{
		contextLine(strings.Join(parts, sep(b))),
		actions("area", button(actionReclassify+"/change", string(q.ID), b.Say(phrase.ButtonChange))),
	}
}

// areaChoices ask for the area where the classifier is not sure.
func (a *App) areaChoices(b phrase.Book, q triage.Inquiry) []slack.Block {
	var names []string
	var buttons []slack.BlockElement
	for i, key := range q.Area.Choices[:min(len(q.Area.Choices), 3)] {
		name := title(a.config.Areas, key, b)
		names = append(names, escape(name))
		buttons = append(buttons, button(actionPickArea+"/"+itoa(i), joined(string(q.ID), key), name))
	}
	other := button(actionReclassify+"/other", string(q.ID), b.Say(phrase.ButtonOther)) // which, a form asks
	if len(a.config.Areas) <= len(q.Area.Choices) {
		other = button(actionPickArea+"/other", joined(string(q.ID), knowledge.AreaOther), b.Say(phrase.ButtonOther))
	}
	buttons = append(buttons, other,
		button(actionNotInquiry, string(q.ID), b.Say(phrase.ButtonNotInquiry)))
	return []slack.Block{
		contextLine(b.Say(phrase.AreaUnsure, "areas", strings.Join(names, b.Say(phrase.Comma)))),
		actions("area", buttons...),
	}
}

// cardButtons depend on the state alone.
func (a *App) cardButtons(b phrase.Book, q triage.Inquiry) []slack.Block {
	id := string(q.ID)
	var set []slack.BlockElement
	switch q.Status {
	case triage.StatusOpen:
		set = append(set, primary(button(actionClaim, id, b.Say(phrase.ButtonClaim))))
		if q.Incident == "" && (q.Urgency == triage.UrgencyUrgent || a.afterHours(q)) {
			set = append(set, danger(button(actionDeclare, id, b.Say(phrase.ButtonDeclare))))
		}
		set = append(set, impactButton(b, q)...)
		if !q.Area.Automatic() { // else it can be changed beside what says so
			set = append(set, button(actionReclassify, id, b.Say(phrase.ButtonReclassify)))
		}
	case triage.StatusInProgress:
		set = append(set, primary(button(actionResolve, id, b.Say(phrase.ButtonResolve))))
		if q.Urgency == triage.UrgencyUrgent && q.Incident == "" {
			set = append(set, danger(button(actionDeclare, id, b.Say(phrase.ButtonDeclare))), calmButton(b, q))
		}
		set = append(set, button(actionWait, id, b.Say(phrase.ButtonWait)))
	case triage.StatusWaiting:
		set = append(set,
			primary(button(actionResolve, id, b.Say(phrase.ButtonResolve))),
			button(actionResume, id, b.Say(phrase.ButtonResume)))
	case triage.StatusResolved, triage.StatusDuplicate, triage.StatusWithdrawn:
		set = append(set, button(actionReopen, id, b.Say(phrase.ButtonReopen)))
		if q.Status == triage.StatusResolved && !q.Reasons.Given() && a.desk.Policy.IsMember(q.ResolvedBy) {
			set = append(set, button(actionReasons, id, b.Say(phrase.ButtonReasons)))
		}
		return []slack.Block{actions("card", set...)}
	}
	choice := func(name string, l phrase.Line) *slack.OptionBlockObject {
		return slack.NewOptionBlockObject(joined(name, id), plain(cut(b.Say(l), limitOption)), nil)
	}
	options := []*slack.OptionBlockObject{
		choice(moreAssign, phrase.ChoiceAssign), choice(moreDuplicate, phrase.ChoiceDuplicate),
	}
	if q.Incident == "" {
		options = append(options, choice(moreDeclare, phrase.ChoiceDeclare))
	}
	options = append(options, choice(moreFAQ, phrase.ChoiceFAQ), choice(moreWithdraw, phrase.ChoiceWithdraw))
	return []slack.Block{actions("card", append(set, slack.NewOverflowBlockElement(actionMore, options...))...)}
}

// longQuote is how much of a question its card repeats.
const longQuote = 2500

// quoted is foreign text as it was written, in which nothing is markup.
func quoted(text string) slack.Block {
	return slack.NewRichTextBlock("", &slack.RichTextQuote{
		Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(cut(text, longQuote), nil)},
	})
}

// excerpt is the beginning of a question below a line about it, for readers
// of a channel that q was not asked in: a confidential question is not quoted
// there.
func (a *App) excerpt(ctx context.Context, q triage.Inquiry, n int) string {
	if a.confidential(ctx, q) || q.Forgotten {
		return ""
	}
	return "\n> " + escape(oneLine(q.Text, n))
}

// suggestion is the message with the pages, before and after a press.
func (a *App) suggestion(ctx context.Context, q triage.Inquiry) message {
	b := a.placeBook(ctx, q)
	if q.Forgotten {
		return forgottenSuggestion(b, q)
	}
	switch q.SelfSolve {
	case triage.SelfSolveConfirmed:
		text := b.Say(phrase.Solved, "id", string(q.ID))
		return message{text: text, blocks: append([]slack.Block{section(text)}, append(a.pages(ctx, b, q),
			actions("suggest", button(actionUnsolved, string(q.ID), b.Say(phrase.ButtonUnsolved))))...)}
	case triage.SelfSolveEscalated:
		text := a.escalated(ctx, b, q)
		return message{text: plainLine(text), blocks: append([]slack.Block{section(text)}, a.pages(ctx, b, q)...)}
	case triage.SelfSolveSilent:
		if q.Status.Closed() {
			text := b.Say(phrase.SuggestClosed, "id", string(q.ID))
			return message{text: text + " " + suggestionTitles(q), blocks: append([]slack.Block{section(text)}, a.pages(ctx, b, q)...)}
		}
	}
	text := b.Say(phrase.SuggestHead)
	blocks := append([]slack.Block{section(text)}, a.pages(ctx, b, q)...)
	blocks = append(blocks, actions("suggest",
		primary(button(actionSolved, string(q.ID), b.Say(phrase.ButtonSolved))),
		button(actionStillNeed, string(q.ID), b.Say(phrase.ButtonStill)),
		button(actionNotRelated, string(q.ID), b.Say(phrase.ButtonUnlike))))
	if line := a.graceLine(b, q); line != "" {
		blocks = append(blocks, contextLine(line))
	}
	return message{text: text + " " + suggestionTitles(q), blocks: blocks}
}

// graceLine says when the on-call is told of a question whose asker presses
// nothing, "" where that does not depend on it.
func (a *App) graceLine(b phrase.Book, q triage.Inquiry) string {
	grace, calendar := a.desk.Policy.Grace, a.desk.Policy.Calendar
	if grace <= 0 || q.Kind.Key != triage.KindQuestion || q.Urgency == triage.UrgencyUrgent || !q.PingedAt.IsZero() || q.Owner != "" || q.Answered() {
		return ""
	}
	if due := q.AskedAt.Add(grace); !calendar.IsOpen(due) {
		return b.Say(phrase.SuggestLater, "due", a.date(b, calendar.NextOpen(due)))
	}
	return b.Say(phrase.SuggestGrace, "grace", b.Duration(grace))
}

func suggestionTitles(q triage.Inquiry) string {
	var titles []string
	for _, s := range q.Suggestions {
		titles = append(titles, escape(oneLine(s.Title, 80)))
	}
	return strings.Join(titles, " / ")
}

func (a *App) escalated(ctx context.Context, b phrase.Book, q triage.Inquiry) string {
	switch {
	case q.Owner != "":
		return b.Say(phrase.EscalatedOwner, "who", escape(a.name(ctx, q.Owner)))
	case !q.PingedAt.IsZero():
		return b.Say(phrase.EscalatedNow, "who", escape(a.name(ctx, q.Pinged)))
	}
	return b.Say(phrase.EscalatedLater, "due", a.date(b, a.desk.Policy.Calendar.NextOpen(a.now())))
}

// pages lists the suggested pages with the passage that matched, and what
// solved the same before; where people of other workspaces read along, titles
// and links must do.
func (a *App) pages(ctx context.Context, b phrase.Book, q triage.Inquiry) []slack.Block {
	bare := a.readOutside(ctx, q)
	var blocks []slack.Block
	for i, s := range q.Suggestions {
		line := itoa(i+1) + ". " + link(s.URL, oneLine(s.Title, 120)) + a.pageMeta(b, s)
		if bare {
			blocks = append(blocks, section(line))
			continue
		}
		blocks = append(blocks, section(line+reasons(b, s.Why)))
		if quote := passage(s.Snippet, s.Matches); quote != nil {
			blocks = append(blocks, quote)
		}
	}
	if past := a.pastLine(ctx, b, q); past != "" {
		blocks = append(blocks, section(past))
	}
	return blocks
}

func (a *App) pageMeta(b phrase.Book, s triage.Suggestion) string {
	kind, age := diataxis(b, s.Kind), a.age(b, s.Updated)
	out := ""
	switch {
	case kind != "" && age != "":
		out = b.Say(phrase.SuggestMeta, "kind", kind, "age", age)
	case kind != "":
		out = b.Say(phrase.SuggestKind, "kind", kind)
	case age != "":
		out = b.Say(phrase.SuggestAge, "age", age)
	}
	if s.Lang != "" && string(s.Lang) != string(b.Lang()) {
		out += b.Say(phrase.SuggestOther)
	}
	if s.Helped > 0 {
		out += sep(b) + counted(b, s.Helped, phrase.HelpedOne, phrase.Helped)
	}
	return out
}

// reasons are the words for which a page was found.
func reasons(b phrase.Book, words []string) string {
	if len(words) == 0 {
		return ""
	}
	short := make([]string, len(words))
	for i, w := range words {
		short[i] = escape(oneLine(w, 30))
	}
	return sep(b) + b.Say(phrase.SuggestWhy, "words", strings.Join(short, b.Say(phrase.Comma)))
}

func diataxis(b phrase.Book, kind string) string {
	switch knowledge.DocKind(kind) {
	case knowledge.Tutorial:
		return b.Say(phrase.KindTutorial)
	case knowledge.HowTo:
		return b.Say(phrase.KindHowTo)
	case knowledge.Reference:
		return b.Say(phrase.KindReference)
	case knowledge.Explanation:
		return b.Say(phrase.KindExplanation)
	}
	return ""
}

// age is how long ago a page was updated, in the coarsest unit that says it.
func (a *App) age(b phrase.Book, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	days := int(a.now().Sub(t).Hours() / 24)
	switch {
	case days < 1:
		return b.Say(phrase.AgeToday)
	case days == 1:
		return b.Say(phrase.AgeDay)
	case days < 14:
		return b.Say(phrase.AgeDays, "n", itoa(days))
	case days < 31:
		return b.Say(phrase.AgeWeeks, "n", itoa(days/7))
	case days < 61:
		return b.Say(phrase.AgeMonth)
	case days < 365:
		return b.Say(phrase.AgeMonths, "n", itoa(days/30))
	case days < 730:
		return b.Say(phrase.AgeYear)
	}
	return b.Say(phrase.AgeYears, "n", itoa(days/365))
}

// permalink leads to the inquiry's thread without asking Slack.
func (a *App) permalink(m triage.MessageRef) string {
	workspace := a.self.url()
	if workspace == "" || m.IsZero() {
		return ""
	}
	return workspace + "archives/" + string(m.Channel) + "/p" + strings.ReplaceAll(string(m.TS), ".", "")
}

// inquiryLink is an inquiry's id as a link to its thread.
func (a *App) inquiryLink(q triage.Inquiry) string {
	return link(a.permalink(a.root(q)), string(q.ID))
}

// subjectLink is an inquiry's link by its subject; what is none is itself.
func (a *App) subjectLink(ctx context.Context, subject string) string {
	if id, ok := triage.SubjectInquiry(subject); ok {
		if q, err := a.desk.Inquiry(ctx, id); err == nil {
			return a.inquiryLink(q)
		}
	}
	return subject
}

// root is the first message of an inquiry's thread: the card, when the
// question was asked in a form. Of a direct inquiry it is the room's, zero
// while there is none: nobody but the asker can open the direct message.
func (a *App) root(q triage.Inquiry) triage.MessageRef {
	if q.Place.Direct {
		return q.Where(triage.SlotRoom)
	}
	if ref := q.Place.Root(); !ref.IsZero() {
		return ref
	}
	return q.Where(triage.SlotCard)
}

// firstReply says how long the asker waited for the first reply.
func firstReply(b phrase.Book, took time.Duration) string {
	if took < time.Minute {
		return b.Say(phrase.FirstReplyNow)
	}
	return b.Say(phrase.FirstReply, "took", b.Duration(took))
}

// secretKinds are the kinds of secrets in words, each once.
func secretKinds(b phrase.Book, kinds []string) string {
	var words []string
	for _, k := range kinds {
		if word := b.Say(phrase.SecretKind(k)); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, b.Say(phrase.Comma))
}
