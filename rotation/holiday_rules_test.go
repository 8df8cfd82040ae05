package rotation

import (
	"slices"
	"testing"
	"time"

	"github.com/rickar/cal/v2/jp"
	"github.com/stretchr/testify/require"
)

// The rules must say what was published, or they would not do for the years to
// come.
func TestJapaneseRulesGiveThePublishedDates(t *testing.T) {
	for year := 2024; year <= japanLastOfficial; year++ {
		var ruled []int
		for _, h := range japanRules(year) {
			_, m, d := h.day.date()
			ruled = append(ruled, int(m)*100+d)
		}
		require.Equal(t, japanOfficial(year), ruled, year)
	}
}

func TestJapaneseHolidays(t *testing.T) {
	is := func(date, want string) {
		t.Helper()
		d, ok := parseDay(date)
		require.True(t, ok)
		year, _, _ := d.date()
		got := ""
		for _, h := range japanHolidays(year) {
			if h.day == d {
				got = h.name
			}
		}
		require.Equal(t, want, got, date)
	}
	is("2019-04-30", "jp:citizens_holiday") // the ten days of the accession
	is("2019-05-01", "jp:accession_day")
	is("2019-05-02", "jp:citizens_holiday")
	is("2019-05-06", "jp:substitute_holiday")
	is("2019-10-22", "jp:enthronement_day")
	is("2019-12-23", "") // no emperor's birthday in 2019
	is("2020-07-24", "jp:sports_day")
	is("2020-08-10", "jp:mountain_day")
	is("2020-10-12", "")
	is("2021-08-09", "jp:substitute_holiday")
	is("2021-10-11", "")
	is("2024-08-12", "jp:substitute_holiday")
	is("2026-05-06", "jp:substitute_holiday") // 3 May is the Sunday
	is("2026-09-22", "jp:citizens_holiday")
	is("2027-03-22", "jp:substitute_holiday")
	is("2026-12-31", "") // custom, not law
	is("2027-01-02", "")
	// By rule only.
	is("2028-03-20", "jp:vernal_equinox")
	is("2028-09-22", "jp:autumnal_equinox")
	is("2032-09-21", "jp:citizens_holiday")

	count := func(year int) int { return len(japanHolidays(year)) }
	require.Equal(t, []int{21, 19, 18, 17, 16}, []int{count(2024), count(2025), count(2026), count(2027), count(2028)})
}

// A second opinion: the library agrees where it is known to be right.
func TestJapaneseRulesAgreeWithTheLibrary(t *testing.T) {
	for _, year := range []int{2015, 2016, 2017, 2018, 2022, 2023, 2024, 2025, 2026, 2027} {
		var theirs []day
		for _, h := range ruleHolidays("jp", jp.Holidays, year) {
			theirs = append(theirs, h.day)
		}
		var ours []day
		for _, h := range japanRules(year) {
			ours = append(ours, h.day)
		}
		require.Equal(t, slices.Compact(theirs), ours, year)
	}
}

func TestHolidaysOfOtherCountries(t *testing.T) {
	us, ok := countryOf("us")
	require.True(t, ok)
	found := us.holidays(2021)
	// Independence Day on a Sunday is made up for on Monday, and New Year's Day
	// 2022, a Saturday, on the last day of the year before.
	require.Contains(t, found, holiday{dateOf(2021, time.July, 5), "us:independence_day"})
	require.Contains(t, found, holiday{dateOf(2021, time.December, 31), "us:new_years_day"})
	_, ok = countryOf("atlantis")
	require.False(t, ok)
	require.Contains(t, HolidayCountries(), "jp")
	for _, code := range HolidayCountries() {
		c, ok := countryOf(code)
		require.True(t, ok, code)
		require.NotEmpty(t, c.holidays(2026), code)
	}
}

// Dates outside the table are worked out one by one; the two ways must agree
// where they meet and far beyond.
func TestCalendarBeyondItsTable(t *testing.T) {
	c, err := CalendarSpec{Hours: Lines{"Mon-Fri 10:00-19:00"}, Holidays: Lines{"jp"}, Closed: Lines{"12-29..01-03"}}.
		Build(time.UTC)
	require.NoError(t, err)
	for _, year := range []int{1999, 2026, 2060} {
		d := dateOf(year, time.January, 1)
		n := c.openBefore(d)
		for range 400 {
			if c.isOpenDay(d) {
				open, ok := c.openDay(n)
				require.True(t, ok)
				require.Equal(t, d, open)
				n++
			}
			d++
			require.Equal(t, n, c.openBefore(d), d)
		}
	}
}
