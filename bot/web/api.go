package web

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	_ "embed" // the description of the interface
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"toban/bot/triage"
	"toban/rotation"
)

//go:embed api/openapi.json
var openAPI []byte

// An API serves what toban knows as JSON, to be read by other systems: under
// /api/v1/, described by /api/v1/openapi.json. Whoever has the token reads what
// leads may export.
type API struct {
	Desk  *triage.Desk
	Token string // required
	Now   func() time.Time
	Log   *slog.Logger
}

// Sizes of a page of a list.
const (
	pageUsual = 100
	pageMost  = 500
)

// parameterError says what is wrong with a parameter, to whoever sent it.
type parameterError string

func (e parameterError) Error() string { return string(e) }

func (a *API) mount(mux *http.ServeMux) {
	for path, read := range map[string]func(*http.Request) (any, error){
		"inquiries": a.inquiries, "incidents": a.incidents, "report": a.report, "oncall": a.onCall,
	} {
		mux.HandleFunc("GET /api/v1/"+path, a.guarded(read))
	}
	mux.HandleFunc("GET /api/v1/openapi.json", func(w http.ResponseWriter, r *http.Request) { answer(w, r, openAPI) })
}

// guarded answers whoever has the token with what read makes of a request.
func (a *API) guarded(read func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !a.known(r) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="toban"`)
			refuse(w, http.StatusUnauthorized, "a token is needed: Authorization: Bearer <http.api_token>")
			return
		}
		body, err := read(r)
		if wrong, ok := errors.AsType[parameterError](err); ok {
			refuse(w, http.StatusBadRequest, wrong.Error())
			return
		}
		var text []byte
		if err == nil {
			text, err = json.Marshal(body)
		}
		if err != nil {
			a.Log.ErrorContext(r.Context(), "api request failed", "path", r.URL.Path, "error", err)
			refuse(w, http.StatusInternalServerError, "toban cannot answer now; its log says why")
			return
		}
		answer(w, r, append(text, '\n'))
	}
}

// param is a parameter of the address. What a body says is never read.
func param(r *http.Request, name string) string { return r.URL.Query().Get(name) }

// known compares sums of equal length, so that the time it takes tells nothing.
func (a *API) known(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	got, want := sha256.Sum256([]byte(strings.TrimLeft(token, " "))), sha256.Sum256([]byte(a.Token))
	return strings.EqualFold(scheme, "Bearer") && a.Token != "" && hmac.Equal(got[:], want[:])
}

func refuse(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]any{"error": map[string]string{"message": message}})
}

// answer sends JSON, or only that it has not changed since it was read last.
func answer(w http.ResponseWriter, r *http.Request, body []byte) {
	sum := sha256.Sum256(body)
	header := w.Header()
	header.Set("Cache-Control", "private, no-cache")
	header.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	header.Set("Content-Type", "application/json; charset=utf-8")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// A listOf is a page of a list.
type listOf[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"` // cursor of the page after; empty on the last
}

// inquiries are those that match, as they stand now, newest first.
func (a *API) inquiries(r *http.Request) (any, error) {
	limit, err := limited(r)
	if err != nil {
		return nil, err
	}
	f := triage.InquiryFilter{Area: param(r, "area"), Team: triage.TeamID(param(r, "team")), Limit: limit + 1}
	if key := param(r, "status"); key != "" {
		if err := f.Status.UnmarshalText([]byte(key)); err != nil {
			return nil, parameterError(fmt.Sprintf("status %q is none of open, in_progress, waiting, resolved, duplicate, withdrawn", key))
		}
	}
	if cursor := param(r, "cursor"); cursor != "" {
		id, ok := triage.SubjectInquiry(cursor)
		if !ok {
			return nil, parameterError(fmt.Sprintf("cursor %q is not one that was given out", cursor))
		}
		f.Before = id
	}
	rows, err := a.Desk.InquiryRows(r.Context(), f)
	return firstPage(rows, limit, func(row triage.ExportRow) string { return string(row.ID) }), err
}

// incidents are those declared so far, as they stand now, newest first.
func (a *API) incidents(r *http.Request) (any, error) {
	limit, err := limited(r)
	if err != nil {
		return nil, err
	}
	running := false
	if text := param(r, "running"); text != "" {
		if running, err = strconv.ParseBool(text); err != nil {
			return nil, parameterError(fmt.Sprintf("running %q is neither true nor false", text))
		}
	}
	rows, err := a.Desk.IncidentRows(r.Context(), running)
	if cursor := param(r, "cursor"); cursor != "" {
		if _, ok := triage.SubjectIncident(cursor); !ok {
			return nil, parameterError(fmt.Sprintf("cursor %q is not one that was given out", cursor))
		}
		rows = slices.DeleteFunc(rows, func(row triage.IncidentRow) bool { return row.ID.Compare(triage.IncidentID(cursor)) >= 0 })
	}
	return firstPage(rows, limit, func(row triage.IncidentRow) string { return string(row.ID) }), err
}

// firstPage is the first limit rows, and where those after them begin.
func firstPage[T any](rows []T, limit int, id func(T) string) listOf[T] {
	list := listOf[T]{Items: rows}
	if len(rows) > limit {
		list.Items = rows[:limit]
		list.Next = id(rows[limit-1])
	}
	if list.Items == nil {
		list.Items = []T{}
	}
	return list
}

func limited(r *http.Request) (int, error) {
	text := param(r, "limit")
	if text == "" {
		return pageUsual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > pageMost {
		return 0, parameterError(fmt.Sprintf("limit %q is no number from 1 to %d", text, pageMost))
	}
	return n, nil
}

// report is that of a week or month, of the last complete week unless it says.
func (a *API) report(r *http.Request) (any, error) {
	p := triage.PeriodOf(a.Now(), a.Desk.Policy.Calendar.Location()).Previous()
	if text := param(r, "period"); text != "" {
		var err error
		if p, err = triage.ParsePeriod(text); err != nil {
			return nil, parameterError(fmt.Sprintf("period %q is neither a week such as 2026-W47 nor a month such as 2026-11", text))
		}
	}
	d, err := a.Desk.Report(r.Context(), p, param(r, "area"))
	if err != nil {
		return nil, err
	}
	for n := range d.Incidents { // whoever holds the token may read less than the team
		i, err := a.Desk.Incident(r.Context(), d.Incidents[n].ID)
		if err != nil {
			return nil, err
		}
		if i.Origin.Private {
			d.Incidents[n].Title = ""
		}
	}
	return d, nil
}

// A duty is who is on call in a rotation.
type duty struct {
	Rotation  triage.RotationID `json:"rotation"`
	Primary   string            `json:"primary"` // "" where nobody is
	Secondary string            `json:"secondary"`
	Start     *time.Time        `json:"start"` // of the shift
	End       *time.Time        `json:"end"`   // null: for as far as anybody looks
	Why       string            `json:"why"`
}

// onCall is who is on call at an instant, now unless it says, in each rotation.
func (a *API) onCall(r *http.Request) (any, error) {
	at := a.Now()
	if text := param(r, "at"); text != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, text); err != nil {
			return nil, parameterError(fmt.Sprintf("at %q is no instant such as 2026-11-20T15:04:00+09:00", text))
		}
	}
	list := []duty{}
	for _, id := range a.Desk.Rotations() {
		s, err := a.Desk.OnCall(r.Context(), id, at)
		if err != nil {
			return nil, err
		}
		list = append(list, a.dutyOf(id, s))
	}
	return map[string]any{"at": at.In(a.Desk.Policy.Calendar.Location()).Truncate(time.Second), "rotations": list}, nil
}

func (a *API) dutyOf(id triage.RotationID, s rotation.Shift) duty {
	maybe := func(t time.Time) *time.Time {
		if t.IsZero() {
			return nil
		}
		return new(t.In(a.Desk.Policy.Calendar.Location()))
	}
	return duty{Rotation: id, Primary: s.Primary, Secondary: s.Secondary, Start: maybe(s.Start), End: maybe(s.End), Why: s.Why.Reason.String()}
}
