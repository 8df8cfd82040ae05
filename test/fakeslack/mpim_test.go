package fakeslack_test

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

func opened(users ...string) *slack.OpenConversationParameters {
	return &slack.OpenConversationParameters{Users: users, ReturnIM: true}
}

func TestGroupDirectMessagesWithSlackGo(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	api := client(w)
	c := ctx(t)

	room, _, _, err := api.OpenConversationContext(c, opened("U1", "U2", "U3"))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(room.ID, "G"))
	require.True(t, room.IsMpIM)
	require.Equal(t, "mpdm-sato--tanaka--emma--toban-1", room.Name)
	again, _, _, err := api.OpenConversationContext(c, opened("U3", "U1", "U2", w.Bot().ID))
	require.NoError(t, err)
	require.Equal(t, room.ID, again.ID, "the same people have the same conversation, whoever is named first")

	_, root, err := api.PostMessageContext(c, room.ID, slack.MsgOptionText("psst", false))
	require.NoError(t, err)
	require.Len(t, w.Messages(room.ID, "sato"), 1)
	require.Empty(t, w.Messages(room.ID, "guest"), "who is not in it sees nothing")

	app.take()
	say(t, w, "tanaka", room.ID, "hello")
	got := app.take()
	require.Equal(t, []string{"message", "message"}, types(got), "the person's, and the echo of ours")
	ev := got[0].event()
	require.Equal(t, "mpim", ev["channel_type"])
	require.Equal(t, room.ID, ev["channel"])

	replies, _, _, err := api.GetConversationRepliesContext(c, &slack.GetConversationRepliesParameters{ChannelID: room.ID, Timestamp: root})
	require.NoError(t, err)
	require.Len(t, replies, 1)

	mine, _, err := api.GetConversationsForUserContext(c, &slack.GetConversationsForUserParameters{Types: []string{"im", "mpim"}})
	require.NoError(t, err)
	require.Len(t, mine, 1)
	require.Equal(t, room.ID, mine[0].ID)
	groups, _, err := api.GetConversationsForUserContext(c, &slack.GetConversationsForUserParameters{Types: []string{"private_channel"}})
	require.NoError(t, err)
	require.Empty(t, groups, "a group direct message is no private channel")
	_, err = api.SetTopicOfConversationContext(c, room.ID, "topic")
	require.EqualError(t, err, "method_not_supported_for_channel_type")
}

func TestGroupDirectMessagesRefused(t *testing.T) {
	w := office(fakeslack.Options{})
	api := client(w)
	many := []string{"U1", "U2", "U3", "U5"}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		many = append(many, w.AddUser(fakeslack.User{ID: "UX" + strings.ToUpper(name), Name: name}).ID)
	}
	open := func(users ...string) error {
		_, _, _, err := api.OpenConversationContext(ctx(t), opened(users...))
		return err
	}
	require.EqualError(t, open(), "users_list_not_supplied")
	require.EqualError(t, open(w.Bot().ID), "not_enough_users")
	require.EqualError(t, open(many...), "too_many_users")
	require.NoError(t, open(many[:8]...))
	require.EqualError(t, open("U1", "U99"), "user_not_found")
	require.EqualError(t, open("U1", "U4"), "user_disabled")

	w.SetScopes("im:write")
	require.EqualError(t, open("U1", "U2"), "missing_scope")
	require.NoError(t, open("U1"))
	w.SetScopes("mpim:write")
	require.EqualError(t, open("U1"), "missing_scope")

	w.SetScopes("mpim:write", "im:history", "channels:history")
	room, _, _, err := api.OpenConversationContext(ctx(t), opened("U1", "U2"))
	require.NoError(t, err)
	_, err = api.GetConversationHistoryContext(ctx(t), &slack.GetConversationHistoryParameters{ChannelID: room.ID})
	require.EqualError(t, err, "missing_scope")
	require.Error(t, w.Join(ctx(t), "U3", room.ID), "nobody walks in")
}
