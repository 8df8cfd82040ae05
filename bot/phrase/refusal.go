package phrase

// Refusal is the sentence for the reason of a refused act. Its placeholders
// are {who}, a plain name, {subject}, an inquiry or an incident, {at}, a time,
// and {team}, the platform team. ok is false for an unknown reason.
func Refusal(reason string) (l Line, ok bool) {
	switch reason {
	case "already":
		return Line{JA: "すでに {who} さんが対応済みです。", EN: "{who} has already done this."}, true
	case "already_nobody":
		return Line{JA: "すでにそうなっています。", EN: "That is already so."}, true
	case "open_already":
		return Line{JA: "{subject} は閉じていません。", EN: "{subject} is open."}, true
	case "already_you":
		return Line{JA: "すでに済んでいます（あなたの操作です）。", EN: "You have already done this."}, true
	case "asker_or_member":
		return Line{JA: "これは質問者か {team} のメンバーが実行できます。", EN: "The asker or members of {team} can do this."}, true
	case "closed":
		return Line{JA: "{subject} は閉じています。再開してからお願いします。", EN: "{subject} is closed. Reopen it first."}, true
	case "denied":
		return Line{JA: "これは {team} のメンバーが実行できます。", EN: "Members of {team} can do this."}, true
	case "own_only":
		return Line{JA: "ゲストやほかのワークスペースの方は、ご自身の問い合わせだけを確認できます。", EN: "Guests and people of other workspaces can only look at their own inquiries."}, true
	case "unknown_reader":
		return Line{JA: "今は Slack でご所属を確認できません。少し待ってからもう一度お試しください。", EN: "Slack does not tell who you are right now. Please try again in a moment."}, true
	case "lead_only":
		return Line{JA: "これはリードと管理者が実行できます。", EN: "Leads and admins can do this."}, true
	case "admin_only":
		return Line{JA: "これは管理者が実行できます。", EN: "Admins can do this."}, true
	case "asker_only":
		return Line{JA: "これは質問者の {who} さんが押せます。", EN: "This one is for the asker, {who}."}, true
	case "owner_only":
		return Line{JA: "これは担当の {who} さんが押せます。", EN: "This one is for the owner, {who}."}, true
	case "commander_only":
		return Line{JA: "これは指揮者の {who} さんとリードが押せます。", EN: "This is for {who}, who is in command, or a lead."}, true
	case "incoming_only":
		return Line{JA: "これは次の当番の {who} さんが押せます。", EN: "This one is for the next on-call, {who}."}, true
	case "not_a_member":
		return Line{JA: "{who} さんは {team} のメンバーではないため、担当にできません。メンバーを選んでください。", EN: "{who} is not a member of {team} and cannot own it. Choose a member."}, true
	case "not_resolved":
		return Line{JA: "{subject} はまだ解決になっていません。先に解決してください。", EN: "{subject} is not resolved yet. Resolve it first."}, true
	case "no_such_inquiry":
		return Line{JA: "{subject} は見つかりません。番号を確かめてください。", EN: "There is no {subject}. Check the number."}, true
	case "no_such_incident":
		return Line{JA: "{subject} は見つかりません。番号を確かめてください。", EN: "There is no {subject}. Check the number."}, true
	case "duplicate_of_itself":
		return Line{JA: "{subject} をそれ自身の重複にはできません。", EN: "{subject} cannot be a duplicate of itself."}, true
	case "duplicate_chain":
		return Line{JA: "それも重複です。もとの {subject} を指定してください。", EN: "That one is a duplicate too. Name the original, {subject}."}, true
	case "duplicate_has_own":
		return Line{JA: "{subject} には重複がまとめられています。逆向きにまとめてください。", EN: "Others are grouped under {subject}. Group it the other way round."}, true
	case "forget_open":
		return Line{JA: "{subject} はまだ閉じていません。先に解決するか、取り下げてください。", EN: "{subject} is still open. Resolve or withdraw it first."}, true
	case "forgotten":
		return Line{JA: "{subject} は消去済みです。続きがあるときは、新しく質問してください。", EN: "{subject} was erased. Ask a new question to go on."}, true
	case "nudged":
		return Line{JA: "{at} に一度お知らせ済みです。", EN: "Already nudged at {at}."}, true
	case "after_hours":
		return Line{JA: "今は営業時間外です。{at} 以降に返信します。本番障害なら障害を宣言してください。", EN: "We're outside working hours and will reply after {at}. If production is down, declare an incident."}, true
	case "empty_text":
		return Line{JA: "内容を書いてください。", EN: "Write what it is about."}, true
	case "empty_title":
		return Line{JA: "題名を書いてください。", EN: "Give it a title."}, true
	case "bad_minutes":
		return Line{JA: "時間は0分から1000時間の間で入力してください。", EN: "Give a time between 0 minutes and 1,000 hours."}, true
	case "bad_period":
		return Line{JA: "{subject} は週でも月でもありません。今週、先週、今月、先月か、2026-W47、2026-11 のように書いてください。", EN: "{subject} is neither a week nor a month. Write week, lastweek, month, lastmonth, 2026-W47 or 2026-11."}, true
	case "already_incident":
		return Line{JA: "すでに {subject} として宣言されています。", EN: "It is already declared as {subject}."}, true
	case "cluster_over":
		return Line{JA: "まとめられる問い合わせは、もう残っていません。", EN: "No inquiries of it are left."}, true
	case "matrix_says_inquiry":
		return Line{JA: "この組み合わせは障害ではなく問い合わせの扱いです。障害として扱うなら重大度を選んでください。", EN: "This combination is an inquiry, not an incident. Choose a severity to declare it anyway."}, true
	case "no_severity":
		return Line{JA: "影響と緊急度を選ぶか、重大度を選んでください。", EN: "Choose impact and urgency, or a severity."}, true
	case "incident_over":
		return Line{JA: "{subject} は {at} に復旧しています。続いているときは再開してください。別の障害なら、新しく宣言してください。", EN: "{subject} was resolved at {at}. If it goes on, reopen it; declare a new one for another incident."}, true
	case "past_update":
		return Line{JA: "次の更新には、これからの時刻を選んでください。", EN: "Choose a time to come for the next update."}, true
	case "role_unfit":
		return Line{JA: "{who} さんはゲストか Bot か退職者のため、役割を持てません。ほかの人を選んでください。", EN: "{who} is a guest, a bot or gone and cannot hold a role. Choose somebody else."}, true
	case "unknown_severity":
		return Line{JA: "重大度 {subject} は設定にありません。", EN: "Severity {subject} is not configured."}, true
	case "unknown_cause":
		return Line{JA: "原因 {subject} は設定にありません。", EN: "Cause {subject} is not configured."}, true
	case "future_impact":
		return Line{JA: "影響の始まりには、過ぎた時刻を書いてください。", EN: "Give a time that is past for the start of the impact."}, true
	case "handoff_over":
		return Line{JA: "この引き継ぎはもう終わっています。", EN: "This handoff is over."}, true
	}
	if l, ok := reviewRefusal(reason); ok {
		return l, true
	}
	if l, ok := actionRefusal(reason); ok {
		return l, true
	}
	if l, ok := adoptRefusal(reason); ok {
		return l, true
	}
	if l, ok := articleRefusal(reason); ok {
		return l, true
	}
	if l, ok := alertRefusal(reason); ok {
		return l, true
	}
	if l, ok := lifeRefusal(reason); ok {
		return l, true
	}
	return dutyRefusal(reason)
}

// What is said when nothing more precise can be.
var (
	TryAgain = Line{
		JA: "記録できませんでした。少し待ってからもう一度お試しください。",
		EN: "I could not record this. Please try again in a moment.",
	}
	TriggerGone = Line{
		JA: "開くのが間に合いませんでした。もう一度押してください。",
		EN: "That took too long to open. Please press it again.",
	}
	Strangers = Line{
		JA: "ほかのワークスペースの方は使えません。スレッドに返信で書いてください。",
		EN: "This is for members of this workspace. Please write in the thread instead.",
	}
)
