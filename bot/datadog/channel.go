package datadog

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// slackIntegration is Datadog's number for a Slack link.
const slackIntegration = 1

// States of a Slack link. What was made by API comes back as manual.
const (
	linkPending  = 1
	linkComplete = 2
	linkManual   = 3
	linkFailed   = 5
)

// channelWithin is how long Datadog's own app may take to make a channel.
const channelWithin = 45 * time.Second

// findChannel adopts the channel that Datadog's Slack app made, or says that
// it made none in time.
func (s *Incidents) findChannel(ctx context.Context, j outbox.Job, id triage.IncidentID) (outbox.Receipt, error) {
	i, err := s.config.Incident(ctx, id)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if i.Channel != "" || i.Datadog.ID == "" {
		return outbox.Receipt{}, nil
	}
	rows, err := s.links(ctx, i)
	if err != nil {
		return outbox.Receipt{}, err
	}
	pending, failed := false, false
	for _, row := range rows {
		ch, status := slackChannel(row)
		switch {
		case status == linkPending: // its list of channels is still empty
			pending = true
		case status == linkFailed:
			failed = true
		case ch != nil && (status == linkComplete || status == linkManual):
			return order(id, triage.ChannelFound{Channel: triage.ChannelID(ch.ChannelId), Name: ch.ChannelName, Foreign: true}), nil
		}
	}
	waited := s.config.Now().Sub(j.Queued)
	if waited < channelWithin && !failed || pending && waited < 2*channelWithin {
		return outbox.Receipt{}, outbox.RetryAfter(errors.New("datadog has made no channel yet"), min(2*time.Second<<min(j.Attempts, 4), 15*time.Second))
	}
	return order(id, triage.ChannelAbsent{}), nil
}

func order(id triage.IncidentID, c triage.Command) outbox.Receipt {
	return outbox.Receipt{Orders: []triage.Order{{Incident: id, Command: c}}}
}

func (s *Incidents) links(ctx context.Context, i triage.Incident) ([]datadogV2.IncidentIntegrationMetadataResponseData, error) {
	ctx, c := s.call(ctx)
	list, res, err := s.api.ListIncidentIntegrations(ctx, i.Datadog.ID)
	defer drop(res)
	// An empty 200 decodes to no list at all, which must not pass for no links.
	if err := c.judge(res, err, err == nil && res.StatusCode == http.StatusOK && list.Data != nil); err != nil {
		return nil, err
	}
	return list.Data, nil
}

// slackChannel is the channel of a Slack link, nil while there is none, and
// the link's state, 0 when the row is another integration's.
func slackChannel(row datadogV2.IncidentIntegrationMetadataResponseData) (*datadogV2.SlackIntegrationMetadataChannelItem, int32) {
	a := row.Attributes
	if a == nil || a.IntegrationType != slackIntegration || a.Metadata.SlackIntegrationMetadata == nil {
		return nil, 0
	}
	channels := a.Metadata.SlackIntegrationMetadata.Channels
	if len(channels) == 0 {
		return nil, a.GetStatus()
	}
	return &channels[0], a.GetStatus()
}

// link tells Datadog of the channel, unless it knows already: rows are not
// idempotent.
func (s *Incidents) link(ctx context.Context, i triage.Incident) (outbox.Receipt, error) {
	if i.Channel == "" {
		return outbox.Receipt{}, nil
	}
	rows, err := s.links(ctx, i)
	if err != nil {
		return outbox.Receipt{}, err
	}
	for _, row := range rows {
		if ch, _ := slackChannel(row); ch != nil && ch.ChannelId == string(i.Channel) {
			return outbox.Receipt{}, nil
		}
	}
	at, team := s.channelURL(i.Channel)
	channel := datadogV2.SlackIntegrationMetadataChannelItem{
		ChannelId: string(i.Channel), ChannelName: "#" + i.ChannelName, RedirectUrl: at,
	}
	if team != "" {
		channel.SetTeamId(team)
	}
	body := datadogV2.IncidentIntegrationMetadataCreateRequest{Data: datadogV2.IncidentIntegrationMetadataCreateData{
		Type: datadogV2.INCIDENTINTEGRATIONMETADATATYPE_INCIDENT_INTEGRATIONS,
		Attributes: datadogV2.IncidentIntegrationMetadataAttributes{
			IntegrationType: slackIntegration,
			Metadata: datadogV2.SlackIntegrationMetadataAsIncidentIntegrationMetadataMetadata(&datadogV2.SlackIntegrationMetadata{
				Channels: []datadogV2.SlackIntegrationMetadataChannelItem{channel},
			}),
		},
	}}
	ctx, c := s.call(ctx)
	answer, res, err := s.api.CreateIncidentIntegration(ctx, i.Datadog.ID, body)
	defer drop(res)
	return outbox.Receipt{}, c.judge(res, err, answer.Data.Id != "")
}
