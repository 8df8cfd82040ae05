package triage_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
)

// An office is a desk on a real store whose clock the test sets.
type office struct {
	*triage.Desk
	t   testing.TB
	now time.Time
	n   int

	file string // of the store
}

const (
	sato   = triage.PersonID("USATO")
	tanaka = triage.PersonID("UTANAKA")
	suzuki = triage.PersonID("USUZUKI")
)

func newOffice(t testing.TB) *office {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	cal, err := rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}, Holidays: rotation.Lines{"jp"}}.Build(loc)
	require.NoError(t, err)
	o := &office{t: t, file: filepath.Join(t.TempDir(), "toban.db")}
	clock := func() time.Time { return o.now }
	store, err := boltstore.Open(o.file, boltstore.Options{Now: clock})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	o.Desk = &triage.Desk{
		Store: store, Now: clock, Default: "platform", Log: slog.New(slog.DiscardHandler),
		Policy: triage.Policy{Members: []triage.PersonID{tanaka, suzuki}, Calendar: cal},
	}
	return o
}

// at sets the clock, in the team's zone.
func (o *office) at(text string) *office {
	o.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, o.Policy.Calendar.Location())
	require.NoError(o.t, err)
	o.now = at
	return o
}

func (o *office) order(id triage.InquiryID, by triage.PersonID, c triage.Command) triage.InquiryID {
	o.t.Helper()
	o.n++
	out, err := o.Handle(context.Background(), triage.Order{Key: fmt.Sprint("k", o.n), By: by, Inquiry: id, At: o.now, Command: c})
	require.NoError(o.t, err)
	return triage.InquiryID(out.Subject)
}

func (o *office) ask(text string) triage.InquiryID {
	return o.order("", sato, triage.Ask{Asker: sato, Text: text, Team: "payments", Place: triage.Place{Channel: "CASK", Thread: o.ts()}})
}

func (o *office) ts() triage.MessageTS {
	return triage.MessageTS(fmt.Sprintf("%d.%06d", o.now.Unix(), o.n))
}

func (o *office) reply(id triage.InquiryID, by triage.PersonID) {
	o.order(id, by, triage.Reply{Message: triage.MessageRef{Channel: "CASK", TS: o.ts()}, Text: "see the page"})
}

func (o *office) resolve(id triage.InquiryID, by triage.PersonID, r triage.Reasons) {
	o.order(id, by, triage.Resolve{Reasons: r})
}

func reasons(minutes int) triage.Reasons {
	return triage.Reasons{Solver: triage.SolverPlatformOnly, Docs: triage.DocsNotAMatter, Minutes: minutes, Note: "=fixed()"}
}

// seasons are three weeks: two inquiries, none, three of which one is open.
func (o *office) seasons() {
	a := o.at("2025-11-04 11:00").ask("first")
	b := o.at("2025-11-05 11:00").ask("second")
	o.at("2025-11-05 12:00").reply(b, tanaka)
	o.at("2025-11-05 13:00").resolve(b, tanaka, reasons(60))
	o.at("2025-11-06 11:00").reply(a, suzuki)
	o.at("2025-11-06 11:10").resolve(a, suzuki, triage.Reasons{})
	c := o.at("2025-11-17 10:05").ask("third")
	o.at("2025-11-17 10:10").reply(c, tanaka)
	o.at("2025-11-17 20:00").reply(c, tanaka)
	o.at("2025-11-17 20:10").resolve(c, tanaka, reasons(400))
	d := o.at("2025-11-18 10:00").ask("fourth")
	o.at("2025-11-18 12:00").reply(d, suzuki)
	o.at("2025-11-18 12:10").resolve(d, suzuki, reasons(0))
	o.at("2025-11-20 10:00").ask("fifth")
	o.at("2025-11-21 18:00")
}

func TestTrendAgreesWithTheReports(t *testing.T) {
	o := newOffice(t)
	o.seasons()
	points, err := o.Trend(t.Context(), "2025-W47", 4)
	require.NoError(t, err)
	var got []string
	for _, p := range points {
		got = append(got, fmt.Sprintf("%s asked %d, platform only %d, unexplained %d, replied %d in %s",
			p.Period, p.Asked, p.Classes[triage.ClassOnlyPlatform], p.Unexplained, p.Replied, p.MedianReply))
		d, err := o.Digest(t.Context(), p.Period)
		require.NoError(t, err)
		require.Equal(t, d.Asked, p.Asked)
	}
	require.Equal(t, []string{
		"2025-W44 asked 0, platform only 0, unexplained 0, replied 0 in 0s",
		"2025-W45 asked 2, platform only 1, unexplained 1, replied 2 in 1h0m0s",
		"2025-W46 asked 0, platform only 0, unexplained 0, replied 0 in 0s",
		"2025-W47 asked 3, platform only 2, unexplained 1, replied 2 in 5m0s",
	}, got)

	then, err := o.Trend(t.Context(), "2025-W45", 1)
	require.NoError(t, err)
	require.Equal(t, points[1], then[0])
}

func TestMonthIsTheSumOfItsDays(t *testing.T) {
	o := newOffice(t)
	o.at("2025-10-31 23:00").ask("in October")
	o.seasons()
	d, err := o.Digest(t.Context(), "2025-11")
	require.NoError(t, err)
	require.Equal(t, 5, d.Asked)
	require.Equal(t, 1, d.Before)
	require.InDelta(t, 0.25, d.FourWeek, 0)
	require.Equal(t, 4, d.Resolved)
	require.Equal(t, 460, d.Minutes)
}

func TestEffortsAreSpreadOverWhoWorked(t *testing.T) {
	o := newOffice(t)
	o.seasons()
	from, to := triage.Period("2025-W47").Bounds(o.Policy.Calendar.Location())
	got, err := o.Efforts(t.Context(), from, to, "")
	require.NoError(t, err)
	require.Equal(t, []triage.Effort{
		{Person: tanaka, Inquiries: 1, Minutes: 400, Interruptions: 2, OutOfHours: 1, HeavyDays: 1},
		{Person: suzuki, Inquiries: 1, Interruptions: 1, Untimed: 1},
	}, got)
}

func TestExportHoldsWhatTheReportCounts(t *testing.T) {
	o := newOffice(t)
	o.seasons()
	o.order("", sato, triage.Ask{Asker: sato, Text: "a secret", Place: triage.Place{Channel: "GPRIVATE", Thread: o.ts(), Private: true}})
	rows, err := o.Export(t.Context(), "2025-W47")
	require.NoError(t, err)
	var csvFile, jsonFile bytes.Buffer
	require.NoError(t, triage.ExportCSV(&csvFile, rows))
	require.NoError(t, triage.ExportJSON(&jsonFile, rows))
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(csvFile.String(), "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, lines, 5)
	for _, l := range lines {
		require.Len(t, l, len(lines[0]))
	}
	d, err := o.Digest(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.Len(t, rows, d.Asked)
	require.Equal(t, "INQ-3", lines[1][0])
	require.Contains(t, lines[1], "'=fixed()", "a spreadsheet runs no note")
	require.NotContains(t, csvFile.String()+jsonFile.String(), "a secret")
	require.Contains(t, jsonFile.String(), `"first_reply_minutes": 5`)
	require.NoError(t, triage.ExportJSON(&jsonFile, nil))
	require.True(t, strings.HasSuffix(jsonFile.String(), "[]\n"))
}

// What happens after a week is in the next report, and so it is in the rows of
// the week, whenever they are read.
func TestExportIsJudgedAsTheReportIs(t *testing.T) {
	o := newOffice(t)
	o.Policy.SLA = triage.SLA{Target: triage.Target{Clock: "elapsed", FirstReply: 24 * time.Hour}}
	late := o.at("2025-11-19 11:00").ask("late within the week")
	o.at("2025-11-20 11:01").beat()
	o.at("2025-11-20 12:00").reply(late, tanaka)
	over := o.at("2025-11-23 14:00").ask("late after the week")
	fixed := o.ask("solved after the week")
	o.at("2025-11-23 15:00").reply(fixed, tanaka)
	o.at("2025-11-24 09:00").resolve(fixed, tanaka, reasons(30))
	o.order(fixed, sato, triage.Reopen{})
	o.at("2025-11-24 14:01").beat()
	o.at("2025-11-24 15:00").reply(over, tanaka)
	o.order(over, sato, triage.Edit{Text: "in other words", At: o.ts()})
	require.True(t, o.read(over).Breached)

	d, err := o.Digest(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.Equal(t, []int{2, 2, 1, 1, 0, 3}, []int{d.Replied, d.Judged, d.InTime, d.Breached, d.Resolved, d.Carried})
	rows, err := o.Export(t.Context(), "2025-W47")
	require.NoError(t, err)
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprintf("%s %s: answered %t, breached %t, reopened %d, %s", r.ID, r.Status, r.FirstReplyAt != nil, r.Breached, r.Reopens, r.Text))
	}
	require.Equal(t, []string{
		"INQ-1 in_progress: answered true, breached true, reopened 0, late within the week",
		"INQ-2 open: answered false, breached false, reopened 0, in other words",
		"INQ-3 in_progress: answered true, breached false, reopened 0, solved after the week",
	}, got)
}

// A question that came back was promised a second reply; the week counts the
// first.
func TestExportHoldsTheFirstPromise(t *testing.T) {
	o := newOffice(t)
	o.Policy.SLA = triage.SLA{Target: triage.Target{Clock: "elapsed", FirstReply: 24 * time.Hour}}
	old := o.at("2025-11-17 11:00").ask("AssumeRole fails")
	o.at("2025-11-17 12:00").reply(old, tanaka)
	o.at("2025-11-17 13:00").resolve(old, tanaka, triage.Reasons{})
	again := o.at("2025-11-19 11:00").ask("AssumeRole fails")
	require.Equal(t, old, o.read(again).Again)
	o.order(again, sato, triage.AnswerRecontact{Same: true})
	require.Nil(t, o.read(old).FirstReply)
	rows, err := o.Export(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.Equal(t, 60, *rows[0].ReplyMinutes)
	require.Equal(t, "2025-11-18T11:00:00+09:00", rows[0].Due.Format(time.RFC3339))
}

func TestInstantsOfAnExportAreWholeSeconds(t *testing.T) {
	o := newOffice(t).at("2025-11-17 11:00")
	o.now = o.now.Add(123456789)
	id := o.ask("first")
	o.reply(id, tanaka)
	o.resolve(id, tanaka, triage.Reasons{})
	rows, err := o.Export(t.Context(), "2025-W47")
	require.NoError(t, err)
	var file bytes.Buffer
	require.NoError(t, triage.ExportJSON(&file, rows))
	require.Contains(t, file.String(), `"resolved_at": "2025-11-17T11:00:00+09:00"`)
	require.NotRegexp(t, `:00\.\d`, file.String())
}

// Nobody is silent who was asked nothing.
func TestExportHasNoSilenceWithoutSuggestions(t *testing.T) {
	o := newOffice(t).at("2025-11-17 11:00")
	o.ask("nothing fits")
	o.Adviser = offering{}
	o.ask("a page fits")
	rows, err := o.Export(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.Equal(t, []string{"", "silent"}, []string{rows[0].SelfSolve, rows[1].SelfSolve})
}

// offering finds a page for everything.
type offering struct{}

func (offering) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Answered: true, Hits: []knowledge.Hit{{Page: "handbook/a.md", Title: "A page"}}}, nil
}

// Waiting for the asker costs the team no time: neither in the report nor in
// its files.
func TestTimeToResolveLeavesOutTheWaiting(t *testing.T) {
	o := newOffice(t)
	quick := o.at("2025-11-17 11:00").ask("quick")
	o.at("2025-11-17 11:30").resolve(quick, tanaka, triage.Reasons{})
	slow := o.at("2025-11-17 12:00").ask("slow")
	o.at("2025-11-17 13:00").order(slow, tanaka, triage.Wait{Reason: "which account?"})
	o.at("2025-11-19 13:00").reply(slow, sato)
	o.at("2025-11-19 14:00").resolve(slow, tanaka, triage.Reasons{})
	o.at("2025-11-19 15:00").order(slow, sato, triage.Reopen{})
	o.at("2025-11-19 16:00").order(slow, tanaka, triage.Wait{})
	o.at("2025-11-20 16:00").resolve(slow, tanaka, triage.Reasons{})
	again := o.at("2025-11-20 17:00").ask("quick again")
	o.order(again, tanaka, triage.Duplicate{Of: quick})
	o.ask("open")
	o.at("2025-11-21 18:00")

	q, err := o.Inquiry(t.Context(), slow)
	require.NoError(t, err)
	took, ok := q.ResolveTime()
	require.True(t, ok)
	require.Equal(t, 4*time.Hour, took, "three days less two and one of waiting")

	d, err := o.Digest(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.Equal(t, 30*time.Minute, d.MedianResolve, "the lower one of two")
	require.Equal(t, 4, d.Asked)
	require.Equal(t, 3, d.WorkItems)
	var figures, list, objects bytes.Buffer
	require.NoError(t, d.WriteCSV(&figures))
	require.Contains(t, figures.String(), "\nwork_items,3\nmedian_resolve_minutes,30\n")

	rows, err := o.Export(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.NoError(t, triage.ExportCSV(&list, rows))
	lines, err := csv.NewReader(strings.NewReader(list.String())).ReadAll()
	require.NoError(t, err)
	var column []string
	for _, l := range lines {
		column = append(column, l[slices.Index(lines[0], "resolve_minutes")])
	}
	require.Equal(t, []string{"resolve_minutes", "30", "240", "", ""}, column)
	require.NoError(t, triage.ExportJSON(&objects, rows))
	require.Contains(t, objects.String(), `"resolve_minutes": 240`)
	require.Contains(t, objects.String(), `"resolve_minutes": null`)
}

func TestEffortsOfOneArea(t *testing.T) {
	o := newOffice(t)
	a := o.at("2025-11-17 11:00").ask("pipeline")
	o.order(a, tanaka, triage.Reclassify{Area: "ci_cd"})
	o.ask("network")
	o.order("INQ-2", suzuki, triage.Reclassify{Area: "network"})
	from, to := triage.Period("2025-W47").Bounds(o.Policy.Calendar.Location())
	got, err := o.Efforts(t.Context(), from, to, "ci_cd")
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.Equal(t, tanaka, got[0].Person)
}

func TestPeriodsFollowEachOther(t *testing.T) {
	for _, p := range []triage.Period{"2025-W01", "2020-W53", "2025-W47", "2025-01", "2025-12", "2024-02"} {
		from, to := p.Bounds(time.UTC)
		nextFrom, _ := p.Next().Bounds(time.UTC)
		require.Equal(t, to, nextFrom, p)
		require.Equal(t, p, p.Next().Previous())
		_, before := p.Previous().Bounds(time.UTC)
		require.Equal(t, from, before, p)
		parsed, err := triage.ParsePeriod(string(p))
		require.NoError(t, err)
		require.Equal(t, p, parsed)
	}
}

// What people paste by mistake is nowhere afterwards: not in the record, not
// in the history, not in the file, and nobody is asked about it.
func TestSecretsAreNeverKept(t *testing.T) {
	o := newOffice(t).at("2025-11-20 11:00")
	asked := &asking{}
	o.Adviser = asked
	secret := "AKIA" + "IOSFODNN7EXAMPLE"
	password := "hunter" + "2hunter2"
	text := "AssumeRole fails with " + secret + " and password=" + password
	id := o.ask(text)
	o.reply(id, tanaka)
	o.order(id, sato, triage.Edit{Text: text + " still", At: triage.MessageTS("1763604060.000100")})
	o.order(id, tanaka, triage.Wait{Reason: text})
	o.order(id, tanaka, triage.PlanStep{Text: text})
	o.resolve(id, tanaka, triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsMissing, Note: text, Page: "https://u:" + password + "@docs.example.com"})
	o.order(id, sato, triage.Reopen{Reason: text})

	q, err := o.Inquiry(t.Context(), id)
	require.NoError(t, err)
	require.Contains(t, q.Text, "AssumeRole fails with [secret:")
	require.NotEmpty(t, q.Concealed)
	data, err := os.ReadFile(o.file)
	require.NoError(t, err)
	for _, hidden := range []string{secret, password} {
		require.NotContains(t, string(data), hidden)
		require.NotContains(t, strings.Join(asked.texts, "\n"), hidden)
	}
	o.order(id, sato, triage.Edit{Text: "AssumeRole fails", At: triage.MessageTS("1763604160.000100")})
	q, err = o.Inquiry(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, q.Concealed, "the edited text has none")
}

// asking remembers what it was asked.
type asking struct{ texts []string }

func (a *asking) Advise(_ context.Context, text string, _ triage.Lang) (knowledge.Advice, error) {
	a.texts = append(a.texts, text)
	return knowledge.Advice{}, nil
}

// A reaction put and taken by the same person leaves everything as it was.
func TestSlipsAreTakenBack(t *testing.T) {
	undo := triage.Resume{Undo: true}
	for _, c := range []struct {
		name   string
		before func(*office, triage.InquiryID)
		undo   func(*office, triage.InquiryID)
		status triage.Status
		owner  triage.PersonID
	}{
		{
			"nobody's", nil,
			func(o *office, id triage.InquiryID) { o.order(id, tanaka, undo) }, triage.StatusOpen, "",
		},
		{
			"the owner's", func(o *office, id triage.InquiryID) { o.order(id, tanaka, triage.Claim{}) },
			func(o *office, id triage.InquiryID) { o.order(id, tanaka, undo) }, triage.StatusInProgress, tanaka,
		},
		{
			"answered meanwhile", nil,
			func(o *office, id triage.InquiryID) { o.reply(id, tanaka); o.order(id, tanaka, undo) }, triage.StatusInProgress, tanaka,
		},
		{
			"assigned meanwhile", nil,
			func(o *office, id triage.InquiryID) {
				o.order(id, suzuki, triage.Assign{To: suzuki})
				o.order(id, suzuki, undo)
			},
			triage.StatusInProgress, suzuki,
		},
		{
			"work goes on", nil,
			func(o *office, id triage.InquiryID) { o.order(id, tanaka, triage.Resume{}) }, triage.StatusInProgress, tanaka,
		},
	} {
		o := newOffice(t).at("2025-11-20 11:00")
		id := o.ask("AssumeRole fails")
		if c.before != nil {
			c.before(o, id)
		}
		o.order(id, tanaka, triage.Wait{})
		o.at("2025-11-20 11:01")
		c.undo(o, id)
		q := o.read(id)
		require.Equal(t, c.status, q.Status, c.name)
		require.Equal(t, c.owner, q.Owner, c.name)
	}
}

// A resolution taken back at once was none; one that did not last counts.
func TestASlipIsNotReopened(t *testing.T) {
	for _, c := range []struct {
		name    string
		at      string
		by      triage.PersonID
		reopen  triage.Reopen
		reopens int
	}{
		{"taken back at once", "2025-11-20 11:10", tanaka, triage.Reopen{Undo: true}, 0},
		{"taken back later", "2025-11-20 11:11", tanaka, triage.Reopen{Undo: true}, 1},
		{"by somebody else", "2025-11-20 11:01", sato, triage.Reopen{Undo: true}, 1},
		{"reopened on purpose", "2025-11-20 11:01", tanaka, triage.Reopen{}, 1},
	} {
		o := newOffice(t).at("2025-11-20 11:00")
		id := o.ask("AssumeRole fails")
		o.resolve(id, tanaka, triage.Reasons{})
		o.at(c.at).order(id, c.by, c.reopen)
		d, err := o.Digest(t.Context(), "2025-W47")
		require.NoError(t, err)
		require.Equal(t, c.reopens, o.read(id).Reopens, c.name)
		require.Equal(t, c.reopens, d.Reopened, c.name)
	}
}

// Whatever happens after a week, its numbers are asked for again and are the
// same.
func TestAWeekStaysAsItWasReported(t *testing.T) {
	week := triage.Period("2025-W47")
	for name, after := range map[string]func(o *office, id triage.InquiryID){
		"what had been open for long is closed": func(o *office, id triage.InquiryID) {
			o.at("2025-12-24 11:00").resolve(id, tanaka, triage.Reasons{})
		},
		"reasons are given to a closing of the week after": func(o *office, _ triage.InquiryID) {
			o.at("2025-11-25 11:00").resolve("INQ-2", tanaka, triage.Reasons{})
			o.order("INQ-2", tanaka, triage.GiveReasons{Reasons: reasons(30)})
		},
		"somebody makes an inquiry of a message of that week": func(o *office, _ triage.InquiryID) {
			o.now = o.now.AddDate(0, 0, 7)
			o.n++
			_, err := o.Handle(o.t.Context(), triage.Order{
				Key: "late", By: sato, At: o.now.AddDate(0, 0, -7),
				Command: triage.Ask{Asker: sato, Text: "of last week", Place: triage.Place{Channel: "CASK", Thread: o.ts()}},
			})
			require.NoError(o.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			id := o.at("2025-10-06 11:00").ask("asked long ago")
			o.at("2025-11-18 11:00").ask("asked in the week")
			o.at("2025-11-24 10:05")
			before, err := o.Digest(t.Context(), week)
			require.NoError(t, err)
			require.Equal(t, 2, before.Carried)
			rows, err := o.Export(t.Context(), week)
			require.NoError(t, err)
			after(o, id)
			later, err := o.Digest(t.Context(), week)
			require.NoError(t, err)
			require.Equal(t, before, later)
			again, err := o.Export(t.Context(), week)
			require.NoError(t, err)
			require.Equal(t, rows, again)
		})
	}
}

// A question that toban reads after the week in which it was written is of the
// week in which it was read: no week that was reported changes, and none loses it.
func TestAQuestionReadLateIsCountedOnce(t *testing.T) {
	o := newOffice(t).at("2025-11-24 09:00")
	_, err := o.Handle(t.Context(), triage.Order{Key: "late", By: sato, At: o.now.Add(-12 * time.Hour), Command: triage.Ask{
		Asker: sato, Text: "asked on Sunday", Place: triage.Place{Channel: "CASK", Thread: o.ts()}, Late: true,
	}})
	require.NoError(t, err)
	for week, want := range map[triage.Period]int{"2025-W47": 0, "2025-W48": 1} {
		d, err := o.Digest(t.Context(), week)
		require.NoError(t, err)
		require.Equal(t, want, d.Asked, week)
		require.Zero(t, d.Before, week)
		rows, err := o.Export(t.Context(), week)
		require.NoError(t, err)
		require.Len(t, rows, want, week)
	}
}
