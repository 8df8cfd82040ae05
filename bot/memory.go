package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"toban/bot/triage"
	"toban/knowledge"
)

// memorised is how many solved inquiries are remembered for search: years of
// them, and few enough to compare each question with all.
const memorised = 5000

// remember gives the documents what past inquiries teach, so that the next
// one finds what solved it.
func (b *Bot) remember(ctx context.Context) error {
	inquiries, err := b.desk.Inquiries(ctx, triage.InquiryFilter{})
	if err != nil {
		return fmt.Errorf("read past inquiries: %w", err)
	}
	b.articles = map[string]knowledge.Article{}
	for _, q := range inquiries {
		if article, ok := b.slack.InquiryArticle(q); ok {
			b.articles[string(q.ID)] = article
		}
	}
	var docs []knowledge.Doc
	for _, q := range slices.Concat(solvedLast(inquiries, memorised), unsolvedAliases(inquiries)) {
		if doc, ok := memory(q); ok {
			docs = append(docs, doc)
		}
	}
	incidents, err := b.desk.Incidents(ctx, false)
	if err != nil {
		return fmt.Errorf("read past incidents: %w", err)
	}
	for _, i := range incidents {
		doc, ok, err := b.lesson(ctx, i)
		if err != nil {
			return err
		}
		if ok {
			docs = append(docs, doc)
		}
		if article, ok := b.slack.IncidentArticle(ctx, i); ok {
			b.articles[string(i.ID)] = article
		}
		if review, ok := b.slack.IncidentReview(ctx, i); ok {
			b.articles[reviewKey(string(i.ID))] = review
		}
	}
	now := b.deps.Now()
	searches, err := b.desk.Searches(ctx, now.Add(-b.cfg.Retention()), now.Add(time.Second))
	if err != nil {
		return fmt.Errorf("read past searches: %w", err)
	}
	docs = append(docs, thanks(searches)...)
	if err := b.library.Put(ctx, docs...); err != nil {
		return err
	}
	if err := b.publish(); err != nil {
		b.log.WarnContext(ctx, "articles not found by searches", "error", err)
	}
	return nil
}

// reviewKey is under what the review of an incident is remembered, beside the
// article of it.
func reviewKey(subject string) string { return subject + "/review" }

// solvedLast are the inquiries that were solved last, at most so many. Their
// numbers do not tell: what was imported has high ones.
func solvedLast(inquiries []triage.Inquiry, most int) []triage.Inquiry {
	solved := slices.DeleteFunc(slices.Clone(inquiries), func(q triage.Inquiry) bool { return q.Status != triage.StatusResolved })
	slices.SortStableFunc(solved, func(a, b triage.Inquiry) int { return b.ResolvedAt.Compare(a.ResolvedAt) })
	return solved[:min(most, len(solved))]
}

// unsolvedAliases are the inquiries that teach only which page their words lead
// to.
func unsolvedAliases(inquiries []triage.Inquiry) []triage.Inquiry {
	return slices.DeleteFunc(slices.Clone(inquiries), func(q triage.Inquiry) bool {
		return q.Status == triage.StatusResolved || q.Alias == ""
	})
}

// publish has searches find the approved articles, and no others.
func (b *Bot) publish() error {
	return b.library.Publish(slices.Collect(maps.Values(b.articles)))
}

// recallArticle brings the article of a subject up to date; ok says whether it
// is to be found.
func (b *Bot) recallArticle(subject string, article knowledge.Article, ok bool) error {
	known, had := b.articles[subject]
	switch {
	case ok == had && article == known:
		return nil
	case ok:
		b.articles[subject] = article
	default:
		delete(b.articles, subject)
	}
	return b.publish()
}

// changed keeps up with what an order did: what is over can be found, and what
// is open again cannot. The order may be one of several that come here out of
// turn, so that what the subjects are now is read again.
func (b *Bot) changed(ctx context.Context, out triage.Outcome) {
	b.slack.Changed(out)
	defer b.erased(ctx, out)         // asks for a compaction, which takes along what is dropped here
	ctx = context.WithoutCancel(ctx) // what is recorded is recorded
	subjects := append([]string{out.Subject}, out.Also...)
	if out.Inquiry.Incident != "" { // it is found by what was reported
		subjects = append(subjects, string(out.Inquiry.Incident))
	}
	for _, subject := range subjects {
		if err := b.recall(ctx, subject); err != nil {
			b.log.WarnContext(ctx, "past subject not remembered", "subject", subject, "error", err)
		}
	}
}

// recall makes one subject findable, or not, as it is now.
func (b *Bot) recall(ctx context.Context, subject string) error {
	b.recalling.Lock() // whoever reads last also writes last
	defer b.recalling.Unlock()
	var doc knowledge.Doc
	var known bool
	var unpublished error // one page that cannot be found keeps nothing else from being so
	if id, ok := triage.SubjectInquiry(subject); ok {
		q, err := b.desk.Inquiry(ctx, id)
		if err != nil {
			return err
		}
		article, approved := b.slack.InquiryArticle(q)
		unpublished = errors.Join(b.recallArticle(subject, article, approved), b.models.Learn(ctx, q))
		doc, known = memory(q)
	} else if id, ok := triage.SubjectIncident(subject); ok {
		i, err := b.desk.Incident(ctx, id)
		if err != nil {
			return err
		}
		article, approved := b.slack.IncidentArticle(ctx, i)
		review, reviewed := b.slack.IncidentReview(ctx, i)
		unpublished = errors.Join(b.recallArticle(subject, article, approved), b.recallArticle(reviewKey(subject), review, reviewed))
		if doc, known, err = b.lesson(ctx, i); err != nil {
			return err
		}
	} else if triage.IsSearches(subject) {
		list, err := b.desk.SearchesOf(ctx, subject)
		if err != nil {
			return err
		}
		return b.library.Put(ctx, thanks(list)...)
	} else {
		return nil
	}
	for _, id := range []knowledge.DocID{knowledge.DocID(subject), aliasID(subject)} {
		if !known || id != doc.ID {
			unpublished = errors.Join(unpublished, b.library.Forget(ctx, id))
		}
	}
	if !known {
		return unpublished
	}
	return errors.Join(unpublished, b.library.Put(ctx, doc))
}

// aliasID is under what the words of an inquiry that nobody has solved are
// remembered: it is nothing past to be shown.
func aliasID(subject string) knowledge.DocID { return knowledge.DocID("alias/" + subject) }

// thanks are the pages that helped whoever searched. The words of a search
// teach nothing: what solved a question is known of inquiries alone.
func thanks(list []triage.Search) []knowledge.Doc {
	var docs []knowledge.Doc
	for _, s := range list {
		if s.Outcome == triage.SearchHelped && !s.By.Erased() {
			docs = append(docs, knowledge.Doc{ID: knowledge.DocID(s.ID), Solved: s.Page, Asker: string(s.By)})
		}
	}
	return docs
}

// lesson is what an incident that is over teaches, found by what fixed it and
// by the words of who reported it. Drills teach nothing.
func (b *Bot) lesson(ctx context.Context, i triage.Incident) (doc knowledge.Doc, ok bool, err error) {
	if i.Status != triage.IncidentResolved || i.Drill || i.Origin.Private {
		return doc, false, nil
	}
	words := []string{i.Fixed, i.Affected} // the beginning of a long text counts
	for _, id := range i.Inquiries {
		q, err := b.desk.Inquiry(ctx, id)
		if err != nil && triage.KindOf(err) != triage.NotFound {
			return doc, false, fmt.Errorf("read what %s was declared from: %w", i.ID, err)
		}
		if !q.Place.Private {
			words = append(words, q.Text)
		}
	}
	return knowledge.Doc{
		ID: knowledge.DocID(i.ID), Title: i.Title, Text: strings.Join(append(words, i.Summary), "\n"), Updated: i.ResolvedAt,
	}, true, nil
}

// pages are the documents as far as closing an inquiry needs them.
type pages struct{ library *knowledge.Library }

// PageAt implements [slackapp.Pages].
func (p pages) PageAt(url string, lang knowledge.Lang) (knowledge.Page, bool) {
	return p.library.PageAt(url, lang)
}

// Lacks implements [slackapp.Pages].
func (p pages) Lacks(page, question string) []string { return p.library.Lacks(page, question) }

// Learn implements [slackapp.Pages]: the words of an inquiry lead to its page,
// also in documents that remember nothing else of it.
func (p pages) Learn(ctx context.Context, q triage.Inquiry) error {
	doc, ok := memory(q)
	if !ok {
		return nil
	}
	return p.library.Put(ctx, doc)
}

// memory is what an inquiry teaches: a solved one what solved it, another one
// with an alias the page that its words lead to. What was asked in a private
// place stays there.
func memory(q triage.Inquiry) (doc knowledge.Doc, ok bool) {
	switch {
	case q.Place.Private, strings.TrimSpace(q.Text) == "":
		return doc, false
	case q.Status == triage.StatusResolved:
	case q.Alias != "":
		return knowledge.Doc{ID: aliasID(string(q.ID)), Text: q.Text, Pages: []string{q.Alias}, Updated: q.AskedAt}, true
	default:
		return doc, false
	}
	doc = knowledge.Doc{ID: knowledge.DocID(q.ID), Text: q.Text + "\n" + q.Reasons.Note, Updated: q.ResolvedAt}
	doc.Pages = q.Pages() // have a say in what is found for similar questions
	if page := q.SolvedBy(); page != "" {
		doc.Pages = append(doc.Pages, page)
		doc.Solved, doc.Asker = page, string(q.Asker)
	}
	slices.Sort(doc.Pages)
	doc.Pages = slices.Compact(doc.Pages)
	return doc, true
}
