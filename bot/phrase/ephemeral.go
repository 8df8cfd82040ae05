package phrase

// Answers that only one person sees.
var (
	MenuText = Line{JA: "何をお手伝いしましょうか？", EN: "What can I do for you?"}

	DidYouMean = Line{JA: "`{typed}` はありません。`{word}` のことですか？", EN: "There is no `{typed}`. Did you mean `{word}`?"}
	MeantTwo   = Line{JA: "`{typed}` はありません。`{word}` か `{other}` のことですか？", EN: "There is no `{typed}`. Did you mean `{word}` or `{other}`?"}
	SlashOnly  = Line{JA: "`{command} {word}` と入力してください。", EN: "Type `{command} {word}`."}
	ThreadOnly = Line{JA: "スレッドの中で使ってください。", EN: "Use this inside the inquiry's thread."}
	NoInquiry  = Line{JA: "このスレッドには問い合わせがありません。", EN: "There is no inquiry in this thread."}
	Usage      = Line{JA: "使い方: `{usage}`。例: `{example}`", EN: "Usage: `{usage}`. Example: `{example}`"}
	UsageOnly  = Line{JA: "使い方: `{usage}`", EN: "Usage: `{usage}`"}
	NoCommand  = Line{JA: "`{typed}` はありません。`{command} ヘルプ` で一覧が出ます。", EN: "There is no `{typed}`. `{command} help` lists what there is."}

	SentInquiry = Line{JA: "問い合わせとして送りました: {subject}", EN: "Sent as an inquiry: {subject}"}
	SentWhere   = Line{JA: "場所は {channel} です。返信はそのスレッドに届きます。", EN: "It is in {channel}. Answers come in its thread."}
	NotInvited  = Line{JA: "このチャンネルに招待されていないため投稿できません。`/invite {bot}` を実行してから、もう一度送ってください。", EN: "I'm not in this channel. Run `/invite {bot}`, then send it again."}
	SourceLost  = Line{JA: "元のメッセージを読めませんでした。もう一度書いてください。", EN: "I could not read the message. Please write it again."}
	AlreadySent = Line{JA: "すでに {subject} になっています。", EN: "It is {subject} already."}

	DoneTake     = Line{JA: "{subject} を担当にしました。", EN: "{subject} is yours."}
	DoneAssign   = Line{JA: "{subject} の担当を {who} さんにしました。", EN: "{who} owns {subject} now."}
	DoneWait     = Line{JA: "{subject} を質問者の返信待ちにしました。", EN: "{subject} waits for the asker."}
	DoneResolve  = Line{JA: "{subject} を解決にしました。", EN: "{subject} is resolved."}
	DoneReopen   = Line{JA: "{subject} を再開しました。", EN: "{subject} is open again."}
	DoneWithdraw = Line{JA: "{subject} を取り下げました。", EN: "{subject} is withdrawn."}
	DoneDup      = Line{JA: "{subject} を {other} と同じ件にまとめました。", EN: "{subject} is counted under {other}."}
	DoneNote     = Line{JA: "{subject} の記録に追加しました。", EN: "Added to the timeline of {subject}."}
	DoneHelped   = Line{JA: "お役に立ててよかったです。記録しました。", EN: "Glad it helped. It is noted."}
	DoneKeep     = Line{JA: "{subject} は引き続き {who} さんの担当です。", EN: "{who} keeps {subject}."}
	DoneNudge    = Line{JA: "{who} さんにお知らせしました。", EN: "{who} has been told."}

	ReasonsWanted = Line{JA: "{subject} を解決にしました。理由を教えてください（30秒）。", EN: "{subject} is resolved. Please give the reasons (30 seconds)."}
	DeclareHere   = Line{JA: "障害を宣言しますか？ 宣言するのは人だけです。", EN: "Declare an incident? Only a person does that."}

	ListEmpty   = Line{JA: "該当する問い合わせはありません。", EN: "No inquiry matches."}
	ListTitle   = Line{JA: "{what}（{from}-{to} / {n}件）", EN: "{what} ({from}-{to} of {n})"}
	ListNext    = Line{JA: "次の {n}件", EN: "Next {n}"}
	ListWaits   = Line{JA: "期限 {due}", EN: "due {due}"}
	ListOverdue = Line{JA: "期限切れ {due}", EN: "overdue since {due}"}
	ListNoOwner = Line{JA: "担当なし", EN: "no owner"}
	ListPrivate = Line{JA: "🔒 非公開", EN: "🔒 private"}
	ListReplied = Line{JA: "返信済み", EN: "answered"}
	ListMine    = Line{JA: "自分の問い合わせ", EN: "Your inquiries"}
	ListOwned   = Line{JA: "自分の担当", EN: "Inquiries you own"}
	ListOpen    = Line{JA: "未完了の問い合わせ", EN: "Open inquiries"}
	ListNobodys = Line{JA: "未対応の問い合わせ", EN: "Unassigned inquiries"}
	ListWaiting = Line{JA: "返信待ちの問い合わせ", EN: "Inquiries that wait for the asker"}
	ListLate    = Line{JA: "期限切れの問い合わせ", EN: "Overdue inquiries"}
	ListAll     = Line{JA: "すべての問い合わせ", EN: "All inquiries"}
	ListTeam    = Line{JA: "チーム {team}", EN: "Team {team}"}
	ListNoArea  = Line{JA: "分野 `{typed}` はありません。あるのは {names} です。", EN: "There is no area `{typed}`. There are {names}."}
	ListNoTeam  = Line{JA: "チーム `{typed}` はありません。あるのは {names} です。", EN: "There is no team `{typed}`. There are {names}."}
	ListNoneSet = Line{JA: "設定されていません", EN: "none configured"}
	ListBadWord = Line{JA: "`{typed}` はわかりません。使えるのは {words} です。", EN: "I don't know `{typed}`. Use one of {words}."}

	ShowAsked   = Line{JA: "{at} に受付", EN: "asked {at}"}
	ShowPrivate = Line{JA: "非公開の場所の問い合わせのため、内容は表示しません。", EN: "It was asked in a private place, so its text is not shown."}

	OnCallNow       = Line{JA: "今の当番{rotation}: {who}", EN: "On call now{rotation}: {who}"}
	OnCallNext      = Line{JA: "次の当番{rotation}: {who}", EN: "Next on call{rotation}: {who}"}
	OnCallUntil     = Line{JA: "{until} まで", EN: "until {until}"}
	OnCallFrom      = Line{JA: "{from} から", EN: "from {from}"}
	OnCallSpan      = Line{JA: "{from} 〜 {to}", EN: "from {from} to {to}"}
	OnCallNobody    = Line{JA: "今はだれも当番ではありません。リードの {lead} さんに届きます。", EN: "Nobody is on call. It goes to the lead, {lead}."}
	OnCallSecondary = Line{JA: "副当番 {who}", EN: "secondary {who}"}
	OnCallNoNext    = Line{JA: "次の交代は決まっていません{rotation}。", EN: "No handoff is planned{rotation}."}
	OnCallPerson    = Line{JA: "{who} さんの当番{rotation}: {span}", EN: "{who} is on call{rotation} {span}"}
	OnCallOwn       = Line{JA: "{who} さんの次の順番{rotation}: {span}", EN: "{who}'s next own turn{rotation} is {span}"}
	OnCallNever     = Line{JA: "{who} さんの当番{rotation}は、この先 {days}日にはありません。", EN: "{who} is not on call{rotation} in the next {days} days."}
	OnCallOf        = Line{JA: "（{rotation}）", EN: " ({rotation})"}
	OnCallShift     = Line{JA: "• {from} 〜 {to}  {who}", EN: "• {from} - {to}  {who}"}
	OnCallShiftOpen = Line{JA: "• {from} 〜  {who}", EN: "• from {from}  {who}"}
	OnCallNone      = Line{JA: "当番は設定されていません。", EN: "No rotation is configured."}
	NobodyName      = Line{JA: "なし", EN: "nobody"}

	DocsTitle     = Line{JA: "「{words}」に近い資料", EN: "Documents close to \"{words}\""}
	DocsUnhelpful = Line{JA: "「{words}」の結果は違っていたと記録しました。人に聞くこともできます。", EN: "It is noted that nothing fitted \"{words}\". You can also ask a person."}
	DocsNone      = Line{JA: "「{words}」に合う資料は見つかりませんでした。", EN: "No document fits \"{words}\"."}
	DocsUnsure    = Line{JA: "ぴったりの資料はありませんでした。近いものはこちらです。", EN: "Nothing fits well. These are the closest."}
	DocsSwallowed = Line{JA: "検索ではなく質問でしたか？", EN: "Was it a question rather than a search?"}
	DocsAway      = Line{JA: "今は検索できません。少し待ってからお試しください。", EN: "Search is not available right now. Please try again in a moment."}
	DocsUpdated   = Line{JA: "更新 {at}", EN: "updated {at}"}
	DocsOffer     = Line{JA: "近い資料がありました。解決しないときは送ってください。", EN: "These look close. Send it if they do not help."}
	DocsSend      = Line{JA: "この質問を送ります。", EN: "Send this question."}

	IncidentSwallowed = Line{JA: "障害ではなく質問でしたか？", EN: "Was it a question rather than an incident?"}
	IncidentNone      = Line{JA: "進行中の障害はありません。", EN: "No incident is running."}
	IncidentList      = Line{JA: "障害", EN: "Incidents"}
	IncidentChief     = Line{JA: "指揮者 {who}", EN: "commander {who}"}
	IncidentSince     = Line{JA: "宣言 {at}", EN: "declared {at}"}
	IncidentTook      = Line{JA: "復旧まで {took}", EN: "restored after {took}"}
	IncidentOutline   = Line{JA: "ゲストやほかのワークスペースの方には、概要だけを表示します。", EN: "Guests and people of other workspaces see an outline only."}
	NoIncident        = Line{JA: "ここには進行中の障害がありません。障害のチャンネルかスレッドで使ってください。", EN: "No incident is running here. Use this in an incident's channel or thread."}

	StatsAway = Line{JA: "今は集計できません。少し待ってからお試しください。", EN: "Numbers are not available right now. Please try again in a moment."}

	AndMore = Line{JA: "…ほか {n} 件", EN: "… and {n} more"}
)

// Buttons of the private surfaces.
var (
	ButtonAsk         = Line{JA: "質問する", EN: "Ask"}
	ButtonMine        = Line{JA: "自分の問い合わせ", EN: "My inquiries"}
	ButtonOnCall      = Line{JA: "今の当番", EN: "On-call now"}
	ButtonHelp        = Line{JA: "使い方", EN: "Help"}
	ButtonMeant       = Line{JA: "はい", EN: "Yes"}
	ButtonRun         = Line{JA: "実行する", EN: "Run it"}
	ButtonSendInquiry = Line{JA: "問い合わせとして送る", EN: "Send as inquiry"}
	ButtonSend        = Line{JA: "送る", EN: "Send it"}
	ButtonGiveReasons = Line{JA: "理由を入力", EN: "Give reasons"}
	ButtonDeclareForm = Line{JA: "障害を宣言…", EN: "Declare…"}
)

// Numbers with their noun.
var (
	CountInquiry   = Line{JA: "{n}件", EN: "{n} inquiry"}
	CountInquiries = Line{JA: "{n}件", EN: "{n} inquiries"}
)

// Between the items of a list.
var (
	Comma     = Line{JA: "、", EN: ", "}
	Semicolon = Line{JA: "、", EN: "; "} // between what has commas in it
)

// PlatformTeam is what the team is called when the configuration has no name.
var PlatformTeam = Line{JA: "プラットフォームチーム", EN: "the platform team"}
