package bot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"toban/bot/phrase"
	"toban/bot/publish"
	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/knowledge"
)

// newFiles is what writes approved pages as files, nil where that is not
// wanted.
func (b *Bot) newFiles() *publish.Files {
	p := b.cfg.Knowledge.Publish
	if !p.Enabled() {
		return nil
	}
	return publish.New(publish.Config{
		Path: p.Path, Git: p.Git, Branch: p.BranchName(), Base: p.Base, Folder: p.Folder, Clone: b.cfg.PublishDir(),
		Page: b.page, Log: b.log,
	})
}

// publishMark names the mark that holds where pages were published last, as a
// hash: an address may hold a token.
const publishMark = "publish"

// publishAll has every approved page written where pages have not been written
// before, or not while there was a place for them: what was approved until then
// was written elsewhere, or nowhere. What was taken back meanwhile goes.
func (b *Bot) publishAll(ctx context.Context) error {
	if b.files == nil { // what is approved or taken back until there is a place for pages again is seen to then
		return b.dropMark(ctx, publishMark)
	}
	p := b.cfg.Knowledge.Publish
	sum := sha256.Sum256([]byte(strings.Join([]string{p.Path, p.Git, p.BranchName(), p.Folder}, "\x00")))
	last, err := b.mark(ctx, publishMark)
	if err != nil || bytes.Equal(last, sum[:]) {
		return err
	}
	pages, err := b.withdrawn(ctx)
	if err != nil {
		return fmt.Errorf("look for pages that were taken back: %w", err)
	}
	for _, key := range slices.Sorted(maps.Keys(b.articles)) {
		pages = append(pages, published(key))
	}
	err = b.store.Update(ctx, func(tx triage.Tx) error {
		for _, n := range pages {
			if err := tx.Queue(n, time.Time{}); err != nil {
				return err
			}
		}
		return tx.SetMark(publishMark, sum[:])
	})
	if err != nil {
		return fmt.Errorf("publish what was approved before: %w", err)
	}
	return nil
}

// withdrawn are the pages that were approved once and are not any more, or whose
// words were erased: they may stand as files from before.
func (b *Bot) withdrawn(ctx context.Context) ([]triage.PublishPage, error) {
	inquiries, err := b.desk.Inquiries(ctx, triage.InquiryFilter{})
	if err != nil {
		return nil, err
	}
	var pages []triage.PublishPage
	gone := func(n triage.PublishPage) error {
		history, err := b.desk.History(ctx, n.Subject())
		if err == nil && slices.ContainsFunc(history, func(r triage.Record) bool { return approves(r.Event, n.Review) }) {
			pages = append(pages, n)
		}
		return err
	}
	for _, q := range inquiries {
		if !q.Article.Approved() && (q.Article != nil || q.Forgotten) {
			if err := gone(triage.PublishPage{Inquiry: q.ID}); err != nil {
				return nil, err
			}
		}
	}
	incidents, err := b.desk.Incidents(ctx, false)
	if err != nil {
		return nil, err
	}
	for _, i := range incidents {
		if i.Article != nil && !i.Article.Approved() {
			if err := gone(triage.PublishPage{Incident: i.ID}); err != nil {
				return nil, err
			}
		}
		if _, found := b.articles[reviewKey(string(i.ID))]; i.Review != nil && !found {
			if err := gone(triage.PublishPage{Incident: i.ID, Review: true}); err != nil {
				return nil, err
			}
		}
	}
	return pages, nil
}

// approves reports whether an article, or a review, was to be found by everybody
// from an event on.
func approves(e triage.Event, review bool) bool {
	if review {
		settled, ok := e.(triage.ReviewSettled)
		return ok && settled.State == triage.ArticleApproved
	}
	if written, ok := e.(triage.ArticleWritten); ok {
		return written.State == triage.ArticleApproved
	}
	settled, ok := e.(triage.ArticleSettled)
	return ok && settled.State == triage.ArticleApproved
}

// published is the notice of a remembered page, by its key.
func published(key string) triage.PublishPage {
	subject, review := strings.CutSuffix(key, reviewKey(""))
	if id, ok := triage.SubjectIncident(subject); ok {
		return triage.PublishPage{Incident: id, Review: review}
	}
	return triage.PublishPage{Inquiry: triage.InquiryID(subject)}
}

// page is the page of a notice as it is now.
func (b *Bot) page(ctx context.Context, n triage.PublishPage) (page knowledge.Article, ok bool, err error) {
	name := triage.ArticleName(n.Subject())
	switch {
	case n.Inquiry != "":
		q, err := b.desk.Inquiry(ctx, n.Inquiry)
		if err != nil {
			return page, false, err
		}
		page, ok = b.slack.InquiryArticle(q)
	default:
		i, err := b.desk.Incident(ctx, n.Incident)
		if err != nil {
			return page, false, err
		}
		if page, ok = b.slack.IncidentArticle(ctx, i); n.Review {
			name = triage.ReviewName(n.Incident)
			page, ok = b.slack.IncidentReview(ctx, i)
			if !ok && i.Reviewed() && !b.slack.Secluded(ctx, i.Origin.Channel) {
				return page, false, errors.New("slack does not tell who reads the incident's channel")
			}
		}
	}
	page.Name = name
	return page, ok, nil
}

// checkFiles tells whether approved pages can be written as files.
func (b *Bot) checkFiles(ctx context.Context) []slackapp.Finding {
	if b.files == nil {
		return nil
	}
	p := b.cfg.Knowledge.Publish
	where := p.Path
	if p.Git != "" {
		where = p.BranchName()
	}
	if err := b.files.Check(ctx); err != nil {
		return []slackapp.Finding{slackapp.Found(false, phrase.DoctorPublishAway, "where", where, "error", err.Error())}
	}
	return []slackapp.Finding{slackapp.Found(true, phrase.DoctorPublish, "where", where)}
}

// reviewText is the approved review of an incident in Markdown, without the
// front matter, "" when not everybody may find it.
func reviewText(ctx context.Context, app *slackapp.App, i triage.Incident) string {
	page, ok := app.IncidentReview(ctx, i)
	if !ok {
		return ""
	}
	_, text, _ := strings.Cut(strings.TrimPrefix(page.Markdown, "---\n"), "\n---\n")
	return text
}
