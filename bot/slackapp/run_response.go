package slackapp

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// A part is what may follow a command's word where it has words of its own.
type part struct {
	word  phrase.Word
	args  phrase.Line
	about phrase.Line
	who   standing // zero for declaring, which the configuration may leave to members
	run   func(*App, context.Context, request) (reply, error)

	// spoken reports whether rest, without an id, is what may follow the word
	// in a mention; nil for what needs a form.
	spoken func(a *App, rest string) bool
}

// incidentParts is the table of what follows "incident".
func incidentParts() []part {
	return []part{
		{word: phrase.ArgNew, args: phrase.ArgsIncidentNew, about: phrase.AboutIncidentNew, run: (*App).runDeclare},
		{word: phrase.ArgList, about: phrase.AboutIncidentList, who: asOnlooker, run: (*App).runIncidentList, spoken: alone},
		{word: phrase.ArgShow, args: phrase.ArgsIncidentID, about: phrase.AboutIncidentShow, who: asOnlooker, run: (*App).runIncidentShow, spoken: alone},
		{word: phrase.ArgUpdate, args: phrase.ArgsIncidentUpdate, about: phrase.AboutIncidentUpdate, who: asResponder, run: (*App).runUpdate, spoken: alone},
		{word: phrase.ArgSeverity, args: phrase.ArgsIncidentSeverity, about: phrase.AboutIncidentSeverity, who: asCommander, run: (*App).runSeverity, spoken: (*App).isSeverity},
		{word: phrase.ArgRole, args: phrase.ArgsIncidentRole, about: phrase.AboutIncidentRole, who: asCommander, run: (*App).runRole, spoken: isRole},
		{word: phrase.ArgNote, args: phrase.ArgsNote, about: phrase.AboutIncidentNote, who: asResponder, run: (*App).runNote, spoken: (*App).isText},
		{word: phrase.ArgResolve, args: phrase.ArgsIncidentResolve, about: phrase.AboutIncidentResolve, who: asCommander, run: (*App).runIncidentResolve, spoken: alone},
		{word: phrase.ArgReopen, args: phrase.ArgsIncidentID, about: phrase.AboutIncidentReopen, who: asCommander, run: (*App).runIncidentReopen, spoken: alone},
		{word: phrase.ArgReview, args: phrase.ArgsIncidentID, about: phrase.AboutIncidentReview, who: asResponder, run: (*App).runReview, spoken: alone},
		{word: phrase.ArgImpact, args: phrase.ArgsIncidentImpact, about: phrase.AboutIncidentImpact, who: asCommander, run: (*App).runImpact, spoken: (*App).isPast},
		{word: phrase.ArgCause, args: phrase.ArgsIncidentCause, about: phrase.AboutIncidentCause, who: asCommander, run: (*App).runCause, spoken: (*App).isCause},
		{word: phrase.ArgStats, args: phrase.ArgsIncidentStats, about: phrase.AboutIncidentStats, who: asOnlooker, run: (*App).runIncidentStats, spoken: (*App).isPeriod},
		{word: phrase.ArgAction, args: phrase.ArgsIncidentAction, about: phrase.AboutIncidentAction, who: asResponder, run: (*App).runAction, spoken: (*App).isAction},
		{word: phrase.ArgAdopt, args: phrase.ArgsIncidentAdopt, about: phrase.AboutIncidentAdopt, who: asMember, run: (*App).runAdopt, spoken: isAdoption},
		{word: phrase.ArgDrill, args: phrase.ArgsIncidentNew, about: phrase.AboutIncidentDrill, run: (*App).runDrill},
	}
}

// What follows a part's word in a mention.

func alone(_ *App, rest string) bool { return rest == "" }

func (a *App) isText(rest string) bool { return rest != "" }

func (a *App) isSeverity(rest string) bool {
	_, ok := a.severity(rest)
	return ok
}

func isRole(_ *App, rest string) bool {
	args := words(rest)
	if len(args) != 2 || !is(args[0], phrase.RoleCommander) && !is(args[0], phrase.RoleComms) && !is(args[0], phrase.RoleScribe) {
		return false
	}
	_, ok := personOf(args[1])
	return ok
}

// spokenPart finds what a mention asks for beside a new incident. It counts
// only as a whole, and only with an incident's id or where one is worked on:
// everything else is a title.
func (a *App) spokenPart(ctx context.Context, r request) (p part, ok bool, err error) {
	word, rest, _ := strings.Cut(r.rest, " ")
	at := slices.IndexFunc(r.command.parts, func(p part) bool { return is(word, p.word) })
	if at < 0 || r.command.parts[at].spoken == nil {
		return part{}, false, nil
	}
	p = r.command.parts[at]
	first, after, _ := strings.Cut(rest, " ")
	if named, ok := parseReference(first); ok && named.incident != "" {
		return p, p.spoken(a, after), nil
	}
	if !p.spoken(a, rest) {
		return part{}, false, nil
	}
	if is(word, phrase.ArgList) || is(word, phrase.ArgStats) {
		return p, true, nil
	}
	id, err := a.incidentHere(ctx, r.act)
	return p, id != "", err
}

// commandFor is a command as help shows it to a reader: of its parts, those that
// they may use.
func (a *App) commandFor(ctx context.Context, c command, reader act) (command, error) {
	if c.word.Name == phrase.WordDocs.Name && a.deps.Worn != nil && a.empowered(reader) {
		c.args, c.about = phrase.ArgsDocsMember, phrase.AboutDocsMember
	}
	if len(c.parts) == 0 {
		return c, nil
	}
	best := a.standing(reader, triage.Incident{})
	running, err := a.desk.Incidents(ctx, true)
	if err != nil {
		return c, err
	}
	for _, i := range running {
		best = max(best, a.standing(reader, i))
	}
	declares := !reader.guest && a.mayDeclare(ctx, reader.by)
	c.parts = slices.DeleteFunc(slices.Clone(c.parts), func(p part) bool { return p.who > best || p.who == 0 && !declares })
	switch {
	case !declares:
		c.about, c.example = phrase.AboutIncidentList, phrase.ExampleIncidentList
	case best == asOnlooker:
		c.about = phrase.AboutIncidentAsker
	}
	return c, nil
}

// partLines are the parts of a command as help shows them.
func (a *App) partLines(b phrase.Book, c command) []string {
	var lines []string
	for _, p := range c.parts {
		lines = append(lines, "`"+a.partUsage(b, c, p)+"`  "+b.Say(p.about))
	}
	return lines
}

func (a *App) partUsage(b phrase.Book, c command, p part) string {
	return strings.TrimSpace(a.config.Command + " " + c.word.In(b) + " " + p.word.In(b) + " " + b.Say(p.args))
}

// misusedPart tells how one part of a command is used.
func (a *App) misusedPart(r request, word phrase.Word) reply {
	at := slices.IndexFunc(r.command.parts, func(p part) bool { return p.word.Name == word.Name })
	if at < 0 {
		return a.misused(r)
	}
	p := r.command.parts[at]
	return saying(func(_ context.Context, b phrase.Book) message {
		return message{text: "`" + a.partUsage(b, r.command, p) + "`  " + b.Say(p.about) + "\n" + b.Say(phrase.IncidentParts)}
	})
}

// anIncident finds the incident a request is about: the one it names, else
// that of the channel or thread, else the only one that is running. rest and
// raw are what follows its name, tidied and as typed. number lets a bare number
// name one. Without an id, ask tells the actor which ones there are.
func (a *App) anIncident(ctx context.Context, r request, number bool) (id triage.IncidentID, rest, raw string, ask *reply, err error) {
	first, after, _ := strings.Cut(r.rest, " ")
	if number {
		first = incidentWord(first)
	}
	if named, ok := parseReference(first); ok && named.incident != "" {
		return named.incident, after, afterWord(r.raw), nil, nil
	}
	if id, err = a.incidentHere(ctx, r.act); err != nil || id != "" {
		return id, r.rest, r.raw, nil, err
	}
	running, err := a.desk.Incidents(ctx, true)
	if err != nil {
		return "", "", "", nil, err
	}
	if len(running) == 1 {
		return running[0].ID, r.rest, r.raw, nil, nil
	}
	outline, err := a.confined(ctx, r.act)
	if err != nil {
		return "", "", "", nil, err
	}
	answer := saying(func(_ context.Context, b phrase.Book) message {
		if len(running) == 0 {
			return message{text: b.Say(phrase.NoneRunning)}
		}
		var names []string
		for _, i := range running[:min(len(running), pageSize)] {
			name := string(i.ID)
			if !outline {
				name += " " + escape(oneLine(i.Title, 60))
			}
			names = append(names, name)
		}
		if left := len(running) - len(names); left > 0 {
			names = append(names, b.Say(phrase.AndMore, "n", itoa(left)))
		}
		return message{text: b.Say(phrase.WhichIncident, "list", strings.Join(names, b.Say(phrase.Comma)))}
	})
	return "", "", "", &answer, nil
}

func (a *App) runDeclare(_ context.Context, r request) (reply, error) {
	return reply{open: a.declareForm(declareFrom{Title: oneLine(a.text(r.raw), 200)}, r.by)}, nil
}

func (a *App) runDrill(_ context.Context, r request) (reply, error) {
	return reply{open: a.declareForm(declareFrom{Title: oneLine(a.text(r.raw), 200), Drill: true}, r.by)}, nil
}

func (a *App) runIncidentList(_ context.Context, r request) (reply, error) {
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		return a.incidentList(ctx, b, r.act, incidentsRunning, "")
	}}, nil
}

func (a *App) runIncidentShow(ctx context.Context, r request) (reply, error) {
	id, _, _, ask, err := a.anIncident(ctx, r, true)
	if err != nil || ask != nil {
		return orReply(ask), err
	}
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		i, err := a.desk.Incident(ctx, id)
		if err != nil {
			return message{}, named(err, string(id))
		}
		outline, err := a.confined(ctx, r.act)
		switch {
		case err != nil:
			return message{}, err
		case outline:
			return a.outlined(b, i), nil
		}
		m := a.incidentShown(ctx, b, i, a.standing(r.act, i))
		if !i.Origin.Private || a.standing(r.act, i) >= asResponder {
			m.blocks = append(m.blocks, a.actionBlocks(ctx, b, i, r.act)...)
		}
		return m, nil
	}}, nil
}

func orReply(ask *reply) reply {
	if ask == nil {
		return reply{}
	}
	return *ask
}

func (a *App) runUpdate(ctx context.Context, r request) (reply, error) {
	id, _, _, ask, err := a.anIncident(ctx, r, true)
	if err != nil || ask != nil {
		return orReply(ask), err
	}
	if r.trigger != "" {
		return reply{open: a.updateForm(id, r.by)}, nil
	}
	return saying(func(_ context.Context, b phrase.Book) message { // a form needs a press
		text := b.Say(phrase.UpdatePress, "subject", string(id))
		return message{text: text, blocks: []slack.Block{
			section(text), actions("incident", primary(button(actionIncidentUpdate, string(id), b.Say(phrase.ButtonUpdate)))),
		}}
	}), nil
}

func (a *App) runSeverity(ctx context.Context, r request) (reply, error) {
	id, rest, _, ask, err := a.anIncident(ctx, r, strings.Contains(r.rest, " "))
	if err != nil || ask != nil {
		return orReply(ask), err
	}
	if rest == "" {
		return a.misusedPart(r, phrase.ArgSeverity), nil
	}
	s, ok := a.severity(rest)
	if !ok {
		return saying(func(_ context.Context, b phrase.Book) message {
			var names []string
			for _, level := range a.desk.Policy.Incident.Severities {
				names = append(names, escape(a.severityTitle(b, level.Key)))
			}
			return message{text: b.Say(phrase.WhichSeverity,
				"typed", escape(strings.ReplaceAll(oneLine(rest, 60), "`", "'")), "list", strings.Join(names, b.Say(phrase.Comma)))}
		}), nil
	}
	if _, err := a.desk.Handle(ctx, r.of(id, triage.ChangeIncident{Severity: s})); err != nil {
		return reply{}, named(err, string(id))
	}
	return saying(func(_ context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.DoneSeverity, "subject", string(id), "severity", escape(a.severityTitle(b, s)))}
	}), nil
}

// severity reads SEV-1, sev1, its name, or its bare number.
func (a *App) severity(typed string) (triage.Severity, bool) {
	key := bare(typed)
	for _, level := range a.desk.Policy.Incident.Severities {
		spellings := []string{string(level.Key), strings.TrimLeftFunc(bare(string(level.Key)), func(r rune) bool { return !unicode.IsDigit(r) })}
		for _, name := range level.Name {
			spellings = append(spellings, name)
		}
		if key != "" && slices.ContainsFunc(spellings, func(s string) bool { return bare(s) == key }) {
			return level.Key, true
		}
	}
	return "", false
}

// bare is a word's letters and digits, folded.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, fold(s))
}

func (a *App) runRole(ctx context.Context, r request) (reply, error) {
	id, rest, _, ask, err := a.anIncident(ctx, r, true)
	if err != nil || ask != nil {
		return orReply(ask), err
	}
	word, person, _ := strings.Cut(rest, " ")
	if word == "" {
		return a.misusedPart(r, phrase.ArgRole), nil
	}
	change, role := triage.ChangeIncident{}, phrase.Word{}
	who, ok := personOf(strings.TrimSpace(person))
	switch {
	case is(word, phrase.RoleCommander):
		change.Commander, role = who, phrase.RoleCommander
	case is(word, phrase.RoleComms):
		change.Comms, role = who, phrase.RoleComms
	case is(word, phrase.RoleScribe):
		change.Scribe, role = who, phrase.RoleScribe
	default:
		return a.noSuchRole(id, word), nil
	}
	if !ok {
		return a.whoseRole(id, role), nil
	}
	look, cancel := context.WithTimeout(ctx, lookBudget)
	defer cancel()
	if p := a.people.get(look, who); p.powerless() {
		return reply{}, &triage.Error{Kind: triage.Invalid, Reason: "role_unfit", Who: who}
	}
	if _, err := a.desk.Handle(ctx, r.of(id, change)); err != nil {
		return reply{}, named(err, string(id))
	}
	return saying(func(ctx context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.DoneRole, "subject", string(id), "role", role.In(b), "who", escape(a.name(ctx, who)))}
	}), nil
}

// runNote puts a typed line on the timeline. In a mention it counts only where
// an incident is worked on, or with its number.
func (a *App) runNote(ctx context.Context, r request) (reply, error) {
	var id triage.IncidentID
	var raw string
	var err error
	if first, _, _ := strings.Cut(r.rest, " "); r.slash {
		var ask *reply
		if id, _, raw, ask, err = a.anIncident(ctx, r, false); err != nil || ask != nil {
			return orReply(ask), err
		}
	} else if named, ok := parseReference(first); ok && named.incident != "" {
		id, raw = named.incident, afterWord(r.raw)
	} else if id, err = a.incidentHere(ctx, r.act); err != nil {
		return reply{}, err
	} else {
		raw = r.raw
	}
	text := a.text(raw)
	if id != "" && text == "" {
		if r.command.parts != nil {
			return a.misusedPart(r, phrase.ArgNote), nil
		}
		return a.misused(r), nil
	}
	if id == "" {
		return saying(func(_ context.Context, b phrase.Book) message { return swallowedNote(b, r, b.Say(phrase.NoIncident)) }), nil
	}
	note := triage.AddNote{Text: text}
	if r.ts != "" {
		note.Message = r.message()
	}
	if _, err := a.desk.Handle(ctx, r.of(id, note)); err != nil {
		return reply{}, named(err, string(id))
	}
	return saying(func(_ context.Context, b phrase.Book) message {
		return swallowedNote(b, r, b.Say(phrase.DoneNote, "subject", string(id)))
	}), nil
}

// swallowedNote is an answer to a note that may have been a question.
func swallowedNote(b phrase.Book, r request, text string) message {
	m := message{text: text}
	if more := swallowed(b, r, phrase.NoteSwallowed); len(more) > 0 {
		m.blocks = append(m.blocks, section(text))
		m.blocks = append(m.blocks, more...)
	}
	return m
}

func (a *App) runReview(ctx context.Context, r request) (reply, error) {
	id, _, _, ask, err := a.anIncident(ctx, r, true)
	if err != nil || ask != nil {
		return orReply(ask), err
	}
	return reply{}, a.sendReview(ctx, r.act, id)
}

// responder reports whether somebody may write about an incident; the core
// decides again.
func (a *App) responder(by triage.PersonID, i triage.Incident) bool {
	return a.desk.Policy.IsMember(by) || by != "" && (by == i.Commander || by == i.Comms || by == i.Scribe)
}
