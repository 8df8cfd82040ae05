package phrase

// Articles: what an inquiry or an incident taught, as a page that the next asker finds.
var (
	ArticleDraft    = Line{JA: "{subject} から作った資料の下書きです。名前や社内だけの情報が残っていないか確かめてください。", EN: "A draft of a page from {subject}. Look for names and internals that should not be in it."}
	ArticleAsked    = Line{JA: "{who} さんが {subject} から資料を書きました。公開しますか？", EN: "{who} wrote a page from {subject}. Publish it?"}
	ArticleWasAsked = Line{JA: "{who} さんが {subject} から書いた資料です。", EN: "A page that {who} wrote from {subject}."}
	ArticleSent     = Line{JA: "{subject} の資料の下書きをダイレクトメッセージで送ります。", EN: "A draft of a page from {subject} is on its way to your direct messages."}
	ArticleProposed = Line{JA: "リードの {who} さんに提案しました。承認されると検索で見つかります。", EN: "Proposed to {who}, the lead. Once approved it is found in searches."}
	ArticleApproved = Line{JA: "公開しました。「{title}」は検索と質問への提案で見つかります。", EN: "Published. “{title}” is found in searches and suggested to askers."}
	ArticleAgreed   = Line{JA: "{who} さんが公開しました: 「{title}」は検索と質問への提案で見つかります。", EN: "{who} published it: “{title}” is found in searches and suggested to askers."}
	ArticleDeclined = Line{JA: "{who} さんが「{title}」の公開を見送りました。直してもう一度提案できます。", EN: "{who} did not publish “{title}”. You can change it and propose it again."}
	ArticleNotNow   = Line{JA: "「{title}」の公開を見送りました。{who} さんにお知らせします。", EN: "“{title}” is not published. {who} is told."}
	ArticleTaken    = Line{JA: "「{title}」の公開をやめました。検索ではもう見つかりません。", EN: "“{title}” is no longer published and not found any more."}
	ArticlePrivate  = Line{JA: "非公開の場所での問い合わせなので、公開はできません。ファイルで受け取れます。", EN: "It was asked in a private place and cannot be published. You can have it as a file."}
	ArticleWrite    = Line{JA: "（まだ書かれていません）", EN: "(not written yet)"}

	ArticleTitle    = Line{JA: "資料を書く", EN: "Write a page"}
	ArticleKind     = Line{JA: "資料の種類", EN: "Kind of page"}
	ArticleName     = Line{JA: "題名", EN: "Title"}
	ArticleQuestion = Line{JA: "困りごと", EN: "Symptom"}
	ArticleCause    = Line{JA: "原因", EN: "Cause"}
	ArticleSteps    = Line{JA: "手順", EN: "Steps"}
	ArticleSee      = Line{JA: "参考", EN: "See also"}
	ArticleFrom     = Line{JA: "もとの問い合わせ {id}:", EN: "From {id}:"}
	ArticleHint     = Line{JA: "質問する人が探しそうな言葉で", EN: "In the words that an asker would look for"}

	ArticleHappened     = Line{JA: "起きたこと・影響", EN: "What happened, and to whom"}
	ArticleFixed        = Line{JA: "直した方法", EN: "What fixed it"}
	ArticleFromIncident = Line{JA: "もとの障害 {id}:", EN: "From {id}:"}

	ButtonArticleEdit    = Line{JA: "確かめて公開…", EN: "Check and publish…"}
	ButtonArticlePropose = Line{JA: "確かめて提案…", EN: "Check and propose…"}
	ButtonArticleChange  = Line{JA: "直す…", EN: "Edit…"}
	ButtonArticleFile    = Line{JA: "Markdownで受け取る", EN: "As a Markdown file"}
	ButtonArticleApprove = Line{JA: "公開する", EN: "Publish"}
	ButtonArticleDecline = Line{JA: "見送る", EN: "Not now"}
	ButtonArticleRetract = Line{JA: "公開をやめる", EN: "Take it back"}
	SubmitPublish        = Line{JA: "公開する", EN: "Publish"}
	SubmitPropose        = Line{JA: "提案する", EN: "Propose"}

	HelpedOne = Line{JA: "1人に役立ちました", EN: "Helped 1 person"}
	Helped    = Line{JA: "{n}人に役立ちました", EN: "Helped {n} people"}
)

// articleRefusal are the refusals of these acts.
func articleRefusal(reason string) (l Line, ok bool) {
	switch reason {
	case "empty_part":
		return Line{JA: "ここを書いてください。", EN: "Write something here."}, true
	case "private_article":
		return Line{JA: "{subject} は非公開の場所でのものなので、公開はできません。", EN: "{subject} comes from a private place and cannot be published."}, true
	case "drill_article":
		return Line{JA: "{subject} は訓練なので、公開はできません。", EN: "{subject} was a drill and cannot be published."}, true
	case "incident_running":
		return Line{JA: "{subject} はまだ進行中です。復旧にしてから書いてください。", EN: "{subject} is still running. Resolve it first."}, true
	case "no_article":
		return Line{JA: "{subject} の資料はまだ書かれていません。", EN: "No page was written from {subject} yet."}, true
	case "article_changed":
		return Line{JA: "{subject} の資料はその後書き直されました。新しいほうのメッセージで確かめてください。", EN: "The page from {subject} was written anew since. Look at the newer message."}, true
	case "article_approved":
		return Line{JA: "{subject} の資料はすでに公開されています。直すときはリードに頼んでください。", EN: "The page from {subject} is published already. Ask a lead to change it."}, true
	}
	return Line{}, false
}

// Honorifics are how titles of respect end a name, as alternatives of a regular
// expression.
const Honorifics = `さん|さま|様|氏|くん|ちゃん|-san\b`
