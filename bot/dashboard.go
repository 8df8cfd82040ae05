package bot

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"toban/bot/web"
	"toban/config"
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
		gate := &web.SlackGate{
			ClientID: c.SignIn.ClientID, ClientSecret: c.SignIn.ClientSecret.Reveal(), Issuer: cmp.Or(c.SignIn.Issuer, web.SlackIssuer),
			URL: b.cfg.PublicURL(), Key: key, Session: cmp.Or(c.Session, config.DefaultSession),
			People: b.slack, HTTP: &http.Client{Transport: b.deps.Slack, Timeout: signInWithin}, Now: b.deps.Now, Log: b.log,
		}
		return d, gate.Attach(d)
	case c.Proxy.Enabled():
		d.Gate = &web.ProxyGate{Header: c.Proxy.Header, Trusted: c.Proxy.Networks(), People: b.slack}
	}
	return d, nil
}
