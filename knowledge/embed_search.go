package knowledge

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

const (
	// searchBudget bounds a search that asks the endpoint; a shorter one of the
	// caller's counts too. wordsReserve of it is left for finding by words.
	searchBudget = 1500 * time.Millisecond
	wordsReserve = 200 * time.Millisecond

	mostAsking    = 8 // questions on their way at a time; others go by words
	failuresPause = 3 // failed calls in a row after which the endpoint is left alone
	shortestPause = 30 * time.Second
	longestPause  = 10 * time.Minute

	// meaningWeight is small: models without any sense for meaning (hashed words,
	// trigrams, TF-IDF) cost at most two of the development questions with it.
	meaningWeight     = 0.15 // of nearness beside a share of words, see merge
	meaningCandidates = 20   // pages without a shared word that compete
	leastNear         = 0.5  // from which they do
	// meaningScore is what a page is worth that is believed without words: as
	// much as a page that just passes the gate.
	meaningScore = 1
)

// A meaning is a question as a vector, with the table to compare it with. The
// zero meaning has nothing to say.
type meaning struct {
	table  *vectorTable
	vector []float32
}

// question embeds a question: one call, none after failures. Whatever goes wrong
// costs the meaning, never the search.
func (e *embedder) question(ctx context.Context, text cleaned) meaning {
	if e == nil {
		return meaning{}
	}
	table := e.table.Load()
	if table == nil || !table.scale.usable {
		return meaning{}
	}
	asked := strings.TrimSpace(strings.Join([]string{text.title, text.body, text.code}, "\n"))
	if asked == "" {
		return meaning{}
	}
	vector, err := e.ask(ctx, asked, table.origin)
	if err != nil {
		e.mu.Lock()
		e.state.Fallbacks++
		e.mu.Unlock()
		return meaning{}
	}
	return meaning{table: table, vector: vector}
}

// errSkipped is a question that was not sent: there is no time, others are on
// their way, or the endpoint is left alone.
var errSkipped = errors.New("question not sent")

func (e *embedder) ask(ctx context.Context, text string, origin vectorOrigin) ([]float32, error) {
	select {
	case e.asking <- struct{}{}:
		defer func() { <-e.asking }()
	default:
		return nil, errSkipped
	}
	whole, cancel := context.WithTimeout(ctx, searchBudget)
	defer cancel()
	end, _ := whole.Deadline()
	ctx, cancel = context.WithDeadline(whole, end.Add(-wordsReserve))
	defer cancel()
	if ctx.Err() != nil || !e.mayAsk() {
		return nil, errSkipped
	}
	made, err := e.embed(ctx, []string{e.spec.QuestionPrefix + text})
	if err == nil && (made.model != origin.Answered || len(made.vectors[0]) != origin.Dimensions) {
		err = errSwitched
		e.fault(err)
		e.outdated()
	}
	e.settle(err)
	if err != nil {
		return nil, err
	}
	return made.vectors[0], nil
}

// mayAsk says whether questions are sent. Once a pause is over, one of them
// tries the endpoint for all.
func (e *embedder) mayAsk() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.now()
	if now.Before(e.state.Paused) {
		return false
	}
	if e.failed >= failuresPause {
		e.state.Paused = now.Add(shortestPause)
	}
	return true
}

// settle pauses questions after failures in a row, the longer the more there
// are, or for as long as the endpoint asks for.
func (e *embedder) settle(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err == nil {
		e.failed, e.state.Paused = 0, time.Time{}
		return
	}
	if errors.Is(err, context.Canceled) {
		return // nobody waited for it
	}
	e.failed++
	pause := time.Duration(0)
	if e.failed >= failuresPause {
		pause = min(shortestPause<<min(e.failed-failuresPause, 8), longestPause)
	}
	if fault, ok := errors.AsType[*endpointError](err); ok {
		pause = max(pause, min(fault.after, longestPause))
	}
	if pause > 0 {
		e.state.Paused = e.now().Add(pause)
	}
}

// A neighbour is a page with its passage that is nearest to a question.
type neighbour struct {
	page    *page
	section int
	cos     float64
}

// neighbours are the pages that a reader may see, by canonical id.
func (l *Library) neighbours(m meaning, v viewer) map[string]neighbour {
	found := map[string]neighbour{}
	for i, cos := range m.table.similarities(m.vector) {
		row := m.table.rows[i]
		p, section := row.page, row.section
		if s := l.shards[p.lang]; s == nil || s.find(p.id) != p {
			if s == nil {
				continue
			}
			// The page has changed since it was embedded: it still is about
			// the same, but its sections are others.
			if p, section = s.find(p.id), 0; p == nil {
				continue
			}
		}
		if !v.sees(p) {
			continue
		}
		if have, ok := found[p.canonical]; !ok || float64(cos) > have.cos {
			found[p.canonical] = neighbour{page: p, section: section, cos: float64(cos)}
		}
	}
	return found
}

// fuse lets meaning have its say in the order of what words found, and adds
// pages that share no word with the question. first is the page that the gate
// looks at: the best one by words, whose evidence the gate's scores are about,
// unless that one does not pass and another page is near enough to be believed
// without words. Ranks come back on the scale of first's.
func (l *Library) fuse(all []contender, m meaning, v viewer, g Gauge) (first contender, fused []contender) {
	if len(all) > 0 {
		first = all[0]
	}
	if m.table == nil {
		return first, all
	}
	near := l.neighbours(m, v)
	all, strange := nearer(all, near, m.table.scale)
	all = append(all, strange...)
	if len(all) == 0 {
		return first, all
	}
	order(all)
	if first.best.page == nil || !l.gate.judge(first, g.score(first)).Shown() {
		if i := slices.IndexFunc(all, func(c contender) bool { return c.believed }); i >= 0 {
			all[i].rank = all[0].rank + all[i].rank
			order(all)
			return all[0], all
		}
	}
	if first.best.page == nil {
		return all[0], all
	}
	scale := first.rank / all[0].rank
	for i := range all {
		all[i].rank *= scale
	}
	return first, all
}

// nearer adds nearness to the ranks of contenders. strange are the nearest of
// the pages that are none. Of all pages the nearest one may be believed.
func nearer(all []contender, near map[string]neighbour, c nearnessScale) (known, strange []contender) {
	best := ""
	for canonical, n := range near {
		if best == "" || n.cos > near[best].cos || n.cos == near[best].cos && canonical < best {
			best = canonical
		}
	}
	mark := func(x *contender, n neighbour) {
		x.near = c.worth(n.cos)
		x.believed = x.canonical == best && c.believed(n.cos)
		if n.page.demoted {
			x.near *= demotedFactor
		}
		x.rank += meaningWeight * x.near
	}
	for i := range all {
		if n, ok := near[all[i].canonical]; ok {
			mark(&all[i], n)
			delete(near, all[i].canonical)
		}
	}
	for canonical, n := range near {
		x := contender{canonical: canonical, best: scored{page: n.page, section: n.section}}
		if mark(&x, n); x.near >= leastNear || x.believed {
			strange = append(strange, x)
		}
	}
	slices.SortFunc(strange, func(a, b contender) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), strings.Compare(a.canonical, b.canonical))
	})
	return all, strange[:min(len(strange), meaningCandidates)]
}
