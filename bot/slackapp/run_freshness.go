package slackapp

import (
	"context"
	"regexp"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// pageWorn is the value of the button for the next page of documents that need
// somebody.
const pageWorn = "worn|"

// asksFreshness reports whether words to be searched for ask which documents
// need somebody. Of whoever keeps none the search itself is answered.
func (a *App) asksFreshness(r request) bool {
	return r.slash && !r.guest && a.deps.Worn != nil && is(r.rest, phrase.ArgFreshness)
}

// runFreshness lists the documents that need whoever keeps them: to leads all,
// to others those they keep.
func (a *App) runFreshness(ctx context.Context, r request) (reply, error) {
	a.worked(ctx, r, reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		pages, err := a.wornFor(ctx, r.act)
		if err == nil && len(pages) == 0 && !a.empowered(r.act) {
			return a.searched(ctx, b, r, a.text(r.raw)), nil
		}
		return a.wornPage(ctx, b, r.act, pages, err, 0), nil
	}})
	return reply{}, nil
}

// wornFor are the documents that need somebody, as far as who asks may list
// them.
func (a *App) wornFor(ctx context.Context, c act) ([]WornPage, error) {
	if a.deps.Worn == nil || c.guest {
		return nil, nil
	}
	if a.desk.Policy.Decides(c.by) {
		return a.deps.Worn(ctx, "")
	}
	return a.deps.Worn(ctx, c.by)
}

// wornPage is one page of the list, after as many as were shown before.
func (a *App) wornPage(ctx context.Context, b phrase.Book, c act, all []WornPage, err error, from int) message {
	lead := a.desk.Policy.Decides(c.by)
	head, none, advice := phrase.WornHead, phrase.WornNone, phrase.WornAdvice
	if lead {
		head, none, advice = phrase.WornHeadAll, phrase.WornNoneAll, phrase.WornAdviceAll
	}
	switch {
	case err != nil:
		a.log.ErrorContext(ctx, "documents not judged", "error", err)
		return textBlock(b.Say(phrase.DocsAway))
	case len(all) == 0:
		return textBlock(b.Say(none))
	}
	from = min(from, len(all)-1)
	page := all[from:min(from+pageSize, len(all))]
	lines := []string{b.Say(head, "n", itoa(len(all)))}
	for _, p := range page {
		line := a.wornLine(b, p)
		if lead && p.Owner != "" {
			line += sep(b) + b.Say(phrase.WornOwner, "who", escape(oneLine(a.ownerNames(ctx, p.Owner), 60)))
		}
		lines = append(lines, line)
	}
	left := len(all) - from - len(page)
	if left == 0 {
		return sections(append(lines, b.Say(advice)))
	}
	m := sections(lines)
	m.text += "\n" + b.Say(phrase.AndMore, "n", itoa(left))
	m.blocks = append(m.blocks, nextPageButton(b, pageWorn+itoa(from+len(page)), left))
	return m
}

// ownerNames are owners as they are written, those who are named by their ids by
// what they are called.
func (a *App) ownerNames(ctx context.Context, owner string) string {
	names := strings.Split(owner, ",")
	for n, name := range names {
		if id, ok := OwnerID(name); ok {
			name = a.name(ctx, id)
		}
		names[n] = strings.TrimSpace(name)
	}
	return strings.Join(names, ", ")
}

// personID is how Slack names people.
var personID = regexp.MustCompile(`^[UW][A-Z0-9]{4,}$`)

// OwnerID is who is named by their id as the owner of a document.
func OwnerID(name string) (triage.PersonID, bool) {
	id := strings.TrimPrefix(strings.TrimSpace(name), "@")
	return triage.PersonID(id), personID.MatchString(id)
}
