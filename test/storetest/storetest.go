// Package storetest is what every [triage.Store] and [outbox.Queue] must do,
// as tests. An implementation runs both suites against its own kind of store.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// A Keeper is both halves of a store: jobs are queued in the transactions that
// cause them.
type Keeper interface {
	triage.Store
	outbox.Queue
}

// noon is when the tests happen.
func noon() time.Time { return time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC) }

func update(t *testing.T, s triage.Store, fn func(tx triage.Tx) error) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), fn))
}

// within asserts inside a transaction, which may run on another goroutine than
// the test: a failure ends the transaction, whose error ends the test.
type within struct{ t *testing.T }

func (w within) Errorf(format string, args ...any) { w.t.Errorf(format, args...) }

func (w within) FailNow() { panic("assertion failed inside the transaction") }

func view(t *testing.T, s triage.Store, fn func(r triage.Reader) error) {
	t.Helper()
	require.NoError(t, s.View(t.Context(), fn))
}

// ask stores an open inquiry with its first event and returns its id.
func ask(t *testing.T, s triage.Store, change func(*triage.Inquiry)) (id triage.InquiryID) {
	t.Helper()
	update(t, s, func(tx triage.Tx) error {
		var err error
		if id, err = tx.NextInquiry(); err != nil {
			return err
		}
		q := triage.Inquiry{ID: id, Version: 1, Status: triage.StatusOpen, Asker: "U1", Text: "VPC につながりません", AskedAt: noon()}
		if change != nil {
			change(&q)
		}
		if err := tx.Append(triage.Record{Subject: string(id), At: q.AskedAt, By: q.Asker, Event: triage.Asked{Asker: q.Asker, Text: q.Text, At: q.AskedAt, Urgency: triage.UrgencyNormal}}); err != nil {
			return err
		}
		return tx.PutInquiry(q)
	})
	return id
}

func inquiries(t *testing.T, s triage.Store, f triage.InquiryFilter) (ids []triage.InquiryID) {
	t.Helper()
	view(t, s, func(r triage.Reader) error {
		ids = nil
		for q, err := range r.Inquiries(f) {
			if err != nil {
				return err
			}
			ids = append(ids, q.ID)
		}
		return nil
	})
	return ids
}

func collect[V any](seq iter.Seq2[V, error]) (list []V, err error) {
	for v, err := range seq {
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// Store runs the suite of [triage.Store]. open returns an empty store that
// the test may close by a cleanup.
func Store(t *testing.T, open func(t *testing.T) triage.Store) {
	for name, test := range map[string]func(*testing.T, triage.Store){
		"a transaction is kept whole or not at all":      atomicity,
		"a panic is its own transaction's affair":        panics,
		"a failing transaction harms no neighbour":       neighbours,
		"a transaction sees its own writes":              ownWrites,
		"ids have no gaps and no repeats":                ids,
		"keys of orders are recognised":                  seen,
		"unknown subjects are not found":                 unknown,
		"what is stored comes back":                      roundTrip,
		"inquiries are filtered and paged, newest first": filters,
		"incidents are listed, newest first":             incidents,
		"history keeps its order":                        history,
		"searches are kept by month and erased":          searches,
		"records are read by time":                       byTime,
		"a history is rewritten in place":                rewriting,
		"reminders come due in order":                    reminders,
		"links lead to subjects":                         links,
		"marks are kept":                                 marks,
		"what cannot be stored is refused as invalid":    limits,
		"a reader sees one state":                        snapshot,
		"a caller may give up":                           givingUp,
		"many write at once":                             crowd,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

var errOnPurpose = errors.New("on purpose")

func atomicity(t *testing.T, s triage.Store) {
	err := s.Update(t.Context(), func(tx triage.Tx) error {
		id, err := tx.NextInquiry()
		if err != nil {
			return err
		}
		err = errors.Join(
			tx.PutInquiry(triage.Inquiry{ID: id, Status: triage.StatusOpen}),
			tx.Append(triage.Record{Subject: string(id), At: noon(), Event: triage.Unclaimed{}}),
			tx.RecordKeys([]string{"Ev1"}, string(id), noon()),
			tx.Link("message/C1/1", string(id)),
			tx.Remind(triage.Reminder{Subject: string(id), Kind: triage.RemindBreach, At: noon()}),
			tx.SetMark("mark", []byte("x")),
			tx.Queue(triage.ShowCard{Inquiry: id}, time.Time{}),
		)
		if err != nil {
			return err
		}
		return errOnPurpose
	})
	require.ErrorIs(t, err, errOnPurpose)
	require.Empty(t, inquiries(t, s, triage.InquiryFilter{}))
	view(t, s, func(r triage.Reader) error {
		list, err := collect(r.History("INQ-1"))
		require.NoError(t, err)
		require.Empty(t, list)
		subject, err := r.Find("message/C1/1")
		require.NoError(t, err)
		require.Empty(t, subject)
		at, err := r.NextReminder()
		require.NoError(t, err)
		require.Zero(t, at)
		mark, err := r.Mark("mark")
		require.NoError(t, err)
		require.Nil(t, mark)
		return nil
	})
	update(t, s, func(tx triage.Tx) error {
		_, known, err := tx.Seen([]string{"Ev1"})
		require.False(within{t}, known)
		return err
	})
	require.Equal(t, triage.InquiryID("INQ-1"), ask(t, s, nil), "a number that was given back is given out again")
}

func panics(t *testing.T, s triage.Store) {
	err := s.Update(t.Context(), func(tx triage.Tx) error {
		require.NoError(within{t}, tx.SetMark("a", []byte("x")))
		panic("on purpose")
	})
	require.ErrorContains(t, err, "on purpose")
	require.Equal(t, triage.Internal, triage.KindOf(err))
	update(t, s, func(tx triage.Tx) error {
		mark, err := tx.Mark("a")
		require.Nil(within{t}, mark)
		return err
	})
}

func neighbours(t *testing.T, s triage.Store) {
	const writers = 60
	var wg sync.WaitGroup
	errs := make([]error, writers)
	for i := range writers {
		wg.Go(func() {
			errs[i] = s.Update(t.Context(), func(tx triage.Tx) error {
				if err := tx.SetMark(fmt.Sprint("m", i), []byte("x")); err != nil {
					return err
				}
				switch i % 6 {
				case 1:
					return errOnPurpose
				case 3:
					panic("on purpose")
				case 5:
					return tx.Link(strings.Repeat("k", math.MaxUint16), "INQ-1")
				}
				return nil
			})
		})
	}
	wg.Wait()
	view(t, s, func(r triage.Reader) error {
		for i := range writers {
			mark, err := r.Mark(fmt.Sprint("m", i))
			require.NoError(t, err)
			if i%2 == 0 {
				require.NoError(t, errs[i])
				require.NotNil(t, mark, "writer %d was answered and is gone", i)
			} else {
				require.Error(t, errs[i])
				require.Nil(t, mark, "writer %d failed and left something", i)
			}
		}
		return nil
	})
}

func ownWrites(t *testing.T, s triage.Store) {
	update(t, s, func(tx triage.Tx) error {
		id, err := tx.NextInquiry()
		require.NoError(within{t}, err)
		require.NoError(within{t}, tx.PutInquiry(triage.Inquiry{ID: id, Status: triage.StatusOpen, Text: "first"}))
		q, err := tx.Inquiry(id)
		require.NoError(within{t}, err)
		require.Equal(within{t}, "first", q.Text)
		require.NoError(within{t}, tx.Append(triage.Record{Subject: string(id), At: noon(), Event: triage.Unclaimed{}}))
		list, err := collect(tx.History(string(id)))
		require.NoError(within{t}, err)
		require.Len(within{t}, list, 1)
		require.NoError(within{t}, tx.RecordKeys([]string{"Ev1"}, string(id), noon()))
		_, known, err := tx.Seen([]string{"Ev1"})
		require.True(within{t}, known)
		return err
	})
}

func ids(t *testing.T, s triage.Store) {
	const writers = 40
	got := make([]triage.InquiryID, writers)
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			_ = s.Update(t.Context(), func(tx triage.Tx) error {
				id, err := tx.NextInquiry()
				if err != nil {
					return err
				}
				got[i] = id
				if i%4 == 0 {
					got[i] = ""
					return errOnPurpose
				}
				return tx.PutInquiry(triage.Inquiry{ID: id, Status: triage.StatusOpen})
			})
		})
	}
	wg.Wait()
	var want []triage.InquiryID
	for n := range writers * 3 / 4 {
		want = append(want, triage.InquiryID(fmt.Sprint("INQ-", n+1)))
	}
	got = slices.DeleteFunc(got, func(id triage.InquiryID) bool { return id == "" })
	require.ElementsMatch(t, want, got)
	update(t, s, func(tx triage.Tx) error {
		a, err := tx.NextIncident()
		require.NoError(within{t}, err)
		b, err := tx.NextIncident()
		require.Equal(within{t}, []triage.IncidentID{"INC-1", "INC-2"}, []triage.IncidentID{a, b})
		return err
	})
}

func seen(t *testing.T, s triage.Store) {
	update(t, s, func(tx triage.Tx) error {
		return tx.RecordKeys([]string{"Ev1", "T1/C1/1.0"}, "INQ-7", noon())
	})
	for _, c := range []struct {
		keys  []string
		known bool
	}{
		{[]string{"Ev1"}, true},
		{[]string{"Ev2", "T1/C1/1.0"}, true},
		{[]string{"Ev2"}, false},
		{[]string{"Ev"}, false},
		{[]string{""}, false},
		{nil, false},
		{[]string{strings.Repeat("k", math.MaxUint16)}, false},
	} {
		update(t, s, func(tx triage.Tx) error {
			subject, known, err := tx.Seen(c.keys)
			require.Equal(within{t}, c.known, known, "%.40q", c.keys)
			if known {
				require.Equal(within{t}, "INQ-7", subject)
			}
			return err
		})
	}
}

func unknown(t *testing.T, s triage.Store) {
	ask(t, s, nil)
	view(t, s, func(r triage.Reader) error {
		for _, id := range []triage.InquiryID{"INQ-2", "INQ-0", "INQ-01", "INQ--1", "INC-1", "INQ-", "", "INQ-99999999999999999999"} {
			_, err := r.Inquiry(id)
			require.Equal(t, triage.NotFound, triage.KindOf(err), "%q: %v", id, err)
		}
		_, err := r.Incident("INQ-1")
		require.Equal(t, triage.NotFound, triage.KindOf(err))
		duty, err := r.Duty("platform")
		require.Equal(t, triage.Duty{Rotation: "platform"}, duty)
		require.NoError(t, err)
		subject, err := r.Find("message/none")
		require.Empty(t, subject)
		return err
	})
}

func roundTrip(t *testing.T, s triage.Store) {
	q := triage.Inquiry{
		ID: "INQ-1", Version: 3, Status: triage.StatusWaiting, Asker: "U1", Text: "本番に <b>入れない</b>\n", AskedAt: noon(),
		Urgency: triage.UrgencyUrgent, Messages: map[triage.Slot]triage.MessageRef{triage.SlotCard: {Channel: "C1", TS: "1.2"}},
		Due: noon().Add(24*time.Hour + time.Nanosecond), Target: time.Hour,
	}
	i := triage.Incident{ID: "INC-1", Version: 2, Status: triage.IncidentStable, Title: "決済が遅い", Severity: "SEV-2", DeclaredAt: noon()}
	day := triage.Span{From: noon(), To: noon().Add(24 * time.Hour)}
	absence := triage.Absence{Change: 2, By: "U1", Cancelled: noon()}
	absence.Person, absence.From, absence.To = "U1", day.From, day.To
	d := triage.Duty{
		Rotation: "platform", Version: 1, Accepted: noon(), Notes: []string{"証明書の更新"}, Changed: 3,
		Away: []triage.Absence{absence},
		Requests: []triage.Request{{
			Change: 3, Kind: triage.RequestCover, By: "U1", For: "U1", Spans: []triage.Span{day}, Expires: day.To, State: triage.RequestTaken, Taker: "U2", At: noon(),
		}},
	}
	update(t, s, func(tx triage.Tx) error {
		return errors.Join(tx.PutInquiry(q), tx.PutIncident(i), tx.PutDuty(d))
	})
	view(t, s, func(r triage.Reader) error {
		gotQ, err := r.Inquiry(q.ID)
		require.NoError(t, err)
		require.Equal(t, q, gotQ)
		gotI, err := r.Incident(i.ID)
		require.NoError(t, err)
		require.Equal(t, i, gotI)
		gotD, err := r.Duty(d.Rotation)
		require.Equal(t, d, gotD)
		return err
	})
}

func filters(t *testing.T, s triage.Store) {
	for n := range 12 {
		ask(t, s, func(q *triage.Inquiry) {
			q.Asker = triage.PersonID(fmt.Sprint("U", n%3))
			q.Due = noon().Add(time.Duration(n) * time.Hour)
			q.Area = triage.Label{Key: []string{"network", "ci_cd"}[n%2]}
			switch n % 4 {
			case 1:
				q.Status, q.Owner = triage.StatusInProgress, "U9"
				q.FirstReply = &triage.FirstReply{}
			case 2:
				q.Status = triage.StatusResolved
			case 3:
				q.Status, q.Team = triage.StatusWithdrawn, "payments"
			}
		})
	}
	all := inquiries(t, s, triage.InquiryFilter{})
	require.Equal(t, triage.InquiryID("INQ-12"), all[0])
	require.Len(t, all, 12)
	for _, c := range []struct {
		name   string
		filter triage.InquiryFilter
		want   string
	}{
		{"open", triage.InquiryFilter{Open: true}, "10 9 6 5 2 1"},
		{"open, first page", triage.InquiryFilter{Open: true, Limit: 2}, "10 9"},
		{"open, second page", triage.InquiryFilter{Open: true, Limit: 2, Before: "INQ-9"}, "6 5"},
		{"before one that is closed", triage.InquiryFilter{Open: true, Limit: 1, Before: "INQ-8"}, "6"},
		{"before the first", triage.InquiryFilter{Before: "INQ-1"}, ""},
		{"before one that does not exist yet", triage.InquiryFilter{Before: "INQ-99", Limit: 1}, "12"},
		{"asker", triage.InquiryFilter{Asker: "U0"}, "10 7 4 1"},
		{"asker, open", triage.InquiryFilter{Asker: "U0", Open: true}, "10 1"},
		{"asker, page", triage.InquiryFilter{Asker: "U0", Limit: 2, Before: "INQ-10"}, "7 4"},
		{"asker unknown", triage.InquiryFilter{Asker: "U"}, ""},
		{"owner", triage.InquiryFilter{Owner: "U9"}, "10 6 2"},
		{"status", triage.InquiryFilter{Status: triage.StatusWithdrawn}, "12 8 4"},
		{"area and status", triage.InquiryFilter{Area: "network", Status: triage.StatusOpen}, "9 5 1"},
		{"team", triage.InquiryFilter{Team: "payments", Limit: 1}, "12"},
		{"overdue", triage.InquiryFilter{Overdue: noon().Add(5 * time.Hour)}, "5 1"},
		{"limit above", triage.InquiryFilter{Open: true, Limit: 100}, "10 9 6 5 2 1"},
	} {
		var got []string
		for _, id := range inquiries(t, s, c.filter) {
			got = append(got, strings.TrimPrefix(string(id), "INQ-"))
		}
		require.Equal(t, c.want, strings.Join(got, " "), c.name)
	}
	// An inquiry that closes leaves the open ones, one that reopens returns.
	update(t, s, func(tx triage.Tx) error {
		return errors.Join(
			tx.PutInquiry(triage.Inquiry{ID: "INQ-1", Status: triage.StatusResolved, Asker: "U0"}),
			tx.PutInquiry(triage.Inquiry{ID: "INQ-12", Status: triage.StatusOpen, Asker: "U2"}),
		)
	})
	require.Equal(t, []triage.InquiryID{"INQ-12", "INQ-10", "INQ-9", "INQ-6", "INQ-5", "INQ-2"},
		inquiries(t, s, triage.InquiryFilter{Open: true}))
}

func incidents(t *testing.T, s triage.Store) {
	update(t, s, func(tx triage.Tx) error {
		for n, status := range []triage.IncidentStatus{triage.IncidentActive, triage.IncidentResolved, triage.IncidentStable} {
			id, err := tx.NextIncident()
			if err != nil {
				return err
			}
			if err := tx.PutIncident(triage.Incident{ID: id, Version: n + 1, Status: status}); err != nil {
				return err
			}
		}
		return nil
	})
	list := func(running bool) (ids []triage.IncidentID) {
		view(t, s, func(r triage.Reader) error {
			ids = nil
			for i, err := range r.Incidents(running) {
				if err != nil {
					return err
				}
				ids = append(ids, i.ID)
			}
			return nil
		})
		return ids
	}
	require.Equal(t, []triage.IncidentID{"INC-3", "INC-2", "INC-1"}, list(false))
	require.Equal(t, []triage.IncidentID{"INC-3", "INC-1"}, list(true))
}

func history(t *testing.T, s triage.Store) {
	// INQ-1 and INQ-11 have names of which one begins the other.
	for n := range 300 {
		update(t, s, func(tx triage.Tx) error {
			return tx.Append(
				triage.Record{Subject: "INQ-1", At: noon(), By: "U1", Event: triage.NoteLeft{Text: fmt.Sprint(n)}},
				triage.Record{Subject: "INQ-11", At: noon(), Event: triage.Helped{}},
			)
		})
	}
	view(t, s, func(r triage.Reader) error {
		list, err := collect(r.History("INQ-1"))
		require.NoError(t, err)
		require.Len(t, list, 300)
		for n, rec := range list {
			want := triage.Record{Subject: "INQ-1", N: n + 1, At: noon(), By: "U1", Event: triage.NoteLeft{Text: fmt.Sprint(n)}}
			require.Equal(t, want, rec)
		}
		for rec, err := range r.History("INQ-11") {
			require.NoError(t, err)
			require.Equal(t, 1, rec.N)
			break // leaving early is allowed
		}
		list, err = collect(r.History("INQ"))
		require.Empty(t, list)
		require.Equal(t, 300, r.Length("INQ-1"))
		require.Zero(t, r.Length("INQ"), "it begins the name of others")
		return err
	})
}

func byTime(t *testing.T, s triage.Store) {
	at := func(hours int) time.Time { return noon().Add(time.Duration(hours) * time.Hour) }
	for _, hours := range []int{5, 1, 3, 4, 2} {
		update(t, s, func(tx triage.Tx) error {
			return tx.Append(triage.Record{Subject: fmt.Sprint("INQ-", hours), At: at(hours), Event: triage.Helped{}})
		})
	}
	for _, c := range []struct {
		name     string
		from, to time.Time
		want     string
	}{
		{"all", time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), "INQ-1 INQ-2 INQ-3 INQ-4 INQ-5"},
		{"from is in, to is out", at(2), at(4), "INQ-2 INQ-3"},
		{"an instant", at(3), at(3).Add(time.Nanosecond), "INQ-3"},
		{"nothing", at(3), at(3), ""},
		{"before", time.Date(1500, 1, 1, 0, 0, 0, 0, time.UTC), at(2), "INQ-1"},
		{"in another zone", at(4).In(time.FixedZone("JST", 9*3600)), at(9), "INQ-4 INQ-5"},
	} {
		var got []string
		view(t, s, func(r triage.Reader) error {
			for e := range r.Entries(c.from, c.to) {
				got = append(got, e.Subject)
				for rec, err := range r.History(e.Subject) {
					require.NoError(t, err)
					require.Equal(t, triage.Entry{Subject: rec.Subject, N: rec.N, At: rec.At.UTC()}, triage.Entry{Subject: e.Subject, N: e.N, At: e.At.UTC()}, c.name)
				}
			}
			return nil
		})
		require.Equal(t, c.want, strings.Join(got, " "), c.name)
	}
}

func reminders(t *testing.T, s triage.Store) {
	remind := func(subject string, minutes int) {
		update(t, s, func(tx triage.Tx) error {
			return tx.Remind(triage.Reminder{Subject: subject, Kind: triage.RemindWarn, N: 50, At: noon().Add(time.Duration(minutes) * time.Minute)})
		})
	}
	due := func(minutes, limit int) (got string) {
		view(t, s, func(r triage.Reader) error {
			list, err := r.Due(noon().Add(time.Duration(minutes)*time.Minute), limit)
			var names []string
			for _, m := range list {
				names = append(names, m.Subject)
			}
			got = strings.Join(names, " ")
			return err
		})
		return got
	}
	remind("INQ-3", 30)
	remind("INQ-1", 10)
	remind("INQ-2", 20)
	require.Empty(t, due(9, 10))
	require.Equal(t, "INQ-1", due(10, 10))
	require.Equal(t, "INQ-1 INQ-2 INQ-3", due(99, 10))
	require.Equal(t, "INQ-1 INQ-2", due(99, 2))
	remind("INQ-1", 40) // moved
	require.Equal(t, "INQ-2 INQ-3 INQ-1", due(99, 10))
	view(t, s, func(r triage.Reader) error {
		m, ok, err := r.Reminder("INQ-1/warn/50")
		require.True(t, ok)
		require.Equal(within{t}, noon().Add(40*time.Minute), m.At)
		_, missing, err2 := r.Reminder("INQ-9/warn/50")
		require.False(t, missing)
		return errors.Join(err, err2)
	})
	update(t, s, func(tx triage.Tx) error {
		at, err := tx.NextReminder()
		require.Equal(within{t}, noon().Add(20*time.Minute), at)
		return errors.Join(err, tx.Forget("INQ-2/warn/50"), tx.Forget("INQ-9/warn/50"))
	})
	require.Equal(t, "INQ-3 INQ-1", due(99, 10))
}

func links(t *testing.T, s triage.Store) {
	update(t, s, func(tx triage.Tx) error {
		return errors.Join(tx.Link("message/C1/1.2", "INQ-1"), tx.Link("message/C1/1.3", "INQ-1"), tx.Link("message/C1/1.3", "INQ-2"))
	})
	for link, want := range map[string]string{"message/C1/1.2": "INQ-1", "message/C1/1.3": "INQ-2", "message/C1/1": "", "": ""} {
		view(t, s, func(r triage.Reader) error {
			subject, err := r.Find(link)
			require.Equal(t, want, subject)
			return err
		})
	}
}

func marks(t *testing.T, s triage.Store) {
	update(t, s, func(tx triage.Tx) error {
		return errors.Join(tx.SetMark("a", []byte{0, 1, 255}), tx.SetMark("b", []byte("old")), tx.SetMark("b", []byte("new")))
	})
	var kept []byte
	view(t, s, func(r triage.Reader) error {
		var err error
		kept, err = r.Mark("a")
		require.NoError(t, err)
		b, err := r.Mark("b")
		require.Equal(t, "new", string(b))
		return err
	})
	update(t, s, func(tx triage.Tx) error { return tx.SetMark("a", nil) })
	require.Equal(t, []byte{0, 1, 255}, kept, "what was read may be kept")
	update(t, s, func(tx triage.Tx) error {
		return errors.Join(tx.DropMark("b"), tx.DropMark("never set"), tx.DropMark(""))
	})
	view(t, s, func(r triage.Reader) error {
		b, err := r.Mark("b")
		require.Nil(t, b)
		return err
	})
}

func limits(t *testing.T, s triage.Store) {
	long := strings.Repeat("k", math.MaxUint16)
	for name, fn := range map[string]func(tx triage.Tx) error{
		"key":       func(tx triage.Tx) error { return tx.RecordKeys([]string{long}, "INQ-1", noon()) },
		"empty key": func(tx triage.Tx) error { return tx.RecordKeys([]string{""}, "INQ-1", noon()) },
		"link":      func(tx triage.Tx) error { return tx.Link(long, "INQ-1") },
		"zero byte": func(tx triage.Tx) error { return tx.Link("a\x00b", "INQ-1") },
		"subject":   func(tx triage.Tx) error { return tx.Append(triage.Record{Subject: long, Event: triage.Helped{}}) },
		"mark":      func(tx triage.Tx) error { return tx.SetMark(long, nil) },
		"reminder":  func(tx triage.Tx) error { return tx.Remind(triage.Reminder{Subject: long}) },
		"lane": func(tx triage.Tx) error {
			return tx.Queue(triage.ShowCard{Inquiry: triage.InquiryID(long)}, time.Time{})
		},
		"id":            func(tx triage.Tx) error { return tx.PutInquiry(triage.Inquiry{ID: "INQ-x", Status: triage.StatusOpen}) },
		"rotation":      func(tx triage.Tx) error { return tx.PutDuty(triage.Duty{}) },
		"incident's id": func(tx triage.Tx) error { return tx.PutIncident(triage.Incident{ID: "INQ-1"}) },
		"64 MiB of text": func(tx triage.Tx) error {
			return tx.PutInquiry(triage.Inquiry{ID: "INQ-1", Status: triage.StatusOpen, Text: strings.Repeat("x", 64<<20)})
		},
	} {
		err := s.Update(t.Context(), fn)
		require.Equal(t, triage.Invalid, triage.KindOf(err), "%s: %v", name, err)
	}
}

func snapshot(t *testing.T, s triage.Store) {
	id := ask(t, s, nil)
	view(t, s, func(r triage.Reader) error {
		ask(t, s, nil)
		update(t, s, func(tx triage.Tx) error {
			return tx.PutInquiry(triage.Inquiry{ID: id, Status: triage.StatusResolved})
		})
		q, err := r.Inquiry(id)
		require.Equal(t, triage.StatusOpen, q.Status)
		_, later := r.Inquiry("INQ-2")
		require.Equal(t, triage.NotFound, triage.KindOf(later))
		return err
	})
}

func givingUp(t *testing.T, s triage.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Update(ctx, func(tx triage.Tx) error { return tx.SetMark("a", []byte("x")) })
	view(t, s, func(r triage.Reader) error {
		mark, viewErr := r.Mark("a")
		require.Equal(t, err == nil, mark != nil, "an answer and its outcome differ: %v", err)
		return viewErr
	})
	if err != nil {
		require.Equal(t, triage.Unavailable, triage.KindOf(err))
	}
}

func crowd(t *testing.T, s triage.Store) {
	const writers, each = 64, 10
	var wg sync.WaitGroup
	errs := make(chan error, writers*each)
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				errs <- s.Update(t.Context(), func(tx triage.Tx) error {
					key := fmt.Sprintf("Ev%d-%d", w, n/2) // each order arrives twice
					if _, known, err := tx.Seen([]string{key}); err != nil || known {
						return err
					}
					id, err := tx.NextInquiry()
					if err != nil {
						return err
					}
					return errors.Join(
						tx.Append(triage.Record{Subject: string(id), At: noon(), Event: triage.Helped{}}),
						tx.PutInquiry(triage.Inquiry{ID: id, Status: triage.StatusOpen}),
						tx.Queue(triage.ShowCard{Inquiry: id}, time.Time{}),
						tx.RecordKeys([]string{key}, string(id), noon()),
					)
				})
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	require.Len(t, inquiries(t, s, triage.InquiryFilter{Open: true}), writers*each/2)
}
