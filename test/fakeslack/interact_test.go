package fakeslack_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

func plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("plain_text", s, false, false)
}

func button(action, value, label string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, plain(label))
}

func form(title string, blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "ask", Title: plain(title), Submit: plain("Send"), Close: plain("Cancel"),
		Blocks: slack.Blocks{BlockSet: blocks}, NotifyOnClose: true,
	}
}

func question() slack.Block {
	return slack.NewInputBlock("what", plain("Content"), nil, &slack.PlainTextInputBlockElement{Type: "plain_text_input", ActionID: "text", MinLength: 3, MaxLength: 10})
}

// callback decodes what arrived with slack-go.
func callback(t *testing.T, a arrival) slack.InteractionCallback {
	t.Helper()
	raw, err := json.Marshal(a.json)
	require.NoError(t, err)
	var cb slack.InteractionCallback
	require.NoError(t, json.Unmarshal(raw, &cb))
	return cb
}

func TestPress(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	root := say(t, w, "sato", "C1", "hi")
	app.take()
	_, ts, err := client(w).PostMessageContext(ctx(t), "C1", slack.MsgOptionTS(root), slack.MsgOptionText("card", false), slack.MsgOptionBlocks(
		slack.NewActionBlock("row1", button("take", "INQ-1", "Take it"), button("fix", "INQ-1", "Fix"),
			slack.NewOverflowBlockElement("more", slack.NewOptionBlockObject("assign", plain("Assign…"), nil), slack.NewOptionBlockObject("dup", plain("Duplicate…"), nil))),
		slack.NewActionBlock("row2", button("take", "INQ-2", "Take it")),
		slack.NewActionBlock("row3", slack.NewOptionsSelectBlockElement("users_select", plain("who"), "who")),
	))
	require.NoError(t, err)
	for _, c := range []struct {
		name, control string
		value         []string
		want          func(t *testing.T, a *slack.BlockAction)
	}{
		{"by action", "fix", nil, func(t *testing.T, a *slack.BlockAction) { require.Equal(t, "fix", a.ActionID) }},
		{"by words", "Fix", nil, func(t *testing.T, a *slack.BlockAction) { require.Equal(t, "fix", a.ActionID) }},
		{"by value", "take", []string{"INQ-2"}, func(t *testing.T, a *slack.BlockAction) { require.Equal(t, "row2", a.BlockID) }},
		{"by block", "row2/take", nil, func(t *testing.T, a *slack.BlockAction) { require.Equal(t, "INQ-2", a.Value) }},
		{"overflow", "more", []string{"dup"}, func(t *testing.T, a *slack.BlockAction) { require.Equal(t, "dup", a.SelectedOption.Value) }},
		{"overflow by words", "Duplicate…", nil, func(t *testing.T, a *slack.BlockAction) { require.Equal(t, "dup", a.SelectedOption.Value) }},
		{"select a user", "who", []string{"@tanaka"}, func(t *testing.T, a *slack.BlockAction) { require.Equal(t, "U2", a.SelectedUser) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			app.take()
			require.NoError(t, w.Press(ctx(t), "emma", "C1", ts, c.control, c.value...))
			got := app.take()
			cb := callback(t, got[0])
			require.Equal(t, []string{"block_actions", "U3", "C1", ts, root}, []string{string(cb.Type), cb.User.ID, cb.Channel.ID, cb.Message.Timestamp, cb.Message.ThreadTimestamp})
			c.want(t, cb.ActionCallback.BlockActions[0])
		})
	}
	require.Equal(t, "no_such_control", code(t, w.Press(ctx(t), "emma", "C1", ts, "gone")))
	require.Equal(t, "not_in_channel", code(t, w.Press(ctx(t), "guest", "C1", ts, "take")))
	app.answer = func(arrival) (int, string) { return 500, "" }
	require.Equal(t, "http_service_error", code(t, w.Press(ctx(t), "emma", "C1", ts, "take")))
	require.Equal(t, "http_service_error", w.Toasts("emma")[0].Code)
}

func TestTriggers(t *testing.T) {
	at := newClock()
	w := office(fakeslack.Options{Now: at.Now})
	app := connect(t, w)
	api := client(w)
	trigger := func() string {
		app.take()
		require.NoError(t, w.GlobalShortcut(ctx(t), "sato", "ask_platform"))
		return callback(t, app.take()[0]).TriggerID
	}
	open := func(id string) error { _, err := api.OpenViewContext(ctx(t), id, form("Ask", question())); return err }

	id := trigger()
	require.NoError(t, open(id))
	require.EqualError(t, open(id), "exchanged_trigger_id")
	id = trigger()
	at.add(3*time.Second + time.Millisecond)
	require.EqualError(t, open(id), "expired_trigger_id")
	require.EqualError(t, open("12345.98765.abcd"), "invalid_trigger_id")
}

// openForm opens a modal for sato with a fresh trigger.
func openForm(t *testing.T, w *fakeslack.Workspace, app *inbox, v slack.ModalViewRequest) *slack.ViewResponse {
	t.Helper()
	require.NoError(t, w.GlobalShortcut(ctx(t), "sato", "ask_platform"))
	got := app.take()
	resp, err := client(w).OpenViewContext(ctx(t), callback(t, got[len(got)-1]).TriggerID, v)
	require.NoError(t, err)
	return resp
}

func TestModal(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	api, c := client(w), ctx(t)
	opened := openForm(t, w, app, form("Loading…", slack.NewSectionBlock(plain("…"), nil, nil)))
	_, err := api.UpdateViewContext(c, form("Ask", question()), "", "stale", opened.ID)
	require.EqualError(t, err, "hash_conflict")
	updated, err := api.UpdateViewContext(c, form("Ask", question()), "", opened.Hash, opened.ID)
	require.NoError(t, err)

	var fields *fakeslack.FieldsError
	require.ErrorAs(t, w.Submit(c, "sato", "", nil), &fields)
	require.Equal(t, map[string]string{"what": "この必須フィールドに入力してください。"}, fields.Fields, "in the language of the person")
	require.ErrorAs(t, w.Submit(c, "sato", "", map[string]any{"what": "ab"}), &fields)
	require.Empty(t, app.take(), "Slack refuses by itself")

	app.answer = func(arrival) (int, string) { return 200, `{"response_action":"errors","errors":{"what":"too vague"}}` }
	require.ErrorAs(t, w.Submit(c, "sato", "", map[string]any{"Content": "VPC"}), &fields)
	v, ok := w.View("sato")
	require.True(t, ok)
	require.Equal(t, "= Ask =\nContent: VPC\n! too vague\n[Cancel] [Send]", w.PlainView(v))
	cb := callback(t, app.take()[0])
	require.Equal(t, "VPC", cb.View.State.Values["what"]["text"].Value)
	require.Equal(t, updated.Hash, cb.View.Hash)

	app.answer = func(arrival) (int, string) { return 200, `{"response_action":"errors","errors":{"nowhere":"x"}}` }
	require.Equal(t, "invalid_error_key_nowhere", code(t, w.Submit(c, "sato", "", nil)))

	raw, err := json.Marshal(form("Second", question()))
	require.NoError(t, err)
	for i := range 2 {
		app.answer = func(arrival) (int, string) { return 200, `{"response_action":"push","view":` + string(raw) + `}` }
		require.NoError(t, w.Submit(c, "sato", "", map[string]any{"what": "VPC"}), i)
	}
	require.Contains(t, code(t, w.Submit(c, "sato", "", map[string]any{"what": "VPC"})), "push_limit_reached")
	v, _ = w.View("sato")
	require.Equal(t, 3, v.Depth)

	app.answer = nil
	require.NoError(t, w.Submit(c, "sato", "", map[string]any{"text": "VPC"}), "an empty answer closes one view")
	app.take()
	require.NoError(t, w.CloseView(c, "sato", ""))
	got := app.take()
	require.Equal(t, []string{"view_closed"}, types(got))
	require.Equal(t, false, got[0].json["is_cleared"])
	v, _ = w.View("sato")
	require.Equal(t, []any{1, "Ask"}, []any{v.Depth, v.Title})
	app.answer = func(arrival) (int, string) { return 200, `{"response_action":"clear"}` }
	require.NoError(t, w.Submit(c, "sato", "", nil))
	_, ok = w.View("sato")
	require.False(t, ok)
}

func TestUpdateKeepsWhatWasTyped(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	opened := openForm(t, w, app, form("Ask", question()))
	require.NoError(t, w.PressView(ctx(t), "sato", "", "text", "VPC"))
	require.Empty(t, app.take(), "inputs do not report themselves")
	_, err := client(w).UpdateViewContext(ctx(t), form("Ask 2", slack.NewDividerBlock(), question()), "", "", opened.ID)
	require.NoError(t, err)
	v, _ := w.View("sato")
	require.Equal(t, "= Ask 2 =\n---\nContent: VPC\n[Cancel] [Send]", w.PlainView(v))
}

func TestHomeTab(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	home := func(label string) slack.HomeTabViewRequest {
		return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewActionBlock("", button("go", "1", label))}}}
	}
	_, err := client(w).PublishView("U1", home("Ask"), "")
	require.NoError(t, err)
	_, err = client(w).PublishView("U1", home("Ask"), "stale")
	require.EqualError(t, err, "hash_conflict")
	v, ok := w.Home("sato")
	require.True(t, ok)
	require.Equal(t, "[Ask]", w.PlainView(v))
	require.NoError(t, w.PressView(ctx(t), "sato", v.ID, "go"))
	require.Equal(t, v.ID, callback(t, app.take()[0]).View.ID)
}

func TestCommand(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	for _, c := range []struct{ name, body, sato, emma string }{
		{"text", "only *you*", "only you", ""},
		{"ephemeral", `{"text":"only you"}`, "only you", ""},
		{"in channel", `{"response_type":"in_channel","text":"all"}`, "all", "all"},
		{"nothing", ``, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			app.answer = func(a arrival) (int, string) {
				if a.json["command"] != nil {
					return 200, c.body
				}
				return 200, ""
			}
			before := [2]int{len(w.Messages("C1", "sato")), len(w.Messages("C1", "emma"))}
			require.NoError(t, w.Command(ctx(t), "sato", "C1", "/toban assign INQ-1 @tanaka <x>"))
			for i, want := range map[string]string{"sato": c.sato, "emma": c.emma} {
				seen := w.Messages("C1", i)[before[map[string]int{"sato": 0, "emma": 1}[i]]:]
				if want == "" {
					require.Empty(t, seen)
				} else {
					require.Equal(t, want, w.PlainText(seen[0]))
				}
			}
		})
	}
	got := app.take()[0]
	require.Equal(t, "assign INQ-1 <@U2|tanaka> &lt;x&gt;", got.json["text"])
	app.answer = func(arrival) (int, string) { return 404, "" }
	require.Equal(t, "http_client_error", code(t, w.Command(ctx(t), "sato", "C1", "/toban")))
	w.ConnectHTTP(fakeslack.HTTPApp{})
	require.Equal(t, "dispatch_failed", code(t, w.Command(ctx(t), "sato", "C1", "/toban")))
}

func TestResponseURL(t *testing.T) {
	at := newClock()
	w := office(fakeslack.Options{Now: at.Now})
	app := connect(t, w)
	link := func() string {
		app.take()
		require.NoError(t, w.Command(ctx(t), "sato", "C2", "/toban list")) // the app is not in there
		return app.take()[0].json["response_url"].(string)
	}
	post := func(url string, m slack.WebhookMessage) error {
		return slack.PostWebhookCustomHTTPContext(ctx(t), url, w.Client(), &m)
	}
	url := link()
	for i := range 5 {
		require.NoError(t, post(url, slack.WebhookMessage{Text: fmt.Sprint(i)}))
	}
	require.ErrorContains(t, post(url, slack.WebhookMessage{Text: "6"}), "404")
	require.Len(t, w.Messages("C2", "sato"), 5)
	require.Empty(t, w.Messages("C2", "emma"), "ephemeral unless asked otherwise")

	url = link()
	require.NoError(t, post(url, slack.WebhookMessage{Text: "all", ResponseType: "in_channel"}))
	require.Len(t, w.Messages("C2", "emma"), 1)
	at.add(30*time.Minute + time.Second)
	require.ErrorContains(t, post(url, slack.WebhookMessage{Text: "late"}), "404")

	_, err := client(w).PostEphemeralContext(ctx(t), "C1", "U1", slack.MsgOptionText("menu", false), slack.MsgOptionBlocks(slack.NewActionBlock("", button("go", "", "Go"))))
	require.NoError(t, err)
	m := w.Messages("C1", "sato")[0]
	app.take()
	require.NoError(t, w.Press(ctx(t), "sato", "C1", m.TS, "Go"))
	cb := callback(t, app.take()[0])
	require.True(t, cb.Container.IsEphemeral)
	require.Empty(t, cb.Message.Timestamp, "nobody stores ephemeral messages")
	require.NoError(t, post(cb.ResponseURL, slack.WebhookMessage{Text: "done", ReplaceOriginal: true, ResponseType: "in_channel"}))
	require.Equal(t, "done", w.PlainText(w.Messages("C1", "sato")[0]))
	require.Empty(t, w.Messages("C1", "emma"), "it stays ephemeral")
	require.NoError(t, post(cb.ResponseURL, slack.WebhookMessage{DeleteOriginal: true}))
	require.Empty(t, w.Messages("C1", "sato"))
}

func TestMessageShortcut(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	ts := say(t, w, "emma", "C1", "broken")
	app.take()
	require.NoError(t, w.MessageShortcut(ctx(t), "sato", "create_inquiry", "C1", ts))
	cb := callback(t, app.take()[0])
	require.Equal(t, []string{"message_action", "create_inquiry", "broken", "C1"}, []string{string(cb.Type), cb.CallbackID, cb.Message.Text, cb.Channel.ID})
	require.NotEmpty(t, cb.ResponseURL)
	require.NotEmpty(t, cb.TriggerID)
}

func TestViewOfTheAppIsChecked(t *testing.T) {
	w := office(fakeslack.Options{})
	app := connect(t, w)
	require.NoError(t, w.GlobalShortcut(ctx(t), "sato", "x"))
	id := callback(t, app.take()[0]).TriggerID
	_, err := client(w).OpenViewContext(ctx(t), id, form(strings.Repeat("長", 25), question()))
	require.EqualError(t, err, "invalid_arguments")
	var e slack.SlackErrorResponse
	require.ErrorAs(t, err, &e)
	require.Equal(t, []string{"[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"}, e.ResponseMetadata.Messages)
	big := form("Big")
	big.PrivateMetadata = strings.Repeat("x", 260*1024)
	_, err = client(w).OpenViewContext(ctx(t), id, big)
	require.EqualError(t, err, "view_too_large")
	resp, err := http.NewRequestWithContext(ctx(t), http.MethodPost, "http://slack.test/api/views.open", strings.NewReader(`{"trigger_id":"`+id+`","view":{"type":"modal"}}`))
	require.NoError(t, err)
	resp.Header.Set("Content-Type", "application/json")
	resp.Header.Set("Authorization", "Bearer "+w.BotToken())
	answer, err := w.Client().Do(resp)
	require.NoError(t, err)
	defer answer.Body.Close()
	body := readAll(t, answer.Body)
	require.Contains(t, body, "missing required field: title [json-pointer:/view]")
	require.Contains(t, body, "missing required field: blocks [json-pointer:/view]")
}

func TestSlackSpeaksTheLanguageOfThePerson(t *testing.T) {
	w := office(fakeslack.Options{})
	sato := w.Users()[1]
	require.Equal(t, "sato", sato.Name)
	sato.Locale = "en-US"
	w.AddUser(sato)
	var fields *fakeslack.FieldsError
	app := connect(t, w)
	openForm(t, w, app, form("Ask", question()))
	for value, want := range map[string]string{
		"":            "Please complete this required field.",
		"ab":          "Please enter at least 3 characters.",
		"abcdefghijk": "Please enter no more than 10 characters.",
	} {
		require.ErrorAs(t, w.Submit(ctx(t), "sato", "", map[string]any{"what": value}), &fields)
		require.Equal(t, map[string]string{"what": want}, fields.Fields)
	}
}

func TestACommandOfNoAppIsRefusedBySlack(t *testing.T) {
	w := office(fakeslack.Options{Commands: []string{"/toban"}})
	app := connect(t, w)
	require.EqualError(t, w.Command(ctx(t), "sato", "C1", "/foo bar"), "run /foo: unknown_command")
	require.Empty(t, app.take())
	require.NoError(t, w.Command(ctx(t), "sato", "C1", "/toban help"))
	require.Len(t, app.take(), 1)
}
