package slackapp

import (
	"context"
	"net/url"
	"sync"
	"time"

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
		Group    bool `json:"is_group"`
		Multi    bool `json:"is_mpim"`
		Direct   bool `json:"is_im"`
		Shared   bool `json:"is_ext_shared"`
	} `json:"channel"`
}

func (a *App) roomInfo(ctx context.Context, id triage.ChannelID) (info roomInfo, err error) {
	err = a.call(ctx, "conversations.info", url.Values{"channel": {string(id)}}, &info)
	return info, err
}

// presence asks Slack. In a direct message with toban it is always present.
func (a *App) presence(ctx context.Context, id triage.ChannelID) presence {
	if isDirect(id) {
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

// Lives of what is known of a conversation's privacy: people seldom change it.
const (
	privacyFor    = time.Hour
	privacyUnsure = 30 * time.Second
	privacyBudget = 700 * time.Millisecond // an inquiry waits for the answer before it is acknowledged
)

// privacy remembers which conversations are private. The zero value works.
type privacy struct {
	mu    sync.Mutex
	known map[triage.ChannelID]seclusion
}

type seclusion struct {
	private bool
	shared  bool // with other workspaces
	until   time.Time
}

// secluded reports whether only its members can read a conversation.
func (a *App) secluded(ctx context.Context, id triage.ChannelID) bool {
	return a.seclusion(ctx, id).private
}

// shared reports whether people of other workspaces read along.
func (a *App) shared(ctx context.Context, id triage.ChannelID) bool {
	return a.seclusion(ctx, id).shared
}

// seclusion is who can read a conversation. While Slack does not tell, it is
// taken for private and for shared: what is quoted in the wrong place cannot
// be taken back.
func (a *App) seclusion(ctx context.Context, id triage.ChannelID) seclusion {
	p := &a.in.privacy
	p.mu.Lock()
	known, ok := p.known[id]
	p.mu.Unlock()
	if ok && a.now().Before(known.until) {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, privacyBudget)
	defer cancel()
	info, err := a.roomInfo(ctx, id)
	switch {
	case err == nil:
		c := info.Channel
		known = seclusion{private: c.Private || c.Group || c.Multi || c.Direct, shared: c.Shared, until: a.now().Add(privacyFor)}
	case ok: // an old answer is better than none
		known.until = a.now().Add(privacyUnsure)
	default:
		known = seclusion{private: true, shared: true, until: a.now().Add(privacyUnsure)}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		p.known = make(map[triage.ChannelID]seclusion)
	}
	p.known[id] = known
	return known
}
