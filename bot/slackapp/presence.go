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
		External bool `json:"is_ext_shared"`
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

// Lives of what is known of a conversation's readers: people seldom change it.
const (
	readersFor    = time.Hour
	readersUnsure = 30 * time.Second
	readersBudget = 700 * time.Millisecond // an inquiry waits for the answer before it is acknowledged
)

// readerships remembers who reads which conversation. The zero value works.
type readerships struct {
	mu    sync.Mutex
	known map[triage.ChannelID]readership
}

// A readership is who reads a conversation.
type readership struct {
	private  bool // its members alone
	external bool // people of other workspaces too
	told     bool // Slack says so; else it is taken for both
	until    time.Time
}

// forget has a conversation looked up again that was made private or public.
func (r *readerships) forget(id triage.ChannelID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.known, id)
}

// readership asks Slack who reads a conversation. While Slack does not tell,
// and where it has shut us out, it is taken for private and for read by others:
// what is quoted in the wrong place cannot be taken back.
func (a *App) readership(ctx context.Context, id triage.ChannelID) readership {
	r := &a.in.readers
	r.mu.Lock()
	known, ok := r.known[id]
	r.mu.Unlock()
	if ok && a.now().Before(known.until) {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, readersBudget)
	defer cancel()
	info, err := a.roomInfo(ctx, id)
	switch {
	case err == nil:
		c := info.Channel
		known = readership{private: c.Private || c.Group || c.Multi || c.Direct, external: c.External, told: true, until: a.now().Add(readersFor)}
	case ok && !lost(code(err)): // an old answer is better than none
		known.until = a.now().Add(readersUnsure)
	default:
		known = readership{private: true, external: true, told: lost(code(err)), until: a.now().Add(readersUnsure)}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = make(map[triage.ChannelID]readership)
	}
	r.known[id] = known
	return known
}

// Secluded reports whether Slack says that only its members can read a
// conversation. While Slack says nothing, it does not.
func (a *App) Secluded(ctx context.Context, id triage.ChannelID) bool {
	r := a.readership(ctx, id)
	return r.private && r.told
}

// secluded reports whether only its members can read a conversation.
func (a *App) secluded(ctx context.Context, id triage.ChannelID) bool {
	return a.readership(ctx, id).private
}
