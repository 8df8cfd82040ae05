package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/slackexport"
	"toban/bot/triage"
	"toban/config"
)

// A migration is a team that comes from a channel of questions.
type migration struct {
	t    testing.TB
	dir  string
	now  time.Time
	days map[string][]map[string]any
	n    int
}

func newMigration(t testing.TB) *migration {
	return &migration{t: t, dir: t.TempDir(), now: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), days: make(map[string][]map[string]any)}
}

func (m *migration) config() *config.Config {
	m.t.Helper()
	text := fmt.Sprintf(`
team: {name: Platform, timezone: Asia/Tokyo, language: ja, members: [UTANAKA, UITO], leads: [UITO]}
slack: {bot_token: "", app_token: ""}
channels: [{id: CASK, name: ask-platform, intake: mention, language: en}, {id: CTEAM, role: team}]
taxonomy: {emoji: {cloud: network, rocket: ci_cd}, asking_teams: [{key: payments, members: [USATO]}]}
rotations: {platform: {handoff: "Mon 10:00", primary: [UTANAKA], start: "2025-01-06 10:00", user_group: S01ONCALL}}
calendar: {hours: "Mon-Fri 10:00-19:00", holidays: [jp]}
store: {path: %q}
`, filepath.Join(m.dir, "toban.db"))
	cfg, err := config.Load(strings.NewReader(text), "toban.yaml", config.Environment{Getenv: os.Getenv, ReadFile: os.ReadFile, Offline: true})
	require.NoError(m.t, err)
	return cfg
}

// says puts a message into the export and returns its timestamp.
func (m *migration) says(at time.Time, who, thread, text string, marks ...string) string {
	m.n++
	ts := fmt.Sprintf("%d.%06d", at.Unix(), m.n)
	message := map[string]any{"type": "message", "ts": ts, "user": who, "text": text, "thread_ts": thread}
	if thread == "" {
		message["thread_ts"] = ts
	}
	if len(marks) > 0 {
		message["reactions"] = []any{map[string]any{"name": marks[0], "users": marks[1:]}}
	}
	day := at.Format(time.DateOnly)
	m.days[day] = append(m.days[day], message)
	return ts
}

// questions are n questions, one every seven hours, answered and solved within
// three days each. They are told apart by their number.
func (m *migration) questions(n int) {
	at := time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)
	texts := []string{"VPC につながりません %d", "the deploy pipeline fails %d", "DNS timeout in the cluster %d"}
	for i := range n {
		mark := [][]string{{"cloud", "UTANAKA"}, {"rocket", "UITO"}, nil}[i%3]
		ts := m.says(at, []string{"USATO", "UKATO"}[i%2], "", fmt.Sprintf(texts[i%3], i), mark...)
		m.says(at.Add(time.Duration(1+i%60)*time.Hour), "UTANAKA", ts, "ルートを追加しました")
		if i%5 > 0 {
			m.says(at.Add(time.Duration(2+i%60)*time.Hour), []string{"USATO", "UKATO"}[i%2], ts, "ありがとうございます")
		}
		at = at.Add(7 * time.Hour)
	}
}

// export writes the days before an instant; zero means all.
func (m *migration) export(before time.Time) string {
	m.t.Helper()
	dir := m.t.TempDir()
	write := func(name string, v any) {
		data, err := json.Marshal(v)
		require.NoError(m.t, err)
		require.NoError(m.t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		require.NoError(m.t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	write("channels.json", []any{map[string]any{"id": "CASK", "name": "ask-platform"}})
	write("users.json", []any{map[string]any{"id": "USATO", "name": "sato"}})
	for day, messages := range m.days {
		if before.IsZero() || day < before.Format(time.DateOnly) {
			write("ask-platform/"+day+".json", messages)
		}
	}
	return dir
}

func (m *migration) spec(path string) ImportSpec {
	return ImportSpec{Path: path, Channel: "ask-platform", Now: m.now, Progress: func(string) func(int, int) { return nil }}
}

func (m *migration) imports(path string) Imported {
	m.t.Helper()
	out, err := Import(m.t.Context(), m.config(), m.spec(path))
	require.NoError(m.t, err)
	return out
}

// stored is everything that the data file holds of each inquiry but its number,
// by the question's timestamp.
func (m *migration) stored() map[triage.MessageTS][]triage.Record {
	m.t.Helper()
	out := make(map[triage.MessageTS][]triage.Record)
	store, err := boltstore.Open(m.config().StorePath(), boltstore.Options{ReadOnly: true})
	require.NoError(m.t, err)
	defer store.Close()
	require.NoError(m.t, store.View(m.t.Context(), func(r triage.Reader) error {
		for q, err := range r.Inquiries(triage.InquiryFilter{}) {
			require.NoError(m.t, err)
			for rec, err := range r.History(string(q.ID)) {
				require.NoError(m.t, err)
				rec.Subject = ""
				if e, ok := rec.Event.(triage.Asked); ok { // the classifier has learned between two imports
					e.Model, e.Kind, e.Area.Guess = "", triage.Label{}, ""
					if e.Area.By == "" {
						e.Area = triage.Label{}
					}
					rec.Event = e
				}
				out[q.Source.TS] = append(out[q.Source.TS], rec)
			}
		}
		return nil
	}))
	report, err := store.Check()
	require.NoError(m.t, err)
	require.Empty(m.t, report.Problems)
	return out
}

func TestWhatAnImportRecords(t *testing.T) {
	m := newMigration(t)
	m.questions(60)
	dry, err := Import(t.Context(), m.config(), func() ImportSpec { s := m.spec(m.export(time.Time{})); s.DryRun = true; return s }())
	require.NoError(t, err)
	require.NoFileExists(t, m.config().StorePath(), "a dry run records nothing")
	out := m.imports(m.export(time.Time{}))
	require.Equal(t, dry.Added, out.Added)
	require.Equal(t, dry.Months, out.Months)
	require.Equal(t, out.Found, out.Added)
	require.Equal(t, out.Found, out.Resolved+out.GivenUp)
	require.Equal(t, 60, out.Found+out.Left[slackexport.Running])
	require.Equal(t, out.Areas, out.Labels, "what members marked was learned")
	require.Positive(t, out.Areas)
	store, err := boltstore.Open(m.config().StorePath(), boltstore.Options{ReadOnly: true})
	require.NoError(t, err)
	report, err := store.Check()
	require.NoError(t, err)
	require.NoError(t, store.Close())
	require.Equal(t, out.Added, report.Inquiries)
	require.Zero(t, report.Open)
	require.Zero(t, report.Jobs, "nobody is told")
	require.Zero(t, report.Reminders)

	require.Len(t, out.Months, monthsShown)
	asked, replied, judged := 0, 0, 0
	for _, month := range out.Months {
		asked, replied, judged = asked+month.Asked, replied+month.Replied, judged+month.Judged
	}
	require.Equal(t, out.Found, asked)
	require.Equal(t, out.Found, replied)
	require.Equal(t, out.Found, judged)

	again := m.imports(m.export(time.Time{}))
	require.Zero(t, again.Added)
	require.Equal(t, out.Found, again.Found)
	require.Equal(t, out.Months[0].Asked, again.Months[0].Asked)
}

// Two runs over a growing export, runs that end in the middle, and one run over
// all leave the same behind.
func TestAnImportInPartsIsAnImport(t *testing.T) {
	whole := newMigration(t)
	whole.questions(90)
	all := whole.export(time.Time{})
	whole.imports(all)
	want := whole.stored()
	require.NotEmpty(t, want)

	twice := newMigration(t)
	twice.imports(all)
	twice.imports(all)
	require.Equal(t, want, twice.stored())

	for _, cut := range []int{3, 11, 19} {
		halves := newMigration(t)
		first := halves.imports(whole.export(time.Date(2026, 1, 5+cut, 0, 0, 0, 0, time.UTC)))
		second := halves.imports(all)
		require.Equal(t, len(want), first.Added+second.Added)
		require.Equal(t, want, halves.stored(), "cut after %d days", cut)
	}

	killed := newMigration(t)
	for n := range 3 {
		i, err := newImporter(t.Context(), killed.config(), killed.spec(all))
		require.NoError(t, err)
		export, err := slackexport.Open(all)
		require.NoError(t, err)
		list, _, err := i.find(t.Context(), export)
		require.NoError(t, err)
		require.NoError(t, export.Close())
		_, err = i.record(t.Context(), list[:(n+1)*len(list)/4])
		require.NoError(t, err)
		require.NoError(t, i.close())
	}
	killed.imports(all)
	require.Equal(t, want, killed.stored())
}

// What toban answered itself stays as it was, and what was forgotten stays so.
func TestAnImportLeavesAloneWhatIsThere(t *testing.T) {
	m := newMigration(t)
	m.questions(30)
	all := m.export(time.Time{})
	m.imports(all)
	store, err := boltstore.Open(m.config().StorePath(), boltstore.Options{})
	require.NoError(t, err)
	policy, err := m.config().Policy()
	require.NoError(t, err)
	desk := &triage.Desk{Store: store, Policy: policy, Now: func() time.Time { return m.now }}
	_, err = desk.Handle(t.Context(), triage.Order{Key: "forget", By: "UITO", Inquiry: "INQ-1", Command: triage.Forget{}})
	require.NoError(t, err)
	require.NoError(t, store.Close())
	before := m.stored()
	require.Zero(t, m.imports(all).Added)
	require.Equal(t, before, m.stored())
}

// What was imported is found for a similar question, unless it was private.
func TestWhatWasImportedIsRemembered(t *testing.T) {
	m := newMigration(t)
	m.questions(30)
	m.imports(m.export(time.Time{}))
	store, err := boltstore.Open(m.config().StorePath(), boltstore.Options{ReadOnly: true})
	require.NoError(t, err)
	defer store.Close()
	require.NoError(t, store.View(t.Context(), func(r triage.Reader) error {
		n := 0
		for q, err := range r.Inquiries(triage.InquiryFilter{}) {
			require.NoError(t, err)
			doc, ok := memory(q)
			require.True(t, ok)
			require.Contains(t, doc.Text, "ルートを追加しました")
			require.True(t, q.Precedent())
			q.Place.Private = true
			_, ok = memory(q)
			require.False(t, ok)
			_, taught := q.Sample()
			require.False(t, taught)
			n++
		}
		require.Positive(t, n)
		return nil
	}))
}

func TestAnImportBesideARunningTobanIsRefused(t *testing.T) {
	m := newMigration(t)
	m.questions(20)
	all := m.export(time.Time{})
	store, err := boltstore.Open(m.config().StorePath(), boltstore.Options{})
	require.NoError(t, err)
	defer store.Close()
	_, err = Import(t.Context(), m.config(), m.spec(all))
	require.ErrorContains(t, err, "stop that one first")
	spec := m.spec(all)
	spec.DryRun = true
	out, err := Import(t.Context(), m.config(), spec)
	require.NoError(t, err, "a dry run looks at the export alone")
	require.Equal(t, out.Found, out.Added)
}

func TestWhatIsTooOldIsLeftOut(t *testing.T) {
	m := newMigration(t)
	m.questions(30)
	spec := m.spec(m.export(time.Time{}))
	spec.DryRun, spec.Since = true, time.Date(2026, 1, 8, 0, 0, 0, 0, time.UTC)
	out, err := Import(t.Context(), m.config(), spec)
	require.NoError(t, err)
	all, err := Import(t.Context(), m.config(), func() ImportSpec { spec.Since = time.Time{}; return spec }())
	require.NoError(t, err)
	require.Less(t, out.Found, all.Found)
	spec.Now = m.now.AddDate(10, 0, 0)
	out, err = Import(t.Context(), m.config(), spec)
	require.NoError(t, err)
	require.Zero(t, out.Found, "it would be erased tomorrow")
}

func TestACancelledImportSaysWhereItIs(t *testing.T) {
	m := newMigration(t)
	m.questions(20)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Import(ctx, m.config(), m.spec(m.export(time.Time{})))
	require.ErrorIs(t, err, context.Canceled)
}

// What the classifier knows no area for, and the team only nodded at, was no
// inquiry.
func TestTheGateOfAnImport(t *testing.T) {
	m := newMigration(t)
	at := time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)
	for n, text := range []string{"おはようございます。今日は在宅勤務です", "アンケートにご協力ください", "GitHub Actions のジョブが失敗します", "VPC から DNS が引けません"} {
		ts := m.says(at.Add(time.Duration(n)*time.Minute), "USATO", "", text)
		m.says(at.Add(time.Hour), "UTANAKA", ts, "了解です")
	}
	m.says(at.AddDate(0, 1, 0), "USATO", "", "x")
	out := m.imports(m.export(time.Time{}))
	require.Equal(t, map[slackexport.Reason]int{slackexport.Chatter: 2, slackexport.Running: 0, slackexport.Unanswered: 1}, out.Left)
	require.Equal(t, 2, out.Found)
}

func BenchmarkImport(b *testing.B) {
	m := newMigration(b)
	m.questions(1700)
	all := m.export(time.Time{})
	for b.Loop() {
		fresh := newMigration(b)
		out, err := Import(b.Context(), fresh.config(), fresh.spec(all))
		require.NoError(b, err)
		b.ReportMetric(float64(out.Messages), "messages")
		b.ReportMetric(float64(out.Added), "inquiries")
	}
}
