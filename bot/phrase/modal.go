package phrase

// Modals. Titles, submit and close hold 24 characters.
var (
	ModalLoading   = Line{JA: "読み込み中…", EN: "Loading…"}
	ModalTitle     = Line{JA: "toban", EN: "toban"}
	ModalCancel    = Line{JA: "やめる", EN: "Cancel"}
	ModalClose     = Line{JA: "閉じる", EN: "Close"}
	ModalSend      = Line{JA: "送る", EN: "Send"}
	ModalSave      = Line{JA: "保存", EN: "Save"}
	ModalOptional  = Line{JA: "自動で判定", EN: "Let toban decide"}
	ModalChoose    = Line{JA: "選んでください", EN: "Choose"}
	ModalUnchanged = Line{JA: "そのまま", EN: "Leave as it is"}

	AskTitle     = Line{JA: "質問する", EN: "Ask the platform team"}
	AskText      = Line{JA: "内容", EN: "What is it about?"}
	AskTextHint  = Line{JA: "困っていること、エラーの文、対象のリポジトリや環境", EN: "What is wrong, the error's words, which repository or environment"}
	AskArea      = Line{JA: "分野", EN: "Area"}
	AskUrgency   = Line{JA: "急ぎ具合", EN: "Urgency"}
	AskTried     = Line{JA: "試したこと", EN: "What have you tried?"}
	AskLink      = Line{JA: "リンク", EN: "Link"}
	AskLinkHint  = Line{JA: "失敗したジョブや画面の URL", EN: "URL of the failed job or page"}
	AskTriedLine = Line{JA: "試したこと: {text}", EN: "Tried: {text}"}
	AskBadLink   = Line{JA: "https:// で始まる URL を入力してください。", EN: "Give a URL that begins with https://."}
	AskSentTitle = Line{JA: "送りました", EN: "Sent"}
	AskCut       = Line{JA: "文が長いため、はじめの {n} 文字だけを入れました。続きは送ったあとのスレッドに書いてください。", EN: "The text is long: its first {n} characters are below. Write the rest in the thread once it is sent."}
	AskElsewhere = Line{JA: "このチャンネルに toban はいません。元のメッセージへのリンクを付けて {channel} に投稿します。", EN: "toban is not in this channel. It goes to {channel}, with a link to the message."}
	AskFor       = Line{JA: "質問者: {who}", EN: "Asked by {who}"}
	AskUrgent    = Line{JA: "🔴 本番影響あり", EN: "🔴 Production is affected"}
	AskNormal    = Line{JA: "🔵 ふつう", EN: "🔵 Normal"}
	AskWish      = Line{JA: "⚪ 要望", EN: "⚪ A wish"}

	ResolveTitle    = Line{JA: "{subject}を解決", EN: "Resolve {subject}"}
	ReasonsTitle    = Line{JA: "{subject}の理由", EN: "Reasons of {subject}"}
	ResolveSubmit   = Line{JA: "解決", EN: "Resolve"}
	ResolveSolver   = Line{JA: "誰なら解決できましたか", EN: "Who could have solved it?"}
	ResolveDocs     = Line{JA: "資料はありましたか", EN: "Was it documented?"}
	ResolveTime     = Line{JA: "かかった時間（合計）", EN: "Time spent (in total)"}
	ResolveDays     = Line{JA: "2日以上のときは日数", EN: "Days, if it took two or more"}
	ResolveNote     = Line{JA: "解決内容（1行）", EN: "What solved it (one line)"}
	ResolvePage     = Line{JA: "使った資料", EN: "Page used"}
	ResolvePageHint = Line{JA: "資料の URL か題名", EN: "URL or title of the page"}
	ResolveFAQ      = Line{JA: "FAQ", EN: "FAQ"}
	ResolveFAQMake  = Line{JA: "FAQの下書きを作る", EN: "Draft an FAQ page"}
	ResolveBadDays  = Line{JA: "2 から 125 までの日数を入力してください。", EN: "Give a number of days from 2 to 125."}

	SolverPlatformOnly   = Line{JA: "プラットフォームだけ", EN: "Only the platform team"}
	SolverPlatformForNow = Line{JA: "今はプラットフォームだけ（セルフサービス化できる）", EN: "Only the platform team for now (could be self-service)"}
	SolverAppTeam        = Line{JA: "アプリチームでもできた", EN: "The app team could have"}
	SolverOtherTeam      = Line{JA: "他チーム", EN: "Another team"}
	SolverUnknown        = Line{JA: "わからない", EN: "Don't know"}

	DocsFoundEnough      = Line{JA: "あり・足りた", EN: "Yes, and it was enough"}
	DocsExistsNotFound   = Line{JA: "ありだが見つからなかった", EN: "Yes, but it was not found"}
	DocsExistsWrongOrOld = Line{JA: "古い/誤り", EN: "Yes, but old or wrong"}
	DocsMissing          = Line{JA: "なし", EN: "No"}
	DocsNotAMatter       = Line{JA: "資料の問題ではない", EN: "Not a matter of documents"}

	Minutes5   = Line{JA: "5分", EN: "5 min"}
	Minutes15  = Line{JA: "15分", EN: "15 min"}
	Minutes30  = Line{JA: "30分", EN: "30 min"}
	Minutes60  = Line{JA: "1時間", EN: "1 hour"}
	Minutes120 = Line{JA: "2時間", EN: "2 hours"}
	Minutes240 = Line{JA: "半日", EN: "Half a day"}
	Minutes480 = Line{JA: "1日", EN: "1 day"}
	MinutesDay = Line{JA: "2日以上（下に日数）", EN: "2 days or more (days below)"}

	DeclareTitle     = Line{JA: "障害を宣言", EN: "Declare incident"}
	DeclareSubmit    = Line{JA: "宣言する", EN: "Declare"}
	DeclareName      = Line{JA: "題名", EN: "Title"}
	DeclareImpact    = Line{JA: "影響", EN: "Impact"}
	DeclarePressure  = Line{JA: "緊急度", EN: "Urgency"}
	DeclareSeverity  = Line{JA: "重大度", EN: "Severity"}
	DeclareByMatrix  = Line{JA: "影響と緊急度から決める", EN: "By impact and urgency"}
	DeclareAffected  = Line{JA: "影響を受けているもの", EN: "What is affected"}
	DeclareBegan     = Line{JA: "いつから影響がありますか", EN: "Since when others are affected"}
	DeclareBeganHint = Line{JA: "例: 9:40、11/20 9:40", EN: "Such as 9:40 or 11/20 9:40"}
	DeclareCommander = Line{JA: "指揮者（空なら自分が仮に）", EN: "Commander (empty: you, for now)"}
	DeclareChannel   = Line{JA: "チャンネル", EN: "Channel"}
	DeclareMake      = Line{JA: "障害のチャンネルを作る", EN: "Create a channel for it"}
	DeclareCriteria  = Line{JA: "重大度の基準", EN: "What the severities mean"}
	DeclareFrom      = Line{JA: "{subject} から宣言します。検知は {at} になります。", EN: "Declared from {subject}. Detected at {at}."}
	DeclarePublic    = Line{JA: "🔒 非公開の場所からの宣言です。題名と「影響を受けているもの」は {channel} の全員が読みます。元のメッセージは引用されません。", EN: "🔒 This is declared from a private place. Everybody in {channel} reads the title and what is affected; the message itself is not quoted."}
	DeclareToLead    = Line{JA: "🔒 非公開の場所からの宣言です。題名と「影響を受けているもの」は障害に加わる人が読みます。元のメッセージは引用されません。", EN: "🔒 This is declared from a private place. Those who join the incident read the title and what is affected; the message itself is not quoted."}
	DeclareDone      = Line{JA: "{subject} を宣言しました。", EN: "{subject} is declared."}
	DrillDone        = Line{JA: "訓練 {subject} を始めました。", EN: "The drill {subject} has started."}
	DeclareWhere     = Line{JA: "一覧の投稿: {channel}", EN: "Its post: {channel}"}
	DeclareSource    = Line{JA: "元の問い合わせ: {subject}", EN: "Asked in: {subject}"}
	DeclareComing    = Line{JA: "障害のチャンネルは、できしだい招待します。", EN: "You are invited to its own channel as soon as that is there."}
	DeclareRunning   = Line{JA: "進行中の障害です。同じ件なら、宣言せずに参加してください。", EN: "Running already. If it is the same, join it and declare nothing."}
	DeclareSimilar   = Line{JA: "似た過去の障害:", EN: "Past incidents like this:"}

	ReclassifyTitle = Line{JA: "分類を直す", EN: "Fix category"}
	ReclassifyKind  = Line{JA: "種類", EN: "Kind"}

	AssignTitle = Line{JA: "担当を割り当てる", EN: "Assign"}
	AssignTo    = Line{JA: "担当", EN: "Owner"}

	DuplicateTitle  = Line{JA: "重複にする", EN: "Mark as duplicate"}
	DuplicateOf     = Line{JA: "同じ件の番号かリンク", EN: "Number or link of the same matter"}
	DuplicateOpen   = Line{JA: "未完了から選ぶ", EN: "Or choose an open one"}
	DuplicateNeeded = Line{JA: "番号を入力するか、一覧から選んでください。", EN: "Give a number or choose one."}
)
