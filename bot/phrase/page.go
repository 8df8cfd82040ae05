package phrase

// Pages through Datadog On-Call.
var (
	PageStateWanted       = Line{JA: "📟 Datadog On-Call で呼び出しています。", EN: "📟 Paging through Datadog On-Call."}
	PageStateSent         = Line{JA: "📟 Datadog On-Call で呼び出しました。", EN: "📟 Paged through Datadog On-Call."}
	PageStateDoubtful     = Line{JA: "📟 Datadog On-Call の呼び出しが届いたか確認できていません。", EN: "📟 It is not known whether the page through Datadog On-Call arrived."}
	PageStateRefused      = Line{JA: "📟 Datadog On-Call で呼び出せませんでした。", EN: "📟 Datadog On-Call could not be paged."}
	PageStateAcknowledged = Line{JA: "📟 Datadog On-Call の呼び出しを確認済みにしました。", EN: "📟 The page in Datadog On-Call is acknowledged."}
	PageStateResolved     = Line{JA: "📟 Datadog On-Call の呼び出しを解決にしました。", EN: "📟 The page in Datadog On-Call is resolved."}

	PageUnclear = Line{
		JA: "📟 {who} さん、Datadog On-Call の呼び出しが届いたか確認できません（{reason}）。二重に呼び出さないように、自動では再送しません。",
		EN: "📟 {who}, it is not known whether the page through Datadog On-Call arrived ({reason}). It is not repeated by itself, so that nobody is paged twice.",
	}
	PageRefused = Line{
		JA: "📟 {who} さん、Datadog On-Call で呼び出せませんでした（{reason}）。",
		EN: "📟 {who}, Datadog On-Call could not be paged ({reason}).",
	}
	PageSentAgain   = Line{JA: "📟 もう一度呼び出しています。", EN: "📟 Paging once more."}
	ButtonPageAgain = Line{JA: "もう一度呼び出す", EN: "Page again"}

	DoctorPaging        = Line{JA: "Datadog On-Call: チーム {team} を呼び出せます。", EN: "Datadog On-Call: team {team} can be paged."}
	DoctorPagingSite    = Line{JA: "Datadog On-Call: サイト {site} では使えません。incident.page を外してください。", EN: "Datadog On-Call: there is none on the site {site}. Take incident.page out."}
	DoctorPagingRefused = Line{JA: "Datadog On-Call: 呼び出す権限がありません。アプリケーションキーに oncall_page を付けてください。", EN: "Datadog On-Call: the keys may not page. Give the application key oncall_page."}
	DoctorPagingUnclear = Line{JA: "Datadog On-Call: 呼び出せるか確認できませんでした。", EN: "Datadog On-Call: whether the keys may page could not be learnt."}
	DoctorPagingAway    = Line{JA: "Datadog On-Call: 応答がありません（{error}）。", EN: "Datadog On-Call does not answer ({error})."}
)
