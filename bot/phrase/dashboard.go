package phrase

import (
	"fmt"
	"time"
)

// The dashboard: its pages, and what their tables are headed with.
var (
	DashTitle     = Line{JA: "toban ダッシュボード", EN: "toban dashboard"}
	DashSkip      = Line{JA: "本文へ", EN: "Skip to the content"}
	DashNav       = Line{JA: "ページ", EN: "Pages"}
	DashNow       = Line{JA: "いま", EN: "Now"}
	DashWeek      = Line{JA: "週・月の数字", EN: "Week and month"}
	DashTrends    = Line{JA: "推移", EN: "Trends"}
	DashAreas     = Line{JA: "分野", EN: "Areas"}
	DashTeams     = Line{JA: "質問元のチーム", EN: "Asking teams"}
	DashDocuments = Line{JA: "資料の不足", EN: "Doc gaps"}
	DashOnCall    = Line{JA: "当番と負荷", EN: "On-call and load"}
	DashIncidents = Line{JA: "障害", EN: "Incidents"}
	DashSearch    = Line{JA: "検索", EN: "Search"}

	DashAsOf     = Line{JA: "{at} 現在", EN: "As of {at}"}
	DashCSV      = Line{JA: "CSV（{table}）", EN: "CSV ({table})"}
	DashExport   = Line{JA: "この期間の問い合わせを CSV で（リードのみ）", EN: "The inquiries of this period as CSV (leads only)"}
	DashNone     = Line{JA: "ありません。", EN: "None."}
	DashPeriods  = Line{JA: "期間", EN: "Period"}
	DashPrevious = Line{JA: "前の期間", EN: "Previous"}
	DashNext     = Line{JA: "次の期間", EN: "Next"}
	DashByWeek   = Line{JA: "週ごと", EN: "By week"}
	DashByMonth  = Line{JA: "月ごと", EN: "By month"}
	DashSpan     = Line{JA: "{period}（{from}–{to}）", EN: "{period} ({from} - {to})"}
	DashOneArea  = Line{JA: "分野: {area}", EN: "Area: {area}"}
	DashSoFar    = Line{JA: "途中経過", EN: "so far"}
	DashOneTeam  = Line{JA: "チーム: {team}", EN: "Team: {team}"}
	DashAllAreas = Line{JA: "すべての分野", EN: "All areas"}
	DashPrivate  = Line{JA: "（非公開の場所での質問）", EN: "(asked in a private place)"}
	DashSlack    = Line{JA: "Slack で開く", EN: "Open in Slack"}
	DashMore     = Line{JA: "ほか {n}件", EN: "and {n} more"}
	DashBack     = Line{JA: "戻る", EN: "Back"}
	DashCount    = Line{JA: "問い合わせ {n}件", EN: "Inquiries: {n}"}
	DashAsNow    = Line{JA: "状態は今のものです。", EN: "They are shown as they stand now."}
	DashInFile   = Line{JA: "ほか {n}件は、下の CSV にあります。", EN: "There are {n} more, in the CSV below."}
	DashSearched = Line{JA: "このほか、検索だけされたものが {n}回あります。", EN: "Besides, it was only searched for this many times: {n}."}
	DashTimed    = Line{JA: "{time}（時間の入力 {n}）", EN: "{time} (time given {n})"}

	DashOverdue     = Line{JA: "返信の期限を過ぎたもの", EN: "First reply overdue"}
	DashOpen        = Line{JA: "未解決", EN: "Open"}
	DashRunning     = Line{JA: "進行中の障害", EN: "Running incidents"}
	DashNobody      = Line{JA: "当番なし", EN: "nobody on call"}
	DashOnCallNow   = Line{JA: "いまの当番", EN: "On call now"}
	DashAllIncident = Line{JA: "これまでの障害", EN: "All incidents"}

	ColFigure    = Line{JA: "項目", EN: "Figure"}
	ColValue     = Line{JA: "値", EN: "Value"}
	ColID        = Line{JA: "番号", EN: "ID"}
	ColStatus    = Line{JA: "状態", EN: "Status"}
	ColArea      = Line{JA: "分野", EN: "Area"}
	ColTeam      = Line{JA: "チーム", EN: "Team"}
	ColAsked     = Line{JA: "質問", EN: "Asked"}
	ColDue       = Line{JA: "返信の期限", EN: "Reply due"}
	ColOwner     = Line{JA: "担当", EN: "Owner"}
	ColQuestion  = Line{JA: "内容", EN: "Question"}
	ColRotation  = Line{JA: "当番表", EN: "Rotation"}
	ColSeverity  = Line{JA: "重大度", EN: "Severity"}
	ColTitle     = Line{JA: "題名", EN: "Title"}
	ColDeclared  = Line{JA: "宣言", EN: "Declared"}
	ColDetect    = Line{JA: "宣言まで", EN: "Until declared"}
	ColRestored  = Line{JA: "復旧まで", EN: "Until restored"}
	ColCommander = Line{JA: "指揮者", EN: "Commander"}
	ColPeriod    = Line{JA: "期間", EN: "Period"}
	ColInquiries = Line{JA: "問い合わせ", EN: "Inquiries"}
	ColBefore    = Line{JA: "前の期間", EN: "Period before"}
	ColReply     = Line{JA: "初回返信の中央値", EN: "Median first reply"}
	ColReplied   = Line{JA: "返信済み", EN: "Replied"}
	ColNoReason  = Line{JA: "理由なし・未完了", EN: "No reason, or open"}
	ColWords     = Line{JA: "質問者の言葉", EN: "In the askers' words"}
	ColAsks      = Line{JA: "件数", EN: "Asks"}
	ColTeams     = Line{JA: "チーム数", EN: "Teams"}
	ColMinutes   = Line{JA: "分", EN: "Minutes"}
	ColLast      = Line{JA: "最後", EN: "Last"}
	ColPerson    = Line{JA: "人", EN: "Person"}
	ColTouches   = Line{JA: "中断（30分単位）", EN: "Interruptions (half-hours)"}
	ColOutside   = Line{JA: "うち時間外", EN: "Out of hours"}
	ColHeavy     = Line{JA: "重い日", EN: "Heavy days"}
	ColAbsorbed  = Line{JA: "つぶれた週", EN: "Absorbed weeks"}
	ColShifts    = Line{JA: "当番の回数", EN: "Turns"}
	ColHours     = Line{JA: "当番の時間", EN: "Hours on call"}
	ColPlanned   = Line{JA: "予定の時間", EN: "Hours planned"}
	ColWhat      = Line{JA: "出来事", EN: "What happened"}
	ColExcerpt   = Line{JA: "抜粋", EN: "Excerpt"}
	ColAt        = Line{JA: "時刻", EN: "At"}
	ColClass     = Line{JA: "誰が解決できたか", EN: "Who could have solved it"}

	FigAsked      = Line{JA: "問い合わせ", EN: "Inquiries"}
	FigBefore     = Line{JA: "前の期間", EN: "Period before"}
	FigMean       = Line{JA: "直前 4 期間の平均", EN: "Mean of the four periods before"}
	FigReplied    = Line{JA: "人が返信したもの", EN: "Answered by a person"}
	FigReply      = Line{JA: "最初の返信の中央値", EN: "Median first reply"}
	FigInTime     = Line{JA: "期限内の返信", EN: "Replied in time"}
	FigBreached   = Line{JA: "期限切れ", EN: "Overdue"}
	FigResolved   = Line{JA: "解決", EN: "Resolved"}
	FigResolve    = Line{JA: "解決までの中央値（質問者の返信待ちを除く）", EN: "Median time to resolve, without waiting for the asker"}
	FigCarried    = Line{JA: "持ち越し", EN: "Carried over"}
	FigWithdrawn  = Line{JA: "取り下げ", EN: "Withdrawn"}
	FigDuplicates = Line{JA: "重複", EN: "Duplicates"}
	FigWork       = Line{JA: "重複を除いた件数", EN: "Without duplicates"}
	FigReasoned   = Line{JA: "理由の入力", EN: "Reasons given"}
	FigOffered    = Line{JA: "資料の提案", EN: "Pages suggested"}
	FigConfirmed  = Line{JA: "自己解決（確認できたもの）", EN: "Self-solved, as confirmed"}
	FigEscalated  = Line{JA: "まだ困っている", EN: "Still needed help"}
	FigSilent     = Line{JA: "反応なし", EN: "No reaction"}
	FigMinutes    = Line{JA: "かかった時間", EN: "Time spent"}
	FigCorrected  = Line{JA: "分類の修正", EN: "Categories corrected"}
	FigRecontacts = Line{JA: "解決後の再問い合わせ", EN: "Came back after a resolution"}
	FigIncidents  = Line{JA: "障害", EN: "Incidents"}

	FigTouches        = Line{JA: "割り込み（全員、30 分単位）", EN: "Interruptions of all members, by half-hours"}
	FigTouchesHeld    = Line{JA: "うち当番が受けた", EN: "Of these taken by whoever was on call"}
	FigTouchesVacant  = Line{JA: "うち当番がいない間", EN: "Of these while nobody was on call"}
	FigTouchesOut     = Line{JA: "営業時間外の割り込み", EN: "Interruptions out of hours"}
	FigTouchesOutHeld = Line{JA: "うち当番が受けた（営業時間外）", EN: "Of these taken by whoever was on call, out of hours"}
	FigWorked         = Line{JA: "この期間に割り込みがあった分の時間", EN: "Time of what was worked on in the period"}
	FigWorkedHeld     = Line{JA: "うち当番の時間", EN: "Of this of whoever was on call"}
	FigHeavy          = Line{JA: "半日以上かかった日（全員の合計）", EN: "Days with more than half of them on inquiries, of all members"}

	DashFigures    = Line{JA: "数字", EN: "Figures"}
	DashClasses    = Line{JA: "誰が解決できた？", EN: "Who could have solved it?"}
	DashAutomation = Line{JA: "自動化の候補", EN: "Automation candidates"}
	DashOldest     = Line{JA: "古い未解決", EN: "Oldest open"}
	DashPlotCounts = Line{JA: "期間ごとの問い合わせ（誰が解決できたか）", EN: "Inquiries per period, by who could have solved them"}
	DashPlotReply  = Line{JA: "最初の返信の中央値（時間）", EN: "Median first reply (hours)"}
	DashPlotAreas  = Line{JA: "分野ごとの問い合わせ", EN: "Inquiries by area"}
	DashPlotTeams  = Line{JA: "質問元のチームごとの問い合わせ", EN: "Inquiries by asking team"}
	DashTrendOf    = Line{JA: "質問された期間ごとに数えています。「週・月の数字」の内訳は、解決した期間で数えます。", EN: "Inquiries count in the period in which they were asked; on “Week and month” a reason counts when the inquiry was resolved."}
	DashSameTable  = Line{JA: "同じ数字を下の表で読めます。", EN: "The table below holds the same figures."}
	DashNoLeague   = Line{JA: "順位ではありません。名前の順に並べています。", EN: "This is no ranking; it is in the order of names."}

	DashLoad      = Line{JA: "問い合わせにかかったもの（{from}–{to}）", EN: "What inquiries cost ({from} - {to})"}
	DashLoadTeam  = Line{JA: "チーム全体", EN: "The whole team"}
	DashLoadOwn   = Line{JA: "個人の数字は、本人とリードだけが見られます。", EN: "Figures of a person are shown to that person and to leads only."}
	DashDuty      = Line{JA: "当番の長さ（{from}–{to}）", EN: "Time on call ({from} - {to})"}
	DashRotations = Line{JA: "当番表", EN: "Rotations"}

	DashActions = Line{JA: "障害の対応策", EN: "Follow-ups of incidents"}
	DashToDo    = Line{JA: "これからの対応策", EN: "Follow-ups to do"}
	DashBacklog = Line{JA: "セルフサービスで減らせるもの（90日）", EN: "What self-service would spare (90 days)"}

	DashTimeline = Line{JA: "時系列", EN: "Timeline"}
	DashLinked   = Line{JA: "つながっている問い合わせ", EN: "Linked inquiries"}
	DashFixed    = Line{JA: "直したもの", EN: "What fixed it"}
	DashDrill    = Line{JA: "訓練", EN: "Drill"}
	DashFacts    = Line{JA: "概要", EN: "Facts"}

	FactAsker     = Line{JA: "質問者", EN: "Asker"}
	FactReply     = Line{JA: "最初の返信", EN: "First reply"}
	FactResolved  = Line{JA: "解決", EN: "Resolved"}
	FactReasons   = Line{JA: "誰が解決できたか", EN: "Who could have solved it"}
	FactNote      = Line{JA: "解決内容", EN: "What solved it"}
	FactPages     = Line{JA: "提案した資料", EN: "Pages suggested"}
	FactIncident  = Line{JA: "障害", EN: "Incident"}
	FactDuplicate = Line{JA: "重複", EN: "Duplicates"}
	FactImpact    = Line{JA: "影響", EN: "Impact"}
	FactSummary   = Line{JA: "状況", EN: "Status"}
	FactDetected  = Line{JA: "検知", EN: "Detected"}
	FactWithin    = Line{JA: "{at}（{took}後）", EN: "{at} (after {took})"}

	SearchLabel   = Line{JA: "資料・過去の問い合わせ・障害を探す", EN: "Search pages, past inquiries and incidents"}
	SearchPress   = Line{JA: "検索", EN: "Search"}
	SearchPages   = Line{JA: "資料", EN: "Pages"}
	SearchPast    = Line{JA: "過去の問い合わせと障害", EN: "Past inquiries and incidents"}
	SearchUnsure  = Line{JA: "ぴったりの資料はなさそうです。近いものを出しています。", EN: "No page seems to fit; these come close."}
	SearchNothing = Line{JA: "見つかりませんでした。", EN: "Nothing was found."}

	GateTitle   = Line{JA: "toban ダッシュボードにサインイン", EN: "Sign in to the toban dashboard"}
	GateSignIn  = Line{JA: "Slack でサインイン", EN: "Sign in with Slack"}
	GateWhy     = Line{JA: "このページは、ワークスペースのメンバーだけが見られます。", EN: "This page is for members of the workspace only."}
	GateOut     = Line{JA: "サインアウト", EN: "Sign out"}
	GateLeft    = Line{JA: "サインアウトしました。", EN: "You are signed out."}
	GateExpired = Line{JA: "サインインの途中で時間が切れたか、別のタブで始めたものです。もう一度サインインしてください。", EN: "This sign-in took too long, or began in another tab. Please sign in again."}
	GateCancel  = Line{JA: "サインインが取り消されました。", EN: "The sign-in was cancelled."}
	GateFailed  = Line{JA: "Slack がサインインを確認できませんでした。もう一度サインインしてください。", EN: "Slack did not confirm the sign-in. Please sign in again."}
	GateTeam    = Line{JA: "別のワークスペースのアカウントです。{team} のアカウントでサインインしてください。", EN: "That account is of another workspace. Please sign in with your account in {team}."}
	GateGuest   = Line{JA: "ゲストと無効なアカウントは、このページを見られません。", EN: "Guests and deactivated accounts cannot see this page."}
	GateAway    = Line{JA: "いま Slack に確認できません。少し待ってから、もう一度開いてください。", EN: "Slack cannot be asked right now. Please open this again in a moment."}
	GateProxy   = Line{JA: "プロキシからの名乗りがないため、だれが見ているのかわかりません。プロキシの設定を管理者に確かめてもらってください。", EN: "The proxy does not say who you are. Please have an admin check its configuration."}
	GateUnknown = Line{JA: "{email} のアドレスを持つ人が Slack にいません。", EN: "Nobody in Slack has the address {email}."}

	DashMissing = Line{JA: "そのページはありません。", EN: "There is no such page."}
	DashDenied  = Line{JA: "これはリードだけが見られます。", EN: "Only leads can see this."}
	DashAway    = Line{JA: "いま表示できません。少し待ってから、もう一度開いてください。", EN: "This cannot be shown right now. Please open it again in a moment."}
)

// Share is a fraction with its percentage, without one below ten: that much
// is chance.
func (b Book) Share(n, total int) string {
	switch {
	case total == 0:
		return "–"
	case total < 10:
		return fmt.Sprintf("%d/%d", n, total)
	}
	return b.Say(Fraction, "n", fmt.Sprintf("%d/%d", n, total), "percent", fmt.Sprint((n*100+total/2)/total))
}

// Minutes is a working time in words; none is said as none.
func (b Book) Minutes(n int) string {
	if n == 0 {
		return b.Say(NoMinutes)
	}
	return b.Duration(time.Duration(n) * time.Minute)
}
