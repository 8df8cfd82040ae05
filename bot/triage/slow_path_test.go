package triage_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
)

// The numbers of reports are computed a second time here, slowly and without
// anything that the reports are made of: neither the fold of an inquiry nor a
// summary, only the records, walked once per question that a number answers.
// Both must agree on whatever people do.

// A slow is one inquiry as its records tell it up to an instant.
type slow struct {
	id             triage.InquiryID
	opened, asked  time.Time
	area, team     string
	named          bool      // the area, by a person
	corrected      time.Time // first
	status         string    // "", or how it is closed
	closed         time.Time
	reasons        triage.Reasons
	guess          triage.Guess
	due, reply     time.Time
	replyMessage   triage.MessageRef
	breached       bool
	frozen         *promised // the first promise, once there is a second
	offered        bool
	press          triage.SelfSolve
	pressed        time.Time // last
	waits          [][2]time.Time
	reopens, again []time.Time
	nexts          [][2]time.Time // of the answer, of what it answers
}

type promised struct {
	due, reply time.Time
	breached   bool
}

func (s slow) promise() promised {
	if s.frozen != nil {
		return *s.frozen
	}
	return promised{s.due, s.reply, s.breached}
}

// told reads the records of one inquiry up to an instant. Reasons given later
// to a closing that stands at it belong to it.
func told(records []triage.Record, to time.Time) slow {
	var s slow
	var unanswered time.Time
	endWait := func(at time.Time) {
		if n := len(s.waits); n > 0 && s.waits[n-1][1].IsZero() {
			s.waits[n-1][1] = at
		}
	}
	over := false // the closing at to
	for _, r := range records {
		if !r.At.Before(to) {
			switch e := r.Event.(type) { //nolint:gochecksumtype // of all events, these end or explain a closing
			case triage.Reopened, triage.Resolved:
				over = true
			case triage.Reasoned:
				if !over && s.status == "resolved" {
					s.reasons, s.guess = e.Reasons, e.Guess
				}
			}
			continue
		}
		switch e := r.Event.(type) { //nolint:gochecksumtype // of all events, the figures come from these
		case triage.Asked:
			s.id, s.opened, s.asked, s.due = triage.InquiryID(r.Subject), r.At, e.At, e.Due
			s.area, s.team, s.named = e.Area.Key, string(e.Team), e.Area.By != ""
		case triage.Suggested:
			s.offered = e.Answered
		case triage.Answered:
			s.press, s.pressed = e.State, r.At
		case triage.Reclassified:
			if e.Area != "" {
				if s.corrected.IsZero() && !s.named && s.area != "" && s.area != e.Area {
					s.corrected = r.At
				}
				s.area, s.named = e.Area, true
			}
			if e.Clock != "" {
				s.due = e.Due
			}
		case triage.Breached:
			s.breached = true
		case triage.Replied:
			at := e.Message.TS.Time()
			if e.Member && !unanswered.IsZero() && !at.Before(unanswered) {
				s.nexts = append(s.nexts, [2]time.Time{at, unanswered})
				unanswered = time.Time{}
			} else if e.Added && !s.reply.IsZero() && s.status == "" && unanswered.IsZero() {
				unanswered = at
			}
			if e.First {
				s.reply, s.replyMessage = at, e.Message
			}
		case triage.ReplyRemoved:
			if e.Message == s.replyMessage && !s.reply.IsZero() {
				s.reply, s.replyMessage = time.Time{}, triage.MessageRef{}
				if e.Next != nil {
					s.reply, s.replyMessage = e.Next.At, e.Next.Message
				}
			}
		case triage.Waited:
			if n := len(s.waits); n == 0 || !s.waits[n-1][1].IsZero() {
				s.waits = append(s.waits, [2]time.Time{r.At, {}})
			}
		case triage.Resumed:
			endWait(r.At)
		case triage.Resolved:
			s.status, s.closed, s.reasons, s.guess = "resolved", r.At, e.Reasons, e.Guess
			endWait(r.At)
		case triage.Reasoned:
			s.reasons, s.guess = e.Reasons, e.Guess
		case triage.Merged:
			s.status, s.closed = "duplicate", r.At
			endWait(r.At)
		case triage.Withdrew:
			s.status, s.closed = "withdrawn", r.At
			endWait(r.At)
		case triage.Reopened:
			s.status, s.closed, s.reasons, s.guess = "", time.Time{}, triage.Reasons{}, triage.Guess{}
			if !e.Undo {
				s.reopens = append(s.reopens, r.At)
			}
			if e.Recontact != "" && !e.Undo {
				s.again = append(s.again, r.At)
			}
			if s.area == knowledge.AreaNotInquiry {
				s.area, s.named = "", false
			}
			if !e.Start.IsZero() {
				if s.frozen == nil {
					s.frozen = &promised{s.due, s.reply, s.breached}
				}
				s.due, s.reply, s.replyMessage, s.breached = e.Due, time.Time{}, triage.MessageRef{}, false
			}
		}
		if s.status != "" {
			unanswered = time.Time{}
		}
	}
	return s
}

// figures are the numbers of a report that are compared.
type figures struct {
	Asked, Before, Earlier, Replied, InTime, Judged, Breached           int
	Resolved, Carried, Withdrawn, Duplicates, WorkItems                 int
	MedianReply, MedianResolve, MedianNext                              time.Duration
	NextReplies, Reasoned, Offered, Confirmed, Escalated, Silent        int
	Classified, Corrected, Reopened, Recontacts, Guessed, Kept          int
	Minutes, Timed                                                      int
	Solvers, Docs, Classes, Areas, Teams, AutomationAsks, AutomationMin map[string]int
	Oldest                                                              []triage.InquiryID
}

func reported(d triage.Digest) figures {
	f := figures{
		Asked: d.Asked, Before: d.Before, Earlier: int(d.FourWeek*4 + 0.5), Replied: d.Replied, InTime: d.InTime, Judged: d.Judged, Breached: d.Breached,
		Resolved: d.Resolved, Carried: d.Carried, Withdrawn: d.Withdrawn, Duplicates: d.Duplicates, WorkItems: d.WorkItems,
		MedianReply: d.MedianReply, MedianResolve: d.MedianResolve, MedianNext: d.MedianNext,
		NextReplies: d.NextReplies, Reasoned: d.Reasoned, Offered: d.Offered, Confirmed: d.Confirmed, Escalated: d.Escalated, Silent: d.Silent,
		Classified: d.Classified, Corrected: d.Corrected, Reopened: d.Reopened, Recontacts: d.Recontacts, Guessed: d.Guessed, Kept: d.GuessKept,
		Minutes: d.Minutes, Timed: d.Timed, Solvers: d.Solvers, Docs: d.Docs, Classes: map[string]int{}, Areas: map[string]int{}, Teams: map[string]int{},
		AutomationAsks: map[string]int{}, AutomationMin: map[string]int{}, Oldest: d.Oldest,
	}
	for c, n := range d.Classes {
		f.Classes[string(c)] = n
	}
	for _, c := range d.Areas {
		f.Areas[c.Key] = c.N
	}
	for _, c := range d.Teams {
		f.Teams[c.Key] = c.N
	}
	for _, a := range d.Automation {
		f.AutomationAsks[a.Area], f.AutomationMin[a.Area] = a.Asks, a.Minutes
	}
	return f
}

// recount computes the figures of a period from all records by subject.
func recount(all map[string][]triage.Record, p triage.Period, loc *time.Location) figures {
	from, to := p.Bounds(loc)
	before, _ := p.Previous().Bounds(loc)
	earliest, _ := p.Previous().Previous().Previous().Previous().Bounds(loc)
	f := figures{
		Solvers: map[string]int{}, Docs: map[string]int{}, Classes: map[string]int{}, Areas: map[string]int{}, Teams: map[string]int{},
		AutomationAsks: map[string]int{}, AutomationMin: map[string]int{},
	}
	within := func(t time.Time) bool { return !t.Before(from) && t.Before(to) }
	var replies, resolves, nexts []time.Duration
	var open []slow
	for _, records := range all {
		s := told(records, to)
		if s.id == "" {
			continue
		}
		if s.status == "" {
			f.Carried++
			open = append(open, s)
		}
		f.Reopened += len(slices.DeleteFunc(s.reopens, func(t time.Time) bool { return !within(t) }))
		f.Recontacts += len(slices.DeleteFunc(s.again, func(t time.Time) bool { return !within(t) }))
		for _, n := range s.nexts {
			if within(n[0]) {
				nexts = append(nexts, n[0].Sub(n[1]))
			}
		}
		if s.status == "resolved" && within(s.closed) {
			f.Resolved++
			resolves = append(resolves, s.working())
			f.closing(s)
		}
		f.guesses(s, within)
		switch {
		case within(s.opened):
			f.asked(s, to)
			if reply := s.promise().reply; !reply.IsZero() {
				replies = append(replies, reply.Sub(s.asked))
			}
		case !s.opened.Before(before) && s.opened.Before(from):
			f.Before++
			f.Earlier++
		case !s.opened.Before(earliest) && s.opened.Before(from):
			f.Earlier++
		}
	}
	f.WorkItems, f.Replied, f.NextReplies = f.Asked-f.Duplicates, len(replies), len(nexts)
	f.MedianReply, f.MedianResolve, f.MedianNext = middle(replies), middle(resolves), middle(nexts)
	slices.SortFunc(open, func(a, b slow) int { return cmp.Or(a.asked.Compare(b.asked), a.id.Compare(b.id)) })
	for _, s := range open[:min(5, len(open))] {
		f.Oldest = append(f.Oldest, s.id)
	}
	return f
}

func (f *figures) asked(s slow, to time.Time) {
	f.Asked++
	f.Areas[s.area]++
	f.Teams[s.team]++
	switch s.status {
	case "duplicate":
		f.Duplicates++
	case "withdrawn":
		f.Withdrawn++
	}
	p := s.promise()
	switch {
	case !p.reply.IsZero() && !p.reply.After(p.due):
		f.Judged++
		f.InTime++
	case !p.reply.IsZero(), p.breached, s.frozen == nil && s.status == "" && to.After(p.due):
		f.Judged++
		f.Breached++
	}
}

// guesses are the figures of what was guessed: the pages, and the area.
func (f *figures) guesses(s slow, within func(time.Time) bool) {
	asked, corrected := within(s.opened), within(s.corrected)
	if s.offered && (asked || within(s.pressed)) {
		f.Offered++
		switch s.press {
		case triage.SelfSolveConfirmed:
			f.Confirmed++
		case triage.SelfSolveEscalated:
			f.Escalated++
		case triage.SelfSolveSilent:
			f.Silent++
		}
	}
	if corrected {
		f.Corrected++
	}
	if corrected || asked && !s.named && s.area != "" {
		f.Classified++
	}
}

func (f *figures) closing(s slow) {
	r := s.reasons
	if r.Minutes > 0 {
		f.Timed++
		f.Minutes += r.Minutes
	}
	if r.Solver == 0 || r.Docs == 0 {
		return
	}
	f.Reasoned++
	f.Solvers[r.Solver.String()]++
	f.Docs[r.Docs.String()]++
	if s.guess.Solver != 0 {
		f.Guessed++
		if s.guess.Solver == r.Solver {
			f.Kept++
		}
	}
	if s.guess.Docs != 0 {
		f.Guessed++
		if s.guess.Docs == r.Docs {
			f.Kept++
		}
	}
	f.Classes[published(r)]++
	if r.Solver == triage.SolverPlatformForNow {
		f.AutomationAsks[s.area]++
		f.AutomationMin[s.area] += r.Minutes
	}
}

// published is the class of reasons by the table of the published breakdown.
func published(r triage.Reasons) string {
	for _, row := range []struct {
		class string
		holds bool
	}{
		{"platform_only", r.Solver == triage.SolverPlatformOnly},
		{"platform_for_now", r.Solver == triage.SolverPlatformForNow},
		{"documented_not_found", r.Docs == triage.DocsExistsNotFound},
		{"not_documented", r.Docs == triage.DocsMissing},
		{"app_team", r.Solver == triage.SolverAppTeam},
	} {
		if row.holds {
			return row.class
		}
	}
	return "other"
}

// working is the time from question to resolution, second by second without
// those in which the asker owed an answer.
func (s slow) working() time.Duration {
	took := s.closed.Sub(s.asked)
	for _, w := range s.waits {
		from, to := w[0], w[1]
		if to.IsZero() || to.After(s.closed) {
			to = s.closed
		}
		if from.Before(s.asked) {
			from = s.asked
		}
		if to.After(from) {
			took -= to.Sub(from)
		}
	}
	return took
}

// middle is the value that at least half of all do not exceed, the lowest one.
func middle(values []time.Duration) time.Duration {
	best := time.Duration(0)
	for i, v := range values {
		upTo := 0
		for _, other := range values {
			if other <= v {
				upTo++
			}
		}
		if 2*upTo >= len(values) && (i == 0 || best == 0 || v < best) {
			best = v
		}
	}
	return best
}

// dueAfter walks the minutes of business days until the target has passed.
func dueAfter(asked time.Time, target time.Duration, open func(time.Time) bool) time.Time {
	at := asked
	for left := target; left > 0; {
		step := min(left, at.Truncate(time.Minute).Add(time.Minute).Sub(at))
		if open(at) {
			left -= step
		}
		at = at.Add(step)
	}
	return at
}

// A throng lets chance act on a desk with a real store.
type throng struct {
	*office
	*rand.Rand
	asked []triage.InquiryID
}

func newThrong(t *testing.T, seed uint64) *throng {
	t.Helper()
	w := &throng{office: newOffice(t).rota(), Rand: rand.New(rand.NewPCG(seed, 1))}
	if seed%2 == 1 {
		loc, err := time.LoadLocation("America/New_York") // the clocks change on 2 November
		require.NoError(t, err)
		w.Policy.Calendar, err = rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 09:00-17:00"}, Holidays: rotation.Lines{"jp"}}.Build(loc)
		require.NoError(t, err)
	}
	w.Policy.SLA = triage.SLA{Target: triage.Target{Clock: "business_days", FirstReply: 24 * time.Hour}}
	w.Policy.Stale = triage.Stale{Ask: 3, Close: 1}
	w.Adviser = fickle{w.Rand}
	w.at("2025-10-22 09:00")
	return w
}

// fickle finds a page, and an area, for every other question.
type fickle struct{ *rand.Rand }

func (f fickle) Advise(context.Context, string, triage.Lang) (a knowledge.Advice, err error) {
	a.Classification.Area = knowledge.Guess{Key: []string{"", "ci_cd", "network"}[f.IntN(3)], Sure: f.IntN(2) == 0}
	if f.IntN(2) == 0 {
		a.Answered, a.Hits = true, []knowledge.Hit{{Page: "handbook/a.md", Title: "A page", URL: "https://docs.example.com/a"}}
	}
	return a, nil
}

// later moves the clock: by minutes or days, or to an edge of a day.
func (w *throng) later() {
	switch w.IntN(8) {
	case 0:
		w.now = w.now.Add(time.Duration(w.IntN(40*60)) * time.Minute)
	case 1:
		local := w.now.In(w.Policy.Calendar.Location())
		edge := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, local.Location())
		w.now = edge.Add(time.Duration(w.IntN(3)-1) * time.Second)
	default:
		w.now = w.now.Add(time.Duration(w.IntN(5*60)) * time.Minute)
	}
	w.beat()
}

// act has somebody do something; what is refused leaves no trace.
func (w *throng) act() {
	pick := func(ids ...triage.PersonID) triage.PersonID { return ids[w.IntN(len(ids))] }
	by := pick(sato, kato, tanaka, suzuki)
	at := w.now
	if w.IntN(4) == 0 { // read back from history
		at = at.Add(-time.Duration(w.IntN(30*60)) * time.Minute)
	}
	w.n++
	message := triage.MessageRef{Channel: "CASK", TS: triage.MessageTS(fmt.Sprintf("%d.%06d", at.Unix(), w.n))}
	if len(w.asked) == 0 || w.IntN(6) == 0 {
		out, err := w.Handle(w.t.Context(), triage.Order{Key: fmt.Sprint("k", w.n), By: by, At: at, Command: triage.Ask{
			Asker: by, Text: []string{"GPU node pool quota", "OIDC role", "VPC peering route"}[w.IntN(3)], Team: []triage.TeamID{"payments", "search", ""}[w.IntN(3)],
			Place: triage.Place{Channel: "CASK", Thread: message.TS}, Source: message, Late: !at.Equal(w.now),
		}})
		require.NoError(w.t, err)
		w.asked = append(w.asked, triage.InquiryID(out.Subject))
		return
	}
	some := w.asked[max(0, len(w.asked)-12):]
	if w.IntN(4) == 0 {
		some = w.asked
	}
	id, other := some[w.IntN(len(some))], some[w.IntN(len(some))]
	given := triage.Reasons{
		Solver: triage.Solver(w.IntN(6)), Docs: triage.Documented(w.IntN(6)), Minutes: 15 * w.IntN(5), Note: "raised it",
	}
	guess := triage.Guess{Solver: triage.Solver(w.IntN(6)), Docs: triage.Documented(w.IntN(6))}
	commands := []triage.Command{
		triage.Claim{},
		triage.Wait{Reason: "asked for the log"},
		triage.Resume{},
		triage.Reply{Message: message, Text: "look at it"},
		triage.Reply{Message: message, Text: "look at it"},
		triage.Reclassify{Area: []string{"ci_cd", "network"}[w.IntN(2)]},
		triage.Reclassify{Urgency: triage.UrgencyUrgent},
		triage.Feedback{Answer: triage.Answer(1 + w.IntN(4))},
		triage.Resolve{Reasons: given, Guess: guess},
		triage.Resolve{},
		triage.GiveReasons{Reasons: given, Guess: guess},
		triage.Reopen{Undo: w.IntN(2) == 0},
		triage.Withdraw{NotInquiry: w.IntN(3) == 0},
		triage.Duplicate{Of: other},
		triage.AnswerRecontact{Same: w.IntN(3) > 0},
	}
	q := w.read(id)
	if len(q.Replies) > 0 {
		commands = append(commands, triage.RemoveReply{Message: q.Replies[w.IntN(len(q.Replies))].Message})
	}
	if q.Again != "" && w.IntN(2) == 0 {
		commands = []triage.Command{triage.AnswerRecontact{Same: true}}
	}
	_, err := w.Handle(w.t.Context(), triage.Order{
		Key: fmt.Sprint("k", w.n), By: by, Inquiry: id, At: at, Command: commands[w.IntN(len(commands))],
	})
	if err != nil {
		require.NotEqual(w.t, triage.Internal, triage.KindOf(err), "%v", err)
	}
}

// records are the histories of all inquiries.
func (w *throng) records() map[string][]triage.Record {
	all := map[string][]triage.Record{}
	require.NoError(w.t, w.Store.View(w.t.Context(), func(r triage.Reader) error {
		for e := range r.Entries(time.Time{}, w.now.AddDate(1, 0, 0)) {
			if _, ok := triage.SubjectInquiry(e.Subject); !ok || e.N > 1 {
				continue
			}
			for rec, err := range r.History(e.Subject) {
				if err != nil {
					return err
				}
				all[e.Subject] = append(all[e.Subject], rec)
			}
		}
		return nil
	}))
	return all
}

func (w *throng) digest(p triage.Period) triage.Digest {
	d, err := w.Digest(w.t.Context(), p)
	require.NoError(w.t, err)
	return d
}

// unsettled are the figures that people complete in the days after.
func (f figures) unsettled() figures {
	f.Reasoned, f.Guessed, f.Kept, f.Minutes, f.Timed = 0, 0, 0, 0, 0
	f.Solvers, f.Docs, f.Classes, f.AutomationAsks, f.AutomationMin = nil, nil, nil, nil, nil
	return f
}

func TestReportsEqualTheSlowPath(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { checkSlowPath(t, seed, 120) })
	}
}

func checkSlowPath(t *testing.T, seed uint64, acts int) {
	w := newThrong(t, seed)
	loc := w.Policy.Calendar.Location()
	posted := map[triage.Period]figures{} // as the report said when its period was over
	week := triage.PeriodOf(w.now, loc)
	first := week
	for range acts {
		w.later()
		for ; triage.PeriodOf(w.now, loc) > week; week = week.Next() {
			posted[week] = reported(w.digest(week)).unsettled()
		}
		w.act()
		w.digest(week) // what it read must not be taken for what comes
	}
	w.now = w.now.AddDate(0, 0, 1)
	all := w.records()
	last := triage.PeriodOf(w.now, loc)
	w.now = w.now.AddDate(0, 0, 7) // the last week is over too
	months, total := []triage.Period{"2025-10", "2025-11", "2025-12", "2026-01"}, 0
	for p := first; p <= last; p = p.Next() {
		d := w.digest(p)
		require.Equal(t, recount(all, p, loc), reported(d), "%s", p)
		require.Equal(t, w.recountShare(all, p), w.share(p), "%s", p)
		if then, ok := posted[p]; ok {
			require.Equal(t, then, reported(d).unsettled(), "%s as it was posted", p)
		}
		rows, err := w.Export(t.Context(), p)
		require.NoError(t, err)
		require.Len(t, rows, d.Asked, "%s", p)
		require.Len(t, slices.DeleteFunc(rows, func(r triage.ExportRow) bool { return !r.Breached }), d.Breached, "%s", p)
		total += d.Asked
	}
	require.Len(t, w.asked, total, "each inquiry is of one week")
	for _, p := range months {
		d := w.digest(p)
		require.Equal(t, recount(all, p, loc), reported(d), "%s", p)
		total -= d.Asked
	}
	require.Zero(t, total, "and of one month")
	w.checkTrend(all, last)
	w.checkDue(all)
	w.checkUnread()
}

func (w *throng) checkTrend(all map[string][]triage.Record, last triage.Period) {
	loc := w.Policy.Calendar.Location()
	points, err := w.Trend(w.t.Context(), last, 4)
	require.NoError(w.t, err)
	_, end := last.Bounds(loc)
	for _, p := range points {
		from, to := p.Period.Bounds(loc)
		asked, unexplained, classes := 0, 0, map[triage.CloseClass]int{}
		var replies []time.Duration
		for _, records := range all {
			s := told(records, end)
			if s.id == "" || s.opened.Before(from) || !s.opened.Before(to) {
				continue
			}
			asked++
			if s.status == "resolved" && s.reasons.Solver != 0 && s.reasons.Docs != 0 {
				classes[triage.CloseClass(published(s.reasons))]++
			} else {
				unexplained++
			}
			if reply := s.promise().reply; !reply.IsZero() {
				replies = append(replies, reply.Sub(s.asked))
			}
		}
		require.Equal(w.t, triage.TrendPoint{
			Period: p.Period, From: from, Asked: asked, Classes: classes, Unexplained: unexplained, Replied: len(replies), MedianReply: middle(replies),
		}, p)
	}
}

// checkUnread compares with a desk that has read nothing before.
func (w *throng) checkUnread() {
	unread := &triage.Desk{Store: w.Store, Policy: w.Policy, Default: w.Default, Schedules: w.Schedules, Now: w.Now, Log: w.Log}
	same := func(what string, of func(d *triage.Desk) (any, error)) {
		known, err := of(w.Desk)
		require.NoError(w.t, err)
		fresh, err := of(unread)
		require.NoError(w.t, err)
		require.Equal(w.t, fresh, known, what)
	}
	ctx, from := w.t.Context(), w.now.AddDate(0, -2, 0)
	same("gaps", func(d *triage.Desk) (any, error) { return d.Gaps(ctx) })
	same("backlog", func(d *triage.Desk) (any, error) { return d.SelfService(ctx) })
	same("judgements", func(d *triage.Desk) (any, error) { return d.Judgements(ctx) })
	same("efforts", func(d *triage.Desk) (any, error) { return d.Efforts(ctx, from, w.now, "") })
	same("an area", func(d *triage.Desk) (any, error) {
		return d.DigestOf(ctx, triage.MonthOf(w.now, w.Policy.Calendar.Location()), "network")
	})
}

func (w *throng) checkDue(all map[string][]triage.Record) {
	for id, records := range all {
		asked, ok := records[0].Event.(triage.Asked)
		require.True(w.t, ok, id)
		due := dueAfter(asked.At, asked.Target, w.Policy.Calendar.IsBusinessDay)
		require.True(w.t, due.Equal(asked.Due), "%s asked at %s is due at %s, want %s", id, asked.At, asked.Due, due)
	}
}
