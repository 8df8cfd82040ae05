package triage

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
	"toban/rotation"
)

const (
	tanaka = PersonID("UTANAKA")
	suzuki = PersonID("USUZUKI")
	yamada = PersonID("UYAMADA")
	sato   = PersonID("USATO")
	kato   = PersonID("UKATO")
)

func tokyo(t *testing.T, text string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text+strings.Repeat(":00", 2-strings.Count(text, ":")), loc)
	require.NoError(t, err)
	return at
}

func policy(t *testing.T) Policy {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	calendar, err := rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}, Holidays: rotation.Lines{"jp"}}.Build(loc)
	require.NoError(t, err)
	return Policy{
		Members: []PersonID{tanaka, suzuki}, Leads: []PersonID{yamada}, Calendar: calendar, Grace: 10 * time.Minute,
		Incident: IncidentPolicy{
			Channel:    ChannelBot,
			Severities: []SeverityLevel{{Key: "SEV-1"}, {Key: "SEV-2"}},
			Matrix: Matrix{
				Impact: []MatrixKey{{Key: "all"}, {Key: "part"}}, Pressure: []MatrixKey{{Key: "now"}, {Key: "later"}},
				Cells: map[string][]Severity{"all": {"SEV-1", "SEV-2"}, "part": {"SEV-2", NoIncident}},
			},
		},
	}
}

// A scene is one inquiry and what was decided about it so far.
type scene struct {
	t      *testing.T
	policy Policy
	q      Inquiry
	now    time.Time
	shift  rotation.Shift
	last   Decision
}

func newScene(t *testing.T, at string) *scene {
	return &scene{t: t, policy: policy(t), now: tokyo(t, at), shift: rotation.Shift{
		Primary: string(tanaka), Secondary: string(suzuki), Why: rotation.Why{Reason: rotation.OwnTurn},
	}}
}

func (s *scene) try(by PersonID, c Command, change ...func(*Facts)) error {
	f := Facts{Now: s.now, Shift: s.shift}
	for _, do := range change {
		do(&f)
	}
	q := s.q
	if q.ID == "" {
		q.ID = "INQ-1"
	}
	d, err := s.policy.Decide(State{Inquiry: q}, Order{Key: "k", By: by, At: s.now, Inquiry: q.ID, Command: c}, f)
	if err != nil {
		return err
	}
	for _, e := range d.Events {
		q = q.Apply(Record{Subject: string(q.ID), At: s.now, By: by, Event: e})
	}
	s.q, s.last = q, d
	return nil
}

func (s *scene) do(by PersonID, c Command, change ...func(*Facts)) {
	s.t.Helper()
	require.NoError(s.t, s.try(by, c, change...))
}

func (s *scene) at(text string) { s.now = tokyo(s.t, text) }

func (s *scene) names() []string {
	var names []string
	for _, n := range s.last.Notices {
		names = append(names, EnvelopeOf(n).Name)
	}
	return names
}

func advised(kind string, answered bool, u knowledge.Urgency) func(*Facts) {
	return func(f *Facts) {
		f.Advice = &knowledge.Advice{
			Classification: knowledge.Classification{Kind: knowledge.Guess{Key: kind}, Urgency: u}, Answered: answered,
			Hits: []knowledge.Hit{{Title: "OIDC", URL: "https://docs.example.com/oidc"}},
		}
	}
}

func (s *scene) ask(change ...func(*Facts)) {
	s.t.Helper()
	s.do(sato, Ask{Asker: sato, Text: "AssumeRole?", Place: Place{Channel: "C1", Thread: "1.0"}, Lang: "ja"}, change...)
}

func ts(t *testing.T, text string) MessageTS {
	t.Helper()
	return MessageTS(strconv.FormatInt(tokyo(t, text).Unix(), 10) + ".000100")
}

func reason(t *testing.T, err error) string {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	require.True(t, ok, "%v is no refusal", err)
	return e.Reason
}

func TestWhoIsToldWhenAnInquiryComesIn(t *testing.T) {
	const open, night = "2025-11-20 15:04", "2025-11-20 23:00"
	for _, c := range []struct {
		name, at string
		advice   func(*Facts)
		notices  []string
		reminder ReminderKind
	}{
		{"a page may answer a question: wait for a press", open, advised("question", true, 0), []string{"show_card", "show_suggestion"}, RemindGrace},
		{"nothing fits: a person at once", open, advised("question", false, 0), []string{"show_card", "ping"}, ""},
		{"a request wants a person even if a page fits", open, advised("request", true, 0), []string{"show_card", "show_suggestion", "ping"}, ""},
		{"at night the ping waits for the opening", night, advised("question", false, 0), []string{"show_card"}, RemindPing},
		{"a suspected incident pages at night too", night, advised("incident", false, knowledge.UrgencyUrgent), []string{"show_card", "page_suspected"}, RemindPage},
		{"without advice it is a question for a person", open, func(*Facts) {}, []string{"show_card", "ping"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, c.at)
			s.ask(c.advice)
			require.Equal(t, c.notices, s.names())
			kinds := make(map[ReminderKind]bool)
			for _, r := range s.last.Reminders {
				kinds[r.Kind] = true
			}
			require.True(t, kinds[RemindWarn] && kinds[RemindBreach])
			if c.reminder != "" {
				require.True(t, kinds[c.reminder], "%v", s.last.Reminders)
			}
		})
	}
}

func TestOnlyAMembersMessageIsTheFirstReply(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.ask(advised("question", false, 0))
	at := func(text string) MessageRef { return MessageRef{Channel: "C1", TS: ts(t, text)} }
	for _, by := range []PersonID{sato, kato} {
		s.do(by, Reply{Message: at("2025-11-20 15:10"), Text: "bump"})
		require.False(t, s.q.Answered(), "%s answered", by)
	}
	s.do(tanaka, Claim{})
	require.False(t, s.q.Answered(), "a claim is no reply")
	s.do(suzuki, Reply{Message: at("2025-11-20 15:00"), Text: "before the question"})
	require.False(t, s.q.Answered(), "a message before the question is no reply")
	s.at("2025-11-20 16:30")
	s.do(suzuki, Reply{Message: at("2025-11-20 16:30"), Text: "look at sub"})
	require.True(t, s.q.Answered())
	require.Equal(t, tanaka, s.q.Owner, "the owner stays")
	require.Equal(t, time.Hour+26*time.Minute, s.q.FirstReply.Took)

	s.do(suzuki, RemoveReply{Message: at("2025-11-20 16:30")})
	require.False(t, s.q.Answered(), "a deleted reply no longer counts")
}

func TestPressesThatComeTooLateSayWhoWasFaster(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.ask(advised("question", true, 0))
	s.do(tanaka, Claim{})
	err := s.try(suzuki, Claim{})
	e, ok := errors.AsType[*Error](err)
	require.True(t, ok)
	require.Equal(t, tanaka, e.Who)
	require.Equal(t, Conflict, e.Kind)

	s.do(tanaka, Resolve{})
	require.Equal(t, "already", reason(t, s.try(suzuki, Resolve{})))
	require.Equal(t, "closed", reason(t, s.try(suzuki, Claim{})))
	require.Equal(t, "closed", reason(t, s.try(sato, Feedback{Answer: AnswerSolved})))
}

func TestWhoMayDoWhat(t *testing.T) {
	for _, c := range []struct {
		name    string
		by      PersonID
		command Command
		allowed bool
	}{
		{"an asker resolves their own", sato, Resolve{}, true},
		{"another asker does not", kato, Resolve{}, false},
		{"a member resolves any", suzuki, Resolve{}, true},
		{"an asker does not claim", sato, Claim{}, false},
		{"a lead claims", yamada, Claim{}, true},
		{"an asker withdraws their own", sato, Withdraw{}, true},
		{"another asker does not withdraw it", kato, Withdraw{}, false},
		{"an asker may name the area", sato, Reclassify{Area: "network"}, true},
		{"another asker may not", kato, Reclassify{Area: "network"}, false},
		{"only the asker says that it is solved", tanaka, Feedback{Answer: AnswerSolved}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, "2025-11-20 15:04")
			s.ask(advised("question", true, 0))
			err := s.try(c.by, c.command)
			if c.allowed {
				require.NoError(t, err)
				return
			}
			require.Equal(t, Denied, KindOf(err))
		})
	}
}

func TestOnlyTheLatestOfSeveralOverdueLinesIsSent(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.ask(advised("question", false, 0))
	s.at("2025-11-25 10:00") // after a long weekend without toban
	s.do("", Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindWarn, N: 50}})
	require.Empty(t, s.names())
	s.do("", Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindWarn, N: 80}})
	require.Empty(t, s.names())
	s.do("", Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindBreach}})
	require.Contains(t, s.names(), "tell_breach")
	s.do("", Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindBreach}})
	require.Empty(t, s.names(), "a breach is told once")
}

func TestABreachAtNightIsRecordedAtOnceAndToldAtTheOpening(t *testing.T) {
	s := newScene(t, "2025-11-20 20:00")
	s.ask(advised("question", false, 0))
	s.at("2025-11-21 20:00:01")
	s.do("", Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindBreach}})
	require.True(t, s.q.Breached)
	require.Empty(t, s.names())
	require.Equal(t, RemindTell, s.last.Reminders[0].Kind)
	require.True(t, s.last.Reminders[0].At.Equal(tokyo(t, "2025-11-25 10:00")), "Monday is a holiday")
}

func TestAReplyAtTheDueInstantIsInTime(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.ask(advised("question", false, 0))
	s.at("2025-11-21 15:04")
	s.do("", Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindBreach}})
	require.False(t, s.q.Breached)
}

func TestTheLadderOfASuspectedIncident(t *testing.T) {
	s := newScene(t, "2025-11-22 02:10")
	s.ask(advised("incident", false, knowledge.UrgencyUrgent))
	step := func(n int) Command {
		return Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindPage, N: n}}
	}
	mentioned := func() []PersonID {
		var out []PersonID
		for _, n := range s.last.Notices {
			if p, ok := n.(PageSuspected); ok {
				for _, m := range p.To {
					out = append(out, m.Person)
				}
			}
		}
		return out
	}
	require.Equal(t, []PersonID{tanaka}, mentioned())
	t.Run("after a downtime one message names all due steps", func(t *testing.T) {
		saved := *s
		s.at("2025-11-22 02:30")
		s.do("", step(1))
		require.Equal(t, []PersonID{suzuki, yamada}, mentioned())
		s.do("", step(2))
		require.Empty(t, mentioned())
		*s = saved
	})
	t.Run("a claim stops it", func(t *testing.T) {
		s.do(tanaka, Claim{})
		s.at("2025-11-22 02:15")
		s.do("", step(1))
		require.Empty(t, mentioned())
	})
}

func TestSelfSolveHasThreeStates(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.ask(advised("question", true, 0))
	require.Equal(t, SelfSolveSilent, s.q.SelfSolve)
	s.do(sato, Feedback{Answer: AnswerSolved})
	require.Equal(t, SelfSolveConfirmed, s.q.SelfSolve)
	require.Equal(t, Reasons{Solver: SolverAppTeam, Docs: DocsExistsNotFound, Page: "https://docs.example.com/oidc"}, s.q.Reasons)
	require.Equal(t, StatusResolved, s.q.Status)
	s.do(sato, Feedback{Answer: AnswerStillNeed})
	require.Equal(t, SelfSolveEscalated, s.q.SelfSolve)
	require.Equal(t, StatusOpen, s.q.Status)
	require.Contains(t, s.names(), "ping")
}

func TestDuplicatesAreRefusedWhereTheyMakeNoSense(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.ask(advised("question", true, 0))
	other := func(q Inquiry) func(*Facts) { return func(f *Facts) { f.Other = q } }
	require.Equal(t, "duplicate_of_itself", reason(t, s.try(tanaka, Duplicate{Of: "INQ-1"})))
	require.Equal(t, "no_such_inquiry", reason(t, s.try(tanaka, Duplicate{Of: "INQ-9"})))
	require.Equal(t, "duplicate_chain", reason(t, s.try(tanaka, Duplicate{Of: "INQ-2"}, other(Inquiry{ID: "INQ-2", Of: "INQ-3"}))))
	require.Equal(t, "duplicate_cycle", reason(t, s.try(tanaka, Duplicate{Of: "INQ-2"}, other(Inquiry{ID: "INQ-2", Of: "INQ-1"}))))
	s.do(tanaka, Duplicate{Of: "INQ-2"}, other(Inquiry{ID: "INQ-2"}))
	require.Equal(t, StatusDuplicate, s.q.Status)
	require.Equal(t, Record{Subject: "INQ-2", Event: Joined{Duplicate: "INQ-1"}}, s.last.Also[0])
}

func TestAChangeOfUrgencyMovesTheDeadline(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.policy.SLA.ByUrgency = map[string]Target{"urgent": {Clock: "elapsed", FirstReply: time.Hour}}
	s.ask(advised("question", false, 0))
	s.at("2025-11-20 16:00")
	s.do(tanaka, Reclassify{Urgency: UrgencyUrgent})
	require.True(t, s.q.Due.Equal(tokyo(t, "2025-11-20 16:04")), "counted from the question: %s", s.q.Due)
	require.Contains(t, s.names(), "page_suspected")
}

func TestDeclaring(t *testing.T) {
	p := policy(t)
	now := tokyo(t, "2025-11-22 02:17")
	declare := func(by PersonID, c Declare, guest bool) (Decision, error) {
		q := Inquiry{ID: "INQ-1", Version: 1, AskedAt: tokyo(t, "2025-11-22 02:10"), Asker: kato}
		return p.Decide(State{Incident: Incident{ID: "INC-1"}}, Order{Key: "k", By: by, Guest: guest, Command: c},
			Facts{Now: now, Other: q})
	}
	t.Run("the matrix grades, detection is the inquiry's time", func(t *testing.T) {
		d, err := declare(suzuki, Declare{Inquiry: "INQ-1", Title: "API 502", Impact: "all", Pressure: "now", Channel: true}, false)
		require.NoError(t, err)
		e := d.Events[0].(Declared)
		require.Equal(t, Severity("SEV-1"), e.Severity)
		require.True(t, e.Detected.Equal(tokyo(t, "2025-11-22 02:10")))
		require.True(t, e.Acting)
		require.Equal(t, Escalated{Incident: "INC-1"}, d.Also[0].Event)
	})
	for _, c := range []struct {
		name   string
		c      Declare
		guest  bool
		reason string
	}{
		{"a title is needed", Declare{Impact: "all", Pressure: "now"}, false, "empty_title"},
		{"the matrix says that an inquiry is enough", Declare{Title: "x", Impact: "part", Pressure: "later"}, false, "matrix_says_inquiry"},
		{"something has to grade it", Declare{Title: "x"}, false, "no_severity"},
		{"an unknown severity is refused", Declare{Title: "x", Severity: "SEV-9"}, false, "unknown_severity"},
		{"a guest may not", Declare{Title: "x", Severity: "SEV-1"}, true, "denied"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := declare(suzuki, c.c, c.guest)
			require.Equal(t, c.reason, reason(t, err))
		})
	}
	t.Run("a person may overrule the matrix", func(t *testing.T) {
		d, err := declare(suzuki, Declare{Title: "x", Impact: "part", Pressure: "later", Severity: "SEV-2"}, false)
		require.NoError(t, err)
		require.True(t, d.Events[0].(Declared).Chosen)
	})
}

func TestPeriods(t *testing.T) {
	loc := time.UTC
	for _, c := range []struct{ day, period string }{
		{"2026-11-20", "2026-W47"}, {"2027-01-03", "2026-W53"}, {"2027-01-04", "2027-W01"}, {"2024-12-30", "2025-W01"},
	} {
		day, err := time.Parse(time.DateOnly, c.day)
		require.NoError(t, err)
		p := PeriodOf(day, loc)
		require.Equal(t, Period(c.period), p)
		from, to := p.Bounds(loc)
		require.False(t, day.Before(from) || !day.Before(to), "%s not in %s - %s", day, from, to)
		require.Equal(t, p, p.Next().Previous())
	}
	for _, bad := range []string{"", "2026-W54", "2026-W00", "W47", "2026-47", "2025-W53"} {
		_, err := ParsePeriod(bad)
		require.Equal(t, Invalid, KindOf(err), bad)
	}
}

func TestClosingClassesAreExclusive(t *testing.T) {
	for _, c := range []struct {
		solver Solver
		docs   Documented
		want   CloseClass
	}{
		{SolverPlatformOnly, DocsMissing, ClassOnlyPlatform},
		{SolverPlatformForNow, DocsExistsNotFound, ClassPlatformForNow},
		{SolverAppTeam, DocsExistsNotFound, ClassNotFound},
		{SolverAppTeam, DocsMissing, ClassNotDocumented},
		{SolverAppTeam, DocsFoundEnough, ClassAppTeam},
		{SolverOtherTeam, DocsNotAMatter, ClassOther},
	} {
		require.Equal(t, c.want, ClassOf(Reasons{Solver: c.solver, Docs: c.docs}))
	}
}

func TestAnEditedQuestionGetsThePagesThatFit(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.ask(advised("question", true, 0))
	other := func(f *Facts) {
		f.Advice = &knowledge.Advice{Answered: true, Hits: []knowledge.Hit{{Page: "s3", Title: "S3 buckets"}}}
	}
	s.do(sato, Edit{Text: "S3 bucket?", At: "2.0"}, other)
	require.Equal(t, "S3 buckets", s.q.Suggestions[0].Title)
	require.Contains(t, s.names(), "show_suggestion")
	s.do(sato, Edit{Text: "S3 bucket, please?", At: "3.0"}, other)
	require.NotContains(t, s.names(), "show_suggestion", "they are the same")
	s.do(sato, Edit{Text: "something else", At: "4.0"}, advised("question", false, 0))
	require.Equal(t, "S3 buckets", s.q.Suggestions[0].Title, "nothing better was found")
}
