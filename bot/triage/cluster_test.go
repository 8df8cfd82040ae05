package triage_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
)

const (
	kato = triage.PersonID("UKATO")
	emma = triage.PersonID("UEMMA")
	lee  = triage.PersonID("ULEE")
)

func clusterOffice(t *testing.T) *office {
	o := newOffice(t).at("2025-11-20 15:00")
	o.Policy.Incident = triage.IncidentPolicy{
		Severities: []triage.SeverityLevel{{Key: "SEV-2"}},
		Cluster:    triage.ClusterPolicy{Inquiries: 3, Within: 30 * time.Minute, Mute: 24 * time.Hour},
	}
	return o
}

// asks is a question about an area, minutes after the clock.
func (o *office) asks(minutes int, who triage.PersonID, area string, change ...func(*triage.Ask)) triage.InquiryID {
	o.t.Helper()
	c := triage.Ask{Asker: who, Area: area, Text: "落ちます", Place: triage.Place{Channel: "CASK", Thread: o.ts()}}
	for _, f := range change {
		f(&c)
	}
	o.n++
	at := o.now.Add(time.Duration(minutes) * time.Minute)
	out, err := o.Handle(context.Background(), triage.Order{Key: fmt.Sprint("k", o.n), By: who, At: at, Command: c})
	require.NoError(o.t, err)
	return out.Inquiry.ID
}

func (o *office) later(d time.Duration) *office {
	o.now = o.now.Add(d)
	_, err := o.Remind(context.Background())
	require.NoError(o.t, err)
	return o
}

// clusters are the clusters there are, by the inquiry that keeps them.
func (o *office) clusters() map[triage.InquiryID]triage.Cluster {
	o.t.Helper()
	list, err := o.Inquiries(context.Background(), triage.InquiryFilter{})
	require.NoError(o.t, err)
	out := make(map[triage.InquiryID]triage.Cluster)
	for _, q := range list {
		if q.Cluster != nil {
			out[q.ID] = *q.Cluster
		}
	}
	return out
}

// three are three questions of three people within twenty minutes.
func (o *office) three() (first, second, third triage.InquiryID) {
	first = o.asks(0, sato, "ci_cd")
	o.later(10 * time.Minute)
	second = o.asks(0, kato, "ci_cd")
	o.later(10 * time.Minute)
	return first, second, o.asks(0, emma, "ci_cd")
}

// An opinion is what the classifier makes of every text.
type opinion knowledge.Guess

func (g opinion) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Classification: knowledge.Classification{Area: knowledge.Guess(g)}}, nil
}

func TestWhatMayHaveOneCause(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(o *office)
		want    []triage.InquiryID
	}{
		"three people in twenty minutes": {func(o *office) { o.three() }, []triage.InquiryID{"INQ-1", "INQ-2", "INQ-3"}},
		"thirty minutes apart": {func(o *office) {
			o.later(time.Hour)
			o.asks(-30, sato, "ci_cd")
			o.asks(-10, kato, "ci_cd")
			o.asks(0, emma, "ci_cd")
		}, []triage.InquiryID{"INQ-1", "INQ-2", "INQ-3"}},
		"longer apart": {func(o *office) {
			o.later(time.Hour)
			o.asks(-31, sato, "ci_cd")
			o.asks(-10, kato, "ci_cd")
			o.asks(0, emma, "ci_cd")
		}, nil},
		"arriving in another order": {func(o *office) {
			o.later(time.Hour)
			o.asks(0, emma, "ci_cd")
			o.asks(-10, kato, "ci_cd")
			o.asks(-20, sato, "ci_cd")
		}, []triage.InquiryID{"INQ-3", "INQ-2", "INQ-1"}},
		"one person twice": {func(o *office) {
			o.asks(0, sato, "ci_cd")
			o.asks(0, sato, "ci_cd")
			o.asks(0, kato, "ci_cd")
		}, nil},
		"another area": {func(o *office) {
			o.asks(0, sato, "ci_cd")
			o.asks(0, kato, "network")
			o.asks(0, emma, "ci_cd")
		}, nil},
		"another rotation": {func(o *office) {
			o.asks(0, sato, "ci_cd", func(c *triage.Ask) { c.Rotation = "platform" })
			o.asks(0, kato, "ci_cd", func(c *triage.Ask) { c.Rotation = "data" })
			o.asks(0, emma, "ci_cd")
		}, nil},
		"an alert": {func(o *office) {
			o.asks(0, sato, "ci_cd")
			o.asks(0, "BALERTS", "ci_cd", func(c *triage.Ask) { c.Alert = true })
			o.asks(0, emma, "ci_cd")
		}, nil},
		"one withdrawn": {func(o *office) {
			o.order(o.asks(0, sato, "ci_cd"), sato, triage.Withdraw{})
			o.asks(0, kato, "ci_cd")
			o.asks(0, emma, "ci_cd")
		}, nil},
		"one a duplicate": {func(o *office) {
			first := o.asks(0, sato, "ci_cd")
			o.order(o.asks(0, kato, "ci_cd"), tanaka, triage.Duplicate{Of: first})
			o.asks(0, emma, "ci_cd")
		}, nil},
		"one of an incident": {func(o *office) {
			o.order("", tanaka, triage.Declare{Inquiry: o.asks(0, sato, "ci_cd"), Title: "CI", Severity: "SEV-2"})
			o.asks(0, kato, "ci_cd")
			o.asks(0, emma, "ci_cd")
		}, nil},
		"an area that is likely": {func(o *office) {
			o.Adviser = opinion{Key: "ci_cd", Confidence: .8}
			o.asks(0, sato, "")
			o.asks(0, kato, "")
			o.asks(0, emma, "")
		}, []triage.InquiryID{"INQ-1", "INQ-2", "INQ-3"}},
		"an area that is a guess": {func(o *office) {
			o.Adviser = opinion{Key: "ci_cd", Confidence: .4}
			o.asks(0, sato, "")
			o.asks(0, kato, "")
			o.asks(0, emma, "")
		}, nil},
		"a person names the area of the last": {func(o *office) {
			o.asks(0, sato, "ci_cd")
			o.asks(0, kato, "ci_cd")
			id := o.asks(0, emma, "network")
			o.later(5 * time.Minute)
			o.order(id, tanaka, triage.Reclassify{Area: "ci_cd"})
		}, []triage.InquiryID{"INQ-1", "INQ-2", "INQ-3"}},
		"what fits nowhere": {func(o *office) {
			o.asks(0, sato, knowledge.AreaOther)
			o.asks(0, kato, knowledge.AreaOther)
			o.asks(0, emma, knowledge.AreaOther)
		}, nil},
		"a person names the area when it is over": {func(o *office) {
			o.asks(0, sato, "ci_cd")
			o.asks(0, kato, "ci_cd")
			id := o.asks(0, emma, "network")
			o.later(time.Hour)
			o.order(id, tanaka, triage.Reclassify{Area: "ci_cd"})
		}, nil},
		"read back after a downtime": {func(o *office) {
			late := func(c *triage.Ask) { c.Late = true }
			o.later(3 * time.Hour)
			o.asks(-120, sato, "ci_cd", late)
			o.asks(-110, kato, "ci_cd", late)
			o.asks(-100, emma, "ci_cd", late)
		}, []triage.InquiryID{"INQ-1", "INQ-2", "INQ-3"}},
		"nobody looks": {func(o *office) {
			o.Policy.Incident.Cluster.Inquiries = 0
			o.three()
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := clusterOffice(t)
			c.happens(o)
			got := o.clusters()
			if c.want == nil {
				require.Empty(t, got)
				return
			}
			require.Len(t, got, 1)
			for _, cluster := range got {
				require.Equal(t, c.want, cluster.Inquiries)
				require.False(t, cluster.Told.IsZero(), "it is told at once")
			}
		})
	}
}

func TestAClusterGrowsForAsLongAsItGoesOn(t *testing.T) {
	o := clusterOffice(t)
	_, _, keeper := o.three()
	o.later(25 * time.Minute)
	fourth := o.asks(0, lee, "ci_cd")
	o.later(25 * time.Minute)
	fifth := o.asks(0, sato, "ci_cd")
	got := o.clusters()
	require.Len(t, got, 1)
	require.Equal(t, []triage.InquiryID{"INQ-1", "INQ-2", keeper, fourth, fifth}, got[keeper].Inquiries)
	o.later(31 * time.Minute)
	_, _, other := o.three()
	got = o.clusters()
	require.Len(t, got, 2)
	require.Len(t, got[other].Inquiries, 3)
}

func TestManyAskAtOnceAndOneClusterComesOfIt(t *testing.T) {
	o := clusterOffice(t)
	var wg sync.WaitGroup
	for n := range 12 {
		wg.Go(func() {
			who := triage.PersonID(fmt.Sprint("U", n))
			_, err := o.Handle(context.Background(), triage.Order{Key: string(who), By: who, Command: triage.Ask{
				Asker: who, Area: "ci_cd", Text: "落ちます", Place: triage.Place{Channel: "CASK", Thread: triage.MessageTS(fmt.Sprintf("176361864%d.0001", n))},
			}})
			if err != nil {
				t.Errorf("ask %d: %v", n, err)
			}
		})
	}
	wg.Wait()
	got := o.clusters()
	require.Len(t, got, 1)
	for _, cluster := range got {
		require.Len(t, cluster.Inquiries, 12)
	}
}

func TestAFalseAlarmMutesTheAreaForADay(t *testing.T) {
	o := clusterOffice(t)
	_, _, keeper := o.three()
	_, err := o.Handle(t.Context(), triage.Order{Key: "not mine", By: sato, Inquiry: keeper, Command: triage.AnswerCluster{}})
	require.Equal(t, triage.Denied, triage.KindOf(err))
	o.order(keeper, tanaka, triage.AnswerCluster{})
	require.Equal(t, triage.ClusterUnrelated, o.clusters()[keeper].State)

	o.later(time.Hour).three()
	require.Len(t, o.clusters(), 1, "the area is muted")
	o.asks(0, sato, "network")
	o.asks(0, kato, "network")
	o.asks(0, emma, "network")
	require.Len(t, o.clusters(), 2, "other areas are not")
	o.at("2025-11-21 15:21").three()
	require.Len(t, o.clusters(), 3, "a day later it is looked at again")

	week, err := o.Digest(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.Equal(t, []int{3, 1}, []int{week.Clusters, week.Unrelated})
}

func TestAClusterOfTheNight(t *testing.T) {
	night := func(t *testing.T) *office { return clusterOffice(t).at("2025-11-20 23:00") }
	t.Run("waits for the opening", func(t *testing.T) {
		o := night(t)
		_, _, keeper := o.three()
		require.Zero(t, o.clusters()[keeper].Told)
		fourth := o.asks(0, lee, "ci_cd")
		o.at("2025-11-21 09:59").later(0)
		require.Zero(t, o.clusters()[keeper].Told)
		o.later(time.Minute)
		require.True(t, o.now.Equal(o.clusters()[keeper].Told))
		require.Contains(t, o.clusters()[keeper].Inquiries, fourth)
	})
	t.Run("and is not told when too few still wait", func(t *testing.T) {
		o := night(t)
		first, _, keeper := o.three()
		o.order(first, sato, triage.Resolve{})
		o.at("2025-11-21 10:00").later(0)
		require.Zero(t, o.clusters()[keeper].Told)
	})
	t.Run("is told at once when one of them is urgent", func(t *testing.T) {
		o := night(t)
		o.asks(0, sato, "ci_cd", func(c *triage.Ask) { c.Urgency = triage.UrgencyUrgent })
		o.asks(0, kato, "ci_cd")
		keeper := o.asks(0, emma, "ci_cd")
		require.True(t, o.now.Equal(o.clusters()[keeper].Told))
	})
	t.Run("is told when an urgent one joins", func(t *testing.T) {
		o := night(t)
		_, _, keeper := o.three()
		o.asks(0, lee, "ci_cd", func(c *triage.Ask) { c.Urgency = triage.UrgencyUrgent })
		told := o.clusters()[keeper].Told
		require.True(t, o.now.Equal(told))
		o.at("2025-11-21 10:00").later(0)
		require.Equal(t, told, o.clusters()[keeper].Told, "once")
	})
}

func TestAClusterIsGroupedUnderItsFirst(t *testing.T) {
	o := clusterOffice(t)
	first, second, keeper := o.three()
	fourth := o.asks(0, lee, "ci_cd")
	o.order(o.ask("dns"), tanaka, triage.Duplicate{Of: second}) // now it has its own
	o.order(fourth, lee, triage.Withdraw{})
	o.order(keeper, tanaka, triage.AnswerCluster{Same: true})

	require.Equal(t, []triage.InquiryID{keeper}, o.read(first).Duplicates)
	require.Equal(t, first, o.read(keeper).Of)
	require.Equal(t, triage.StatusOpen, o.read(second).Status, "what has duplicates stays")
	require.Equal(t, triage.StatusWithdrawn, o.read(fourth).Status)
	got := o.clusters()[keeper]
	require.Equal(t, triage.ClusterGrouped, got.State)
	require.Equal(t, first, got.Under)

	_, err := o.Handle(t.Context(), triage.Order{Key: "late", By: suzuki, Inquiry: keeper, Command: triage.AnswerCluster{}})
	refusal, ok := errors.AsType[*triage.Error](err)
	require.True(t, ok)
	require.Equal(t, tanaka, refusal.Who)
	require.Equal(t, got, o.clusters()[keeper])
}

func TestNothingIsGroupedWhenNothingIsLeft(t *testing.T) {
	o := clusterOffice(t)
	first, second, keeper := o.three()
	for who, id := range map[triage.PersonID]triage.InquiryID{sato: first, kato: second} {
		o.order(id, who, triage.Withdraw{})
	}
	_, err := o.Handle(t.Context(), triage.Order{Key: "group", By: tanaka, Inquiry: keeper, Command: triage.AnswerCluster{Same: true}})
	require.Equal(t, triage.Conflict, triage.KindOf(err))
	require.Empty(t, o.clusters()[keeper].State)
}

func TestAnIncidentOfACluster(t *testing.T) {
	o := clusterOffice(t)
	asked := o.now
	first, second, keeper := o.three()
	fourth := o.asks(0, lee, "ci_cd")
	o.order(second, kato, triage.Withdraw{})
	o.later(time.Minute)
	declare := triage.Declare{Cluster: keeper, Title: "CI", Severity: "SEV-2"}
	id := triage.IncidentID(o.order("", tanaka, declare))
	i, err := o.Incident(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []triage.InquiryID{first, keeper, fourth}, i.Inquiries)
	require.True(t, asked.Equal(i.DetectedAt), "when the first was asked")
	for _, q := range i.Inquiries {
		require.Equal(t, id, o.read(q).Incident)
	}
	require.Empty(t, o.read(second).Incident)
	require.Equal(t, id, o.clusters()[keeper].Incident)

	_, err = o.Handle(t.Context(), triage.Order{Key: "again", By: suzuki, Command: declare})
	refusal, ok := errors.AsType[*triage.Error](err)
	require.True(t, ok)
	require.Equal(t, "already_incident", refusal.Reason)
	require.Equal(t, string(id), refusal.Subject)

	o.three()
	require.Len(t, o.clusters(), 1, "what runs is known")
	o.n++
	_, err = o.Handle(t.Context(), triage.Order{Key: "over", By: tanaka, Incident: id, Command: triage.ChangeIncident{Status: triage.IncidentResolved}})
	require.NoError(t, err)
	o.later(time.Hour).three()
	require.Len(t, o.clusters(), 2)
}

func TestAnIncidentIsDeclaredWhereEverybodyCanRead(t *testing.T) {
	o := clusterOffice(t)
	o.asks(0, sato, "ci_cd", func(c *triage.Ask) { c.Place.Private = true })
	open := o.asks(0, kato, "ci_cd")
	keeper := o.asks(0, emma, "ci_cd")
	id := triage.IncidentID(o.order("", tanaka, triage.Declare{Cluster: keeper, Title: "CI", Severity: "SEV-2"}))
	i, err := o.Incident(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, o.read(open).Place, i.Origin)
}
