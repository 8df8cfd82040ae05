package phrase

// App Home.
var (
	HomeTitle      = Line{JA: "こんにちは、{who} さん", EN: "Hello, {who}"}
	HomeMine       = Line{JA: "自分の問い合わせ", EN: "My open inquiries"}
	HomeResolved   = Line{JA: "30 日以内に解決したもの", EN: "Resolved in the last 30 days"}
	HomeOnCall     = Line{JA: "当番", EN: "On call"}
	HomeOnMe       = Line{JA: "自分の担当", EN: "On me"}
	HomeUnassigned = Line{JA: "担当なし", EN: "Unassigned"}
	HomeOverdue    = Line{JA: "期限切れ", EN: "Overdue"}
	HomeReasons    = Line{JA: "理由の未入力", EN: "Reasons to fill in"}
	HomeIncidents  = Line{JA: "進行中の障害", EN: "Running incidents"}
	HomeShift      = Line{JA: "自分の次の当番", EN: "My next shift"}
	HomeNotes      = Line{JA: "引き継ぎのメモ", EN: "Handoff notes"}
	ButtonHomeList = Line{JA: "すべて見る", EN: "Show all"}
	HomeNumbers    = Line{JA: "先週の数字", EN: "Last week's numbers"}
	HomeDoctor     = Line{JA: "診断", EN: "Doctor"}
	HomeNothing    = Line{JA: "ありません。", EN: "Nothing."}
	HomeChecked    = Line{JA: "{when} の確認結果です。", EN: "As of {when}."}
	HomeHealthy    = Line{JA: "問題はありません。", EN: "Everything is in order."}
)

// Doctor: what is wrong with the installation, and what to do about it.
var (
	DoctorAuth     = Line{JA: "Slack に接続しています（{team}、{bot}）。", EN: "Connected to Slack ({team}, {bot})."}
	DoctorNoAuth   = Line{JA: "Slack に接続できません: {code}。ボットトークンを確かめてください。", EN: "Cannot connect to Slack: {code}. Check the bot token."}
	DoctorScope    = Line{JA: "`{scope}` がありません。アプリのマニフェストを更新し、入れ直してください。", EN: "`{scope}` is missing. Update the app's manifest and install it again."}
	DoctorScopes   = Line{JA: "権限 {n} 個がそろっています。", EN: "All {n} scopes are there."}
	DoctorChannel  = Line{JA: "{channel} に参加しています。", EN: "Member of {channel}."}
	DoctorInvite   = Line{JA: "{bot} が {channel} にいません。そのチャンネルで /invite {bot} を実行してください。", EN: "{bot} is not in {channel}. Run /invite {bot} there."}
	DoctorNoSuch   = Line{JA: "{channel} が見つかりません（{code}）。設定の ID を確かめてください。", EN: "{channel} does not exist ({code}). Check its id in the configuration."}
	DoctorArchived = Line{JA: "{channel} はアーカイブされています。", EN: "{channel} is archived."}
	DoctorSocket   = Line{JA: "Socket Mode のトークンが使えます。", EN: "The Socket Mode token works."}
	DoctorNoSocket = Line{JA: "Socket Mode を開けません: {code}。アプリトークン（xapp-、connections:write）を確かめてください。", EN: "Cannot open Socket Mode: {code}. Check the app token (xapp-, connections:write)."}
)
