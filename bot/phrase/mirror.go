package phrase

// Words of what an asking team is told of its questions. They offer help and
// compare nobody.
var (
	MirrorHead = Line{
		JA: "📚 {when}（{from}–{to}）の {platform} への質問: {team}から {n}件。そのうち {answered}件は、次の資料で解決しました。",
		EN: "📚 Questions to {platform} {when} ({from} - {to}): {team} asked {n}. These pages answered {answered} of them.",
	}
	MirrorOnce   = Line{JA: "{n}件の解決に役立ちました", EN: "helped {n} time"}
	MirrorTimes  = Line{JA: "{n}件の解決に役立ちました", EN: "helped {n} times"}
	MirrorAdvice = Line{
		JA: "同じことで困ったときは、資料を見るとすぐに解決できるかもしれません。見つからないときや、うまくいかないときは、これまでどおり気軽に質問してください。",
		EN: "When one of these comes up again, its page may be the quickest way. If it does not help, or none fits, please ask as ever.",
	}
	MirrorNote   = Line{JA: "_月に一度のお知らせです。不要でしたら {platform} に教えてください。_", EN: "_This comes once a month. Tell {platform} if you would rather not have it._"}
	MirrorSilent = Line{
		JA: "{team}には何も知らせません（{when}）: 質問 {n}件、うち資料で解決 {answered}件（質問が {least}件以上あり、資料で解決したものがあるときに知らせます）。",
		EN: "{team} would not be told anything ({when}): {n} asked, {answered} of them answered by a page (it is told from {least} questions on, when a page answered one).",
	}
)
