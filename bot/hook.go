package bot

import (
	"cmp"

	"toban/bot/web"
	"toban/config"
)

// HookSetup is what to enter in Datadog, under Integrations, Webhooks, to have
// it tell toban of incidents and monitors.
type HookSetup struct {
	Name    string            `json:"name"` // @webhook-NAME in monitors and notification rules
	URL     string            `json:"url"`
	Headers map[string]string `json:"custom_headers"`
	Payload string            `json:"payload"`
}

// DatadogHook is how to set up Datadog's webhook for a configuration. The
// secret is shown only when it is asked for.
func DatadogHook(cfg *config.Config, reveal bool) HookSetup {
	shown := "(datadog.webhook_secret)"
	if reveal {
		shown = cfg.Datadog.WebhookSecret.Reveal()
	}
	return HookSetup{
		Name: "toban", URL: cmp.Or(cfg.PublicURL(), "https://your-host") + web.DatadogPath,
		Headers: map[string]string{web.DatadogHeader: shown}, Payload: web.DatadogPayload,
	}
}
