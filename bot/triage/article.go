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
	Question string            `json:"question"` // what was asked, the symptom
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

// An Article is a page made of a solved inquiry. One inquiry makes at most one.
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

// ArticleName is the name of an inquiry's article among the documents.
func ArticleName(id InquiryID) string { return strings.ToLower(string(id)) }

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

func (t *turn) decides() bool { return t.IsLead(t.order.By) || t.IsAdmin(t.order.By) }

// draftArticle sends a member what they may make an article of.
func (t *turn) draftArticle() error {
	if err := t.needMember(); err != nil {
		return err
	}
	t.tell(SendArticle{Inquiry: t.q.ID, To: t.order.By})
	return nil
}

func (t *turn) writeArticle(c WriteArticle) error {
	if err := t.needMember(); err != nil {
		return err
	}
	text := c.Article
	for _, part := range text.words() {
		*part = clip(strings.TrimSpace(*part), MaxArticlePart)
	}
	text.Title = clip(firstLine(text.Title), maxTitle)
	switch {
	case t.q.Article.Approved() && !t.decides():
		return &Error{Kind: Conflict, Reason: "article_approved", Subject: string(t.q.ID)}
	case t.q.Place.Private: // what was asked in a private place stays there
		return &Error{Kind: Denied, Reason: "private_article", Subject: string(t.q.ID)}
	case text.Title == "":
		return &Error{Kind: Invalid, Reason: "empty_part", Field: "title"}
	case text.Question == "":
		return &Error{Kind: Invalid, Reason: "empty_part", Field: "question"}
	case text.Steps == "":
		return &Error{Kind: Invalid, Reason: "empty_part", Field: "steps"}
	}
	e := ArticleWritten{Text: text, State: ArticleProposed, URL: c.URL}
	if t.decides() {
		e.State = ArticleApproved
	}
	t.happen(e)
	if e.State == ArticleProposed {
		t.tell(SendArticle{Inquiry: t.q.ID, To: t.Lead(), By: t.order.By, State: ArticleProposed})
	}
	return nil
}

func (t *turn) settleArticle(c SettleArticle) error {
	if err := t.needMember(); err != nil {
		return err
	}
	article := t.q.Article
	from := map[ArticleState]ArticleState{ArticleApproved: ArticleProposed, ArticleDeclined: ArticleProposed, ArticleRetracted: ArticleApproved}
	switch {
	case !t.decides():
		return &Error{Kind: Denied, Reason: "lead_only"}
	case article == nil || from[c.State] == 0:
		return &Error{Kind: NotFound, Reason: "no_article", Subject: string(t.q.ID)}
	case article.Revision != c.Revision:
		return &Error{Kind: Conflict, Reason: "article_changed", Subject: string(t.q.ID)}
	case article.State != from[c.State]:
		return t.already(article.Decided, t.facts.Now)
	}
	t.happen(ArticleSettled{State: c.State})
	if c.State != ArticleRetracted && article.By != t.order.By {
		t.tell(SendArticle{Inquiry: t.q.ID, To: article.By, By: t.order.By, State: c.State})
	}
	return nil
}
