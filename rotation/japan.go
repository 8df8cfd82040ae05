package rotation

import (
	"slices"
	"time"
)

// japanLastOfficial is the last year of the table below. Later years come from
// the rules and are estimates: the equinoxes are announced each February for
// the year after.
const japanLastOfficial = 2027

// japanOfficial are the national holidays as the Cabinet Office publishes them,
// months and days of a year. Source: the list of 1955 to the end of next year
// at https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html, as of February 2026.
func japanOfficial(year int) []int {
	switch year {
	case 2024:
		return []int{
			101, 108, 211, 212, 223, 320, 429, 503, 504, 505, 506, 715, 811, 812, 916, 922, 923, 1014, 1103, 1104, 1123,
		}
	case 2025:
		return []int{
			101, 113, 211, 223, 224, 320, 429, 503, 504, 505, 506, 721, 811, 915, 923, 1013, 1103, 1123, 1124,
		}
	case 2026:
		return []int{
			101, 112, 211, 223, 320, 429, 503, 504, 505, 506, 720, 811, 921, 922, 923, 1012, 1103, 1123,
		}
	case japanLastOfficial:
		return []int{
			101, 111, 211, 223, 321, 322, 429, 503, 504, 505, 719, 811, 920, 923, 1011, 1103, 1123,
		}
	}
	return nil
}

// japanHolidays are the holidays of a year with the keys of their names: dates
// from the table where it reaches, else from the rules.
func japanHolidays(year int) []holiday {
	rules := japanRules(year)
	official := japanOfficial(year)
	if official == nil {
		return rules
	}
	days := make([]holiday, 0, len(official))
	for _, md := range official {
		h := holiday{dateOf(year, time.Month(md/100), md%100), "jp:holiday"}
		if i := slices.IndexFunc(rules, func(r holiday) bool { return r.day == h.day }); i >= 0 {
			h.name = rules[i].name
		}
		days = append(days, h)
	}
	return days
}

// japanRules computes the holidays of a year from the Act on National Holidays
// (Act 178 of 1948) as amended, in force since 2007, with the special laws for
// 2019 (accession) and for 2020 and 2021 (Olympic Games).
func japanRules(year int) []holiday {
	var days []holiday
	add := func(name string, month time.Month, dom int) {
		days = append(days, holiday{dateOf(year, month, dom), "jp:" + name})
	}
	monday := func(name string, month time.Month, nth int) {
		first := dateOf(year, month, 1)
		toMonday := floorMod(int64(time.Monday-first.weekday()), 7)
		days = append(days, holiday{first + day(toMonday) + day(7*(nth-1)), "jp:" + name})
	}

	add("new_years_day", time.January, 1)
	monday("coming_of_age_day", time.January, 2)
	add("foundation_day", time.February, 11)
	if year >= 2020 {
		add("emperors_birthday", time.February, 23)
	}
	add("vernal_equinox", time.March, equinox(year, 20.8431))
	add("showa_day", time.April, 29)
	add("constitution_day", time.May, 3)
	add("greenery_day", time.May, 4)
	add("childrens_day", time.May, 5)
	switch year {
	case 2020:
		add("marine_day", time.July, 23)
		add("sports_day", time.July, 24)
		add("mountain_day", time.August, 10)
	case 2021:
		add("marine_day", time.July, 22)
		add("sports_day", time.July, 23)
		add("mountain_day", time.August, 8)
	default:
		monday("marine_day", time.July, 3)
		monday("sports_day", time.October, 2)
		if year >= 2016 {
			add("mountain_day", time.August, 11)
		}
	}
	monday("respect_for_the_aged_day", time.September, 3)
	add("autumnal_equinox", time.September, equinox(year, 23.2488))
	add("culture_day", time.November, 3)
	add("labour_thanksgiving_day", time.November, 23)
	if year <= 2018 {
		add("emperors_birthday", time.December, 23)
	}
	if year == 2019 {
		add("accession_day", time.May, 1)
		add("enthronement_day", time.October, 22)
	}

	slices.SortFunc(days, func(a, b holiday) int { return int(a.day - b.day) })
	return withDerived(days)
}

// withDerived adds what the Act derives from the holidays themselves: article 3
// paragraph 2, a holiday on a Sunday is made up for on the next day that is
// none; paragraph 3, a day between two holidays becomes one.
func withDerived(national []holiday) []holiday {
	is := func(d day) bool {
		return slices.ContainsFunc(national, func(h holiday) bool { return h.day == d })
	}
	all := slices.Clone(national)
	for _, h := range national {
		if h.day.weekday() == time.Sunday {
			next := h.day + 1
			for is(next) {
				next++
			}
			all = append(all, holiday{next, "jp:substitute_holiday"})
		}
		if between := h.day + 1; is(h.day+2) && !is(between) && between.weekday() != time.Sunday {
			all = append(all, holiday{between, "jp:citizens_holiday"})
		}
	}
	slices.SortStableFunc(all, func(a, b holiday) int { return int(a.day - b.day) })
	return slices.CompactFunc(all, func(a, b holiday) bool { return a.day == b.day })
}

// equinox is the day of March (base 20.8431) or September (base 23.2488) on
// which the equinox falls in Tokyo. The approximation, of the Maritime Safety
// Agency, holds from 1980 to 2099.
func equinox(year int, base float64) int {
	y := year - 1980
	return int(base + 0.242194*float64(y) - float64(floorDiv(int64(y), 4)))
}
