package web

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// ErrClient says that Slack refuses a gate's client id or secret.
var ErrClient = errors.New("the client id or secret is refused")

// Callback is where Slack sends readers back to: an address that its app has to
// name.
func (g *SlackGate) Callback() string { return g.URL + CallbackPath }

// Check reports whether people could sign in, as far as that is known without
// anybody: Slack can be reached, and knows client id and secret. It exchanges a
// code that nobody was given, which Slack refuses for being no code only once it
// knows who asks. Whether the app names [SlackGate.Callback] Slack tells a
// browser alone. The codes are those of
// https://docs.slack.dev/reference/methods/openid.connect.token.
func (g *SlackGate) Check(ctx context.Context) error {
	_, cfg, err := g.connect(ctx)
	if err != nil {
		return err
	}
	_, err = cfg.Exchange(oidc.ClientContext(ctx, g.HTTP), "toban-doctor", oauth2.VerifierOption(oauth2.GenerateVerifier()))
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	switch {
	case !ok:
		return fmt.Errorf("ask %s for a token: %w", g.Issuer, err)
	case slices.Contains([]string{"bad_client_secret", "invalid_client_id", "invalid_client"}, refused.ErrorCode):
		return ErrClient
	case refused.ErrorCode == "":
		return fmt.Errorf("ask %s for a token: %w", g.Issuer, err)
	}
	return nil
}
