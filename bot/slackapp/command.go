package slackapp

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// power is who may use a command. What changes an inquiry is decided again by
// the core, which knows whose it is.
type power int

const (
	everyone power = iota + 1
	members
	askerOrMembers
	leads
	admins
)

// shape is what may follow a command's word. A mention whose rest has another
// shape is a question, not a command.
type shape int

const (
	takesNothing  shape = iota + 1
	takesInquiry        // [ID], in a thread its own inquiry
	takesPerson         // [ID] @person
	takesReason         // [ID] [free text]
	takesNote           // [ID] or ID free text: without an ID nothing may follow in a mention
	takesOriginal       // [ID] ID
	takesText           // free text
	takesDuty           // next, week, calendar or @person
	takesCommand        // another command's word
	takesSubject        // [ID] or free text: in a mention only an ID, or nothing within a thread
)

// A command is one row of the table from which the parser, help and the
// manifest's hint are made.
type command struct {
	word    phrase.Word
	args    phrase.Line // zero for none
	about   phrase.Line
	example phrase.Line
	who     power
	takes   shape
	mention bool   // understood in a mention too
	thread  bool   // in a mention, only within an inquiry's thread
	parts   []part // what may follow the word, where that has words of its own
	inside  bool   // not for people of other workspaces, who read what others did not mean for them
	aside   bool   // left out of the list of help: another command does it too

	// known reports whether rest is nothing but arguments that a command which
	// takes text knows; nil for one whose text is free.
	known func(a *App, rest string) bool

	run func(*App, context.Context, request) (reply, error)
}

// commands is the table.
func commands() []command {
	return []command{
		{word: phrase.WordAsk, args: phrase.ArgsAsk, about: phrase.AboutAsk, example: phrase.ExampleAsk, who: everyone, takes: takesText, run: (*App).runAsk},
		{word: phrase.WordList, args: phrase.ArgsList, about: phrase.AboutList, example: phrase.ExampleList, who: everyone, takes: takesText, known: (*App).isListing, run: (*App).runList},
		{word: phrase.WordShow, args: phrase.ArgsID, about: phrase.AboutShow, example: phrase.ExampleShow, who: everyone, takes: takesInquiry, run: (*App).runShow},
		{word: phrase.WordTake, args: phrase.ArgsID, about: phrase.AboutTake, example: phrase.ExampleTake, who: members, takes: takesInquiry, mention: true, thread: true, run: (*App).runTake},
		{word: phrase.WordAssign, args: phrase.ArgsAssign, about: phrase.AboutAssign, example: phrase.ExampleAssign, who: members, takes: takesPerson, mention: true, thread: true, run: (*App).runAssign},
		{word: phrase.WordWait, args: phrase.ArgsReason, about: phrase.AboutWait, example: phrase.ExampleWait, who: members, takes: takesReason, mention: true, thread: true, run: (*App).runWait},
		{word: phrase.WordResolve, args: phrase.ArgsID, about: phrase.AboutResolve, example: phrase.ExampleResolve, who: askerOrMembers, takes: takesInquiry, mention: true, thread: true, run: (*App).runResolve},
		{word: phrase.WordReopen, args: phrase.ArgsReason, about: phrase.AboutReopen, example: phrase.ExampleReopen, who: askerOrMembers, takes: takesNote, mention: true, thread: true, run: (*App).runReopen},
		{word: phrase.WordWithdraw, args: phrase.ArgsID, about: phrase.AboutWithdraw, example: phrase.ExampleWithdraw, who: askerOrMembers, takes: takesInquiry, mention: true, thread: true, run: (*App).runWithdraw},
		{word: phrase.WordDup, args: phrase.ArgsDup, about: phrase.AboutDup, example: phrase.ExampleDup, who: members, takes: takesOriginal, mention: true, thread: true, run: (*App).runDuplicate},
		{word: phrase.WordDocs, args: phrase.ArgsDocs, about: phrase.AboutDocs, example: phrase.ExampleDocs, who: everyone, takes: takesText, mention: true, run: (*App).runDocs},
		{word: phrase.WordSimilar, args: phrase.ArgsSimilar, about: phrase.AboutSimilar, example: phrase.ExampleSimilar, who: everyone, takes: takesSubject, mention: true, inside: true, run: (*App).runSimilar},
		{word: phrase.WordSummary, args: phrase.ArgsID, about: phrase.AboutSummary, example: phrase.ExampleSummary, who: everyone, takes: takesInquiry, mention: true, thread: true, run: (*App).runSummary},
		{word: phrase.WordFAQ, args: phrase.ArgsID, about: phrase.AboutFAQ, example: phrase.ExampleFAQ, who: members, takes: takesInquiry, mention: true, thread: true, run: (*App).runFAQ},
		{word: phrase.WordOnCall, args: phrase.ArgsOnCall, about: phrase.AboutOnCall, example: phrase.ExampleOnCall, who: everyone, takes: takesDuty, mention: true, run: (*App).runOnCall},
		{word: phrase.WordCover, args: phrase.ArgsCover, about: phrase.AboutCover, example: phrase.ExampleCover, who: members, takes: takesText, known: (*App).isTurn, run: (*App).runCover},
		{word: phrase.WordSwap, args: phrase.ArgsSwap, about: phrase.AboutSwap, example: phrase.ExampleSwap, who: members, takes: takesText, known: (*App).isExchange, run: (*App).runSwap},
		{word: phrase.WordAway, args: phrase.ArgsAway, about: phrase.AboutAway, example: phrase.ExampleAway, who: members, takes: takesText, known: (*App).isTurn, run: (*App).runAway},
		{word: phrase.WordHandoff, args: phrase.ArgsHandoff, about: phrase.AboutHandoff, example: phrase.ExampleHandoff, who: members, takes: takesText, known: isHandoff, run: (*App).runHandoff},
		{word: phrase.WordIncident, about: phrase.AboutIncident, example: phrase.ExampleIncident, who: everyone, takes: takesText, mention: true, inside: true, parts: incidentParts(), run: (*App).runIncident},
		{word: phrase.WordNote, args: phrase.ArgsNote, about: phrase.AboutNote, example: phrase.ExampleNote, who: everyone, takes: takesText, mention: true, inside: true, aside: true, run: (*App).runNote},
		{word: phrase.WordAlerts, about: phrase.AboutAlerts, example: phrase.ExampleAlerts, who: members, takes: takesNothing, inside: true, run: (*App).runAlerts},
		{word: phrase.WordStats, args: phrase.ArgsStats, about: phrase.AboutStats, example: phrase.ExampleStats, who: everyone, takes: takesText, known: (*App).isPeriod, run: (*App).runStats},
		{word: phrase.WordGaps, about: phrase.AboutGaps, example: phrase.ExampleGaps, who: everyone, takes: takesNothing, run: (*App).runGaps},
		{word: phrase.WordBacklog, about: phrase.AboutBacklog, example: phrase.ExampleBacklog, who: members, takes: takesNothing, run: (*App).runBacklog},
		{word: phrase.WordLoad, about: phrase.AboutLoad, example: phrase.ExampleLoad, who: members, takes: takesNothing, run: (*App).runLoad},
		{word: phrase.WordExport, args: phrase.ArgsExport, about: phrase.AboutExport, example: phrase.ExampleExport, who: leads, takes: takesText, known: (*App).isExport, run: (*App).runExport},
		{word: phrase.WordForget, args: phrase.ArgsID, about: phrase.AboutForget, example: phrase.ExampleForget, who: leads, takes: takesInquiry, run: (*App).runForget},
		{word: phrase.WordLang, args: phrase.ArgsLang, about: phrase.AboutLang, example: phrase.ExampleLang, who: everyone, takes: takesText, known: isLanguage, run: (*App).runLang},
		{word: phrase.WordConfig, args: phrase.ArgsConfig, about: phrase.AboutConfig, example: phrase.ExampleConfig, who: admins, takes: takesText, known: isSetting, run: (*App).runConfig},
		{word: phrase.WordDoctor, about: phrase.AboutDoctor, example: phrase.ExampleDoctor, who: admins, takes: takesNothing, run: (*App).runDoctor},
		{word: phrase.WordHelp, args: phrase.ArgsHelp, about: phrase.AboutHelp, example: phrase.ExampleHelp, who: everyone, takes: takesCommand, mention: true, run: (*App).runHelp},
	}
}

// allows refuses somebody without the power for a command, naming who has it.
func (a *App) allows(cmd command, c act) error {
	policy := a.desk.Policy
	ok, reason := true, ""
	switch cmd.who {
	case everyone, askerOrMembers: // the core knows whose the inquiry is
	case members:
		ok, reason = a.empowered(c), "denied"
	case leads:
		ok, reason = !c.guest && policy.Decides(c.by), "lead_only"
	case admins:
		ok, reason = !c.guest && policy.IsAdmin(c.by), "admin_only"
	}
	if ok {
		return nil
	}
	return &triage.Error{Kind: triage.Denied, Reason: reason}
}

// A request is a command as one person gave it.
type request struct {
	act
	command command
	inquiry triage.InquiryID // of the thread; empty outside of one
	rest    string           // what followed the word, tidied, case kept
	raw     string           // the same as it was typed
	slash   bool
}

// A reply is what the actor is told, once it is known in which language. The
// zero reply says nothing: what happened shows on the card.
type reply struct {
	say  func(context.Context, phrase.Book) (message, error)
	open filler // a modal to open instead
}

// line is a reply of one sentence.
func line(l phrase.Line, pairs ...string) reply {
	return saying(func(_ context.Context, b phrase.Book) message { return message{text: b.Say(l, pairs...)} })
}

// saying is a reply that cannot fail.
func saying(f func(context.Context, phrase.Book) message) reply {
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return f(ctx, b), nil }}
}

// spoken is what a reply says to the actor, or why it cannot.
func (a *App) spoken(ctx context.Context, b phrase.Book, c act, r reply) message {
	if r.say == nil {
		return message{}
	}
	m, err := r.say(ctx, b)
	if err != nil {
		if unrecorded(err) {
			a.log.ErrorContext(ctx, "answer not made", "error", err)
		}
		return a.refusal(ctx, b, c.by, err)
	}
	return m
}

// lookUp finds a command by one of its spellings; word is folded, as all
// spellings are.
func lookUp(word string) (command, bool) {
	for _, c := range commands() {
		if slices.Contains(c.word.Spellings(), word) {
			return c, true
		}
	}
	return command{}, false
}

// parse reads a slash command's text: the first word names the command.
func parse(text string) (c command, rest, word string, ok bool) {
	text = tidy(text)
	word, rest, _ = strings.Cut(text, " ")
	if c, ok = lookUp(strings.ToLower(word)); ok {
		return c, strings.TrimSpace(rest), word, true
	}
	return command{}, "", word, false
}

// parseMention reads the text of a mention: it is a command only if it is one
// from beginning to end.
func parseMention(text string) (c command, rest string, ok bool) {
	text = tidy(text)
	if who, ok := assignment(text); ok {
		c, _ = lookUp(phrase.WordAssign.Name)
		return c, "<@" + string(who) + ">", true
	}
	c, rest, _, ok = parse(text)
	if !ok || !c.mention || !c.takes.fits(rest) {
		return command{}, "", false
	}
	return c, rest, true
}

// isWord reports whether text is a word that a mention takes, and nothing else.
// In a direct message there is nobody else to whom it could be said.
func isWord(text string) bool {
	_, rest, ok := parseMention(text)
	return ok && rest == ""
}

// assignment reads "@tanaka and the words that ask for it" in either language.
func assignment(text string) (triage.PersonID, bool) {
	for _, ending := range phrase.AssignEndings() {
		if head, found := strings.CutSuffix(text, ending); found {
			if who, ok := personOf(head); ok {
				return who, true
			}
		}
	}
	return "", false
}

// fits reports whether rest has the shape.
func (s shape) fits(rest string) bool {
	args := words(rest)
	isInquiry := func(text string) bool {
		r, ok := parseReference(text)
		return ok && r.incident == ""
	}
	switch s {
	case takesNothing:
		return rest == ""
	case takesInquiry, takesSubject:
		return rest == "" || len(args) == 1 && isInquiry(args[0])
	case takesPerson:
		if len(args) == 2 && isInquiry(args[0]) {
			args = args[1:]
		}
		if len(args) != 1 {
			return rest == ""
		}
		_, ok := personOf(args[0])
		return ok
	case takesOriginal:
		switch len(args) {
		case 1:
			return isInquiry(args[0])
		case 2:
			return isInquiry(args[0]) && isInquiry(args[1])
		}
		return rest == ""
	case takesReason, takesText:
		return true
	case takesNote:
		return rest == "" || isInquiry(args[0])
	case takesDuty:
		if rest == "" || is(rest, phrase.ArgNext) || is(rest, phrase.ArgWeek) || is(rest, phrase.ArgCalendar) {
			return true
		}
		_, ok := personOf(rest)
		return ok
	case takesCommand:
		if rest == "" {
			return true
		}
		_, ok := lookUp(strings.ToLower(rest))
		return ok
	}
	return false
}

// is reports whether text is one of a word's spellings.
func is(text string, w phrase.Word) bool { return slices.Contains(w.Spellings(), fold(text)) }

// afterWord is text without its first word, as typed.
func afterWord(text string) string {
	text = strings.TrimSpace(text)
	at := strings.IndexFunc(text, unicode.IsSpace)
	if at < 0 {
		return ""
	}
	return strings.TrimSpace(text[at:])
}

// nearest is the word of a command among those in question that somebody who
// typed text probably meant: a single word within two letters, one for short
// words. An exact word is not near.
func nearest(text string, among func(command) bool) (word string, ok bool) {
	text = fold(text)
	if text == "" || strings.ContainsAny(text, " \"<") {
		return "", false
	}
	if _, exact := lookUp(text); exact {
		return "", false
	}
	typed := len([]rune(text))
	best := 3
	for _, c := range commands() {
		if !among(c) {
			continue
		}
		for _, s := range c.word.Spellings() {
			known := len([]rune(s))
			allowed := 2
			if min(known, typed) <= 4 {
				allowed = 1
			}
			if known < 3 || typed < 3 || typed > known+2 {
				continue
			}
			if d := distance(text, s); d > 0 && d <= allowed && d < best {
				word, best = s, d
			}
		}
	}
	return word, word != ""
}

// usage is how a command is written.
func (a *App) usage(b phrase.Book, c command) string {
	args := b.Say(c.args)
	if len(c.parts) > 0 {
		names := make([]string, len(c.parts))
		for n, p := range c.parts {
			names[n] = p.word.In(b)
		}
		args = strings.Join(names, "|")
	}
	return strings.TrimSpace(a.config.Command + " " + c.word.In(b) + " " + args)
}

func (a *App) example(b phrase.Book, c command) string {
	return a.config.Command + " " + b.Say(c.example)
}

// misused tells how a command is used, in the form in which it was tried:
// slash commands do not work in threads.
func (a *App) misused(r request) reply {
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		c, err := a.commandFor(ctx, r.command, r.act)
		if err != nil {
			return message{}, err
		}
		usage, example := a.usage(b, c), a.example(b, c)
		if !r.slash {
			usage, example = a.inMention(usage, r.inquiry), a.inMention(example, r.inquiry)
		}
		if usage == example {
			return message{text: b.Say(phrase.UsageOnly, "usage", usage)}, nil
		}
		return message{text: b.Say(phrase.Usage, "usage", usage, "example", example)}, nil
	}}
}

// inMention is a command as it is written in a mention; in an inquiry's thread it
// need not be named.
func (a *App) inMention(command string, in triage.InquiryID) string {
	command = a.botName() + strings.TrimPrefix(command, a.config.Command)
	if in != "" {
		command = strings.Replace(command, " INQ-142", "", 1)
	}
	return command
}
