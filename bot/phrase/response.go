package phrase

// Words of running an incident: what people type after "incident".
var (
	WordNote = Word{Name: "note", JA: "記録"}

	ArgUpdate   = Word{Name: "update", JA: "更新"}
	ArgSeverity = Word{Name: "severity", JA: "重大度", More: []string{"sev"}}
	ArgRole     = Word{Name: "role", JA: "役割"}
	ArgNote     = Word{Name: "note", JA: "記録"}
	ArgReview   = Word{Name: "review", JA: "振り返り", More: []string{"ふりかえり", "postmortem"}}
	ArgDrill    = Word{Name: "drill", JA: "訓練"}

	RoleCommander = Word{Name: "commander", JA: "指揮者", More: []string{"ic", "指揮"}}
	RoleComms     = Word{Name: "comms", JA: "連絡係", More: []string{"連絡"}}
	RoleScribe    = Word{Name: "scribe", JA: "記録係", More: []string{"書記", "記録"}}

	AboutNote   = Line{JA: "障害の記録に1行加えます（障害のチャンネルかスレッドで。メンバーと役割のある人）", EN: "add a line to the incident's timeline, in its channel or thread (members, roles)"}
	ArgsNote    = Line{JA: "[INC-7] 文", EN: "[INC-7] text"}
	ExampleNote = Line{JA: "記録 INC-7 デプロイを戻しました", EN: "note INC-7 rolled the deploy back"}

	ArgsIncidentNew      = Line{JA: "[題名]", EN: "[title]"}
	ArgsIncidentID       = Line{JA: "INC-7", EN: "INC-7"}
	ArgsIncidentResolve  = Line{JA: "[INC-7] [何で直ったか]", EN: "[INC-7] [what fixed it]"}
	ArgsIncidentUpdate   = Line{JA: "[INC-7]", EN: "[INC-7]"}
	ArgsIncidentSeverity = Line{JA: "[INC-7] SEV-1", EN: "[INC-7] SEV-1"}
	ArgsIncidentRole     = Line{JA: "[INC-7] 指揮者|連絡係|記録係 @人", EN: "[INC-7] commander|comms|scribe @person"}

	AboutIncidentNew      = Line{JA: "障害を宣言するフォーム", EN: "the form to declare one"}
	AboutIncidentList     = Line{JA: "進行中の障害、なければ最近のもの", EN: "what is running, else the latest"}
	AboutIncidentShow     = Line{JA: "状況と時系列", EN: "how it stands, and its timeline"}
	AboutIncidentUpdate   = Line{JA: "状況・影響・次の更新を知らせます（メンバーと役割のある人）", EN: "tell how it stands, whom it affects and when you tell more (members, roles)"}
	AboutIncidentSeverity = Line{JA: "重大度を変えます（メンバーと指揮者）", EN: "change its severity (members, the commander)"}
	AboutIncidentRole     = Line{JA: "役割を渡します（メンバーと指揮者）", EN: "give somebody a role (members, the commander)"}
	AboutIncidentNote     = Line{JA: "時系列に1行加えます（メンバーと役割のある人）", EN: "add a line to the timeline (members, roles)"}
	AboutIncidentResolve  = Line{JA: "復旧にします（メンバーと指揮者）", EN: "close it as resolved (members, the commander)"}
	AboutIncidentReopen   = Line{JA: "復旧にした障害を再開します（メンバーと指揮者）", EN: "have a resolved one running again (members, the commander)"}
	AboutIncidentReview   = Line{JA: "振り返りの下書きをファイルで受け取ります（メンバーと役割のある人）", EN: "get a draft of the review as a file (members, roles)"}
	AboutIncidentDrill    = Line{JA: "訓練を始めます。数字には入りません", EN: "start a drill; it counts nowhere"}
	AboutIncidentAsker    = Line{JA: "障害を宣言し、状況を確認します", EN: "declare incidents and see how they stand"}
	ExampleIncidentList   = Line{JA: "障害 一覧", EN: "incident list"}
	IncidentParts         = Line{JA: "INC-7 は、障害のチャンネルの中や、進行中の障害が1件だけのときは省けます。", EN: "Leave INC-7 out in the incident's channel, or when only one is running."}
)

// What is said while an incident runs.
var (
	UpdateHead      = Line{JA: "📣 {incident}: {status}", EN: "📣 {incident}: {status}"}
	UpdateNext      = Line{JA: "次の更新 {at}", EN: "next update {at}"}
	UpdateDueActing = Line{JA: "{who} さん、仮の指揮者として次の更新をお願いします。", EN: "{who}, as acting commander: the next update is due."}
	UpdateDue       = Line{JA: "{who} さん、指揮者として次の更新をお願いします。", EN: "{who}, as commander: the next update is due."}
	NoCommander     = Line{JA: "指揮者がまだ仮のままです。", EN: "Nobody has taken command yet."}
	CommandTaken    = Line{JA: "{who} さんが指揮者になりました。", EN: "{who} took command."}
	UpdateDone      = Line{JA: "{at} に更新されました。", EN: "Updated {at}."}
	UpdateAgain     = Line{JA: "次の更新は、あらためてお願いします。", EN: "The next update is asked for anew."}
	AskedOver       = Line{JA: "{id} は復旧しました。", EN: "{id} is resolved."}
	ButtonUpdate    = Line{JA: "更新する", EN: "Update"}
	ButtonReview    = Line{JA: "振り返りの下書き", EN: "Review draft"}

	IncidentComms  = Line{JA: "連絡係 {who}", EN: "Comms {who}"}
	IncidentScribe = Line{JA: "記録係 {who}", EN: "Scribe {who}"}
	IncidentNext   = Line{JA: "次の更新 {at}", EN: "Next update {at}"}

	EntryUpdate = Line{JA: "更新: {text}", EN: "update: {text}"}
	EntryImpact = Line{JA: "影響: {text}", EN: "impact: {text}"}
	EntryComms  = Line{JA: "連絡係: {text}", EN: "comms: {text}"}
	EntryScribe = Line{JA: "記録係: {text}", EN: "scribe: {text}"}

	DoneSeverity = Line{JA: "{subject} の重大度を {severity} にしました。", EN: "{subject} is {severity} now."}
	DoneRole     = Line{JA: "{subject} の{role}を {who} さんにしました。", EN: "{who} is {role} of {subject} now."}
	DoneReopened = Line{JA: "{subject} を再開しました。", EN: "{subject} is running again."}
	DoneRestored = Line{JA: "{subject} を復旧にしました（宣言から {took}）。", EN: "{subject} is resolved ({took} after the declaration)."}

	WhichIncident = Line{JA: "どの障害か、番号を付けてください。進行中: {list}", EN: "Say which incident by its number. Running: {list}"}
	NoneRunning   = Line{JA: "進行中の障害はありません。終わった障害には INC-7 のように番号を付けてください。", EN: "No incident is running. For one that is over, give its number, like INC-7."}
	WhichSeverity = Line{JA: "重大度 `{typed}` はありません。使えるのは {list} です。", EN: "There is no severity `{typed}`. Use one of {list}."}
	NoteSwallowed = Line{JA: "記録ではなく質問でしたか？", EN: "Was it a question rather than a note?"}
	ShowClosed    = Line{JA: "非公開の場所の障害のため、時系列はメンバーだけに表示します。", EN: "It runs in a private place: only members see its timeline."}

	UpdatePress     = Line{JA: "{subject} がいまどうなっているかを知らせます。", EN: "Tell everybody how {subject} stands."}
	UpdateTitle     = Line{JA: "{subject} の更新", EN: "Update {subject}"}
	UpdateStatus    = Line{JA: "状況", EN: "Status"}
	UpdateHint      = Line{JA: "いまどうなっていて、何をしているか", EN: "How it stands and what is being done"}
	UpdateImpact    = Line{JA: "影響", EN: "Impact"}
	UpdateNextAt    = Line{JA: "次の更新", EN: "Next update at"}
	UpdateChoice    = Line{JA: "{at}（{after}後）", EN: "{at} (in {after})"}
	UpdateNoPromise = Line{JA: "決めない", EN: "Not promised"}
	UpdateLast      = Line{JA: "前回 {at}: {text}", EN: "Last time, {at}: {text}"}
	UpdateWhere     = Line{JA: "{channel} に1行で投稿し、障害のまとめも書き換えます。", EN: "It is posted as one line in {channel}, and the incident's summary is edited."}
	DrillForm       = Line{JA: "🧪 訓練です。進め方は本番と同じで、「訓練」と付き、数字には入りません。", EN: "🧪 This is a drill. It runs like a real one, is marked as a drill and counts nowhere."}
	DrillTitle      = Line{JA: "訓練を始める", EN: "Start a drill"}
	DrillName       = Line{JA: "訓練: API が 502 を返す", EN: "Drill: the API answers 502"}

	BookmarkThread  = Line{JA: "元の問い合わせ {id}", EN: "Inquiry {id}"}
	BookmarkPost    = Line{JA: "{id} の一覧の投稿", EN: "{id} in the incidents channel"}
	BookmarkRunbook = Line{JA: "障害対応の手順", EN: "How we run incidents"}
	BookmarkDatadog = Line{JA: "Datadog #{n}", EN: "Datadog #{n}"}

	ReviewSent    = Line{JA: "{subject} の振り返りの下書き {file} をダイレクトメッセージで送りました。", EN: "The review draft of {subject}, {file}, is in your direct messages."}
	ReviewRunning = Line{JA: "{subject} はまだ進行中です。下書きは今までの記録だけで作りました。", EN: "{subject} is still running. The draft holds what is recorded so far."}
)

// The draft of a review, in Markdown: an explanation in the sense of Diataxis,
// of what happened and why.
var (
	ReviewTitle   = Line{JA: "{id} の振り返り: {title}", EN: "Review of {id}: {title}"}
	ReviewAbout   = Line{JA: "{id}（{severity}）で何が起き、なぜ起きたか。", EN: "What happened in {id} ({severity}), and why."}
	ReviewTeach   = Line{JA: "わかったことを資料にすると、次に似たことが起きたときに見つかります。", EN: "Made into a page, what it taught is found the next time."}
	ReviewIntro   = Line{JA: "記録から作った下書きです。✍️ の所を書き足してください。人の責任ではなく、仕組みの説明を書きます。", EN: "A draft made from the record. Complete what is marked ✍️. Explain how the system behaved, not whose fault it was."}
	ReviewDrill   = Line{JA: "これは訓練の振り返りです。", EN: "This is the review of a drill."}
	ReviewSummary = Line{JA: "概要", EN: "Summary"}
	ReviewImpact  = Line{JA: "影響", EN: "Impact"}
	ReviewStory   = Line{JA: "時系列", EN: "Timeline"}
	ReviewDetect  = Line{JA: "検知", EN: "Detection"}
	ReviewRespond = Line{JA: "対応", EN: "Response"}
	ReviewCause   = Line{JA: "原因", EN: "Cause"}
	ReviewWell    = Line{JA: "うまくいったこと", EN: "What went well"}
	ReviewBadly   = Line{JA: "うまくいかなかったこと、運がよかったこと", EN: "What went badly, and where we were lucky"}
	ReviewActions = Line{JA: "対応策", EN: "Actions"}

	ReviewWriteSummary = Line{JA: "✍️ 何が起き、だれが困り、どう直ったかを3行で。", EN: "✍️ What happened, who was affected and what fixed it, in three lines."}
	ReviewWriteImpact  = Line{JA: "✍️ 影響を受けた人数や割合を、根拠のリンクと一緒に。", EN: "✍️ How many people or requests were affected, with a link to the evidence."}
	ReviewWriteDetect  = Line{JA: "✍️ 監視は気づきましたか。もっと早く気づくには何が要りますか。", EN: "✍️ Did monitoring notice? What would have noticed sooner?"}
	ReviewWriteRespond = Line{JA: "✍️ 迷った所、待った所、役に立った手順。", EN: "✍️ Where people hesitated or waited, and which runbook helped."}
	ReviewWriteCause   = Line{JA: "✍️ きっかけと、それが障害になるのを許した条件。", EN: "✍️ The trigger, and the conditions that let it become an incident."}
	ReviewWrite        = Line{JA: "✍️", EN: "✍️"}

	ReviewFact     = Line{JA: "項目", EN: "Fact"}
	ReviewValue    = Line{JA: "記録", EN: "Record"}
	ReviewSeverity = Line{JA: "重大度", EN: "Severity"}
	ReviewDetected = Line{JA: "検知", EN: "Detected"}
	ReviewDeclared = Line{JA: "宣言", EN: "Declared"}
	ReviewStable   = Line{JA: "影響の収束", EN: "Stable"}
	ReviewResolved = Line{JA: "復旧", EN: "Resolved"}
	ReviewAfter    = Line{JA: "{at}（宣言から {took}）", EN: "{at} ({took} after the declaration)"}
	ReviewToDecl   = Line{JA: "{at}（検知から {took}）", EN: "{at} ({took} after detection)"}
	ReviewOpen     = Line{JA: "まだ", EN: "not yet"}

	ReviewLine      = Line{JA: "{at} に検知、{declared} に宣言しました。", EN: "Detected {at}, declared {declared}."}
	ReviewLast      = Line{JA: "最後の更新: {text}", EN: "Last update: {text}"}
	ReviewAffected  = Line{JA: "影響: {text}", EN: "Affected: {text}"}
	ReviewAsked     = Line{JA: "つながっている問い合わせ: {n}件", EN: "Linked inquiries: {n}"}
	ReviewByInquiry = Line{JA: "問い合わせ {id}（{who}）で気づきました。", EN: "Noticed through {id}, asked by {who}."}
	ReviewByPerson  = Line{JA: "{who} が気づいて宣言しました。", EN: "Noticed and declared by {who}."}
	ReviewUpdates   = Line{JA: "更新 {n}回、最初は宣言から {took}。", EN: "Updates: {n}, the first {took} after the declaration."}
	ReviewSilent    = Line{JA: "更新はありませんでした。", EN: "No update was given."}
	ReviewActing    = Line{JA: "指揮者は最後まで仮のままでした。", EN: "Nobody took command until the end."}

	ReviewAction   = Line{JA: "対応策", EN: "Action"}
	ReviewAim      = Line{JA: "ねらい", EN: "Aim"}
	ReviewOwner    = Line{JA: "担当", EN: "Owner"}
	ReviewDue      = Line{JA: "期限", EN: "Due"}
	ReviewPrevent  = Line{JA: "再発を防ぐ", EN: "prevent it"}
	ReviewNotice   = Line{JA: "早く気づく", EN: "notice sooner"}
	ReviewMitigate = Line{JA: "影響を減らす", EN: "lessen the impact"}
)
