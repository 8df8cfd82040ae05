package slackapp

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// Inputs of the form in which an article is written.
const (
	articleKind     = "kind"
	articleTitle    = "title"
	articleQuestion = "question"
	articleCause    = "cause"
	articleSteps    = "steps"
	articleSee      = "see"
)

// draftArticle sends a member what an inquiry taught, as a draft.
func (a *App) draftArticle(ctx context.Context, c act, id triage.InquiryID) error {
	if c.late {
		return nil
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return named(err, string(id))
	}
	if err := gone(q); err != nil {
		return err
	}
	out, err := a.desk.Handle(ctx, c.about(id, triage.DraftArticle{}))
	if err != nil || out.Repeat {
		return named(err, string(id))
	}
	a.tell(ctx, c, func(_ context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.ArticleSent, "subject", string(id))}
	})
	return nil
}

// somebody is a person's name in people's words, which has no place in a page.
var somebody = regexp.MustCompile(`(^|[\s（(、。])@[^\s@、。（）()]+`)

func impersonal(text string) string { return somebody.ReplaceAllString(text, "$1@…") }

// articleText is the article of an inquiry as it was written last, else what
// its record has to say.
func articleText(q triage.Inquiry) triage.ArticleText {
	if q.Article != nil {
		return q.Article.ArticleText
	}
	text := impersonal(q.Text)
	out := triage.ArticleText{Kind: knowledge.HowTo, Title: oneLine(text, 100), Question: text, See: q.Reasons.Page}
	out.Steps = impersonal(q.Reasons.Note)
	if out.Steps == "" {
		out.Steps = impersonal(q.LastLine)
	}
	return out
}

// articleMarkdown is an article as a file, with the front matter of a page.
func (a *App) articleMarkdown(q triage.Inquiry, t triage.ArticleText) (md string, lang knowledge.Lang) {
	var w strings.Builder
	line := func(parts ...string) { w.WriteString(strings.Join(parts, "") + "\n") }
	lang = knowledge.DetectLang(strings.Join([]string{t.Title, t.Question, t.Steps}, "\n"))
	b := a.book(lang)
	updated := a.now()
	if q.Article != nil {
		updated = q.Article.At
	}
	line("---")
	line("title: ", yamlText(t.Title))
	line("kind: ", string(t.Kind))
	if q.Area.Key != "" && (q.Area.Sure || q.Area.By != "") {
		line("tags: [", yamlText(q.Area.Key), "]")
	}
	line("updated: ", a.local(updated).Format(time.DateOnly))
	line("---")
	line("# ", markdown(t.Title))
	part := func(head phrase.Line, text, prefix string) {
		if text == "" {
			return
		}
		line("\n## ", b.Say(head), "\n")
		for row := range strings.Lines(text) {
			line(prefix, markdownLine(row))
		}
	}
	part(phrase.ArticleQuestion, t.Question, "> ")
	part(phrase.ArticleCause, t.Cause, "")
	part(phrase.ArticleSteps, t.Steps, "")
	part(phrase.ArticleSee, t.See, "")
	if from := a.permalink(a.root(q)); from != "" && !q.Place.Private {
		line("\n", b.Say(phrase.ArticleFrom, "id", string(q.ID)), " <", from, ">")
	}
	return w.String(), lang
}

// markdownLine is a line of people's words, of which Markdown makes no HTML.
func markdownLine(text string) string {
	return strings.ReplaceAll(strings.TrimRight(text, "\r\n"), "<", `\<`)
}

// Article is the approved article of an inquiry as search wants it.
func (a *App) Article(q triage.Inquiry) (knowledge.Article, bool) {
	if !q.Article.Approved() {
		return knowledge.Article{}, false
	}
	md, lang := a.articleMarkdown(q, q.Article.ArticleText)
	return knowledge.Article{
		Name: triage.ArticleName(q.ID), Lang: lang, Markdown: md, URL: q.Article.URL, Updated: q.Article.At,
		Answer: a.book(lang).Say(phrase.ArticleSteps),
	}, true
}

// sendArticle posts a draft, a proposal or a decision in a direct message.
func (a *App) sendArticle(ctx context.Context, j outbox.Job, n triage.SendArticle) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if q.Forgotten || n.State != 0 && q.Article == nil {
		return outbox.Receipt{}, nil
	}
	b := a.readerBook(ctx, n.To)
	return a.direct(ctx, j, b, n.To, a.articleMessage(ctx, b, n, q))
}

func (a *App) articleMessage(ctx context.Context, b phrase.Book, n triage.SendArticle, q triage.Inquiry) message {
	t := articleText(q)
	who, subject, title := escape(a.name(ctx, n.By)), a.inquiryLink(q), escape(oneLine(t.Title, 120))
	edit := button(actionArticleEdit, string(q.ID), b.Say(phrase.ButtonArticleChange))
	var m message
	switch {
	case n.State == triage.ArticleApproved:
		return textBlock(b.Say(phrase.ArticleAgreed, "who", who, "title", link(q.Article.URL, oneLine(t.Title, 120))))
	case n.State == triage.ArticleDeclined:
		m = textBlock(b.Say(phrase.ArticleDeclined, "who", who, "title", title))
		m.blocks = append(m.blocks, actions("article", edit))
		return m
	case n.State == triage.ArticleProposed && q.Article.State == triage.ArticleProposed:
		value := joined(string(q.ID), strconv.Itoa(q.Article.Revision))
		m = textBlock(b.Say(phrase.ArticleAsked, "who", who, "subject", subject))
		m.blocks = append(append(m.blocks, a.articleBlocks(b, t)...), actions("article",
			primary(button(actionArticleApprove, value, b.Say(phrase.ButtonArticleApprove))), edit,
			button(actionArticleDecline, value, b.Say(phrase.ButtonArticleDecline))))
		return m
	case n.State == triage.ArticleProposed: // decided while it waited to be sent
		m = textBlock(b.Say(phrase.ArticleWasAsked, "who", who, "subject", subject))
		m.blocks = append(m.blocks, a.articleBlocks(b, t)...)
		return m
	}
	m = textBlock(b.Say(phrase.ArticleDraft, "subject", subject))
	m.blocks = append(m.blocks, a.articleBlocks(b, t)...)
	file := button(actionArticleFile, string(q.ID), b.Say(phrase.ButtonArticleFile))
	if q.Place.Private {
		m.blocks = append(m.blocks, contextLine(b.Say(phrase.ArticlePrivate)), actions("article", file))
		return m
	}
	m.blocks = append(m.blocks, actions("article", primary(button(actionArticleEdit, string(q.ID), b.Say(a.publishing(n.To, phrase.ButtonArticleEdit, phrase.ButtonArticlePropose)))), file))
	return m
}

// publishing is what a person's writing of an article does: a lead or an admin
// publishes, a member proposes.
func (a *App) publishing(by triage.PersonID, publish, propose phrase.Line) phrase.Line {
	if a.desk.Policy.IsLead(by) || a.desk.Policy.IsAdmin(by) {
		return publish
	}
	return propose
}

// articleBlocks show an article as its readers will know it.
func (a *App) articleBlocks(b phrase.Book, t triage.ArticleText) []slack.Block {
	blocks := []slack.Block{section("*" + escape(oneLine(t.Title, 200)) + "*" + sep(b) + diataxis(b, string(t.Kind)))}
	part := func(head phrase.Line, text string) {
		blocks = append(blocks, section("*"+b.Say(head)+"*\n"+cut(escape(text), limitSection-100)))
	}
	part(phrase.ArticleQuestion, t.Question)
	if t.Cause != "" {
		part(phrase.ArticleCause, t.Cause)
	}
	if t.Steps == "" {
		t.Steps = b.Say(phrase.ArticleWrite)
	}
	part(phrase.ArticleSteps, t.Steps)
	if t.See != "" {
		part(phrase.ArticleSee, t.See)
	}
	return blocks
}

// sendArticleFile sends the article, or its draft, as a Markdown file.
func (a *App) sendArticleFile(ctx context.Context, c act, id triage.InquiryID) error {
	if c.guest || !a.desk.Policy.IsMember(c.by) {
		return &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return named(err, string(id))
	}
	if err := gone(q); err != nil {
		return err
	}
	md, _ := a.articleMarkdown(q, articleText(q))
	a.sendLater(ctx, c, triage.ArticleName(id)+".md", func(context.Context) ([]byte, error) { return []byte(md), nil })
	return nil
}

// articleForm is an article to be checked and changed before it is published
// or proposed.
func (a *App) articleForm(id triage.InquiryID, by triage.PersonID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		q, err := a.desk.Inquiry(ctx, id)
		if err != nil {
			return form{}, named(err, string(id))
		}
		if err := gone(q); err != nil {
			return form{}, err
		}
		if !a.desk.Policy.IsMember(by) {
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		}
		if q.Place.Private {
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "private_article", Subject: string(id)}
		}
		t := articleText(q)
		var kinds []choice
		for _, k := range []knowledge.DocKind{knowledge.HowTo, knowledge.Explanation, knowledge.Reference, knowledge.Tutorial} {
			kinds = append(kinds, choice{value: string(k), text: diataxis(b, string(k))})
		}
		return form{
			callback: viewArticle, title: b.Say(phrase.ArticleTitle), meta: changing{id},
			submit: b.Say(a.publishing(by, phrase.SubmitPublish, phrase.SubmitPropose)),
			blocks: []slack.Block{
				list(articleKind, b.Say(phrase.ArticleKind), "", kinds, string(t.Kind), false),
				textInput(articleTitle, b.Say(phrase.ArticleName), b.Say(phrase.ArticleHint), t.Title, false, false, 200),
				textInput(articleQuestion, b.Say(phrase.ArticleQuestion), "", t.Question, true, false, triage.MaxArticlePart),
				textInput(articleCause, b.Say(phrase.ArticleCause), "", t.Cause, true, true, triage.MaxArticlePart),
				textInput(articleSteps, b.Say(phrase.ArticleSteps), "", t.Steps, true, false, triage.MaxArticlePart),
				textInput(articleSee, b.Say(phrase.ArticleSee), "", t.See, true, true, triage.MaxArticlePart),
			},
		}, nil
	}
}

func (a *App) submitArticle(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[changing](v)
	if !ok {
		return nil
	}
	q, err := a.desk.Inquiry(ctx, meta.Inquiry)
	if err == nil {
		var out triage.Outcome
		out, err = a.desk.Handle(ctx, c.about(meta.Inquiry, triage.WriteArticle{URL: a.permalink(a.root(q)), Article: triage.ArticleText{
			Kind: knowledge.DocKind(v.input(articleKind)), Title: v.input(articleTitle), Question: v.input(articleQuestion),
			Cause: v.input(articleCause), Steps: v.input(articleSteps), See: v.input(articleSee),
		}}))
		q = out.Inquiry
	}
	if err != nil {
		return a.failed(ctx, b, c, named(err, string(meta.Inquiry)), map[string]string{
			"": articleSteps, "title": articleTitle, "question": articleQuestion, "steps": articleSteps,
		})
	}
	if q.Article == nil { // sent twice
		return nil
	}
	f := form{title: b.Say(phrase.ArticleTitle), blocks: []slack.Block{section(b.Say(phrase.ArticleProposed, "who", escape(a.name(ctx, a.desk.Policy.Lead()))))}}
	if q.Article.Approved() {
		f.blocks = a.publishedBlocks(b, q)
	}
	return modalAnswer{Action: "update", View: f.view(b)}
}

// publishedBlocks say that an article is found from now on, and take it back.
func (a *App) publishedBlocks(b phrase.Book, q triage.Inquiry) []slack.Block {
	return []slack.Block{
		section(b.Say(phrase.ArticleApproved, "title", link(q.Article.URL, oneLine(q.Article.Title, 120)))),
		actions("article", button(actionArticleRetract, joined(string(q.ID), strconv.Itoa(q.Article.Revision)), b.Say(phrase.ButtonArticleRetract))),
	}
}

// settleArticle is a lead's press.
func (a *App) settleArticle(ctx context.Context, c act, value string, state triage.ArticleState) error {
	subject, number := split(value)
	id, ok := triage.SubjectInquiry(subject)
	if !ok {
		return nil
	}
	revision, _ := strconv.Atoi(number) // what is no number is no revision
	out, err := a.desk.Handle(ctx, c.about(id, triage.SettleArticle{State: state, Revision: revision}))
	if err != nil || out.Repeat {
		return a.refuse(ctx, c, named(err, subject))
	}
	q := out.Inquiry
	a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
		title := escape(oneLine(q.Article.Title, 120))
		if state == triage.ArticleApproved {
			return message{text: b.Say(phrase.ArticleApproved, "title", title), blocks: a.publishedBlocks(b, q)}
		}
		if state == triage.ArticleDeclined {
			return textBlock(b.Say(phrase.ArticleNotNow, "title", title, "who", escape(a.name(ctx, q.Article.By))))
		}
		return textBlock(b.Say(phrase.ArticleTaken, "title", title))
	})
	return nil
}
