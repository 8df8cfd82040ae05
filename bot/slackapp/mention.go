package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// called carries out a message that is addressed to toban. It is an inquiry
// unless it is exactly a command; a keyword somewhere inside never counts.
func (a *App) called(ctx context.Context, s said, c act, rest string) error {
	var id triage.InquiryID
	beside := false // written beside the thread of a room
	if s.reply() {
		var err error
		if id, _, err = a.subject(ctx, triage.MessageRef{Channel: c.channel, TS: c.thread}); err != nil {
			return err
		}
	}
	// A mention's event does not say what kind of conversation it is in.
	if _, known := a.channel(c.channel); !known && !c.direct && !s.reply() {
		var err error
		if id, err = a.roomInquiry(ctx, c.channel); err != nil {
			return err
		}
		beside = id != ""
	}
	if (tidy(rest) == "" || id == "" && greets(rest)) && len(s.Files.v) == 0 {
		return a.once(ctx, c, func(ctx context.Context, b phrase.Book) message { return a.menu(ctx, b, s, c, id) })
	}
	if cmd, ok := a.ownList(c, rest); ok && id == "" && !s.reply() {
		return a.commanded(ctx, request{act: c, command: cmd, rest: phrase.ArgMine.Name})
	}
	if cmd, args, ok := parseMention(rest); ok && a.isCommand(c, cmd, args, s.reply() || id != "") && !a.reports(cmd, rest) {
		return a.commanded(ctx, request{act: c, command: cmd, inquiry: id, rest: args, raw: afterWord(rest)})
	}
	if idle(rest) && len(s.Files.v) == 0 {
		return a.idled(ctx, s, c, rest, id)
	}
	if cmd, args, _, ok := parse(rest); ok && !cmd.mention && a.complete(cmd, args) {
		c.late = false // it was meant for toban: it is answered late, and never an inquiry
		return a.once(ctx, c, func(ctx context.Context, b phrase.Book) message {
			shown := plainText(afterWord(rest), func(id triage.PersonID) string { return a.name(ctx, id) })
			return a.slashOnly(b, c, cmd, args, shown)
		})
	}
	if slipped := (slip{act: c, typed: tidy(rest), guesses: guesses(rest, id)}); len(slipped.guesses) > 0 {
		slipped.late = false
		return a.once(ctx, slipped.act, func(_ context.Context, b phrase.Book) message { return a.didYouMean(b, slipped) })
	}
	switch {
	case beside && !a.desk.Policy.IsMember(c.by):
		return a.besides(ctx, s, c, id)
	case id != "":
		return a.nudged(ctx, s, c, id)
	case s.reply():
		return a.adopted(ctx, s, c, rest)
	}
	return a.inquire(ctx, s, c, rest)
}

// ownList is the command that "mine" means from somebody who takes no
// inquiries: theirs are those they asked.
func (a *App) ownList(c act, text string) (command, bool) {
	if a.empowered(c) || !is(text, phrase.ArgMine) {
		return command{}, false
	}
	return lookUp(phrase.WordList.Name)
}

// isCommand keeps sentences that only begin like a command from being taken
// for one: free text after a word that acts on a thread counts only from whom
// the command would work, and there or with the inquiry's id.
func (a *App) isCommand(c act, cmd command, args string, threaded bool) bool {
	if cmd.takes != takesReason || args == "" {
		return true
	}
	first, more, _ := strings.Cut(args, " ")
	named := spelt(first)
	if a.desk.Policy.IsMember(c.by) {
		return threaded || named
	}
	return named && more == ""
}

// reports reports whether a message that begins like a search says that
// something is broken: "search results are empty since the update". Nobody is
// told of a search, so it goes the way of a question.
func (a *App) reports(cmd command, typed string) bool {
	return cmd.word.Name == phrase.WordDocs.Name && a.deps.Classify != nil && a.deps.Classify(a.text(typed)).Urgency != knowledge.UrgencyNormal
}

// commanded runs a command that was given in a mention.
func (a *App) commanded(ctx context.Context, r request) error {
	c := r.act
	if r.command.thread && r.inquiry == "" && !r.command.names(r.rest) {
		return a.once(ctx, c, func(_ context.Context, b phrase.Book) message { return message{text: b.Say(noInquiryHere(c))} })
	}
	if c.late && !r.command.thread {
		return nil // nobody waits for that answer any more
	}
	if r.command.inside && c.stranger {
		return a.once(ctx, c, func(_ context.Context, b phrase.Book) message { return message{text: b.Say(phrase.Strangers)} })
	}
	answer, err := r.command.run(a, ctx, r)
	if err != nil {
		return a.refuse(ctx, c, err)
	}
	if answer.say == nil {
		return nil
	}
	return a.once(ctx, c, func(ctx context.Context, b phrase.Book) message { return a.spoken(ctx, b, c, answer) })
}

// noInquiryHere is said about a word that needs the inquiry of its thread.
func noInquiryHere(c act) phrase.Line {
	if c.thread != "" {
		return phrase.NoInquiry
	}
	return phrase.ThreadOnly
}

// names reports whether what follows the word says which inquiry is meant, so
// that no thread is needed. Of two inquiries, the first one alone is in a
// thread the other.
func (c command) names(args string) bool {
	list := words(args)
	if len(list) == 0 || c.takes == takesOriginal && len(list) == 1 {
		return false
	}
	_, ok := parseReference(list[0])
	return ok
}

// first records the keys of an act that leads to no order, and reports
// whether they are new: Slack delivers a mention twice, and may repeat both.
func (a *App) first(ctx context.Context, c act) (fresh bool, err error) {
	keys := append([]string{c.key + "/said"}, prefixed("said/", c.also)...)
	err = a.desk.Store.Update(ctx, func(tx triage.Tx) error {
		fresh = false
		_, known, err := tx.Seen(keys)
		if err != nil || known {
			return err
		}
		fresh = true
		return tx.RecordKeys(keys, "said", a.now())
	})
	return fresh, err
}

func prefixed(prefix string, list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = prefix + s
	}
	return out
}

// once answers the actor in private, once per act.
func (a *App) once(ctx context.Context, c act, say func(context.Context, phrase.Book) message) error {
	if c.late {
		return nil
	}
	fresh, err := a.first(ctx, c)
	if err == nil && fresh {
		a.tell(ctx, c, say)
	}
	return err
}

// besides is a mention in a group direct message, beside the thread of its
// inquiry. It is a reply, and may be another question: its author knows.
func (a *App) besides(ctx context.Context, s said, c act, id triage.InquiryID) error {
	if _, err := a.reply(ctx, s, c, id); err != nil {
		return err
	}
	return a.once(ctx, c, func(_ context.Context, b phrase.Book) message {
		text := b.Say(phrase.RoomBeside, "id", string(id))
		return message{text: text, blocks: []slack.Block{
			section(text), actions("beside", button(actionSendInquiry, sendMessage(c.message()), b.Say(phrase.ButtonSendInquiry))),
		}}
	})
}

// nudged is a mention in an inquiry's own thread. It is a reply first; from
// somebody outside the team it also asks for a sign of life.
func (a *App) nudged(ctx context.Context, s said, c act, id triage.InquiryID) error {
	out, err := a.reply(ctx, s, c, id)
	if err != nil {
		return err
	}
	q := out.Inquiry
	if out.Repeat { // the other event of the same message
		if q, err = a.desk.Inquiry(ctx, id); err != nil {
			return err
		}
	}
	if c.late || a.desk.Policy.IsMember(c.by) || q.Status.Closed() {
		return nil
	}
	n := c
	n.key, n.also = c.key+"/nudge", prefixed("nudge/", c.also)
	out, err = a.desk.Handle(ctx, n.about(id, triage.Nudge{}))
	if err != nil {
		return a.refuse(ctx, n, err)
	}
	to := out.Inquiry.NudgedTo
	if out.Repeat || out.Inquiry.NudgedAt.Equal(q.NudgedAt) { // there was nobody to tell
		return nil
	}
	a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.DoneNudge, "who", escape(a.name(ctx, to)))}
	})
	return nil
}

// adopted opens an inquiry from a thread that has none: the root's author is
// the asker, whoever mentioned toban the reporter. The root is read first,
// because its words are the question.
func (a *App) adopted(ctx context.Context, s said, c act, rest string) error {
	// The other event of the same message finds the inquiry: it is no nudge.
	c.also = append(c.also, prefixed("nudge/", c.also)...)
	at := triage.MessageRef{Channel: c.channel, TS: c.thread}
	root, err := a.fetch(ctx, at)
	if err != nil {
		return err
	}
	ask := triage.Ask{Place: a.placed(c, c.thread)}
	spoken := a.text(rest)
	switch {
	case root == nil, root.BotID != "", root.User == "", string(root.User) == s.bot:
		ask.Asker, ask.Source, ask.Text = c.by, c.message(), spoken
		if root != nil && root.Text != "" {
			ask.Text = spoken + "\n" + a.text(string(root.Text))
		}
	default:
		question, _ := addressed(string(root.Text), s.bot)
		place := ask.Place
		ask = a.fromMessage(at, *root, strings.TrimSpace(a.text(question)+"\n"+spoken))
		ask.Place = place
	}
	_, err = a.desk.Handle(ctx, c.order(a.ask(ctx, c, ask)))
	return a.refuse(ctx, c, err)
}

// menu is the answer to a mention without words. In an inquiry's thread it also
// offers what the reader may do with it.
func (a *App) menu(ctx context.Context, b phrase.Book, s said, c act, id triage.InquiryID) message {
	text := b.Say(phrase.MenuText)
	buttons := []slack.BlockElement{
		primary(button(actionMenuAsk, "", b.Say(phrase.ButtonAsk))),
		button(actionMenuMine, "", b.Say(phrase.ButtonMine)),
		button(actionMenuOnCall, "", b.Say(phrase.ButtonOnCall)),
		button(actionMenuHelp, "", b.Say(phrase.ButtonHelp)),
	}
	if s.reply() && id == "" {
		root := triage.MessageRef{Channel: triage.ChannelID(s.Channel), TS: triage.MessageTS(s.ThreadTS)}
		buttons = append(buttons, button(actionSendInquiry, sendMessage(root), b.Say(phrase.ButtonSendInquiry)))
	}
	blocks := []slack.Block{section(text), actions("menu", buttons...)}
	if q, err := a.desk.Inquiry(ctx, id); id != "" && err == nil {
		blocks = append(blocks, a.closing(b, c, q)...)
	}
	return message{text: text, blocks: blocks}
}

// closing are the buttons of those who may close or reopen an inquiry: its
// asker and the team.
func (a *App) closing(b phrase.Book, c act, q triage.Inquiry) []slack.Block {
	id := string(q.ID)
	switch {
	case q.Forgotten, c.by != q.Asker && !a.empowered(c):
		return nil
	case q.Status.Closed():
		return []slack.Block{actions("inquiry", button(actionReopen, id, b.Say(phrase.ButtonReopen)))}
	}
	return []slack.Block{actions("inquiry",
		button(actionResolve, id, b.Say(phrase.ButtonResolve)), button(actionNotInquiry+"/withdraw", id, b.Say(phrase.ChoiceWithdraw)))}
}

// slashOnly says how a command is given that only a slash command can be, and
// offers to run it. shown are its arguments as people read them.
func (a *App) slashOnly(b phrase.Book, c act, cmd command, args, shown string) message {
	word := strings.TrimSpace(cmd.word.In(b) + " " + quotable(shown))
	text := b.Say(phrase.SlashOnly, "command", a.config.Command, "word", word)
	return message{text: text, blocks: []slack.Block{
		section(text), actions("slash",
			primary(button(actionMeant, meantValue(cmd.word.Name, c.thread, args), b.Say(phrase.ButtonRun))),
			button(actionSendInquiry, sendMessage(c.message()), b.Say(phrase.ButtonSendInquiry))),
	}}
}

// quotable is what somebody typed, short and harmless between backticks.
func quotable(typed string) string {
	return escape(strings.ReplaceAll(oneLine(typed, 60), "`", "'"))
}

// A slip is something typed for a command that is the word of none.
type slip struct {
	act
	typed   string
	rest    string // what followed it
	slash   bool
	guesses []phrase.Line // what it was meant for, at most two
}

// guesses are the commands that a mention was probably meant for. Within the
// thread of an inquiry most words are said about it: only those that act on it
// are guessed there.
func guesses(rest string, in triage.InquiryID) []phrase.Line {
	if said := phrase.Meant(fold(rest)); len(said) > 0 && (in == "" || commandOf(said[0]).thread) {
		return said
	}
	word, ok := nearest(rest, func(c command) bool { return c.mention || in == "" })
	if !ok {
		return nil
	}
	return []phrase.Line{{JA: word, EN: word}}
}

// commandOf is the command that a guess begins with.
func commandOf(guess phrase.Line) command {
	word, _, _ := strings.Cut(guess.EN, " ")
	c, _ := lookUp(word)
	return c
}

// didYouMean asks whether a slip was meant for a command.
func (a *App) didYouMean(b phrase.Book, s slip) message {
	var names []string
	var buttons []slack.BlockElement
	for n, guess := range s.guesses {
		c, name := commandOf(guess), b.Say(guess)
		label := b.Say(phrase.ButtonMeant)
		if len(s.guesses) > 1 {
			label = name
		}
		if s.slash || !c.mention {
			name = a.config.Command + " " + name
		}
		names = append(names, name)
		word, args, _ := strings.Cut(guess.EN, " ")
		value := meantValue(word, s.thread, strings.TrimSpace(args+" "+s.rest))
		if n == 0 {
			buttons = append(buttons, primary(button(actionMeant, value, label)))
		} else {
			buttons = append(buttons, button(actionMeant+"/"+itoa(n), value, label))
		}
	}
	typed := quotable(s.typed)
	text := b.Say(phrase.DidYouMean, "typed", typed, "word", names[0])
	if len(names) > 1 {
		text = b.Say(phrase.MeantTwo, "typed", typed, "word", names[0], "other", names[1])
	}
	if !s.slash {
		buttons = append(buttons, button(actionSendInquiry, sendMessage(s.message()), b.Say(phrase.ButtonSendInquiry)))
	}
	return message{text: text, blocks: []slack.Block{section(text), actions("meant", buttons...)}}
}

// meantValue is the value of a button that runs a command in a thread, or
// outside of one.
func meantValue(word string, thread triage.MessageTS, args string) string {
	return joined(word, joined(string(thread), oneLine(args, limitValue/2)))
}

// sendMessage is the value of a button that sends a message as an inquiry.
func sendMessage(m triage.MessageRef) string { return joined("message", m.Key()) }

// sendText is the value of a button that sends words typed in a command.
func sendText(text string) string { return joined("text", text) }

// swallowed offers to send what was taken for a command's words.
func swallowed(b phrase.Book, r request, line phrase.Line) []slack.Block {
	if r.slash || r.ts == "" || r.inquiry != "" {
		return nil
	}
	return []slack.Block{
		contextLine(b.Say(line)),
		actions("swallowed", button(actionSendInquiry, sendMessage(r.message()), b.Say(phrase.ButtonSendInquiry))),
	}
}
