package phrase

// What happened to an inquiry, beside who did it and when.
var (
	DashHistory = Line{JA: "経過", EN: "History"}
	ColWho      = Line{JA: "だれが", EN: "Who"}

	StoryAsked       = Line{JA: "質問しました", EN: "asked"}
	StoryReported    = Line{JA: "{who} さんの代わりに質問しました", EN: "asked for {who}"}
	StorySuggested   = Line{JA: "資料を案内しました: {pages}", EN: "suggested: {pages}"}
	StoryNoPage      = Line{JA: "合う資料がありませんでした", EN: "found no document that fits"}
	StoryEdited      = Line{JA: "質問の文を変えました", EN: "changed the question"}
	StoryDeleted     = Line{JA: "元の投稿を削除しました", EN: "deleted the original message"}
	StorySecluded    = Line{JA: "チャンネルが非公開になりました", EN: "the channel was made private"}
	StoryPinged      = Line{JA: "{who} さんに知らせました", EN: "told {who}"}
	StoryClaimed     = Line{JA: "担当になりました", EN: "took it"}
	StoryAssigned    = Line{JA: "{who} さんを担当にしました", EN: "made {who} its owner"}
	StoryUnclaimed   = Line{JA: "担当をやめました", EN: "gave it back"}
	StoryWaited      = Line{JA: "質問者の返信待ちにしました", EN: "began to wait for the asker"}
	StoryWaitedFor   = Line{JA: "質問者の返信待ちにしました: {text}", EN: "began to wait for the asker: {text}"}
	StoryResumed     = Line{JA: "対応に戻しました", EN: "went on with it"}
	StoryFirst       = Line{JA: "最初の返信をしました", EN: "replied first"}
	StoryWrote       = Line{JA: "スレッドに書きました", EN: "wrote in the thread"}
	StoryUnwrote     = Line{JA: "スレッドの投稿を削除しました", EN: "deleted a message of the thread"}
	StoryKind        = Line{JA: "種類を「{text}」にしました", EN: "set the kind to {text}"}
	StoryArea        = Line{JA: "分野を「{text}」にしました", EN: "set the area to {text}"}
	StoryUrgency     = Line{JA: "急ぎ具合を「{text}」にしました", EN: "set the urgency to {text}"}
	StorySolved      = Line{JA: "資料で解決したと答えました", EN: "said that a page solved it"}
	StoryStillNeed   = Line{JA: "まだ困っていると答えました", EN: "said that help is still needed"}
	StoryHelped      = Line{JA: "役に立ったと答えました", EN: "said that it helped"}
	StoryWarned      = Line{JA: "最初の返信の期限まで {percent}% が過ぎました", EN: "{percent} % of the time to the first reply had passed"}
	StoryBreached    = Line{JA: "最初の返信の期限を過ぎました", EN: "the first reply was overdue"}
	StoryResolved    = Line{JA: "解決にしました", EN: "resolved it"}
	StoryResolvedBy  = Line{JA: "解決にしました: {text}", EN: "resolved it: {text}"}
	StoryReasoned    = Line{JA: "理由を記入しました", EN: "gave the reasons"}
	StoryReopened    = Line{JA: "再開しました", EN: "reopened it"}
	StoryReopenedFor = Line{JA: "再開しました: {text}", EN: "reopened it: {text}"}
	StoryAgain       = Line{JA: "{id} として、もう一度質問しました", EN: "asked it again as {id}"}
	StoryAlias       = Line{JA: "この言い方で {text} が見つかるようにしました", EN: "had its words find {text}"}
	StoryAliasAsked  = Line{JA: "この言い方で {text} が見つかるように提案しました", EN: "proposed that its words find {text}"}
	StoryDraft       = Line{JA: "資料の下書きを提案しました: {text}", EN: "proposed a page: {text}"}
	StoryPublished   = Line{JA: "資料を公開しました", EN: "published its page"}
	StoryDeclined    = Line{JA: "資料の下書きを見送りました", EN: "declined its page"}
	StoryRetracted   = Line{JA: "資料を取り下げました", EN: "withdrew its page"}
	StoryStale       = Line{JA: "まだ必要かを質問者に尋ねました", EN: "asked the asker whether it is still needed"}
	StoryNeeded      = Line{JA: "まだ必要だと答えました", EN: "said that it is still needed"}
	StorySuspected   = Line{JA: "本番に影響があるかを質問者に尋ねました", EN: "asked the asker whether production is affected"}
	StoryCalm        = Line{JA: "本番に影響はないと答えました", EN: "said that production is not affected"}
	StoryMerged      = Line{JA: "{id} と同じ件にまとめました", EN: "counted it under {id}"}
	StoryJoined      = Line{JA: "{id} を同じ件としてまとめました", EN: "counted {id} under it"}
	StoryParted      = Line{JA: "{id} を別の件に戻しました", EN: "took {id} apart from it again"}
	StoryWithdrew    = Line{JA: "取り下げました", EN: "withdrew it"}
	StoryClosed      = Line{JA: "返信がなかったので閉じました", EN: "closed it, since no answer came"}
	StoryForgotten   = Line{JA: "文と名前を消しました", EN: "erased words and names"}
	StoryNudged      = Line{JA: "{who} さんに催促しました", EN: "reminded {who}"}
	StoryEscalated   = Line{JA: "{id} を宣言しました", EN: "declared {id}"}
	StoryKept        = Line{JA: "引き継がずに続けることにしました", EN: "kept it across a handoff"}
	StoryStep        = Line{JA: "次にすること: {text}", EN: "next: {text}"}
	StoryClustered   = Line{JA: "同じ原因かもしれない件: {id}", EN: "may have one cause with {id}"}
	StoryUnrelated   = Line{JA: "関係なしと答えました", EN: "said that they are not related"}
)
