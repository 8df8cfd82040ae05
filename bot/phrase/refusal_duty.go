package phrase

// dutyRefusal is the sentence for a refused change of the schedule. Each says
// who can, or what to do next.
func dutyRefusal(reason string) (l Line, ok bool) {
	switch reason {
	case "bad_date":
		return Line{
			JA: "{subject} を日付として読めません。12/3、2026-12-03、明日、来週月、12/3 10:00 のように書いてください。",
			EN: "I cannot read {subject} as a date. Write it like 12/3, 2026-12-03, tomorrow, mon 10:00.",
		}, true
	case "no_end":
		return Line{JA: "終わりの日時も書いてください（例: 12/3 10:00 12/3 19:00）。", EN: "Say when it ends, too (12/3 10:00 12/3 19:00)."}, true
	case "ends_first":
		return Line{
			JA: "終わりが始まりより前です。順番を確かめてください。翌年なら年も書いてください（例: 2027-01-05）。",
			EN: "It ends before it begins. Check the order. If you mean next year, write the year (2027-01-05).",
		}, true
	case "date_passed":
		return Line{
			JA: "{at} はもう過ぎています。これからの日時を書いてください。来年のことなら、{subject} のように年も書いてください。",
			EN: "{at} has passed. Give a time ahead. If you mean next year, write the year: {subject}.",
		}, true
	case "in_the_past":
		return Line{JA: "{at} はもう過ぎています。これからの日時を書いてください。", EN: "{at} has passed. Give a time ahead."}, true
	case "too_long":
		return Line{JA: "1 年より長い期間は登録できません。短く分けてください。", EN: "That is more than a year. Make it shorter."}, true
	case "no_rotation":
		return Line{JA: "当番は設定されていません。管理者に設定を頼んでください。", EN: "No rotation is configured. Ask an admin to add one."}, true
	case "cover_own":
		return Line{
			JA: "{who} さんの当番を変えられるのは本人とリードです。本人に「代わり @あなた」を実行してもらうか、リードに頼んでください。",
			EN: "{who}'s duty can be changed by {who} or a lead. Have them run “cover @you”, or ask a lead.",
		}, true
	case "hole_own":
		return Line{
			JA: "当番がいない時間には自分が入れます。{who} さんを入れるにはリードに頼むか、「代わり 募集」でチームに聞いてください。",
			EN: "You can step in yourself where nobody is on call. For {who}, ask a lead, or ask the team with “cover open”.",
		}, true
	case "cover_whose":
		return Line{
			JA: "その間は複数の人が当番です。だれの代わりかも書いてください（例: 代わり @suzuki @ito 11/25 11/26）。",
			EN: "Several people are on call then. Say for whom, too (cover @suzuki @ito 11/25 11/26).",
		}, true
	case "cover_self":
		return Line{JA: "{who} さん自身の当番です。ほかの人を選んでください。", EN: "That is {who}'s own duty. Choose somebody else."}, true
	case "no_duty_then":
		return Line{JA: "{who} さんはその間、当番ではありません。「当番 今週」で確かめてください。", EN: "{who} is not on call then. “oncall week” shows who is."}, true
	case "nobody_then":
		return Line{JA: "その間は、だれも当番ではありません。「代わり 一覧」で募集を確かめてください。", EN: "Nobody is on call then. “cover list” shows what is asked for."}, true
	case "not_on_team":
		return Line{JA: "{who} さんは {team} のメンバーではないため、当番にできません。メンバーを選んでください。", EN: "{who} is not a member of {team} and cannot be on call. Choose a member."}, true
	case "person_gone":
		return Line{JA: "{who} さんのアカウントは無効になっています。ほかの人を選んでください。", EN: "{who}'s account is deactivated. Choose somebody else."}, true
	case "away_then":
		return Line{JA: "{who} さんはその間、休みです。ほかの人を選ぶか、先に休みを取り消してください（代わり 一覧）。", EN: "{who} is away then. Choose somebody else, or undo the absence first (cover list)."}, true
	case "already_arranged":
		return Line{JA: "すでに {who} さんが代わることになっています。", EN: "{who} is already covering that."}, true
	case "already_asked":
		return Line{JA: "その間のお願いがすでに出ています。「代わり 一覧」で取り消せます。", EN: "That is asked already. “cover list” can take it back."}, true
	case "already_away":
		return Line{JA: "{who} さんの休みはすでに登録されています（{at} まで）。", EN: "{who} is already away (until {at})."}, true
	case "away_own":
		return Line{JA: "{who} さんの休みを登録できるのは本人とリードです。", EN: "{who}'s absence can be entered by {who} or a lead."}, true
	case "swap_self":
		return Line{JA: "自分とは交代できません。相手を選んでください。", EN: "You cannot swap with yourself. Choose somebody else."}, true
	case "no_turn_on":
		return Line{JA: "{who} さんは {at} からの日に当番ではありません。「当番 @人」で確かめてください。", EN: "{who} is not on call on the day of {at}. “oncall @person” shows when they are."}, true
	case "turn_begun":
		return Line{JA: "{who} さんの当番はもう始まっています。残りは「代わり」で頼んでください。", EN: "{who}'s turn has begun. Use “cover” for the rest of it."}, true
	case "swap_only":
		return Line{JA: "これはお願いされた {who} さんが答えられます。", EN: "This one is for {who}, who was asked."}, true
	case "swap_stale":
		return Line{JA: "その後、{who} さんの当番が変わっています。もう一度「交代」からお願いします。", EN: "{who}'s turn has changed since. Propose the swap again."}, true
	case "cover_late":
		return Line{JA: "すでに {who} さんが引き受けています", EN: "{who} has already taken it"}, true
	case "request_over":
		return Line{JA: "このお願いはもう終わっています。「代わり 一覧」で今の変更を確かめてください。", EN: "This is over. “cover list” shows what is planned."}, true
	case "no_such_rotation":
		return Line{JA: "当番表 {subject} は設定にありません。", EN: "There is no rotation {subject} in the configuration."}, true
	case "no_such_change":
		return Line{JA: "その変更は見つかりません。「代わり 一覧」で確かめてください。", EN: "There is no such change. “cover list” shows what is planned."}, true
	case "change_over":
		return Line{JA: "その変更はもう終わったか、取り消されています。", EN: "That change is over or undone already."}, true
	case "author_only":
		return Line{JA: "これを取り消せるのは、登録した {who} さんとリードです。", EN: "{who}, who made it, or a lead can undo this."}, true
	case "oncall_only":
		return Line{JA: "これは今の当番の {who} さんとリードが実行できます。", EN: "This is for {who}, who is on call, or a lead."}, true
	case "no_next":
		return Line{JA: "次の当番が決まっていません。「代わり @人」で頼んでください。", EN: "Nobody is next. Use “cover @person”."}, true
	}
	return Line{}, false
}
