package bot

import (
	"context"
	"time"

	"toban/bot/web"
)

// signInWithin bounds a call of Slack while somebody signs in.
const signInWithin = 10 * time.Second

// dashboard builds the pages with the team's numbers, and who gets in.
func (b *Bot) dashboard(ctx context.Context) (*web.Dashboard, error) {
	d := &web.Dashboard{
		Desk: b.desk, Team: b.slack, Changes: b.store.Changes,
		URL: b.cfg.PublicURL(), Local: !b.cfg.Published(), Now: b.deps.Now, Log: b.log,
	}
	switch c := b.cfg.Dashboard; {
	case c.SignIn.Enabled():
		key, err := b.desk.SigningKey(ctx, "session")
		if err != nil {
			return nil, err
		}
		gate := b.signInGate()
		gate.Key = key
		return d, gate.Attach(d)
	case c.Proxy.Enabled():
		d.Gate = &web.ProxyGate{Header: c.Proxy.Header, Trusted: c.Proxy.Networks(), People: b.slack}
	}
	return d, nil
}
