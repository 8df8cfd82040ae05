package rotation

import (
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// A holiday is a date with the key of its name, "jp:showa_day".
type holiday struct {
	day  day
	name string
}

// A country knows its public holidays year by year.
type country struct {
	code     string
	holidays func(year int) []holiday
	// official is the last year whose dates are published rather than
	// computed; zero means the rules alone decide.
	official int
}

// HolidayCountries are the codes [CalendarSpec].Holidays accepts, sorted.
// Only holidays of the whole country are known, not those of its regions.
func HolidayCountries() []string {
	codes := []string{"jp"}
	for _, c := range worldwide() {
		codes = append(codes, c.code)
	}
	slices.Sort(codes)
	return codes
}

func countryOf(code string) (country, bool) {
	if code == "jp" {
		return country{code: code, holidays: japanHolidays, official: japanLastOfficial}, true
	}
	for _, c := range worldwide() {
		if c.code == code {
			return country{code: code, holidays: func(year int) []holiday { return ruleHolidays(code, c.days, year) }}, true
		}
	}
	return country{}, false
}

type ruled struct {
	code string
	days []*cal.Holiday
}

// worldwide are the countries whose rules come from the library. Its Japan is
// wrong for 2019 to 2021 and misses citizens' holidays to come, so Japan has a
// table of its own.
func worldwide() []ruled {
	return []ruled{
		{"ar", ar.Holidays},
		{"at", at.Holidays},
		{"be", be.Holidays},
		{"bg", bg.Holidays},
		{"br", br.Holidays},
		{"ca", ca.Holidays},
		{"ch", ch.Holidays},
		{"cz", cz.Holidays},
		{"de", de.Holidays},
		{"dk", dk.Holidays},
		{"es", es.Holidays},
		{"fr", fr.Holidays},
		{"gb", gb.Holidays},
		{"gr", gr.Holidays},
		{"hr", hr.Holidays},
		{"ie", ie.Holidays},
		{"it", it.Holidays},
		{"lt", lt.Holidays},
		{"lv", lv.Holidays},
		{"nl", nl.Holidays},
		{"no", no.Holidays},
		{"nz", nz.Holidays},
		{"pl", pl.Holidays},
		{"ro", ro.Holidays},
		{"se", se.Holidays},
		{"si", si.Holidays},
		{"sk", sk.Holidays},
		{"ua", ua.Holidays},
		{"us", us.Holidays},
		{"za", za.Holidays},
	}
}

// ruleHolidays are the dates a country closes in a year: the holiday itself
// and the day on which it is made up for.
func ruleHolidays(code string, days []*cal.Holiday, year int) []holiday {
	var found []holiday
	add := func(t time.Time, name string) {
		if !t.IsZero() && t.Year() == year {
			found = append(found, holiday{CivilOf(t).day(), code + ":" + name})
		}
	}
	// A New Year's Day on a Saturday may be made up for in the year before.
	for _, y := range []int{year, year + 1} {
		for _, h := range days {
			actual, observed := h.Calc(y)
			add(actual, key(h.Name))
			if !observed.Equal(actual) {
				add(observed, key(h.Name))
			}
		}
	}
	slices.SortStableFunc(found, func(a, b holiday) int { return int(a.day - b.day) })
	return found
}

// key turns "New Year's Day" into "new_years_day".
func key(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch r {
		case ' ', '-':
			b.WriteByte('_')
		case '\'', '.', ',', '(', ')':
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
