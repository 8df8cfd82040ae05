package phrase

import "time"

// The calendar: feeds, the picture in App Home and the web page.
var (
	ArgCalendar = Word{Name: "calendar", JA: "カレンダー", More: []string{"ical"}}

	CalendarTitle   = Line{JA: "当番カレンダー", EN: "On-call calendar"}
	CalendarMine    = Line{JA: "あなたの当番（すべての当番表）", EN: "Your own turns, in all rotations"}
	CalendarOf      = Line{JA: "当番表 {rotation}", EN: "Rotation {rotation}"}
	CalendarHow     = Line{JA: "カレンダーアプリの「URL で追加」に貼ると、当番の変更も届きます。アドレスを知っている人は誰でも見られるので、共有しないでください。", EN: "Paste the address into your calendar app as a subscription by URL; changes of the schedule follow. Whoever has it can read it, so keep it to yourself."}
	CalendarSetUp   = Line{JA: "カレンダーを配るアドレスがまだありません。設定の http.listen（待ち受け）と http.url（外から見える https:// のアドレス）を書くよう、管理者に頼んでください。", EN: "There is no address to serve calendars from yet. Ask an admin to set http.listen (where toban listens) and http.url (the https:// address others reach it at) in the configuration."}
	CalendarRenewed = Line{JA: "新しいアドレスにしました。前のアドレスは使えません。", EN: "This is a new address; the one before no longer works."}
	ButtonRenew     = Line{JA: "新しいアドレスにする", EN: "Make a new address"}
	ButtonPage      = Line{JA: "カレンダーを開く", EN: "Open the calendar"}
	ButtonSubscribe = Line{JA: "カレンダーアプリで見る", EN: "Add to my calendar"}

	HomeCalendar = Line{JA: "4 週間の当番", EN: "Four weeks of on-call"}
	CalendarHome = Line{JA: "■ 順番どおり ・ ● 代わり ・ {hole} 当番なし ・ {off} 時間外 ・ {holiday} 休業日", EN: "■ own turn · ● covers for somebody · {hole} nobody · {off} off duty · {holiday} holiday"}
	CalendarFor  = Line{JA: "{for} さんの代わり", EN: "for {for}"}
	CalendarMark = Line{JA: "（{for} さんの代わり）", EN: " (for {for})"}
	CalendarHole = Line{JA: "当番なし", EN: "nobody on call"}
	CalendarOff  = Line{JA: "時間外", EN: "off duty"}
	CalendarShut = Line{JA: "休業日", EN: "closed"}

	FeedOnCall    = Line{JA: "{who}（当番）", EN: "{who} (on-call)"}
	FeedSecondary = Line{JA: "{who}（副当番）", EN: "{who} (secondary)"}
	FeedMyTurn    = Line{JA: "当番: {rotation}", EN: "On call: {rotation}"}
	FeedMySecond  = Line{JA: "副当番: {rotation}", EN: "Secondary: {rotation}"}
	FeedName      = Line{JA: "当番 {rotation}", EN: "On-call {rotation}"}
	FeedNameMine  = Line{JA: "{who} さんの当番", EN: "On-call turns of {who}"}
	FeedCovers    = Line{JA: "{for} さんの代わり", EN: "covers for {for}"}
)

// The calendar as a page.
var (
	PageSkip      = Line{JA: "本文へ", EN: "Skip to the calendar"}
	PageNow       = Line{JA: "今の当番", EN: "On call now"}
	PageUntil     = Line{JA: "{until} まで", EN: "until {until}"}
	PageWeeks     = Line{JA: "{from} からの 4 週間", EN: "Four weeks from {from}"}
	PageEarlier   = Line{JA: "前の 4 週間", EN: "Previous four weeks"}
	PageLater     = Line{JA: "次の 4 週間", EN: "Next four weeks"}
	PagePresent   = Line{JA: "今週から", EN: "From this week"}
	PageNavWeeks  = Line{JA: "期間", EN: "Weeks"}
	OwnName       = Line{JA: "日本語", EN: "English"} // of the book's language
	PageLanguage  = Line{JA: "言語", EN: "Language"}
	PageGrid      = Line{JA: "日ごとの当番", EN: "Who is on call, day by day"}
	PageTable     = Line{JA: "当番の一覧", EN: "The same as a list"}
	PageRole      = Line{JA: "役割", EN: "Role"}
	PagePrimary   = Line{JA: "当番", EN: "On-call"}
	PageSecondary = Line{JA: "副当番", EN: "Secondary"}
	PageWho       = Line{JA: "人", EN: "Who"}
	PageFrom      = Line{JA: "開始", EN: "From"}
	PageTo        = Line{JA: "終了", EN: "To"}
	PageWhy       = Line{JA: "理由", EN: "Why"}
	PageOpen      = Line{JA: "未定", EN: "open"}
	PageHoles     = Line{JA: "⚠️ 当番がいない時間", EN: "⚠️ Nobody is on call"}
	PageZone      = Line{JA: "時刻は {zone} です。", EN: "Times are in {zone}."}
	PageFeed      = Line{JA: "カレンダーアプリで購読する（.ics）", EN: "Subscribe in a calendar app (.ics)"}
)

// Weekday is the short name of a day of the week: 月, Mon.
func (b Book) Weekday(d time.Weekday) string {
	if b.lang == Japanese {
		return weekdays[d]
	}
	return d.String()[:3]
}

// ShortDate is a day without its weekday, always as wide: 11/06, 06 Nov.
func (b Book) ShortDate(t time.Time) string {
	if b.lang == Japanese {
		return t.Format("01/02")
	}
	return t.Format("02 Jan")
}

// DayOfMonth is a day without its month, with its weekday: 23(月), Mon 23.
func (b Book) DayOfMonth(t time.Time) string {
	if b.lang == Japanese {
		return t.Format("2") + "(" + weekdays[t.Weekday()] + ")"
	}
	return t.Format("Mon 2")
}
