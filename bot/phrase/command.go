package phrase

// A Word is a command as people type it: after folding, any of its spellings
// means the same.
type Word struct {
	Name string   // the English word that help shows
	JA   string   // the Japanese word that help shows
	More []string // further spellings of either language
}

// Spellings are all forms of the word, the shown ones first.
func (w Word) Spellings() []string { return append([]string{w.Name, w.JA}, w.More...) }

// In is the spelling that help shows in the book's language.
func (w Word) In(b Book) string { return b.Say(Line{JA: w.JA, EN: w.Name}) }

// Words of the commands.
var (
	WordAsk      = Word{Name: "ask", JA: "質問"}
	WordList     = Word{Name: "list", JA: "一覧"}
	WordShow     = Word{Name: "show", JA: "表示"}
	WordTake     = Word{Name: "take", JA: "担当", More: []string{"claim", "mine", "担当します", "やります"}}
	WordAssign   = Word{Name: "assign", JA: "割当"}
	WordWait     = Word{Name: "wait", JA: "待ち", More: []string{"waiting", "確認待ち"}}
	WordResolve  = Word{Name: "resolve", JA: "解決", More: []string{"done", "resolved", "完了", "解決しました"}}
	WordReopen   = Word{Name: "reopen", JA: "再開", More: []string{"再オープン"}}
	WordWithdraw = Word{Name: "withdraw", JA: "取り下げ"}
	WordDup      = Word{Name: "dup", JA: "重複"}
	WordDocs     = Word{Name: "docs", JA: "検索", More: []string{"search", "資料"}}
	WordOnCall   = Word{Name: "oncall", JA: "当番", More: []string{"who", "今日の当番"}}
	WordIncident = Word{Name: "incident", JA: "障害"}
	WordStats    = Word{Name: "stats", JA: "統計"}
	WordSimilar  = Word{Name: "similar", JA: "類似", More: []string{"過去"}}
	WordSummary  = Word{Name: "summary", JA: "まとめ"}
	WordFAQ      = Word{Name: "faq", JA: "ナレッジ化"}
	WordGaps     = Word{Name: "gaps", JA: "資料不足"}
	WordBacklog  = Word{Name: "backlog", JA: "自動化候補"}
	WordLoad     = Word{Name: "load", JA: "負荷"}
	WordExport   = Word{Name: "export", JA: "出力"}
	WordForget   = Word{Name: "forget", JA: "消去"}
	WordLang     = Word{Name: "lang", JA: "言語", More: []string{"language"}}
	WordConfig   = Word{Name: "config", JA: "設定"}
	WordDoctor   = Word{Name: "doctor", JA: "診断"}
	WordHelp     = Word{Name: "help", JA: "ヘルプ", More: []string{"?", "使い方"}}
)

// Meant are the commands, the likelier one first, that somebody has in mind who
// types nothing but text, in lower case, which is the word of none.
func Meant(text string) []Line {
	own := Line{JA: WordList.JA + " " + ArgMine.JA, EN: WordList.Name + " " + ArgMine.Name}
	resolve, withdraw := Line{JA: WordResolve.JA, EN: WordResolve.Name}, Line{JA: WordWithdraw.JA, EN: WordWithdraw.Name}
	switch text {
	case "status", "ステータス", "状況", "状態", "進捗":
		return []Line{own, {JA: WordStats.JA, EN: WordStats.Name}}
	case "my inquiries", "自分", "自分の問い合わせ":
		return []Line{own}
	case "close", "close it", "close this", "クローズ", "閉じる", "閉じて", "閉じてください":
		return []Line{resolve, withdraw}
	case "never mind", "nevermind", "cancel", "cancel it", "取消", "取り消し", "取消し", "取り消して", "キャンセル":
		return []Line{withdraw}
	}
	return nil
}

// AssignEndings follow a person's mention and make it an assignment:
// "@tanaka にお願い".
func AssignEndings() []string {
	return []string{"にお願い", "にお願いします", "さんにお願い", "さんにお願いします"}
}

// Words of the arguments.
var (
	ArgMine       = Word{Name: "mine", JA: "自分"}
	ArgOpen       = Word{Name: "open", JA: "未完了"}
	ArgUnassigned = Word{Name: "unassigned", JA: "未対応"}
	ArgWaiting    = Word{Name: "waiting", JA: "返信待ち"}
	ArgOverdue    = Word{Name: "overdue", JA: "期限切れ"}
	ArgAll        = Word{Name: "all", JA: "すべて"}

	ArgNext = Word{Name: "next", JA: "次"}
	ArgWeek = Word{Name: "week", JA: "今週"}

	ArgNew     = Word{Name: "new", JA: "宣言"}
	ArgList    = Word{Name: "list", JA: "一覧"}
	ArgShow    = Word{Name: "show", JA: "表示"}
	ArgResolve = Word{Name: "resolve", JA: "解決"}

	ArgLastWeek  = Word{Name: "lastweek", JA: "先週"}
	ArgMonth     = Word{Name: "month", JA: "今月"}
	ArgLastMonth = Word{Name: "lastmonth", JA: "先月"}

	ArgArea = Word{Name: "area", JA: "分野"}
	ArgTeam = Word{Name: "team", JA: "チーム"}

	ArgJapanese = Word{Name: "ja", JA: "日本語", More: []string{"japanese"}}
	ArgEnglish  = Word{Name: "en", JA: "英語", More: []string{"english"}}
	ArgAuto     = Word{Name: "auto", JA: "自動"}

	ArgCheck  = Word{Name: "check", JA: "確認"}
	ArgReload = Word{Name: "reload", JA: "再読込"}

	ArgCSV  = Word{Name: "csv", JA: "CSV"}
	ArgJSON = Word{Name: "json", JA: "JSON"}

	ArgInquiries = Word{Name: "inquiries", JA: "問い合わせ"}
	ArgIncidents = Word{Name: "incidents", JA: "障害"}
)

// What each command does, in one line of help.
var (
	AboutAsk      = Line{JA: "質問を送ります。文がなければフォームを開きます", EN: "send a question, or open the form"}
	AboutList     = Line{JA: "問い合わせの一覧", EN: "list inquiries"}
	AboutShow     = Line{JA: "1件を表示します", EN: "show one inquiry"}
	AboutTake     = Line{JA: "担当します", EN: "make it yours"}
	AboutAssign   = Line{JA: "担当を割り当てます", EN: "make somebody the owner"}
	AboutWait     = Line{JA: "質問者の返信待ちにします", EN: "wait for the asker's answer"}
	AboutResolve  = Line{JA: "解決にします", EN: "close it as resolved"}
	AboutReopen   = Line{JA: "閉じた問い合わせを再開します", EN: "open a closed inquiry again"}
	AboutWithdraw = Line{JA: "問い合わせを取り下げます", EN: "take the inquiry back"}
	AboutDup      = Line{JA: "別の問い合わせと同じ件にまとめます", EN: "count it under another inquiry"}
	AboutDocs     = Line{JA: "資料を検索します", EN: "search the documents"}
	AboutOnCall   = Line{JA: "今の当番と、その理由。カレンダーアプリにも", EN: "who is on call, and why; also for calendar apps"}
	AboutIncident = Line{JA: "障害を宣言し、進め、振り返ります", EN: "declare, run and review incidents"}
	AboutStats    = Line{JA: "1週間の数字", EN: "a week in numbers"}
	AboutSimilar  = Line{JA: "似た問い合わせ、障害、資料を探します", EN: "find similar inquiries, incidents and pages"}
	AboutSummary  = Line{JA: "問い合わせを数行にまとめます", EN: "an inquiry in a few lines"}
	AboutFAQ      = Line{JA: "問い合わせから資料の下書きを作ります", EN: "draft a page from an inquiry"}
	AboutGaps     = Line{JA: "足りない資料の一覧", EN: "what the documents lack"}
	AboutBacklog  = Line{JA: "セルフサービスにできる作業", EN: "work that self-service would spare"}
	AboutLoad     = Line{JA: "問い合わせにかかった手間（自分の分。リードは全員）", EN: "what inquiries cost you (leads: everybody)"}
	AboutExport   = Line{JA: "問い合わせや障害をファイルで受け取ります", EN: "receive inquiries or incidents as a file"}
	AboutForget   = Line{JA: "問い合わせの文を消します（数字は残ります）", EN: "erase an inquiry's words (its numbers stay)"}
	AboutLang     = Line{JA: "あなたへの返事の言語", EN: "the language you are answered in"}
	AboutConfig   = Line{JA: "設定の表示、確認、読み直し", EN: "show, check or reload the configuration"}
	AboutDoctor   = Line{JA: "動いているかを調べます", EN: "check that everything works"}
	AboutHelp     = Line{JA: "この使い方", EN: "this help"}
)

// Arguments of each command as help shows them.
var (
	ArgsAsk     = Line{JA: "[質問]", EN: "[question]"}
	ArgsList    = Line{JA: "[自分|未完了|未対応|返信待ち|期限切れ|すべて] [area:分野] [team:チーム]", EN: "[mine|open|unassigned|waiting|overdue|all] [area:x] [team:y]"}
	ArgsID      = Line{JA: "INQ-142", EN: "INQ-142"}
	ArgsAssign  = Line{JA: "INQ-142 @担当者", EN: "INQ-142 @person"}
	ArgsReason  = Line{JA: "INQ-142 [理由]", EN: "INQ-142 [reason]"}
	ArgsDup     = Line{JA: "INQ-142 INQ-120", EN: "INQ-142 INQ-120"}
	ArgsDocs    = Line{JA: "言葉", EN: "words"}
	ArgsOnCall  = Line{JA: "[次|今週|@人|カレンダー]", EN: "[next|week|@person|calendar]"}
	ArgsStats   = Line{JA: "[今週|先週|今月|先月|2026-W47] [area:分野]", EN: "[week|lastweek|month|lastmonth|2026-W47] [area:x]"}
	ArgsSimilar = Line{JA: "INQ-142|言葉", EN: "INQ-142|words"}
	ArgsExport  = Line{JA: "[障害] csv|json [今週|先週|今月|先月|2026-W47|2026-11]", EN: "[incidents] csv|json [week|lastweek|month|lastmonth|2026-W47|2026-11]"}
	ArgsLang    = Line{JA: "[ja|en|auto]", EN: "[ja|en|auto]"}
	ArgsConfig  = Line{JA: "[表示|確認|再読込]", EN: "[show|check|reload]"}
	ArgsHelp    = Line{JA: "[コマンド]", EN: "[command]"}
)

// Examples of each command, without the slash command itself.
var (
	ExampleAsk      = Line{JA: "質問 GPU ノードを使うには？", EN: "ask how do I get a GPU node?"}
	ExampleList     = Line{JA: "一覧 期限切れ", EN: "list overdue"}
	ExampleShow     = Line{JA: "表示 INQ-142", EN: "show INQ-142"}
	ExampleTake     = Line{JA: "担当 INQ-142", EN: "take INQ-142"}
	ExampleAssign   = Line{JA: "割当 INQ-142 @suzuki", EN: "assign INQ-142 @suzuki"}
	ExampleWait     = Line{JA: "待ち INQ-142 ログをお願いしました", EN: "wait INQ-142 asked for the log"}
	ExampleResolve  = Line{JA: "解決 INQ-142", EN: "resolve INQ-142"}
	ExampleReopen   = Line{JA: "再開 INQ-142", EN: "reopen INQ-142"}
	ExampleWithdraw = Line{JA: "取り下げ INQ-142", EN: "withdraw INQ-142"}
	ExampleDup      = Line{JA: "重複 INQ-142 INQ-120", EN: "dup INQ-142 INQ-120"}
	ExampleDocs     = Line{JA: "検索 OIDC 設定", EN: "docs OIDC setup"}
	ExampleOnCall   = Line{JA: "当番 次", EN: "oncall next"}
	ExampleIncident = Line{JA: "障害 宣言 API が 502 を返す", EN: "incident new API answers 502"}
	ExampleStats    = Line{JA: "統計 先週", EN: "stats lastweek"}
	ExampleSimilar  = Line{JA: "類似 OIDC の sub", EN: "similar OIDC sub"}
	ExampleSummary  = Line{JA: "まとめ INQ-142", EN: "summary INQ-142"}
	ExampleFAQ      = Line{JA: "ナレッジ化 INQ-142", EN: "faq INQ-142"}
	ExampleGaps     = Line{JA: "資料不足", EN: "gaps"}
	ExampleBacklog  = Line{JA: "自動化候補", EN: "backlog"}
	ExampleLoad     = Line{JA: "負荷", EN: "load"}
	ExampleExport   = Line{JA: "出力 csv 2026-W47", EN: "export csv 2026-W47"}
	ExampleForget   = Line{JA: "消去 INQ-142", EN: "forget INQ-142"}
	ExampleLang     = Line{JA: "言語 ja", EN: "lang en"}
	ExampleConfig   = Line{JA: "設定 確認", EN: "config check"}
	ExampleDoctor   = Line{JA: "診断", EN: "doctor"}
	ExampleHelp     = Line{JA: "ヘルプ 一覧", EN: "help list"}
)

// Who may use a command.
var (
	WhoEveryone = Line{JA: "だれでも", EN: "everyone"}
	WhoMember   = Line{JA: "{team} のメンバー", EN: "members of {team}"}
	WhoLead     = Line{JA: "リードと管理者", EN: "leads and admins"}
	WhoAdmin    = Line{JA: "管理者", EN: "admins"}
	WhoAsker    = Line{JA: "質問者と {team} のメンバー", EN: "the asker and members of {team}"}
)

// Help.
var (
	HelpTitle = Line{JA: "使い方", EN: "How to use toban"}
	HelpIntro = Line{
		JA: "チャンネルで {bot} に質問を書くと、近い資料と当番をすぐに案内します。メッセージに {ticket} を付けても問い合わせになります。",
		EN: "Write a question to {bot} in a channel: close documents and the on-call come at once. {ticket} on a message does the same.",
	}
	HelpThread = Line{
		JA: "スレッドの中では {bot} に続けて {words} と書けます。{emoji} の絵文字も使えます。",
		EN: "In a thread, write {bot} and one of {words}. As a reaction, {emoji}.",
	}
	HelpClaim    = Line{JA: "{emoji} 担当", EN: "{emoji} takes it"}
	HelpResolve  = Line{JA: "{emoji} 解決", EN: "{emoji} resolves it"}
	HelpWait     = Line{JA: "{emoji} 返信待ち", EN: "{emoji} waits"}
	HelpIncident = Line{JA: "{emoji} 障害", EN: "{emoji} offers to declare an incident"}

	HelpMore    = Line{JA: "詳しくは {command} ヘルプ コマンド", EN: "More: {command} help command"}
	HelpExample = Line{JA: "例: {example}", EN: "Example: {example}"}
	HelpWho     = Line{JA: "使える人: {who}", EN: "For {who}"}
	HelpWords   = Line{JA: "同じ意味の言葉: {words}", EN: "Also: {words}"}
)
