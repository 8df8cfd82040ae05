package slackapp

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"
)

// Run receives until ctx ends, over two Socket Mode connections or, in HTTP
// mode, through the Handler, and reads the history back for what was missed:
// at the start, after each reconnection and every ten minutes. It returns when
// deliveries in flight are done. An error means that Slack refuses us.
//
// Run may be called once.
func (a *App) Run(ctx context.Context) error {
	a.note(&a.in.seen.start)
	if err := a.known(ctx); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.watchHistory(ctx) })
	g.Go(func() error { return a.keepHomes(ctx) })
	g.Go(func() error { return a.keepFollowing(ctx) })
	if a.config.Mode == ModeSocket {
		for n := range sockets {
			g.Go(func() error { return a.listen(ctx, n) })
		}
	}
	err := g.Wait()
	a.Wait()
	return err
}

// known learns who we are. Only a refusal ends the start: while Slack is
// away, deliveries are taken as they come.
func (a *App) known(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	err := a.introduce(ctx)
	if refused(code(err)) {
		return fmt.Errorf("slack refuses the bot token, check slack.bot_token: %w", err)
	}
	if err != nil {
		a.log.WarnContext(ctx, "slack does not say who we are yet", "error", err)
	}
	return nil
}

// refused reports whether an error code says that a token will never do.
func refused(code string) bool {
	switch code {
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type", "no_permission", "missing_scope":
		return true
	}
	return false
}
