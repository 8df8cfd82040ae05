package phrase

// Joining a running incident in place of declaring another one.
var (
	ButtonJoinInstead = Line{JA: "この障害に参加", EN: "Join instead"}
	JoinedInstead     = Line{JA: "宣言はしていません。{subject} の対応はこちらです。", EN: "Nothing was declared. This is where {subject} is worked on."}
	JoinedWith        = Line{JA: "宣言はしていません。{inquiry} を {subject} に加えました。進展は問い合わせのスレッドでもお知らせします。", EN: "Nothing was declared. {inquiry} is part of {subject} now; you hear about it in its thread too."}
)
