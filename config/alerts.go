package config

import (
	"fmt"
	"strings"
	"time"

	"toban/bot/triage"
)

// maxMutes is how many times fit on an alert's card, beside that until it
// recovers.
const maxMutes = 10

// called reports whether a channel has an id or a name, with or without #.
func (c Channel) called(name string) bool {
	name = strings.TrimPrefix(name, "#")
	return name == string(c.ID) || name == c.Name
}

// AlertChannel is where the cards of alerts stand, "" when the file names no
// channel that is known.
func (c *Config) AlertChannel() triage.ChannelID {
	for _, ch := range c.Channels {
		if c.Alerts.Enabled() && ch.called(c.Alerts.Channel) {
			return ch.ID
		}
	}
	return ""
}

func (l *loader) alerts(c *Config) {
	a := c.Alerts
	if a.Enabled() && c.AlertChannel() == "" {
		l.wrong("alerts.channel", "there is no channel with the id or name %q under channels", a.Channel)
	}
	if a.Enabled() && len(a.Bots) == 0 && c.Datadog.WebhookSecret == "" {
		l.wrong("alerts.channel", "nobody tells of alerts; list bots under alerts.bots, or set datadog.webhook_secret")
	}
	if !a.Enabled() && len(a.Bots) > 0 {
		l.wrong("alerts.bots", "their messages open no cards without alerts.channel")
	}
	for n, bot := range a.Bots {
		if !slackBot.MatchString(bot) {
			l.wrong(fmt.Sprintf("alerts.bots[%d]", n), "%q is no id of a bot (B…) or of its user (U…); in Slack open the bot's profile", bot)
		}
	}
	if a.Flap != nil && *a.Flap < 0 {
		l.wrong("alerts.flap", "%s is negative; 0 makes every recovery final", *a.Flap)
	}
	if len(a.Mute) > maxMutes {
		l.wrong("alerts.mute", "%d are too many; write at most %d", len(a.Mute), maxMutes)
	}
	for _, d := range a.Mute {
		if d < time.Minute {
			l.wrong("alerts.mute", "%s is too short; write a minute or more, such as 1h", d)
		}
	}
	if a.Storm.Cards < 0 {
		l.wrong("alerts.storm.cards", "%d is negative; 0 means %d", a.Storm.Cards, DefaultStormCards)
	}
	if a.Storm.Within < 0 {
		l.wrong("alerts.storm.within", "%s is negative; 0 means %s", a.Storm.Within, DefaultStormWithin)
	}
}
