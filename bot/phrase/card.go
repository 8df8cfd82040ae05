package phrase

// Words of the card: states, urgencies, buttons.
var (
	StatusOpen       = Line{JA: "📥 未対応", EN: "📥 Open"}
	StatusInProgress = Line{JA: "👀 対応中", EN: "👀 In progress"}
	StatusWaiting    = Line{JA: "⏳ 質問者の返信待ち", EN: "⏳ Waiting for asker"}
	StatusResolved   = Line{JA: "✅ 解決", EN: "✅ Resolved"}
	StatusDuplicate  = Line{JA: "🔁 {of} と重複", EN: "🔁 Duplicate of {of}"}
	StatusWithdrawn  = Line{JA: "↩️ 取り下げ", EN: "↩️ Withdrawn"}

	UrgencyNormal = Line{JA: "🔵", EN: "🔵"}
	UrgencyUrgent = Line{JA: "🔴", EN: "🔴"}
	UrgencyWish   = Line{JA: "⚪", EN: "⚪"}

	Area          = Line{JA: "分野 {area}", EN: "Area {area}"}
	AreaUnsure    = Line{JA: "分野は {areas} のどれですか？", EN: "Which area is it: {areas}?"}
	AreaNone      = Line{JA: "どの分野にも当てはまらないようです。", EN: "It looks like none of the areas."}
	AreaSilent    = Line{JA: "分野は自動で付けました", EN: "Area set automatically"}
	AreaWords     = Line{JA: "決め手: {words}", EN: "because of {words}"}
	AreaSimilar   = Line{JA: "似た問い合わせ: {list}", EN: "like {list}"}
	AreaAudit     = Line{JA: "分野「{area}」は自動で付けました。合っていましたか？（抜き取りの確認です）", EN: "The area “{area}” was set automatically. Was it right? (A spot check.)"}
	From          = Line{JA: "質問者 {asker}", EN: "From {asker}"}
	FromTeam      = Line{JA: "質問者 {asker}（{team}）", EN: "From {asker} ({team})"}
	Reporter      = Line{JA: "連絡 {reporter}", EN: "reported by {reporter}"}
	OnCallIs      = Line{JA: "当番 {who}", EN: "On-call {who}"}
	OwnerIs       = Line{JA: "担当 {who}", EN: "Owner {who}"}
	NoOnCall      = Line{JA: "当番 不在（リード {who}）", EN: "Nobody on call (lead {who})"}
	Due           = Line{JA: "最初の返信の期限 {due}（{clock}）", EN: "First reply due {due} ({clock})"}
	Overdue       = Line{JA: "⚠️ 最初の返信の期限 {due} を過ぎています（{clock}）", EN: "⚠️ First reply was due {due} ({clock})"}
	FirstReply    = Line{JA: "最初の返信 {took}", EN: "First reply after {took}"}
	FirstReplyNow = Line{JA: "最初の返信 1分未満", EN: "First reply in under a minute"}
	AfterHours    = Line{
		JA: "今は営業時間外です。{due} 以降に返信します。",
		EN: "We're outside working hours and will reply after {due}.",
	}
	AfterHoursPress = Line{
		JA: "今は営業時間外です。{due} 以降に返信します。本番に影響があれば「{button}」を押してください。",
		EN: "We're outside working hours and will reply after {due}. If production is affected, press “{button}”.",
	}
	ClaimIsNoReply = Line{JA: "担当が決まりました。最初の返信があるまで期限は止まりません。", EN: "It has an owner; the clock runs until the first reply."}
	Facts          = Line{JA: "調べるのに次があると早いです: {facts}（わかる範囲で）", EN: "These speed it up: {facts} (only if handy)"}
	Fact           = Line{JA: "{mark}{fact}", EN: "{mark} {fact}"}
	NoDocument     = Line{JA: "近い資料は見つかりませんでした。", EN: "No document fitted."}
	SourceDeleted  = Line{JA: "元の投稿は削除されました。", EN: "The original message was deleted."}
	DuplicatesOf   = Line{JA: "👥 {n}", EN: "👥 {n}"}
	IncidentMark   = Line{JA: "🚨 {id}", EN: "🚨 {id}"}
	SolvedWith     = Line{JA: "解決内容: {note}", EN: "What solved it: {note}"}
	Late           = Line{JA: "停止中の投稿を後から受け付けました。", EN: "Taken in late: toban was away."}
	NotDelivered   = Line{JA: "送れなかったお知らせがあります（{n}件）。管理者は store stats を確認してください。", EN: "{n} message(s) could not be sent. Admins: see store stats."}

	ClockElapsed       = Line{JA: "{target}", EN: "{target}"}
	ClockBusinessDays  = Line{JA: "土日祝を除く{target}", EN: "{target}, weekends and holidays excluded"}
	ClockBusinessHours = Line{JA: "営業時間で{target}", EN: "{target} of opening hours"}

	ButtonClaim      = Line{JA: "担当する", EN: "Take it"}
	ButtonReclassify = Line{JA: "分類を直す", EN: "Fix category"}
	ButtonChange     = Line{JA: "変更", EN: "Change"}
	ButtonRight      = Line{JA: "合っている", EN: "It was right"}
	ButtonWrong      = Line{JA: "違う", EN: "It was not"}
	ButtonResolve    = Line{JA: "解決", EN: "Resolve"}
	ButtonWait       = Line{JA: "質問者の返信待ち", EN: "Waiting for asker"}
	ButtonResume     = Line{JA: "対応に戻す", EN: "Back to work"}
	ButtonReopen     = Line{JA: "再開", EN: "Reopen"}
	ButtonReasons    = Line{JA: "理由を入力", EN: "Fill in reasons"}
	ButtonDeclare    = Line{JA: "障害を宣言", EN: "Declare incident"}
	ButtonNotInquiry = Line{JA: "問い合わせではない", EN: "Not an inquiry"}
	ButtonOther      = Line{JA: "その他", EN: "Other"}
	ChoiceAssign     = Line{JA: "割り当てる…", EN: "Assign…"}
	ChoiceDuplicate  = Line{JA: "重複にする…", EN: "Duplicate…"}
	ChoiceDeclare    = Line{JA: "障害を宣言…", EN: "Declare incident…"}
	ChoiceFAQ        = Line{JA: "FAQの下書き…", EN: "FAQ draft…"}
	ChoiceWithdraw   = Line{JA: "取り下げ", EN: "Withdraw"}
	CardFallback     = Line{JA: "{id}・{status}・{asker} さんの問い合わせ。{line}", EN: "{id} · {status} · inquiry from {asker}. {line}"}
)

// Words of suggestions.
var (
	Concealed      = Line{JA: "🔒 秘密らしい文字列（{kinds}）を伏せて保存しました。元のメッセージを編集してそこからも消し、その鍵やパスワードを作り直してください。", EN: "🔒 What looked like a secret ({kinds}) was left out. Edit your message to take it out there too, and rotate it."}
	WaitsFor       = Line{JA: "次: {text}", EN: "Next: {text}"}
	ConcealedForm  = Line{JA: "🔒 秘密らしい文字列（{kinds}）を伏せました。念のため、その鍵やパスワードを作り直してください。", EN: "🔒 What looked like a secret ({kinds}) was left out. Rotate it, to be safe."}
	ConcealedReply = Line{JA: "🔒 返信に秘密らしい文字列（{kinds}）があります。メッセージを消し、その鍵やパスワードを作り直してください。toban の記録では伏せました。", EN: "🔒 Your reply seems to hold a secret ({kinds}). Delete the message, and rotate it. toban's record leaves it out."}
	SuggestClosed  = Line{JA: "{id} は閉じました。近い資料はこちらでした。", EN: "{id} is closed. These pages looked close."}
	SuggestHead    = Line{JA: "近い資料がありました。これで解決しますか？", EN: "These look close. Do they solve it?"}
	SuggestGrace   = Line{JA: "押さなくても{grace}後に当番へお知らせします。", EN: "If you press nothing, the on-call is told in {grace}."}
	SuggestLater   = Line{JA: "押さなくても {due} に当番へお知らせします。", EN: "If you press nothing, the on-call is told at {due}."}
	PastInquiry    = Line{JA: "過去の問い合わせ: {past}", EN: "Past inquiry: {past}"}
	PastIncident   = Line{JA: "過去の障害: {past}", EN: "Past incident: {past}"}
	SuggestMeta    = Line{JA: " ・ {kind} ・ 更新 {age}", EN: " · {kind} · updated {age}"}
	SuggestKind    = Line{JA: " ・ {kind}", EN: " · {kind}"}
	SuggestAge     = Line{JA: " ・ 更新 {age}", EN: " · updated {age}"}
	SuggestWhy     = Line{JA: "一致 {words}", EN: "matches {words}"}
	SuggestOther   = Line{JA: "（英語）", EN: " (Japanese)"}
	Solved         = Line{JA: "よかったです。{id} を解決にしました。", EN: "Glad it helped. {id} is resolved."}
	EscalatedNow   = Line{JA: "わかりました。{who} さんにお知らせしました。", EN: "OK - {who} has been told."}
	EscalatedLater = Line{JA: "わかりました。{due} に当番へお知らせします。", EN: "OK - the on-call is told at {due}."}
	EscalatedOwner = Line{JA: "わかりました。担当は {who} さんです。", EN: "OK - {who} is on it."}
	ButtonSolved   = Line{JA: "解決した", EN: "Solved"}
	ButtonStill    = Line{JA: "まだ困っている", EN: "Still need help"}
	ButtonUnlike   = Line{JA: "これは違う", EN: "Not related"}
	ButtonUnsolved = Line{JA: "やっぱり困っている", EN: "Actually, I still need help"}

	KindTutorial    = Line{JA: "チュートリアル", EN: "tutorial"}
	KindHowTo       = Line{JA: "手順", EN: "how-to"}
	KindReference   = Line{JA: "リファレンス", EN: "reference"}
	KindExplanation = Line{JA: "解説", EN: "explanation"}

	AgeToday  = Line{JA: "今日", EN: "today"}
	AgeDays   = Line{JA: "{n}日前", EN: "{n} days ago"}
	AgeDay    = Line{JA: "昨日", EN: "yesterday"}
	AgeWeeks  = Line{JA: "{n}週間前", EN: "{n} weeks ago"}
	AgeMonths = Line{JA: "{n}か月前", EN: "{n} months ago"}
	AgeMonth  = Line{JA: "1か月前", EN: "1 month ago"}
	AgeYears  = Line{JA: "{n}年前", EN: "{n} years ago"}
	AgeYear   = Line{JA: "1年前", EN: "1 year ago"}
)

// Hours is a span in whole hours.
var Hours = Line{JA: "{n}時間", EN: "{n} h"}
