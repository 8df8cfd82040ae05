package datadog

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	dd "github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// channelURL opens a channel in Slack, of the workspace team when that is
// known.
func (s *Incidents) channelURL(id triage.ChannelID) (link, team string) {
	link = "https://slack.com/app_redirect?channel=" + url.QueryEscape(string(id))
	if s.config.TeamID != nil {
		if team = s.config.TeamID(); team != "" {
			link += "&team=" + url.QueryEscape(team)
		}
	}
	return link, team
}

// threadURL leads to the thread an incident was declared from, "" when there
// is none that everybody may know of.
func (s *Incidents) threadURL(i triage.Incident) string {
	if i.Origin.Private || s.config.Permalink == nil {
		return ""
	}
	return s.config.Permalink(i.Origin.Root())
}

// attach adds the links to Slack that Datadog does not show yet. Attachments
// are not idempotent: what is there is compared by its address.
func (s *Incidents) attach(ctx context.Context, i triage.Incident) (outbox.Receipt, error) {
	channel := ""
	if i.Channel != "" {
		channel, _ = s.channelURL(i.Channel)
	}
	shown, err := s.attachments(ctx, i)
	if err != nil {
		return outbox.Receipt{}, err
	}
	for _, l := range []struct{ title, url string }{
		{"Slack thread", s.threadURL(i)}, {"Slack #" + i.ChannelName, channel},
	} {
		if l.url == "" || slices.ContainsFunc(shown, func(a datadogV2.AttachmentData) bool { return address(a) == l.url }) {
			continue
		}
		if err := s.attachLink(ctx, i, datadogV2.ATTACHMENTDATAATTRIBUTESATTACHMENTTYPE_LINK, l.title, l.url); err != nil {
			return outbox.Receipt{}, err
		}
	}
	return outbox.Receipt{}, nil
}

// attachments are what is attached to an incident.
func (s *Incidents) attachments(ctx context.Context, i triage.Incident) ([]datadogV2.AttachmentData, error) {
	ctx, c := s.call(ctx)
	list, res, err := s.api.ListIncidentAttachments(ctx, i.Datadog.ID)
	defer drop(res)
	if err != nil && res != nil && res.StatusCode == http.StatusNotFound { // what Datadog answers while there are none
		return nil, nil
	}
	if err := c.judge(res, err, err == nil && res.StatusCode == http.StatusOK && list.Data != nil); err != nil {
		return nil, err
	}
	return list.Data, nil
}

// address is where an attachment leads, "" for one that is a text.
func address(a datadogV2.AttachmentData) string {
	if a.Attributes.Attachment == nil {
		return ""
	}
	return a.Attributes.Attachment.GetDocumentUrl()
}

func (s *Incidents) attachLink(ctx context.Context, i triage.Incident, kind datadogV2.AttachmentDataAttributesAttachmentType, title, url string) error {
	ctx, c := s.call(ctx)
	answer, res, err := s.api.CreateIncidentAttachment(ctx, i.Datadog.ID, datadogV2.CreateAttachmentRequest{Data: &datadogV2.CreateAttachmentRequestData{
		Type: datadogV2.INCIDENTATTACHMENTTYPE_INCIDENT_ATTACHMENTS,
		Attributes: &datadogV2.CreateAttachmentRequestDataAttributes{
			AttachmentType: kind.Ptr(),
			Attachment:     &datadogV2.CreateAttachmentRequestDataAttributesAttachment{DocumentUrl: &url, Title: &title},
		},
	}})
	defer drop(res)
	return attached(c, res, err, answer)
}

func attached(c *call, res *http.Response, err error, answer datadogV2.Attachment) error {
	return c.judge(res, err, answer.Data != nil && answer.Data.Id != "")
}

// impact brings what is affected into Datadog as one row, from the detection
// until it is stable. Rows are not idempotent: what is there is looked at
// before one is added, and changed when it is ours.
func (s *Incidents) impact(ctx context.Context, i triage.Incident) (outbox.Receipt, error) {
	if i.Affected == "" {
		return outbox.Receipt{}, nil
	}
	rows, err := s.impacts(ctx, i)
	if err != nil {
		return outbox.Receipt{}, err
	}
	n := slices.IndexFunc(rows, func(row datadogV2.IncidentImpactResponseData) bool { return oursIs(i, row) })
	var kept string
	switch {
	case n < 0:
		kept, err = s.createImpact(ctx, i)
	case stands(i, rows[n].Attributes):
		kept = rows[n].Id
	default:
		kept, err = s.patchImpact(ctx, i, rows[n].Id)
	}
	if err != nil {
		return outbox.Receipt{}, err
	}
	return order(i.ID, triage.Synced{Impact: kept}), nil
}

// oursIs reports whether a row is the one that toban keeps. While its id is
// not known, because an answer was lost, it is known by what it says.
func oursIs(i triage.Incident, row datadogV2.IncidentImpactResponseData) bool {
	if i.Datadog.Impact != "" || row.Attributes == nil {
		return row.Id == i.Datadog.Impact
	}
	return row.Attributes.Description == i.Affected || sameSecond(row.Attributes.StartAt, i.ImpactBegan())
}

// stands reports whether a row says what is to be said.
func stands(i triage.Incident, a *datadogV2.IncidentImpactAttributes) bool {
	return a != nil && a.Description == i.Affected && sameSecond(a.StartAt, i.ImpactBegan()) && sameSecond(ended(a.EndAt), i.StableAt)
}

func ended(t dd.NullableTime) time.Time {
	if p := t.Get(); p != nil {
		return *p
	}
	return time.Time{}
}

// sameSecond compares times as finely as Datadog is sure to keep them.
func sameSecond(a, b time.Time) bool { return a.Truncate(time.Second).Equal(b.Truncate(time.Second)) }

func (s *Incidents) impacts(ctx context.Context, i triage.Incident) ([]datadogV2.IncidentImpactResponseData, error) {
	ctx, c := s.call(ctx)
	list, res, err := s.api.ListIncidentImpacts(ctx, i.Datadog.ID)
	defer drop(res)
	if err := c.judge(res, err, err == nil && res.StatusCode == http.StatusOK && list.Data != nil); err != nil {
		return nil, err
	}
	return list.Data, nil
}

// end is when the impact ended, null while it lasts.
func end(i triage.Incident) dd.NullableTime {
	if i.StableAt.IsZero() {
		return *dd.NewNullableTime(nil)
	}
	at := i.StableAt.UTC()
	return *dd.NewNullableTime(&at)
}

func (s *Incidents) createImpact(ctx context.Context, i triage.Incident) (string, error) {
	body := datadogV2.IncidentImpactCreateRequest{Data: datadogV2.IncidentImpactCreateData{
		Type: datadogV2.INCIDENTIMPACTTYPE_INCIDENT_IMPACTS,
		Attributes: datadogV2.IncidentImpactCreateAttributes{
			Description: i.Affected, StartAt: i.ImpactBegan().UTC(), EndAt: end(i),
		},
	}}
	ctx, c := s.call(ctx)
	answer, res, err := s.api.CreateIncidentImpact(ctx, i.Datadog.ID, body)
	defer drop(res)
	return answer.Data.Id, c.judge(res, err, answer.Data.Id != "")
}

func (s *Incidents) patchImpact(ctx context.Context, i triage.Incident, id string) (string, error) {
	start := i.ImpactBegan().UTC()
	body := datadogV2.IncidentImpactPatchRequest{Data: datadogV2.IncidentImpactPatchData{
		Type: datadogV2.INCIDENTIMPACTTYPE_INCIDENT_IMPACTS,
		Attributes: &datadogV2.IncidentImpactPatchAttributes{
			Description: &i.Affected, StartAt: &start, EndAt: end(i),
		},
	}}
	ctx, c := s.call(ctx)
	answer, res, err := s.api.PatchIncidentImpact(ctx, i.Datadog.ID, id, body)
	defer drop(res)
	return id, c.judge(res, err, answer.Data.Id != "")
}

// origin is the inquiry an incident began as, zero when it began as none.
func (s *Incidents) origin(ctx context.Context, i triage.Incident) triage.Inquiry {
	if len(i.Inquiries) == 0 || s.config.Inquiry == nil {
		return triage.Inquiry{}
	}
	q, err := s.config.Inquiry(ctx, i.Inquiries[0])
	if err != nil { // it only adds to what is told
		s.log.WarnContext(ctx, "inquiry of an incident not read", "incident", i.ID, "error", err)
		return triage.Inquiry{}
	}
	return q
}

// Datadog's values of the field detection_method.
const (
	byEmployee = "employee"
	byMonitor  = "monitor"
)

// fields are what toban knows of an incident when it is created.
func (s *Incidents) fields(i triage.Incident, from triage.Inquiry) map[string]datadogV2.IncidentFieldAttributes {
	method := byEmployee
	if from.Alert || i.Alert != "" {
		method = byMonitor
	}
	out := map[string]datadogV2.IncidentFieldAttributes{
		"severity":         dropdown(string(i.Severity)),
		"state":            dropdown(triage.IncidentActive.String()),
		"detection_method": dropdown(method),
	}
	if len(s.config.Teams) > 0 {
		out["teams"] = autocomplete(s.config.Teams)
	}
	if services := s.config.Services[from.Area.Key]; len(services) > 0 {
		out["services"] = autocomplete(services)
	}
	return out
}

func autocomplete(values []string) datadogV2.IncidentFieldAttributes {
	return datadogV2.IncidentFieldAttributesMultipleValueAsIncidentFieldAttributes(&datadogV2.IncidentFieldAttributesMultipleValue{
		Type: datadogV2.INCIDENTFIELDATTRIBUTESVALUETYPE_AUTOCOMPLETE.Ptr(), Value: *dd.NewNullableList(&values),
	})
}

// cell begins Datadog's timeline: who declared what from where. What was asked
// in private stays there.
func (s *Incidents) cell(ctx context.Context, i triage.Incident, from triage.Inquiry) string {
	name := func(id triage.PersonID) string {
		if s.config.Name == nil || id == "" {
			return string(id)
		}
		return cmp.Or(s.config.Name(ctx, string(id)), string(id))
	}
	text := "Declared in Slack as " + string(i.ID)
	if i.Declarer != "" {
		text += " by " + name(i.Declarer)
	}
	text += ". Detected " + i.DetectedAt.UTC().Format(time.RFC3339) + ", declared " + i.DeclaredAt.UTC().Format(time.RFC3339) + "."
	if i.Commander != "" {
		text += "\nCommander: " + name(i.Commander)
		if i.Acting {
			text += " (acting)"
		}
	}
	if from.ID != "" && !from.Place.Private {
		text += "\nReported by " + name(from.Asker) + " in " + string(from.ID)
	}
	if link := s.threadURL(i); link != "" {
		text += "\nThread: " + link
	}
	return text
}
