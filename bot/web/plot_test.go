package web

import (
	"encoding/csv"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The chart of a page says the same as the table under it: each name with two
// bars, in its order, as long as the figures at their ends.
func TestACountsChartSaysWhatItsTableSays(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 300, b.now.AddDate(0, -2, 0), b.now)
	for _, page := range []string{"areas", "teams"} {
		rows, err := csv.NewReader(skipMark(t, b.reads(t, "/"+page+".csv?p=2025-W46&lang=en").Body)).ReadAll()
		require.NoError(t, err)
		body := b.sees(t, "/"+page+"?p=2025-W46&lang=en")
		plot := body[strings.Index(body, "<figure>"):strings.Index(body, "</figure>")]
		var now, before []string
		for _, r := range rows[1:] {
			now, before = append(now, r[1]), append(before, r[2])
		}
		require.Greater(t, len(now), 2, page)
		var ends []string
		for _, m := range regexp.MustCompile(`class="total">([0-9]+)<`).FindAllStringSubmatch(plot, -1) {
			ends = append(ends, m[1])
		}
		require.Equal(t, append(now, before...), ends, page)

		unit := 0.0 // of the view box, for one inquiry
		for _, m := range regexp.MustCompile(`<rect x="190" y="[0-9.]+" width="([0-9.]+)" height="14" class="s[06]"><title>[^<]*: ([0-9]+)</title>`).FindAllStringSubmatch(plot, -1) {
			long, err := strconv.ParseFloat(m[1], 64)
			require.NoError(t, err)
			n, err := strconv.ParseFloat(m[2], 64)
			require.NoError(t, err)
			if unit == 0 {
				unit = long / n
			}
			require.InDelta(t, unit*n, long, 0.2*n, "%s: the bar of %s", page, m[2])
		}
		require.Positive(t, unit)
		require.Contains(t, plot, `role="img" aria-label="Inquiries by `)
	}
	require.NotContains(t, b.sees(t, "/areas?p=2020-W01"), "<figure>", "nothing to draw")
}

func TestNamesBesideBarsAreNarrowed(t *testing.T) {
	for name, want := range map[string]string{
		"Kubernetes": "Kubernetes", "ネットワーク": "ネットワーク", strings.Repeat("a", 28): strings.Repeat("a", 28),
		strings.Repeat("a", 29): strings.Repeat("a", 27) + "…", strings.Repeat("網", 15): strings.Repeat("網", 13) + "…", "": "",
	} {
		if got := narrowed(name, nameColumns); got != want {
			t.Errorf("narrowed(%q) = %q, want %q", name, got, want)
		}
	}
}
