package triage

import (
	"strconv"
	"strings"
	"time"

	"toban/knowledge"
)

// ArticleState says whether an article is to be read. The zero ArticleState is
// a draft.
type ArticleState int

// What may have become of an article.
const (
	ArticleProposed ArticleState = iota + 1 // by a member, to the lead
	ArticleApproved                         // found by everybody
	ArticleDeclined
	ArticleRetracted // it was approved once
)

// String is the key under which a state is stored and worded.
func (s ArticleState) String() string {
	switch s {
	case ArticleProposed:
		return "proposed"
	case ArticleApproved:
		return "approved"
	case ArticleDeclined:
		return "declined"
	case ArticleRetracted:
		return "retracted"
	}
	return "article(" + strconv.Itoa(int(s)) + ")"
}

// MarshalText stores a state by its key.
func (s ArticleState) MarshalText() ([]byte, error) { return marshalEnum(s, ArticleRetracted) }

// UnmarshalText reads what MarshalText wrote.
func (s *ArticleState) UnmarshalText(text []byte) error {
	return unmarshalEnum(text, s, ArticleRetracted)
}

// ArticleText is what an article says. Title, Question and Steps are needed.
type ArticleText struct {
	Kind     knowledge.DocKind `json:"kind,omitempty"`
	Title    string            `json:"title"`
	Question string            `json:"question"` // what was asked or happened, the symptom
	Cause    string            `json:"cause,omitempty"`
	Steps    string            `json:"steps"` // what solved it
	See      string            `json:"see,omitempty"`
}

// words are the parts that people write.
func (t *ArticleText) words() []*string {
	return []*string{&t.Title, &t.Question, &t.Cause, &t.Steps, &t.See}
}

// MaxArticlePart is the most characters of a part of an article: what an input
// of a form in Slack holds.
const MaxArticlePart = 3000

// An Article is a page made of a solved inquiry, or of an incident that is
// over. Each makes at most one.
type Article struct {
	ArticleText

	State    ArticleState `json:"state,omitzero"`
	Revision int          `json:"revision"` // counts what was written, from 1
	URL      string       `json:"url,omitempty"`
	By       PersonID     `json:"by,omitempty"` // who wrote it last
	At       time.Time    `json:"at"`           // when that was
	Decided  PersonID     `json:"decided,omitempty"`
}

// Approved reports whether everybody may find the article.
func (a *Article) Approved() bool { return a != nil && a.State == ArticleApproved }

// ArticleName is the name of the article of an inquiry or an incident among
// the documents.
func ArticleName(subject string) string { return strings.ToLower(subject) }

func (a *Article) written(r Record, e ArticleWritten) *Article {
	out := &Article{ArticleText: e.Text, State: e.State, Revision: 1, URL: e.URL, By: r.By, At: r.At}
	if a != nil {
		out.Revision = a.Revision + 1
	}
	if e.State == ArticleApproved {
		out.Decided = r.By
	}
	return out
}

func (a *Article) settled(r Record, e ArticleSettled) *Article {
	if a == nil {
		return nil
	}
	out := *a
	out.State, out.Decided = e.State, r.By
	return &out
}

// forgotten is what is left when the words and names of its inquiry are gone.
func (a *Article) forgotten(keep bool) *Article {
	if a == nil || !keep {
		return nil
	}
	var p Policy
	out := *a
	out.By, out.Decided = p.nobody(a.By), p.nobody(a.Decided)
	return &out
}

// A lesson is an inquiry or an incident as far as an article can be made of it.
type lesson struct {
	subject string
	article *Article
	sealed  error       // why nobody may write one, nil when members may
	send    SendArticle // names the subject
}

// lesson is what an inquiry taught. What was asked in a private place stays
// there.
func (q Inquiry) lesson() lesson {
	l := lesson{subject: string(q.ID), article: q.Article, send: SendArticle{Inquiry: q.ID}}
	if q.Place.Private {
		l.sealed = &Error{Kind: Denied, Reason: "private_article", Subject: l.subject}
	}
	return l
}

// lesson is what an incident taught, once it is over and unless it was an
// exercise or came from a private place.
func (i Incident) lesson() lesson {
	l := lesson{subject: string(i.ID), article: i.Article, send: SendArticle{Incident: i.ID}}
	switch {
	case i.Drill:
		l.sealed = &Error{Kind: Denied, Reason: "drill_article", Subject: l.subject}
	case i.Origin.Private:
		l.sealed = &Error{Kind: Denied, Reason: "private_article", Subject: l.subject}
	case i.Status != IncidentResolved:
		l.sealed = &Error{Kind: Conflict, Reason: "incident_running", Subject: l.subject}
	}
	return l
}

// Teaches reports whether an article may be made of an incident.
func (i Incident) Teaches() bool { return i.lesson().sealed == nil }

// articleTurn decides about the article of an inquiry.
func (t *turn) articleTurn() error {
	e, told, err := t.decideArticle(t.q.lesson(), t.order, t.facts.Now)
	if err != nil {
		return err
	}
	before := t.q.Article
	if e != nil {
		t.happen(e)
	}
	t.tell(told...)
	if e != nil && (before.Approved() || t.q.Article.Approved()) {
		t.publish(PublishPage{Inquiry: t.q.ID})
	}
	return nil
}

// articleTurn decides about the article of an incident.
func (t *incidentTurn) articleTurn() error {
	e, told, err := t.decideArticle(t.i.lesson(), t.order, t.facts.Now)
	if err != nil {
		return err
	}
	before := t.i.Article
	if e != nil {
		t.happen(e)
	}
	t.tell(told...)
	if e != nil && (before.Approved() || t.i.Article.Approved()) {
		t.publish(PublishPage{Incident: t.i.ID})
	}
	return nil
}

// decideArticle is what follows from a command about an article: e is nil when
// nothing happens to it, as by a draft that is sent to be looked at.
func (p Policy) decideArticle(l lesson, o Order, now time.Time) (e Event, told []Notice, err error) {
	if o.Guest || !p.IsMember(o.By) {
		return nil, nil, Errorf(Denied, "denied", "%s is no member", o.By)
	}
	if c, ok := o.Command.(WriteArticle); ok {
		return p.writeArticle(l, o.By, c)
	}
	if c, ok := o.Command.(SettleArticle); ok {
		return p.settleArticle(l, o.By, now, c)
	}
	draft := l.send
	draft.To = o.By
	return nil, []Notice{draft}, nil
}

func (p Policy) writeArticle(l lesson, by PersonID, c WriteArticle) (Event, []Notice, error) {
	text := c.Article
	for _, part := range text.words() {
		*part = clip(strings.TrimSpace(*part), MaxArticlePart)
	}
	text.Title = clip(firstLine(text.Title), maxTitle)
	switch {
	case l.article.Approved() && !p.Decides(by):
		return nil, nil, &Error{Kind: Conflict, Reason: "article_approved", Subject: l.subject}
	case l.sealed != nil:
		return nil, nil, l.sealed
	case text.Title == "":
		return nil, nil, &Error{Kind: Invalid, Reason: "empty_part", Field: "title"}
	case text.Question == "":
		return nil, nil, &Error{Kind: Invalid, Reason: "empty_part", Field: "question"}
	case text.Steps == "":
		return nil, nil, &Error{Kind: Invalid, Reason: "empty_part", Field: "steps"}
	}
	if a := l.article; a != nil && a.State == ArticleProposed && a.ArticleText == text && !p.Decides(by) { // word for word
		return nil, nil, &Error{Kind: Conflict, Reason: "already", Who: a.By, At: a.At, Subject: l.subject}
	}
	if p.Decides(by) {
		return ArticleWritten{Text: text, State: ArticleApproved, URL: c.URL}, nil, nil
	}
	asked := l.send
	asked.To, asked.By, asked.State = p.Lead(), by, ArticleProposed
	return ArticleWritten{Text: text, State: ArticleProposed, URL: c.URL}, []Notice{asked}, nil
}

func (p Policy) settleArticle(l lesson, by PersonID, now time.Time, c SettleArticle) (Event, []Notice, error) {
	from := map[ArticleState]ArticleState{ArticleApproved: ArticleProposed, ArticleDeclined: ArticleProposed, ArticleRetracted: ArticleApproved}
	switch {
	case !p.Decides(by):
		return nil, nil, &Error{Kind: Denied, Reason: "lead_only"}
	case l.article == nil || from[c.State] == 0:
		return nil, nil, &Error{Kind: NotFound, Reason: "no_article", Subject: l.subject}
	case l.article.Revision != c.Revision:
		return nil, nil, &Error{Kind: Conflict, Reason: "article_changed", Subject: l.subject}
	case l.article.State != from[c.State]:
		return nil, nil, &Error{Kind: Conflict, Reason: "already", Who: l.article.Decided, At: now, Subject: l.subject}
	}
	var told []Notice
	if c.State != ArticleRetracted && l.article.By != by {
		decided := l.send
		decided.To, decided.By, decided.State = l.article.By, by, c.State
		told = append(told, decided)
	}
	return ArticleSettled{State: c.State}, told, nil
}
