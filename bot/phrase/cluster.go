package phrase

// The card of inquiries that may have one cause.
var (
	ClusterHead      = Line{JA: "🧩 {area}: 同じ原因かもしれません（{size}）", EN: "🧩 {area}: maybe one cause ({size})"}
	ClusterAsk       = Line{JA: "{who} さん、確認をお願いします。", EN: "{who}, please look."}
	ClusterAsked     = Line{JA: "{who} さんにお知らせしました。", EN: "{who} has been told."}
	ClusterPrivate   = Line{JA: "非公開の場所での質問", EN: "asked in private"}
	ClusterDeclared  = Line{JA: "{who} さんが {incident} を宣言しました。", EN: "{who} declared {incident}."}
	ClusterGrouped   = Line{JA: "{who} さんが {of} にまとめました。", EN: "{who} grouped them under {of}."}
	ClusterUnrelated = Line{JA: "{who} さんが「関係なし」としました。この分野では {until} までお知らせしません。", EN: "{who} said that they are not related. Nothing more is posted about this area until {until}."}

	ClusterComma = Line{JA: "・", EN: ", "}

	ButtonGroup     = Line{JA: "まとめる", EN: "Group"}
	ButtonUnrelated = Line{JA: "関係なし", EN: "Not related"}
)
