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
// before: what was approved until then was written elsewhere, or nowhere.
func (b *Bot) publishAll(ctx context.Context) error {
	if b.files == nil { // what is approved until there is a place for pages again is written then
		return b.dropMark(ctx, publishMark)
	}
	p := b.cfg.Knowledge.Publish
	sum := sha256.Sum256([]byte(strings.Join([]string{p.Path, p.Git, p.BranchName(), p.Folder}, "\x00")))
	err := b.store.Update(ctx, func(tx triage.Tx) error {
		last, err := tx.Mark(publishMark)
		if err != nil || bytes.Equal(last, sum[:]) {
			return err
		}
		for _, key := range slices.Sorted(maps.Keys(b.articles)) {
			if err := tx.Queue(published(key), time.Time{}); err != nil {
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
