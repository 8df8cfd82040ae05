package phrase

// ArgFreshness asks which documents need whoever keeps them.
var ArgFreshness = Word{Name: "freshness", JA: "手入れ", More: []string{"鮮度"}}

// What help says of searching to the team, which keeps the documents.
var (
	AboutDocsMember = Line{JA: "資料を検索します。手入れが必要な資料の一覧も", EN: "search the documents, or list those that want a look"}
	ArgsDocsMember  = Line{JA: "言葉|手入れ", EN: "words|freshness"}
)

// Words of what the owners of documents are told.
var (
	WornHead       = Line{JA: "📚 あなたが受け持つ資料のうち、手入れが必要なもの: {n}件", EN: "📚 Documents you keep that want a look: {n}"}
	WornMisleads   = Line{JA: "この 90 日間、案内しても解決しなかった {no}回（解決した {yes}回）", EN: "suggested in the last 90 days without helping {no}, helping {yes}"}
	WornUnreadable = Line{JA: "読み込めません", EN: "cannot be read"}
	WornLink       = Line{JA: "リンク切れ {n}件", EN: "{n} broken link"}
	WornLinks      = Line{JA: "リンク切れ {n}件", EN: "{n} broken links"}
	WornOld        = Line{JA: "最後の更新は{age}", EN: "last updated {age}"}
	WornNobody     = Line{JA: "担当者の指定なし", EN: "nobody is named as its owner"}
	WornAdvice     = Line{
		JA: "月に一度お知らせします。行と理由は `toban docs lint` で確かめられます。担当者は資料の owner か knowledge.owners で変えられます。",
		EN: "You are told once a month. `toban docs lint` has lines and reasons; the owner: of a document, or knowledge.owners, says who keeps it.",
	}

	WornHeadAll   = Line{JA: "📚 手入れが必要な資料: {n}件", EN: "📚 Documents that want a look: {n}"}
	WornOwner     = Line{JA: "担当 {who}", EN: "kept by {who}"}
	WornNone      = Line{JA: "あなたが受け持つ資料に、手入れが必要なものはありません。", EN: "None of the documents you keep wants a look."}
	WornNoneAll   = Line{JA: "手入れが必要な資料はありません。", EN: "No document wants a look."}
	WornAdviceAll = Line{
		JA: "資料を受け持つ人には月に一度お知らせします。行と理由は `toban docs lint` で確かめられます。",
		EN: "Whoever keeps documents is told once a month. `toban docs lint` has lines and reasons.",
	}
)
