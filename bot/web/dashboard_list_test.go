package web

import (
	"encoding/csv"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// counted is a number that leads to a list, as it is in files, or shown where
// that is the same.
var counted = regexp.MustCompile(`<a href="(/list\?[^"]*)">(?:<data value="([0-9]+)">|([0-9]+)<)`)

// Every number that leads somewhere leads to as many inquiries as it says.
func TestANumberLeadsToItsInquiries(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 200, b.now.AddDate(0, -3, 0), b.now)
	b.Gate = as("UYAMADA")
	kinds := make(map[string]bool)
	for _, path := range []string{"/week?p=2025-W46", "/week?p=2025-10", "/week?p=2025-10&area=network", "/areas?p=2025-10", "/teams?p=2025-10", "/documents", "/trends"} {
		found := counted.FindAllStringSubmatch(b.sees(t, path), -1)
		require.NotEmpty(t, found, path)
		for _, f := range found {
			to, said := html.UnescapeString(f[1]), f[2]+f[3]
			rows, err := csv.NewReader(skipMark(t, b.reads(t, strings.Replace(to, "/list?", "/list.csv?", 1)).Body)).ReadAll()
			require.NoError(t, err, to)
			require.Equal(t, said, strconv.Itoa(len(rows)-1), "%s on %s", to, path)
			for _, kind := range []string{"figure=", "class=", "area=", "team=", "gap=", "backlog="} {
				kinds[kind] = kinds[kind] || strings.Contains(to, kind)
			}
		}
	}
	require.Len(t, kinds, 6)
	for kind, met := range kinds {
		require.True(t, met, "no number leads to a list by %s", kind)
	}
}

// A list shows what became of each inquiry, and the way back to the number.
func TestAListOfInquiries(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 40, b.now.AddDate(0, 0, -10), b.now)
	b.Gate = as("USATO")
	for _, lang := range []string{"ja", "en"} {
		golden(t, "list."+lang+".html", b.sees(t, "/list?p=2025-W47&figure=resolved&area=network&lang="+lang))
	}
	require.Contains(t, b.sees(t, "/list?p=2025-W40&figure=breached&lang=ja"), "ありません。")
}

// What was only searched for is told beside the inquiries of a gap.
func TestAGapTellsItsSearches(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 40, b.now.AddDate(0, 0, -10), b.now)
	gaps, err := b.office.Desk.Gaps(t.Context())
	require.NoError(t, err)
	gap := gaps[0]
	for _, who := range []triage.PersonID{"USATO", "UTANAKA"} { // each person counts once
		_, err := b.office.Desk.Handle(t.Context(), triage.Order{
			Key: "search by " + string(who), By: who, At: b.now,
			Command: triage.NoteSearch{Search: triage.NewSearchID(b.now, string(who)), Words: gap.Words, Outcome: triage.SearchMissed},
		})
		require.NoError(t, err)
	}
	page := b.sees(t, "/list?lang=en&gap="+string(gap.Inquiries[0]))
	require.Contains(t, page, "only searched for this many times: 2.")
}

// A long list is shown in part, and says so; its file has all of it.
func TestALongListIsAFile(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, shownList+7, b.now.AddDate(0, 0, -3), b.now)
	page := b.sees(t, "/list?p=2025-W47&figure=asked&lang=en")
	require.Contains(t, page, "There are 7 more, in the CSV below.")
	require.Equal(t, shownList, strings.Count(page, `scope="row"`))
	rows, err := csv.NewReader(skipMark(t, b.reads(t, "/list.csv?p=2025-W47&figure=asked").Body)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+shownList+7)
}

// A list that nobody links to is no page, and no error.
func TestListsOfNothing(t *testing.T) {
	b := newBoard(t)
	for _, path := range []string{
		"/list", "/list?figure=minutes", "/list?figure=asked&p=2025-W99", "/list?gap=INQ-999", "/list?gap=INQ-1&p=x", "/list?backlog=nowhere",
	} {
		w := b.reads(t, path)
		require.Equal(t, http.StatusNotFound, w.Code, path)
		require.Contains(t, w.Body.String(), `href="/week"`, "the navigation leads on from %s", path)
	}
}
