package phrase

// Lines of the later life of an inquiry: waiting for long, closed without
// reasons, come back.
var (
	WaitAsked      = Line{JA: "⏳ {who} さん、質問者としてご返信をお願いします（{by} さんから）。", EN: "⏳ {who}, {by} is waiting for your answer, as the asker."}
	WaitOver       = Line{JA: "⏳ {who} さんの返信待ちは終わりました。", EN: "⏳ No longer waiting for {who}."}
	Stale          = Line{JA: "{id} はご返信待ちです。{days}後に閉じます。", EN: "{id} is waiting for you and closes in {days}."}
	StaleOpen      = Line{JA: "{id} はご返信待ちです。", EN: "{id} is waiting for you."}
	StaleKept      = Line{JA: "わかりました。{id} は閉じません。スレッドへのご返信をお待ちしています。", EN: "OK, {id} stays open. Please answer in its thread."}
	StaleClosed    = Line{JA: "ご返信がなかったため、{id} を閉じました。まだ必要なら再開できます。", EN: "{id} is closed because there was no answer. Reopen it if you still need it."}
	StaleWithdrawn = Line{JA: "{id} を閉じました。まだ必要になったら再開できます。", EN: "{id} is closed. Reopen it if you need it after all."}
	StaleReopened  = Line{JA: "{id} を再開しました（{status}）。", EN: "{id} is open again ({status})."}
	StaleOver      = Line{JA: "{id} はもう返信待ちではありません（{status}）。", EN: "{id} no longer waits for you ({status})."}
	ButtonNeeded   = Line{JA: "まだ必要", EN: "Still needed"}
	ButtonClose    = Line{JA: "閉じてよい", EN: "Close it"}

	CardCloses     = Line{JA: "質問者に確認しました。返信がなければ {at} に閉じます。", EN: "The asker was asked; without an answer it closes at {at}."}
	CardStale      = Line{JA: "質問者の返信がなかったため閉じました。", EN: "Closed because the asker did not come back."}
	BusinessDay    = Line{JA: "{n}営業日", EN: "{n} business day"}
	BusinessDays   = Line{JA: "{n}営業日", EN: "{n} business days"}
	ReportReturned = Line{JA: "解決後の再問い合わせ: {n}件（解決 {resolved}件）", EN: "Came back after a resolution: {n} (resolved {resolved})"}

	ReasonsDue       = Line{JA: "理由の未入力 {n}件", EN: "{n} inquiries without reasons"}
	ReasonsDueOne    = Line{JA: "理由の未入力 1件", EN: "1 inquiry without reasons"}
	ButtonReasonsAll = Line{JA: "一括入力", EN: "Fill in all"}
	ReasonsAllTitle  = Line{JA: "理由の一括入力", EN: "Fill in reasons"}
	ReasonsAllHow    = Line{
		JA: "わかるものだけで構いません。2日以上かかったものは、カードの「理由を入力」から入力してください。",
		EN: "Fill in what you know. What took two days or more is filled in from its card, with “Fill in reasons”.",
	}
	ReasonsMoved   = Line{JA: "新しいお知らせにまとめました。", EN: "This is in a newer message now."}
	ReasonsDone    = Line{JA: "✅ 理由の入力が終わりました。ありがとうございます。", EN: "✅ All reasons are filled in. Thank you."}
	ReasonsNone    = Line{JA: "理由の未入力はありません。", EN: "Nothing is without reasons."}
	ReasonsSaved   = Line{JA: "{n}件の理由を保存しました。", EN: "Saved the reasons of {n}."}
	ReasonsLeft    = Line{JA: "{n}件の理由を保存しました。残り {left}件です。", EN: "Saved the reasons of {n}; {left} left."}
	ReasonsHalf    = Line{JA: "こちらも選んでください。わからないときは「わからない」も選べます。", EN: "Choose this too; “Don't know” is an answer."}
	ReasonsHalfB   = Line{JA: "こちらも選んでください。", EN: "Choose this too."}
	ReasonsNothing = Line{JA: "少なくとも1件を入力してください。あとにするなら「やめる」で閉じてください。", EN: "Fill in at least one, or close this with “Cancel”."}

	Recontact     = Line{JA: "{of} の続きですか？", EN: "Is this {of} again?"}
	ButtonSame    = Line{JA: "はい、再開", EN: "Yes, reopen"}
	ButtonAnother = Line{JA: "別件", EN: "Something else"}
	ButtonNewOne  = Line{JA: "新しく質問する", EN: "Ask anew"}
)

// lifeRefusal are the refusals of these acts.
func lifeRefusal(reason string) (l Line, ok bool) {
	switch reason {
	case "not_waiting":
		return Line{
			JA: "{subject} はもう返信待ちではありません。閉じるにはスレッドで「取り下げ」と書いてください。",
			EN: "{subject} no longer waits for you. To close it, write “withdraw” to me in its thread.",
		}, true
	case "reopen_late":
		return Line{
			JA: "{subject} は解決から7日以上たっています。新しい問い合わせとして送ってください。",
			EN: "{subject} was resolved more than 7 days ago. Please send this as a new inquiry.",
		}, true
	case "no_page":
		return Line{
			JA: "{subject} の資料が見つかりません。「使った資料」に資料のURLを入れて保存してから、もう一度押してください。",
			EN: "The page of {subject} is not known. Save its URL as the page used, then press again.",
		}, true
	case "duplicate_cycle":
		return Line{
			JA: "{subject} はすでにこの問い合わせの重複です。どちらか一方だけをまとめられます。",
			EN: "{subject} is a duplicate of this one already. Only one of the two can be grouped.",
		}, true
	}
	return Line{}, false
}
