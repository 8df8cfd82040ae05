package slackexport_test

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/slackexport"
	"toban/bot/triage"
)

// firstDay is the day of a conversation.
const firstDay = "ask-platform/2026-03-02.json"

// entries are what stands in a file of an export.
func entries(t *testing.T, files fstest.MapFS, name string) (list []record) {
	t.Helper()
	require.NoError(t, json.Unmarshal(files[name].Data, &list))
	return list
}

func file(t *testing.T, list ...record) *fstest.MapFile {
	t.Helper()
	data, err := json.Marshal(list)
	require.NoError(t, err)
	return &fstest.MapFile{Data: data}
}

// Exports that overlap, put together by hand, hold messages more than once.
// The later state is read, and counted once.
func TestWhatStandsTwiceIsReadOnce(t *testing.T) {
	files := conversation(t, "USATO 0s VPC につながりません", "UTANAKA 5m 見ます", "UTANAKA 6m 直しました")
	want, _, _ := found(t, unpacked(t, files))
	day := entries(t, files, firstDay)

	files[firstDay] = file(t, append(day, day...)...)
	list, _, _ := found(t, unpacked(t, files))
	require.Equal(t, want, list, "a day that was added to itself")

	files[firstDay] = file(t, day...)
	files["ask-platform/2026-03-03.json"] = file(t, day[0])
	list, _, _ = found(t, unpacked(t, files))
	require.Equal(t, want, list, "a question that stands alone in another day keeps its answers")

	later := record{"type": "message", "user": "UTANAKA", "text": "ルートを直しました", "ts": day[2]["ts"], "thread_ts": day[2]["thread_ts"]}
	files["ask-platform/2026-03-03.json"] = file(t, later)
	list, _, _ = found(t, unpacked(t, files))
	require.Len(t, list[0].Replies, 2)
	require.Equal(t, "ルートを直しました", list[0].Replies[1].Text)
}

// An archive that another was added to has files of the same name: as a folder
// would, it keeps the later ones.
func TestAnArchiveThatAnotherWasAddedTo(t *testing.T) {
	files := conversation(t, "USATO 0s VPC につながりません", "UTANAKA 5m 見ます")
	name := filepath.Join(t.TempDir(), "both.zip")
	f, err := os.Create(name)
	require.NoError(t, err)
	w := zip.NewWriter(f)
	add := func(name, text string) {
		out, err := w.Create(name)
		require.NoError(t, err)
		_, err = out.Write([]byte(text))
		require.NoError(t, err)
	}
	add(firstDay, `[{"type":"message"`)
	add("ask-platform/", "")
	for name, f := range files {
		add(strings.ReplaceAll(name, "/", `\`), string(f.Data)) // as Windows packs
	}
	add("ask-platform/", "")
	add("../"+firstDay, "[]")
	require.NoError(t, w.Close())
	require.NoError(t, f.Close())

	list, _, reading := found(t, name)
	require.Len(t, list, 1)
	require.Contains(t, reading.Problems, slackexport.Problem{File: firstDay, Problem: "the archive holds it more than once: the last is read"})
}

// A clock that was wrong once would move the end of the export: everything would
// be over, and the last months would be those of another century.
func TestMessagesOfATimeToComeAreLeftOut(t *testing.T) {
	files := conversation(t, "USATO 0s VPC につながりません", "UTANAKA 5m 見ます")
	day := entries(t, files, firstDay)
	files[firstDay] = file(t, append(day, record{"type": "message", "user": "USATO", "text": "<@UTANAKA> いつ?", "ts": "9999999999.000100"})...)
	e, err := slackexport.Open(unpacked(t, files))
	require.NoError(t, err)
	defer e.Close()
	c, err := e.Channel("CASK")
	require.NoError(t, err)
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	threads := 0
	reading, err := e.Read(t.Context(), c, slackexport.ReadOptions{Until: now, Alone: func(slackexport.Message) bool { return true }}, func(slackexport.Thread) { threads++ })
	require.NoError(t, err)
	require.Equal(t, 1, threads)
	require.True(t, reading.Last.Before(now), reading.Last)
	require.Contains(t, reading.Problems, slackexport.Problem{File: firstDay, Problem: "1 of its messages are of a time to come and were left out"})
}

// A reaction is the same in every colour of skin.
func TestReactionsHaveSkinTones(t *testing.T) {
	list, _, _ := found(t, unpacked(t, conversation(t, "USATO 0s VPC につながりません | cloud::skin-tone-3 UTANAKA", "UTANAKA 5m どの VPC ですか？ | white_check_mark::skin-tone-6 UITO")))
	require.Equal(t, triage.Mark{Key: "network", By: "UTANAKA"}, list[0].Area)
	require.Equal(t, triage.PersonID("UITO"), list[0].End.By)
}

// Whatever people attach, send on to the channel or have programs write: what
// they said counts, in its place.
func TestKindsOfMessages(t *testing.T) {
	files := conversation(t, "USATO 0s x", "UTANAKA 5m 見ます", "UTANAKA 10m 直しました")
	day := entries(t, files, firstDay)
	day[0]["text"], day[0]["subtype"] = "", "file_share"
	day[0]["files"] = []record{{"title": "error.log", "permalink": "https://x.slack.com/files/error.log"}, {"mode": "tombstone"}}
	day[2]["subtype"] = "thread_broadcast"
	day[2]["root"] = day[0]
	joined := record{"type": "message", "subtype": "channel_join", "user": "USATO", "ts": "1772413201.000000", "text": "<@USATO> has joined <@UTANAKA>"}
	files[firstDay] = file(t, append(day, joined)...)
	list, _, reading := found(t, unpacked(t, files))
	require.Len(t, list, 1)
	require.Equal(t, "error.log", strings.TrimSpace(list[0].Text))
	require.Len(t, list[0].Replies, 2, "a reply that was sent on to the channel is one")
	require.Equal(t, 4, reading.Messages)
}

// What is longer than Slack lets it be, or named as nothing is, is not Slack's.
func TestWhatSlackNeverWrites(t *testing.T) {
	files := conversation(t, "USATO 0s "+strings.Repeat("長", 50_000), "UTANAKA 5m 見ます")
	files["groups.json"] = file(t, record{"id": "GEVIL", "name": "\x1b]0;owned\x07"})
	list, _, _ := found(t, unpacked(t, files))
	require.Len(t, []rune(list[0].Text), 40_000)
	e, err := slackexport.Open(unpacked(t, files))
	require.NoError(t, err)
	defer e.Close()
	_, err = e.Channel("nowhere")
	require.NotContains(t, err.Error(), "\x1b", "no name moves the reader's terminal")
}

// Whoever stops a long import is heard between two threads, not only between
// two days: all are judged after the last one.
func TestReadingStopsBetweenThreads(t *testing.T) {
	e, err := slackexport.Open(unpacked(t, newYear(200).files(t)))
	require.NoError(t, err)
	defer e.Close()
	c, err := e.Channel("CASK")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	taken := 0
	_, err = e.Read(ctx, c, slackexport.ReadOptions{}, func(slackexport.Thread) {
		taken++
		stop()
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 1, taken)
}

// A change may stand before what it changes, and after a second copy of it.
func TestTheLastStateCounts(t *testing.T) {
	files := conversation(t, "USATO 0s VPC につながりません", "UTANAKA 5m 見ます")
	day := entries(t, files, firstDay)
	edit := func(m record, text string) record {
		return record{"type": "message", "subtype": "message_changed", "ts": m["ts"], "message": record{"ts": m["ts"], "thread_ts": m["thread_ts"], "user": m["user"], "text": text}}
	}
	files[firstDay] = file(t, edit(day[1], "見ました"), day[0], day[1], edit(day[0], "VPC からつながりません"))
	files["ask-platform/2026-03-03.json"] = file(t, day[0])
	list, _, _ := found(t, unpacked(t, files))
	require.Equal(t, "VPC からつながりません", list[0].Text)
	require.Equal(t, "見ました", list[0].Replies[0].Text)
}

// A thread of a thousand people who keep editing takes no longer than to read it.
func BenchmarkEdits(b *testing.B) {
	const root = "1772413200.000000"
	day := []record{{"type": "message", "user": "USATO", "text": "VPC", "ts": root, "thread_ts": root}}
	for n := range 20_000 {
		ts := fmt.Sprintf("%d.000000", 1772413201+n)
		m := record{"ts": ts, "thread_ts": root, "user": "UTANAKA", "text": "見ます"}
		day = append(day, m, record{"type": "message", "subtype": "message_changed", "ts": ts, "message": m})
	}
	files := newYear(0).files(b)
	data, err := json.Marshal(day)
	require.NoError(b, err)
	files[firstDay] = &fstest.MapFile{Data: data}
	path := unpacked(b, files)
	for b.Loop() {
		found(b, path)
	}
}

// Conversations of two, or of a few, are no channels: what was asked there is
// private, and they are called by their ids where they have no name.
func TestDirectMessagesArePrivate(t *testing.T) {
	files := conversation(t, "USATO 0s VPC につながりません", "UTANAKA 5m 見ます")
	files["dms.json"] = file(t, record{"id": "D01", "members": []string{"USATO", "UTANAKA"}})
	files["mpims.json"] = file(t, record{"id": "G02", "name": "mpdm-sato--tanaka-1"})
	files["D01/2026-03-02.json"] = files[firstDay]
	e, err := slackexport.Open(unpacked(t, files))
	require.NoError(t, err)
	defer e.Close()
	for name, public := range map[string]bool{"D01": false, "mpdm-sato--tanaka-1": false, "G02": false, "salaries": false, "CASK": true, "#ask-platform": true} {
		c, err := e.Channel(name)
		require.NoError(t, err)
		require.Equal(t, public, !c.Private, name)
	}
	c, err := e.Channel("D01")
	require.NoError(t, err)
	threads := 0
	_, err = e.Read(t.Context(), c, slackexport.ReadOptions{}, func(slackexport.Thread) { threads++ })
	require.NoError(t, err)
	require.Equal(t, 1, threads)
}
