package slackexport_test

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// A record is a message as Slack exports it.
type record = map[string]any

// A year is a channel that people wrote in, as an export holds it, and what is
// known of it because it was made here.
type year struct {
	days     map[string][]record // by date
	messages int
	asked    []string // timestamps of the questions, in their order
	answered int
	random   *rand.Rand
	n        int
}

var (
	questions = []string{
		"GitHub Actions の OIDC で AssumeRole が失敗します", "VPC ピアリング先につながりません。タイムアウトします", "デプロイのパイプラインが止まっています",
		"Terraform の state lock が外れません", "the deploy job fails with exit code 137, where do I look?", "DNS record for the staging cluster does not resolve",
		"how do I get a GPU node pool?", "Argo CD の同期が終わりません", "connection refused from the payments pods to the database",
	}
	answers = []string{"IAM の信頼ポリシーに sub を追加しました", "ルートテーブルを直しました", "I raised the memory limit of the runner", "ロックを解除しました", "The record was missing, added it"}
	thanks  = []string{"ありがとうございます、動きました！", "助かりました :pray:", "thanks, that worked", "解決しました"}
	members = []string{"UTANAKA", "UITO"}
)

// newYear writes at least n messages into the channel: questions with their
// threads, some edited, with files, deleted, by people who left and are in no
// list; announcements, chatter, bots, joins, and the team's own talk.
func newYear(n int) *year {
	y := &year{days: make(map[string][]record), random: rand.New(rand.NewPCG(7, uint64(n)))}
	at := time.Date(2025, 12, 1, 9, 0, 0, 0, time.UTC)
	for y.messages < n {
		at = at.Add(time.Duration(40+y.random.IntN(60)) * time.Minute)
		switch y.random.IntN(10) {
		case 0, 1, 2, 3:
			y.thread(at)
		case 4:
			y.say(at, record{"user": y.asker(), "text": y.pick([]string{"お疲れさまです", "ランチ行きませんか", "good morning"})})
		case 5:
			y.say(at, record{"subtype": "bot_message", "bot_id": "B01ALERT", "text": "CPU is high", "attachments": []any{record{"title": "monitor"}}})
		case 6:
			y.say(at, record{"subtype": "channel_join", "user": y.asker(), "text": "<@USATO> has joined the channel"})
		case 7:
			y.talk(at)
		case 8:
			y.say(at, record{"user": y.asker(), "text": "昨日の件、こちらで共有しておきます: <https://example.com/a|a>"})
		case 9:
			y.deleted(at)
		}
	}
	return y
}

func (y *year) pick(list []string) string { return list[y.random.IntN(len(list))] }

// asker is somebody outside of the team; UGONE is in no list of people.
func (y *year) asker() string { return y.pick([]string{"USATO", "UKATO", "UEMMA", "UGONE"}) }

func (y *year) ts(at time.Time) string {
	y.n++
	return fmt.Sprintf("%d.%06d", at.Unix(), y.n%1000000)
}

// say puts a message into its day and returns it.
func (y *year) say(at time.Time, m record) record {
	m["type"] = "message"
	if m["ts"] == nil {
		m["ts"] = y.ts(at)
	}
	y.add(at, m)
	y.messages++
	return m
}

// add puts an entry into the day of an instant.
func (y *year) add(at time.Time, m record) {
	day := at.Format(time.DateOnly)
	y.days[day] = append(y.days[day], m)
}

// thread is a question, answered and mostly solved.
func (y *year) thread(at time.Time) {
	ts := y.ts(at)
	asker := y.asker()
	root := record{"ts": ts, "thread_ts": ts, "user": asker, "text": y.pick(questions), "reply_count": 3}
	switch y.random.IntN(6) {
	case 0:
		root["edited"] = record{"user": asker, "ts": ts}
	case 1:
		root["files"] = []any{record{"title": "log.txt", "permalink": "https://x.slack.com/files/log.txt"}}
	case 2:
		root["reactions"] = []any{record{"name": y.pick([]string{"cloud", "rocket"}), "users": []string{y.pick(members)}, "count": 1}}
	case 3:
		root["reactions"] = []any{record{"name": "white_check_mark", "users": []string{asker}, "count": 1}}
	}
	y.say(at, root)
	y.asked = append(y.asked, ts)
	if y.random.IntN(20) == 0 { // called, and never answered
		root["text"] = "<@UTANAKA> " + root["text"].(string)
		delete(root, "reply_count")
		delete(root, "reactions")
		return
	}
	y.answered++
	y.say(at, record{"subtype": "bot_message", "bot_id": "B01HELP", "thread_ts": ts, "text": "thank you for your question", "ts": y.ts(at.Add(time.Second))})
	reply := at.Add(time.Duration(5+y.random.IntN(3000)) * time.Minute)
	y.say(reply, record{"thread_ts": ts, "user": y.pick(members), "text": y.pick(answers), "parent_user_id": asker})
	last := reply.Add(time.Duration(1+y.random.IntN(600)) * time.Minute)
	final := y.say(last, record{"thread_ts": ts, "user": asker, "text": y.pick(thanks), "parent_user_id": asker})
	root["latest_reply"] = final["ts"]
	if root["edited"] != nil { // some workspaces keep what was changed beside it
		y.add(last, record{"type": "message", "subtype": "message_changed", "hidden": true, "ts": y.ts(last), "message": root, "original": record{"ts": ts, "text": "typo"}})
	}
}

// talk is a thread of the team's own.
func (y *year) talk(at time.Time) {
	ts := y.ts(at)
	y.say(at, record{"ts": ts, "thread_ts": ts, "user": "UTANAKA", "text": "今週のメンテナンスのお知らせです", "reply_count": 1})
	y.say(at.Add(time.Hour), record{"thread_ts": ts, "user": "UITO", "text": "了解です"})
}

// deleted is a question that was taken back, with the answer that stayed.
func (y *year) deleted(at time.Time) {
	ts := y.ts(at)
	y.say(at, record{"ts": ts, "thread_ts": ts, "user": "USLACKBOT", "subtype": "tombstone", "text": "This message was deleted.", "reply_count": 1})
	y.say(at.Add(time.Minute), record{"thread_ts": ts, "user": "UITO", "text": "見ています"})
}

// files is the export, with two days that cannot be read.
func (y *year) files(t testing.TB) fstest.MapFS {
	t.Helper()
	encode := func(v any) []byte {
		data, err := json.Marshal(v)
		require.NoError(t, err)
		return data
	}
	out := fstest.MapFS{
		"channels.json": {Data: encode([]record{{"id": "CASK", "name": "ask-platform"}, {"id": "COTHER", "name": "random"}})},
		"groups.json":   {Data: encode([]record{{"id": "GSECRET", "name": "salaries"}})},
		"users.json": {Data: encode([]record{
			{"id": "UTANAKA", "name": "tanaka", "profile": record{"display_name": "tanaka"}},
			{"id": "USATO", "name": "sato", "profile": record{"real_name": "Sato Taro"}},
			{"id": "UBOT", "name": "toban", "is_bot": true, "profile": record{"real_name": "toban"}},
		})},
		"ask-platform/2020-01-01.json": {Data: []byte(`[{"type":"message","user":"USATO","text":"cut`)},
		"ask-platform/2020-01-02.json": {Data: []byte(`{"ok": false}`)},
		"ask-platform/canvas.txt":      {Data: []byte("no day")},
	}
	for day, messages := range y.days {
		out["ask-platform/"+day+".json"] = &fstest.MapFile{Data: encode(messages)}
	}
	return out
}

// zipped writes files into a ZIP file.
func zipped(t testing.TB, files fstest.MapFS) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "export.zip")
	f, err := os.Create(name)
	require.NoError(t, err)
	w := zip.NewWriter(f)
	require.NoError(t, w.AddFS(files))
	require.NoError(t, w.Close())
	require.NoError(t, f.Close())
	return name
}

// unpacked writes files into a folder.
func unpacked(t testing.TB, files fs.FS) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "export")
	require.NoError(t, os.CopyFS(dir, files))
	return dir
}
