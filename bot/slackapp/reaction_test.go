package slackapp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// reacts puts an emoji on a message, or takes it off again.
func (r *room) reacts(who, channel, ts, emoji string, on bool) {
	r.t.Helper()
	r.pass(time.Second)
	act := r.slack.Unreact
	if on {
		act = r.slack.React
	}
	require.NoError(r.t, act(r.t.Context(), who, channel, ts, emoji))
	r.settle()
}

// TestEmoji is the table of reactions: what each does to INQ-1, what taking it
// off does, and who can. To everybody else it does nothing and says nothing.
func TestEmoji(t *testing.T) {
	team := []string{member, lead, admin}
	is := func(s triage.Status) func(*room, string) bool {
		return func(r *room, _ string) bool { return r.inquiry("INQ-1").Status == s }
	}
	reads := func(ja, en string) func(*room, string) bool {
		return func(r *room, who string) bool {
			seen := r.told(who)
			return strings.Contains(seen, ja) || strings.Contains(seen, en)
		}
	}
	noted := func(n int) func(*room, string) bool {
		return func(r *room, _ string) bool {
			notes := 0
			for _, e := range r.outage("INC-1").Timeline {
				if e.What == "note" {
					notes++
				}
			}
			return notes == n
		}
	}
	declared := func(r *room) {
		_, err := r.app.desk.Handle(r.t.Context(), triage.Order{
			Key: "declare", By: "USUZUKI", Command: triage.Declare{Inquiry: "INQ-1", Title: "API 502", Severity: "SEV-2", Lang: "ja"},
		})
		require.NoError(r.t, err)
		r.settle()
	}
	for _, row := range []struct {
		emoji   string
		before  func(*room)
		who     []string
		added   func(*room, string) bool
		between func(*room)
		removed func(*room, string) bool
	}{
		{
			emoji: emojiClaim, who: team,
			added:   func(r *room, who string) bool { return string(r.inquiry("INQ-1").Owner) == "U"+strings.ToUpper(who) },
			removed: func(r *room, _ string) bool { return r.inquiry("INQ-1").Owner == "" },
		},
		{
			emoji: emojiClaim, who: team, // a reply in between: whoever answered goes on
			added: is(triage.StatusInProgress),
			between: func(r *room) {
				r.says(strings.ToLower(string(r.inquiry("INQ-1").Owner[1:])), ask, string(r.inquiry("INQ-1").Place.Thread), "見ます")
			},
			removed: func(r *room, who string) bool { return string(r.inquiry("INQ-1").Owner) == "U"+strings.ToUpper(who) },
		},
		{emoji: emojiResolve, who: append([]string{asker}, team...), added: is(triage.StatusResolved), removed: is(triage.StatusOpen)},
		{emoji: emojiWait, who: team, added: is(triage.StatusWaiting), removed: is(triage.StatusOpen)},
		{
			emoji: emojiIncident, who: team, added: reads("障害を宣言しますか？ 宣言するのは人だけです。\n[障害を宣言…]", "Declare an incident? Only a person does that.\n[Declare…]"),
			removed: is(triage.StatusOpen),
		},
		{emoji: emojiNote, before: declared, who: team, added: noted(1), removed: noted(0)},
		{
			emoji: emojiFAQ, who: team, added: reads("INQ-1 の資料の下書きを", "A draft of a page from INQ-1"),
			removed: func(r *room, who string) bool { return len(r.slack.Messages(r.dm(who), who)) == 1 },
		},
	} {
		for _, lang := range []triage.Lang{"ja", "en"} {
			t.Run(fmt.Sprint(row.emoji, " ", row.between != nil, " ", lang), func(t *testing.T) {
				t.Parallel()
				for _, who := range everybody {
					r := roles(t, lang, nil)
					if row.before != nil {
						row.before(r)
					}
					state := func() string {
						data, err := json.Marshal([]any{r.inquiry("INQ-1"), r.count()})
						require.NoError(t, err)
						return string(data)
					}
					ts, untouched := string(r.inquiry("INQ-1").Place.Thread), state()
					r.reacts(who, ask, ts, row.emoji, true)
					if !slices.Contains(row.who, who) {
						r.reacts(who, ask, ts, row.emoji, false)
						require.Equal(t, untouched, state(), "%s does nothing", who)
						require.Empty(t, r.told(who), "and is told nothing")
						continue
					}
					require.True(t, row.added(r, who), "by %s, who reads\n%s", who, r.told(who))
					if row.between != nil {
						row.between(r)
					}
					r.reacts(who, ask, ts, row.emoji, false)
					require.True(t, row.removed(r, who), "taken back by %s, who reads\n%s", who, r.told(who))
				}
			})
		}
	}
}

// A ticket may be put on a message by anybody of ours, and taken back for a
// minute.
func TestATicketByEverybody(t *testing.T) {
	for _, who := range everybody {
		for after, want := range map[time.Duration]triage.Status{
			50 * time.Second: triage.StatusWithdrawn,
			61 * time.Second: triage.StatusOpen,
		} {
			r := roles(t, "ja", nil)
			ts := r.says(another, ask, "", "VPC につながりません")
			r.reacts(who, ask, ts, emojiAsk, true)
			if who == stranger {
				require.Equal(t, 1, r.count(), "another workspace's people ask for themselves")
				continue
			}
			require.Equal(t, triage.PersonID("UKATO"), r.inquiry("INQ-2").Asker, who)
			r.pass(after)
			r.reacts(who, ask, ts, emojiAsk, false)
			require.Equal(t, want, r.inquiry("INQ-2").Status, "%s after %s", who, after)
		}
	}
}
