package bot

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"toban/bot/phrase"
	"toban/bot/slackapp"
	"toban/bot/web"
	"toban/config"
)

// checkDashboard tells who gets to see the pages, and tries what people sign in
// with.
func (b *Bot) checkDashboard(ctx context.Context) slackapp.Finding {
	switch c := b.cfg.Dashboard; {
	case c.SignIn.Enabled():
		return b.checkSignIn(ctx)
	case c.Proxy.Enabled():
		return slackapp.Found(true, phrase.DoctorPagesProxy, "header", c.Proxy.Header, "n", strconv.Itoa(len(c.Proxy.Networks())))
	case b.cfg.Published() || b.cfg.HTTP.Listen == "":
		return slackapp.Found(true, phrase.DoctorPagesOff)
	}
	return slackapp.Found(true, phrase.DoctorPagesLocal)
}

func (b *Bot) checkSignIn(ctx context.Context) slackapp.Finding {
	gate := b.signInGate()
	back := gate.Callback()
	if u, err := url.Parse(back); err != nil || u.Scheme != "https" && gate.Issuer == web.SlackIssuer {
		return slackapp.Found(false, phrase.DoctorSignInPlain, "url", back)
	}
	err := gate.Check(ctx)
	switch {
	case errors.Is(err, web.ErrClient):
		return slackapp.Found(false, phrase.DoctorSignInRefused)
	case err != nil:
		return slackapp.Found(false, phrase.DoctorSignInAway, "error", err.Error())
	}
	return slackapp.Found(true, phrase.DoctorSignIn, "url", back)
}

// signInGate is Sign in with Slack by the configuration, without what a session
// needs.
func (b *Bot) signInGate() *web.SlackGate {
	c := b.cfg.Dashboard
	return &web.SlackGate{
		ClientID: c.SignIn.ClientID, ClientSecret: c.SignIn.ClientSecret.Reveal(), Issuer: cmp.Or(c.SignIn.Issuer, web.SlackIssuer),
		URL: b.cfg.PublicURL(), Session: cmp.Or(c.Session, config.DefaultSession),
		People: b.slack, HTTP: &http.Client{Transport: b.deps.Slack, Timeout: signInWithin}, Now: b.deps.Now, Log: b.log,
	}
}

// checkHook tells whether Datadog can tell toban of changes, and when it last
// did since the start; ok is false without Datadog.
func (b *Bot) checkHook() (f slackapp.Finding, ok bool) {
	const setup = "toban datadog webhook"
	if b.cfg.Datadog.WebhookSecret == "" {
		return slackapp.Found(true, phrase.DoctorHookOff, "command", setup), b.cfg.Datadog.Enabled()
	}
	to := DatadogHook(b.cfg, false).URL
	var last time.Time
	if b.hook != nil {
		last = b.hook.Last()
	}
	at := func(line phrase.Line, t time.Time) slackapp.Finding {
		return slackapp.Finding{OK: true, In: func(book phrase.Book) string {
			return book.Say(line, "when", book.When(t.In(b.cfg.Location())), "url", to, "command", setup)
		}}
	}
	switch {
	case !last.IsZero():
		return at(phrase.DoctorHook, last), true
	case b.cfg.PublicURL() == "":
		return slackapp.Found(false, phrase.DoctorHookNowhere), true
	case b.hook == nil: // before the start
		return slackapp.Found(true, phrase.DoctorHookSet, "url", to), true
	}
	return at(phrase.DoctorHookYet, b.started), true
}
