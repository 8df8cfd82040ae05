package fakedatadog_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"
	"github.com/stretchr/testify/require"

	"toban/test/fakedatadog"
	"toban/test/fakedatadog/contract"
)

var start = time.Date(2026, time.November, 16, 10, 0, 0, 0, time.UTC)

// clock is a time that tests move by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// org is a fake organisation with Datadog's own client in front of it. Every
// exchange is held against Datadog's API description.
type org struct {
	*fakedatadog.Server
	clock  *clock
	client *datadog.APIClient
	ctx    context.Context
}

func newOrg(t *testing.T, o fakedatadog.Options) *org {
	t.Helper()
	v, err := contract.Emulated()
	require.NoError(t, err)
	c := &clock{now: start}
	o.Now = c.Now
	s := fakedatadog.New(o)
	checked := v.Middleware(s, func(err error) { t.Errorf("contract: %v", err) })
	return &org{Server: s, clock: c, client: officialClient(t, s.Transport(checked)), ctx: withKeys(t.Context(), "api", "app")}
}

// officialClient is Datadog's client, unmodified, with every operation that it
// calls unstable switched on.
func officialClient(t *testing.T, rt http.RoundTripper) *datadog.APIClient {
	t.Helper()
	cfg := datadog.NewConfiguration()
	cfg.Scheme, cfg.Host = "http", "datadog.test"
	cfg.HTTPClient = &http.Client{Transport: rt, Timeout: 5 * time.Second}
	for _, op := range fakedatadog.Operations() {
		if name := op.Version + "." + op.Name; cfg.IsUnstableOperation(name) {
			require.True(t, cfg.SetUnstableOperationEnabled(name, true), name)
		}
	}
	return datadog.NewAPIClient(cfg)
}

func withKeys(ctx context.Context, api, app string) context.Context {
	return context.WithValue(ctx, datadog.ContextAPIKeys, map[string]datadog.APIKey{
		"apiKeyAuth": {Key: api}, "appKeyAuth": {Key: app},
	})
}

func (o *org) incidentsAPI() *datadogV2.IncidentsApi { return datadogV2.NewIncidentsApi(o.client) }

func declaration(title string) datadogV2.IncidentCreateRequest {
	return datadogV2.IncidentCreateRequest{Data: datadogV2.IncidentCreateData{
		Type:       datadogV2.INCIDENTTYPE_INCIDENTS,
		Attributes: datadogV2.IncidentCreateAttributes{Title: title},
	}}
}

// create declares an incident through the API and returns its id.
func (o *org) create(t *testing.T, title string) string {
	t.Helper()
	r, _, err := o.incidentsAPI().CreateIncident(o.ctx, declaration(title))
	require.NoError(t, err)
	return r.Data.Id
}

func dropdown(value string) datadogV2.IncidentFieldAttributes {
	return datadogV2.IncidentFieldAttributesSingleValueAsIncidentFieldAttributes(&datadogV2.IncidentFieldAttributesSingleValue{
		Type:  datadogV2.INCIDENTFIELDATTRIBUTESSINGLEVALUETYPE_DROPDOWN.Ptr(),
		Value: *datadog.NewNullableString(&value),
	})
}

// patch changes fields of an incident.
func (o *org) patch(t *testing.T, id string, fields map[string]datadogV2.IncidentFieldAttributes) datadogV2.IncidentResponse {
	t.Helper()
	r, _, err := o.incidentsAPI().UpdateIncident(o.ctx, id, datadogV2.IncidentUpdateRequest{Data: datadogV2.IncidentUpdateData{
		Id: id, Type: datadogV2.INCIDENTTYPE_INCIDENTS, Attributes: &datadogV2.IncidentUpdateAttributes{Fields: fields},
	}})
	require.NoError(t, err)
	return r
}

// search returns the titles found.
func (o *org) search(t *testing.T, query string) []string {
	t.Helper()
	r, _, err := o.incidentsAPI().SearchIncidents(o.ctx, query)
	require.NoError(t, err)
	titles := []string{}
	for _, in := range r.Data.Attributes.Incidents {
		titles = append(titles, in.Data.Attributes.Title)
	}
	return titles
}
