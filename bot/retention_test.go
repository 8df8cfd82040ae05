package bot_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot"
	"toban/bot/outbox"
	"toban/bot/triage"
	"toban/config"
)

// An archive is a house whose clock the test sets, with a lead and a short
// retention.
type archive struct {
	*house
	now  time.Time
	file string
	keys int
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	require.NoError(t, h.Close())
	h.text = strings.Replace(h.text, "members: [", "leads: [UITO], members: [", 1)
	h.text = strings.Replace(h.text, "store: {", "store: {retention: 48h, ", 1)
	a := &archive{house: h, now: time.Date(2026, 11, 18, 3, 0, 0, 0, time.UTC)}
	a.file = h.read(t, h.text).StorePath()
	a.start(t)
	return a
}

// start opens the bot, again when it was there.
func (a *archive) start(t *testing.T) {
	t.Helper()
	b, err := bot.New(t.Context(), a.read(t, a.text), bot.Deps{
		Slack: a.slack.Client().Transport, WithoutUI: true, Now: func() time.Time { return a.now },
		Reread: func() (*config.Config, error) { return load(a.text) },
	})
	require.NoError(t, err)
	a.Bot = b
}

// closed asks and withdraws an inquiry.
func (a *archive) closed(t *testing.T, text string) triage.InquiryID {
	t.Helper()
	a.keys++
	place := triage.Place{Channel: "CASK", Thread: triage.MessageTS("1763618640.00010" + string(rune('0'+a.keys)))}
	id := a.order(t, "UITO", "", triage.Ask{Asker: "UITO", Text: text, Place: place})
	a.order(t, "UITO", id, triage.Withdraw{})
	return id
}

func (a *archive) order(t *testing.T, by triage.PersonID, id triage.InquiryID, c triage.Command) triage.InquiryID {
	t.Helper()
	a.keys++
	out, err := a.Desk().Handle(t.Context(), triage.Order{Key: "k" + string(rune('A'+a.keys)), By: by, Inquiry: id, Command: c})
	require.NoError(t, err)
	return triage.InquiryID(out.Subject)
}

// holds reports whether the data file holds a text, free pages included.
func (a *archive) holds(t *testing.T, text string) bool {
	t.Helper()
	data, err := os.ReadFile(a.file)
	require.NoError(t, err)
	return strings.Contains(string(data), text)
}

func TestWhatAPersonErasesLeavesTheFileSoon(t *testing.T) {
	a := newArchive(t)
	id := a.closed(t, "words about payroll")
	a.order(t, "UITO", id, triage.Forget{})
	require.True(t, a.holds(t, "payroll"), "it still stands in free pages")
	var fine strings.Builder
	for _, f := range a.Doctor(t.Context(), "en") {
		fine.WriteString(f.Text)
	}
	require.Contains(t, fine.String(), "erased 2 days after closing. What was erased leaves the data file's free space at the next restart.")

	a.Beat(t.Context())
	require.NotNil(t, a.Next(), "it starts over with the present configuration")
	require.NoError(t, a.Close())
	a.start(t)
	require.False(t, a.holds(t, "payroll"))
	a.Beat(t.Context())
	require.Nil(t, a.Next(), "once is enough")
	left, err := filepath.Glob(a.file + ".compact*")
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestWhatIsTooOldIsErased(t *testing.T) {
	a := newArchive(t)
	old := a.closed(t, "old words about payroll")
	a.order(t, "UITO", "", triage.NoteSearch{Search: triage.NewSearchID(a.now, "k"), Words: "old words of a search", Outcome: triage.SearchMissed})
	a.Beat(t.Context())
	a.now = a.now.Add(47 * time.Hour)
	young := a.closed(t, "young words")
	a.Beat(t.Context())
	text := func(id triage.InquiryID) string {
		q, err := a.Desk().Inquiry(t.Context(), id)
		require.NoError(t, err)
		return q.Text
	}
	require.NotEmpty(t, text(old))

	require.NoError(t, a.Close())
	a.start(t)
	a.now = a.now.Add(59 * time.Minute)
	a.Beat(t.Context())
	require.NotEmpty(t, text(old), "once a day is enough")
	a.now = a.now.Add(24*time.Hour - time.Hour)
	require.NoError(t, a.Close())
	a.start(t)
	a.Beat(t.Context())
	require.Empty(t, text(old))
	require.NotEmpty(t, text(young))
	searches, err := a.Desk().Searches(t.Context(), a.now.AddDate(0, 0, -7), a.now)
	require.NoError(t, err)
	require.Len(t, searches, 1)
	require.Empty(t, searches[0].Words)
	require.Nil(t, a.Next(), "nobody waits for it: not within an hour of a start")
	a.now = a.now.Add(time.Hour)
	a.Beat(t.Context())
	require.NotNil(t, a.Next())
	require.NoError(t, a.Close())
	a.start(t)
	require.False(t, a.holds(t, "old words"))
	require.NotEmpty(t, text(young))
}

func TestNothingIsCompactedWhileAMessageIsOnItsWay(t *testing.T) {
	a := newArchive(t)
	id := a.closed(t, "words about payroll")
	a.order(t, "UITO", id, triage.Forget{})
	lease(t, a)
	a.Beat(t.Context())
	require.Nil(t, a.Next())
}

// lease takes a message that is due, as the worker does before it sends it.
func lease(t *testing.T, a *archive) {
	t.Helper()
	due, err := a.Store().Due(t.Context(), a.now, 1)
	require.NoError(t, err)
	require.NotEmpty(t, due)
	_, err = a.Store().Lease(t.Context(), a.now, outbox.Grant{Start: []string{due[0].ID}, Until: a.now.Add(time.Minute)})
	require.NoError(t, err)
}
