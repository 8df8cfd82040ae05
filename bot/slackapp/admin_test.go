package slackapp

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

func TestLanguageIsEachReadersOwn(t *testing.T) {
	r := newRoom(t)
	require.Contains(t, r.runs("emma", "/toban lang"), "You are answered in English (as your Slack is set)")
	require.Contains(t, r.runs("emma", "/toban lang ja"), "これからは日本語でお返事します")
	require.Contains(t, r.runs("emma", "/toban 言語"), "日本語です（あなたが選びました）")
	require.Contains(t, r.runs("emma", "/toban list"), "該当する問い合わせはありません", "at once and everywhere")
	require.Contains(t, r.runs("sato", "/toban lang english"), "You will be answered in English")
	require.Contains(t, r.runs("sato", "/toban lang auto"), "Slack の設定に合わせます（今は日本語）")
	require.Contains(t, r.runs("sato", "/toban lang fr"), "`/toban 言語 [ja|en|auto]`")

	ts := r.says("emma", ask, "", "@toban how do I get a GPU node?")
	require.Contains(t, r.slack.PlainText(r.posts(ask, ts)[0]), "質問者", "a shared card keeps the channel's language")
}

func TestDoctorInSlack(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Checks = func(context.Context) []Finding {
			return []Finding{Found(true, phrase.DoctorDatadogNone), Found(false, phrase.DoctorBuried, "n", "2", "notice", "ping", "reason", "not_in_channel")}
		}
	})
	require.Contains(t, r.runs("tanaka", "/toban doctor"), "これは管理者が実行できます")
	r.says("sato", ask, "", "@toban CI が動きません")
	r.runs("yamada", "/toban 診断")
	r.settle()
	golden(t, "doctor_slack.ja.txt", r.whispers("yamada", ask))
}

func TestClockAgainstSlacks(t *testing.T) {
	now := time.Date(2025, 11, 20, 6, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		date string
		ok   bool
		says string
	}{
		{"Thu, 20 Nov 2025 05:59:30 GMT", true, "off by under a minute"},
		{"Thu, 20 Nov 2025 06:06:00 GMT", false, "off from Slack's by 6 min"},
		{"Thu, 20 Nov 2025 05:00:00 GMT", false, "off from Slack's by 1 h"},
	} {
		f, found := clockFinding(c.date, now)
		require.True(t, found)
		require.Equal(t, c.ok, f.OK)
		require.Contains(t, f.In(phrase.For("en")), c.says)
	}
	_, found := clockFinding("", now)
	require.False(t, found, "a proxy may drop the header")
}

type settings struct {
	changes []triage.RosterChange
	wrong   error
}

func (settings) Show() ([]byte, error) { return []byte("team: {name: Platform}\n"), nil }

func (s settings) Check(context.Context) ([]triage.RosterChange, error) { return s.changes, s.wrong }
func (s settings) Reload() error                                        { return s.wrong }

func TestConfigFromSlack(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) { d.Settings = settings{} })
	require.Contains(t, r.runs("tanaka", "/toban config show"), "これは管理者が実行できます")
	r.runs("yamada", "/toban config show")
	r.settle()
	require.Contains(t, r.whispers("yamada", ask), "toban.yaml をダイレクトメッセージで送りました")
	require.Contains(t, r.runs("yamada", "/toban config check"), "誤りはありません。`再読込` で")
	require.Contains(t, r.runs("yamada", "/toban config reload"), "読み直します")
	require.Contains(t, r.runs("yamada", "/toban config forget"), "`/toban 設定 [表示|確認|再読込]`")

	r = newRoom(t, func(_ *Config, d *Deps) {
		d.Settings = settings{wrong: errors.New("toban.yaml:3: channels: missing <!here> ```")}
	})
	require.Contains(t, r.runs("yamada", "/toban config check"), "toban.yaml:3: channels: missing <!here> '''")
	require.Contains(t, r.runs("yamada", "/toban config reload"), "読み直していません")

	r = newRoom(t)
	require.Contains(t, r.runs("yamada", "/toban config"), "設定ファイルがありません")
}

// A reload that changes who is on call says so beforehand; and what was done
// says so to the team.
func TestRosterChanges(t *testing.T) {
	day := time.Date(2025, 11, 25, 1, 0, 0, 0, time.UTC)
	edited := triage.RosterChange{
		Rotation: "platform", At: day, Was: "UITO", Now: "UITO",
		Revisions: []rotation.Revision{
			{Key: "handoff", Was: []string{"Mon 10:00"}, Will: []string{"Wed 15:00"}},
			{Key: "primary", Was: []string{"UTANAKA", "UITO"}, Will: []string{"UTANAKA", "UITO", "USUZUKI"}},
			{Layer: "weekend", Key: "duty", Will: []string{"Sat 10:00-19:00", "Sun 10:00-19:00"}},
			{Layer: "night", Key: "layers", Was: []string{"night"}},
			{Layer: "late", Key: "primary", Was: []string{"UITO"}},
		},
		Next: []triage.Turn{{At: day.AddDate(0, 0, 8), Person: "USUZUKI"}, {At: day.AddDate(0, 0, 15)}},
	}
	for _, lang := range []string{"ja", "en"} {
		r := newRoom(t, func(_ *Config, d *Deps) { d.Settings = settings{changes: []triage.RosterChange{edited}} })
		r.runs("yamada", "/toban lang "+lang)
		golden(t, "config_check_roster."+lang+".txt", r.runs("yamada", "/toban config check"))
		var lines []string
		for _, c := range []triage.RosterChange{
			{Rotation: "platform", At: day, Was: "UITO", Now: "USUZUKI"},
			{Rotation: "platform", At: day, Was: "UITO", Now: "UITO"},
			{Rotation: "platform", At: day, Was: "UITO"},
			{Rotation: "platform", At: day, Now: "UITO"},
			{Rotation: "platform", At: day},
		} {
			lines = append(lines, r.app.rosterChanged(t.Context(), phrase.For(lang), c).text)
		}
		golden(t, "roster_changed."+lang+".txt", strings.Join(lines, "\n")+"\n")
	}
}

func TestPeriods(t *testing.T) {
	r := newRoom(t) // in the week of Thursday, 20 November 2025
	for typed, want := range map[string]triage.Period{
		"": "2025-W47", "week": "2025-W47", "今週": "2025-W47", "先週": "2025-W46", "lastweek": "2025-W46",
		"month": "2025-11", "今月": "2025-11", "2025-w40": "2025-W40", "2025-10": "2025-10",
	} {
		got, err := r.app.period(typed)
		require.NoError(t, err, typed)
		require.Equal(t, want, got, typed)
	}
	for _, typed := range []string{"2025-W54", "2025-13", "soon", "2025", "2025-1", "-W1"} {
		_, err := r.app.period(typed)
		require.Equal(t, triage.Invalid, triage.KindOf(err), typed)
	}
}

func TestNumbersForWhomTheyAre(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) { d.Report = d.Desk.Digest })
	ts := r.says("emma", ask, "", "@toban how do I get a GPU node pool?")
	r.says("tanaka", ask, ts, "Which region?")
	r.says("suzuki", ask, ts, "I am on it.")
	r.says("sato", ask, "", "@toban GPU node pool の上限を上げてください")

	require.Contains(t, r.runs("emma", "/toban load"), "Members of Platform can do this")
	mine := r.runs("tanaka", "/toban 負荷")
	require.Contains(t, mine, "tanaka: 1件")
	require.NotContains(t, mine, "suzuki", "nobody's numbers but one's own")
	all := r.runs("yamada", "/toban load")
	require.Contains(t, all, "tanaka: 1件")
	require.Contains(t, all, "suzuki: 1件")

	r.orders("INQ-1", "UTANAKA", triage.Resolve{})
	for _, c := range []struct{ user, line string }{{"emma", "stats"}, {"tanaka", "統計"}} {
		text := r.runs(c.user, "/toban "+c.line)
		require.NotContains(t, text, "suzuki", "teams' numbers are everybody's, people's are not")
		require.NotContains(t, text, "tanaka")
	}
	require.Contains(t, r.runs("emma", "/toban stats"), "Time to resolve: median")
	text := r.runs("yamada", "/toban stats")
	require.Contains(t, text, "解決までの時間: 中央値")
	require.Contains(t, text, "tanaka: 1件")
	require.Contains(t, text, "suzuki: 1件")
	require.NotContains(t, r.runs("yamada", "/toban stats area:network"), "suzuki", "who worked on something else")
	require.NotContains(t, r.runs("yamada", "/toban stats lastweek"), "suzuki")

	gaps := r.runs("sato", "/toban 資料不足")
	require.Contains(t, gaps, "2件 ・ 1チーム")
	require.Contains(t, gaps, "INQ-1, INQ-2")

	require.Contains(t, r.runs("tanaka", "/toban export csv"), "これはリードと管理者が実行できます")
	require.Contains(t, r.runs("yamada", "/toban export xls"), "`/toban 出力 [障害] csv|json")
	require.Contains(t, r.runs("yamada", "/toban export csv someday"), "someday は週でも月でもありません")
	r.runs("yamada", "/toban export csv 2025-W47")
	r.settle()
	require.Contains(t, r.whispers("yamada", ask), "toban-2025-W47-inquiries.csv をダイレクトメッセージで送りました")
}

// The files of an export hold the same inquiries, each with its figures, and
// quote none that is private.
func TestExportedFiles(t *testing.T) {
	r := newRoom(t)
	ts := r.says("emma", ask, "", "@toban how do I get a GPU node pool?")
	r.pass(time.Hour)
	r.says("tanaka", ask, ts, "Which region?")
	r.order("UTANAKA", "INQ-1", triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverPlatformForNow, Docs: triage.DocsMissing, Minutes: 30, Note: "=raised & told"}})
	r.says("sato", r.dm("sato"), "", "給与 DB の権限について")
	for _, format := range []string{"csv", "json"} {
		r.runs("yamada", "/toban export "+format)
		file := r.newestDirect("yamada").Files[0]
		require.Equal(t, "toban-2025-W47-inquiries."+format, file.Name)
		golden(t, "export."+format, strings.TrimRight(string(file.Content), "\n"))
	}
}

// Incidents are exported as inquiries are, with the columns of the command line;
// what was declared in private stands there without its words, a drill not at all.
func TestExportedIncidents(t *testing.T) {
	r := newRoom(t)
	i := r.declares("=API answers 502")
	r.pass(41 * time.Minute)
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "over", By: "USUZUKI", Incident: i.ID, Command: triage.ChangeIncident{Status: triage.IncidentResolved, Fixed: "rolled back"}})
	require.NoError(t, err)
	r.declares("払い戻しの誤り", func(d *triage.Declare) { d.Inquiry, d.Place = "", triage.Place{Channel: "CINC", Private: true} })
	r.declares("訓練", func(d *triage.Declare) { d.Inquiry, d.Drill = "", true })
	for _, format := range []string{"csv", "json"} {
		r.runs("yamada", "/toban export incidents "+format)
		file := r.newestDirect("yamada").Files[0]
		require.Equal(t, "toban-2025-W47-incidents."+format, file.Name)
		golden(t, "export_incidents."+format, strings.TrimRight(string(file.Content), "\n"))
	}
	r.runs("yamada", "/toban 出力 障害 csv 先週")
	require.Equal(t, "toban-2025-W46-incidents.csv", r.newestDirect("yamada").Files[0].Name)
	require.Contains(t, r.runs("yamada", "/toban export incidents"), "`/toban 出力 [障害] csv|json")
}

func TestGapsArePaged(t *testing.T) {
	r := newRoom(t)
	for what := range strings.FieldsSeq("alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima") {
		r.says("sato", ask, "", "@toban "+what+" "+what+what)
	}
	first := r.runs("emma", "/toban gaps")
	require.Contains(t, first, "1-10 of 12")
	r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, actionPageNext)
	require.Contains(t, r.whispers("emma", ask), "11-12 of 12")
}

// What grows with the history is not worked out while Slack waits.
func TestNumbersComeAfterTheAcknowledgement(t *testing.T) {
	r := newRoom(t)
	for _, text := range []string{"gaps", "stats", "load"} {
		require.Nil(t, r.app.takeCommand(t.Context(), slashCall{Text: lenient(text), User: "UTANAKA", Channel: ask, Trigger: lenient("t/" + text)}), text)
		r.settle()
		require.NotEmpty(t, r.whispers("tanaka", ask), text)
	}
}
