package slackapp

import (
	"context"
	"encoding/json"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// maxSearchWords is how much of what was looked for the buttons under the
// results hold: escaped six-fold and beside a page, it fits in their value.
const maxSearchWords = 250

// A docsSearch is what the buttons under search results are about. Its text
// form is a button's value, which only the searcher has.
type docsSearch struct {
	ID    triage.SearchID `json:"id"`
	Words string          `json:"words"`
	Page  string          `json:"page,omitempty"` // of a single result
}

// docsSearchOf is the search that a command asks for.
func (a *App) docsSearchOf(r request, asked string) docsSearch {
	return docsSearch{ID: triage.NewSearchID(a.now(), r.key), Words: oneLine(asked, maxSearchWords)}
}

// String is the value of a button.
func (s docsSearch) String() string {
	data, err := json.Marshal(s)
	if err != nil {
		return ""
	}
	return string(data)
}

// parseDocsSearch reads what String wrote.
func parseDocsSearch(value string) (s docsSearch, ok bool) {
	ok = json.Unmarshal([]byte(value), &s) == nil && s.ID != ""
	return s, ok
}

// about is the search as far as one of its results is concerned.
func (s docsSearch) about(h knowledge.Hit) docsSearch {
	s.Page = h.Page
	return s
}

// noteSearch makes the search an order. What was looked for in private is nobody
// else's to read.
func (a *App) noteSearch(ctx context.Context, c act, s docsSearch, outcome triage.SearchOutcome) error {
	cmd := triage.NoteSearch{Search: s.ID, Team: a.askingTeam(c.by, c.channel), Words: s.Words, Outcome: outcome}
	if outcome == triage.SearchHelped {
		cmd.Page = s.Page
	}
	if c.direct || c.channel == "" || a.secluded(ctx, c.channel) {
		cmd.Words = ""
	}
	_, err := a.desk.Handle(ctx, c.order(cmd))
	return err
}

// missed notes a person's search that no document answers. It keeps nobody
// waiting: the answer does not depend on it.
func (a *App) missed(ctx context.Context, c act, s docsSearch) {
	if c.stranger || c.alert || c.late {
		return
	}
	c.key += "/missed"
	a.later(ctx, func(ctx context.Context) {
		if err := a.noteSearch(ctx, c, s, triage.SearchMissed); err != nil && triage.KindOf(err) != triage.Conflict {
			a.log.WarnContext(ctx, "search without a result not noted", "error", err)
		}
	})
}

// judgedSearch carries out a press under search results and says thanks in their
// place: a page that helped stays at hand, and what did not help can be asked.
func (a *App) judgedSearch(ctx context.Context, c act, value string, outcome triage.SearchOutcome) error {
	s, ok := parseDocsSearch(value)
	if !ok {
		return nil
	}
	if err := a.noteSearch(ctx, c, s, outcome); err != nil {
		return a.refuse(ctx, c, err)
	}
	a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
		if outcome == triage.SearchHelped {
			return a.helpedBy(ctx, b, c, s)
		}
		m := textBlock(b.Say(phrase.DocsUnhelpful, "words", escape(oneLine(s.Words, 80))))
		if units(s.Words) < maxSearchWords { // all of it
			m.blocks = append(m.blocks, actions("send", button(actionSendInquiry, sendText(s.Words), b.Say(phrase.ButtonSendInquiry))))
		}
		return m
	})
	return nil
}

// helpedBy is thanks with the page that helped, as far as it is still found.
func (a *App) helpedBy(ctx context.Context, b phrase.Book, c act, s docsSearch) message {
	thanks := b.Say(phrase.DoneHelped)
	hits, _, err := a.search(ctx, c.by, s.Words, docsShown, b)
	if err != nil {
		a.log.WarnContext(ctx, "page that helped not looked for", "error", err)
	}
	for _, h := range hits {
		if h.Page == s.Page {
			return textBlock(thanks + "\n" + link(h.URL, cut(h.Title, 150)))
		}
	}
	return textBlock(thanks)
}

// judgeButton asks for a word on the results as a whole; each of them has a
// button of its own.
func judgeButton(b phrase.Book, s docsSearch) slack.Block {
	return actions("docs", button(actionDocsUnhelpful, s.String(), b.Say(phrase.ButtonUnlike)))
}
