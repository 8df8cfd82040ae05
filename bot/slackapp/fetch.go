package slackapp

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/slack-go/slack"

	"toban/bot/triage"
)

// history is a page of messages as Slack's history methods give them.
type history struct {
	Messages []inner `json:"messages"`
	More     bool    `json:"has_more"`
	Metadata struct {
		Next string `json:"next_cursor"`
	} `json:"response_metadata"`
}

// fetch reads one message. It is nil when there is none or toban may not see
// it; an error means that Slack did not answer.
func (a *App) fetch(ctx context.Context, at triage.MessageRef) (*inner, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*lookBudget)
	defer cancel()
	// A reply's ts finds that reply, a root's ts the root before its replies.
	var page history
	err := a.call(ctx, "conversations.replies", url.Values{
		"channel": {string(at.Channel)}, "ts": {string(at.TS)}, "limit": {"1"},
	}, &page)
	if err != nil {
		if lost(code(err)) {
			return nil, nil //nolint:nilnil // nothing to read is an answer
		}
		return nil, &triage.Error{Kind: triage.Unavailable, Reason: "slack_away", Err: err}
	}
	for _, m := range page.Messages {
		if triage.MessageTS(m.TS) == at.TS {
			return &m, nil
		}
	}
	return nil, nil //nolint:nilnil // nothing to read is an answer
}

// lost reports whether an error code says that a message or channel cannot be
// read, now or later.
func lost(code string) bool {
	switch code {
	case "thread_not_found", "message_not_found", "channel_not_found", "not_in_channel", "is_archived", "missing_scope",
		"not_allowed_token_type", "access_denied":
		return true
	}
	return false
}

// limited reports whether Slack asks to wait.
func limited(err error) bool {
	status, ok := errors.AsType[slack.StatusCodeError](err)
	return ok && status.Code == http.StatusTooManyRequests
}
