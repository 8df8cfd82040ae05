package config

import (
	"fmt"
	"slices"

	"toban/bot/triage"
)

// MirrorChannel is where a team is told which pages answered its questions, ""
// when it is not told, or the file names a channel that is not known.
func (c *Config) MirrorChannel(t AskingTeam) triage.ChannelID {
	if slackRoom.MatchString(t.Mirror) {
		return triage.ChannelID(t.Mirror)
	}
	for _, ch := range c.Channels {
		if t.Mirror != "" && ch.called(t.Mirror) {
			return ch.ID
		}
	}
	return ""
}

// Mirrored are the teams that are told which pages answered their questions.
func (c *Config) Mirrored() []triage.TeamID {
	var teams []triage.TeamID
	for _, t := range c.Taxonomy.Teams {
		if c.MirrorChannel(t) != "" {
			teams = append(teams, t.Key)
		}
	}
	return teams
}

// mirrors checks that what a team is told stays with that team.
func (l *loader) mirrors(c *Config) {
	taken := make(map[triage.ChannelID]triage.TeamID)
	for i, t := range c.Taxonomy.Teams {
		if t.Mirror == "" {
			continue
		}
		key := fmt.Sprintf("taxonomy.asking_teams[%d].mirror", i)
		ch := c.MirrorChannel(t)
		other, shared := c.whose(ch, t)
		switch first, again := taken[ch]; {
		case ch == "":
			l.wrong(key, "%q is neither a Slack channel id (C…) nor the name of a channel under channels; in Slack open the channel's details, the id stands at the bottom", t.Mirror)
		case again:
			l.wrong(key, "%s is told there already; name a channel of %s", first, t.Key)
		case other != "":
			l.wrong(key, "the channel is one of %s; name a channel of %s", other, t.Key)
		case shared:
			l.wrong(key, "everybody asks in this channel; name a channel of %s, or list it in its channels", t.Key)
		}
		taken[ch] = t.Key
	}
}

// whose tells of a channel that is not known to be a team's own whose it is
// instead: of another team, or of all who ask.
func (c *Config) whose(ch triage.ChannelID, t AskingTeam) (other triage.TeamID, shared bool) {
	if slices.Contains(t.Channels, ch) {
		return "", false
	}
	for _, o := range c.Taxonomy.Teams {
		if slices.Contains(o.Channels, ch) {
			return o.Key, false
		}
	}
	return "", slices.ContainsFunc(c.Channels, func(known Channel) bool { return known.ID == ch && known.Intake != "" })
}
