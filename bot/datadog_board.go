package bot

import (
	"context"
	"errors"

	"toban/bot/datadog"
	"toban/bot/phrase"
	"toban/config"
)

var errNoKeys = errors.New("datadog.api_key and datadog.app_key are not set: without them the dashboard can only be printed")

// Dashboard is the dashboard for Datadog of what toban sends there, to be
// written as JSON.
func Dashboard(cfg *config.Config, lang string) datadog.Board {
	return connection(cfg).Dashboard(phrase.For(lang))
}

// ApplyDashboard puts the dashboard into Datadog, see [datadog.Dashboards].
func ApplyDashboard(ctx context.Context, cfg *config.Config, lang string) (datadog.Applied, error) {
	if cfg.Datadog.APIKey == "" || cfg.Datadog.AppKey == "" {
		return datadog.Applied{}, errNoKeys
	}
	boards, err := datadog.NewDashboards(connection(cfg))
	if err != nil {
		return datadog.Applied{}, err
	}
	return boards.Apply(ctx, Dashboard(cfg, lang))
}

// connection is how Datadog is reached.
func connection(cfg *config.Config) datadog.Config {
	return datadog.Config{
		Site: cfg.Datadog.Site, URL: cfg.Datadog.URL, APIKey: cfg.Datadog.APIKey.Reveal(), AppKey: cfg.Datadog.AppKey.Reveal(),
	}
}
