package phrase

// Lines that mention somebody, each with its reason.
var (
	Ping        = Line{JA: "{who} さん、当番としてお願いします（{until} まで）。", EN: "{who}, this is yours as on-call (until {until})."}
	PingAlways  = Line{JA: "{who} さん、当番としてお願いします。", EN: "{who}, this is yours as on-call."}
	PingChanged = Line{JA: "{who} さん、当番としてお願いします（{until} まで ・ {why}）。", EN: "{who}, this is yours as on-call (until {until} · {why})."}
	PingBecause = Line{JA: "{who} さん、当番としてお願いします（{why}）。", EN: "{who}, this is yours as on-call ({why})."}
	PingOwner   = Line{JA: "{who} さん、担当としてお願いします。", EN: "{who}, this is yours as the owner."}
	PingLead    = Line{JA: "{who} さん、当番が不在のためリードとしてお願いします。", EN: "{who}, nobody is on call, so this comes to you as lead."}
	PingSecond  = Line{JA: "{who} さん、当番本人からの質問のため、副当番としてお願いします。", EN: "{who}, the on-call is asking, so this comes to you as secondary."}
	PingInstead = Line{JA: "{who} さん、当番本人からの質問のため、リードとしてお願いします。", EN: "{who}, the on-call is asking, so this comes to you as lead."}
	PingNudge   = Line{JA: "🔔 {by} さんが状況を尋ねています。", EN: "🔔 {by} asks how it is going."}
	PingGone    = Line{JA: "取り下げられました。", EN: "Withdrawn by the asker."}
	PingBack    = Line{JA: "取り下げられましたが、その後、再開しました。", EN: "Withdrawn by the asker, but reopened since."}

	Page0    = Line{JA: "🚨 {who} 本番障害の疑いがあります。確認をお願いします。", EN: "🚨 {who} This may be a production incident. Please look."}
	Page1    = Line{JA: "🚨 {who} {minutes}分間、反応がありません。確認をお願いします。", EN: "🚨 {who} No answer for {minutes} min. Please look."}
	Page2    = Line{JA: "🚨 {who} {minutes}分間、当番と副当番から反応がありません。確認をお願いします。", EN: "🚨 {who} No answer from on-call and secondary for {minutes} min. Please look."}
	PageOver = Line{JA: "🚨 {who} さんにお知らせしました。{id} として障害を宣言済みです。", EN: "🚨 {who} was told. It is declared as {id}."}
	PageHint = Line{JA: "宣言は人が行います。障害なら「障害を宣言」を押してください。", EN: "Only people declare. If it is an incident, press “Declare incident”."}

	Warn50       = Line{JA: "{id} の最初の返信の期限まで残り半分です（{due} まで）。", EN: "Half the time to the first reply on {id} is gone (due {due})."}
	WarnAt       = Line{JA: "{id} の最初の返信の時間を {percent}% 使いました（{due} まで）。", EN: "{percent}% of the time to the first reply on {id} is gone (due {due})."}
	WarnOwned    = Line{JA: "{id} は {who} さんが担当しています（最初の返信の期限は {due}）。", EN: "{who} has {id} (first reply due {due})."}
	WarnUnowned  = Line{JA: "{id} の担当はまだ決まっていません（最初の返信の期限は {due}）。", EN: "Nobody has {id} yet (first reply due {due})."}
	WarnAnswered = Line{JA: "{id} には返信済みです。", EN: "{id} has been answered."}
	WarnClosed   = Line{JA: "{id} は閉じています。", EN: "{id} is closed."}
	WarnTo       = Line{JA: "⏰ {who} {id} の返信期限が近づいています（{due}）。", EN: "⏰ {who} {id} is close to its first-reply time ({due})."}
	Breach       = Line{JA: "⚠️ {id} が期限を過ぎました（{overdue} 超過）。{who}", EN: "⚠️ {id} missed its first-reply time ({overdue} over). {who}"}
	BreachNow    = Line{JA: "⚠️ {id} が期限を過ぎました。{who}", EN: "⚠️ {id} missed its first-reply time. {who}"}
	ButtonCover  = Line{JA: "担当を代わってもらう", EN: "Ask for cover"}
	Opened       = Line{JA: "開く", EN: "Open"}

	Reopened = Line{JA: "{who} さん、{id} が再開されました。", EN: "{who}, {id} is open again."}
	Because  = Line{JA: "理由:「{reason}」", EN: " Reason: “{reason}”"}

	Resolved         = Line{JA: "✅ {who} さんが解決にしました: {note}", EN: "✅ Resolved by {who}: {note}"}
	ResolvedBare     = Line{JA: "✅ {who} さんが解決にしました。", EN: "✅ Resolved by {who}."}
	ResolvedTwinBare = Line{JA: "✅ {of} が解決しました。", EN: "✅ {of} is resolved."}
	ResolvedTwin     = Line{JA: "✅ {of} が解決しました: {note}", EN: "✅ {of} is resolved: {note}"}
	ButtonHelped     = Line{JA: "役に立った", EN: "It helped"}
	ResolvedHelped   = Line{JA: "役に立ったとのことです。", EN: "The asker says it helped."}
	ResolvedOver     = Line{JA: "その後、再開しました。", EN: "It has been reopened since."}

	Merged           = Line{JA: "{of} と同じ件としてまとめました。進展はこのスレッドにもお知らせします。", EN: "Grouped with {of}. You will hear about it here too."}
	MergedOver       = Line{JA: "{of} と同じ件としてまとめましたが、その後、再開しました。", EN: "Grouped with {of}. It has been reopened since."}
	MergedSolved     = Line{JA: "解決済みの {of} と同じ件としてまとめました。解決内容: {note}", EN: "Grouped with {of}, which is resolved: {note}"}
	MergedSolvedBare = Line{JA: "解決済みの {of} と同じ件としてまとめました。", EN: "Grouped with {of}, which is resolved."}
	MergedClosed     = Line{JA: "{of} と同じ件としてまとめました。{of} はすでに閉じています。", EN: "Grouped with {of}, which is closed already."}
	MergedStill      = Line{JA: "まだ困っているときは、このスレッドに返信してください。", EN: "If you still need help, reply in this thread."}
	ClosedReply      = Line{JA: "{id} は閉じています。再開しますか？", EN: "{id} is closed. Reopen it?"}
	ButtonYes        = Line{JA: "再開する", EN: "Reopen"}

	WhyOnCall     = Line{JA: "当番", EN: "on-call"}
	WhyUntil      = Line{JA: "当番・{until} まで", EN: "on-call until {until}"}
	WhyOwner      = Line{JA: "担当", EN: "owner"}
	WhyOwnerSince = Line{JA: "{since} から担当", EN: "owner since {since}"}
	WhySecondary  = Line{JA: "副当番", EN: "secondary"}
	WhyLead       = Line{JA: "リード", EN: "lead"}
	WhyLeadAlone  = Line{JA: "リード・当番が不在", EN: "lead, nobody on call"}
	WhyCommander  = Line{JA: "指揮者", EN: "commander"}
	WhyIncoming   = Line{JA: "次の当番", EN: "incoming on-call"}
	WhyOutgoing   = Line{JA: "前の当番", EN: "outgoing on-call"}
	WhyAdmin      = Line{JA: "管理者", EN: "admin"}
	WhyOwnTurn    = Line{JA: "順番どおり", EN: "their turn in the rotation"}
	WhyStandIn    = Line{JA: "{for} さんが不在のため代わり", EN: "stands in for {for}, who is away"}
	WhySwap       = Line{JA: "{for} さんと交代", EN: "swap with {for}"}
	WhyOverride   = Line{JA: "{by} さんが {for} さんから変更", EN: "override by {by} for {for}"}
	WhyHanded     = Line{JA: "{for} さん本人から引き継ぎ", EN: "handed over by {for}"}
	WhyHandedAt   = Line{JA: "{for} さんの代わり（{at}、本人から引き継ぎ）", EN: "handed over by {for} on {at}"}
	WhyChanged    = Line{JA: "{by} さんによる変更", EN: "override by {by}"}
	WhyArranged   = Line{JA: "（{at}）", EN: " on {at}"}
	WhyNobody     = Line{JA: "誰もいません", EN: "nobody"}
	WhyExternal   = Line{JA: "外部の当番表", EN: "external schedule"}
)
