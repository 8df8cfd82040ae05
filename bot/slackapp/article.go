package slackapp

import (
	"cmp"
	"context"
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
	if c.besideIt() {
		return nil
	}
	a.tell(ctx, c, func(_ context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.ArticleSent, "subject", string(id))}
	})
	return nil
}

// A lesson is an inquiry or an incident as far as an article is made of it.
type lesson struct {
	subject string
	article *triage.Article
	text    triage.ArticleText // as it was written last, else what the record has to say
	area    string             // key, where somebody or the classifier is sure of it
	url     string             // where it happened, "" where nobody can look
	name    string             // the subject as a link
	private bool

	question, steps, from phrase.Line // what the parts of such an article are called
}

// lesson reads what an article is made of, by its subject.
func (a *App) lesson(ctx context.Context, subject string) (lesson, error) {
	if id, ok := triage.SubjectIncident(subject); ok {
		i, err := a.desk.Incident(ctx, id)
		return a.incidentLesson(ctx, i), named(err, subject)
	}
	q, err := a.desk.Inquiry(ctx, triage.InquiryID(subject))
	if err == nil {
		err = gone(q)
	}
	l := a.inquiryLesson(q)
	if err == nil && a.confidential(ctx, q) { // by now
		l.private, l.url = true, ""
	}
	return l, named(err, subject)
}

// publishable is the lesson of which an article may be made. A channel may have
// become private since.
func (a *App) publishable(ctx context.Context, subject string) (lesson, error) {
	l, err := a.lesson(ctx, subject)
	if err == nil && l.private {
		err = &triage.Error{Kind: triage.Denied, Reason: "private_article", Subject: subject}
	}
	return l, err
}

func (a *App) inquiryLesson(q triage.Inquiry) lesson {
	l := lesson{
		subject: string(q.ID), article: q.Article, name: a.inquiryLink(q), private: q.Place.Private,
		question: phrase.ArticleQuestion, steps: phrase.ArticleSteps, from: phrase.ArticleFrom,
	}
	if !l.private {
		l.url = a.permalink(a.root(q))
	}
	if q.Area.Sure || q.Area.By != "" {
		l.area = q.Area.Key
	}
	if q.Article != nil {
		l.text = q.Article.ArticleText
		return l
	}
	text := a.impersonal(q.Text)
	l.text = triage.ArticleText{
		Kind: knowledge.KindWanted(text), Title: oneLine(text, 100), Question: text, Steps: a.impersonal(cmp.Or(q.Reasons.Note, q.LastLine)), See: q.Reasons.Page,
	}
	return l
}

func (a *App) incidentLesson(ctx context.Context, i triage.Incident) lesson {
	l := lesson{
		subject: string(i.ID), article: i.Article, url: a.incidentURL(i), private: i.Origin.Private || i.Origin.Channel != "" && a.secluded(ctx, i.Origin.Channel),
		question: phrase.ArticleHappened, steps: phrase.ArticleFixed, from: phrase.ArticleFromIncident,
	}
	l.name = link(l.url, l.subject)
	if i.Article != nil {
		l.text = i.Article.ArticleText
		return l
	}
	var happened, see []string
	for _, id := range i.Inquiries {
		q, err := a.desk.Inquiry(ctx, id)
		if err != nil || q.Forgotten || a.confidential(ctx, q) {
			continue
		}
		happened = append(happened, q.Text)
		if url := a.permalink(a.root(q)); url != "" {
			see = append(see, url)
		}
	}
	if len(happened) == 0 {
		happened = []string{i.Title}
	}
	if i.Affected != "" {
		happened = append(happened, a.book(i.Lang).Say(phrase.IncidentAffected, "what", i.Affected))
	}
	l.text = triage.ArticleText{
		Kind: knowledge.Explanation, Title: oneLine(a.impersonal(i.Title), 100), Question: cut(a.impersonal(strings.Join(happened, "\n")), triage.MaxArticlePart),
		Steps: a.impersonal(i.Fixed), See: cut(strings.Join(see, "\n"), triage.MaxArticlePart),
	}
	return l
}

// articleMarkdown is an article as a file, with the front matter of a page.
func (a *App) articleMarkdown(l lesson) (md string, lang knowledge.Lang) {
	var w strings.Builder
	line := func(parts ...string) { w.WriteString(strings.Join(parts, "") + "\n") }
	t := l.text
	lang = knowledge.DetectLang(strings.Join([]string{t.Title, t.Question, t.Steps}, "\n"))
	b := a.book(lang)
	updated := a.now()
	if l.article != nil {
		updated = l.article.At
	}
	line("---")
	line("title: ", yamlText(t.Title))
	line("kind: ", string(t.Kind))
	if l.area != "" {
		line("tags: [", yamlText(l.area), "]")
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
	part(l.question, t.Question, "> ")
	part(phrase.ArticleCause, t.Cause, "")
	part(l.steps, t.Steps, "")
	part(phrase.ArticleSee, t.See, "")
	if l.url != "" {
		line("\n", b.Say(l.from, "id", l.subject), " <", l.url, ">")
	}
	return w.String(), lang
}

// markdownLine is a line of people's words, of which Markdown makes no HTML.
func markdownLine(text string) string {
	return strings.ReplaceAll(strings.TrimRight(text, "\r\n"), "<", `\<`)
}

// InquiryArticle is the approved article of an inquiry as search wants it.
func (a *App) InquiryArticle(q triage.Inquiry) (knowledge.Article, bool) {
	if !q.Article.Approved() {
		return knowledge.Article{}, false
	}
	return a.published(a.inquiryLesson(q)), true
}

// IncidentArticle is the approved article of an incident as search wants it.
func (a *App) IncidentArticle(ctx context.Context, i triage.Incident) (knowledge.Article, bool) {
	if !i.Article.Approved() {
		return knowledge.Article{}, false
	}
	return a.published(a.incidentLesson(ctx, i)), true
}

func (a *App) published(l lesson) knowledge.Article {
	md, lang := a.articleMarkdown(l)
	return knowledge.Article{
		Name: triage.ArticleName(l.subject), Lang: lang, Markdown: md, URL: l.article.URL, Updated: l.article.At,
		Answer: a.book(lang).Say(l.steps),
	}
}

// sendArticle posts a draft, a proposal or a decision in a direct message.
func (a *App) sendArticle(ctx context.Context, j outbox.Job, n triage.SendArticle) (outbox.Receipt, error) {
	l, err := a.lesson(ctx, n.Subject())
	if triage.KindOf(err) == triage.Conflict || err == nil && n.State != 0 && l.article == nil { // erased
		return outbox.Receipt{}, nil
	}
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	b := a.readerBook(ctx, n.To)
	return a.direct(ctx, j, b, n.To, a.articleMessage(ctx, b, n, l))
}

func (a *App) articleMessage(ctx context.Context, b phrase.Book, n triage.SendArticle, l lesson) message {
	who, title := escape(a.name(ctx, n.By)), escape(oneLine(l.text.Title, 120))
	edit := button(actionArticleEdit, l.subject, b.Say(phrase.ButtonArticleChange))
	var m message
	switch {
	case n.State == triage.ArticleApproved:
		return textBlock(b.Say(phrase.ArticleAgreed, "who", who, "title", link(l.article.URL, oneLine(l.text.Title, 120))))
	case n.State == triage.ArticleDeclined:
		m = textBlock(b.Say(phrase.ArticleDeclined, "who", who, "title", title))
		m.blocks = append(m.blocks, actions("article", edit))
		return m
	case n.State == triage.ArticleProposed && l.article.State == triage.ArticleProposed:
		value := joined(l.subject, strconv.Itoa(l.article.Revision))
		m = textBlock(b.Say(phrase.ArticleAsked, "who", who, "subject", l.name))
		m.blocks = append(append(m.blocks, a.articleBlocks(b, l)...), actions("article",
			primary(button(actionArticleApprove, value, b.Say(phrase.ButtonArticleApprove))), edit,
			button(actionArticleDecline, value, b.Say(phrase.ButtonArticleDecline))))
		return m
	case n.State == triage.ArticleProposed: // decided while it waited to be sent
		m = textBlock(b.Say(phrase.ArticleWasAsked, "who", who, "subject", l.name))
		m.blocks = append(m.blocks, a.articleBlocks(b, l)...)
		return m
	}
	m = textBlock(b.Say(phrase.ArticleDraft, "subject", l.name))
	m.blocks = append(m.blocks, a.articleBlocks(b, l)...)
	file := button(actionArticleFile, l.subject, b.Say(phrase.ButtonArticleFile))
	if l.private {
		m.blocks = append(m.blocks, contextLine(b.Say(phrase.ArticlePrivate)), actions("article", file))
		return m
	}
	m.blocks = append(m.blocks, actions("article", primary(a.writeButton(b, l.subject, n.To)), file))
	return m
}

// writeButton opens the form in which an article is written.
func (a *App) writeButton(b phrase.Book, subject string, by triage.PersonID) *slack.ButtonBlockElement {
	return button(actionArticleEdit, subject, b.Say(a.publishing(by, phrase.ButtonArticleEdit, phrase.ButtonArticlePropose)))
}

// publishing is what a person's writing of an article does: a lead or an admin
// publishes, a member proposes.
func (a *App) publishing(by triage.PersonID, publish, propose phrase.Line) phrase.Line {
	if a.desk.Policy.Decides(by) {
		return publish
	}
	return propose
}

// articleBlocks show an article as its readers will know it.
func (a *App) articleBlocks(b phrase.Book, l lesson) []slack.Block {
	t := l.text
	blocks := []slack.Block{section("*" + escape(oneLine(t.Title, 200)) + "*" + sep(b) + diataxis(b, string(t.Kind)))}
	part := func(head phrase.Line, text string) {
		blocks = append(blocks, section("*"+b.Say(head)+"*\n"+cut(escape(text), limitSection-100)))
	}
	part(l.question, t.Question)
	if t.Cause != "" {
		part(phrase.ArticleCause, t.Cause)
	}
	if t.Steps == "" {
		t.Steps = b.Say(phrase.ArticleWrite)
	}
	part(l.steps, t.Steps)
	if t.See != "" {
		part(phrase.ArticleSee, t.See)
	}
	return blocks
}

// sendArticleFile sends the article, or its draft, as a Markdown file.
func (a *App) sendArticleFile(ctx context.Context, c act, subject string) error {
	if c.guest || !a.desk.Policy.IsMember(c.by) {
		return &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	l, err := a.lesson(ctx, subject)
	if err != nil {
		return err
	}
	md, _ := a.articleMarkdown(l)
	a.sendLater(ctx, c, triage.ArticleName(subject)+".md", func(context.Context) ([]byte, error) { return []byte(md), nil })
	return nil
}

// writing is what the form of an article is about.
type writing struct {
	Subject string `json:"subject"`
}

// articleForm is an article to be checked and changed before it is published
// or proposed.
func (a *App) articleForm(subject string, by triage.PersonID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		if !a.desk.Policy.IsMember(by) {
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		}
		l, err := a.publishable(ctx, subject)
		if err != nil {
			return form{}, err
		}
		var kinds []choice
		for _, k := range []knowledge.DocKind{knowledge.HowTo, knowledge.Explanation, knowledge.Reference, knowledge.Tutorial} {
			kinds = append(kinds, choice{value: string(k), text: diataxis(b, string(k))})
		}
		t := l.text
		return form{
			callback: viewArticle, title: b.Say(phrase.ArticleTitle), meta: writing{subject},
			submit: b.Say(a.publishing(by, phrase.SubmitPublish, phrase.SubmitPropose)),
			blocks: []slack.Block{
				list(articleKind, b.Say(phrase.ArticleKind), "", kinds, string(t.Kind), false),
				textInput(articleTitle, b.Say(phrase.ArticleName), b.Say(phrase.ArticleHint), t.Title, false, false, 200),
				textInput(articleQuestion, b.Say(l.question), "", t.Question, true, false, triage.MaxArticlePart),
				textInput(articleCause, b.Say(phrase.ArticleCause), "", t.Cause, true, true, triage.MaxArticlePart),
				textInput(articleSteps, b.Say(l.steps), "", t.Steps, true, false, triage.MaxArticlePart),
				textInput(articleSee, b.Say(phrase.ArticleSee), "", t.See, true, true, triage.MaxArticlePart),
			},
		}, nil
	}
}

// on makes the act an order about an inquiry or an incident, by its name.
func (c act) on(subject string, cmd triage.Command) triage.Order {
	if id, ok := triage.SubjectIncident(subject); ok {
		return c.of(id, cmd)
	}
	return c.about(triage.InquiryID(subject), cmd)
}

// taught is the article after an order about it.
func taught(out triage.Outcome) *triage.Article {
	if out.Incident.ID != "" {
		return out.Incident.Article
	}
	return out.Inquiry.Article
}

func (a *App) submitArticle(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[writing](v)
	if !ok {
		return nil
	}
	l, err := a.publishable(ctx, meta.Subject)
	var out triage.Outcome
	if err == nil {
		out, err = a.desk.Handle(ctx, c.on(meta.Subject, triage.WriteArticle{URL: l.url, Article: triage.ArticleText{
			Kind: knowledge.DocKind(v.input(articleKind)), Title: v.input(articleTitle), Question: v.input(articleQuestion),
			Cause: v.input(articleCause), Steps: v.input(articleSteps), See: v.input(articleSee),
		}}))
	}
	if err != nil {
		return a.failed(ctx, b, c, named(err, meta.Subject), map[string]string{
			"": articleSteps, "title": articleTitle, "question": articleQuestion, "steps": articleSteps,
		})
	}
	article := taught(out)
	if article == nil { // sent twice
		return nil
	}
	f := form{title: b.Say(phrase.ArticleTitle), blocks: []slack.Block{section(b.Say(phrase.ArticleProposed, "who", escape(a.name(ctx, a.desk.Policy.Lead()))))}}
	if article.Approved() {
		f.blocks = a.publishedBlocks(b, meta.Subject, article)
	}
	return modalAnswer{Action: "update", View: f.view(b)}
}

// publishedBlocks say that an article is found from now on, and take it back.
func (a *App) publishedBlocks(b phrase.Book, subject string, article *triage.Article) []slack.Block {
	return []slack.Block{
		section(b.Say(phrase.ArticleApproved, "title", link(article.URL, oneLine(article.Title, 120)))),
		actions("article", button(actionArticleRetract, joined(subject, strconv.Itoa(article.Revision)), b.Say(phrase.ButtonArticleRetract))),
	}
}

// settleArticle is a lead's press.
func (a *App) settleArticle(ctx context.Context, c act, value string, state triage.ArticleState) error {
	subject, number := split(value)
	revision, _ := strconv.Atoi(number) // what is no number is no revision
	if state == triage.ArticleApproved {
		if _, err := a.publishable(ctx, subject); err != nil {
			return a.refuse(ctx, c, err)
		}
	}
	out, err := a.desk.Handle(ctx, c.on(subject, triage.SettleArticle{State: state, Revision: revision}))
	if err != nil || out.Repeat {
		return a.refuse(ctx, c, named(err, subject))
	}
	article := taught(out)
	a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
		title := escape(oneLine(article.Title, 120))
		if state == triage.ArticleApproved {
			return message{text: b.Say(phrase.ArticleApproved, "title", title), blocks: a.publishedBlocks(b, subject, article)}
		}
		if state == triage.ArticleDeclined {
			return textBlock(b.Say(phrase.ArticleNotNow, "title", title, "who", escape(a.name(ctx, article.By))))
		}
		return textBlock(b.Say(phrase.ArticleTaken, "title", title))
	})
	return nil
}
