package phrase

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDatesAsPeopleTypeThem(t *testing.T) {
	today := time.Date(2025, 11, 20, 15, 4, 0, 0, time.FixedZone("JST", 9*3600)) // a Thursday
	for given, want := range map[string][]string{
		"12/3 12/4":               {"12/3", "12/4"},
		"12/3-12/4":               {"12/3", "12/4"},
		"12/3〜12/4":               {"12/3", "12/4"},
		"12/3(水)から12/5(金)まで":      {"12/3", "12/5"},
		"12月3日 から 12月5日":          {"12/3", "12/5"},
		"2025年12月3日":              {"2025-12-03"},
		"2025/12/3":               {"2025-12-03"},
		"2025-12-03 2025-12-05":   {"2025-12-03", "2025-12-05"},
		"明日":                      {"tomorrow"},
		"今日 明後日":                  {"today", "2025-11-22"},
		"来週月":                     {"2025-11-24"},
		"来週の月曜日 来週金曜":             {"2025-11-24", "2025-11-28"},
		"今週金":                     {"2025-11-21"},
		"再来週 月":                   {"2025-12-01"},
		"月曜":                      {"Mon"},
		"next mon next sun":       {"2025-11-24", "2025-11-30"},
		"mon 10:00 to mon 19:00":  {"Mon 10:00", "Mon 19:00"},
		"tomorrow":                {"tomorrow"},
		"12/3 10:00 19:00":        {"12/3 10:00", "12/3 19:00"},
		"明日10時半から18時まで":           {"tomorrow 10:30", "tomorrow 18:00"},
		"11/25 10:00 11/26 9時15分": {"11/25 10:00", "11/26 9:15"},
		"10:00":                   {"10:00"},
		"next":                    {"next"},
		"soon":                    {"soon"},
		"":                        nil,
	} {
		require.Equal(t, want, Dates(given, today), given)
	}
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"12/3-12/4", "来週月 10時半", "12月3日から12月5日まで", "next mon 10:00 19:00", "明日10:00"} {
		f.Add(s)
	}
	today := time.Date(2025, 11, 20, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range Dates(s, today) {
			if w == "" {
				t.Errorf("Dates(%q) holds an empty word", s)
			}
		}
	})
}

func TestDays(t *testing.T) {
	day := func(month time.Month, day int) time.Time { return time.Date(2025, month, day, 0, 0, 0, 0, time.UTC) }
	ja, en, now := For("ja"), For("en"), day(11, 20)
	require.Equal(t, "12/3(水)–12/4(木)", ja.Days(day(12, 3), day(12, 4), now))
	require.Equal(t, "Wed 3 - Thu 4 Dec", en.Days(day(12, 3), day(12, 4), now))
	require.Equal(t, "Sun 30 Nov - Mon 1 Dec", en.Days(day(11, 30), day(12, 1), now))
	require.Equal(t, "12/3(水)", ja.Days(day(12, 3), day(12, 3), now))
	require.Equal(t, "Wed 3 Dec", en.Days(day(12, 3), day(12, 3), now))
	next := day(11, 19).AddDate(1, 0, 0)
	require.Equal(t, "2026/11/19(木)", ja.Days(next, next, now), "the year is shown where it is not this one")
	require.Equal(t, "Thu 19 Nov 2026", en.Days(next, next, now))
	require.Equal(t, "12/30(火)–2026/1/3(土)", ja.Days(day(12, 30), day(13, 3), now), "each day has its own")
	require.Equal(t, "Tue 30 Dec - Sat 3 Jan 2026", en.Days(day(12, 30), day(13, 3), now))
}
