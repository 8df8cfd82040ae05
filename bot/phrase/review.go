package phrase

// The life of a review: owed, written, approved by somebody else, found.
var (
	ReviewOwed     = Line{JA: "振り返り 期限 {due}（{who}）", EN: "Review due {due} ({who})"}
	ReviewLate     = Line{JA: "⚠️ 振り返り 期限切れ {due}（{who}）", EN: "⚠️ Review overdue since {due} ({who})"}
	ReviewBegun    = Line{JA: "下書き中", EN: "being drafted"}
	ReviewWaits    = Line{JA: "振り返り 承認待ち（{who}）", EN: "Review by {who} waits for approval"}
	ReviewDeclined = Line{JA: "振り返り 差し戻し（{who}）", EN: "Review sent back to {who}"}
	ReviewPassed   = Line{JA: "振り返り 承認済み", EN: "Review approved"}

	ReviewAsk      = Line{JA: "{subject} の振り返りの期限は {due} でした。担当として書いてください。下書きは記録から作ってあります。", EN: "The review of {subject} was due {due}. It is yours to write; a draft is made from the record."}
	ReviewAskLead  = Line{JA: "{subject} の振り返りがまだです（期限 {due}、担当 {who}）。リードとして、書く人を決めてください。", EN: "The review of {subject} is missing (due {due}, owner {who}). As lead, please see who writes it."}
	ReviewProposed = Line{JA: "{who} さんが {subject} の振り返りを書きました。承認しますか？ 承認すると検索で見つかり、次に似たことが起きたときに示されます。", EN: "{who} wrote the review of {subject}. Approve it? Once approved it is found in searches and shown when something like it happens again."}
	ReviewSettled  = Line{JA: "{who} さんが書いた {subject} の振り返りです。", EN: "The review of {subject} that {who} wrote."}
	ReviewAgreed   = Line{JA: "{who} さんが {subject} の振り返りを承認しました。", EN: "{who} approved the review of {subject}."}
	ReviewRefused  = Line{JA: "{who} さんが {subject} の振り返りを差し戻しました。直してもう一度出せます。", EN: "{who} sent the review of {subject} back. Change it and submit it again."}
	ReviewOK       = Line{JA: "{subject} の振り返りを承認しました。検索で見つかり、似た質問や宣言のときに示されます。", EN: "The review of {subject} is approved. It is found in searches, and shown for similar questions and declarations."}
	ReviewNo       = Line{JA: "{subject} の振り返りを差し戻しました。{who} さんにお知らせします。", EN: "The review of {subject} is sent back. {who} is told."}
	ReviewTaken    = Line{JA: "{subject} の振り返りの承認を取り消しました。検索ではもう見つかりません。", EN: "The approval of the review of {subject} is taken back. It is not found any more."}
	ReviewSubmit   = Line{JA: "{subject} の振り返りを出しました。{who} さんに承認をお願いしました。", EN: "The review of {subject} is submitted. {who} is asked to approve it."}
	ReviewElse     = Line{JA: "本文: {link}", EN: "Full text: {link}"}

	ReviewFormTitle = Line{JA: "{subject} の振り返り", EN: "Review of {subject}"}
	ReviewFormHint  = Line{JA: "人の責任ではなく、仕組みの説明を書きます。別の場所に書いたときは、リンクだけで出せます。", EN: "Explain how the system behaved, not whose fault it was. If it is written elsewhere, the link alone will do."}
	ReviewFormLink  = Line{JA: "リンク（別の場所に書いたとき）", EN: "Link, if it is written elsewhere"}
	ReviewFixed     = Line{JA: "直した方法", EN: "What fixed it"}

	ButtonReviewWrite   = Line{JA: "振り返りを書く…", EN: "Write the review…"}
	ButtonReviewApprove = Line{JA: "承認する", EN: "Approve"}
	ButtonReviewDecline = Line{JA: "差し戻す", EN: "Send back"}
	ButtonReviewRetract = Line{JA: "承認を取り消す", EN: "Take it back"}
	ReviewSubmitButton  = Line{JA: "提出する", EN: "Submit"}

	HomeReviews = Line{JA: "書く振り返り", EN: "Reviews to write"}

	ReportOwed        = Line{JA: "期限切れ: {items}", EN: "Overdue: {items}"}
	ReportOwedReviews = Line{JA: "振り返り {n}件（{ids}）", EN: "reviews {n} ({ids})"}
	ReportOwedActions = Line{JA: "対応策 {n}件（{ids}）", EN: "follow-ups {n} ({ids})"}
)

// reviewRefusal is the sentence of a refusal about a review.
func reviewRefusal(reason string) (Line, bool) {
	switch reason {
	case "review_approved":
		return Line{JA: "{subject} の振り返りはすでに承認されています。直すときはリードに頼んでください。", EN: "The review of {subject} is approved already. Ask a lead to change it."}, true
	case "review_approver":
		return Line{JA: "振り返りは、書いた人以外のリードが承認します。{who} さんに頼んでください。", EN: "A review is approved by a lead who did not write it. Ask {who}."}, true
	case "review_changed":
		return Line{JA: "{subject} の振り返りはその後書き直されました。新しいほうのメッセージで確かめてください。", EN: "The review of {subject} was written anew since. Look at the newer message."}, true
	case "no_review":
		return Line{JA: "{subject} の振り返りはまだ書かれていません。", EN: "The review of {subject} is not written yet."}, true
	case "no_link":
		return Line{JA: "https:// で始まるリンクを書いてください。", EN: "Write a link that begins with https://."}, true
	}
	return Line{}, false
}
