package fakeslack_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

func TestPostingWithSlackGo(t *testing.T) {
	w := office(fakeslack.Options{})
	api := client(w)
	root := say(t, w, "sato", "#ask-platform", "hello")

	_, ts, err := api.PostMessageContext(ctx(t), "C1",
		slack.MsgOptionText("card for <@U1> & co", false), slack.MsgOptionTS(root),
		slack.MsgOptionBlocks(slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "*card* <https://x.test|page>", false, false), nil, nil)),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "job", EventPayload: map[string]any{"id": "7"}}))
	require.NoError(t, err)
	require.Regexp(t, `^\d{10}\.\d{6}$`, ts)

	thread := w.Thread("C1", root, "emma")
	require.Len(t, thread, 2)
	require.Equal(t, "card page", w.PlainText(thread[1]))
	require.Equal(t, 1, thread[0].ReplyCount)

	_, _, _, err = api.UpdateMessageContext(ctx(t), "C1", ts, slack.MsgOptionText("new", false), slack.MsgOptionBlocks())
	require.NoError(t, err)
	m, _ := w.Message("C1", ts)
	require.Equal(t, "new", w.PlainText(m))
	require.True(t, m.Edited)
	require.JSONEq(t, `{"id":"7"}`, string(m.Metadata.EventPayload), "metadata that is not sent again stays")

	replies, _, _, err := api.GetConversationRepliesContext(ctx(t), &slack.GetConversationRepliesParameters{ChannelID: "C1", Timestamp: root, IncludeAllMetadata: true})
	require.NoError(t, err)
	require.Equal(t, "job", replies[1].Metadata.EventType)
	replies, _, _, err = api.GetConversationRepliesContext(ctx(t), &slack.GetConversationRepliesParameters{ChannelID: "C1", Timestamp: root})
	require.NoError(t, err)
	require.Empty(t, replies[1].Metadata.EventType)

	link, err := api.GetPermalinkContext(ctx(t), &slack.PermalinkParameters{Channel: "C1", Ts: ts})
	require.NoError(t, err)
	require.Contains(t, link, "https://acme.slack.com/archives/C1/p"+strings.ReplaceAll(ts, ".", "")+"?thread_ts="+root)

	_, err = api.PostEphemeralContext(ctx(t), "C1", "U1", slack.MsgOptionText("only you", false))
	require.NoError(t, err)
	require.Len(t, w.Messages("C1", "sato"), 2)
	require.Len(t, w.Messages("C1", "emma"), 1)

	_, _, err = api.DeleteMessageContext(ctx(t), "C1", ts)
	require.NoError(t, err)
	require.Len(t, w.Thread("C1", root, "emma"), 1)
}

func TestRefusals(t *testing.T) {
	w := office(fakeslack.Options{})
	api := client(w)
	c := ctx(t)
	human := say(t, w, "sato", "C1", "mine")
	_, own, err := api.PostMessageContext(c, "C1", slack.MsgOptionText("own", false), slack.MsgOptionTS(human))
	require.NoError(t, err)
	text := slack.MsgOptionText("hi", false)
	for name, try := range map[string]func() error{
		"channel_not_found": func() error { _, _, err := api.PostMessageContext(c, "C9", text); return err },
		"not_in_channel":    func() error { _, _, err := api.PostMessageContext(c, "C2", text); return err },
		"is_archived":       func() error { _, _, err := api.PostMessageContext(c, "C4", text); return err },
		"no_text":           func() error { _, _, err := api.PostMessageContext(c, "C1"); return err },
		"msg_too_long": func() error {
			_, _, err := api.PostMessageContext(c, "C1", slack.MsgOptionText(strings.Repeat("あ", 40001), false))
			return err
		},
		"cant_update_message":     func() error { _, _, _, err := api.UpdateMessageContext(c, "C1", human, text); return err },
		"cant_delete_message":     func() error { _, _, err := api.DeleteMessageContext(c, "C1", human); return err },
		"message_not_found":       func() error { _, _, _, err := api.UpdateMessageContext(c, "C1", "1.000001", text); return err },
		"cannot_reply_to_message": func() error { _, _, err := api.PostMessageContext(c, "C1", text, slack.MsgOptionTS(own)); return err },
		"user_not_in_channel":     func() error { _, err := api.PostEphemeralContext(c, "C1", "U5", text); return err },
		"user_not_found":          func() error { _, err := api.GetUserInfoContext(c, "U99"); return err },
		"users_not_found":         func() error { _, err := api.GetUserByEmailContext(c, "x@example.com"); return err },
		"name_taken": func() error {
			_, err := api.CreateConversationContext(c, slack.CreateConversationParams{ChannelName: "random"})
			return err
		},
		"invalid_name_specials": func() error {
			_, err := api.CreateConversationContext(c, slack.CreateConversationParams{ChannelName: "Inc 1"})
			return err
		},
		"invalid_name_maxlength": func() error {
			_, err := api.CreateConversationContext(c, slack.CreateConversationParams{ChannelName: strings.Repeat("a", 81)})
			return err
		},
		"invalid_name_punctuation": func() error {
			_, err := api.CreateConversationContext(c, slack.CreateConversationParams{ChannelName: "--"})
			return err
		},
		"no_reaction": func() error { return api.RemoveReactionContext(c, "eyes", slack.NewRefToMessage("C1", human)) },
		"thread_not_found": func() error {
			_, _, _, err := api.GetConversationRepliesContext(c, &slack.GetConversationRepliesParameters{ChannelID: "C1", Timestamp: "1.000001"})
			return err
		},
		"invalid_user":      func() error { _, err := api.UpdateUserGroupMembersListContext(c, "S1", []string{"U5"}); return err },
		"no_users_provided": func() error { _, err := api.UpdateUserGroupMembersListContext(c, "S1", nil); return err },
	} {
		t.Run(name, func(t *testing.T) { require.EqualError(t, try(), name) })
	}
}

func TestWhoMayCall(t *testing.T) {
	w := office(fakeslack.Options{})
	post := func(method, auth, kind, body string) string {
		t.Helper()
		req, err := http.NewRequestWithContext(ctx(t), http.MethodPost, "http://slack.test/api/"+method, strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Content-Type", kind)
		req.Header.Set("Authorization", auth)
		resp, err := w.Client().Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		return readAll(t, resp.Body)
	}
	form, bearer := "application/x-www-form-urlencoded", "Bearer "+w.BotToken()
	for _, c := range []struct{ name, method, auth, kind, body, want string }{
		{"no token", "auth.test", "", form, "", "not_authed"},
		{"wrong token", "auth.test", "Bearer xoxb-wrong", form, "", "invalid_auth"},
		{"token in a form", "auth.test", "", form, "token=" + w.BotToken(), `"user":"toban"`},
		{"token in JSON is ignored", "auth.test", "", "application/json", `{"token":"` + w.BotToken() + `"}`, "not_authed"},
		{"JSON with a header", "chat.postMessage", bearer, "application/json; charset=utf-8", `{"channel":"C1","text":"a"}`, `"ok":true`},
		{"blocks as JSON", "chat.postMessage", bearer, "application/json", `{"channel":"C1","blocks":[{"type":"divider"}]}`, `"ok":true`},
		{"broken JSON", "chat.postMessage", bearer, "application/json", `{`, "invalid_json"},
		{"JSON list", "chat.postMessage", bearer, "application/json", `[]`, "json_not_object"},
		{"unknown method", "chat.shout", bearer, form, "", "unknown_method"},
		{"app token for a bot method", "auth.test", "Bearer " + w.AppToken(), form, "", "not_allowed_token_type"},
		{"bot token for a socket", "apps.connections.open", bearer, form, "", "not_allowed_token_type"},
		{"other bodies", "auth.test", bearer, "text/plain", "x", "invalid_post_type"},
	} {
		t.Run(c.name, func(t *testing.T) { require.Contains(t, post(c.method, c.auth, c.kind, c.body), c.want) })
	}

	w.SetScopes("chat:write", "channels:history")
	require.Contains(t, post("users.info", bearer, form, "user=U1"), `"needed":"users:read"`)
	require.Contains(t, post("users.info", bearer, form, "user=U1"), `"provided":"chat:write,channels:history"`)
	auth, err := client(w).AuthTestContext(ctx(t))
	require.NoError(t, err)
	require.Equal(t, []string{"chat:write,channels:history"}, auth.Header["X-Oauth-Scopes"])
}

func TestHistoryPages(t *testing.T) {
	w := office(fakeslack.Options{})
	var all []string
	for i := range 25 {
		all = append(all, say(t, w, "sato", "C1", fmt.Sprint(i)))
	}
	api := client(w)
	var got []string
	p := slack.GetConversationHistoryParameters{ChannelID: "C1", Limit: 10}
	for {
		h, err := api.GetConversationHistoryContext(ctx(t), &p)
		require.NoError(t, err)
		for _, m := range h.Messages {
			got = append(got, m.Text)
		}
		require.Equal(t, h.HasMore, h.ResponseMetaData.NextCursor != "")
		if p.Cursor = h.ResponseMetaData.NextCursor; p.Cursor == "" {
			break
		}
	}
	require.Len(t, got, 25)
	require.Equal(t, []string{"24", "0"}, []string{got[0], got[24]}, "youngest first")

	for _, c := range []struct {
		name, oldest, latest string
		inclusive            bool
		want                 int
	}{
		{"open interval", all[3], all[6], false, 2},
		{"closed interval", all[3], all[6], true, 4},
		{"from", all[20], "", false, 4},
		{"until", "", all[2], true, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := api.GetConversationHistoryContext(ctx(t), &slack.GetConversationHistoryParameters{
				ChannelID: "C1", Oldest: c.oldest, Latest: c.latest, Inclusive: c.inclusive,
			})
			require.NoError(t, err)
			require.Len(t, h.Messages, c.want)
		})
	}
}

func TestIncidentChannel(t *testing.T) {
	w := office(fakeslack.Options{})
	api, c := client(w), ctx(t)
	ch, err := api.CreateConversationContext(c, slack.CreateConversationParams{ChannelName: "inc-1-api-502"})
	require.NoError(t, err)
	_, err = api.InviteUsersToConversationContext(c, ch.ID, "U1", "U2")
	require.NoError(t, err)
	_, err = api.InviteUsersToConversationContext(c, ch.ID, "U1")
	require.ErrorContains(t, err, "already_in_channel")
	_, err = api.SetTopicOfConversationContext(c, ch.ID, "SEV-2 & <rising>")
	require.NoError(t, err)
	_, ts, err := api.PostMessageContext(c, ch.ID, slack.MsgOptionText("summary", false))
	require.NoError(t, err)
	require.NoError(t, api.AddPinContext(c, ch.ID, slack.NewRefToMessage(ch.ID, ts)))
	require.EqualError(t, api.AddPinContext(c, ch.ID, slack.NewRefToMessage(ch.ID, ts)), "already_pinned")
	_, err = api.AddBookmarkContext(c, ch.ID, slack.AddBookmarkParameters{Title: "Datadog", Type: "link", Link: "https://dd.test"})
	require.NoError(t, err)
	_, err = api.RenameConversationContext(c, ch.ID, "inc-1-gateway")
	require.NoError(t, err)

	got, ok := w.Channel("#inc-1-gateway")
	require.True(t, ok)
	require.Equal(t, "SEV-2 & <rising>", got.Topic)
	require.Equal(t, []string{w.Bot().ID, "U1", "U2"}, got.Members)
	require.Equal(t, []string{ts}, got.Pins)
	require.Equal(t, "Datadog", got.Bookmarks[0].Title)
	info, err := api.GetConversationInfoContext(c, &slack.GetConversationInfoInput{ChannelID: ch.ID})
	require.NoError(t, err)
	require.Equal(t, "SEV-2 &amp; &lt;rising&gt;", info.Topic.Value)

	require.NoError(t, api.ArchiveConversationContext(c, ch.ID))
	require.EqualError(t, api.ArchiveConversationContext(c, ch.ID), "already_archived")
	_, _, err = api.PostMessageContext(c, ch.ID, slack.MsgOptionText("late", false))
	require.EqualError(t, err, "is_archived")
}

func TestTopicsOfPeopleAndOfTheApp(t *testing.T) {
	w := office(fakeslack.Options{})
	api, c := client(w), ctx(t)
	topic := func() string {
		ch, ok := w.Channel("C1")
		require.True(t, ok)
		return ch.Topic
	}
	require.NoError(t, w.SetTopic(c, "sato", "C1", "docs & <runbooks>"))
	require.Equal(t, "docs & <runbooks>", topic())
	_, err := api.SetTopicOfConversationContext(c, "C1", "docs &amp; &lt;runbooks&gt; | on call")
	require.NoError(t, err)
	require.Equal(t, "docs & <runbooks> | on call", topic(), "what Slack told can be written back")
	said := 0
	for _, m := range w.Messages("C1", "sato") {
		if m.Subtype == "channel_topic" {
			said++
		}
	}
	require.Equal(t, 2, said, "each change stands in the channel")
	_, err = api.SetTopicOfConversationContext(c, "C1", strings.Repeat("x", 251))
	require.EqualError(t, err, "too_long")
	require.ErrorContains(t, w.SetTopic(c, "sato", "C1", strings.Repeat("x", 251)), "too_long")
	require.NoError(t, w.SetTopic(c, "sato", "C1", strings.Repeat("x", 250)))
}

func TestPeopleAndGroups(t *testing.T) {
	w := office(fakeslack.Options{})
	api, c := client(w), ctx(t)
	u, err := api.GetUserInfoContext(c, "U1")
	require.NoError(t, err)
	require.Equal(t, []any{"ja-JP", "Asia/Tokyo", 9 * 3600, "佐藤"}, []any{u.Locale, u.TZ, u.TZOffset, u.Profile.DisplayName})
	ext, err := api.GetUserInfoContext(c, "U6")
	require.NoError(t, err)
	require.Equal(t, []any{false, "T0OTHER", ""}, []any{ext.IsStranger, ext.TeamID, ext.Locale}, "known from a shared channel")
	w.AddUser(fakeslack.User{ID: "U8", Name: "far", Stranger: true})
	ext, err = api.GetUserInfoContext(c, "U8")
	require.NoError(t, err)
	require.True(t, ext.IsStranger)
	byMail, err := api.GetUserByEmailContext(c, "SATO@example.com")
	require.NoError(t, err)
	require.Equal(t, "U1", byMail.ID)
	all, err := api.GetUsersContext(c)
	require.NoError(t, err)
	require.Len(t, all, 8)

	_, err = api.UpdateUserGroupMembersListContext(c, "S1", []string{"U1", "U3"})
	require.NoError(t, err)
	require.Equal(t, []string{"U1", "U3"}, w.UserGroups()[0].Users)
	w.DenyUserGroups(true)
	_, err = api.UpdateUserGroupMembersListContext(c, "S1", []string{"U2"})
	require.EqualError(t, err, "permission_denied")

	held, err := api.GetUserGroupMembersContext(c, "S1")
	require.NoError(t, err, "who may not write may read")
	require.Equal(t, []string{"U1", "U3"}, held)
	w.DenyUserGroups(false)
	w.FreePlan(true)
	_, err = api.UpdateUserGroupMembersListContext(c, "S1", []string{"U2"})
	require.EqualError(t, err, "plan_upgrade_required")
	_, err = api.GetUserGroupMembersContext(c, "S1")
	require.EqualError(t, err, "plan_upgrade_required")
	_, err = api.GetUserGroupsContext(c)
	require.EqualError(t, err, "plan_upgrade_required")
	w.FreePlan(false)
	_, err = api.GetUserGroupMembersContext(c, "SNONE")
	require.EqualError(t, err, "no_such_subteam")

	dm, _, _, err := api.OpenConversationContext(c, &slack.OpenConversationParameters{Users: []string{"U1"}, ReturnIM: true})
	require.NoError(t, err)
	_, _, err = api.PostMessageContext(c, "U1", slack.MsgOptionText("psst", false))
	require.NoError(t, err)
	require.Len(t, w.Messages(dm.ID, "sato"), 1)
	require.Empty(t, w.Messages(dm.ID, "emma"))

	team, err := api.GetTeamInfoContext(c)
	require.NoError(t, err)
	require.Equal(t, "acme", team.Domain)
}

func TestUploadWithSlackGo(t *testing.T) {
	w := office(fakeslack.Options{})
	_, err := client(w).UploadFileContext(ctx(t), slack.UploadFileParameters{Filename: "report.csv", FileSize: 3, Content: "a,b", Channel: "C1", Title: "Report"})
	require.NoError(t, err)
	m := w.Messages("C1", "sato")[0]
	require.Equal(t, "a,b", string(m.Files[0].Content), "slack-go closes the multipart body twice")
	require.Equal(t, "(file: Report)", w.PlainText(m))
}

func TestScheduledMessages(t *testing.T) {
	at := newClock()
	w := office(fakeslack.Options{Now: at.Now})
	api := client(w)
	when := fmt.Sprint(at.Now().Add(time.Hour).Unix())
	_, id, err := api.ScheduleMessageContext(ctx(t), "C1", when, slack.MsgOptionText("later", false))
	require.NoError(t, err)
	require.NotEmpty(t, id)
	_, _, err = api.ScheduleMessageContext(ctx(t), "C1", "1", slack.MsgOptionText("never", false))
	require.EqualError(t, err, "time_in_past")
	w.Tick(ctx(t))
	require.Empty(t, w.Messages("C1", "sato"))
	at.add(time.Hour)
	w.Tick(ctx(t))
	require.Len(t, w.Messages("C1", "sato"), 1)
}

func TestRateLimits(t *testing.T) {
	at := newClock()
	w := office(fakeslack.Options{Now: at.Now, RateLimits: true})
	api := client(w)
	post := func(channel string) error {
		_, _, err := api.PostMessageContext(ctx(t), channel, slack.MsgOptionText("x", false))
		return err
	}
	for range 5 {
		require.NoError(t, post("C1"))
	}
	var limited *slack.RateLimitedError
	require.ErrorAs(t, post("C1"), &limited)
	require.Equal(t, time.Second, limited.RetryAfter)
	require.NoError(t, post("C5"), "each channel has its own limit")
	at.add(time.Second)
	require.NoError(t, post("C1"))
	w.SetRateLimits(false)
	for range 20 {
		require.NoError(t, post("C1"))
	}
}

func TestArgumentsInTheQuery(t *testing.T) {
	w := office(fakeslack.Options{})
	resp, err := w.Client().Get("http://slack.test/api/users.info?" + url.Values{"token": {w.BotToken()}, "user": {"U3"}}.Encode())
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Contains(t, readAll(t, resp.Body), "Emma Stone")
}

func TestRawUpload(t *testing.T) {
	w := office(fakeslack.Options{})
	api, c := client(w), ctx(t)
	u, err := api.GetUploadURLExternalContext(c, slack.GetUploadURLExternalParameters{FileName: "a.png", FileSize: 4})
	require.NoError(t, err)
	_, err = api.CompleteUploadExternalContext(c, slack.CompleteUploadExternalParameters{Files: []slack.FileSummary{{ID: u.FileID}}, Channel: "C1"})
	require.EqualError(t, err, "file_not_found", "nothing was uploaded yet")
	for _, try := range []struct {
		body string
		want int
	}{{"\x89PN", http.StatusBadRequest}, {"\x89PNG", http.StatusOK}} {
		resp, err := w.Client().Post(u.UploadURL, "application/octet-stream", strings.NewReader(try.body))
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, try.want, resp.StatusCode)
	}
	_, err = api.CompleteUploadExternalContext(c, slack.CompleteUploadExternalParameters{Files: []slack.FileSummary{{ID: u.FileID}}, Channel: "C1"})
	require.NoError(t, err)
	require.Equal(t, "\x89PNG", string(w.Messages("C1", "emma")[0].Files[0].Content))
}
