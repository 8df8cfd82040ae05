package slackexport

import (
	"cmp"
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"toban/bot/triage"
)

// A Message is one message of the export as far as inquiries need it.
type Message struct {
	TS      triage.MessageTS
	Thread  triage.MessageTS // of the root; empty outside of threads
	By      triage.PersonID
	Text    string // as delivered, with Slack's markup
	Files   []File
	Marks   []Mark
	Bot     bool // written by a program, or by Slack itself
	Deleted bool

	replied bool             // there are replies, as the root says
	changes triage.MessageTS // the message of which this is the later state; empty: none
}

// A File is an attachment.
type File struct{ Name, Link string }

// A Mark is a reaction and who gave it.
type Mark struct {
	Emoji string
	By    []triage.PersonID
}

// root reports whether the message begins a thread, or might have.
func (m Message) root() bool { return m.Thread == "" || m.Thread == m.TS }

// exported is a message as Slack writes it.
type exported struct {
	Type     string           `json:"type"`
	Subtype  string           `json:"subtype"`
	User     triage.PersonID  `json:"user"`
	BotID    string           `json:"bot_id"`
	Text     string           `json:"text"`
	TS       triage.MessageTS `json:"ts"`
	ThreadTS triage.MessageTS `json:"thread_ts"`
	Replies  int              `json:"reply_count"`
	Deleted  triage.MessageTS `json:"deleted_ts"`
	Files    []struct {
		Title     string `json:"title"`
		Name      string `json:"name"`
		Permalink string `json:"permalink"`
	} `json:"files"`
	Reactions []struct {
		Name  string            `json:"name"`
		Users []triage.PersonID `json:"users"`
	} `json:"reactions"`

	// Later states of a message stand beside it where the workspace keeps them.
	Message  *exported `json:"message"`
	Original *exported `json:"original"`
	Previous *exported `json:"previous_message"`
}

// readDay reads the messages of a day in the order of their time; broken is how
// many elements are none.
func readDay(root fs.FS, name string) (day []Message, broken int, err error) {
	err = readArray(root, name, maxDay, func(data json.RawMessage) {
		m, ok := parse(data)
		if !ok {
			broken++
			return
		}
		day = append(day, m)
	})
	slices.SortStableFunc(day, func(a, b Message) int { return compare(a.TS, b.TS) })
	return day, broken, err
}

// compare orders timestamps of ten digits, a point and six digits as time does;
// later years have longer ones.
func compare(a, b triage.MessageTS) int {
	return cmp.Or(a.Time().Compare(b.Time()), cmp.Compare(a, b))
}

// What names messages and people. Anything else is not of Slack's making, and
// no part of a key under which something is stored.
var (
	timestamp = regexp.MustCompile(`^[0-9]{1,10}\.[0-9]{1,6}$`)
	slackID   = regexp.MustCompile(`^[A-Z0-9]{2,32}$`)
)

func (m Message) named() bool {
	return timestamp.MatchString(string(m.TS)) && !m.TS.Time().IsZero() && (m.Thread == "" || timestamp.MatchString(string(m.Thread)))
}

func parse(data json.RawMessage) (Message, bool) {
	var e exported
	if json.Unmarshal(data, &e) != nil {
		return Message{}, false
	}
	switch e.Subtype {
	case "message_changed":
		if e.Message == nil {
			return Message{}, false
		}
		later := e.Message.message()
		later.changes = later.TS
		return later, later.named()
	case "message_deleted":
		gone := Message{changes: e.Deleted, Deleted: true, TS: e.TS, Thread: e.ThreadTS}
		for _, before := range []*exported{e.Previous, e.Original} {
			if before != nil {
				gone.changes, gone.Thread = cmp.Or(gone.changes, before.TS), cmp.Or(gone.Thread, before.ThreadTS)
			}
		}
		return gone, gone.changes != "" && gone.named()
	}
	m := e.message()
	return m, m.named()
}

func (e exported) message() Message {
	m := Message{
		TS: e.TS, Thread: e.ThreadTS, By: e.User, Text: clipped(e.Text), Deleted: e.Subtype == "tombstone",
		replied: e.Replies > 0 || e.ThreadTS == e.TS,
	}
	switch e.Subtype {
	case "", "file_share", "thread_broadcast", "me_message", "tombstone":
	default: // joins, topics, bots
		m.Bot = true
	}
	if e.BotID != "" || e.User == "USLACKBOT" || !slackID.MatchString(string(e.User)) {
		m.Bot = true
	}
	for _, f := range e.Files {
		m.Files = append(m.Files, File{Name: cmp.Or(f.Title, f.Name), Link: f.Permalink})
	}
	for _, r := range e.Reactions {
		emoji, _, _ := strings.Cut(r.Name, "::") // a skin tone follows
		m.Marks = append(m.Marks, Mark{Emoji: emoji, By: r.Users})
	}
	return m
}

// longest is the most characters that Slack keeps of a message, as
// https://docs.slack.dev/reference/methods/chat.postMessage says.
const longest = 40_000

func clipped(text string) string {
	n := 0
	for at := range text {
		if n++; n > longest {
			return text[:at]
		}
	}
	return text
}
