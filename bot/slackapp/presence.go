package slackapp

import (
	"context"
	"net/url"
	"strings"

	"toban/bot/triage"
)

// presence is what toban can do in a conversation.
type presence int

const (
	present presence = iota + 1 // it may post
	outside                     // a public channel that it is no member of
	unseen                      // a private one, or Slack does not tell
)

// roomInfo is what Slack says of a conversation.
type roomInfo struct {
	Channel struct {
		Member   bool `json:"is_member"`
		Archived bool `json:"is_archived"`
		Private  bool `json:"is_private"`
	} `json:"channel"`
}

func (a *App) roomInfo(ctx context.Context, id triage.ChannelID) (info roomInfo, err error) {
	err = a.call(ctx, "conversations.info", url.Values{"channel": {string(id)}}, &info)
	return info, err
}

// presence asks Slack. In a direct message with toban it is always present.
func (a *App) presence(ctx context.Context, id triage.ChannelID) presence {
	if strings.HasPrefix(string(id), "D") {
		return present
	}
	info, err := a.roomInfo(ctx, id)
	switch {
	case err != nil:
		return unseen
	case info.Channel.Member && !info.Channel.Archived:
		return present
	case info.Channel.Private:
		return unseen
	}
	return outside
}
