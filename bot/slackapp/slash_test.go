package slackapp

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

func TestHelpFitsOnOneScreen(t *testing.T) {
	r := newRoom(t)
	golden(t, "help.ja.txt", r.runs("sato", "/toban ヘルプ"))
	golden(t, "help.en.txt", r.runs("emma", "/toban help"))
	golden(t, "help_member.en.txt", r.runs("lee", "/toban help"))
	golden(t, "help_admin.ja.txt", r.runs("yamada", "/toban ヘルプ"))
	r.runs("yamada", "/toban lang en")
	golden(t, "help_admin.en.txt", r.runs("yamada", "/toban help"))
	require.Less(t, strings.Count(r.runs("yamada", "/toban help"), "\n"), 40)
	golden(t, "help_list.en.txt", r.runs("emma", "/toban help list"))
	golden(t, "help_assign.ja.txt", r.runs("sato", "/toban ヘルプ 割当"))
}

func TestSlashCommands(t *testing.T) {
	r := newRoom(t)
	require.Contains(t, r.runs("sato", "/toban"), "[質問する]")
	require.Contains(t, r.runs("emma", "/toban lsit"), "Did you mean /toban list?")
	require.Contains(t, r.runs("emma", "/toban frobnicate"), "There is no frobnicate. /toban help lists")
	require.Contains(t, r.runs("emma", "/toban take"), "Members of Platform can do this")
	require.Contains(t, r.runs("lee", "/toban take"), "INQ-142")
	require.Contains(t, r.runs("emma", "/toban show INQ-9"), "There is no INQ-9")
	require.Contains(t, r.runs("sato", "/toban 一覧"), "該当する問い合わせはありません")

	r.says("sato", ask, "", "@toban ログが <見られません> & co")
	r.says("kato", ask, "", "@toban VPC につながりません")
	require.Contains(t, r.runs("tanaka", "/toban 担当 ＩＮＱ-1"), "INQ-1 を担当にしました")
	require.Contains(t, r.runs("suzuki", "/toban take inq1"), "すでに tanaka さんが対応済みです")
	require.Contains(t, r.runs("emma", "/toban take 2"), "Members of Platform can do this")
	require.Contains(t, r.runs("tanaka", "/toban 割当 2 @ito"), "INQ-2 の担当を ito さんにしました")
	require.Equal(t, triage.PersonID("UITO"), r.inquiry("INQ-2").Owner)
	require.Contains(t, r.runs("ito", "/toban wait 2 asked for the route table"), "INQ-2 を質問者の返信待ちにしました")
	require.Contains(t, r.runs("ito", "/toban dup 2 2"), "それ自身の重複")
	golden(t, "show.ja.txt", r.runs("sato", "/toban 表示 1"))
	golden(t, "show.en.txt", r.runs("emma", "/toban show INQ-1"))
	golden(t, "list.ja.txt", r.runs("tanaka", "/toban 一覧 未完了"))
	golden(t, "list.en.txt", r.runs("emma", "/toban list open"))
	require.Contains(t, r.runs("emma", "/toban list everything"), "I don't know everything")
	require.Contains(t, r.runs("tanaka", "/toban list mine"), "INQ-1")
	require.NotContains(t, r.runs("tanaka", "/toban list mine"), "INQ-2")
	require.Contains(t, r.runs("tanaka", "/toban dup 2 1"), "INQ-2 を INQ-1 と同じ件にまとめました")
	require.Contains(t, r.runs("sato", "/toban 解決 1"), "INQ-1 を解決にしました")
	require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status)
	require.Contains(t, r.runs("sato", "/toban 再開 1 まだでした"), "INQ-1 を再開しました")
	require.Contains(t, r.runs("sato", "/toban 取り下げ 1"), "INQ-1 を取り下げました")
}

func TestResolveByCommandOpensTheForm(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	r.runs("tanaka", "/toban resolve 1")
	require.Equal(t, viewResolve, r.view("tanaka").CallbackID)
	r.runs("tanaka", "/toban resolve 7")
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "INQ-7 は見つかりません")
}

func TestListsArePagedWithoutLoss(t *testing.T) {
	r := newRoom(t)
	for range 23 {
		r.says("sato", ask, "", "@toban ログが見られません")
	}
	seen := make(map[string]bool)
	text := r.runs("emma", "/toban list open")
	for range 3 {
		for w := range strings.FieldsSeq(text) {
			if strings.HasPrefix(w, "INQ-") {
				seen[w] = true
			}
		}
		m := r.ephemeral("emma", ask, "")
		if strings.Contains(text, "[Next") {
			r.presses("emma", ask, m.TS, actionPageNext)
			text = r.whispers("emma", ask)
		}
	}
	require.Len(t, seen, 23)
	require.NotContains(t, text, "[Next")
	require.Contains(t, text, "21-23")
}

func TestPrivateQuestionsStayPrivate(t *testing.T) {
	r := newRoom(t)
	r.says("sato", "@toban", "", "給与 DB の権限について")
	require.True(t, r.inquiry("INQ-1").Place.Private)
	require.NotContains(t, r.runs("emma", "/toban list open"), "給与")
	require.NotContains(t, r.runs("emma", "/toban show 1"), "給与")
	for line, want := range map[string]string{
		"/toban list open": "INQ-1 🔒 private · 📥 Open", "/toban list all": "INQ-1 🔒 private", "/toban show 1": "INQ-1 🔒 private",
	} {
		require.Contains(t, r.runs("emma", line), want)
		require.NotContains(t, string(r.ephemeral("emma", ask, "").Blocks), "/archives/", "a link that leads nowhere")
	}
	require.Contains(t, r.runs("kato", "/toban 一覧 未完了"), "INQ-1 🔒 非公開")
	require.NotContains(t, r.runs("sato", "/toban 一覧 未完了"), "非公開")
	require.NotContains(t, r.runs("tanaka", "/toban 一覧 未完了"), "非公開")
	require.Contains(t, string(r.ephemeral("tanaka", ask, "").Blocks), "/archives/")
	require.Contains(t, r.runs("sato", "/toban 表示 1"), "給与")
	require.Contains(t, r.runs("tanaka", "/toban 表示 1"), "給与")
}

func TestOnCall(t *testing.T) {
	r := newRoom(t)
	golden(t, "oncall.ja.txt", r.runs("sato", "/toban 当番")+"\n\n"+r.runs("sato", "/toban 当番 次")+"\n\n"+r.runs("sato", "/toban 当番 今週")+"\n\n"+r.runs("sato", "/toban 当番 @suzuki"))
	golden(t, "oncall.en.txt", r.runs("emma", "/toban oncall")+"\n\n"+r.runs("emma", "/toban oncall next")+"\n\n"+r.runs("emma", "/toban oncall week")+"\n\n"+r.runs("emma", "/toban oncall @kato"))
	r.says("sato", ask, "", "@toban 今日の当番？")
	require.Contains(t, r.whispers("sato", ask), "今の当番: tanaka")
	require.Zero(t, r.count())
}

func searched(hits ...knowledge.Hit) func(*Config, *Deps) {
	return func(_ *Config, d *Deps) {
		d.Search = func(_ context.Context, q knowledge.Query) (knowledge.Result, error) {
			return knowledge.Result{Hits: hits[:min(len(hits), q.Limit)], Answered: len(hits) > 0}, nil
		}
	}
}

func TestDocs(t *testing.T) {
	hit := knowledge.Hit{
		Title: "GitHub Actions <OIDC> setup", URL: "https://docs.example.com/oidc", Snippet: "set role-to-assume & <!channel>", Matches: [][2]int{{4, 18}}, Why: []string{"role-to-assume"},
		Kind: knowledge.HowTo, Updated: time.Date(2025, 9, 20, 0, 0, 0, 0, time.UTC),
	}
	r := newRoom(t, searched(hit))
	golden(t, "docs.ja.txt", r.runs("sato", "/toban 検索 OIDC 設定"))
	golden(t, "docs.en.txt", r.runs("emma", "/toban docs OIDC setup"))
	require.Contains(t, r.runs("emma", "/toban docs"), "Usage: /toban docs words")

	golden(t, "ask_command.en.txt", r.runs("emma", "/toban ask how do I <!channel> assume a role?"))
	r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, actionSendInquiry)
	require.Equal(t, "how do I <!channel> assume a role?", r.inquiry("INQ-1").Text, "as it was typed")
	require.Equal(t, triage.ChannelID(ask), r.inquiry("INQ-1").Place.Channel)

	r.runs("emma", "/toban ask")
	require.Equal(t, viewAsk, r.view("emma").CallbackID)
}

func TestIncidentCommands(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	require.Contains(t, r.runs("emma", "/toban incident list"), "No incident is running")
	r.runs("tanaka", "/toban 障害 宣言 API が落ちています")
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{declareSeverity: "SEV-1"}))
	r.settle()
	golden(t, "incidents.ja.txt", r.runs("sato", "/toban 障害 一覧"))
	golden(t, "incidents.en.txt", r.runs("emma", "/toban incident list"))
	require.Contains(t, r.runs("emma", "/toban incident show 1"), "API が落ちています")
	require.Contains(t, r.runs("emma", "/toban incident show INC-9"), "There is no INC-9")
	require.Contains(t, r.runs("emma", "/toban incident resolve 1"), "Members of Platform")
	require.Contains(t, r.runs("tanaka", "/toban 障害 解決 INC-1"), "INC-1 を復旧にしました（宣言から")
	i, err := r.app.desk.Incident(ctx, "INC-1")
	require.NoError(t, err)
	require.Equal(t, triage.IncidentResolved, i.Status)

	r.says("emma", ask, "", "@toban incident the API is down")
	require.Contains(t, r.whispers("emma", ask), "[Declare…]")
	r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, actionDeclare)
	require.Contains(t, r.slack.PlainView(r.view("emma")), "the API is down")
}

func TestStats(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Report = func(_ context.Context, p triage.Period) (triage.Digest, error) {
			from, to := p.Bounds(time.UTC)
			return triage.Digest{Period: p, From: from, To: to, Asked: 3}, nil
		}
	})
	require.Contains(t, r.runs("sato", "/toban 統計"), "3件")
	require.Contains(t, r.runs("emma", "/toban stats 2025-w46"), "3")
	require.Contains(t, r.runs("emma", "/toban stats soon"), "soon is neither a week nor a month")
}

func TestReportAsAFile(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) { d.Report = d.Desk.Digest })
	r.says("sato", ask, "", "@toban CI が動きません")
	r.runs("yamada", "/toban stats")
	r.presses("yamada", ask, r.ephemeral("yamada", ask, "").TS, actionReportCSV)
	require.Contains(t, r.whispers("yamada", ask), "toban-2025-W47.csv をダイレクトメッセージで送りました")
	dm, err := r.slack.DM("yamada")
	require.NoError(t, err)
	files := r.slack.Messages(dm.ID, "yamada")[0].Files
	require.Len(t, files, 1)
	require.Equal(t, "toban-2025-W47.csv", files[0].Name)

	for _, who := range []string{"emma", "tanaka", "guest"} { // who may not have it is not offered it
		require.NotContains(t, r.runs(who, "/toban stats"), "[CSV]", who)
	}

	r.slack.Inject(fakeslack.Fault{Method: "files.getUploadURLExternal", Kind: fakeslack.ErrorCode{Code: "not_allowed"}})
	r.runs("yamada", "/toban stats")
	r.presses("yamada", ask, r.ephemeral("yamada", ask, "").TS, actionReportCSV)
	require.Contains(t, r.whispers("yamada", ask), "toban-2025-W47.csv を送れませんでした")
}

func TestWhatPeopleWriteIsInert(t *testing.T) {
	evil := "<!channel> <!here> <@USATO> <http://evil.test|click> &lt;!everyone&gt;"
	r := newRoom(t, searched(knowledge.Hit{Title: evil, Snippet: evil, URL: "https://x.test/>|<!here>"}))
	r.says("kato", ask, "", "@toban <!channel> *bold* `id` $(id) ${jndi:ldap://x}")
	for _, line := range []string{
		"/toban list open", "/toban show 1", "/toban docs " + evil, "/toban ask " + evil, "/toban " + evil, "/toban list " + evil,
		"/toban cover " + evil, "/toban cover @suzuki " + evil, "/toban swap @ito " + evil + " 11/26", "/toban away " + evil, "/toban handoff note " + evil,
		"/toban show " + evil, "/toban stats " + evil, "/toban dup 1 " + evil, "/toban incident show " + evil,
	} {
		r.runs("tanaka", line)
		for _, m := range r.slack.Messages(ask, "tanaka") {
			if !m.Ephemeral {
				continue
			}
			for _, bad := range []string{"<!channel>", "<!here>", "<!everyone>", "<http://evil"} {
				require.NotContains(t, m.Text, bad, line)
				mrkdwnOnly(t, m.Blocks, func(text string) { require.NotContains(t, text, bad, line) })
			}
		}
	}
}

// mrkdwnOnly visits the texts in which Slack would read markup.
func mrkdwnOnly(t *testing.T, raw json.RawMessage, visit func(string)) {
	t.Helper()
	if len(raw) == 0 {
		return
	}
	var blocks slack.Blocks
	require.NoError(t, json.Unmarshal(raw, &blocks))
	for _, b := range blocks.BlockSet {
		switch b := b.(type) {
		case *slack.SectionBlock:
			if b.Text != nil && b.Text.Type == slack.MarkdownType {
				visit(b.Text.Text)
			}
		case *slack.ContextBlock:
			for _, e := range b.ContextElements.Elements {
				if x, ok := e.(*slack.TextBlockObject); ok && x.Type == slack.MarkdownType {
					visit(x.Text)
				}
			}
		}
	}
}
