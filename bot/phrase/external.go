package phrase

// Schedules that other systems keep.
var (
	OnCallAsOf    = Line{JA: "{when} 時点", EN: "as of {when}"}
	OnCallMeant   = Line{JA: "外部の当番表では {who} さんですが、Slack のだれなのかがわかりません。", EN: "The external schedule names {who}, and nobody knows who that is in Slack."}
	OnCallTooOld  = Line{JA: "外部の当番表を {when} から読めておらず、今の当番がわかりません。", EN: "The external schedule could not be read since {when}, and who is on call now is not known."}
	OnCallNotRead = Line{JA: "外部の当番表をまだ一度も読めておらず、今の当番がわかりません。", EN: "The external schedule could never be read yet, and who is on call is not known."}
)

// Doctor: how following them fares. Each trouble says what answers meanwhile.
var (
	DoctorFollowed           = Line{JA: "当番表 {rotation}: {source} から読みました（{when} 時点、{until} まで）。", EN: "Rotation {rotation}: read from {source} (as of {when}, known until {until})."}
	DoctorFollowYet          = Line{JA: "当番表 {rotation}: {source} をこれから読みます。{copy}", EN: "Rotation {rotation}: {source} is about to be read. {copy}"}
	DoctorFollowUnreachable  = Line{JA: "当番表 {rotation}: {source} につながりません（{error}）。ネットワークと相手の状況を確かめてください。{copy}", EN: "Rotation {rotation}: {source} cannot be reached ({error}). Check the network, and how they fare. {copy}"}
	DoctorFollowUnauthorized = Line{JA: "当番表 {rotation}: {source} がキーを受け付けません（401）。{keys} を確かめてください。{copy}", EN: "Rotation {rotation}: {source} does not know the key (401). Check {keys}. {copy}"}
	DoctorFollowForbidden    = Line{JA: "当番表 {rotation}: {source} が当番表を読ませてくれません（403）。{fix}{copy}", EN: "Rotation {rotation}: {source} does not let the schedule be read (403). {fix} {copy}"}
	DoctorFollowNotFound     = Line{JA: "当番表 {rotation}: {source} にその当番表がありません（404）。{key} を確かめてください。{copy}", EN: "Rotation {rotation}: {source} has no such schedule (404). Check {key}. {copy}"}
	DoctorFollowLimited      = Line{JA: "当番表 {rotation}: {source} への問い合わせが多すぎます（429）。external.every を長くしてください。{copy}", EN: "Rotation {rotation}: {source} is asked too often (429). Make external.every longer. {copy}"}
	DoctorFollowUnreadable   = Line{JA: "当番表 {rotation}: {source} の答えを当番表として読めません（{error}）。{key} を確かめてください。{copy}", EN: "Rotation {rotation}: what {source} answers is no schedule ({error}). Check {key}. {copy}"}

	DoctorFollowUnknown = Line{JA: "当番表 {rotation}: {source} の {who} さんが Slack のだれなのかわかりません。external.people に `\"{key}\": U…` と書いてください。", EN: "Rotation {rotation}: nobody knows who {who} of {source} is in Slack. Write `\"{key}\": U…` under external.people."}
	DoctorFollowOutside = Line{JA: "当番表 {rotation}: {source} の {who} さんは team.members にいません。加えるか、{source} の当番表から外してください。", EN: "Rotation {rotation}: {who} of {source} is not in team.members. Add them, or take them out of the schedule in {source}."}
	DoctorFollowGone    = Line{JA: "当番表 {rotation}: {source} で無効になった {who} さんが当番表に残っています。{source} の当番表から外してください。", EN: "Rotation {rotation}: {who}, who is deactivated in {source}, is still in the schedule. Take them out of it in {source}."}
)

// What answers while an external schedule cannot be read.
var (
	FollowCopy    = Line{JA: "{when} 時点の控えで答えています（{until} まで）。", EN: "Until then the copy as of {when} answers (known until {until})."}
	FollowOldCopy = Line{JA: "控え（{when} 時点）は {until} までなので、今の当番がわからず、リードに届きます。", EN: "The copy as of {when} ended {until}: who is on call is not known, and it goes to the lead."}
	FollowNoCopy  = Line{JA: "控えがまだないので、リードに届きます。", EN: "There is no copy yet: it goes to the lead."}
)

// What lets a schedule be read, by who keeps it.
var (
	FollowFixDatadog   = Line{JA: "アプリケーションキーのスコープと持ち主のロールに on_call_read と user_access_read を加えてください。", EN: "Add on_call_read and user_access_read to the application key's scopes and to its owner's role."}
	FollowFixPagerDuty = Line{JA: "pagerduty.token に、当番表とユーザーを読める（読み取り専用でよい）REST API キーを使ってください。", EN: "Give pagerduty.token a REST API key that may read schedules and users; a read-only one will do."}
	FollowFixICal      = Line{JA: "カレンダーの公開設定（限定公開の URL）かファイルの権限を確かめてください。", EN: "Check that the calendar is shared by its private address, or that the file may be read."}
)
