package fakeslack_test

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

func TestWhatOneActDelivers(t *testing.T) {
	for _, c := range []struct {
		name string
		act  func(t *testing.T, w *fakeslack.Workspace) error
		want []string
	}{
		{"message", func(t *testing.T, w *fakeslack.Workspace) error { say(t, w, "sato", "C1", "hi"); return nil }, []string{"message"}},
		{"mention", func(t *testing.T, w *fakeslack.Workspace) error { say(t, w, "sato", "C1", "@toban VPC"); return nil }, []string{"message", "app_mention"}},
		{"mention in a direct message", func(t *testing.T, w *fakeslack.Workspace) error {
			say(t, w, "sato", "@toban", "@toban VPC")
			return nil
		}, []string{"message"}},
		{"mention where the app is not", func(t *testing.T, w *fakeslack.Workspace) error { say(t, w, "sato", "C2", "@toban VPC"); return nil }, []string{}},
		{"edit that adds a mention", func(t *testing.T, w *fakeslack.Workspace) error {
			return w.Edit(ctx(t), "sato", "C1", say(t, w, "sato", "C1", "hi"), "@toban hi")
		}, []string{"message", "message/message_changed", "app_mention"}},
		{"edit that keeps a mention", func(t *testing.T, w *fakeslack.Workspace) error {
			return w.Edit(ctx(t), "sato", "C1", say(t, w, "sato", "C1", "@toban hi"), "@toban hi!")
		}, []string{"message", "app_mention", "message/message_changed"}},
		{"unfurl", func(t *testing.T, w *fakeslack.Workspace) error {
			return w.Unfurl(ctx(t), "C1", say(t, w, "sato", "C1", "https://x.test"), "X")
		}, []string{"message", "message/message_changed"}},
		{"delete", func(t *testing.T, w *fakeslack.Workspace) error {
			return w.Delete(ctx(t), "sato", "C1", say(t, w, "sato", "C1", "hi"))
		}, []string{"message", "message/message_deleted"}},
		{"reaction and back", func(t *testing.T, w *fakeslack.Workspace) error {
			ts := say(t, w, "sato", "C1", "hi")
			require.NoError(t, w.React(ctx(t), "tanaka", "C1", ts, ":eyes:"))
			return w.Unreact(ctx(t), "tanaka", "C1", ts, "eyes")
		}, []string{"message", "reaction_added", "reaction_removed"}},
		{"join", func(t *testing.T, w *fakeslack.Workspace) error { return w.Join(ctx(t), "guest", "C1") }, []string{"message/channel_join", "member_joined_channel"}},
		{"inviting the app", func(t *testing.T, w *fakeslack.Workspace) error { return w.Invite(ctx(t), "sato", "C2", "@toban") }, []string{"message/channel_join", "member_joined_channel"}},
		{"home", func(t *testing.T, w *fakeslack.Workspace) error { return w.OpenHome(ctx(t), "sato") }, []string{"app_home_opened"}},
		{"reply also sent to the channel", func(t *testing.T, w *fakeslack.Workspace) error {
			_, err := w.Say(ctx(t), fakeslack.Message{User: "sato", Channel: "C1", Thread: say(t, w, "sato", "C1", "hi"), Text: "again", Broadcast: true})
			return err
		}, []string{"message", "message/thread_broadcast"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := office(fakeslack.Options{})
			app := connect(t, w)
			require.NoError(t, c.act(t, w))
			got := app.take()
			require.Equal(t, c.want, types(got))
			for _, a := range got {
				if a.event()["type"] != "message" || a.event()["subtype"] != "channel_join" {
					_, err := slackevents.ParseEvent(a.body, slackevents.OptionNoVerifyToken())
					require.NoError(t, err, "slack-go reads %s", a.body)
				}
			}
		})
	}
}

func TestMentionComesTwice(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	say(t, w, "sato", "C1", "@toban 落ちた <b> & https://x.test/a?b=1&c=2、#random @佐藤 a@b.example")
	got := app.take()
	require.Len(t, got, 2)
	require.NotEqual(t, got[0].json["event_id"], got[1].json["event_id"])
	require.Equal(t, got[0].event()["ts"], got[1].event()["ts"])
	require.Equal(t, "<@U0TOBAN> 落ちた &lt;b&gt; &amp; <https://x.test/a?b=1&amp;c=2>、<#C2|random> <@U1> <mailto:a@b.example|a@b.example>", got[1].event()["text"])
	require.Equal(t, "@toban 落ちた <b> & https://x.test/a?b=1&c=2、#random @佐藤 a@b.example", w.PlainText(w.Messages("C1", "sato")[0]))
}

func TestOwnMessagesComeBack(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	_, ts, err := client(w).PostMessageContext(ctx(t), "C1", slack.MsgOptionText("hi <@U0TOBAN>", false))
	require.NoError(t, err)
	_, _, _, err = client(w).UpdateMessageContext(ctx(t), "C1", ts, slack.MsgOptionText("ho", false))
	require.NoError(t, err)
	require.NoError(t, client(w).AddReactionContext(ctx(t), "eyes", slack.NewRefToMessage("C1", ts)))
	require.Empty(t, app.take(), "nothing is delivered behind the back of a test")
	w.Tick(ctx(t))
	got := app.take()
	require.Equal(t, []string{"message", "message/message_changed", "reaction_added"}, types(got))
	require.Equal(t, w.BotID(), got[0].event()["bot_id"])
}

func TestAnotherAppsBotSpeaks(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	w.AddUser(fakeslack.User{ID: "UMONITORS", Name: "monitors", Bot: true})
	w.AddChannel(fakeslack.Channel{ID: "CALERTS", Name: "alerts", Members: []string{"UMONITORS", w.Bot().ID}})
	_, err := w.Say(ctx(t), fakeslack.Message{User: "UMONITORS", Channel: "CALERTS", Text: "[P2] Triggered: disk", Raw: true})
	require.NoError(t, err)
	got := app.take()
	require.Equal(t, []string{"message"}, types(got))
	event := got[0].event()
	require.Equal(t, "BMONITORS", event["bot_id"])
	require.Equal(t, "AMONITORS", event["app_id"])
	require.Equal(t, "monitors", event["bot_profile"].(map[string]any)["name"])
	require.NotContains(t, event, "client_msg_id")
}

func TestRepeats(t *testing.T) {
	at := newClock()
	w := office(fakeslack.Options{Now: at.Now})
	app := connect(t, w)
	app.answer = func(arrival) (int, string) { return 503, "" }
	say(t, w, "sato", "C1", "hi")
	steps := func(d time.Duration) (retries []string) {
		at.add(d)
		w.Tick(ctx(t))
		for _, a := range app.take() {
			retries = append(retries, a.retry+" "+a.reason)
		}
		return retries
	}
	require.Equal(t, []string{" ", "1 http_error"}, steps(0), "the first repeat follows at once")
	require.Empty(t, steps(59*time.Second))
	require.Equal(t, []string{"2 http_error"}, steps(time.Second))
	require.Equal(t, []string{"3 http_error"}, steps(4*time.Minute))
	require.Empty(t, steps(24*time.Hour))
	require.Zero(t, w.Pending())
}

func TestRepeatsEndWithAnAnswer(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	app.answer = func(a arrival) (int, string) {
		if a.retry == "" {
			return 500, ""
		}
		return 200, ""
	}
	say(t, w, "sato", "C1", "hi")
	got := app.take()
	require.Len(t, got, 2)
	require.Equal(t, got[0].json["event_id"], got[1].json["event_id"])
	require.Zero(t, w.Pending())
}

func TestSlackGoAcceptsTheSignature(t *testing.T) {
	w := office(fakeslack.Options{})
	var verified []error
	w.ConnectHTTP(fakeslack.HTTPApp{EventsURL: "http://app.test/", Client: &http.Client{Transport: fakeslack.Direct(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		v, err := slack.NewSecretsVerifier(r.Header, w.SigningSecret())
		if err == nil {
			_, _ = io.Copy(&v, r.Body)
			err = v.Ensure()
		}
		verified = append(verified, err)
		rw.WriteHeader(http.StatusNoContent)
	}))}})
	say(t, w, "sato", "C1", "hi")
	require.Equal(t, []error{nil}, verified)
}

func TestURLVerification(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	require.Error(t, w.VerifyURL(ctx(t)))
	app.answer = func(a arrival) (int, string) { return 200, a.json["challenge"].(string) }
	require.NoError(t, w.VerifyURL(ctx(t)))
}

// A whole day with a slow app, in no time: no sockets, no goroutines left.
func TestInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := office(fakeslack.Options{})
		app := connect(t, w)
		var slow atomic.Bool
		slow.Store(true)
		app.answer = func(arrival) (int, string) {
			if slow.Load() {
				time.Sleep(10 * time.Second)
			}
			return 200, ""
		}
		start := time.Now()
		say(t, w, "sato", "C1", "hi")
		require.Equal(t, 6*time.Second, time.Since(start), "two attempts of three seconds each")
		require.Equal(t, "operation_timeout", code(t, w.Command(ctx(t), "sato", "C1", "/toban list")))
		slow.Store(false)
		time.Sleep(24 * time.Hour)
		w.Tick(t.Context())
		got := app.take()
		require.Equal(t, "2", got[len(got)-1].retry)
		require.Equal(t, "http_timeout", got[len(got)-1].reason)
	})
}

func TestDeliveryFaults(t *testing.T) {
	at := newClock()
	w := office(fakeslack.Options{Now: at.Now})
	app := connect(t, w)
	w.Inject(fakeslack.Fault{Method: "event/app_mention", Kind: fakeslack.Duplicate{N: 2}, Times: 1})
	say(t, w, "sato", "C1", "@toban a")
	require.Equal(t, []string{"message", "app_mention", "app_mention", "app_mention"}, types(app.take()))
	var copies []int
	for _, e := range w.Exchanges(0) {
		if e.Name == "app_mention" {
			copies = append(copies, e.Copy)
		}
	}
	require.Equal(t, []int{0, 1, 2}, copies)

	w.Inject(fakeslack.Fault{Kind: fakeslack.DelayDelivery{D: time.Minute}, Times: 1})
	say(t, w, "sato", "C1", "b")
	require.Empty(t, app.take())
	at.add(time.Minute)
	w.Tick(ctx(t))
	require.Len(t, app.take(), 1)

	w.Inject(fakeslack.Fault{Kind: fakeslack.HoldDelivery{}})
	say(t, w, "sato", "C1", "c")
	w.Tick(ctx(t))
	require.Empty(t, app.take())
	w.ClearFaults()
	w.Tick(ctx(t))
	require.Len(t, app.take(), 1)
}

func TestAPIFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   fakeslack.FaultKind
		want   string
		stored int
	}{
		{"rate limited", fakeslack.RateLimited{RetryAfter: 2 * time.Second}, "retry after 2s", 0},
		{"error code", fakeslack.ErrorCode{Code: "fatal_error"}, "fatal_error", 0},
		{"status", fakeslack.HTTPStatus{Status: 503}, "503", 0},
		{"reset", fakeslack.Reset{}, "EOF", 0},
		{"reset afterwards", fakeslack.ResetAfterStore{}, "EOF", 1},
		{"500 afterwards", fakeslack.Status500AfterStore{}, "500", 1},
		{"no answer", fakeslack.TimeoutAfterStore{}, "deadline", 1},
		{"garbage", fakeslack.GarbageBody{}, "invalid character", 1},
		{"empty body", fakeslack.EmptyBody{}, "EOF", 1},
		{"slow", fakeslack.Slow{D: 3 * time.Second}, "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := office(fakeslack.Options{})
				hc := w.Client()
				hc.Timeout = 10 * time.Second
				api := slack.New(w.BotToken(), slack.OptionHTTPClient(hc), slack.OptionAPIURL("http://slack.test/api/"))
				w.Inject(fakeslack.Fault{Method: "chat.*", Channel: "C1", Kind: c.kind, Times: 1})
				_, err := api.AuthTestContext(t.Context())
				require.NoError(t, err, "another method is not hit")
				_, _, err = api.PostMessageContext(t.Context(), "C1", slack.MsgOptionText("x", false))
				if c.want == "" {
					require.NoError(t, err)
				} else {
					require.ErrorContains(t, err, c.want)
				}
				require.Len(t, w.Messages("C1", "sato"), c.stored)
				_, _, err = api.PostMessageContext(t.Context(), "C1", slack.MsgOptionText("y", false))
				require.NoError(t, err, "once means once")
				synctest.Wait()
				hit := slices.DeleteFunc(w.Exchanges(0), func(e fakeslack.Exchange) bool { return e.Fault == "" })
				require.Len(t, hit, 1)
				require.Equal(t, "chat.postMessage", hit[0].Name)
			})
		})
	}
}

func TestProbabilityIsRepeatable(t *testing.T) {
	hits := func() (s string) {
		w := office(fakeslack.Options{})
		w.Inject(fakeslack.Fault{Kind: fakeslack.ErrorCode{Code: "x"}, Probability: 0.3, Seed: 7})
		for range 40 {
			_, err := client(w).AuthTestContext(ctx(t))
			s += strconv.FormatBool(err != nil)[:1]
		}
		return s
	}
	first := hits()
	require.Equal(t, first, hits())
	require.Contains(t, first, "t")
	require.Contains(t, first, "f")
}

func TestSubscribeAndExchanges(t *testing.T) {
	w := office(fakeslack.Options{})
	connect(t, w)
	changes, cancel := w.Subscribe()
	say(t, w, "sato", "C1", "@toban a")
	_, err := client(w).AuthTestContext(ctx(t))
	require.NoError(t, err)
	require.Equal(t, fakeslack.Change{Channels: []string{"C1"}, Exchanges: true}, <-changes, "merged into one")
	cancel()
	_, open := <-changes
	require.False(t, open)

	all := w.Exchanges(0)
	require.Len(t, all, 3)
	require.Equal(t, "app_mention", all[1].Name)
	require.Equal(t, "@toban a", all[1].Summary)
	require.True(t, all[1].OK)
	require.Equal(t, "auth.test", w.Exchanges(2)[0].Name)
	require.NotContains(t, string(all[2].Request), "xoxb")
}

func TestExternalPeople(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	say(t, w, "ext", "C5", "@toban hi")
	got := app.take()[1]
	require.Equal(t, true, got.json["is_ext_shared_channel"])
	require.Equal(t, "T0OTHER", got.event()["user_team"])
	require.Equal(t, w.TeamID(), got.json["team_id"])

	w.AddChannel(fakeslack.Channel{ID: "C9", Name: "hosted", Host: "T0OTHER", Members: []string{"sato", "ext", "toban"}})
	say(t, w, "sato", "C9", "@toban hi")
	got = app.take()[1]
	require.Equal(t, []any{true, "T0OTHER"}, []any{got.json["is_ext_shared_channel"], got.json["team_id"]})
	require.Equal(t, w.TeamID(), got.event()["user_team"])
	require.Equal(t, w.TeamID(), got.json["authorizations"].([]any)[0].(map[string]any)["team_id"])

	require.Equal(t, "restricted_action", code(t, w.Command(ctx(t), "ext", "C5", "/toban")))
	require.Equal(t, "account_inactive", code(t, w.OpenHome(ctx(t), "gone")))
}
