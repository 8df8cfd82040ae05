package phrase

// Words of incidents.
var (
	IncidentActive   = Line{JA: "🔥 対応中", EN: "🔥 Active"}
	IncidentStable   = Line{JA: "🟡 影響は収束", EN: "🟡 Stable"}
	IncidentResolved = Line{JA: "✅ 復旧", EN: "✅ Resolved"}
	IncidentDrill    = Line{JA: "【訓練】 ", EN: "[DRILL] "}

	IncidentCommander = Line{JA: "指揮者 {who}", EN: "Commander {who}"}
	IncidentActing    = Line{JA: "指揮者（仮） {who}", EN: "Acting commander {who}"}
	IncidentTimes     = Line{JA: "検知 {detected} ・ 宣言 {declared}", EN: "Detected {detected} · declared {declared}"}
	IncidentOver      = Line{JA: "復旧 {resolved}（宣言から {took}）", EN: "Resolved {resolved} ({took} after the declaration)"}
	IncidentAffected  = Line{JA: "影響: {what}", EN: "Affected: {what}"}
	IncidentChannel   = Line{JA: "チャンネル {channel}", EN: "Channel {channel}"}
	IncidentFrom      = Line{JA: "問い合わせ {ids}", EN: "Inquiries {ids}"}
	IncidentSummary   = Line{JA: "状況: {text}", EN: "Status: {text}"}
	IncidentRemote    = Line{JA: "Datadog {link}", EN: "Datadog {link}"}

	DatadogWaiting = Line{JA: "Datadog {link}（同期待ち）", EN: "Datadog {link} (a change is waiting)"}
	DatadogPending = Line{JA: "Datadog 同期待ち", EN: "Waiting for Datadog"}
	DatadogRefused = Line{
		JA: "Datadog が受け付けませんでした: {reason}。障害は Slack で続けられます。",
		EN: "Datadog did not accept it: {reason}. The incident goes on in Slack.",
	}
	DatadogRemoved = Line{JA: "Datadog から削除されました。", EN: "Deleted in Datadog."}

	ButtonCommand  = Line{JA: "指揮者をやります🙋", EN: "I'll command 🙋"}
	ButtonStable   = Line{JA: "影響は収束", EN: "Stable"}
	ButtonRestored = Line{JA: "復旧にする", EN: "Resolve"}

	ToldDeclared = Line{JA: "🚨 {id} として障害を宣言しました（{severity}）。", EN: "🚨 Declared as {id} ({severity})."}
	ToldChannel  = Line{JA: "進展は {channel} で。", EN: " Follow it in {channel}."}
	ToldOver     = Line{JA: "✅ {id} は復旧しました（宣言から {took}）。", EN: "✅ {id} is resolved ({took} after the declaration)."}

	BriefTitle    = Line{JA: "{id} の状況", EN: "{id} at a glance"}
	BriefTimeline = Line{JA: "時系列", EN: "Timeline"}
	BriefHint     = Line{JA: "{pin} を付けた投稿と「{bot} 記録 文」は時系列に入ります。", EN: "Messages with {pin}, and “{bot} note text”, go to the timeline."}
	BriefMore     = Line{JA: "…ほか {n} 件", EN: "… and {n} more"}

	EntryDeclared  = Line{JA: "宣言（{text}）", EN: "declared ({text})"}
	EntrySeverity  = Line{JA: "重大度: {text}", EN: "severity: {text}"}
	EntryState     = Line{JA: "状態: {text}", EN: "state: {text}"}
	EntryTitle     = Line{JA: "題名: {text}", EN: "title: {text}"}
	EntrySummary   = Line{JA: "状況: {text}", EN: "status: {text}"}
	EntryCommander = Line{JA: "指揮者: {text}", EN: "commander: {text}"}
	EntryNote      = Line{JA: "{text}", EN: "{text}"}
	EntryRemote    = Line{JA: "（Datadog）", EN: " (in Datadog)"}
	ChannelTopic   = Line{JA: "{id} {severity} {title} ・ 指揮者 {who}", EN: "{id} {severity} {title} · commander {who}"}
)

// Words of the handoff.
var (
	HandoffHead     = Line{JA: "🔄 当番交代  {from} → {to}（{start} 〜 {end}）", EN: "🔄 On-call handoff  {from} → {to} ({start} - {end})"}
	HandoffOpenEnd  = Line{JA: "🔄 当番交代  {from} → {to}（{start} 〜）", EN: "🔄 On-call handoff  {from} → {to} (from {start})"}
	HandoffNobody   = Line{JA: "⚠️ {start} から当番がいません（前の当番 {from}）。リード {to}", EN: "⚠️ Nobody is on call from {start} on (until then {from}). Lead {to}"}
	HandoffSecond   = Line{JA: "副: {who}", EN: "Secondary: {who}"}
	HandoffItems    = Line{JA: "引き継ぎ {n}件", EN: "Handing over {n}"}
	HandoffNone     = Line{JA: "引き継ぐ件はありません。", EN: "Nothing to hand over."}
	HandoffDay      = Line{JA: " {n}日目", EN: ", day {n}"}
	HandoffDue      = Line{JA: "期限 {due}", EN: "due {due}"}
	HandoffRunning  = Line{JA: "進行中の障害 {ids}", EN: "Running incidents: {ids}"}
	HandoffReviews  = Line{JA: "書かれていない振り返り: {items}", EN: "Reviews owed: {items}"}
	HandoffActions  = Line{JA: "期限切れの対応策: {items}", EN: "Follow-ups overdue: {items}"}
	HandoffOweItem  = Line{JA: "{id}（{who}）", EN: "{id} ({who})"}
	HandoffLateItem = Line{JA: "{id} の {n}（{who}）", EN: "{id} no. {n} ({who})"}
	HandoffQuiet    = Line{JA: "進行中の障害 なし", EN: "Running incidents: none"}
	HandoffNotes    = Line{JA: "注意: {notes}", EN: "Watch out: {notes}"}
	HandoffLoad     = Line{JA: "今回の当番: {n} ・ 約{time}", EN: "This shift: {n} · about {time}"}
	HandoffLoadBare = Line{JA: "今回の当番: {n}", EN: "This shift: {n}"}
	HandoffLate     = Line{JA: "（{late} 遅れてお知らせしています）", EN: "(announced {late} late)"}
	HandoffTaken    = Line{JA: "✅ {who} さんが引き継ぎました（{at}）", EN: "✅ Received by {who} ({at})"}
	HandoffMissed   = Line{JA: "確認されないまま、次の引き継ぎになりました。", EN: "Not received before the next handoff."}
	HandoffRemind   = Line{JA: "{who} さん、当番の引き継ぎ（{start} から）がまだ確認されていません。", EN: "{who}, your handoff of {start} has not been received yet."}
	HandoffUnmet    = Line{JA: "{who} さん、{to} さんへの当番の引き継ぎ（{start} から）がまだ確認されていません。", EN: "{who}, the handoff to {to} of {start} has not been received yet."}
	HandoffPost     = Line{JA: "引き継ぎの投稿", EN: "The handoff"}

	HandoffConfirmed  = Line{JA: "✅ {by} さんが {who} さんへの引き継ぎを確認しました（{at}）", EN: "✅ Confirmed for {who} by {by} ({at})"}
	StartAhead        = Line{JA: "{who} さん、次の当番です: {span}。それまでは {before} さんです。", EN: "{who}, you are on call next: {span}. Until then it is {before}."}
	StartAlone        = Line{JA: "{who} さん、次の当番です: {span}。それまでは当番がいません。", EN: "{who}, you are on call next: {span}. Until then nobody is."}
	StartSecond       = Line{JA: "{who} さん、{from} から副当番です。", EN: "{who}, you are secondary from {from} on."}
	StartBegun        = Line{JA: "{who} さん、当番が始まりました。", EN: "{who}, your duty has begun."}
	StartSecondBegun  = Line{JA: "{who} さん、副当番になりました。", EN: "{who}, you are secondary now."}
	ButtonAskCover    = Line{JA: "代わりを探す", EN: "Find cover"}
	StepsAsk          = Line{JA: "もうすぐ当番の引き継ぎです。次の人が続きから始められるように、それぞれの次の一手を書いてください。引き継ぎの投稿に載ります。", EN: "Your turn ends soon. Please write the next step of each of these, so that the next person can go on from there. It is shown in the handoff."}
	StepsTitle        = Line{JA: "次の一手", EN: "Next steps"}
	StepsHint         = Line{JA: "例: AWS サポートの返答を待つ", EN: "Such as: wait for AWS support's answer"}
	StepsKept         = Line{JA: "保存しました。引き継ぎの投稿に載ります。もう一度開けば書き直せます。", EN: "Saved. It is shown in the handoff. Open this again to change it."}
	StepsNone         = Line{JA: "どれもすでに閉じています。次の一手は要りません。", EN: "All of these are closed. No next step is needed."}
	StepKept          = Line{JA: "{subject} の次の一手を書きました。引き継ぎの投稿に載ります。次: {text}", EN: "The next step of {subject} is kept and shown in the handoff. Next: {text}"}
	ButtonSteps       = Line{JA: "次の一手を書く", EN: "Write next steps"}
	ButtonAccept      = Line{JA: "引き継ぎました", EN: "Received"}
	ButtonGiveCommand = Line{JA: "指揮を引き継ぐ", EN: "Hand over command"}
	ButtonPassOn      = Line{JA: "引き継ぐ", EN: "Hand over"}
	ButtonKeep        = Line{JA: "私が続ける", EN: "I keep it"}
	HandoffKept       = Line{JA: "（{who} 継続）", EN: "({who} keeps it)"}
)

// Words of the weekly report.
var (
	ReportHead       = Line{JA: "📊 {when}の問い合わせ（{from}–{to}）  {n}件（前週 {before}、4週平均 {mean}）", EN: "📊 Inquiries {when} ({from} - {to}): {n} (week before {before}, 4-week mean {mean})"}
	ReportReply      = Line{JA: "最初の返信: 中央値 {median} ・ 期限内 {intime} ・ 解決 {resolved} ・ 持ち越し {carried}", EN: "First reply: median {median} · in time {intime} · resolved {resolved} · carried over {carried}"}
	ReportNoReply    = Line{JA: "最初の返信: まだありません ・ 解決 {resolved} ・ 持ち越し {carried}", EN: "First reply: none yet · resolved {resolved} · carried over {carried}"}
	ReportImported   = Line{JA: "うち取り込んだ過去の問い合わせ {n}件（今の約束を当てはめた数字）", EN: "Imported from before toban among them: {n} (judged by today's promise)"}
	ReportWork       = Line{JA: "うち重複 {duplicates}件（重複を除くと {work}件）", EN: "Duplicates among them: {duplicates} ({work} without them)"}
	ReportNext       = Line{JA: "2 回目以降の返信: 中央値 {median}（{n}回）", EN: "Later replies: median {median} (n = {n})"}
	ReportResolve    = Line{JA: "解決までの時間: 中央値 {median}（質問者の返信待ちを除く、{n}件）", EN: "Time to resolve: median {median} (without waiting for the asker, {n} resolved)"}
	ReportWho        = Line{JA: "誰が解決できた？（理由入力 {n}）", EN: "Who could have solved it? (reasons given {n})"}
	ReportSelf       = Line{JA: "自己解決: 提案 {offered}回 → 解決した {yes} / まだ困っている {no} / 反応なし {silent}（確認できた解決率 {rate}）", EN: "Self-solve: suggested {offered} → solved {yes} / still need help {no} / no reaction {silent} (confirmed rate {rate})"}
	ReportTime       = Line{JA: "かかった時間: 約{time}（{unit}の{share}、時間入力 {n}）", EN: "Time spent: about {time} ({share} of {unit}, times given {n})"}
	ReportGaps       = Line{JA: "資料の不足 TOP{n}: {gaps}", EN: "Top doc gaps ({n}): {gaps}"}
	ReportGap        = Line{JA: "{rank} {words}（{asks}・{teams}）", EN: "{rank} {words} ({asks}, {teams})"}
	CountAsk         = Line{JA: "{n}件", EN: "{n} ask"}
	CountAsks        = Line{JA: "{n}件", EN: "{n} asks"}
	CountTeam        = Line{JA: "{n}チーム", EN: "{n} team"}
	CountTeams       = Line{JA: "{n}チーム", EN: "{n} teams"}
	ReportAuto       = Line{JA: "自動化の候補: {items}", EN: "Automation candidates: {items}"}
	ReportAutoItem   = Line{JA: "{area} {asks}件 ・ {minutes}分", EN: "{area} {asks} · {minutes} min"}
	ReportAutoBare   = Line{JA: "{area} {asks}件", EN: "{area} {asks}"}
	Fraction         = Line{JA: "{n}（{percent}%）", EN: "{n} ({percent}%)"}
	ReportIncidents  = Line{JA: "障害 {n}件（{items}）", EN: "Incidents: {n} ({items})"}
	ReportIncident   = Line{JA: "{severity}、宣言まで{declared}、復旧{restored}", EN: "{severity}, declared after {declared}, restored in {restored}"}
	ReportRunning    = Line{JA: "{severity}、宣言まで{declared}、対応中", EN: "{severity}, declared after {declared}, still running"}
	ReportNone       = Line{JA: "障害 0件", EN: "Incidents: none"}
	ReportClusters   = Line{JA: "同じ原因かもしれないというお知らせ: 関係なし {unrelated}/{n}", EN: "Maybe one cause: not related {unrelated}/{n}"}
	ReportCoverage   = Line{JA: "分野の自動分類: {automatic}", EN: "Areas set automatically: {automatic}"}
	ReportPrecision  = Line{JA: "抜き取り確認で正しかった {right}", EN: "right when checked {right}"}
	ReportCandidates = Line{JA: "聞いたとき候補にあった {offered}", EN: "among the candidates when asked {offered}"}
	ReportSuspected  = Line{JA: "本番影響の疑い: {n}件（うち文面だけで呼び出し {paged}） → 影響あり {yes} / 影響なし {no} / 返事なし {silent}", EN: "Production may be affected: suspected {n} (paged by the words alone {paged}) → affected {yes} / not affected {no} / no answer {silent}"}
	ReportImpactSaid = Line{JA: "疑わなかったもののうち、人が「本番影響あり」としたもの: {n}件", EN: "Not suspected, but somebody said that production is affected: {n}"}
	ReportMissed     = Line{JA: "問い合わせから始まった障害のうち、疑っていなかったもの: {missed}", EN: "Incidents that began as an inquiry, not suspected before: {missed}"}
	ReportLabels     = Line{JA: "分類の修正: {corrected}/{classified}", EN: "Categories corrected: {corrected}/{classified}"}
	ReportShares     = Line{JA: "内訳: {items}", EN: "Shares: {items}"}
	ReportPublished  = Line{JA: "参考（DMM が公表した内訳）: {items}", EN: "For reference (published by DMM): {items}"}
	ReportShare      = Line{JA: "当番が受けた分: {items}", EN: "Taken by whoever was on call: {items}"}
	ShareTouches     = Line{JA: "割り込み {held}", EN: "interruptions {held}"}
	ShareTime        = Line{JA: "時間 {held}（全体 約{all}）", EN: "time {held} (of about {all} in all)"}
	NoMinutes        = Line{JA: "0分", EN: "0 min"}
	ShareOutside     = Line{JA: "営業時間外の割り込み {held}", EN: "interruptions out of hours {held}"}
	ShareVacant      = Line{JA: "当番がいない間の割り込み {n}回", EN: "Interruptions while nobody was on call: {n}"}
	ShareHeavy1      = Line{JA: "問い合わせに半日以上かかった日（メンバー全員の合計） 1日", EN: "Days on which a member spent more than half of it on inquiries: 1"}
	ShareHeavy       = Line{JA: "問い合わせに半日以上かかった日（メンバー全員の合計） {n}日", EN: "Days on which a member spent more than half of it on inquiries: {n}"}
	ReportGuesses    = Line{JA: "理由の自動入力: そのまま使われた {kept}", EN: "Reasons filled in: kept {kept}"}
	ReportAreas      = Line{JA: "分野: {items}", EN: "By area: {items}"}
	ReportTeams      = Line{JA: "チーム: {items}", EN: "By team: {items}"}
	ReportOldest     = Line{JA: "古い未解決: {items}", EN: "Oldest open: {items}"}
	ReportEmpty      = Line{JA: "📊 {when}の問い合わせ（{from}–{to}）  0件（前週 {before}、4週平均 {mean}）", EN: "📊 Inquiries {when} ({from} - {to}): none (week before {before}, 4-week mean {mean})"}
	ReportPage       = Line{JA: "数字のもとになった問い合わせをダッシュボードで見る", EN: "See the inquiries behind these numbers on the dashboard"}
	ReportLeft       = Line{JA: "⚠️ 無効になったアカウントがメンバーの設定に残っています: {who}。当番からは飛ばしています。設定から外してください。", EN: "⚠️ Configured as members, but deactivated: {who}. They are skipped on call. Take them out of the configuration."}
	ReportUnsorted   = Line{JA: "未分類", EN: "unsorted"}
	ReportUnknown    = Line{JA: "チーム不明", EN: "unknown team"}
	ButtonDetails    = Line{JA: "詳細", EN: "Details"}
	ButtonCSV        = Line{JA: "CSV", EN: "CSV"}
	ReportHeadMonth  = Line{JA: "📊 {when}の問い合わせ（{from}–{to}）  {n}件（前月 {before}、4か月平均 {mean}）", EN: "📊 Inquiries {when} ({from} - {to}): {n} (month before {before}, 4-month mean {mean})"}
	ReportEmptyMonth = Line{JA: "📊 {when}の問い合わせ（{from}–{to}）  0件（前月 {before}、4か月平均 {mean}）", EN: "📊 Inquiries {when} ({from} - {to}): none (month before {before}, 4-month mean {mean})"}
	ReportHeadFirst  = Line{JA: "📊 {when}の問い合わせ（{from}–{to}）  {n}件", EN: "📊 Inquiries {when} ({from} - {to}): {n}"}
	ReportEmptyFirst = Line{JA: "📊 {when}の問い合わせ（{from}–{to}）  0件", EN: "📊 Inquiries {when} ({from} - {to}): none"}
	PersonWeek       = Line{JA: "1人週", EN: "one person-week"}
	PersonMonth      = Line{JA: "1人月", EN: "one person-month"}
	MonthThis        = Line{JA: "今月", EN: "this month"}
	MonthLast        = Line{JA: "先月", EN: "last month"}
	WeekThis         = Line{JA: "今週", EN: "this week"}
	WeekLast         = Line{JA: "先週", EN: "last week"}
	ButtonGaps       = Line{JA: "資料不足の一覧", EN: "Doc gaps"}
	GapsHead         = Line{JA: "資料の不足（{from}–{to}）", EN: "Doc gaps ({from} - {to})"}
	GapsNone         = Line{JA: "資料の不足はありませんでした。", EN: "No doc gaps."}

	TrendTitle       = Line{JA: "問い合わせの数（誰が解決できたか）", EN: "Inquiries, by who could have solved them"}
	TrendLine        = Line{JA: "初回返信の中央値", EN: "Median first reply"}
	TrendUnit        = Line{JA: "時間", EN: "h"}
	TrendUnexplained = Line{JA: "理由なし・未完了", EN: "no reason, or open"}
	TrendEmpty       = Line{JA: "この期間の問い合わせはありません。", EN: "No inquiries in this time."}

	ClassPlatform = Line{JA: "プラットフォームのみ", EN: "platform only"}
	ClassForNow   = Line{JA: "今はプラットフォームのみ", EN: "platform for now"}
	ClassApp      = Line{JA: "アプリチームで可能", EN: "app team could"}
	ClassNotFound = Line{JA: "資料があったが見つからず", EN: "documented, not found"}
	ClassMissing  = Line{JA: "資料なし", EN: "not documented"}
	ClassOther    = Line{JA: "その他", EN: "other"}
)
