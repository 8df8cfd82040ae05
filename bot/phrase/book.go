// Package phrase holds every sentence toban says and every word it
// understands, in Japanese and English. Together with knowledge it is the
// only package in which Japanese literals are written.
//
// A [Line] is one sentence in both languages; a [Book] speaks one of them.
// Placeholders are named, {like_this}, because the two languages order their
// words differently.
package phrase

import (
	"fmt"
	"strings"
	"time"
)

// Lang is a language toban speaks.
type Lang string

// The languages. Anything else is answered in English.
const (
	Japanese Lang = "ja"
	English  Lang = "en"
)

// A Line is a sentence in both languages, with the same placeholders.
type Line struct {
	JA string
	EN string
}

// A Book speaks one language. The zero Book speaks English.
type Book struct{ lang Lang }

// For is the book of a language, given as a tag such as "ja", "ja-JP" or "en-US".
func For(lang string) Book {
	if base, _, _ := strings.Cut(strings.ToLower(lang), "-"); Lang(base) == Japanese {
		return Book{lang: Japanese}
	}
	return Book{lang: English}
}

// Lang is the language the book speaks.
func (b Book) Lang() Lang {
	if b.lang == "" {
		return English
	}
	return b.lang
}

// Say is the line in the book's language with its placeholders replaced by
// pairs of name and value. Values are inserted as they are: escape what comes
// from people before.
func (b Book) Say(l Line, pairs ...string) string {
	text := l.EN
	if b.lang == Japanese {
		text = l.JA
	}
	if len(pairs) == 0 {
		return text
	}
	old := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		old = append(old, "{"+pairs[i]+"}", pairs[i+1])
	}
	return strings.NewReplacer(old...).Replace(text)
}

// Duration is a span in words, rounded down to minutes: 1時間26分, 1 h 26 min.
func (b Book) Duration(d time.Duration) string {
	minutes := int(d / time.Minute)
	if minutes < 1 {
		return b.Say(Line{JA: "1分未満", EN: "under a minute"})
	}
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	var parts []string
	add := func(n int, unit Line) {
		if n > 0 {
			parts = append(parts, b.Say(unit, "n", fmt.Sprint(n)))
		}
	}
	add(days, Line{JA: "{n}日", EN: "{n} d"})
	add(hours, Line{JA: "{n}時間", EN: "{n} h"})
	if days == 0 {
		add(minutes, Line{JA: "{n}分", EN: "{n} min"})
	}
	if b.lang == Japanese {
		return strings.Join(parts, "")
	}
	return strings.Join(parts, " ")
}

var weekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// Date is a day as people write it: 11/25(火), Tue 25 Nov.
func (b Book) Date(t time.Time) string {
	if b.lang == Japanese {
		return fmt.Sprintf("%d/%d(%s)", t.Month(), t.Day(), weekdays[t.Weekday()])
	}
	return t.Format("Mon 2 Jan")
}

// When is an instant with its zone: 11/25(火) 17:00 JST, Tue 25 Nov 17:00 JST.
func (b Book) When(t time.Time) string {
	return b.Date(t) + t.Format(" 15:04 MST")
}

// Clock is the time of day without a date: 13:20.
func (b Book) Clock(t time.Time) string { return t.Format("15:04") }
