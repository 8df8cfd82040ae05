package phrase

// Words that people asked with and a page does not use.
var (
	ResolvedTitle = Line{JA: "解決にしました", EN: "Resolved"}
	AliasOffer    = Line{
		JA: "次に同じ言い方で質問されたとき、「{title}」が見つかるようにできます。",
		EN: "The next time somebody asks in these words, “{title}” can be found.",
	}
	AliasLacks    = Line{JA: "この資料にない言葉: {words}", EN: "Words that the page lacks: {words}"}
	ButtonAlias   = Line{JA: "この言い方を別名に追加", EN: "Add these words as an alias"}
	AliasAdded    = Line{JA: "追加しました。この言い方で「{title}」が見つかります。", EN: "Added. These words find “{title}” from now on."}
	AliasProposed = Line{JA: "リードの {who} さんに提案しました。", EN: "Proposed to {who}, the lead."}
	AliasAsked    = Line{JA: "{who} さんの提案です: {id} の言い方で「{title}」が見つかるようにしますか？", EN: "{who} proposes: let the words of {id} find “{title}”?"}
)
