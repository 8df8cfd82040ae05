package slackexport_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/slackexport"
	"toban/bot/triage"
	"toban/knowledge"
)

// found reads the past inquiries of ask-platform, in their order, and counts
// what was none.
func found(t testing.TB, path string) ([]triage.PastInquiry, map[slackexport.Reason]int, slackexport.Reading) {
	t.Helper()
	e, err := slackexport.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, e.Close()) }()
	return foundIn(t, e)
}

func foundIn(t testing.TB, e *slackexport.Export) ([]triage.PastInquiry, map[slackexport.Reason]int, slackexport.Reading) {
	t.Helper()
	c, err := e.Channel("#ask-platform")
	require.NoError(t, err)
	rules := slackexport.Rules{
		Export: e, Channel: c, Calls: append(e.Bots("toban"), "S01ONCALL"), Resolve: []string{"white_check_mark"}, Lang: knowledge.Japanese,
		Member: func(id triage.PersonID) bool { return slices.Contains(members, string(id)) },
		Marked: func(emoji string) (string, string) {
			return map[string]string{"cloud": "network", "rocket": "ci_cd"}[emoji], map[string]string{"bug": "bug"}[emoji]
		},
		Classify: func(text string) knowledge.Classification {
			if strings.Contains(text, "休業日") {
				return knowledge.Classification{Area: knowledge.Guess{Key: knowledge.AreaNotInquiry, Confidence: .9}}
			}
			return knowledge.Classification{Area: knowledge.Guess{Open: strings.Contains(text, "共有")}}
		},
		Team: func(triage.PersonID) triage.TeamID { return "payments" },
	}
	var list []triage.PastInquiry
	left := make(map[slackexport.Reason]int)
	reading, err := e.Read(t.Context(), c, slackexport.ReadOptions{Alone: rules.Alone}, func(th slackexport.Thread) {
		q, _, why := rules.Judge(th)
		if why != "" {
			left[why]++
			return
		}
		list = append(list, q)
	})
	require.NoError(t, err)
	slices.SortFunc(list, func(a, b triage.PastInquiry) int { return strings.Compare(string(a.Source.TS), string(b.Source.TS)) })
	return list, left, reading
}

func TestAYearOfMessagesIsRead(t *testing.T) {
	y := newYear(5000)
	files := y.files(t)
	list, left, reading := found(t, zipped(t, files))
	var asked []string
	replied := 0
	for _, q := range list {
		asked = append(asked, string(q.Source.TS))
		if len(q.Replies) > 0 {
			replied++
			require.Len(t, q.Replies, 2, "the answer and the thanks, and no bot's")
			require.Equal(t, q.Asker, q.End.By)
		} else {
			require.Empty(t, q.End.By)
		}
	}
	require.Equal(t, y.asked, asked)
	require.Equal(t, y.answered, replied)
	require.Equal(t, y.messages, reading.Messages)
	require.Zero(t, reading.Orphans)
	require.Equal(t, []slackexport.Problem{
		{File: "ask-platform/2020-01-01.json", Problem: "the day is left out: it is cut off"},
		{File: "ask-platform/2020-01-02.json", Problem: "the day is left out: it holds no list"},
	}, reading.Problems)
	require.Positive(t, left[slackexport.ByMember])
	require.Positive(t, left[slackexport.Gone])
	again, _, _ := found(t, unpacked(t, files))
	require.Equal(t, list, again, "a folder holds the same")
}

// A conversation is one thread, one line a message: who, how long after the
// question, and what; reactions follow a |.
func conversation(t *testing.T, lines ...string) fstest.MapFS {
	t.Helper()
	start := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	var day []record
	for i, line := range lines {
		who, rest, _ := strings.Cut(line, " ")
		after, text, _ := strings.Cut(rest, " ")
		d, err := time.ParseDuration(after)
		require.NoError(t, err)
		text, reactions, _ := strings.Cut(text, " | ")
		m := record{"type": "message", "user": who, "text": text, "ts": fmt.Sprintf("%d.%06d", start.Add(d).Unix(), i), "thread_ts": fmt.Sprintf("%d.000000", start.Unix())}
		if who == "bot" {
			m["bot_id"], m["subtype"] = "B1", "bot_message"
		}
		if reactions != "" {
			emoji, by, _ := strings.Cut(reactions, " ")
			m["reactions"] = []record{{"name": emoji, "users": strings.Fields(by)}}
		}
		day = append(day, m)
	}
	files := newYear(0).files(t)
	data, err := json.Marshal(day)
	require.NoError(t, err)
	files["ask-platform/2026-03-02.json"] = &fstest.MapFile{Data: data}
	return files
}

func TestWhatIsAnInquiry(t *testing.T) {
	for _, c := range []struct {
		when  string
		lines []string
		want  slackexport.Reason // empty: it is one
	}{
		{"a member answered", []string{"USATO 0s VPC につながりません", "UTANAKA 5m 見ます"}, ""},
		{"another team answered", []string{"USATO 0s VPC につながりません", "UKATO 5m うちもです"}, slackexport.Unanswered},
		{"only a bot answered", []string{"USATO 0s VPC につながりません", "bot 5m 受け付けました"}, slackexport.Unanswered},
		{"a member was called", []string{"USATO 0s <@UTANAKA> VPC につながりません"}, ""},
		{"the on-call was called", []string{"USATO 0s <!subteam^S01ONCALL|@oncall> VPC につながりません"}, ""},
		{"toban was called", []string{"USATO 0s <@UBOT> VPC につながりません"}, ""},
		{"somebody else was called", []string{"USATO 0s <@UKATO> VPC につながりません", "UKATO 1m はい"}, slackexport.Unanswered},
		{"a member's own message", []string{"UITO 0s メンテナンスです", "UTANAKA 5m 了解"}, slackexport.ByMember},
		{"an alert", []string{"bot 0s CPU is high", "UTANAKA 5m 見ます"}, slackexport.ByBot},
		{"a greeting", []string{"USATO 0s ありがとうございます！", "UTANAKA 5m いえいえ"}, slackexport.Chatter},
		{"an announcement", []string{"USATO 0s 来週の休業日です", "UTANAKA 5m 何時からですか"}, slackexport.Chatter},
		{"something of no area that the team nodded at", []string{"USATO 0s 資料を共有します", "UTANAKA 5m 了解です :+1:"}, slackexport.Chatter},
		{"something of no area that the team answered", []string{"USATO 0s 資料を共有できません", "UTANAKA 5m 権限を付けました"}, ""},
		{"something of no area that called the team", []string{"USATO 0s <@UTANAKA> 資料を共有できません"}, ""},
		{"an announcement that a member marked as a matter", []string{"USATO 0s 来週の休業日にデプロイできますか | cloud UTANAKA", "UTANAKA 5m はい"}, ""},
		{"nothing but a mention", []string{"USATO 0s <@UTANAKA>", "UTANAKA 5m はい"}, slackexport.Chatter},
	} {
		t.Run(c.when, func(t *testing.T) {
			list, left, _ := found(t, unpacked(t, conversation(t, c.lines...)))
			if c.want == "" {
				require.Len(t, list, 1, "%v", left)
				require.NotContains(t, list[0].Text, "<")
				return
			}
			require.Empty(t, list)
			require.Equal(t, map[slackexport.Reason]int{c.want: 1}, left)
		})
	}
}

func TestHowAnInquiryEnded(t *testing.T) {
	const asked = "USATO 0s VPC につながりません"
	for _, c := range []struct {
		when  string
		lines []string
		by    triage.PersonID // empty: given up
		after time.Duration
		note  string
	}{
		{"the asker thanked", []string{asked, "UTANAKA 5m 直しました", "USATO 10m ありがとうございます！"}, "USATO", 10 * time.Minute, "直しました"},
		{"the asker said that it works", []string{asked, "UTANAKA 5m 直しました\n詳細", "USATO 10m 再起動したら動きました"}, "USATO", 10 * time.Minute, "直しました"},
		{"talk after the thanks is no part of it", []string{asked, "UTANAKA 5m 直しました", "USATO 10m 解決しました", "UTANAKA 3h よかったです :tada:"}, "USATO", 10 * time.Minute, "よかったです :tada:"},
		{"a member marked it", []string{asked + " | white_check_mark UITO", "UTANAKA 5m 直しました", "USATO 10m ログはこれです"}, "UITO", 5 * time.Minute, "直しました"},
		{"the asker marked it", []string{asked + " | white_check_mark USATO", "UTANAKA 5m 直しました"}, "USATO", 5 * time.Minute, "直しました"},
		{"a stranger's mark says nothing", []string{asked + " | white_check_mark UKATO", "UTANAKA 5m どの VPC ですか？"}, "", 5*time.Minute + slackexport.Quiet, ""},
		{"solved alone", []string{"USATO 0s <@UTANAKA> VPC につながりません | white_check_mark USATO", "USATO 1h 自己解決しました"}, "USATO", time.Hour, ""},
		{"the team had the last word", []string{asked, "UTANAKA 5m ルートを追加しました"}, "UTANAKA", 5 * time.Minute, "ルートを追加しました"},
		{"the team asked back", []string{asked, "UTANAKA 5m どの VPC ですか？"}, "", 5*time.Minute + slackexport.Quiet, ""},
		{"the asker had the last word", []string{asked, "UTANAKA 5m 直しました", "USATO 10m まだつながりません"}, "", 10*time.Minute + slackexport.Quiet, ""},
		{"nobody answered", []string{"USATO 0s <@UTANAKA> VPC につながりません"}, "", slackexport.Quiet, ""},
	} {
		t.Run(c.when, func(t *testing.T) {
			list, left, _ := found(t, unpacked(t, conversation(t, c.lines...)))
			require.Len(t, list, 1, "%v", left)
			end := list[0].End
			require.Equal(t, c.by, end.By)
			require.Equal(t, c.after, end.At.Sub(list[0].AskedAt()))
			require.Equal(t, c.note, end.Note)
			for _, r := range list[0].Replies {
				require.False(t, r.Message.TS.Time().After(end.At))
			}
		})
	}
}

func TestWhatAnInquirySays(t *testing.T) {
	files := conversation(t, "UGONE 0s <@UTANAKA> <@UKATO> &amp; <@USATO>: see <https://example.com/x|the log> | bug UKATO UITO", "UTANAKA 1m 見ます")
	list, _, _ := found(t, unpacked(t, files))
	require.Equal(t, "& @Sato Taro: see the log (https://example.com/x)", list[0].Text)
	require.Equal(t, []string{"https://example.com/x"}, list[0].Links)
	require.Equal(t, triage.PersonID("UGONE"), list[0].Asker, "who is in no list is known by the id")
	require.Equal(t, triage.Mark{Key: "bug", By: "UITO"}, list[0].Kind, "a member's mark")
	require.Equal(t, triage.TeamID("payments"), list[0].Team)
}

func TestEditsAndDeletionsThatStandBeside(t *testing.T) {
	files := conversation(t, "USATO 0s VPC につながりません", "UTANAKA 1m 直しました", "USATO 2m ありがとうございます")
	edit := func(entries ...record) string {
		data, err := json.Marshal(entries)
		require.NoError(t, err)
		files["ask-platform/2026-03-03.json"] = &fstest.MapFile{Data: data}
		return unpacked(t, files)
	}
	const root, answer, later = "1772413200.000000", "1772413260.000001", "1772499600.000900"
	list, _, _ := found(t, edit(record{"type": "message", "subtype": "message_changed", "ts": later, "message": record{"ts": root, "thread_ts": root, "user": "USATO", "text": "VPC からつながりません"}}))
	require.Equal(t, "VPC からつながりません", list[0].Text)
	list, left, _ := found(t, edit(record{"type": "message", "subtype": "message_deleted", "ts": later, "thread_ts": root, "original": record{"ts": answer}}))
	require.Empty(t, list)
	require.Equal(t, 1, left[slackexport.Unanswered])
	_, left, _ = found(t, edit(record{"type": "message", "subtype": "message_deleted", "ts": later, "deleted_ts": root}))
	require.Equal(t, 1, left[slackexport.Gone])

	var first []record // as Slack writes them, with the last reply at the root
	require.NoError(t, json.Unmarshal(files["ask-platform/2026-03-02.json"].Data, &first))
	first[0]["latest_reply"] = answer
	data, err := json.Marshal(first)
	require.NoError(t, err)
	files["ask-platform/2026-03-02.json"] = &fstest.MapFile{Data: data}
	_, left, _ = found(t, edit(record{"type": "message", "subtype": "message_deleted", "ts": later, "deleted_ts": root}))
	require.Equal(t, 1, left[slackexport.Gone], "deleted after the thread was over")
}

func TestAPrivateChannelStaysPrivate(t *testing.T) {
	files := conversation(t, "USATO 0s 給与 DB の権限がありません", "UTANAKA 1m 付けました")
	files["groups.json"] = &fstest.MapFile{Data: []byte(`[{"id":"GASK","name":"ask-platform"}]`)}
	files["channels.json"] = &fstest.MapFile{Data: []byte(`[{"id":"CX","name":"x","is_ext_shared":true}]`)}
	list, _, _ := found(t, unpacked(t, files))
	require.True(t, list[0].Place.Private)
	require.False(t, list[0].Place.External)
	require.Equal(t, triage.ChannelID("GASK"), list[0].Place.Channel)
}

func TestExportsThatCannotBeRead(t *testing.T) {
	good := newYear(10).files(t)
	text := filepath.Join(t.TempDir(), "export.zip")
	require.NoError(t, os.WriteFile(text, []byte("<html>expired</html>"), 0o600))
	_, err := slackexport.Open(text)
	require.ErrorContains(t, err, "neither a folder nor a whole ZIP file")
	_, err = slackexport.Open(filepath.Join(t.TempDir(), "none.zip"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = slackexport.Open(unpacked(t, fstest.MapFS{"photos/cat.png": {Data: []byte("cat")}}))
	require.ErrorContains(t, err, "is it a Slack export?")
	_, err = slackexport.Open(unpacked(t, fstest.MapFS{"channels.json": {Data: []byte(`[{"id":`)}}))
	require.ErrorContains(t, err, "channels.json: it is cut off")

	e, err := slackexport.Open(unpacked(t, good))
	require.NoError(t, err)
	defer e.Close()
	_, err = e.Channel("ask-plattform")
	require.EqualError(t, err, `the export has no channel "ask-plattform"; it has ask-platform, random, salaries`)
	random, err := e.Channel("COTHER")
	require.NoError(t, err)
	_, err = e.Read(t.Context(), random, slackexport.ReadOptions{}, nil)
	require.ErrorContains(t, err, "the export holds no messages of random")
}

func TestAnArchiveOfAFolderIsAnExportToo(t *testing.T) {
	y := newYear(100)
	nested := fstest.MapFS{}
	for name, f := range y.files(t) {
		nested["Acme Slack export Dec 1 2025/"+name] = f
	}
	list, _, _ := found(t, zipped(t, nested))
	require.Len(t, list, len(y.asked))
}

// What an archive claims to be, a path out of it or a size without end, is
// neither followed nor believed.
func TestHostileArchives(t *testing.T) {
	y := newYear(50)
	var data bytes.Buffer
	w := zip.NewWriter(&data)
	for name, f := range y.files(t) {
		if name == "channels.json" {
			f = &fstest.MapFile{Data: []byte(`[{"id":"CASK","name":"ask-platform"},{"id":"CEVIL","name":"../../etc"},{"id":"CABS","name":"/etc"}]`)}
		}
		out, err := w.Create(name)
		require.NoError(t, err)
		_, err = out.Write(f.Data)
		require.NoError(t, err)
	}
	for _, name := range []string{"../2025-12-01.json", "/etc/2025-12-01.json", `ask-platform\..\..\2025-12-01.json`} {
		_, err := w.Create(name)
		require.NoError(t, err)
	}
	bomb, err := w.Create("ask-platform/2021-01-01.json")
	require.NoError(t, err)
	_, err = bomb.Write([]byte(`[{"type":"message","ts":"1.1","text":"`))
	require.NoError(t, err)
	zeros := bytes.Repeat([]byte("0"), 1<<20)
	for range 65 {
		_, err = bomb.Write(zeros)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	name := filepath.Join(t.TempDir(), "evil.zip")
	require.NoError(t, os.WriteFile(name, data.Bytes(), 0o600))

	list, _, reading := found(t, name)
	require.Len(t, list, len(y.asked))
	require.Contains(t, reading.Problems, slackexport.Problem{
		File: "ask-platform/2021-01-01.json", Problem: "the day is left out: it has more than 64 MiB, which Slack never writes: left out",
	})
	e, err := slackexport.Open(name)
	require.NoError(t, err)
	defer e.Close()
	_, err = e.Channel("CEVIL")
	require.ErrorContains(t, err, "no channel")
}

// A link in a folder leads nowhere outside of it.
func TestAFolderIsNotLeft(t *testing.T) {
	dir := unpacked(t, newYear(10).files(t))
	outside := filepath.Join(t.TempDir(), "secret.json")
	require.NoError(t, os.WriteFile(outside, []byte(`[{"type":"message","user":"USATO","text":"<@UTANAKA> secret","ts":"1764579600.000100"}]`), 0o600))
	if err := os.Symlink(outside, filepath.Join(dir, "ask-platform", "2019-01-01.json")); err != nil {
		t.Skip("no symbolic links here")
	}
	_, _, reading := found(t, dir)
	files := make([]string, 0, len(reading.Problems))
	for _, p := range reading.Problems {
		files = append(files, p.File)
	}
	require.Contains(t, files, "ask-platform/2019-01-01.json")
}

func FuzzDay(f *testing.F) {
	y := newYear(15)
	for _, day := range y.days {
		data, err := json.Marshal(day)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(`[{"type":"message","user":"USATO\u0000","text":"<@UTANAKA> help","ts":"1764579600.000100\u0000"}]`))
	f.Add([]byte(`[{"ts":"1.1","subtype":"message_changed","message":null},7,null,{"ts":"x"}]`))
	base := newYear(0).files(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		files := fstest.MapFS{"ask-platform/2026-01-01.json": {Data: data}}
		for _, name := range []string{"channels.json", "users.json"} {
			files[name] = base[name]
		}
		e, err := slackexport.OpenFS(files)
		require.NoError(t, err)
		list, left, reading := foundIn(t, e)
		n := len(list)
		for _, times := range left {
			n += times
		}
		if n > reading.Messages {
			t.Errorf("%d threads of %d messages", n, reading.Messages)
		}
		for _, q := range list {
			if strings.ContainsRune(string(q.Asker+triage.PersonID(q.Source.Key())), 0) {
				t.Errorf("%q cannot be stored", q.Source)
			}
			if q.AskedAt().IsZero() || q.End.At.Before(q.AskedAt()) {
				t.Errorf("asked %s, ended %s", q.AskedAt(), q.End.At)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	y := newYear(20_000)
	path := zipped(b, y.files(b))
	for b.Loop() {
		if list, _, _ := found(b, path); len(list) != len(y.asked) {
			b.Fatal("something is missing")
		}
	}
	b.ReportMetric(float64(y.messages)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
