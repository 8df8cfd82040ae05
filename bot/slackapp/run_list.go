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
	l := listing{which: phrase.ArgOpen.Name}
	if !a.desk.Policy.IsMember(r.by) {
		l.which = phrase.ArgMine.Name
	}
	for _, arg := range words(r.rest) {
		key, value, qualified := strings.Cut(arg, ":")
		switch {
		case qualified && strings.EqualFold(key, "area"):
			l.area = a.areaKey(value)
		case qualified && strings.EqualFold(key, "team"):
			l.team = a.teamKey(value)
		default:
			which, ok := listWord(arg)
			if !ok {
				return line(phrase.ListBadWord, "typed", escape(oneLine(arg, 60)), "words", strings.Join(listNames(), ", ")), nil
			}
			l.which = which
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

func listNames() []string {
	var out []string
	for _, w := range listWords() {
		out = append(out, w.Name, w.JA)
	}
	return out
}

// areaKey is the key of an area given by its key or by its name.
func (a *App) areaKey(typed string) string {
	for _, t := range a.config.Areas {
		for _, name := range t.Name {
			if fold(name) == fold(typed) {
				return t.Key
			}
		}
	}
	return strings.ToLower(typed)
}

// teamKey is the key of an asking team given by its key or by its name.
func (a *App) teamKey(typed string) triage.TeamID {
	for _, t := range a.config.AskingTeams {
		for _, name := range t.Name {
			if fold(name) == fold(typed) {
				return t.Key
			}
		}
	}
	return triage.TeamID(strings.ToLower(typed))
}

// filter selects what is listed.
func (l listing) filter(a *App, by triage.PersonID) triage.InquiryFilter {
	f := triage.InquiryFilter{Area: l.area, Team: l.team}
	switch l.which {
	case phrase.ArgMine.Name:
		if a.desk.Policy.IsMember(by) {
			f.Owner, f.Open = by, true
		} else {
			f.Asker = by
		}
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
	if c.stranger {
		f.Asker = c.by
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
		return message{text: b.Say(phrase.ListEmpty)}, nil
	}
	page := all[from:min(from+pageSize, len(all))]
	head := b.Say(phrase.ListTitle, "what", l.title(b), "from", itoa(from+1), "to", itoa(from+len(page)), "n", itoa(len(all)))
	blocks := []slack.Block{section("*" + head + "*")}
	text := []string{head}
	for _, q := range page {
		row := a.inquiryLine(ctx, b, q)
		if a.mayReadHere(c, q) {
			row += "\n" + escape(questionOf(b, q, 120))
		}
		blocks = append(blocks, section(row))
		text = append(text, plainLine(row))
	}
	if left := len(all) - from - len(page); left > 0 {
		l.before, l.shown = page[len(page)-1].ID, from+len(page)
		blocks = append(blocks, actions("next", button(actionPageNext, l.String(), b.Say(phrase.ListNext, "n", itoa(min(left, pageSize))))))
		text = append(text, b.Say(phrase.AndMore, "n", itoa(left)))
	}
	return message{text: strings.Join(text, "\n"), blocks: blocks}, nil
}

func (l listing) title(b phrase.Book) string {
	what := l.which
	for _, w := range listWords() {
		if w.Name == l.which {
			what = w.In(b)
		}
	}
	if l.area != "" {
		what += " area:" + escape(l.area)
	}
	if l.team != "" {
		what += " team:" + escape(string(l.team))
	}
	return what
}

// String is the listing as a button's value.
func (l listing) String() string {
	return strings.Join([]string{l.which, l.area, string(l.team), string(l.before)}, "|")
}

// parseListing reads what String wrote.
func parseListing(value string) listing {
	parts := append(strings.Split(value, "|"), "", "", "", "")
	return listing{which: parts[0], area: parts[1], team: triage.TeamID(parts[2]), before: triage.InquiryID(parts[3])}
}

// inquiryLine is an inquiry in one line of mrkdwn.
func (a *App) inquiryLine(ctx context.Context, b phrase.Book, q triage.Inquiry) string {
	facts := []string{urgencyMark(b, q.Urgency) + " " + a.inquiryLink(q), statusLine(b, q)}
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
