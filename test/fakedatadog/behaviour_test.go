package fakedatadog_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV1"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"
	"github.com/stretchr/testify/require"

	"toban/test/fakedatadog"
)

func TestANewIncidentIsListedAtOnceAndFoundLater(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{SearchLag: 30 * time.Second})
	o.create(t, "checkout 5xx [inc-7]")

	r, _, err := o.incidentsAPI().ListIncidents(o.ctx)
	require.NoError(t, err)
	require.Len(t, r.Data, 1)
	require.Equal(t, "active", r.Data[0].Attributes.GetState())
	require.Equal(t, datadogV2.INCIDENTSEVERITY_UNKNOWN, r.Data[0].Attributes.GetSeverity())
	require.Equal(t, int64(1), r.Data[0].Attributes.GetPublicId())

	require.Empty(t, o.search(t, "state:active"))
	o.clock.pass(30 * time.Second)
	require.Equal(t, []string{"checkout 5xx [inc-7]"}, o.search(t, "state:active"))
}

func TestTheListIsOldestFirstAndPaged(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{})
	for i := range 12 {
		o.create(t, fmt.Sprint("n", i+1))
	}
	page := func(p *datadogV2.ListIncidentsOptionalParameters) (titles []string, meta *datadogV2.IncidentResponseMetaPagination) {
		r, _, err := o.incidentsAPI().ListIncidents(o.ctx, *p)
		require.NoError(t, err)
		for _, in := range r.Data {
			titles = append(titles, in.Attributes.Title)
		}
		return titles, r.Meta.Pagination
	}
	titles, meta := page(datadogV2.NewListIncidentsOptionalParameters())
	require.Len(t, titles, 10)
	require.Equal(t, "n1", titles[0])
	require.Equal(t, int64(10), meta.GetNextOffset())

	titles, meta = page(datadogV2.NewListIncidentsOptionalParameters().WithPageOffset(10).WithPageSize(100))
	require.Equal(t, []string{"n11", "n12"}, titles)
	require.Equal(t, int64(2), meta.GetSize())

	titles, _ = page(datadogV2.NewListIncidentsOptionalParameters().WithPageOffset(500))
	require.Empty(t, titles)
}

func TestOnlyAChangeToResolvedSetsTheTime(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{})
	req := declaration("born resolved")
	req.Data.Attributes.Fields = map[string]datadogV2.IncidentFieldAttributes{"state": dropdown("resolved")}
	r, _, err := o.incidentsAPI().CreateIncident(o.ctx, req)
	require.NoError(t, err)
	require.Nil(t, r.Data.Attributes.Resolved.Get())

	id := o.create(t, "later resolved")
	o.clock.pass(time.Hour)
	changed := o.patch(t, id, map[string]datadogV2.IncidentFieldAttributes{"state": dropdown("resolved"), "severity": dropdown("SEV-2")})
	require.Equal(t, start.Add(time.Hour), changed.Data.Attributes.Resolved.Get().UTC())
	require.Equal(t, datadogV2.INCIDENTSEVERITY_SEV_2, changed.Data.Attributes.GetSeverity())
	require.Equal(t, int64(3600), changed.Data.Attributes.GetTimeToResolve())

	back := o.patch(t, id, map[string]datadogV2.IncidentFieldAttributes{"state": dropdown("active")})
	require.Nil(t, back.Data.Attributes.Resolved.Get())
}

func TestTheCommanderShowsInTheNextAnswer(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{})
	tanaka := o.AddUser(fakedatadog.User{Name: "Tanaka", Email: "tanaka@example.com"})
	id := o.create(t, "who leads")
	person := datadogV2.NullableRelationshipToUserData{Id: string(tanaka.ID), Type: datadogV2.USERSTYPE_USERS}
	r, _, err := o.incidentsAPI().UpdateIncident(o.ctx, id, datadogV2.IncidentUpdateRequest{Data: datadogV2.IncidentUpdateData{
		Id: id, Type: datadogV2.INCIDENTTYPE_INCIDENTS,
		Relationships: &datadogV2.IncidentUpdateRelationships{
			CommanderUser: *datadogV2.NewNullableNullableRelationshipToUser(&datadogV2.NullableRelationshipToUser{
				Data: *datadogV2.NewNullableNullableRelationshipToUserData(&person),
			}),
		},
	}})
	require.NoError(t, err)
	require.Nil(t, r.Data.Relationships.CommanderUser.Get().Data.Get())
	require.Contains(t, r.Data.Attributes.AdditionalProperties, "commander")

	r, _, err = o.incidentsAPI().GetIncident(o.ctx, id)
	require.NoError(t, err)
	require.Equal(t, string(tanaka.ID), r.Data.Relationships.CommanderUser.Get().Data.Get().Id)
	require.Len(t, r.Data.Relationships.Responders.Data, 2)
}

func TestRefusedDeclarations(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{})
	cases := []struct {
		name  string
		spoil func(*datadogV2.IncidentCreateRequest)
		text  string
	}{
		{"impact without scope", func(r *datadogV2.IncidentCreateRequest) { r.Data.Attributes.CustomerImpacted = true }, "description cannot be empty"},
		{"empty title", func(r *datadogV2.IncidentCreateRequest) { r.Data.Attributes.Title = " " }, "title cannot be empty"},
		{"unknown severity", func(r *datadogV2.IncidentCreateRequest) {
			r.Data.Attributes.Fields = map[string]datadogV2.IncidentFieldAttributes{"severity": dropdown("SEV-9")}
		}, "SEV-9"},
		{"unknown field", func(r *datadogV2.IncidentCreateRequest) {
			r.Data.Attributes.Fields = map[string]datadogV2.IncidentFieldAttributes{"mood": dropdown("bad")}
		}, "mood"},
		{"wrong field type", func(r *datadogV2.IncidentCreateRequest) {
			r.Data.Attributes.Fields = map[string]datadogV2.IncidentFieldAttributes{"teams": dropdown("platform")}
		}, "autocomplete"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			req := declaration("x")
			c.spoil(&req)
			_, res, err := o.incidentsAPI().CreateIncident(o.ctx, req)
			require.Equal(t, http.StatusBadRequest, res.StatusCode)
			var api datadog.GenericOpenAPIError
			require.ErrorAs(t, err, &api)
			require.Contains(t, string(api.Body()), c.text)
		})
	}
	require.Empty(t, o.Incidents())
}

func TestAnUnknownIncidentIsNotFoundInTwoShapes(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{})
	const id = "11111111-2222-4333-8444-555555555555"
	_, res, err := o.incidentsAPI().GetIncident(o.ctx, id)
	require.Equal(t, http.StatusNotFound, res.StatusCode)
	require.Contains(t, bodyOf(t, err), `"incident `+id+` not found"`)

	_, res, err = o.incidentsAPI().ListIncidentAttachments(o.ctx, id)
	require.Equal(t, http.StatusNotFound, res.StatusCode)
	require.Contains(t, bodyOf(t, err), `"title":"Generic Error"`)

	_, _, err = o.incidentsAPI().ListIncidentImpacts(o.ctx, "7")
	require.Contains(t, bodyOf(t, err), "malformed incident ID")

	known := o.create(t, "short life")
	res, err = o.incidentsAPI().DeleteIncident(o.ctx, known)
	require.NoError(t, err)
	require.Equal(t, http.StatusNoContent, res.StatusCode)
	res, err = o.incidentsAPI().DeleteIncident(o.ctx, known)
	require.Error(t, err)
	require.Equal(t, http.StatusNotFound, res.StatusCode)
}

func bodyOf(t *testing.T, err error) string {
	t.Helper()
	api, ok := errors.AsType[datadog.GenericOpenAPIError](err)
	require.True(t, ok, "%v", err)
	return string(api.Body())
}

func TestKeys(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{Keys: fakedatadog.Keys{API: "right", App: "right"}})
	cases := []struct {
		name, api, app string
		status         int
	}{
		{"both", "right", "right", http.StatusOK},
		{"no api key", "", "right", http.StatusUnauthorized},
		{"wrong api key", "wrong", "right", http.StatusForbidden},
		{"no app key", "right", "", http.StatusUnauthorized},
		{"wrong app key", "right", "wrong", http.StatusForbidden},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, res, _ := o.incidentsAPI().ListIncidents(withKeys(t.Context(), c.api, c.app))
			require.Equal(t, c.status, res.StatusCode)
		})
	}
	valid, _, err := datadogV1.NewAuthenticationApi(o.client).Validate(withKeys(t.Context(), "right", ""))
	require.NoError(t, err)
	require.True(t, valid.GetValid())
	_, res, _ := datadogV1.NewAuthenticationApi(o.client).Validate(withKeys(t.Context(), "wrong", ""))
	require.Equal(t, http.StatusForbidden, res.StatusCode)
	for _, e := range o.Exchanges(0) {
		require.NotContains(t, fmt.Sprint(e), "right")
	}
}

func TestDatadogsSlackChannelAppearsInSteps(t *testing.T) {
	var made []string
	o := newOrg(t, fakedatadog.Options{Slack: fakedatadog.SlackApp{
		Team: "T1", Quiet: 2 * time.Second, Delay: 10 * time.Second,
		Create: func(name string) string { made = append(made, name); return "C42" },
	}})
	id := o.create(t, "where do we talk")
	rows := func() []datadogV2.IncidentIntegrationMetadataResponseData {
		r, _, err := o.incidentsAPI().ListIncidentIntegrations(o.ctx, id)
		require.NoError(t, err)
		return r.Data
	}
	require.Empty(t, rows())
	o.clock.pass(2 * time.Second)
	require.Equal(t, int32(1), rows()[0].Attributes.GetStatus())
	o.clock.pass(8 * time.Second)
	for range 2 {
		row := rows()[0]
		require.Equal(t, int32(2), row.Attributes.GetStatus())
		require.Equal(t, "C42", row.Attributes.Metadata.SlackIntegrationMetadata.Channels[0].ChannelId)
	}
	require.Equal(t, []string{"incident-1"}, made)
}

func TestDatadogsSlackChannelCanFail(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{Slack: fakedatadog.SlackApp{Team: "T1", Delay: time.Second, Fail: true}})
	id := o.create(t, "no channel")
	o.clock.pass(time.Second)
	r, _, err := o.incidentsAPI().ListIncidentIntegrations(o.ctx, id)
	require.NoError(t, err)
	require.Equal(t, int32(5), r.Data[0].Attributes.GetStatus())
}

func TestPeopleInDatadog(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{SearchLag: -1})
	var heard []string
	stop := o.Subscribe(func(c fakedatadog.Change) { heard = append(heard, c.What.String()+": "+c.Detail) })
	yamada := o.AddUser(fakedatadog.User{Name: "Yamada", Email: "yamada@example.com"})
	in := o.Declare(fakedatadog.Declaration{Title: "by hand", Severity: "SEV-3", By: yamada.ID})
	require.NoError(t, o.SetSeverity(in.ID, "SEV-1", yamada.ID))
	require.NoError(t, o.Resolve(in.ID, yamada.ID))
	require.Error(t, o.SetState(in.ID, "gone", yamada.ID))
	stop()
	require.NoError(t, o.Rename(in.ID, "unheard", yamada.ID))
	require.Equal(t, []string{"declared: by hand", "updated: severity SEV-3 → SEV-1", "updated: state active → resolved"}, heard)
	require.Equal(t, []string{"unheard"}, o.search(t, "state:resolved AND severity:SEV-1"))
	got, ok := o.Incident(in.ID)
	require.True(t, ok)
	require.Equal(t, yamada.ID, got.Commander)
	require.Equal(t, start, got.Resolved)

	require.NoError(t, o.Remove(in.ID, yamada.ID))
	require.Empty(t, o.Incidents())
}

func TestEventsWithOneKeyMakeOnePage(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{})
	events := datadogV1.NewEventsApi(o.client)
	send := func(key string) {
		_, _, err := events.CreateEvent(o.ctx, datadogV1.EventCreateRequest{
			Title: "wake up", Text: "@oncall-platform INC-7", AggregationKey: &key,
		})
		require.NoError(t, err)
	}
	send("inc-7")
	send("inc-7")
	send("inc-8")
	pages := o.Pages()
	require.Len(t, pages, 2)
	require.Equal(t, 2, pages[0].Events)
	require.Equal(t, "platform", pages[0].Target.Identifier)
	require.Len(t, o.Events(), 3)
}

func TestTheMetricIntakeDropsWhatIsTooOld(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{})
	point := func(at time.Time) datadogV2.MetricPoint {
		return datadogV2.MetricPoint{Timestamp: new(at.Unix()), Value: new(1.0)}
	}
	_, res, err := datadogV2.NewMetricsApi(o.client).SubmitMetrics(o.ctx, datadogV2.MetricPayload{Series: []datadogV2.MetricSeries{
		{Metric: "platform.inquiry.opened", Type: datadogV2.METRICINTAKETYPE_COUNT.Ptr(), Points: []datadogV2.MetricPoint{
			point(start), point(start.Add(-2 * time.Hour)), point(start.Add(time.Hour)),
		}},
		{Metric: "platform.old", Points: []datadogV2.MetricPoint{point(start.AddDate(0, 0, -1))}},
	}})
	require.NoError(t, err)
	require.Equal(t, http.StatusAccepted, res.StatusCode)
	require.Equal(t, []fakedatadog.Metric{{
		At: start, Name: "platform.inquiry.opened", Type: 1, Points: []fakedatadog.Point{{At: start, Value: 1}},
	}}, o.Metrics())
}

func TestSchedules(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{})
	tanaka := o.AddUser(fakedatadog.User{Name: "Tanaka", Email: "tanaka@example.com"})
	ito := o.AddUser(fakedatadog.User{Name: "Ito", Email: "ito@example.com", Status: "Disabled"})
	week := 7 * 24 * time.Hour
	id := o.SetShifts("platform", "Asia/Tokyo",
		fakedatadog.Shift{User: ito.ID, Start: start.Add(-week), End: start},
		fakedatadog.Shift{User: tanaka.ID, Start: start, End: start.Add(week)},
		fakedatadog.Shift{User: ito.ID, Start: start.Add(week), End: start.Add(2 * week)},
	)
	api := datadogV2.NewOnCallApi(o.client)
	ask := func(p *datadogV2.GetScheduleOnCallRespondersOptionalParameters) datadogV2.ScheduleOnCallResponders {
		r, _, err := api.GetScheduleOnCallResponders(o.ctx, id, *p)
		require.NoError(t, err)
		return r
	}
	bare := ask(datadogV2.NewGetScheduleOnCallRespondersOptionalParameters())
	require.Empty(t, bare.Included, "nothing is included unless it is asked for")

	full := ask(datadogV2.NewGetScheduleOnCallRespondersOptionalParameters().WithInclude("responders.shifts.user").
		WithFilterPosition("previous,current,next").WithFilterAtTs(start.Format(time.RFC3339)))
	require.Len(t, full.Data.Relationships.Responders.Data, 3)
	var current string
	users := map[string]*datadogV2.User{}
	shifts := map[string]*datadogV2.ShiftData{}
	for i := range full.Included {
		switch item := full.Included[i]; {
		case item.User != nil:
			users[item.User.GetId()] = item.User
		case item.ShiftData != nil:
			shifts[item.ShiftData.GetId()] = item.ShiftData
		}
	}
	for i := range full.Included {
		if r := full.Included[i].ScheduleOnCallResponderData; r != nil && r.Attributes.GetPosition() == datadogV2.SCHEDULETARGETPOSITION_CURRENT {
			shift := shifts[r.Relationships.Shifts.Data[0].Id]
			require.Equal(t, start.Add(week), shift.Attributes.GetEnd().UTC())
			current = users[shift.Relationships.User.Data.Id].Attributes.GetEmail()
		}
	}
	require.Equal(t, "tanaka@example.com", current)

	nobody := ask(datadogV2.NewGetScheduleOnCallRespondersOptionalParameters().WithFilterAtTs(start.Add(5 * week).Format(time.RFC3339)))
	require.Empty(t, nobody.Data.Relationships.Responders.Data)
}
