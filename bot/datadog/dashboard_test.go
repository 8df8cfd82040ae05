package datadog_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/datadog"
	"toban/bot/phrase"
	"toban/test/fakedatadog"
)

// boards is an organisation and what keeps the dashboard there. Each exchange
// goes through the handlers in between.
func boards(t *testing.T, between ...func(http.Handler) http.Handler) (*fakedatadog.Server, *datadog.Dashboards) {
	t.Helper()
	org := fakedatadog.New(fakedatadog.Options{})
	handler := org.Handler()
	for _, wrap := range between {
		handler = wrap(handler)
	}
	d, err := datadog.NewDashboards(datadog.Config{APIKey: "api", AppKey: "app", Site: "ap1.datadoghq.com", Transport: org.Transport(handler)})
	require.NoError(t, err)
	return org, d
}

func board(lang string) datadog.Board {
	return datadog.Config{Site: "ap1.datadoghq.com"}.Dashboard(phrase.For(lang))
}

func TestDashboard(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		got, err := json.MarshalIndent(board(lang), "", "  ")
		require.NoError(t, err)
		name := filepath.Join("testdata", "dashboard."+lang+".json")
		if os.Getenv("UPDATE") != "" {
			require.NoError(t, os.MkdirAll("testdata", 0o750))
			require.NoError(t, os.WriteFile(name, append(got, '\n'), 0o600))
		}
		want, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got)+"\n", "UPDATE=1 rewrites %s", name)
	}
}

// What is sent and answered is held against Datadog's description, here alone:
// to check a whole dashboard takes a second.
func TestTheDashboardIsThereOnce(t *testing.T) {
	v, err := intake()
	require.NoError(t, err)
	org, d := boards(t, func(next http.Handler) http.Handler {
		return v.Middleware(next, func(err error) { t.Errorf("contract: %v", err) })
	})
	first, err := d.Apply(t.Context(), board("ja"))
	require.NoError(t, err)
	require.True(t, first.Created)
	require.Equal(t, "https://ap1.datadoghq.com/dashboard/"+first.ID, first.URL)

	again, err := d.Apply(t.Context(), board("en"))
	require.NoError(t, err)
	require.False(t, again.Created)
	require.Equal(t, first.ID, again.ID)
	require.Empty(t, again.Others)
	require.Len(t, org.Dashboards(), 1)
	require.Equal(t, "toban: inquiries and incidents", org.Dashboards()[0].Title, "found also under another title")
}

// An answer that was lost makes no second dashboard.
func TestALostAnswerMakesNoSecondDashboard(t *testing.T) {
	org, d := boards(t)
	org.Inject(fakedatadog.Fault{Operation: "CreateDashboard", Trouble: fakedatadog.Reset, Stored: true})
	_, err := d.Apply(t.Context(), board("ja"))
	require.Error(t, err)
	out, err := d.Apply(t.Context(), board("ja"))
	require.NoError(t, err)
	require.False(t, out.Created)
	require.Len(t, org.Dashboards(), 1)
}

// Of several the oldest is kept up to date, and the others are named. Those of
// other people are left alone, however many there are.
func TestSeveralDashboards(t *testing.T) {
	org, d := boards(t)
	other := board("en")
	other.Title, other.Description = "toban: inquiries and incidents", "somebody's own"
	add := func(b datadog.Board) {
		body, err := json.Marshal(b)
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://datadog.test/api/v1/dashboard", bytes.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("DD-API-KEY", "api")
		req.Header.Set("DD-APPLICATION-KEY", "app")
		res, err := org.Transport(nil).RoundTrip(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, http.StatusOK, res.StatusCode)
	}
	for range 120 {
		add(other)
	}
	add(board("ja"))
	add(board("ja"))
	all := org.Dashboards()
	out, err := d.Apply(t.Context(), board("en"))
	require.NoError(t, err)
	require.Equal(t, all[120].ID, out.ID)
	require.Equal(t, []string{all[121].ID}, out.Others)
	require.Len(t, org.Dashboards(), 122)
}

func TestDashboardRefused(t *testing.T) {
	for _, c := range []struct {
		fault fakedatadog.Fault
		says  string
	}{
		{fakedatadog.Fault{Trouble: fakedatadog.Forbidden}, "dashboards_write"},
		{fakedatadog.Fault{Trouble: fakedatadog.Unauthorized}, "datadog.api_key"},
		{fakedatadog.Fault{Trouble: fakedatadog.Refused}, "connection refused"},
		{fakedatadog.Fault{Operation: "UpdateDashboard", Trouble: fakedatadog.ServerError, Status: http.StatusNotFound}, "gone (404)"},
	} {
		org, d := boards(t)
		if c.fault.Operation != "" {
			_, err := d.Apply(t.Context(), board("ja"))
			require.NoError(t, err)
		}
		org.Inject(c.fault)
		_, err := d.Apply(t.Context(), board("ja"))
		require.ErrorContains(t, err, c.says)
	}
	org, d := boards(t)
	for _, trouble := range []fakedatadog.Trouble{fakedatadog.Empty, fakedatadog.HTML, fakedatadog.NoID} {
		org.Inject(fakedatadog.Fault{Operation: "CreateDashboard", Trouble: trouble})
		_, err := d.Apply(t.Context(), board("ja"))
		require.Error(t, err, trouble)
	}
	require.Empty(t, org.Dashboards())
}

// The dashboard asks for nothing that toban does not send: every name in it is
// one that the core counts under, and every tag one of its tags.
func TestTheDashboardShowsWhatIsSent(t *testing.T) {
	sent, err := os.ReadFile(filepath.Join("..", "triage", "meter.go"))
	require.NoError(t, err)
	text, err := json.Marshal(board("en"))
	require.NoError(t, err)
	names := regexp.MustCompile(`toban\.(?:inquiry|incident)\.[a-z_]+`).FindAllString(string(text), -1)
	require.NotEmpty(t, names)
	for _, name := range names {
		require.Contains(t, string(sent), `"`+name+`"`)
	}
	for _, m := range regexp.MustCompile(` by \{(\w+)\}`).FindAllStringSubmatch(string(text), -1) {
		require.Contains(t, string(sent), `tag("`+m[1]+`"`)
	}
}
