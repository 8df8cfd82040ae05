package triage_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/rotation"
)

const (
	ito    = triage.PersonID("UITO")
	yamada = triage.PersonID("UYAMADA")
)

// newDuty is an office with a weekly rotation of tanaka, ito and suzuki, whose
// lead is yamada.
func newDuty(t *testing.T) *office {
	o := newOffice(t)
	o.Policy.Members, o.Policy.Leads = []triage.PersonID{tanaka, ito, suzuki}, []triage.PersonID{yamada}
	r, err := rotation.Spec{
		Handoff: "Mon 10:00", Start: "2025-01-06", Primary: []string{string(tanaka), string(ito), string(suzuki)}, Secondary: rotation.Second{Offset: 1},
	}.Build(o.Policy.Calendar)
	require.NoError(t, err)
	o.Schedules = map[triage.RotationID]triage.Schedule{"platform": r}
	return o.at("2025-11-20 15:00")
}

func (o *office) duty(by triage.PersonID, c triage.Command) {
	o.t.Helper()
	o.n++
	_, err := o.Handle(context.Background(), triage.Order{Key: "duty" + strconv.Itoa(o.n), By: by, Rotation: "platform", At: o.now, Command: c})
	require.NoError(o.t, err)
}

func (o *office) day(text string) time.Time {
	o.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, o.Policy.Calendar.Location())
	require.NoError(o.t, err)
	return at
}

func refusedFor(t *testing.T, reason string, err error) {
	t.Helper()
	var refused *triage.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, reason, refused.Reason)
}

func TestAFeedOpensWithItsKeyUntilThatIsRenewed(t *testing.T) {
	o, ctx := newDuty(t), t.Context()
	platform, own := triage.Feed{Rotation: "platform"}, triage.Feed{Person: tanaka}
	opens := func(f triage.Feed, token string) bool {
		t.Helper()
		_, ok, err := o.OpenFeed(ctx, f, token)
		require.NoError(t, err)
		return ok
	}
	require.False(t, opens(platform, ""), "before there is a key nothing opens it")

	key, err := o.FeedKey(ctx, tanaka, platform)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(key.Token), 26, "128 bits in base 32")
	again, err := o.at("2025-11-21 10:00").FeedKey(ctx, suzuki, platform)
	require.NoError(t, err)
	require.Equal(t, key.Token, again.Token, "everybody is given the same")
	require.True(t, key.Since.Equal(again.Since))
	mine, err := o.FeedKey(ctx, tanaka, own)
	require.NoError(t, err)
	require.True(t, opens(platform, key.Token))
	require.True(t, opens(own, mine.Token))
	for _, token := range []string{"", mine.Token, key.Token[1:], key.Token + "A"} {
		require.False(t, opens(platform, token), token)
	}
	require.False(t, opens(triage.Feed{Rotation: "gone"}, key.Token))
	require.False(t, opens(triage.Feed{Person: ito}, mine.Token))

	_, err = o.FeedKey(ctx, sato, platform)
	refusedFor(t, "denied", err)
	_, err = o.FeedKey(ctx, tanaka, triage.Feed{Person: ito})
	refusedFor(t, "denied", err)
	_, err = o.FeedKey(ctx, tanaka, triage.Feed{Rotation: "gone"})
	refusedFor(t, "no_such_rotation", err)
	_, err = o.FeedKey(ctx, sato, triage.Feed{Person: sato})
	require.NoError(t, err, "whoever is put on call reads their own")

	refusedFor(t, "lead_only", o.RenewFeed(ctx, triage.Order{Key: "a", By: tanaka}, platform))
	refusedFor(t, "denied", o.RenewFeed(ctx, triage.Order{Key: "b", By: yamada}, own))
	require.NoError(t, o.RenewFeed(ctx, triage.Order{Key: "c", By: yamada}, platform))
	require.NoError(t, o.RenewFeed(ctx, triage.Order{Key: "d", By: tanaka}, own))
	require.False(t, opens(platform, key.Token))
	require.False(t, opens(own, mine.Token))

	key, err = o.FeedKey(ctx, tanaka, platform)
	require.NoError(t, err)
	require.NoError(t, o.RenewFeed(ctx, triage.Order{Key: "c", By: yamada}, platform), "delivered twice")
	require.True(t, opens(platform, key.Token))

	mine, err = o.FeedKey(ctx, tanaka, own)
	require.NoError(t, err)
	o.Gone = func(person string) bool { return person == string(tanaka) }
	require.False(t, opens(own, mine.Token), "who has left reads nothing any more")
}

func TestFeedTurns(t *testing.T) {
	o, ctx := newDuty(t), t.Context()
	o.duty(yamada, triage.Cover{Person: suzuki, For: ito, From: o.day("2025-11-26 00:00"), To: o.day("2025-11-27 00:00")})
	list, err := o.FeedTurns(ctx, triage.Feed{Rotation: "platform"}, o.day("2025-11-25 00:00"), o.day("2025-11-28 00:00"))
	require.NoError(t, err)
	var got []string
	for _, f := range list {
		got = append(got, f.Role+" "+f.Person+" "+f.Start.Format("01-02 15:04")+" - "+f.End.Format("01-02 15:04")+" "+f.Why.Reason.String())
		require.True(t, f.Arranged.Equal(o.now))
	}
	require.Equal(t, []string{
		"primary UTANAKA 11-17 10:00 - 11-25 10:00 own_turn",
		"secondary UITO 11-17 10:00 - 11-25 10:00 own_turn",
		"primary UITO 11-25 10:00 - 11-26 00:00 own_turn",
		"secondary USUZUKI 11-25 10:00 - 11-26 00:00 own_turn",
		"primary USUZUKI 11-26 00:00 - 11-27 00:00 override",
		"secondary UTANAKA 11-26 00:00 - 11-27 00:00 stand_in",
		"primary UITO 11-27 00:00 - 12-01 10:00 own_turn",
		"secondary USUZUKI 11-27 00:00 - 12-01 10:00 own_turn",
	}, got)

	list, err = o.FeedTurns(ctx, triage.Feed{Person: tanaka}, o.day("2025-11-25 00:00"), o.day("2025-11-28 00:00"))
	require.NoError(t, err)
	require.Len(t, list, 2, "once as primary, once as secondary")
}

func TestTheCalendarShowsEachDay(t *testing.T) {
	o, ctx := newDuty(t), t.Context()
	o.duty(yamada, triage.Cover{Person: suzuki, For: ito, From: o.day("2025-11-26 00:00"), To: o.day("2025-11-27 00:00")})
	weeks, err := o.Calendar(ctx, "platform", o.day("2025-11-26 12:00"), 4)
	require.NoError(t, err)
	require.Len(t, weeks, 4)
	monday, tuesday, wednesday, sunday := weeks[0][0], weeks[0][1], weeks[0][2], weeks[0][6]
	require.Equal(t, "2025-11-24", monday.Date.Format(time.DateOnly))
	require.True(t, monday.Holiday && !monday.Open, "the substitute of Labour Thanksgiving Day")
	require.Equal(t, string(tanaka), monday.Main().Person, "the handoff moved to Tuesday")
	require.Len(t, tuesday.Parts, 2)
	require.False(t, tuesday.Parts[0].Begins)
	require.True(t, tuesday.Parts[1].Begins)
	require.Equal(t, "10:00", tuesday.Parts[1].From.Format("15:04"))
	require.Equal(t, string(ito), tuesday.Main().Person)
	require.Equal(t, rotation.Overridden, wednesday.Main().Why.Reason)
	require.True(t, wednesday.Open && !wednesday.Hole())
	require.True(t, !sunday.Open && !sunday.Holiday, "a weekend is no holiday")

	for _, week := range weeks {
		require.Len(t, week, 7)
		for _, day := range week {
			at := day.Date
			for _, p := range day.Parts {
				require.True(t, p.From.Equal(at))
				s, err := o.OnCall(ctx, "platform", p.From)
				require.NoError(t, err)
				require.Equal(t, s.Primary, p.Person)
				at = p.To
			}
			require.True(t, at.Equal(day.Date.AddDate(0, 0, 1)))
		}
	}
	require.Empty(t, weeksOf(t, o, "gone")[0][0].Parts, "a rotation that is not configured has none")
}

func weeksOf(t *testing.T, o *office, id triage.RotationID) [][]triage.CalendarDay {
	t.Helper()
	weeks, err := o.Calendar(t.Context(), id, o.now, 4)
	require.NoError(t, err)
	return weeks
}
