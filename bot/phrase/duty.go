package phrase

import "time"

// Words of the duty commands and their arguments.
var (
	WordCover   = Word{Name: "cover", JA: "代わり"}
	WordSwap    = Word{Name: "swap", JA: "交代"}
	WordAway    = Word{Name: "away", JA: "休み"}
	WordHandoff = Word{Name: "handoff", JA: "引き継ぎ", More: []string{"引継ぎ", "引継"}}

	ArgAnybody = Word{Name: "open", JA: "募集", More: []string{"誰か", "だれか"}}
	ArgPreview = Word{Name: "preview", JA: "確認"}
	ArgNow     = Word{Name: "now", JA: "今すぐ", More: []string{"今"}}
	ArgRemark  = Word{Name: "note", JA: "注意", More: []string{"メモ"}}
	ArgHistory = Word{Name: "history", JA: "履歴"}

	AboutCover   = Line{JA: "当番を代わってもらいます。一覧で変更の確認と取り消し", EN: "have your duty covered; list shows and undoes changes"}
	AboutSwap    = Line{JA: "当番を交代します。相手が承諾すると変わります", EN: "exchange turns; the other one accepts"}
	AboutAway    = Line{JA: "休みを登録し、代わりを探します", EN: "be away, and find cover"}
	AboutHandoff = Line{JA: "引き継ぎの確認、今すぐ交代、次の当番への注意や次の一手、変更の履歴", EN: "see the next handoff, hand over now, leave a note or a next step; who changed what"}

	ArgsCover   = Line{JA: "@人|募集|一覧 12/3 12/4", EN: "@person|open|list 12/3 12/4"}
	ArgsSwap    = Line{JA: "@人 自分の日 相手の日", EN: "@person my-date their-date"}
	ArgsAway    = Line{JA: "12/3 12/5", EN: "12/3 12/5"}
	ArgsHandoff = Line{JA: "[確認|今すぐ|注意 [INQ-142] 文|履歴]", EN: "[preview|now|note [INQ-142] text|history]"}

	ExampleCover   = Line{JA: "代わり @suzuki 12/3 12/4", EN: "cover @suzuki 12/3 12/4"}
	ExampleSwap    = Line{JA: "交代 @ito 12/3 12/10", EN: "swap @ito 12/3 12/10"}
	ExampleAway    = Line{JA: "休み 明日 来週月", EN: "away tomorrow fri"}
	ExampleHandoff = Line{JA: "引き継ぎ 注意 水曜に Argo CD を上げます", EN: "handoff note Argo CD upgrade on Wednesday"}
)

// Previews, shown before anything happens.
var (
	PreviewCover   = Line{JA: "{who} さんが {for} さんの当番を代わります: {span}", EN: "{who} covers for {for}: {span}"}
	PreviewOpen    = Line{JA: "{for} さんの当番を代われる人をチームで募集します: {span}", EN: "The team is asked to cover for {for}: {span}"}
	PreviewHole    = Line{JA: "当番がいない時間に {who} さんが入ります: {span}", EN: "{who} steps in where nobody is on call: {span}"}
	PreviewAskHole = Line{JA: "当番がいない時間に入れる人をチームで募集します: {span}", EN: "The team is asked who can step in: {span}"}
	PreviewSwap    = Line{JA: "{who} さんに当番の交代をお願いします。", EN: "{who} is asked to exchange turns."}
	PreviewAway    = Line{JA: "{who} さんが休みます: {span}", EN: "{who} is away: {span}"}
	PreviewNow     = Line{JA: "{who} さんに今すぐ当番を引き継ぎます: {span}", EN: "Duty goes to {who} at once: {span}"}
	PreviewPlan    = Line{JA: "この間の当番:", EN: "On call then:"}
	PreviewAfter   = Line{JA: "承諾されると、当番はこうなります:", EN: "On call once it is accepted:"}
	PreviewSame    = Line{JA: "当番は変わりません。", EN: "Nobody's duty changes."}
	PreviewAsks    = Line{JA: "代わりがいない時間は、チームで募集します: {span}", EN: "The team will be asked to cover: {span}"}
	PreviewRow     = Line{JA: "• {from} 〜 {to}  {who}", EN: "• {from} - {to}  {who}"}
	PreviewChanged = Line{JA: "（{was} さんから）", EN: " (was {was})"}
	PreviewDropped = Line{JA: "やめました。何も変わっていません。", EN: "Dropped. Nothing has changed."}
	ButtonConfirm  = Line{JA: "確定", EN: "Confirm"}
	ButtonDrop     = Line{JA: "やめる", EN: "Cancel"}
	ButtonUndo     = Line{JA: "取り消す", EN: "Undo"}
)

// What was arranged, in one line.
var (
	ChangeCover     = Line{JA: "代わり: {for} さんの当番 {span} を {who} さんが担当", EN: "Cover: {who} for {for}, {span}"}
	ChangeHole      = Line{JA: "代わり: {span} を {who} さんが担当", EN: "Cover: {who}, {span}"}
	ChangeSwap      = Line{JA: "交代: {for} さん {mine} ⇄ {who} さん {theirs}", EN: "Swap: {for} {mine} ⇄ {who} {theirs}"}
	ChangeAway      = Line{JA: "休み: {who} さん {span}", EN: "Away: {who}, {span}"}
	ChangeAsked     = Line{JA: "募集中: {for} さんの当番 {span}", EN: "Cover wanted: {for}, {span}"}
	ChangeHoleAsked = Line{JA: "募集中: 当番がいない {span}", EN: "Cover wanted: nobody is on call {span}"}
	ChangeProposed  = Line{JA: "返事待ちの交代: {for} さん {mine} ⇄ {who} さん {theirs}", EN: "Swap proposed: {for} {mine} ⇄ {who} {theirs}"}
	ChangeBy        = Line{JA: "（登録 {by}）", EN: " (by {by})"}
	ChangeIdle      = Line{JA: "（今の当番表では効果がありません）", EN: " (no effect on the present schedule)"}

	ChangesTitle = Line{JA: "当番の変更（これから）", EN: "Changes ahead"}
	ChangesNone  = Line{JA: "これからの変更はありません。変更するには {command}", EN: "No change is planned. To make one: {command}"}
	ChangeDone   = Line{JA: "✅ 登録しました。{change}", EN: "✅ Done. {change}"}
	ChangeUndone = Line{JA: "取り消しました。{change}", EN: "Undone. {change}"}
	OpenDone     = Line{JA: "✅ チームに聞きました。{change}", EN: "✅ The team is asked. {change}"}
	SwapAsked    = Line{JA: "✅ {who} さんにお願いしました。承諾されるまで当番は変わりません。{change}", EN: "✅ {who} is asked. Nothing changes until they accept. {change}"}
	HandedNow    = Line{JA: "✅ 当番を引き継ぎました。{change}", EN: "✅ Handed over. {change}"}
	NoteKept     = Line{JA: "次の引き継ぎに載せます（{n}件）: {notes}", EN: "This goes into the next handoff ({n}): {notes}"}
	HandoffPeek  = Line{JA: "次の引き継ぎはこのように投稿されます（今の時点）。", EN: "The next handoff would be posted like this, as things stand."}
)

// What has happened to a rotation: who did what, when.
var (
	HistoryTitle    = Line{JA: "当番の記録（新しい順）", EN: "What has happened, the latest first"}
	HistoryNone     = Line{JA: "記録はまだありません。", EN: "Nothing has happened yet."}
	HistoryRow      = Line{JA: "• {at} {who}: {text}", EN: "• {at} {who}: {text}"}
	HistoryBot      = Line{JA: "toban", EN: "toban"}
	HistoryHandoff  = Line{JA: "当番交代 {from} → {to}（{start} から）", EN: "handoff {from} → {to}, from {start}"}
	HistoryReceived = Line{JA: "{to} さんへの引き継ぎを確認（交代から {late}）", EN: "handoff to {to} received, {late} after it"}
	HistoryNote     = Line{JA: "引き継ぎの注意:「{text}」", EN: "note for the handoff: “{text}”"}
	HistoryUndone   = Line{JA: "取り消し: {change}", EN: "undone: {change}"}
	HistorySettled  = Line{JA: "{change} → {state}", EN: "{change} → {state}"}

	RequestDeclined  = Line{JA: "断られた", EN: "declined"}
	RequestWithdrawn = Line{JA: "取り下げ", EN: "withdrawn"}
	RequestExpired   = Line{JA: "期限切れ", EN: "not answered in time"}
)

// The forms. Titles hold 24 characters.
var (
	CoverTitle   = Line{JA: "当番の代わり", EN: "Cover"}
	SwapTitle    = Line{JA: "当番の交代", EN: "Swap turns"}
	AwayTitle    = Line{JA: "休み", EN: "Be away"}
	DutyPreview  = Line{JA: "確認する", EN: "Preview"}
	DutyCoverer  = Line{JA: "代わる人（空ならチームで募集）", EN: "Who covers (empty: ask the team)"}
	DutyCovered  = Line{JA: "だれの代わりか（空ならその間の当番）", EN: "For whom (empty: whoever is on call then)"}
	DutyPartner  = Line{JA: "交代する相手", EN: "Swap with"}
	DutyAbsent   = Line{JA: "休む人", EN: "Who is away"}
	DutyMine     = Line{JA: "自分の当番の日", EN: "A day of your turn"}
	DutyTheirs   = Line{JA: "相手の当番の日", EN: "A day of their turn"}
	DutyFirst    = Line{JA: "最初の日", EN: "First day"}
	DutyLast     = Line{JA: "最後の日（空なら 1 日だけ）", EN: "Last day (empty: that day only)"}
	DutyUndoHint = Line{JA: "取り消すには {command}", EN: "To undo it: {command}"}
)

// Requests, as the team and the other one of a swap read them.
var (
	CoverOpen      = Line{JA: "{who} さんの当番 {span}、誰か代われますか？", EN: "Can anyone cover for {who}, {span}?"}
	CoverHole      = Line{JA: "⚠️ {span} は当番がいません。誰か入れますか？", EN: "⚠️ Nobody is on call {span}. Can anyone cover?"}
	CoverTaken     = Line{JA: "{who} さんが代わります", EN: "{who} covers"}
	CoverWithdrawn = Line{JA: "この募集は取り下げられました。", EN: "This is not needed any more."}
	CoverExpired   = Line{JA: "引き受ける人がいないまま終わりました。", EN: "Nobody has taken it in time."}
	CoverUndone    = Line{JA: "取り消されました（{who} さんが代わる予定でした）。", EN: "Undone ({who} was to cover)."}
	CoverFair      = Line{JA: "候補（この8週間の負荷が軽い順）: {who}", EN: "Suggested, least load in the last 8 weeks first: {who}"}
	CoverFairTime  = Line{JA: "{who}（約{time}）", EN: "{who} (about {time})"}
	ButtonTake     = Line{JA: "代わります", EN: "Take it"}

	SwapAsk = Line{
		JA: "{by} さんから当番の交代のお願いです（{until} まで）。\n• {by} さんの当番 {mine} をあなたが担当\n• あなたの当番 {theirs} を {by} さんが担当",
		EN: "{by} would like to exchange turns with you (until {until}).\n• you take {by}'s turn {mine}\n• {by} takes your turn {theirs}",
	}
	SwapAccepted  = Line{JA: "✅ 交代しました。", EN: "✅ Exchanged."}
	SwapDeclined  = Line{JA: "断りました。当番はそのままです。", EN: "Declined. Nothing has changed."}
	SwapWithdrawn = Line{JA: "お願いは取り下げられました。", EN: "This was taken back."}
	SwapExpired   = Line{JA: "返事のないまま期限になりました。当番はそのままです。", EN: "It was not answered in time. Nothing has changed."}
	SwapUndone    = Line{JA: "交代は取り消されました。", EN: "The swap was undone."}
	ButtonAgree   = Line{JA: "交代する", EN: "Accept"}
	ButtonDecline = Line{JA: "断る", EN: "Decline"}

	TellTaken      = Line{JA: "{who} さんが代わります。{change}", EN: "{who} covers. {change}"}
	TellAccepted   = Line{JA: "{who} さんが交代を承諾しました。{change}", EN: "{who} has accepted the swap. {change}"}
	TellDeclined   = Line{JA: "{who} さんは交代できないそうです。当番はそのままです。チームで募集するには {command}", EN: "{who} cannot swap. Nothing has changed. To ask the team: {command}"}
	TellExpired    = Line{JA: "代わる人が見つからないまま終わりました。{change}", EN: "Nobody has taken it in time. {change}"}
	TellUnanswered = Line{JA: "{who} さんから返事がないまま、交代の期限になりました。当番はそのままです。", EN: "{who} has not answered in time. Nothing has changed."}
	TellUntaken    = Line{JA: "代わる人がまだいません。{change}", EN: "Nobody has taken this yet. {change}"}

	HoleAhead   = Line{JA: "⚠️ 当番表 {rotation} は {span} に当番がいません。その間のお知らせはあなたに届きます。下のボタンから、代わる人を決めるか、チームで募集してください。", EN: "⚠️ Nobody will be on call in rotation {rotation}: {span}. What comes in then goes to you. With the button below, choose who covers or ask the team."}
	HoleEndless = Line{JA: "⚠️ 当番表 {rotation} は {from} から先、当番がいません。その間のお知らせはあなたに届きます。設定の rotations に続きを書いてください。", EN: "⚠️ Nobody will be on call in rotation {rotation} from {from} on. What comes in then goes to you. Add to it in the configuration, under rotations."}
	ButtonFill  = Line{JA: "代わりを決める", EN: "Find cover"}

	TellChanged = Line{JA: "{by} さんが当番を変更しました。{change}", EN: "{by} has changed the schedule. {change}"}
	TellUndone  = Line{JA: "{by} さんが当番の変更を取り消しました。{change}", EN: "{by} has undone a change. {change}"}
	TellGains   = Line{JA: "• あなたの当番になりました: {span}", EN: "• You are on call: {span}"}
	TellLoses   = Line{JA: "• あなたの当番ではなくなりました: {span}", EN: "• You are not on call any more: {span}"}
)

// Days is a span of whole days, the last one included: 12/3(水)–12/4(木),
// Wed 3 - Thu 4 Dec. Each day carries its year where it is not that of now.
func (b Book) Days(first, last, now time.Time) string {
	switch {
	case first.Equal(last):
		return b.Day(first, now)
	case b.lang == Japanese:
		return b.Day(first, now) + "–" + b.Day(last, now)
	case first.Month() == last.Month() && first.Year() == last.Year():
		return first.Format("Mon 2") + " - " + b.Day(last, now)
	}
	return b.Day(first, now) + " - " + b.Day(last, now)
}

// Day is a day as people write it, with its year where it is not that of now:
// 2027/11/25(木), Thu 25 Nov 2027. Both times are in the zone of the reader.
func (b Book) Day(t, now time.Time) string {
	switch {
	case t.Year() == now.Year():
		return b.Date(t)
	case b.lang == Japanese:
		return t.Format("2006/") + b.Date(t)
	}
	return b.Date(t) + t.Format(" 2006")
}
