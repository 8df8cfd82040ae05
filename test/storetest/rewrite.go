package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func rewriting(t *testing.T, s triage.Store) {
	id, other := ask(t, s, nil), ask(t, s, nil)
	update(t, s, func(tx triage.Tx) error {
		return tx.Append(triage.Record{Subject: string(id), At: noon().Add(time.Hour), By: "U2", Event: triage.Claimed{Owner: "U2"}})
	})
	untouched := func() (list []triage.Record) {
		view(t, s, func(r triage.Reader) (err error) {
			list, err = collect(r.History(string(other)))
			return err
		})
		return list
	}
	neighbour := untouched()

	without := func(r triage.Record) triage.Record {
		r.By = ""
		if e, ok := r.Event.(triage.Asked); ok {
			e.Text, e.Asker = "", ""
			r.Event = e
		}
		return r
	}
	update(t, s, func(tx triage.Tx) error {
		if err := tx.Rewrite(string(id), without); err != nil {
			return err
		}
		list, err := collect(tx.History(string(id)))
		require.Empty(within{t}, list[0].By, "a transaction sees what it rewrote")
		return err
	})
	view(t, s, func(r triage.Reader) error {
		list, err := collect(r.History(string(id)))
		require.NoError(t, err)
		require.Equal(t, []triage.Record{
			{Subject: string(id), N: 1, At: noon(), Event: triage.Asked{At: noon(), Urgency: triage.UrgencyNormal}},
			{Subject: string(id), N: 2, At: noon().Add(time.Hour), Event: triage.Claimed{Owner: "U2"}},
		}, list)
		later := slices.Collect(r.Entries(noon().Add(time.Minute), noon().Add(2*time.Hour)))
		require.Len(t, later, 1, "a record is found at its time")
		require.Equal(t, 2, later[0].N)
		return nil
	})
	require.Equal(t, neighbour, untouched(), "another history is left alone")

	for name, change := range map[string]func(triage.Record) triage.Record{
		"time":    func(r triage.Record) triage.Record { r.At = r.At.Add(time.Second); return r },
		"number":  func(r triage.Record) triage.Record { r.N++; return r },
		"subject": func(r triage.Record) triage.Record { r.Subject = "INQ-9"; return r },
	} {
		err := s.Update(t.Context(), func(tx triage.Tx) error { return tx.Rewrite(string(id), change) })
		require.Equal(t, triage.Invalid, triage.KindOf(err), name)
	}
	update(t, s, func(tx triage.Tx) error { return tx.Rewrite("INQ-99", without) })
	update(t, s, func(tx triage.Tx) error { // what comes later has its number
		return tx.Append(triage.Record{Subject: string(id), At: noon().Add(2 * time.Hour), Event: triage.Helped{}})
	})
	view(t, s, func(r triage.Reader) error {
		list, err := collect(r.History(string(id)))
		require.Equal(t, 3, list[2].N)
		return err
	})
	// An asker who was taken out is not found by name any more.
	update(t, s, func(tx triage.Tx) error {
		q, err := tx.Inquiry(id)
		if err != nil {
			return err
		}
		q.Asker = triage.Erased
		return tx.PutInquiry(q)
	})
	require.Equal(t, []triage.InquiryID{other}, inquiries(t, s, triage.InquiryFilter{Asker: "U1"}))
	require.Equal(t, []triage.InquiryID{id}, inquiries(t, s, triage.InquiryFilter{Asker: triage.Erased}))
}

func dropping(_ *testing.T, b bench) {
	drop := func() {
		update(b.T, b.Keeper, func(tx triage.Tx) error { return tx.Drop("INQ-1") })
	}
	drop() // of nothing
	b.queue(triage.Ping{Inquiry: "INQ-1"}, triage.WarnOwner{Inquiry: "INQ-1"}, triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-2"})
	sending := b.expect(0, 10, "ping/INQ-1 ping/INQ-2")
	drop()
	b.done(sending...)
	b.done(b.expect(0, 10, "show_card/INQ-1")...)
	b.expect(0, 10, "")

	for name, end := range map[string]func(id string) error{
		"tried again": func(id string) error { return b.Retry(b.Context(), id, after(0), true, "timeout") },
		"refused":     func(id string) error { return b.Bury(b.Context(), id, "names somebody") },
	} {
		b.queue(triage.Ping{Inquiry: "INQ-1"})
		sending := b.expect(0, 10, "ping/INQ-1")
		drop()
		require.NoError(b, end(sending[0].ID), name)
		b.expect(60, 10, "")
		left, err := b.BuriedJobs(b.Context(), 10)
		require.NoError(b, err)
		require.Empty(b, left, name)
	}

	b.queue(triage.Ping{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-3"})
	for _, j := range b.lease(0, 10) {
		require.NoError(b, b.Bury(b.Context(), j.ID, "names somebody"))
	}
	drop()
	left, err := b.BuriedJobs(b.Context(), 10)
	require.NoError(b, err)
	require.Len(b, left, 1)
	require.Equal(b, "INQ-3", left[0].Envelope.Lane)

	b.queue(triage.Ping{Inquiry: "INQ-1"}, triage.ShowCard{Inquiry: "INQ-1"})
	drop() // its head: what stays comes up
	b.done(b.expect(0, 10, "show_card/INQ-1")...)
}

// searches are no inquiry's, and their history is that of a month.
func searches(t *testing.T, s triage.Store) {
	note := func(subject, words string) {
		update(t, s, func(tx triage.Tx) error {
			return tx.Append(triage.Record{Subject: subject, At: noon(), By: "U1", Event: triage.Searched{
				Search: triage.SearchID(words), Team: "payments", Words: words, Page: "handbook/gpu.md", Outcome: triage.SearchHelped,
			}})
		})
	}
	note("docs/2026-11", "gpu")
	note("docs/2026-1", "vpc")
	note("docs/2026-11", "dns")
	words := func(subject string) (list []string) {
		view(t, s, func(r triage.Reader) error {
			for rec, err := range r.History(subject) {
				require.NoError(t, err)
				require.Equal(t, len(list)+1, rec.N)
				e, ok := rec.Event.(triage.Searched)
				require.True(t, ok)
				require.Equal(t, triage.SearchHelped, e.Outcome)
				list = append(list, string(rec.By)+e.Words)
			}
			return nil
		})
		return list
	}
	require.Equal(t, []string{"U1gpu", "U1dns"}, words("docs/2026-11"))
	update(t, s, func(tx triage.Tx) error {
		return tx.Rewrite("docs/2026-11", func(r triage.Record) triage.Record {
			e, _ := r.Event.(triage.Searched)
			e.Words = ""
			r.By, r.Event = triage.Erased, e
			return r
		})
	})
	require.Equal(t, []string{"erased", "erased"}, words("docs/2026-11"))
	require.Equal(t, []string{"U1vpc"}, words("docs/2026-1"), "another month is left alone")
}
