package datadog_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/datadog"
	"toban/bot/triage"
	"toban/test/fakedatadog"
	"toban/test/fakedatadog/contract"
)

// intake is Datadog's description of what this package uses beside incidents.
var intake = sync.OnceValues(func() (*contract.Validator, error) {
	ctx := context.Background()
	dir, err := contract.SpecDir(ctx)
	if err != nil {
		return nil, err
	}
	return contract.Load(ctx, dir, []contract.Operation{
		{Version: "v2", Name: "SubmitMetrics"},
		{Version: "v1", Name: "ListDashboards"},
		{Version: "v1", Name: "CreateDashboard"},
		{Version: "v1", Name: "UpdateDashboard"},
	})
})

// describedOrg is an organisation whose every exchange is held against the
// description.
func describedOrg(t *testing.T) (*fakedatadog.Server, *datadog.Incidents) {
	t.Helper()
	v, err := intake()
	require.NoError(t, err)
	org := fakedatadog.New(fakedatadog.Options{})
	checked := v.Middleware(org, func(err error) { t.Errorf("contract: %v", err) })
	sender, err := datadog.New(datadog.Config{APIKey: "api", AppKey: "app", Transport: org.Transport(checked)})
	require.NoError(t, err)
	return org, sender
}

var samples = []triage.Sample{
	{Name: "toban.inquiry.opened", Tags: []string{"area:ci_cd", "team:payments"}, Value: 3},
	{Name: "toban.inquiry.first_reply.seconds", Value: 90.5},
	{Name: "toban.incident.running", Gauge: true, Tags: []string{"severity:SEV-1"}, Value: 1},
}

func TestSubmit(t *testing.T) {
	org, sender := describedOrg(t)
	at := time.Now().Truncate(time.Second)
	require.NoError(t, sender.Submit(t.Context(), samples, at))
	require.NoError(t, sender.Submit(t.Context(), samples, at), "the same again changes nothing")
	require.Equal(t, map[string]float64{
		"toban.inquiry.opened{area:ci_cd,team:payments}": 3, "toban.inquiry.first_reply.seconds{}": 90.5, "toban.incident.running{severity:SEV-1}": 1,
	}, org.Totals())
	opened, seconds, running := org.Metrics()[0], org.Metrics()[1], org.Metrics()[2]
	require.Equal(t, 1, opened.Type, "a count")
	require.Equal(t, "second", seconds.Unit)
	require.Equal(t, 3, running.Type, "a gauge")
	require.Equal(t, at.UTC(), opened.Points[0].At)
}

// More series than fit into a request go out in several.
func TestSubmitMany(t *testing.T) {
	org, sender := describedOrg(t)
	many := make([]triage.Sample, 1001)
	for i := range many {
		many[i] = triage.Sample{Name: "toban.inquiry.opened", Tags: []string{"area:" + string(rune('a'+i%26)), "team:" + string(rune('a'+i/26))}, Value: 1}
	}
	require.NoError(t, sender.Submit(t.Context(), many, time.Now()))
	require.Len(t, org.Totals(), 1001)
}

func TestWhatBecameOfASubmission(t *testing.T) {
	for _, c := range []struct {
		fault fakedatadog.Fault
		want  error // nil: it has not arrived
		says  string
	}{
		{fakedatadog.Fault{Trouble: fakedatadog.Refused}, nil, "connection refused"},
		{fakedatadog.Fault{Trouble: fakedatadog.RateLimited}, nil, "429"},
		{fakedatadog.Fault{Trouble: fakedatadog.Forbidden}, nil, "403"},
		{fakedatadog.Fault{Trouble: fakedatadog.Unauthorized}, nil, "datadog.api_key"},
		{fakedatadog.Fault{Trouble: fakedatadog.ServerError}, datadog.ErrDoubtful, "500"},
		{fakedatadog.Fault{Trouble: fakedatadog.ServerError, Status: http.StatusBadRequest}, datadog.ErrUnfit, "400"},
		{fakedatadog.Fault{Trouble: fakedatadog.Reset, Stored: true}, datadog.ErrDoubtful, ""},
		{fakedatadog.Fault{Trouble: fakedatadog.Hang, Stored: true}, datadog.ErrDoubtful, ""},
	} {
		t.Run(c.fault.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := fakedatadog.New(fakedatadog.Options{})
				sender, err := datadog.New(datadog.Config{APIKey: "api", AppKey: "app", Transport: org.Transport(nil)})
				require.NoError(t, err)
				org.Inject(c.fault)
				err = sender.Submit(t.Context(), samples, time.Now())
				require.ErrorContains(t, err, c.says)
				for _, verdict := range []error{datadog.ErrDoubtful, datadog.ErrUnfit} {
					if errors.Is(c.want, verdict) {
						require.ErrorIs(t, err, verdict)
					} else {
						require.NotErrorIs(t, err, verdict)
					}
				}
				if c.fault.Stored {
					require.NotEmpty(t, org.Totals())
				} else {
					require.Empty(t, org.Totals())
				}
			})
		})
	}
}
