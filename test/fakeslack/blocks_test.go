package fakeslack_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

// Each row is a message's blocks; n is the greatest size that Slack takes.
func TestLimits(t *testing.T) {
	pt := func(n int) string { return fmt.Sprintf(`{"type":"plain_text","text":%q}`, strings.Repeat("あ", n)) }
	md := func(n int) string { return fmt.Sprintf(`{"type":"mrkdwn","text":%q}`, strings.Repeat("あ", n)) }
	times := func(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	ids := func(n int, f string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(f, i)
		}
		return strings.Join(all, ",")
	}
	option := `{"text":{"type":"plain_text","text":"o%d"},"value":"%[1]d"}`
	btn := func(fields string) string { return `{"type":"button","action_id":"a",` + fields + `}` }
	actions := func(e string) string { return `{"type":"actions","elements":[` + e + `]}` }
	for _, c := range []struct {
		name string
		n    int
		of   func(n int) string
		at   string // JSON pointer of the mistake
	}{
		{"blocks", 50, func(n int) string { return times(n, `{"type":"divider"}`) }, "/blocks"},
		{"section text", 3000, func(n int) string { return `{"type":"section","text":` + md(n) + `}` }, "/blocks/0/text/text"},
		{"section fields", 10, func(n int) string { return `{"type":"section","fields":[` + times(n, md(1)) + `]}` }, "/blocks/0/fields"},
		{"field", 2000, func(n int) string { return `{"type":"section","fields":[` + md(n) + `]}` }, "/blocks/0/fields/0/text"},
		{"header", 150, func(n int) string { return `{"type":"header","text":` + pt(n) + `}` }, "/blocks/0/text/text"},
		{"context elements", 10, func(n int) string { return `{"type":"context","elements":[` + times(n, md(1)) + `]}` }, "/blocks/0/elements"},
		{"actions elements", 25, func(n int) string {
			return actions(ids(n, `{"type":"button","action_id":"a%d","text":{"type":"plain_text","text":"b"}}`))
		}, "/blocks/0/elements"},
		{"block_id", 255, func(n int) string { return `{"type":"divider","block_id":"` + strings.Repeat("x", n) + `"}` }, "/blocks/0/block_id"},
		{"action_id", 255, func(n int) string {
			return actions(`{"type":"button","action_id":"` + strings.Repeat("x", n) + `","text":` + pt(1) + `}`)
		}, "/blocks/0/elements/0/action_id"},
		{"button text", 75, func(n int) string { return actions(btn(`"text":` + pt(n))) }, "/blocks/0/elements/0/text/text"},
		{"button value", 2000, func(n int) string {
			return actions(btn(`"text":` + pt(1) + `,"value":"` + strings.Repeat("x", n) + `"`))
		}, "/blocks/0/elements/0/value"},
		{"overflow options", 5, func(n int) string {
			return actions(`{"type":"overflow","action_id":"a","options":[` + ids(n, option) + `]}`)
		}, "/blocks/0/elements/0/options"},
		{"radio options", 10, func(n int) string {
			return actions(`{"type":"radio_buttons","action_id":"a","options":[` + ids(n, option) + `]}`)
		}, "/blocks/0/elements/0/options"},
		{"select options", 100, func(n int) string {
			return actions(`{"type":"static_select","action_id":"a","options":[` + ids(n, option) + `]}`)
		}, "/blocks/0/elements/0/options"},
		{"option text", 75, func(n int) string {
			return actions(`{"type":"overflow","action_id":"a","options":[{"text":` + pt(n) + `,"value":"v"}]}`)
		}, "/blocks/0/elements/0/options/0/text/text"},
		{"placeholder", 150, func(n int) string {
			return actions(`{"type":"users_select","action_id":"a","placeholder":` + pt(n) + `}`)
		}, "/blocks/0/elements/0/placeholder/text"},
		{"confirm title", 100, func(n int) string {
			return actions(btn(`"text":` + pt(1) + `,"confirm":{"title":` + pt(n) + `,"text":` + pt(1) + `,"confirm":` + pt(1) + `,"deny":` + pt(1) + `}`))
		}, "/blocks/0/elements/0/confirm/title/text"},
		{"input label", 2000, func(n int) string {
			return `{"type":"input","label":` + pt(n) + `,"element":{"type":"plain_text_input","action_id":"a"}}`
		}, "/blocks/0/label/text"},
		{"alt text", 2000, func(n int) string {
			return `{"type":"image","image_url":"https://x.test","alt_text":"` + strings.Repeat("x", n) + `"}`
		}, "/blocks/0/alt_text"},
		{"table rows", 100, func(n int) string {
			return `{"type":"table","rows":[` + times(n, `[{"type":"raw_text","text":"x"}]`) + `]}`
		}, "/blocks/0/rows"},
		{"table columns", 20, func(n int) string {
			return `{"type":"table","rows":[[` + times(n, `{"type":"raw_text","text":"x"}`) + `]]}`
		}, "/blocks/0/rows/0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, post(t, c.of(c.n)), "at the limit")
			err := post(t, c.of(c.n+1))
			var e slack.SlackErrorResponse
			require.ErrorAs(t, err, &e)
			require.Equal(t, "invalid_blocks", e.Err)
			require.Len(t, e.ResponseMetadata.Messages, 1)
			require.Contains(t, e.ResponseMetadata.Messages[0], "[json-pointer:"+c.at+"]")
		})
	}
}

func TestWrongBlocks(t *testing.T) {
	for name, c := range map[string]struct{ blocks, want string }{
		"unknown block":      {`{"type":"marquee"}`, "unsupported type: marquee [json-pointer:/blocks/0/type]"},
		"alert in a message": {`{"type":"alert"}`, "alert is not allowed here"},
		"plan":               {`{"type":"plan"}`, "plan is not allowed here"},
		"empty text":         {`{"type":"section","text":{"type":"mrkdwn","text":""}}`, "must be more than 0 characters"},
		"nothing in it":      {`{"type":"section"}`, "missing required field: text or fields"},
		"mrkdwn header":      {`{"type":"header","text":{"type":"mrkdwn","text":"x"}}`, "must be plain_text"},
		"text as a string":   {`{"type":"header","text":"x"}`, "must provide an object"},
		"block_id twice":     {`{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}`, "already exists"},
		"action_id twice": {
			`{"type":"actions","elements":[{"type":"datepicker","action_id":"a"},{"type":"datepicker","action_id":"a"}]}`, "already exists",
		},
		"input in actions": {`{"type":"actions","elements":[{"type":"plain_text_input","action_id":"a"}]}`, "unsupported type: plain_text_input"},
		"no options":       {`{"type":"actions","elements":[{"type":"overflow","action_id":"a","options":[]}]}`, "no fewer than 1 items"},
		"a string":         {`"x"`, "must be an object"},
	} {
		t.Run(name, func(t *testing.T) {
			var e slack.SlackErrorResponse
			require.ErrorAs(t, post(t, c.blocks), &e)
			require.Contains(t, strings.Join(e.ResponseMetadata.Messages, "\n"), c.want)
		})
	}
	long := strings.TrimSuffix(strings.Repeat(`{"type":"section","text":{"type":"mrkdwn","text":"`+strings.Repeat("x", 2999)+`"}},`, 5), ",")
	require.EqualError(t, post(t, long), "msg_blocks_too_long")
}

// post posts blocks given as the elements of a JSON list.
func post(t *testing.T, blocks string) error {
	t.Helper()
	w := office(fakeslack.Options{})
	raw := json.RawMessage("[" + blocks + "]")
	_, _, err := client(w).PostMessageContext(ctx(t), "C1", slack.MsgOptionText("fallback", false), rawBlocks(t, raw))
	return err
}

// rawBlocks sends blocks that slack-go's types could not hold.
func rawBlocks(t *testing.T, raw json.RawMessage) slack.MsgOption {
	t.Helper()
	var all []json.RawMessage
	require.NoError(t, json.Unmarshal(raw, &all))
	blocks := make([]slack.Block, 0, len(all))
	for _, b := range all {
		blocks = append(blocks, rawBlock{b})
	}
	return slack.MsgOptionBlocks(blocks...)
}

type rawBlock struct{ json.RawMessage }

func (rawBlock) BlockType() slack.MessageBlockType { return "raw" }
func (rawBlock) ID() string                        { return "" }

// FuzzBlocks feeds arbitrary JSON to the checks and the reader.
func FuzzBlocks(f *testing.F) {
	for _, s := range []string{`[]`, `[{"type":"section"}]`, `[{"type":"table","rows":[1,[2]]}]`, `[{"type":"actions","elements":[{"type":"overflow"}]}]`, `{"a":1}`, `[null]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, blocks string) {
		w := office(fakeslack.Options{})
		resp, err := w.Client().PostForm("http://slack.test/api/chat.postMessage", url.Values{
			"token": {w.BotToken()}, "channel": {"C1"}, "text": {"x"}, "blocks": {blocks},
		})
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		require.NoError(t, resp.Body.Close())
		_ = w.PlainText(fakeslack.Msg{BotID: w.BotID(), Blocks: json.RawMessage(blocks)})
		for _, m := range w.Messages("C1", "sato") {
			_ = w.PlainText(m)
		}
	})
}
