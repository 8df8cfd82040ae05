package phrase

// Words of ending an incident and of taking that back.
var (
	ArgReopen = Word{Name: "reopen", JA: "再開", More: []string{"再オープン"}}

	RestoreTitle = Line{JA: "{subject} を復旧にする", EN: "Resolve {subject}"}
	RestoreFixed = Line{JA: "何で直りましたか", EN: "What fixed it?"}
	RestoreHint  = Line{JA: "例: デプロイを 1.4.1 に戻した。元の質問者にもこの1行を知らせます。", EN: "For example: rolled the deploy back to 1.4.1. Who asked is told this line too."}
	RestoreWhere = Line{JA: "{places} に1行で知らせます。あとから再開できます。", EN: "It is told as one line in {places}. It can be reopened later."}

	ButtonReopenIncident = Line{JA: "再開する", EN: "Reopen"}
	ConfirmReopen        = Line{JA: "{subject} を再開しますか", EN: "Reopen {subject}?"}
	ConfirmReopenText    = Line{JA: "対応中に戻し、障害のチャンネルと元の質問者に知らせます。", EN: "It becomes active again. Its channel and who asked are told."}

	StateOver   = Line{JA: "✅ {incident} は復旧しました（宣言から {took}）", EN: "✅ {incident} is resolved ({took} after the declaration)"}
	StateAgain  = Line{JA: "🔥 {incident} を再開しました", EN: "🔥 {incident} is running again"}
	StateRemote = Line{JA: "Datadog で変更", EN: "changed in Datadog"}
	FixedBy     = Line{JA: "直した方法: {text}", EN: "Fixed by: {text}"}

	ToldAgain = Line{JA: "🔥 {id} の対応を再開しました。", EN: "🔥 {id} is running again."}

	EntryFixed = Line{JA: "直した方法: {text}", EN: "fixed by: {text}"}
	TopicOver  = Line{JA: "✅ 復旧 ・ {id} {severity} {title} ・ 宣言から {took}", EN: "✅ Resolved · {id} {severity} {title} · after {took}"}

	WhichRole   = Line{JA: "役割 `{typed}` はありません。使えるのは {list} です。例: `{example}`", EN: "There is no role `{typed}`. Use one of {list}. Example: `{example}`"}
	WhichPerson = Line{JA: "{role}にする人を @ で1人指定してください。例: `{example}`", EN: "Mention one person to be {role}. Example: `{example}`"}
)
