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

// searchBudget is how long a search may take before people are told to try
// again.
const searchBudget = time.Second

// docsShown is how many pages a search shows.
const docsShown = 5

// runDocs searches the documents: five pages, each with the sentence that
// fits and a button that says that it helped.
func (a *App) runDocs(ctx context.Context, r request) (reply, error) {
	if a.asksFreshness(r) {
		return a.runFreshness(ctx, r)
	}
	asked := a.text(r.raw)
	if asked == "" {
		return a.misused(r), nil
	}
	return saying(func(ctx context.Context, b phrase.Book) message { return a.searched(ctx, b, r, asked) }), nil
}

// searched is what a search answers.
func (a *App) searched(ctx context.Context, b phrase.Book, r request, asked string) message {
	hits, answered, err := a.search(ctx, r.by, asked, docsShown, b)
	search := a.docsSearchOf(r, asked)
	if err == nil && !answered {
		a.missed(ctx, r.act, search)
	}
	if r.stranger { // outside of the workspace a title and a link must do
		hits = slices.Clone(hits)
		for i := range hits {
			hits[i].Snippet, hits[i].Why = "", nil
		}
	}
	m := a.found(b, search, hits, answered, err, !r.stranger)
	m.blocks = append(m.blocks, swallowed(b, r, phrase.DocsSwallowed)...)
	return m
}

func (a *App) search(ctx context.Context, by triage.PersonID, text string, limit int, b phrase.Book) (hits []knowledge.Hit, answered bool, err error) {
	result, err := a.look(ctx, by, text, limit, b)
	return result.Hits, result.Answered, err
}

// look searches for a reader.
func (a *App) look(ctx context.Context, by triage.PersonID, text string, limit int, b phrase.Book) (knowledge.Result, error) {
	return a.query(ctx, by, knowledge.Query{Text: text, Lang: knowledge.Lang(b.Lang()), Limit: limit})
}

// query puts a question for a reader, within the time they wait for it.
func (a *App) query(ctx context.Context, by triage.PersonID, q knowledge.Query) (knowledge.Result, error) {
	if a.deps.Search == nil {
		return knowledge.Result{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, searchBudget)
	defer cancel()
	if a.desk.Policy.IsMember(by) {
		q.Audience = knowledge.AudienceMembers
	}
	return a.deps.Search(ctx, q)
}

// found shows search results for one reader, who may be asked what they think
// of them.
func (a *App) found(b phrase.Book, s docsSearch, hits []knowledge.Hit, answered bool, err error, judge bool) message {
	asked := escape(oneLine(s.Words, 80))
	switch {
	case err != nil:
		return textBlock(b.Say(phrase.DocsAway))
	case len(hits) == 0:
		return textBlock(b.Say(phrase.DocsNone, "words", asked))
	}
	head := b.Say(phrase.DocsTitle, "words", asked)
	if !answered {
		head = b.Say(phrase.DocsUnsure)
	}
	m, rows := a.hitList(b, head, hits)
	if !judge {
		return m
	}
	for n, row := range rows {
		row.Accessory = slack.NewAccessory(button(actionDocsHelped+"/"+itoa(n), s.about(hits[n]).String(), b.Say(phrase.ButtonHelped)))
	}
	m.blocks = append(m.blocks, judgeButton(b, s))
	return m
}

func textBlock(text string) message {
	return message{text: text, blocks: []slack.Block{section(text)}}
}

// hitList shows results below a line; rows are their blocks.
func (a *App) hitList(b phrase.Book, head string, hits []knowledge.Hit) (m message, rows []*slack.SectionBlock) {
	m = textBlock(head)
	lines := []string{head}
	for n, h := range hits {
		row := itoa(n+1) + ". " + link(h.URL, cut(h.Title, 150))
		if h.Kind != "" {
			row += sep(b) + diataxis(b, string(h.Kind))
		}
		if !h.Updated.IsZero() {
			row += sep(b) + b.Say(phrase.DocsUpdated, "at", a.age(b, h.Updated))
		}
		if h.Helped > 0 {
			row += sep(b) + counted(b, h.Helped, phrase.HelpedOne, phrase.Helped)
		}
		row += reasons(b, h.Why)
		lines = append(lines, itoa(n+1)+". "+escape(h.Title))
		rows = append(rows, slack.NewSectionBlock(mrkdwn(row), nil, nil))
		m.blocks = append(m.blocks, rows[n])
		if quote := passage(h.Snippet, h.Matches); quote != nil {
			m.blocks = append(m.blocks, quote)
		}
	}
	m.text = strings.Join(lines, "\n")
	return m, rows
}

// runAsk sends a question typed in a command after showing what might answer
// it; without words it opens the form.
func (a *App) runAsk(_ context.Context, r request) (reply, error) {
	asked := a.text(r.raw)
	if asked == "" || units(asked) > maxButtonText {
		return reply{open: a.askForm(askFrom{Channel: r.channel, Text: asked})}, nil
	}
	return saying(func(ctx context.Context, b phrase.Book) message {
		m := textBlock(b.Say(phrase.DocsSend) + "\n> " + escape(oneLine(asked, 500)))
		if hits, answered, err := a.search(ctx, r.by, asked, 3, b); err == nil && answered {
			m, _ = a.hitList(b, b.Say(phrase.DocsOffer), hits)
		}
		m.blocks = append(m.blocks, actions("send", primary(button(actionSendInquiry, sendText(asked), b.Say(phrase.ButtonSend)))))
		return m
	}), nil
}

// maxButtonText is how much of a question a button's value holds, of 2,000.
const maxButtonText = 1900
