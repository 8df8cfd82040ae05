package phrase

// The app's manifest, in the words that Slack shows to everybody. Names of
// shortcuts hold 24 characters, descriptions 150, the app's description 140.
var (
	ManifestAbout = Line{
		JA: "プラットフォームチームへの質問に、資料か担当者をすぐに案内します。障害対応も Slack の中で進められます。",
		EN: "Ask the platform team, get an answer or an owner, and run incidents without leaving Slack.",
	}
	ManifestLong = Line{
		JA: "toban は、アプリチームからプラットフォームチームへの質問を受け付けます。チャンネルでメンションする、メッセージのショートカットを使う、/toban を実行する、のどれでも質問できます。近い資料をまず示し、残りを当番の人に渡し、最初の返信の期限を見守ります。障害は Datadog のインシデントと専用のチャンネルになります。読むのは招待されたチャンネルだけで、それ以外には投稿しません。使い方は /toban ヘルプ で確かめられます。",
		EN: "toban takes questions that application teams raise to the platform team. Mention it in a channel, use a shortcut on any message, or run /toban. It suggests matching documents first, hands what remains to the person on duty, tracks the first reply, and turns an incident into a Datadog incident with its own channel. It reads only the channels it is invited to and never posts outside them.",
	}
	ManifestCommand = Line{JA: "質問、一覧、当番、障害、使い方", EN: "Ask, list, on-call, incidents, help"}

	ShortcutAsk           = Line{JA: "プラットフォームに質問", EN: "Ask the platform team"}
	ShortcutAskAbout      = Line{JA: "質問のフォームを開きます", EN: "Open the question form"}
	ShortcutDeclare       = Line{JA: "障害を宣言", EN: "Declare incident"}
	ShortcutDeclareAbout  = Line{JA: "障害のフォームを開きます", EN: "Open the incident form"}
	ShortcutCreate        = Line{JA: "プラットフォームに問い合わせる", EN: "Send to platform team"}
	ShortcutCreateAbout   = Line{JA: "このメッセージを問い合わせにします", EN: "Turn this message into an inquiry"}
	ShortcutHere          = Line{JA: "障害を宣言する", EN: "Declare incident"}
	ShortcutHereAbout     = Line{JA: "このメッセージから障害を宣言します", EN: "Declare an incident from this message"}
	ShortcutTimeline      = Line{JA: "障害の記録に追加する", EN: "Add to incident timeline"}
	ShortcutSave          = Line{JA: "FAQの下書きにする", EN: "Save as FAQ draft"}
	ShortcutSaveAbout     = Line{JA: "このスレッドの問い合わせから資料の下書きを作ります", EN: "Draft a page from this thread's inquiry"}
	ShortcutTimelineAbout = Line{JA: "このメッセージを障害の記録に追加します", EN: "Put this message on the incident's timeline"}
)
