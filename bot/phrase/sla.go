package phrase

import (
	"strconv"
	"strings"
	"time"
)

// The explanation of a deadline, as toban sla prints it.
var (
	SLADue      = Line{JA: "最初の返信の期限", EN: "first reply due"}
	SLAAsked    = Line{JA: "受付", EN: "asked"}
	SLAClock    = Line{JA: "時計", EN: "clock"}
	SLATarget   = Line{JA: "目標", EN: "target"}
	SLAPercent  = Line{JA: "{n}%", EN: "{n} %"}
	SLABreach   = Line{JA: "期限切れ", EN: "missed"}
	SLAOverdue  = Line{JA: "この瞬間を過ぎると期限切れ", EN: "missed after that instant"}
	SLAKey      = Line{JA: "{key} による", EN: "by {key}"}
	SLADefault  = Line{JA: "toban の既定値", EN: "toban's default"}
	SLANever    = Line{JA: "なし（停止が終わらないか、400 日以内に営業日がない）", EN: "never: a pause does not end, or nothing opens within 400 days"}
	SLAOwner    = Line{JA: "担当、いなければ当番に DM", EN: "direct message to the owner, else the on-call"}
	SLATeam     = Line{JA: "チームのチャンネルで担当か当番にメンション", EN: "mention of the owner or on-call in the team channel"}
	SLALeads    = Line{JA: "チームのチャンネルで副当番とリードにメンション", EN: "mention of the secondary and the lead in the team channel"}
	SLAToldAt   = Line{JA: "営業時間外なので {at} に、{who}", EN: "quiet time, so at {at}: {who}"}
	SLANotTold  = Line{JA: "知らせない（同じ時刻に後のお知らせを送る）", EN: "not sent: a later line is due at that opening"}
	SLACounted  = Line{JA: "{d}を数える（計{sum}、目標{target}）", EN: "counts {d}, {sum} of {target}"}
	SLAPaused   = Line{JA: "停止中", EN: "paused"}
	SLAOffHours = Line{JA: "営業時間外", EN: "outside opening hours"}
	SLANoHours  = Line{JA: "営業日ではない曜日", EN: "no opening hours on this weekday"}
	SLAHoliday  = Line{JA: "祝日: {name}", EN: "holiday: {name}"}
	SLAClosed   = Line{JA: "calendar.closed などによる休み", EN: "closed by the configuration"}

	SLAElapsed       = Line{JA: "実時間", EN: "all the time"}
	SLABusinessDays  = Line{JA: "営業日の 0:00–24:00", EN: "business days from 0:00 to 24:00"}
	SLABusinessHours = Line{JA: "営業時間", EN: "opening hours"}
)

// Span is a length of time to the second: 25時間30分, 25 h 30 min.
func (b Book) Span(d time.Duration) string {
	seconds := int(d / time.Second)
	var parts []string
	for _, unit := range []struct {
		n    int
		name Line
	}{
		{seconds / 3600, Line{JA: "{n}時間", EN: "{n} h"}},
		{seconds / 60 % 60, Line{JA: "{n}分", EN: "{n} min"}},
		{seconds % 60, Line{JA: "{n}秒", EN: "{n} s"}},
	} {
		if unit.n > 0 {
			parts = append(parts, b.Say(unit.name, "n", strconv.Itoa(unit.n)))
		}
	}
	switch {
	case len(parts) == 0:
		return b.Say(Line{JA: "0秒", EN: "0 s"})
	case b.lang == Japanese:
		return strings.Join(parts, "")
	}
	return strings.Join(parts, " ")
}

// Instant is an instant to the second, with its year and zone:
// 2025-11-25(火) 17:00 JST, Tue 2025-11-25 17:00 JST.
func (b Book) Instant(t time.Time) string {
	clock := " 15:04 MST"
	if t.Second() != 0 {
		clock = " 15:04:05 MST"
	}
	if b.lang == Japanese {
		return t.Format(time.DateOnly) + "(" + weekdays[t.Weekday()] + ")" + t.Format(clock)
	}
	return t.Format("Mon " + time.DateOnly + clock)
}

// Holiday is the name of a public holiday, of which key is the rotation
// package's. Those of other countries than Japan are named in English.
func (b Book) Holiday(key string) string {
	if name, ok := holidays()[key]; ok && b.lang == Japanese {
		return name
	}
	country, name, _ := strings.Cut(key, ":")
	return strings.ReplaceAll(name, "_", " ") + " (" + country + ")"
}

// holidays are the Japanese names, of the Act on National Holidays.
func holidays() map[string]string {
	return map[string]string{
		"jp:new_years_day": "元日", "jp:coming_of_age_day": "成人の日", "jp:foundation_day": "建国記念の日", "jp:emperors_birthday": "天皇誕生日",
		"jp:vernal_equinox": "春分の日", "jp:showa_day": "昭和の日", "jp:constitution_day": "憲法記念日", "jp:greenery_day": "みどりの日",
		"jp:childrens_day": "こどもの日", "jp:marine_day": "海の日", "jp:mountain_day": "山の日", "jp:respect_for_the_aged_day": "敬老の日",
		"jp:autumnal_equinox": "秋分の日", "jp:sports_day": "スポーツの日", "jp:culture_day": "文化の日", "jp:labour_thanksgiving_day": "勤労感謝の日",
		"jp:substitute_holiday": "振替休日", "jp:citizens_holiday": "国民の休日", "jp:accession_day": "即位の日", "jp:enthronement_day": "即位礼正殿の儀",
		"jp:holiday": "祝日",
	}
}
