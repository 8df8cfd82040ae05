package phrase

// The command that lists alerts.
var (
	WordAlerts    = Word{Name: "alerts", JA: "アラート"}
	AboutAlerts   = Line{JA: "発生中のアラートの一覧", EN: "list the alerts that fire"}
	ExampleAlerts = Line{JA: "アラート", EN: "alerts"}

	AlertList = Line{JA: "発生中のアラート（{n}件）", EN: "Alerts that fire: {n}"}
	AlertNone = Line{JA: "発生中のアラートはありません。", EN: "No alerts are firing."}
)

// States of an alert.
var (
	AlertTriggered = Line{JA: "🔥 発生中", EN: "🔥 Firing"}
	AlertWarned    = Line{JA: "⚠️ 警告", EN: "⚠️ Warning"}
	AlertNoData    = Line{JA: "❔ データなし", EN: "❔ No data"}
	AlertRecovered = Line{JA: "✅ 復旧", EN: "✅ Recovered"}
)

// The card of an alert.
var (
	AlertGroup     = Line{JA: "（{group}）", EN: " ({group})"}
	AlertSince     = Line{JA: "{at} から", EN: "since {at}"}
	AlertOver      = Line{JA: "{at} に復旧", EN: "recovered at {at}"}
	AlertTime      = Line{JA: "1回", EN: "once"}
	AlertTimes     = Line{JA: "{n}回", EN: "{n} times"}
	AlertOnCall    = Line{JA: "当番 {who}", EN: "on call: {who}"}
	AlertAsk       = Line{JA: "{who} さん、確認をお願いします。", EN: "{who}, please look."}
	AlertStorm     = Line{JA: "⛈ アラートがまとめて発生: {n}件（発生中 {firing}件）", EN: "⛈ Many alerts at once: {n} ({firing} firing)"}
	AlertStormRow  = Line{JA: "{title} ×{n}", EN: "{title} ×{n}"}
	AlertBelow     = Line{JA: "まとめたアラート: {ids}", EN: "Grouped here: {ids}"}
	AlertPage      = Line{JA: "{who} さん、{id} をまだだれも確認していません。", EN: "{who}, nobody has looked at {id} yet."}
	AlertHint      = Line{JA: "押すまで、何も宣言されません。", EN: "Nothing is declared until somebody presses."}
	AlertSeen      = Line{JA: "{who} さんが確認しています。", EN: "{who} is looking into it."}
	AlertDeclared  = Line{JA: "{who} さんが {incident} を宣言しました。", EN: "{who} declared {incident}."}
	AlertGrouped   = Line{JA: "{who} さんが {of} にまとめました。", EN: "{who} grouped it under {of}."}
	AlertInquired  = Line{JA: "{who} さんが {of} として問い合わせにしました。", EN: "{who} made it the inquiry {of}."}
	AlertFalse     = Line{JA: "{who} さんが「誤報」としました。", EN: "{who} called it a false alarm."}
	AlertMuted     = Line{JA: "🔕 {who} さんが {until} までミュートにしました。", EN: "🔕 {who} muted it until {until}."}
	AlertMutedOver = Line{JA: "🔕 {who} さんが復旧するまでミュートにしました。", EN: "🔕 {who} muted it until it recovers."}
)

// Controls of the card.
var (
	ButtonAlertSee     = Line{JA: "確認します", EN: "I'll look"}
	ButtonAlertInquire = Line{JA: "問い合わせにする", EN: "Make inquiry"}
	ButtonAlertFalse   = Line{JA: "関係なし・誤報", EN: "Not related / false alarm"}
	ButtonAlertLoud    = Line{JA: "ミュートを解除", EN: "Unmute"}
	AlertMute          = Line{JA: "ミュート…", EN: "Mute…"}
	AlertMuteRecovered = Line{JA: "復旧するまで", EN: "until it recovers"}

	AlertGroupTitle = Line{JA: "{subject} をまとめる", EN: "Group {subject}"}
	AlertGroupUnder = Line{JA: "どれにまとめますか", EN: "Under which?"}
)

// ReportAlerts is the report's line about alerts.
var ReportAlerts = Line{JA: "アラート {n}件・うち誤報 {false}件", EN: "Alerts: {n}, of which false alarms: {false}"}

func alertRefusal(reason string) (l Line, ok bool) {
	switch reason {
	case "no_such_alert":
		return Line{JA: "{subject} は見つかりません。古いアラートは一覧から消えます。", EN: "There is no {subject}. Old alerts leave the list."}, true
	case "alert_loud":
		return Line{JA: "{subject} はミュートになっていません。", EN: "{subject} is not muted."}, true
	case "alert_over":
		return Line{JA: "{subject} はもう復旧しています。", EN: "{subject} has recovered already."}, true
	case "nothing_to_group":
		return Line{JA: "まとめる先がありません。進行中の障害も、先に発生したアラートもありません。", EN: "There is nothing to group it under: no running incident and no earlier alert."}, true
	}
	return Line{}, false
}
