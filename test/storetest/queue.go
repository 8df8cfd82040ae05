package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// Queue runs the suite of [outbox.Queue]. open returns an empty store whose
// clock stands at 16 November 2026, 12:00 UTC.
func Queue(t *testing.T, open func(t *testing.T) Keeper) {
	for name, test := range map[string]func(*testing.T, bench){
		"a lane keeps its order":                           laneOrder,
		"lanes do not wait for each other":                 lanesApart,
		"a smaller class leaves first":                     classes,
		"a page lifts the lane it waits in":                lifted,
		"what waits for its instant is not due":            notBefore,
		"a retry holds its lane":                           retries,
		"an expired lease is doubtful":                     leases,
		"a second notice of the same state is dropped":     merging,
		"what is put off waits, and holds its lane":        puttingOff,
		"only what may be started is leased":               stale,
		"a buried job lets its lane go on":                 burying,
		"a receipt settles in its own transaction":         settling,
		"unknown and settled jobs are left alone":          settledTwice,
		"two workers never get the same job":               twoWorkers,
		"what was decided together is queued in its order": together,
		"the next instant is known":                        nextDue,
		"what waits is counted":                            counted,
		"names are not used again":                         names,
		"a lane is emptied of what has to say something":   dropping,
	} {
		t.Run(name, func(t *testing.T) { test(t, bench{t, open(t)}) })
	}
}

// bench is a queue under test with short words for what is done to it.
type bench struct {
	*testing.T
	Keeper
}

func (b bench) queue(notices ...triage.Notice) {
	b.Helper()
	update(b.T, b.Keeper, func(tx triage.Tx) error {
		for _, n := range notices {
			if err := tx.Queue(n, time.Time{}); err != nil {
				return err
			}
		}
		return nil
	})
}

// after is an instant so many seconds after noon.
func after(seconds int) time.Time { return noon().Add(time.Duration(seconds) * time.Second) }

// lease leases at an instant for ten seconds.
func (b bench) lease(seconds, limit int) []outbox.Job {
	b.Helper()
	due, err := b.Due(b.Context(), after(seconds), limit)
	require.NoError(b, err)
	g := outbox.Grant{Until: after(seconds + 10)}
	for _, j := range due {
		g.Start = append(g.Start, j.ID)
	}
	jobs, err := b.Lease(b.Context(), after(seconds), g)
	require.NoError(b, err)
	require.Len(b, jobs, len(due))
	for i, j := range jobs {
		require.Equal(b, due[i].ID, j.ID)
		require.Equal(b, due[i].Doubtful, j.Doubtful)
		require.Equal(b, due[i].Attempts+1, j.Attempts)
	}
	return jobs
}

// expect leases and checks what comes, as "show_card/INQ-1 …".
func (b bench) expect(seconds, limit int, want string) []outbox.Job {
	b.Helper()
	jobs := b.lease(seconds, limit)
	var got []string
	for _, j := range jobs {
		got = append(got, j.Envelope.Name+"/"+j.Envelope.Lane)
	}
	require.Equal(b, want, strings.Join(got, " "))
	return jobs
}

func (b bench) done(jobs ...outbox.Job) {
	b.Helper()
	for _, j := range jobs {
		require.NoError(b, b.Done(b.Context(), j.ID))
	}
}

func laneOrder(_ *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1", Late: true}, triage.TellMerged{Inquiry: "INQ-1"})
	for _, want := range []string{"show_card/INQ-1", "ping/INQ-1", "tell_merged/INQ-1"} {
		jobs := b.expect(0, 10, want)
		b.expect(0, 10, "")
		b.done(jobs...)
	}
	b.expect(0, 10, "")
}

func lanesApart(_ *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1"}, triage.ShowCard{Inquiry: "INQ-11"}, triage.ShowIncident{Incident: "INC-1"})
	b.expect(0, 10, "show_incident/slack/INC-1 show_card/INQ-1 show_card/INQ-11")
}

func classes(_ *testing.T, b bench) {
	b.queue(triage.ShowReport{Period: "2026-W47"})
	b.queue(triage.ShowCard{Inquiry: "INQ-1"})
	b.queue(triage.OpenIncident{Incident: "INC-1"})
	b.expect(0, 1, "open_incident/datadog/INC-1")
	b.expect(0, 1, "show_card/INQ-1")
	b.expect(0, 1, "show_report/report")
}

func lifted(_ *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.ShowCard{Inquiry: "INQ-2"})
	b.queue(triage.Ping{Inquiry: "INQ-2"}, triage.PageSuspected{Inquiry: "INQ-2"})
	first := b.expect(0, 1, "show_card/INQ-2")
	b.done(first...)
	second := b.expect(0, 1, "ping/INQ-2")
	require.NoError(b, b.Retry(b.Context(), second[0].ID, after(1), false, "busy"))
	b.expect(0, 1, "show_card/INQ-1")
	again := b.expect(1, 1, "ping/INQ-2")
	b.done(again...)
	b.expect(1, 2, "page_suspected/INQ-2")
}

func notBefore(_ *testing.T, b bench) {
	update(b.T, b.Keeper, func(tx triage.Tx) error {
		return tx.Queue(triage.ShowCard{Inquiry: "INQ-1"}, after(5))
	})
	b.expect(4, 1, "")
	b.expect(5, 1, "show_card/INQ-1")
}

func retries(t *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1"})
	j := b.lease(0, 10)[0]
	require.Equal(t, 1, j.Attempts)
	require.Equal(t, outbox.Sending, j.State)
	require.NoError(t, b.Retry(t.Context(), j.ID, after(30), false, "rate limited"))
	b.expect(29, 10, "")
	j = b.expect(30, 10, "show_card/INQ-1")[0]
	require.Equal(t, 2, j.Attempts)
	require.False(t, j.Doubtful)
	require.Equal(t, "rate limited", j.Reason)
	require.NoError(t, b.Retry(t.Context(), j.ID, after(31), true, "timeout"))
	j = b.expect(31, 10, "show_card/INQ-1")[0]
	require.True(t, j.Doubtful)
	require.NoError(t, b.Retry(t.Context(), j.ID, after(32), false, "was not there"))
	require.False(t, b.expect(32, 10, "show_card/INQ-1")[0].Doubtful)
}

func leases(t *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1"})
	first := b.lease(0, 10)[0]
	require.False(t, first.Doubtful)
	b.expect(9, 10, "")
	again := b.expect(10, 10, "show_card/INQ-1")[0]
	require.True(t, again.Doubtful)
	require.Equal(t, first.ID, again.ID)
	b.expect(11, 10, "")
	b.done(again)
	b.expect(11, 10, "ping/INQ-1")
}

func puttingOff(t *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1"}, triage.ShowCard{Inquiry: "INQ-2"})
	due, err := b.Due(t.Context(), after(0), 10)
	require.NoError(t, err)
	require.Len(t, due, 2)
	jobs, err := b.Lease(t.Context(), after(0), outbox.Grant{
		Start: []string{due[1].ID}, Until: after(10), Later: map[string]time.Time{due[0].ID: after(7)},
	})
	require.NoError(t, err)
	require.Len(t, jobs, 1)
	b.expect(6, 10, "")
	first := b.expect(7, 10, "show_card/INQ-1")
	require.Equal(t, 1, first[0].Attempts, "waiting is no attempt")
	require.False(t, first[0].Doubtful)
	// What is put off after its lease has expired stays doubtful.
	_, err = b.Lease(t.Context(), after(20), outbox.Grant{Later: map[string]time.Time{first[0].ID: after(30)}})
	require.NoError(t, err)
	b.expect(29, 10, "show_card/INQ-2")
	require.True(t, b.expect(30, 10, "show_card/INQ-1")[0].Doubtful)
}

func stale(t *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1"}, triage.ShowCard{Inquiry: "INQ-2"})
	due, err := b.Due(t.Context(), after(0), 10)
	require.NoError(t, err)
	ids := []string{due[0].ID, due[1].ID, due[0].ID, "job-99-x", ""}
	jobs, err := b.Lease(t.Context(), after(0), outbox.Grant{Start: ids, Until: after(10)})
	require.NoError(t, err)
	require.Len(t, jobs, 2, "each once")
	jobs, err = b.Lease(t.Context(), after(1), outbox.Grant{Start: ids, Until: after(10), Later: map[string]time.Time{ids[0]: after(90)}})
	require.NoError(t, err)
	require.Empty(t, jobs, "in flight")
	b.done(due[0])
	b.expect(1, 10, "ping/INQ-1")
}

func merging(_ *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"})
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.ShowCard{Inquiry: "INQ-2"})
	jobs := b.expect(0, 10, "show_card/INQ-1 show_card/INQ-2")
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}) // the first one has been started: it may show the old state
	b.done(jobs...)
	jobs = b.expect(0, 10, "show_card/INQ-1")
	b.done(jobs...)
	b.queue(triage.Ping{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1"}) // says something each time
	b.done(b.expect(0, 10, "ping/INQ-1")...)
	b.expect(0, 10, "ping/INQ-1")
}

func burying(t *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1"})
	j := b.lease(0, 1)[0]
	require.NoError(t, b.Bury(t.Context(), j.ID, "channel_not_found"))
	b.expect(0, 1, "ping/INQ-1")
	buried, err := b.BuriedJobs(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, buried, 1)
	require.Equal(t, j.ID, buried[0].ID)
	require.Equal(t, outbox.Buried, buried[0].State)
	require.Equal(t, "channel_not_found", buried[0].Reason)
	require.Equal(t, triage.ShowCard{Inquiry: "INQ-1"}, buried[0].Notice)
	b.done(buried[0])
	b.queue(triage.ShowCard{Inquiry: "INQ-1"})
	buried, err = b.BuriedJobs(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, buried, 1, "a buried job stays for people to see")
}

func settling(t *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1"})
	j := b.lease(0, 1)[0]
	err := b.Update(t.Context(), func(tx triage.Tx) error {
		if err := tx.Settle(j.ID); err != nil {
			return err
		}
		return errOnPurpose
	})
	require.ErrorIs(t, err, errOnPurpose)
	b.expect(0, 1, "")
	update(t, b.Keeper, func(tx triage.Tx) error { return tx.Settle(j.ID) })
	b.expect(0, 1, "ping/INQ-1")
}

func settledTwice(t *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1"}, triage.TellMerged{Inquiry: "INQ-1"})
	j := b.lease(0, 1)[0]
	for range 2 {
		b.done(j)
		require.NoError(t, b.Retry(t.Context(), j.ID, after(0), true, "late"))
		require.NoError(t, b.Bury(t.Context(), j.ID, "late"))
	}
	for _, id := range []string{"", "job-1", "job-99-x", "x", j.ID + "x"} {
		require.NoError(t, b.Done(t.Context(), id))
	}
	b.expect(0, 10, "ping/INQ-1")
	st, err := b.QueueStats(t.Context())
	require.NoError(t, err)
	require.Zero(t, st.Buried)
}

func twoWorkers(t *testing.T, b bench) {
	const lanes = 50
	for n := range lanes {
		b.queue(triage.ShowCard{Inquiry: triage.InquiryID(fmt.Sprint("INQ-", n+1))})
	}
	var mu sync.Mutex
	leased := map[string]int{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range lanes {
				due, err := b.Due(t.Context(), after(0), 3)
				g := outbox.Grant{Until: after(60)}
				for _, j := range due {
					g.Start = append(g.Start, j.ID)
				}
				jobs, leaseErr := b.Lease(t.Context(), after(0), g)
				err = errors.Join(err, leaseErr)
				mu.Lock()
				for _, j := range jobs {
					leased[j.ID]++
				}
				if err != nil {
					leased[err.Error()] += 2
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.Len(t, leased, lanes)
	for id, times := range leased {
		require.Equal(t, 1, times, id)
	}
}

func together(_ *testing.T, b bench) {
	for n := range 30 {
		b.queue(triage.TellIncident{Incident: triage.IncidentID(fmt.Sprint("INC-", n)), Inquiry: "INQ-1"})
	}
	for n := range 30 {
		j := b.lease(0, 1)[0]
		require.Equal(b, triage.TellIncident{Incident: triage.IncidentID(fmt.Sprint("INC-", n)), Inquiry: "INQ-1"}, j.Notice)
		b.done(j)
	}
}

func nextDue(t *testing.T, b bench) {
	next := func() time.Time {
		at, err := b.NextDue(t.Context())
		require.NoError(t, err)
		return at
	}
	require.Zero(t, next())
	b.queue(triage.ShowReport{Period: "2026-W47"})
	require.False(t, next().After(noon()))
	j := b.lease(0, 1)[0]
	require.Equal(t, after(10), next(), "the end of the lease")
	require.NoError(t, b.Retry(t.Context(), j.ID, after(90), false, "busy"))
	require.Equal(t, after(90), next())
	update(t, b.Keeper, func(tx triage.Tx) error { return tx.Queue(triage.ShowCard{Inquiry: "INQ-1"}, after(50)) })
	require.Equal(t, after(50), next())
}

func counted(t *testing.T, b bench) {
	b.queue(triage.ShowCard{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-1"}, triage.ShowCard{Inquiry: "INQ-2"}, triage.ShowCard{Inquiry: "INQ-3"})
	jobs := b.lease(0, 2)
	require.NoError(t, b.Bury(t.Context(), jobs[1].ID, "is_archived"))
	st, err := b.QueueStats(t.Context())
	require.NoError(t, err)
	require.Equal(t, outbox.Stats{Queued: 2, Sending: 1, Buried: 1, Oldest: noon()}, st)
}

func names(t *testing.T, b bench) {
	seen := map[string]bool{}
	for range 20 {
		b.queue(triage.ShowCard{Inquiry: "INQ-1"})
		j := b.lease(0, 1)[0]
		require.False(t, seen[j.ID], "%s was used before", j.ID)
		seen[j.ID] = true
		b.done(j)
	}
}
