package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// pageSize is how many inquiries a list shows at a time.
const pageSize = 10

// A listing is what somebody asked to see. Its text form is what a button for
// the next page carries.
type listing struct {
	asked  bool   // only what the reader asked
	mine   bool   // only the reader's own
	which  string // key of the word
	area   string
	team   triage.TeamID
	before triage.InquiryID // last one of the page before
	shown  int              // how many were on the pages before
}

// listWords are the lists there are.
func listWords() []phrase.Word {
	return []phrase.Word{phrase.ArgMine, phrase.ArgOpen, phrase.ArgUnassigned, phrase.ArgWaiting, phrase.ArgOverdue, phrase.ArgAll}
}

func (a *App) runList(_ context.Context, r request) (reply, error) {
	l := listing{}
	for _, arg := range words(r.rest) {
		if name, ok := qualified(arg, phrase.ArgArea); ok {
			if l.area, ok = a.areaKey(name); !ok {
				return a.unknownArea(name), nil
			}
			continue
		}
		if name, ok := qualified(arg, phrase.ArgTeam); ok {
			if l.team, ok = a.teamKey(name); !ok {
				return a.unknownTeam(name), nil
			}
			continue
		}
		which, ok := listWord(arg)
		switch {
		case !ok:
			return saying(func(_ context.Context, b phrase.Book) message {
				return message{text: b.Say(phrase.ListBadWord, "typed", escape(oneLine(arg, 60)), "words", strings.Join(listNames(b), b.Say(phrase.Comma)))}
			}), nil
		case which == phrase.ArgMine.Name:
			l.mine = true
		default:
			l.which = which
		}
	}
	if l.which == "" && !l.mine {
		l.which, l.mine = phrase.ArgOpen.Name, !a.desk.Policy.IsMember(r.by)
		if l.mine {
			l.which = ""
		}
	}
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return a.list(ctx, b, r.act, l) }}, nil
}

func listWord(arg string) (key string, ok bool) {
	for _, w := range listWords() {
		if is(arg, w) {
			return w.Name, true
		}
	}
	return "", false
}

// listNames are the words of the lists in the reader's language.
func listNames(b phrase.Book) []string {
	var out []string
	for _, w := range listWords() {
		out = append(out, w.In(b))
	}
	return append(out, phrase.ArgArea.Name+":…", phrase.ArgTeam.Name+":…")
}

// qualified reads "area:network" and the like.
func qualified(arg string, w phrase.Word) (name string, ok bool) {
	key, name, ok := strings.Cut(arg, ":")
	return name, ok && is(key, w)
}

// areaKey is the key of an area given by its key or by its name.
func (a *App) areaKey(typed string) (key string, ok bool) {
	for _, t := range a.config.Areas {
		if called(typed, t.Key, t.Name) {
			return t.Key, true
		}
	}
	return "", false
}

// teamKey is the key of an asking team given by its key or by its name.
func (a *App) teamKey(typed string) (key triage.TeamID, ok bool) {
	for _, t := range a.config.AskingTeams {
		if called(typed, string(t.Key), t.Name) {
			return t.Key, true
		}
	}
	return "", false
}

// called reports whether typed is the key or one of the names of something.
func called[L comparable](typed, key string, names map[L]string) bool {
	if fold(key) == fold(typed) {
		return true
	}
	for _, name := range names {
		if fold(name) == fold(typed) {
			return true
		}
	}
	return false
}

// namesShown is how many names an answer lists.
const namesShown = 20

func (a *App) unknownArea(typed string) reply {
	return saying(func(_ context.Context, b phrase.Book) message {
		var names []string
		for _, t := range a.config.Areas {
			names = append(names, title(a.config.Areas, t.Key, b))
		}
		return message{text: b.Say(phrase.ListNoArea, "typed", escape(oneLine(typed, 60)), "names", listed(b, names))}
	})
}

func (a *App) unknownTeam(typed string) reply {
	return saying(func(_ context.Context, b phrase.Book) message {
		var names []string
		for _, t := range a.config.AskingTeams {
			names = append(names, a.teamName(b, t.Key))
		}
		return message{text: b.Say(phrase.ListNoTeam, "typed", escape(oneLine(typed, 60)), "names", listed(b, names))}
	})
}

// listed are names in a sentence, with how many were left out.
func listed(b phrase.Book, names []string) string {
	if len(names) == 0 {
		return b.Say(phrase.ListNoneSet)
	}
	shown := strings.Join(names[:min(len(names), namesShown)], b.Say(phrase.Comma))
	if left := len(names) - namesShown; left > 0 {
		shown += " " + b.Say(phrase.AndMore, "n", itoa(left))
	}
	return escape(shown)
}

// filter selects what is listed.
func (l listing) filter(a *App, by triage.PersonID) triage.InquiryFilter {
	f := triage.InquiryFilter{Area: l.area, Team: l.team}
	member := a.desk.Policy.IsMember(by)
	switch {
	case l.asked, l.mine && !member:
		f.Asker = by
	case l.mine:
		f.Owner = by
	}
	switch l.which {
	case "":
		f.Open = l.mine && member || l.asked // else an asker's own are few, and the closed ones have the answers
	case phrase.ArgUnassigned.Name:
		f.Status = triage.StatusOpen
	case phrase.ArgWaiting.Name:
		f.Status = triage.StatusWaiting
	case phrase.ArgOverdue.Name:
		f.Overdue = a.now()
	case phrase.ArgAll.Name:
	default:
		f.Open = true
	}
	return f
}

// list is one page of inquiries.
func (a *App) list(ctx context.Context, b phrase.Book, c act, l listing) (message, error) {
	f := l.filter(a, c.by)
	own := false
	if f.Asker != c.by {
		var err error
		if own, err = a.confined(ctx, c); err != nil {
			return message{}, err
		}
		if own {
			f.Asker, f.Owner = c.by, "" // they own none
		}
	}
	all, err := a.desk.Inquiries(ctx, f)
	if err != nil {
		return message{}, err
	}
	// Pages are cut by the last one shown: what is asked meanwhile shifts none.
	from := 0
	for i, q := range all {
		if q.ID == l.before {
			from = i + 1
			break
		}
	}
	if len(all) == 0 {
		return ownOnly(b, own, message{text: b.Say(phrase.ListEmpty)}), nil
	}
	page := all[from:min(from+pageSize, len(all))]
	head := b.Say(phrase.ListTitle, "what", l.title(a, b, c.by), "from", itoa(from+1), "to", itoa(from+len(page)), "n", itoa(len(all)))
	blocks := []slack.Block{section("*" + head + "*")}
	text := []string{head}
	for _, q := range page {
		readable := a.mayRead(ctx, c.by, q)
		row := a.inquiryLine(ctx, b, q, readable)
		if readable {
			row += "\n" + escape(questionOf(b, q, 120))
		}
		blocks = append(blocks, section(row))
		text = append(text, plainLine(row))
	}
	if left := len(all) - from - len(page); left > 0 {
		l.before, l.shown = page[len(page)-1].ID, from+len(page)
		blocks = append(blocks, nextPageButton(b, l.String(), left))
		text = append(text, b.Say(phrase.AndMore, "n", itoa(left)))
	}
	return ownOnly(b, own, message{text: strings.Join(text, "\n"), blocks: blocks}), nil
}

// ownOnly adds to what somebody is shown of whom others see more that it is
// theirs alone.
func ownOnly(b phrase.Book, own bool, m message) message {
	if !own {
		return m
	}
	line, _ := phrase.Refusal("own_only")
	note := b.Say(line)
	if len(m.blocks) > 0 {
		m.blocks = append(m.blocks, contextLine(note))
	}
	m.text += "\n" + note
	return m
}

func (l listing) title(a *App, b phrase.Book, by triage.PersonID) string {
	what := b.Say(l.line())
	if l.mine || l.asked {
		mine := phrase.ListMine
		if l.mine && a.desk.Policy.IsMember(by) {
			mine = phrase.ListOwned
		}
		if what = b.Say(mine); l.which != "" {
			what += sep(b) + l.word(b)
		}
	}
	if l.area != "" {
		what += sep(b) + b.Say(phrase.Area, "area", a.areaName(b, l.area))
	}
	if l.team != "" {
		what += sep(b) + b.Say(phrase.ListTeam, "team", escape(a.teamName(b, l.team)))
	}
	return what
}

// line is what a list is called.
func (l listing) line() phrase.Line {
	switch l.which {
	case phrase.ArgUnassigned.Name:
		return phrase.ListNobodys
	case phrase.ArgWaiting.Name:
		return phrase.ListWaiting
	case phrase.ArgOverdue.Name:
		return phrase.ListLate
	case phrase.ArgAll.Name:
		return phrase.ListAll
	}
	return phrase.ListOpen
}

// word is the word of a list, for one of somebody's own.
func (l listing) word(b phrase.Book) string {
	for _, w := range listWords() {
		if w.Name == l.which {
			return w.In(b)
		}
	}
	return ""
}

// String is the listing as a button's value.
func (l listing) String() string {
	mine := ""
	switch {
	case l.asked:
		mine = "asked"
	case l.mine:
		mine = phrase.ArgMine.Name
	}
	return strings.Join([]string{l.which, l.area, string(l.team), string(l.before), mine}, "|")
}

// parseListing reads what String wrote.
func parseListing(value string) listing {
	parts := append(strings.Split(value, "|"), "", "", "", "", "")
	l := listing{which: parts[0], area: parts[1], team: triage.TeamID(parts[2]), before: triage.InquiryID(parts[3]), asked: parts[4] == "asked", mine: parts[4] == phrase.ArgMine.Name}
	if l.which == phrase.ArgMine.Name { // of an older button
		l.which, l.mine = "", true
	}
	return l
}

// inquiryLine is an inquiry in one line of mrkdwn. To readers who may not read
// it, it is private: a link would lead to what they cannot open.
func (a *App) inquiryLine(ctx context.Context, b phrase.Book, q triage.Inquiry, readable bool) string {
	name := a.inquiryLink(q)
	if !readable {
		name = string(q.ID) + " " + b.Say(phrase.ListPrivate)
	}
	facts := []string{urgencyMark(b, q.Urgency) + " " + name, statusLine(b, q)}
	if q.Owner != "" && !q.Forgotten {
		facts = append(facts, b.Say(phrase.OwnerIs, "who", escape(a.name(ctx, q.Owner))))
	} else if !q.Status.Closed() {
		facts = append(facts, b.Say(phrase.ListNoOwner))
	}
	switch {
	case q.Status.Closed(), q.Due.IsZero():
	case q.Answered():
		facts = append(facts, b.Say(phrase.ListReplied))
	case q.Due.Before(a.now()):
		facts = append(facts, b.Say(phrase.ListOverdue, "due", a.date(b, q.Due)))
	default:
		facts = append(facts, b.Say(phrase.ListWaits, "due", a.date(b, q.Due)))
	}
	return joinFacts(b, facts)
}

func joinFacts(b phrase.Book, facts []string) string { return strings.Join(facts, sep(b)) }
