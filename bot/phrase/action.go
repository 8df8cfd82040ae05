package phrase

// Actions: what somebody does after an incident, so that the next one is lighter.
var (
	ArgAction = Word{Name: "action", JA: "対応策", More: []string{"todo"}}

	ArgChange = Word{Name: "change", JA: "変更"}

	ArgsIncidentAction  = Line{JA: "[INC-7] [@人 12/1 文|変更 2 @人 12/5]", EN: "[INC-7] [@person 2026-12-01 text|change 2 @person 2026-12-05]"}
	AboutIncidentAction = Line{JA: "対応策を担当と期限つきで記録し、変えます（メンバーと役割のある人。変更は担当とメンバー）", EN: "note a follow-up with its owner and due date (members, roles), or change it (its owner, members)"}

	ActionRow     = Line{JA: "{n}. {text} ・ {aim} ・ 担当 {who} ・ 期限 {due}", EN: "{n}. {text} · {aim} · {who} · due {due}"}
	ActionOverdue = Line{JA: "⚠️ 期限切れ", EN: "⚠️ overdue"}
	ActionDone    = Line{JA: "✅ 完了（{who}）", EN: "✅ done ({who})"}
	ActionDropped = Line{JA: "🚫 取りやめ（{who}）", EN: "🚫 dropped ({who})"}
	ActionsHead   = Line{JA: "対応策", EN: "Follow-ups"}
	ActionsCount  = Line{JA: "対応策 {done}/{n} 済み", EN: "Follow-ups {done}/{n} settled"}
	ActionsLate   = Line{JA: "（期限切れ {n}）", EN: " (overdue {n})"}

	ActionAdded     = Line{JA: "{subject} の対応策 {row} を記録しました。期限の日に担当へお知らせします。", EN: "Noted for {subject}: {row}. Its owner is reminded on the day."}
	ActionChanged   = Line{JA: "{subject} の対応策を変えました: {row}", EN: "Changed for {subject}: {row}"}
	ActionGiven     = Line{JA: "{who} さんが {subject} の対応策の担当をあなたにしました。期限の日にもう一度お知らせします。", EN: "{who} made you the owner of a follow-up of {subject}. You are reminded on the day."}
	ActionToday     = Line{JA: "担当の {subject} の対応策は、今日が期限です。どうなりましたか？", EN: "A follow-up of {subject} that you own is due today. How does it stand?"}
	ActionAsked     = Line{JA: "担当の {subject} の対応策は、期限を過ぎています。どうなりましたか？", EN: "A follow-up of {subject} that you own is overdue. How does it stand?"}
	ActionIsDone    = Line{JA: "{subject} の対応策 {n} を完了にしました: {text}", EN: "Follow-up {n} of {subject} is done: {text}"}
	ActionIsDropped = Line{JA: "{subject} の対応策 {n} を取りやめました: {text}", EN: "Follow-up {n} of {subject} is dropped: {text}"}
	ActionPress     = Line{JA: "{subject} の対応策を記録します。", EN: "Note a follow-up of {subject}."}

	ActionTitle = Line{JA: "{subject} の対応策", EN: "Follow-up of {subject}"}
	ActionText  = Line{JA: "何をするか", EN: "What is to be done"}
	ActionHint  = Line{JA: "例: 接続プールの上限にアラートを付ける", EN: "Such as: alert on the limit of the connection pool"}
	ActionAim   = Line{JA: "ねらい", EN: "Aim"}
	ActionOwner = Line{JA: "担当", EN: "Owner"}
	ActionDue   = Line{JA: "期限", EN: "Due"}

	ButtonActionAdd  = Line{JA: "対応策を足す", EN: "Add follow-up"}
	ButtonActionDone = Line{JA: "完了", EN: "Done"}
	ButtonActionEdit = Line{JA: "変更…", EN: "Change…"}
	ButtonActionSave = Line{JA: "変更する", EN: "Change"}
	ButtonActionDrop = Line{JA: "取りやめ", EN: "Drop"}

	HomeActions = Line{JA: "担当の対応策", EN: "Follow-ups on me"}
)

// actionRefusal is the sentence of a refusal about an action.
func actionRefusal(reason string) (Line, bool) {
	switch reason {
	case "action_owner":
		return Line{JA: "担当を選んでください。", EN: "Choose its owner."}, true
	case "action_past":
		return Line{JA: "期限には、今日かこれからの日を選んでください。", EN: "Choose today or a day to come."}, true
	case "many_actions":
		return Line{JA: "{subject} の対応策はもう50件あります。プロジェクトとして管理してください。", EN: "{subject} has 50 follow-ups already. They are a project by now: track them as one."}, true
	case "no_action":
		return Line{JA: "{subject} にその番号の対応策はありません。", EN: "{subject} has no follow-up of that number."}, true
	}
	return Line{}, false
}
