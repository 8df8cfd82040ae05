package fakedatadog_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV1"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"toban/test/fakedatadog"
)

// TestOfficialClient drives every operation through Datadog's own client. Its
// decoding and the API description judge the answers; the last step fails when
// an operation was forgotten.
func TestOfficialClient(t *testing.T) {
	o := newOrg(t, fakedatadog.Options{
		SearchLag: -1,
		Fields:    map[string]string{"inquiry_id": "textarray"},
		Rules:     []fakedatadog.Rule{{Task: "slack-create-channel-job", Trigger: "incident_created_trigger"}},
		Schedules: []fakedatadog.Schedule{{Name: "platform", TimeZone: "Asia/Tokyo"}},
	})
	api := o.incidentsAPI()
	ok := func(res *http.Response, err error, status int) {
		t.Helper()
		require.NoError(t, err)
		require.Equal(t, status, res.StatusCode)
	}

	// The core.
	tanaka := o.AddUser(fakedatadog.User{Name: "Tanaka", Email: "tanaka@example.com"})
	req := declaration("checkout 5xx [inc-7]")
	req.Data.Attributes.CustomerImpacted = true
	req.Data.Attributes.CustomerImpactScope = new("checkout")
	req.Data.Attributes.Fields = map[string]datadogV2.IncidentFieldAttributes{
		"severity": dropdown("SEV-2"),
		"inquiry_id": datadogV2.IncidentFieldAttributesMultipleValueAsIncidentFieldAttributes(&datadogV2.IncidentFieldAttributesMultipleValue{
			Type: datadogV2.INCIDENTFIELDATTRIBUTESVALUETYPE_TEXTARRAY.Ptr(), Value: *datadog.NewNullableList(&[]string{"INQ-42"}),
		}),
	}
	req.Data.Attributes.InitialCells = []datadogV2.IncidentTimelineCellCreateAttributes{
		datadogV2.IncidentTimelineCellMarkdownCreateAttributesAsIncidentTimelineCellCreateAttributes(&datadogV2.IncidentTimelineCellMarkdownCreateAttributes{
			CellType:  datadogV2.INCIDENTTIMELINECELLMARKDOWNCONTENTTYPE_MARKDOWN,
			Content:   datadogV2.IncidentTimelineCellMarkdownCreateAttributesContent{Content: new("opened by toban")},
			Important: new(true),
		}),
	}
	req.Data.Attributes.NotificationHandles = []datadogV2.IncidentNotificationHandle{{Handle: new("@slack-incidents")}}
	req.Data.Relationships = &datadogV2.IncidentCreateRelationships{
		CommanderUser: *datadogV2.NewNullableNullableRelationshipToUser(&datadogV2.NullableRelationshipToUser{
			Data: *datadogV2.NewNullableNullableRelationshipToUserData(&datadogV2.NullableRelationshipToUserData{
				Id: string(tanaka.ID), Type: datadogV2.USERSTYPE_USERS,
			}),
		}),
	}
	created, res, err := api.CreateIncident(o.ctx, req)
	ok(res, err, http.StatusCreated)
	id := created.Data.Id
	require.Equal(t, "SEV-2", *created.Data.Attributes.Fields["severity"].IncidentFieldAttributesSingleValue.Value.Get())
	require.Equal(t, []string{"INQ-42"}, *created.Data.Attributes.Fields["inquiry_id"].IncidentFieldAttributesMultipleValue.Value.Get())
	kept := o.Incidents()[0]
	require.Equal(t, "opened by toban", kept.Timeline[0].Text)
	require.Equal(t, tanaka.ID, kept.Commander)

	listed, res, err := api.ListIncidents(o.ctx, *datadogV2.NewListIncidentsOptionalParameters().
		WithInclude([]datadogV2.IncidentRelatedObject{datadogV2.INCIDENTRELATEDOBJECT_USERS, datadogV2.INCIDENTRELATEDOBJECT_ATTACHMENTS}))
	ok(res, err, http.StatusOK)
	require.NotEmpty(t, listed.Included)
	found, res, err := api.SearchIncidents(o.ctx, "state:(active OR stable) inquiry_id:INQ-42",
		*datadogV2.NewSearchIncidentsOptionalParameters().WithSort(datadogV2.INCIDENTSEARCHSORTORDER_CREATED_DESCENDING).WithPageSize(20))
	ok(res, err, http.StatusOK)
	require.Equal(t, int32(1), found.Data.Attributes.Total)
	_, res, err = api.GetIncident(o.ctx, id)
	ok(res, err, http.StatusOK)
	o.patch(t, id, map[string]datadogV2.IncidentFieldAttributes{"state": dropdown("stable")})

	// What hangs on an incident.
	link := datadogV2.IncidentIntegrationMetadataAttributes{
		IntegrationType: 1,
		Metadata: datadogV2.SlackIntegrationMetadataAsIncidentIntegrationMetadataMetadata(&datadogV2.SlackIntegrationMetadata{
			Channels: []datadogV2.SlackIntegrationMetadataChannelItem{{
				ChannelId: "C9", ChannelName: "inc-7-checkout", RedirectUrl: "https://slack.com/app_redirect?channel=C9&team=T1",
				TeamId: new("T1"),
			}},
		}),
	}
	row, res, err := api.CreateIncidentIntegration(o.ctx, id, datadogV2.IncidentIntegrationMetadataCreateRequest{
		Data: datadogV2.IncidentIntegrationMetadataCreateData{Type: datadogV2.INCIDENTINTEGRATIONMETADATATYPE_INCIDENT_INTEGRATIONS, Attributes: link},
	})
	ok(res, err, http.StatusCreated)
	require.Equal(t, int32(3), row.Data.Attributes.GetStatus(), "rows made by API")
	changed, res, err := api.UpdateIncidentIntegration(o.ctx, id, row.Data.Id, datadogV2.IncidentIntegrationMetadataPatchRequest{
		Data: datadogV2.IncidentIntegrationMetadataPatchData{Type: datadogV2.INCIDENTINTEGRATIONMETADATATYPE_INCIDENT_INTEGRATIONS, Attributes: link},
	})
	ok(res, err, http.StatusOK)
	require.Equal(t, int32(4), changed.Data.Attributes.GetStatus())
	_, res, err = api.GetIncidentIntegration(o.ctx, id, row.Data.Id)
	ok(res, err, http.StatusOK)
	rows, res, err := api.ListIncidentIntegrations(o.ctx, id)
	ok(res, err, http.StatusOK)
	require.Equal(t, "C9", rows.Data[0].Attributes.Metadata.SlackIntegrationMetadata.Channels[0].ChannelId)
	res, err = api.DeleteIncidentIntegration(o.ctx, id, row.Data.Id)
	ok(res, err, http.StatusNoContent)

	todo := datadogV2.IncidentTodoAttributes{
		Content:   "raise the quota",
		Assignees: []datadogV2.IncidentTodoAssignee{{IncidentTodoAssigneeHandle: new("@tanaka@example.com")}},
	}
	made, res, err := api.CreateIncidentTodo(o.ctx, id, datadogV2.IncidentTodoCreateRequest{
		Data: datadogV2.IncidentTodoCreateData{Type: datadogV2.INCIDENTTODOTYPE_INCIDENT_TODOS, Attributes: todo},
	})
	ok(res, err, http.StatusCreated)
	todo.Completed = *datadog.NewNullableString(new(start.Format(time.RFC3339)))
	_, res, err = api.UpdateIncidentTodo(o.ctx, id, made.Data.Id, datadogV2.IncidentTodoPatchRequest{
		Data: datadogV2.IncidentTodoPatchData{Type: datadogV2.INCIDENTTODOTYPE_INCIDENT_TODOS, Attributes: todo},
	})
	ok(res, err, http.StatusOK)
	todos, res, err := api.ListIncidentTodos(o.ctx, id)
	ok(res, err, http.StatusOK)
	require.NotEmpty(t, *todos.Data[0].Attributes.Completed.Get())

	_, res, err = api.CreateIncidentAttachment(o.ctx, id, datadogV2.CreateAttachmentRequest{Data: &datadogV2.CreateAttachmentRequestData{
		Type: datadogV2.INCIDENTATTACHMENTTYPE_INCIDENT_ATTACHMENTS,
		Attributes: &datadogV2.CreateAttachmentRequestDataAttributes{
			AttachmentType: datadogV2.ATTACHMENTDATAATTRIBUTESATTACHMENTTYPE_LINK.Ptr(),
			Attachment: &datadogV2.CreateAttachmentRequestDataAttributesAttachment{
				DocumentUrl: new("https://example.slack.com/archives/C1/p1"), Title: new("Slack thread"),
			},
		},
	}})
	ok(res, err, http.StatusCreated)
	_, res, err = api.CreateIncidentPostmortemAttachment(o.ctx, id, datadogV2.PostmortemAttachmentRequest{
		Data: datadogV2.PostmortemAttachmentRequestData{
			Type:       datadogV2.INCIDENTATTACHMENTTYPE_INCIDENT_ATTACHMENTS,
			Attributes: datadogV2.PostmortemAttachmentRequestAttributes{Title: new("Review"), Content: new("# Timeline")},
		},
	})
	ok(res, err, http.StatusCreated)
	attachments, res, err := api.ListIncidentAttachments(o.ctx, id)
	ok(res, err, http.StatusOK)
	require.Len(t, attachments.Data, 2)

	impact, res, err := api.CreateIncidentImpact(o.ctx, id, datadogV2.IncidentImpactCreateRequest{Data: datadogV2.IncidentImpactCreateData{
		Type:       datadogV2.INCIDENTIMPACTTYPE_INCIDENT_IMPACTS,
		Attributes: datadogV2.IncidentImpactCreateAttributes{Description: "checkout fails", StartAt: start},
	}})
	ok(res, err, http.StatusCreated)
	_, res, err = api.PatchIncidentImpact(o.ctx, id, impact.Data.Id, datadogV2.IncidentImpactPatchRequest{Data: datadogV2.IncidentImpactPatchData{
		Type:       datadogV2.INCIDENTIMPACTTYPE_INCIDENT_IMPACTS,
		Attributes: &datadogV2.IncidentImpactPatchAttributes{EndAt: *datadog.NewNullableTime(new(start.Add(time.Hour)))},
	}})
	ok(res, err, http.StatusOK)
	impacts, res, err := api.ListIncidentImpacts(o.ctx, id)
	ok(res, err, http.StatusOK)
	require.Equal(t, start.Add(time.Hour), impacts.Data[0].Attributes.EndAt.Get().UTC())
	res, err = api.DeleteIncidentImpact(o.ctx, id, impact.Data.Id)
	ok(res, err, http.StatusNoContent)

	ito := o.AddUser(fakedatadog.User{Name: "Ito", Email: "ito@example.com"})
	_, res, err = api.CreateIncidentResponder(o.ctx, id, datadogV2.IncidentResponderRequest{Data: datadogV2.IncidentResponderDataRequest{
		Type: datadogV2.INCIDENTRESPONDERTYPE_INCIDENT_RESPONDERS,
		Relationships: datadogV2.IncidentResponderRelationshipsRequest{User: datadogV2.IncidentResponderUserRelationship{
			Data: datadogV2.IncidentResponderUserRelationshipData{Id: uuid.MustParse(string(ito.ID)), Type: "users"},
		}},
	}})
	ok(res, err, http.StatusCreated)
	responders, res, err := api.ListIncidentResponders(o.ctx, id)
	ok(res, err, http.StatusOK)
	require.Len(t, responders.Data, 3, "the key's owner, the commander and the one who was added")

	// Pages.
	paging := datadogV2.NewOnCallPagingApi(o.client)
	page, res, err := paging.CreateOnCallPage(o.ctx, datadogV2.CreatePageRequest{Data: &datadogV2.CreatePageRequestData{
		Type: datadogV2.CREATEPAGEREQUESTDATATYPE_PAGES,
		Attributes: &datadogV2.CreatePageRequestDataAttributes{
			Title: "INC-7", Urgency: datadogV2.PAGEURGENCY_HIGH,
			Target: datadogV2.CreatePageRequestDataAttributesTarget{
				Type: datadogV2.ONCALLPAGETARGETTYPE_TEAM_HANDLE.Ptr(), Identifier: new("platform"),
			},
		},
	}})
	ok(res, err, http.StatusOK)
	pageID := uuid.MustParse(page.Data.GetId())
	for _, move := range []func() (*http.Response, error){
		func() (*http.Response, error) { return paging.AcknowledgeOnCallPage(o.ctx, pageID) },
		func() (*http.Response, error) { return paging.EscalateOnCallPage(o.ctx, pageID) },
		func() (*http.Response, error) { return paging.ResolveOnCallPage(o.ctx, pageID) },
	} {
		res, err := move()
		ok(res, err, http.StatusAccepted)
	}
	require.Equal(t, "resolved", o.Pages()[0].Status)
	linkPage := datadogV2.IncidentOnCallPageLinkRequest{Data: datadogV2.IncidentOnCallPageDataRequest{
		Id: pageID.String(), Type: datadogV2.INCIDENTONCALLPAGETYPE_PAGE,
	}}
	_, res, err = api.LinkPageToIncident(o.ctx, id, linkPage)
	ok(res, err, http.StatusCreated)
	_, res, err = api.LinkPageToIncident(o.ctx, id, linkPage)
	require.Error(t, err)
	require.Equal(t, http.StatusConflict, res.StatusCode)
	_, res, err = api.CreateOnCallPageFromIncident(o.ctx, id, datadogV2.IncidentCreateOnCallPageRequest{
		Data: datadogV2.IncidentCreateOnCallPageDataRequest{
			Type: datadogV2.INCIDENTCREATEPAGEFROMINCIDENTTYPE_PAGE,
			Attributes: datadogV2.IncidentCreateOnCallPageDataAttributesRequest{
				Title:  new("INC-7"),
				Target: &datadogV2.IncidentPageTarget{Type: datadogV2.INCIDENTPAGETARGETTYPE_TEAM_HANDLE, Identifier: "platform"},
			},
		},
	})
	ok(res, err, http.StatusOK)
	require.Len(t, o.Incidents()[0].Pages, 2)

	// Settings, people, schedules.
	types, res, err := api.ListIncidentTypes(o.ctx)
	ok(res, err, http.StatusOK)
	require.True(t, types.Data[0].Attributes.GetIsDefault())
	rules, res, err := api.ListIncidentRules(o.ctx, *datadogV2.NewListIncidentRulesOptionalParameters().WithFilterTaskId("slack-create-channel-job"))
	ok(res, err, http.StatusOK)
	require.True(t, rules.Data[0].Attributes.GetEnabled())
	people := datadogV2.NewUsersApi(o.client)
	users, res, err := people.ListUsers(o.ctx, *datadogV2.NewListUsersOptionalParameters().WithFilter("tanaka@example.com").WithFilterStatus("Active"))
	ok(res, err, http.StatusOK)
	require.Equal(t, string(tanaka.ID), users.Data[0].GetId())
	self, res, err := people.GetCurrentUser(o.ctx)
	ok(res, err, http.StatusOK)
	require.True(t, self.Data.Attributes.GetServiceAccount())
	require.Equal(t, "incident_read", self.Included[0].Permission.Attributes.GetName())
	onCall := datadogV2.NewOnCallApi(o.client)
	schedules, res, err := onCall.ListOnCallSchedules(o.ctx)
	ok(res, err, http.StatusOK)
	_, res, err = onCall.GetScheduleOnCallResponders(o.ctx, schedules.Data[0].Id)
	ok(res, err, http.StatusOK)

	// Intake.
	_, res, err = datadogV2.NewMetricsApi(o.client).SubmitMetrics(o.ctx, datadogV2.MetricPayload{Series: []datadogV2.MetricSeries{{
		Metric: "platform.inquiry.opened", Points: []datadogV2.MetricPoint{{Timestamp: new(start.Unix()), Value: new(1.0)}},
	}}}, *datadogV2.NewSubmitMetricsOptionalParameters().WithContentEncoding(datadogV2.METRICCONTENTENCODING_GZIP))
	ok(res, err, http.StatusAccepted)
	_, res, err = datadogV1.NewEventsApi(o.client).CreateEvent(o.ctx, datadogV1.EventCreateRequest{Title: "INC-7", Text: "declared"})
	ok(res, err, http.StatusAccepted)
	boards := datadogV1.NewDashboardsApi(o.client)
	note := datadogV1.NoteWidgetDefinitionAsWidgetDefinition(datadogV1.NewNoteWidgetDefinition("hello", datadogV1.NOTEWIDGETDEFINITIONTYPE_NOTE))
	drawn := datadogV1.NewDashboard(datadogV1.DASHBOARDLAYOUTTYPE_ORDERED, "inquiries", []datadogV1.Widget{*datadogV1.NewWidget(note)})
	board, res, err := boards.CreateDashboard(o.ctx, *drawn)
	ok(res, err, http.StatusOK)
	drawn.Title = "inquiries and incidents"
	_, res, err = boards.UpdateDashboard(o.ctx, board.GetId(), *drawn)
	ok(res, err, http.StatusOK)
	board, res, err = boards.GetDashboard(o.ctx, board.GetId())
	ok(res, err, http.StatusOK)
	require.Equal(t, "inquiries and incidents", board.Title)
	summaries, res, err := boards.ListDashboards(o.ctx)
	ok(res, err, http.StatusOK)
	require.Equal(t, board.GetId(), summaries.Dashboards[0].GetId())
	_, res, err = datadogV1.NewAuthenticationApi(o.client).Validate(o.ctx)
	ok(res, err, http.StatusOK)

	res, err = api.DeleteIncident(o.ctx, id)
	ok(res, err, http.StatusNoContent)

	for _, op := range fakedatadog.Operations() {
		require.NotZero(t, o.Count(op.Name), "no exchange of %s", op.Name)
	}
}
