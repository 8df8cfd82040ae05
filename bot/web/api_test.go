package web

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

const apiToken = "0123456789abcdef0123456789abcdef"

// An apiReader reads the API as another system does, and holds each answer to its
// description.
type apiReader struct {
	*office
	server *httptest.Server
	routes routers.Router
}

func newReader(t *testing.T) *apiReader {
	t.Helper()
	o := newOffice(t)
	o.Desk.Policy.Incident.Severities = []triage.SeverityLevel{{Key: "SEV-2"}}
	s := &Server{
		Log: slog.New(slog.DiscardHandler), Gather: prometheus.NewRegistry(),
		API: &API{Desk: o.Desk, Token: apiToken, Now: func() time.Time { return o.now }, Log: slog.New(slog.DiscardHandler)},
	}
	r := &apiReader{office: o, server: httptest.NewServer(s.Handler())}
	t.Cleanup(r.server.Close)
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context()))
	r.routes, err = gorillamux.NewRouter(doc)
	require.NoError(t, err)
	return r
}

func (r *apiReader) does(id triage.InquiryID, by triage.PersonID, c triage.Command) triage.InquiryID {
	r.t.Helper()
	r.n++
	o := triage.Order{Key: fmt.Sprint("k", r.n), By: by, Inquiry: id, At: r.now, Command: c}
	out, err := r.Desk.Handle(r.t.Context(), o)
	require.NoError(r.t, err)
	return triage.InquiryID(out.Subject)
}

// days fills some days with inquiries, two of them private, and an incident.
func (r *apiReader) days() {
	for n := range 7 {
		r.now = r.now.Add(time.Hour)
		ts := triage.MessageTS(fmt.Sprintf("%d.%06d", r.now.Unix(), n))
		id := r.does("", "USATO", triage.Ask{Asker: "USATO", Text: fmt.Sprint("question ", n), Team: "payments", Place: triage.Place{Channel: "CASK", Thread: ts, Private: n%3 == 2}})
		if n%2 == 0 {
			r.does(id, "UTANAKA", triage.Reply{Message: triage.MessageRef{Channel: "CASK", TS: ts + "1"}, Text: "look"})
			r.does(id, "UTANAKA", triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsMissing, Minutes: 15, Note: "fixed"}})
		}
	}
	for _, private := range []bool{false, true} {
		r.does("", "UTANAKA", triage.Declare{Title: "API 502", Severity: "SEV-2", Lang: "ja", Place: triage.Place{Channel: "CASK", Private: private}})
	}
	r.does("", "UTANAKA", triage.Declare{Title: "rehearsal", Severity: "SEV-2", Lang: "ja", Drill: true})
}

// get reads a path with headers given as pairs, and checks the answer.
func (r *apiReader) get(path string, headers ...string) (answered, []byte) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.server.URL+path, nil)
	require.NoError(r.t, err)
	req.Header.Set("Authorization", "Bearer "+apiToken)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(r.t, err)
	route, params, err := r.routes.FindRoute(req)
	require.NoError(r.t, err)
	require.NoError(r.t, openapi3filter.ValidateResponse(r.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 res.StatusCode, Header: res.Header, Body: io.NopCloser(strings.NewReader(string(body))),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}), "%s: %s", path, body)
	return answered{res.StatusCode, res.Header}, body
}

// answered is the head of an answer.
type answered struct {
	StatusCode int
	Header     http.Header
}

func (r *apiReader) reads(path string, into any) {
	r.t.Helper()
	res, body := r.get(path)
	require.Equal(r.t, http.StatusOK, res.StatusCode, "%s: %s", path, body)
	require.NoError(r.t, json.Unmarshal(body, into))
}

func TestListsArePagedByACursor(t *testing.T) {
	r := newReader(t)
	r.days()
	var ids []string
	next := ""
	for range 9 {
		var list listOf[triage.ExportRow]
		r.reads("/api/v1/inquiries?limit=3&cursor="+url.QueryEscape(next), &list)
		for _, row := range list.Items {
			ids = append(ids, string(row.ID))
		}
		if next = list.Next; next == "" {
			break
		}
	}
	require.Equal(t, "INQ-7 INQ-6 INQ-5 INQ-4 INQ-3 INQ-2 INQ-1", strings.Join(ids, " "))

	var resolved listOf[triage.ExportRow]
	r.reads("/api/v1/inquiries?status=resolved&team=payments", &resolved)
	require.Len(t, resolved.Items, 4)
	require.Equal(t, triage.ClassNotDocumented, resolved.Items[0].Class)

	var first, second listOf[triage.IncidentRow]
	r.reads("/api/v1/incidents?limit=1&running=true", &first)
	r.reads("/api/v1/incidents?limit=1&cursor="+first.Next, &second)
	require.Equal(t, triage.IncidentID("INC-2"), first.Items[0].ID, "a drill is none")
	require.Empty(t, first.Items[0].Title, "its words are private")
	require.Equal(t, "API 502", second.Items[0].Title)
	require.Empty(t, second.Next)
}

func TestTheAPIQuotesNothingPrivate(t *testing.T) {
	r := newReader(t)
	r.days()
	for _, path := range []string{"/api/v1/inquiries", "/api/v1/report?period=2025-W47", "/api/v1/incidents"} {
		_, body := r.get(path)
		require.NotContains(t, string(body), "question 2", path)
		require.NotContains(t, string(body), "rehearsal", path)
	}
}

func TestTheReportIsThatOfTheDesk(t *testing.T) {
	r := newReader(t)
	r.days()
	want, err := r.Desk.Report(t.Context(), "2025-W47", "")
	require.NoError(t, err)
	var got triage.Report
	r.reads("/api/v1/report?period=2025-W47", &got)
	require.Equal(t, 7, got.Asked)
	require.Positive(t, got.Share.Interruptions())
	want.Incidents[1].Title = "" // it was declared in a private place
	wanted, err := json.Marshal(want)
	require.NoError(t, err)
	_, body := r.get("/api/v1/report?period=2025-W47")
	require.JSONEq(t, string(wanted), string(body))
	r.now = r.now.AddDate(0, 0, 7)
	r.reads("/api/v1/report", &got)
	require.Equal(t, triage.Period("2025-W47"), got.Period, "the last complete week")
}

func TestWhoIsOnCallIsServed(t *testing.T) {
	r := newReader(t)
	var got struct{ Rotations []duty }
	r.reads("/api/v1/oncall?at="+url.QueryEscape("2025-11-25T11:00:00+09:00"), &got)
	shift, err := r.Desk.OnCall(t.Context(), "platform", r.at("2025-11-25 11:00"))
	require.NoError(t, err)
	require.Len(t, got.Rotations, 1)
	require.Equal(t, shift.Primary, got.Rotations[0].Primary)
	require.True(t, shift.End.Equal(*got.Rotations[0].End))
}

// What has not changed is not sent again.
func TestAnswersHaveATag(t *testing.T) {
	r := newReader(t)
	res, _ := r.get("/api/v1/inquiries")
	tag := res.Header.Get("ETag")
	require.NotEmpty(t, tag)
	res, body := r.get("/api/v1/inquiries", "If-None-Match", tag)
	require.Equal(t, http.StatusNotModified, res.StatusCode)
	require.Empty(t, body)
	r.days()
	res, _ = r.get("/api/v1/inquiries", "If-None-Match", tag)
	require.Equal(t, http.StatusOK, res.StatusCode)
}

func TestTheAPIRefuses(t *testing.T) {
	r := newReader(t)
	for _, token := range []string{"", "Bearer ", "Bearer wrong", "Basic " + apiToken, apiToken} {
		for _, path := range []string{"inquiries", "incidents", "report", "oncall"} {
			res, body := r.get("/api/v1/"+path, "Authorization", token)
			require.Equal(t, http.StatusUnauthorized, res.StatusCode, "%q", token)
			require.Contains(t, string(body), "a token is needed")
			require.NotEmpty(t, res.Header.Get("WWW-Authenticate"))
		}
	}
	for path, want := range map[string]string{
		"inquiries?limit=0": "from 1 to 500", "inquiries?limit=x": "from 1 to 500", "incidents?limit=501": "from 1 to 500",
		"inquiries?status=gone": "is none of open", "inquiries?cursor=INC-1": "not one that was given out", "incidents?cursor=x": "not one that was given out",
		"incidents?running=perhaps": "neither true nor false", "report?period=2025-W99": "neither a week", "oncall?at=tomorrow": "no instant",
	} {
		res, body := r.get("/api/v1/" + path)
		require.Equal(t, http.StatusBadRequest, res.StatusCode, path)
		require.Contains(t, string(body), want, path)
	}
	mux := http.NewServeMux()
	(&API{Desk: r.Desk, Token: apiToken}).mount(mux)
	code, _ := get(t, mux, "/api/v1/openapi.json")
	require.Equal(t, http.StatusOK, code, "the description is no secret")
	code, _ = get(t, (&Server{Log: slog.New(slog.DiscardHandler), Gather: prometheus.NewRegistry()}).Handler(), "/api/v1/inquiries")
	require.Equal(t, http.StatusNotFound, code, "without a token there is no API")
}

// Whatever the parameters are, they are answered or refused.
func FuzzAPIParameters(f *testing.F) {
	for _, seed := range []string{"limit=3&cursor=INQ-2", "status=open&area=ci_cd", "period=2025-W47", "period=2025-11&area=x", "at=2025-11-25T11:00:00Z", "running=1", "period=9999-W53", "cursor=INQ-99999999999999999999"} {
		f.Add(seed)
	}
	o := newOffice(f)
	a := &API{Desk: o.Desk, Token: apiToken, Now: func() time.Time { return o.now }, Log: slog.New(slog.DiscardHandler)}
	mux := http.NewServeMux()
	a.mount(mux)
	f.Fuzz(func(t *testing.T, query string) {
		for _, path := range []string{"inquiries", "incidents", "report", "oncall"} {
			req := httptest.NewRequest(http.MethodGet, "/api/v1/"+path, nil)
			req.URL.RawQuery = query
			req.Header.Set("Authorization", "Bearer "+apiToken)
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, req)
			if w.Code != http.StatusOK && w.Code != http.StatusBadRequest {
				t.Errorf("GET %s?%s = %d %s", path, query, w.Code, w.Body)
			}
		}
	})
}
