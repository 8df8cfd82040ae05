package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

// asks has somebody ask, and a member solve it with a word of how.
func (b *board) asks(t testing.TB, who triage.PersonID, words, fix string, private bool) triage.InquiryID {
	t.Helper()
	does := func(id triage.InquiryID, by triage.PersonID, c triage.Command) triage.InquiryID {
		b.n++
		out, err := b.office.Desk.Handle(t.Context(), triage.Order{Key: fmt.Sprint("asks", b.n), By: by, Inquiry: id, At: b.now, Command: c})
		require.NoError(t, err)
		return triage.InquiryID(out.Subject)
	}
	thread := triage.MessageTS(fmt.Sprintf("%d.%06d", b.now.Unix(), b.n))
	id := does("", who, triage.Ask{Asker: who, Text: words, Place: triage.Place{Channel: "CASK", Thread: thread, Private: private}})
	does(id, "UTANAKA", triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsMissing, Minutes: 15, Note: fix}})
	return id
}

// everything is what can be read: each page, each of its files, each answer of
// the API.
func (b *board) everything() []string {
	all := append([]string{"/inquiries.csv", "/now.csv", "/api/v1/inquiries", "/api/v1/incidents", "/api/v1/report?period=2025-W47"}, everyPage...)
	for _, p := range b.pages() {
		for _, table := range []string{"", "open", "overdue", "running", "incidents", "gaps", "oldest", "backlog", "actions", "load", "turns", "past"} {
			if p.path != "/" {
				all = append(all, p.path+".csv?q=INQ-1&table="+table)
			}
		}
	}
	for _, words := range []string{"INQ-1", "INQ-2", "INC-1", "inc-1", "AssumeRole"} {
		all = append(all, "/search?q="+words)
	}
	for _, of := range []string{"figure=resolved", "figure=reasons_given&class=app_team", "gap=INQ-1", "gap=INQ-2", "backlog="} {
		all = append(all, "/list?"+of, "/list.csv?"+of)
	}
	return append(all, "/inquiries/INQ-1", "/inquiries/INQ-2", "/incidents/INC-1")
}

// What was said in a private place, and what was erased, stands on no page, in
// no file and in no answer for those who may not read it.
func TestNothingHiddenIsShownAnywhere(t *testing.T) {
	b := newBoard(t)
	b.server.API = &API{Desk: b.office.Desk, Token: apiToken, Now: b.Now, Log: b.Log}
	b.asks(t, "UHIDDEN", "内緒の質問", "内緒の直し方", true)
	gone := b.asks(t, "UERASED", "忘れてほしい質問", "忘れてほしい直し方", false)
	incident := b.declares(t, "API 502", true)
	for n, c := range []triage.Command{
		triage.AddNote{Text: "内緒の経過"}, triage.ChangeIncident{Status: triage.IncidentResolved, Fixed: "内緒の対処"},
	} {
		_, err := b.office.Desk.Handle(t.Context(), triage.Order{Key: fmt.Sprint("hides", n), By: "UYAMADA", Incident: incident, At: b.now, Command: c})
		require.NoError(t, err)
	}
	_, err := b.office.Desk.Handle(t.Context(), triage.Order{Key: "forgets", By: "UYAMADA", Inquiry: gone, At: b.now, Command: triage.Forget{}})
	require.NoError(t, err)
	seen := 0
	for _, who := range []as{"", "USATO", "UTANAKA", "UYAMADA"} {
		b.Gate = who
		if who == "" {
			b.Gate = nil
		}
		for _, path := range b.everything() {
			w := b.reads(t, path, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+apiToken) })
			if w.Code == http.StatusOK {
				seen++
			}
			require.Less(t, w.Code, 500, path)
			body := w.Body.String()
			require.NotContains(t, body, "忘れてほしい", "%q reads %s", who, path)
			require.NotContains(t, body, "UERASED", "%q reads %s", who, path)
			answer := strings.HasPrefix(path, "/api/")
			outsider := who == "" || who == "USATO"
			if answer || outsider {
				require.NotContains(t, body, "内緒", "%q reads %s", who, path)
			}
			if outsider && !answer {
				require.NotContains(t, body, "UHIDDEN", "%q reads %s", who, path)
			}
		}
	}
	require.Greater(t, seen, 100)
	require.Contains(t, b.sees(t, "/inquiries/INQ-1"), "内緒の質問", "leads read it")
}

// Whatever people write, no file of ours has a spreadsheet run it, and no answer
// can be framed, guessed at or drawn into another site.
func TestNoFileHoldsAFormula(t *testing.T) {
	b := newBoard(t)
	b.server.API = &API{Desk: b.office.Desk, Token: apiToken, Now: b.Now, Log: b.Log}
	for _, formula := range []string{"=1+1", "@SUM(A1)", "＝1+1"} {
		b.asks(t, "USATO", formula, formula, false)
		b.declares(t, formula, false)
	}
	b.slack.AddUser(fakeslack.User{ID: "UYAMADA", Name: "=yamada"})
	b.Gate = as("UYAMADA")
	cells := 0
	for _, path := range b.everything() {
		w := b.reads(t, path, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+apiToken) })
		for _, header := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Cache-Control", "Cross-Origin-Resource-Policy"} {
			require.NotEmpty(t, w.Header().Get(header), "%s of %s", header, path)
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
			continue
		}
		rows, err := csv.NewReader(skipMark(t, w.Body)).ReadAll()
		require.NoError(t, err, path)
		for _, c := range slices.Concat(rows...) {
			require.Equal(t, triage.Inert(c), c, path)
			cells++
		}
	}
	require.Greater(t, cells, 300)
}
