package contract_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/test/fakedatadog"
	"toban/test/fakedatadog/contract"
)

func load(t testing.TB, operations ...contract.Operation) *contract.Validator {
	t.Helper()
	dir, err := contract.SpecDir(t.Context())
	require.NoError(t, err)
	v, err := contract.Load(t.Context(), dir, operations)
	require.NoError(t, err)
	return v
}

var create = contract.Operation{Version: "v2", Name: "CreateIncident"}

func TestRequestsAreHeldAgainstTheDescription(t *testing.T) {
	v := load(t, create)
	cases := []struct {
		name, body string
		violation  string // "" when the request is fine
	}{
		{"complete", `{"data":{"type":"incidents","attributes":{"title":"x","customer_impacted":false}}}`, ""},
		{"customer_impacted missing", `{"data":{"type":"incidents","attributes":{"title":"x"}}}`, "customer_impacted"},
		{"wrong type", `{"data":{"type":"incident","attributes":{"title":"x","customer_impacted":false}}}`, "type"},
		{"title is a number", `{"data":{"type":"incidents","attributes":{"title":1,"customer_impacted":false}}}`, "title"},
		{"not JSON", `{`, "unexpected EOF"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v2/incidents", strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/json")
			err := v.CheckRequest(r, []byte(c.body))
			if c.violation == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.violation)
		})
	}
}

func TestAnswersAreHeldAgainstTheDescription(t *testing.T) {
	v := load(t, create)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v2/incidents", http.NoBody)
	check := func(status int, body string) error {
		return v.CheckAnswer(r, status, http.Header{"Content-Type": {"application/json"}}, []byte(body))
	}
	require.NoError(t, check(201, `{"data":{"id":"x","type":"incidents","attributes":{"title":"x"}}}`))
	require.ErrorContains(t, check(201, `{"data":{"type":"incidents"}}`), "id")
	require.ErrorContains(t, check(201, `{"data":{"id":"x","type":"incidents","attributes":{"title":"x","public_id":"7"}}}`), "public_id")
	require.ErrorContains(t, check(418, `{}`), "names no error")
	require.ErrorContains(t, check(202, `{"data":{}}`), "status is not supported")
	require.NoError(t, check(400, `{"errors":["Bad Request"]}`))
	require.NoError(t, check(400, `{"errors":[{"status":"400","title":"Bad Request","detail":"x"}]}`))
	require.ErrorContains(t, check(400, `{"errors":[{"detail":"x"}]}`), "neither")
}

func TestUnknownOperations(t *testing.T) {
	dir, err := contract.SpecDir(t.Context())
	require.NoError(t, err)
	_, err = contract.Load(t.Context(), dir, []contract.Operation{{Version: "v2", Name: "CreateIncidents"}})
	require.ErrorContains(t, err, "does not describe CreateIncidents")

	v := load(t, create)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v2/nowhere", http.NoBody)
	require.ErrorContains(t, v.CheckRequest(r, nil), "GET /api/v2/nowhere is not described")
}

func BenchmarkLoad(b *testing.B) {
	dir, err := contract.SpecDir(context.Background())
	require.NoError(b, err)
	for b.Loop() {
		_, err := contract.Load(b.Context(), dir, []contract.Operation{create, {Version: "v2", Name: "SearchIncidents"}})
		require.NoError(b, err)
	}
}

func TestExchangesAreHeldAgainstTheDescription(t *testing.T) {
	v, err := contract.Emulated()
	require.NoError(t, err)
	created := fakedatadog.Exchange{
		Operation: "CreateIncident", Method: http.MethodPost, Path: "/api/v2/incidents", Status: http.StatusCreated,
		Request: []byte(`{"data":{"type":"incidents","attributes":{"title":"x","customer_impacted":false}}}`),
		Answer:  []byte(`{"data":{"id":"x","type":"incidents","attributes":{"title":"x"}}}`),
	}
	check := func(spoil func(*fakedatadog.Exchange)) error {
		e := created
		spoil(&e)
		return v.CheckExchanges(t.Context(), []fakedatadog.Exchange{created, e})
	}
	require.NoError(t, check(func(*fakedatadog.Exchange) {}))
	require.ErrorContains(t, check(func(e *fakedatadog.Exchange) { e.Request = []byte(`{"data":{"type":"incidents"}}`) }), "attributes")
	spoilt := func(e *fakedatadog.Exchange) { e.Answer = []byte(`{"data":{}}`) }
	require.ErrorContains(t, check(spoilt), "answer 201 of CreateIncident")
	require.NoError(t, check(func(e *fakedatadog.Exchange) {
		spoilt(e)
		e.Fault = "no id after storing"
	}), "it was spoilt on purpose")
	require.NoError(t, check(func(e *fakedatadog.Exchange) { e.Status, e.Request, e.Fault = 0, nil, "refused before storing" }))
}
