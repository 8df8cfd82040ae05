package phrase

// What follows whoever is on call: a topic's part that toban keeps, and what
// keeps Slack from it.
var (
	TopicOnCall = Line{JA: "【{rotation} の当番：{who}】", EN: "[{rotation} on call: {who}]"}
	TopicNobody = Line{JA: "なし（リード {lead}）", EN: "nobody, lead {lead}"}

	FollowGroup = Line{JA: "{group}（ユーザーグループ）", EN: "The user group {group}"}
	FollowTopic = Line{JA: "{channel} のトピック", EN: "The topic of {channel}"}

	FollowRefused = Line{
		JA: "⚠️ {what}に今の当番を反映できません（当番表 {rotation}、{code}）。{hint}当番の交代には影響ありません。1 日以内にもう一度試します。",
		EN: "⚠️ {what} does not follow the rotation {rotation}: Slack refuses ({code}). {hint} Handoffs go on as usual, and toban tries again within a day.",
	}
)

// RefusalHint is what an admin can do about a code with which Slack refuses to
// have a user group or a topic changed.
func RefusalHint(code string) Line {
	switch code {
	case "permission_denied":
		return Line{
			JA: "ワークスペースの設定でアプリにもグループの編集を許すか、設定から user_group を外してください。",
			EN: "Have the workspace let apps edit user groups, or take user_group out of the configuration.",
		}
	case "plan_upgrade_required", "paid_teams_only":
		return Line{
			JA: "ユーザーグループは有料プランで使えます。設定から user_group を外してください。",
			EN: "User groups need a paid plan. Take user_group out of the configuration.",
		}
	case "missing_scope":
		return Line{
			JA: "`toban manifest` でアプリのマニフェストを更新し、入れ直してください。",
			EN: "Update the app with the manifest of `toban manifest` and install it again.",
		}
	case "no_such_subteam", "channel_not_found":
		return Line{JA: "設定の ID を確かめてください。", EN: "Check its id in the configuration."}
	case "not_in_channel":
		return Line{JA: "そのチャンネルに toban を招待してください。", EN: "Invite toban to the channel."}
	case "is_archived":
		return Line{JA: "アーカイブされたチャンネルを設定の topic から外してください。", EN: "The channel is archived: take it out of topic in the configuration."}
	case "too_long":
		return Line{
			JA: "トピックは 250 字までです。書かれている文を短くしてください。",
			EN: "A topic holds 250 characters: shorten what people wrote there.",
		}
	case "invalid_user":
		return Line{
			JA: "ゲスト、ボット、無効な人はグループに入れられません。当番表を確かめてください。",
			EN: "Guests, bots and deactivated people cannot be in a group: check the rotation.",
		}
	}
	return Line{
		JA: "ワークスペースの設定を確かめるか、設定の user_group と topic から外してください。",
		EN: "Check the workspace's settings, or take it out of user_group or topic in the configuration.",
	}
}

// What the doctor finds of it. A dry run changes nothing.
var (
	DoctorGroup         = Line{JA: "{group} は当番の {who} さんです（当番表 {rotation}）。", EN: "{group} holds {who}, as it should (rotation {rotation})."}
	DoctorGroupWould    = Line{JA: "試算: {group} を {who} さんにします（当番表 {rotation}、今は {have}）。", EN: "Dry run: would set {group} to {who} (rotation {rotation}, now {have})."}
	DoctorGroupDisabled = Line{JA: "{group} は Slack で無効になっているため、メンションできません。Slack で有効にするか、設定から user_group を外してください。", EN: "{group} is disabled in Slack and cannot be mentioned. Enable it there, or take user_group out of the configuration."}
	DoctorTopic         = Line{JA: "{channel} のトピックに当番が書かれています: {segment}", EN: "The topic of {channel} names who is on call: {segment}"}
	DoctorTopicWould    = Line{JA: "試算: {channel} のトピックを変えます: {topic}", EN: "Dry run: would set the topic of {channel} to: {topic}"}
	DoctorFollowNot     = Line{JA: "{what}に今の当番を反映できません（当番表 {rotation}、{code}）。{hint}", EN: "{what} cannot follow the rotation {rotation} ({code}). {hint}"}
	DoctorFollowUnasked = Line{JA: "{what}を確かめられません（{code}）。あとでもう一度実行してください。", EN: "{what} could not be looked at ({code}). Run this again later."}
	DoctorBySchedule    = Line{JA: "試算は当番表だけによるものです。Slack で登録した代わりは、動いている toban の診断に出ます。", EN: "These dry runs go by the schedule alone; the running toban's doctor counts covers entered in Slack."}
)
