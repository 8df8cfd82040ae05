package slackapp

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

const sameQuestion = "OIDC trust policy AssumeRole が失敗します"

// order has somebody give an order about an inquiry.
func (r *room) order(by triage.PersonID, id triage.InquiryID, c triage.Command) {
	r.t.Helper()
	key := fmt.Sprintf("order/%T/%s/%s", c, id, r.now)
	_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: key, By: by, Inquiry: id, Command: c})
	require.NoError(r.t, err)
	r.settle()
}

// A public inquiry comes back in a direct message. What is said there stays
// between the asker and the team, and reaches the team.
func TestAPublicInquiryComesBackInADirectMessage(t *testing.T) {
	r := newRoom(t, wellDocumented)
	ts := r.says("kato", ask, "", "@toban "+sameQuestion)
	r.order("UTANAKA", "INQ-1", triage.Resolve{})
	r.pass(24 * time.Hour)
	dm := r.dm("kato")
	dts := r.says("kato", dm, "", sameQuestion)
	require.Equal(t, triage.InquiryID("INQ-1"), r.inquiry("INQ-2").Again)
	r.order("UKATO", "INQ-2", triage.AnswerRecontact{Same: true})
	require.Zero(t, r.groups(), "the team is told in the old thread")
	require.Contains(t, r.thread(ask, ts, "tanaka"), "再開されました")

	r.says("kato", dm, dts, "It blocks the ZEBRA release")
	group := r.group()
	root := r.inquiry("INQ-2").Where(triage.SlotRoom)
	require.Contains(t, r.thread(group.ID, string(root.TS), "tanaka"), "ZEBRA")
	require.NotContains(t, r.thread(ask, ts, "tanaka"), "ZEBRA", "it was said in private")

	r.says("tanaka", group.ID, "", "I am looking into ZEBRA")
	q := r.inquiry("INQ-1")
	require.True(t, q.Answered(), "an answer in the room, also beside its thread")
	require.NotContains(t, q.LastLine, "ZEBRA")
}

func TestADirectInquiryComesBackInADirectMessage(t *testing.T) {
	r := newRoom(t, wellDocumented)
	dm := r.dm("kato")
	r.says("kato", dm, "", sameQuestion)
	r.order("UKATO", "INQ-1", triage.Feedback{Answer: triage.AnswerSolved})
	r.pass(24 * time.Hour)
	dts := r.says("kato", dm, "", sameQuestion)
	r.says("kato", dm, dts, "since the QUAGGA update")
	r.order("UKATO", "INQ-2", triage.AnswerRecontact{Same: true})
	require.False(t, r.inquiry("INQ-2").Gathered)
	root := r.inquiry("INQ-1").Where(triage.SlotRoom)
	group := r.group()
	require.Equal(t, triage.ChannelID(group.ID), root.Channel)
	require.NotContains(t, r.top(team, "tanaka"), "INQ-1", "nobody is told beside the room")

	r.says("kato", dm, dts, "It blocks the ZEBRA release")
	seen := r.thread(group.ID, string(root.TS), "tanaka")
	for _, text := range []string{"再開されました", "QUAGGA", "ZEBRA"} {
		require.Contains(t, seen, text)
	}
	r.says("tanaka", group.ID, string(root.TS), "looking")
	require.True(t, r.inquiry("INQ-1").Answered())
}

func TestADirectInquiryComesBackInAChannel(t *testing.T) {
	r := newRoom(t)
	dm := r.dm("kato")
	r.says("kato", dm, "", sameQuestion)
	r.order("UTANAKA", "INQ-1", triage.Resolve{})
	r.pass(24 * time.Hour)
	ts := r.says("kato", ask, "", "@toban "+sameQuestion)
	r.order("UKATO", "INQ-2", triage.AnswerRecontact{Same: true})
	before := len(r.slack.Messages(dm, "kato"))
	r.says("tanaka", ask, ts, "looking")
	require.True(t, r.inquiry("INQ-1").Answered())
	require.Len(t, r.slack.Messages(dm, "kato"), before, "both read it in the channel")
}
