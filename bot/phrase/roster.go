package phrase

// A rotation that is configured anew.
var (
	RosterChanged  = Line{JA: "📋 当番表 {rotation} の設定が変わりました（{from} から）。", EN: "📋 Rotation {rotation} was configured anew, from {from} on."}
	RosterPreview  = Line{JA: "📋 再読込すると、当番表 {rotation} が変わります。", EN: "📋 A reload changes rotation {rotation}."}
	RosterMembers  = Line{JA: "順番: {was} → {will}", EN: "Order: {was} → {will}"}
	RosterSetting  = Line{JA: "`{key}`: {was} → {will}", EN: "`{key}`: {was} → {will}"}
	RosterOf       = Line{JA: "{layer}: {what}", EN: "{layer}: {what}"}
	RosterUnset    = Line{JA: "なし", EN: "none"}
	RosterStays    = Line{JA: "今の当番は {who} さんのままです（{until} まで）。", EN: "{who} stays on call until {until}."}
	RosterGoesOn   = Line{JA: "今の当番は {who} さんのままです。", EN: "{who} stays on call."}
	RosterTakes    = Line{JA: "当番はすぐに {was} さんから {now} さんに変わります。", EN: "Duty goes from {was} to {now} at once."}
	RosterStarts   = Line{JA: "当番はすぐに {now} さんになります。", EN: "{now} is on call at once."}
	RosterEmpties  = Line{JA: "⚠️ 当番がすぐにいなくなります（これまで {was} さん）。", EN: "⚠️ Nobody is on call from then on (until now {was})."}
	RosterNobody   = Line{JA: "⚠️ 今も当番がいません。", EN: "⚠️ Still nobody is on call."}
	RosterNext     = Line{JA: "次の交代:", EN: "Next handoffs:"}
	RosterTurn     = Line{JA: "{at}  {who}", EN: "{at}  {who}"}
	RosterHole     = Line{JA: "{at}  ⚠️ 当番なし", EN: "{at}  ⚠️ nobody"}
	RosterIdle     = Line{JA: "⚠️ 次の変更は、新しい順番では一部または全部が効きません。`{command}` で確かめて、必要なら入れ直してください。", EN: "⚠️ These changes no longer match the new order, in whole or in part. See `{command}`, and arrange them anew where needed:"}
	RosterSameNow  = Line{JA: "当番表は変わりません。", EN: "No rotation changes."}
	RosterUnlooked = Line{JA: "データファイルを読めません（使用中かもしれません）。当番表がどう変わるかは、Slack で {command} を実行すると分かります。", EN: "The data file cannot be read, toban may be serving: {command} in Slack tells what changes in the rotations."}
)
