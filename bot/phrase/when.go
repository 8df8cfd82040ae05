package phrase

import (
	"regexp"
	"strings"
	"time"
)

var (
	longDate   = regexp.MustCompile(`(\d{4})年(\d{1,2})月(\d{1,2})日`)
	shortDate  = regexp.MustCompile(`(\d{1,2})月(\d{1,2})日`)
	slashYear  = regexp.MustCompile(`\b(\d{4})/(\d{1,2})/(\d{1,2})\b`)
	inBrackets = regexp.MustCompile(`\((?:[日月火水木金土]|[A-Za-z]{3})\)`)
	halfPast   = regexp.MustCompile(`(\d{1,2})時半`)
	withMinute = regexp.MustCompile(`(\d{1,2})時(\d{1,2})分`)
	fullHour   = regexp.MustCompile(`(\d{1,2})時`)
	dayThenNow = regexp.MustCompile(`([日月火水木金土曜後])(\d{1,2}:\d\d)`)
	dayToDay   = regexp.MustCompile(`(\d{1,2}/\d{1,2})-(\d{1,2}/\d{1,2})`)
	clockTime  = regexp.MustCompile(`^\d{1,2}:\d\d$`)
	dayOfWeek  = regexp.MustCompile(`^(今週|来週|再来週)の?([日月火水木金土])(?:曜日?)?$`)
	anyWeekday = regexp.MustCompile(`^([日月火水木金土])(?:曜日?)?$`)
	oneDigit   = regexp.MustCompile(`-(\d)\b`)
)

// Dates reads the dates and times of a command, as people type them in either
// language, into words that the rotation's own reader knows: "明日",
// "来週月", "12月3日 10時" and "next mon" become "tomorrow", the date of that
// Monday, "12/3 10:00". A time belongs to the date before it; a second one to
// the same date. What is no date is left as it is. today says which day it is,
// in the zone of the team.
func Dates(text string, today time.Time) []string {
	text = longDate.ReplaceAllString(text, "$1-$2-$3 ")
	text = shortDate.ReplaceAllString(text, "$1/$2 ")
	text = slashYear.ReplaceAllString(text, "$1-$2-$3")
	text = inBrackets.ReplaceAllString(text, " ")
	text = halfPast.ReplaceAllString(text, "$1:30 ")
	text = withMinute.ReplaceAllString(text, "$1:$2 ")
	text = fullHour.ReplaceAllString(text, "$1:00 ")
	text = strings.NewReplacer("〜", " ", "~", " ", "–", " ", "—", " ", "から", " ", "まで", " ", "より", " ").Replace(text)
	text = dayToDay.ReplaceAllString(text, "$1 $2")
	text = dayThenNow.ReplaceAllString(text, "$1 $2")

	var out []string
	week := ""
	for word := range strings.FieldsSeq(text) {
		lower := strings.ToLower(word)
		switch {
		case lower == "to", lower == "from", lower == "until", lower == "till", lower == "-":
			continue
		case lower == "next" || lower == "this" || word == "来週" || word == "今週" || word == "再来週":
			week = lower
			continue
		case clockTime.MatchString(word) && len(out) > 0:
			last := &out[len(out)-1]
			if day, _, timed := strings.Cut(*last, " "); timed {
				out = append(out, day+" "+word)
			} else {
				*last += " " + word
			}
			continue
		}
		out = append(out, dayWord(week, word, today))
		week = ""
	}
	if week != "" {
		out = append(out, week)
	}
	return out
}

// dayWord is one word for a day, in the form the rotation's reader knows.
func dayWord(week, word string, today time.Time) string {
	iso := func(days int) string { return today.AddDate(0, 0, days).Format(time.DateOnly) }
	switch word {
	case "今日", "本日", "きょう":
		return "today"
	case "明日", "あした", "あす":
		return "tomorrow"
	case "明後日", "あさって":
		return iso(2)
	}
	if m := dayOfWeek.FindStringSubmatch(word); m != nil {
		week, word = m[1], m[2]
	}
	day, known := weekdayOf(word)
	switch {
	case !known && strings.Count(word, "-") == 2 && len(word) < len(time.DateOnly):
		return oneDigit.ReplaceAllString(word, "-0$1")
	case !known:
		return word
	case week == "":
		return day.String()[:3]
	}
	// A week begins on Monday.
	ahead := (int(day)+6)%7 - (int(today.Weekday())+6)%7
	switch week {
	case "next", "来週":
		ahead += 7
	case "再来週":
		ahead += 14
	}
	return iso(ahead)
}

func weekdayOf(word string) (time.Weekday, bool) {
	if m := anyWeekday.FindStringSubmatch(word); m != nil {
		for i, w := range weekdays {
			if w == m[1] {
				return time.Weekday(i), true
			}
		}
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(word, d.String()) || strings.EqualFold(word, d.String()[:3]) {
			return d, true
		}
	}
	return 0, false
}
