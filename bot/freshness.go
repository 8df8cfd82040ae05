package bot

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/config"
	"toban/knowledge"
)

// tellOwners has whoever keeps documents that need somebody told once a month,
// when its report is due. A month that was missed is not told of later: what
// counts is how the documents are now.
func (b *Bot) tellOwners(ctx context.Context) error {
	if !b.cfg.ReportsDocuments() {
		return nil
	}
	now := b.deps.Now()
	month := b.latestDue(triage.MonthOf(now, b.cfg.Location()), now)
	var last triage.Period
	err := b.store.View(ctx, func(r triage.Reader) error {
		mark, err := r.Mark(triage.DocumentsMark)
		last = triage.Period(mark)
		return err
	})
	if err != nil || last >= month {
		return err
	}
	order := triage.Order{Key: "documents/" + string(month), Command: triage.PostReport{Period: month, Documents: true}}
	if last != "" { // the first look only sets the watermark
		worn, err := b.worn(ctx)
		if err != nil {
			return err
		}
		order.Command = triage.PostReport{Period: month, Documents: true, Owners: slices.Sorted(maps.Keys(worn))}
	}
	_, err = b.desk.Handle(ctx, order)
	return err
}

// wornOf are the documents of one person that need them; without a person, all
// that need somebody.
func (b *Bot) wornOf(ctx context.Context, person triage.PersonID) ([]slackapp.WornPage, error) {
	if person == "" {
		return wornPages(ctx, b.library, b.desk)
	}
	worn, err := b.worn(ctx)
	return worn[person], err
}

// worn are the documents that need somebody, by who is told.
func (b *Bot) worn(ctx context.Context) (map[triage.PersonID][]slackapp.WornPage, error) {
	pages, err := wornPages(ctx, b.library, b.desk)
	if err != nil {
		return nil, err
	}
	keepers := make(map[string]triage.PersonID)
	worn := make(map[triage.PersonID][]slackapp.WornPage)
	for _, p := range pages {
		who, ok := keepers[p.Owner]
		if !ok {
			if who, err = b.keeper(ctx, p.Owner); err != nil {
				return nil, err
			}
			keepers[p.Owner] = who
		}
		if who != "" {
			worn[who] = append(worn[who], p)
		}
	}
	return worn, nil
}

// wornPages are the documents that need somebody; without a desk, by what stands
// in them alone.
func wornPages(ctx context.Context, library *knowledge.Library, desk *triage.Desk) ([]slackapp.WornPage, error) {
	states, err := library.PageStates(ctx)
	if err != nil {
		return nil, err
	}
	judged := make(map[string]triage.Judgement)
	if desk != nil {
		if judged, err = desk.Judgements(ctx); err != nil {
			return nil, err
		}
	}
	var worn []slackapp.WornPage
	for _, s := range states {
		if s.Article != "" && desk != nil {
			if s, err = written(ctx, desk, s); err != nil {
				return nil, err
			}
		}
		p := slackapp.WornPage{PageState: s, Judgement: judged[s.Page]}
		delete(judged, s.Page) // of its translations, the first is enough
		if p.Worn() {
			worn = append(worn, p)
		}
	}
	return worn, nil
}

// written is the state of a page that was written in Slack: who wrote it last
// keeps it. A review is of its time and does not grow old.
func written(ctx context.Context, desk *triage.Desk, s knowledge.PageState) (knowledge.PageState, error) {
	subject := strings.ToUpper(s.Article)
	var article *triage.Article
	var err error
	if id, ok := triage.SubjectInquiry(subject); ok {
		var q triage.Inquiry
		q, err = desk.Inquiry(ctx, id)
		article = q.Article
	} else {
		var i triage.Incident
		i, err = desk.Incident(ctx, triage.IncidentID(subject))
		article = i.Article
	}
	switch {
	case err != nil && triage.KindOf(err) != triage.NotFound: // a review has another name than its incident
		return s, err
	case article == nil:
		s.Old = false
	case !article.By.Erased():
		s.Owner = string(article.By)
	}
	return s, nil
}

// keeper is who is told of an owner's documents: the first of those named who is
// still there and whom the configuration maps to somebody, who is named by their
// id, or whose address Slack knows; else the lead. An error says that Slack could
// not be asked: then nobody is told in place of somebody else.
func (b *Bot) keeper(ctx context.Context, owner string) (triage.PersonID, error) {
	for name := range strings.SplitSeq(owner, ",") {
		name = strings.TrimPrefix(strings.TrimSpace(name), "@")
		id := b.cfg.Knowledge.Owners[name]
		if named, ok := slackapp.OwnerID(name); ok && id == "" {
			id = named
		}
		if id != "" && b.present(ctx, id) {
			return id, nil
		}
		if strings.Contains(name, "@") {
			id, err := b.slack.ByEmail(ctx, name)
			switch {
			case triage.KindOf(err) == triage.Unavailable:
				return "", err
			case err == nil && id != "":
				return id, nil
			}
			b.log.DebugContext(ctx, "owner of documents not found in slack, the lead is told", "error", err)
		}
	}
	return b.desk.Policy.Lead(), nil
}

// present reports whether a person is not known to have left.
func (b *Bot) present(ctx context.Context, id triage.PersonID) bool {
	b.slack.Remember(ctx, []triage.PersonID{id})
	return !b.slack.Gone(string(id))
}

// Freshness are the documents that need whoever keeps them. What askers said of
// them counts where the data file can be read; told is false where it cannot.
func Freshness(ctx context.Context, cfg *config.Config, library *knowledge.Library) (pages []slackapp.WornPage, told bool, err error) {
	archive, err := OpenArchive(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		pages, err = wornPages(ctx, library, nil)
		return pages, false, err
	}
	defer archive.Close()
	pages, err = wornPages(ctx, library, archive.desk)
	return pages, true, err
}
