package config

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
)

var (
	slackUser    = regexp.MustCompile(`^[UW][A-Z0-9]+$`)
	slackBot     = regexp.MustCompile(`^[BUW][A-Z0-9]+$`)
	slackChannel = regexp.MustCompile(`^[CGD][A-Z0-9]+$`)
	slackGroup   = regexp.MustCompile(`^S[A-Z0-9]+$`)
	slackRoom    = regexp.MustCompile(`^[CG][A-Z0-9]+$`) // a channel with a topic
)

// validate reports everything that cannot work together.
func (l *loader) validate(c *Config) {
	l.team(c)
	l.slack(c)
	l.channels(c)
	l.taxonomy(c)
	l.knowledge(c)
	l.schedule(c)
	l.external(c)
	l.promises(c)
	l.stale(c)
	l.incident(c)
	l.alerts(c)
	l.datadog(c)
	l.report(c)
	l.http(c)
	l.dashboard(c)
	l.apiToken(c)
	l.hooks(c)
}

func (l *loader) team(c *Config) {
	if c.Team.Name == "" {
		l.wrong("team.name", "missing; write the platform team's name, it appears in messages")
	}
	if _, err := rotation.LoadZone(c.Team.Timezone); err != nil {
		l.wrong("team.timezone", "%q is no time zone; write an IANA name such as Asia/Tokyo", c.Team.Timezone)
	}
	l.lang("team.language", c.Team.Language)
	if len(c.Team.Members) == 0 {
		l.wrong("team.members", "missing; list the Slack user ids of the platform team")
	}
	for name, ids := range map[string][]triage.PersonID{"members": c.Team.Members, "leads": c.Team.Leads, "admins": c.Team.Admins} {
		for i, id := range ids {
			l.person(fmt.Sprintf("team.%s[%d]", name, i), id)
		}
	}
}

func (l *loader) person(key string, id triage.PersonID) {
	if !slackUser.MatchString(string(id)) {
		l.wrong(key, "%q is no Slack user id (U…); in Slack open the profile, ⋮, Copy member ID", id)
	}
}

func (l *loader) lang(key string, lang triage.Lang) {
	if lang != "" && lang != knowledge.Japanese && lang != knowledge.English {
		l.wrong(key, "%q is not a language toban speaks; write ja or en", lang)
	}
}

func (l *loader) secret(key string, s Secret, prefix string) {
	switch {
	case s == "" && l.env.Offline:
	case s == "":
		l.wrong(key, "missing; write ${NAME} and set that environment variable")
	case s.placeholder():
		l.wrong(key, "still a placeholder; put the real value into the environment or a secret file")
	case prefix != "" && !strings.HasPrefix(string(s), prefix):
		l.wrong(key, "does not begin with %s; a different token was put here", prefix)
	}
}

func (l *loader) slack(c *Config) {
	l.secret("slack.bot_token", c.Slack.BotToken, "xoxb-")
	switch c.Slack.Mode {
	case "", "socket":
		l.secret("slack.app_token", c.Slack.AppToken, "xapp-")
	case "http":
		l.secret("slack.signing_secret", c.Slack.SigningSecret, "")
	default:
		l.wrong("slack.mode", "%q is neither socket nor http", c.Slack.Mode)
	}
	if c.Slack.Command != "" && !strings.HasPrefix(c.Slack.Command, "/") {
		l.wrong("slack.command", "%q must begin with a slash, such as /toban", c.Slack.Command)
	}
	if c.Slack.APIURL != "" && !strings.HasSuffix(c.Slack.APIURL, "/") {
		l.wrong("slack.api_url", "%q must end with a slash", c.Slack.APIURL)
	}
	for act, err := range c.Slack.Emoji.Validate() {
		l.wrong("slack.emoji."+act, "%s", err)
	}
}

func (l *loader) channels(c *Config) {
	if len(c.Channels) == 0 {
		l.wrong("channels", "missing; list at least one channel with intake: mention")
		return
	}
	seen := make(map[triage.ChannelID]bool)
	roles := make(map[string]string)
	intake := false
	for i, ch := range c.Channels {
		key := fmt.Sprintf("channels[%d]", i)
		if !slackChannel.MatchString(string(ch.ID)) {
			l.wrong(key+".id", "%q is no Slack channel id (C…); in Slack open the channel's details, it stands at the bottom", ch.ID)
		} else if seen[ch.ID] {
			l.wrong(key+".id", "%s is listed twice", ch.ID)
		}
		seen[ch.ID] = true
		l.lang(key+".language", ch.Language)
		switch ch.Intake {
		case "", "mention", "every_message":
			intake = intake || ch.Intake != ""
		default:
			l.wrong(key+".intake", "%q is neither mention nor every_message", ch.Intake)
		}
		if len(ch.Bots) > 0 && ch.Intake != "every_message" {
			l.wrong(key+".bots", "counts only with intake: every_message")
		}
		for n, bot := range ch.Bots {
			if !slackBot.MatchString(bot) {
				l.wrong(fmt.Sprintf("%s.bots[%d]", key, n), "%q is no id of a bot (B…) or of its user (U…); in Slack open the bot's profile", bot)
			}
		}
		switch ch.Role {
		case "":
		case "team", "incidents":
			if first, ok := roles[ch.Role]; ok {
				l.wrong(key+".role", "%s is the %s channel already; one is possible", first, ch.Role)
			}
			roles[ch.Role] = key
		default:
			l.wrong(key+".role", "%q is neither team nor incidents", ch.Role)
		}
		if _, ok := c.Rotations[string(ch.Rotation)]; ch.Rotation != "" && !ok {
			l.wrong(key+".rotation", "there is no rotation %q; configured are %s", ch.Rotation, strings.Join(slices.Sorted(maps.Keys(c.Rotations)), ", "))
		}
		if ch.Intake != "" && ch.Rotation == "" && len(c.Rotations) > 1 {
			l.wrong(key+".rotation", "missing; there are several rotations, name one of %s", strings.Join(slices.Sorted(maps.Keys(c.Rotations)), ", "))
		}
	}
	if !intake {
		l.wrong("channels", "no channel takes inquiries; give at least one of them intake: mention")
	}
	if _, ok := roles["team"]; !ok {
		l.wrong("channels", "no channel has role: team; reminders, handoffs and the report are posted there")
	}
}

// maxAreas is how many areas a form offers: Slack takes 250 KB of one.
const maxAreas = 500

func (l *loader) taxonomy(c *Config) {
	l.joined("taxonomy", knowledge.Taxonomy{Kinds: c.Taxonomy.Kinds, Areas: c.Taxonomy.Areas}.Validate())
	if n := len(c.Taxonomy.Areas); n > maxAreas {
		l.wrong("taxonomy.areas", "%d areas are more than Slack's forms hold; keep at most %d", n, maxAreas)
	}
	reasons := c.Taxonomy.Reasons.Validate()
	for _, at := range slices.Sorted(maps.Keys(reasons)) {
		l.wrong("taxonomy.reasons."+at, "%s", reasons[at])
	}
	l.facts(c)
	l.marks(c)
	seen := make(map[triage.TeamID]bool)
	for i, t := range c.Taxonomy.Teams {
		key := fmt.Sprintf("taxonomy.asking_teams[%d].key", i)
		if t.Key == "" || seen[t.Key] {
			l.wrong(key, "every asking team needs a key of its own")
		}
		seen[t.Key] = true
	}
	l.mirrors(c)
}

// Limits of the facts that a card asks for: more is a form, and a gate.
const (
	mostFacts   = 5
	longestFact = 80 // characters
)

func (l *loader) facts(c *Config) {
	areas := c.Terms().Areas
	for area, byLang := range c.Taxonomy.Facts {
		key := "taxonomy.facts." + area
		if !slices.ContainsFunc(areas, func(t knowledge.Term) bool { return t.Key == area }) {
			l.wrong(key, "there is no area %q", area)
		}
		for lang, list := range byLang {
			key := key + "." + string(lang)
			if lang != knowledge.Japanese && lang != knowledge.English {
				l.wrong(key, "%q is none of ja, en", lang)
			}
			if len(list) == 0 || len(list) > mostFacts {
				l.wrong(key, "%d facts; write 1 to %d, the card asks for them in one line", len(list), mostFacts)
			}
			for _, fact := range list {
				if n := utf8.RuneCountInString(strings.TrimSpace(fact)); n == 0 || n > longestFact {
					l.wrong(key, "a fact has %d characters; write 1 to %d", n, longestFact)
				}
			}
		}
	}
}

func (l *loader) knowledge(c *Config) {
	for i, s := range c.Knowledge.Sources {
		if err := s.Validate(); err != nil {
			l.joined(fmt.Sprintf("knowledge.sources[%d]", i), err)
		}
		if s.Every > 0 && s.Every < shortestEvery {
			l.wrong(fmt.Sprintf("knowledge.sources[%d].every", i), "%s is too often; write %s or more, and have pushes announced by knowledge.webhook", s.Every, shortestEvery)
		}
	}
	if e := c.Knowledge.Every; e < 0 || e > 0 && e < shortestEvery {
		l.wrong("knowledge.every", "%s is too often; write %s or more", e, shortestEvery)
	}
	if c.Knowledge.Floor < 0 {
		l.wrong("knowledge.floor", "%g is below 0; 1 is what the index measured, more shows fewer pages", c.Knowledge.Floor)
	}
	l.webhook(c)
	l.publish(c)
	l.embeddings(c)
}

func (l *loader) webhook(c *Config) {
	secret := c.Knowledge.Webhook.Secret
	if secret == "" {
		return
	}
	const key = "knowledge.webhook.secret"
	l.sharedSecret(c, key, secret, "the Git server")
	if !slices.ContainsFunc(c.Knowledge.Sources, func(s knowledge.Source) bool { return s.Git != "" }) {
		l.wrong(key, "no source has git: there is nothing to be told of")
	}
}

// sharedSecret checks what somebody who delivers to http.listen has to know.
func (l *loader) sharedSecret(c *Config, key string, secret Secret, who string) {
	l.secret(key, secret, "")
	if len(secret) < leastSecret && !secret.placeholder() {
		l.wrong(key, "is shorter than %d characters, which can be guessed; `openssl rand -hex 32` makes a good one", leastSecret)
	}
	if c.HTTP.Listen == "" && c.Slack.Mode != "http" {
		l.wrong(key, "needs http.listen, where %s reaches toban", who)
	}
}

func (l *loader) embeddings(c *Config) {
	e := c.Knowledge.Embeddings
	if !e.Enabled() {
		return
	}
	for key, err := range e.Validate() {
		l.wrong("knowledge.embeddings."+key, "%s", err)
	}
	if e.APIKey != "" { // servers of one's own often want none
		l.secret("knowledge.embeddings.api_key", e.APIKey, "")
	}
}

const (
	shortestEvery = 10 * time.Second // between looks at a source
	leastSecret   = 16               // characters of a webhook's secret
)

// joined reports each error of a joined one.
func (l *loader) joined(key string, err error) {
	if err == nil {
		return
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			l.joined(key, e)
		}
		return
	}
	if spec, ok := errors.AsType[*rotation.SpecError](err); ok {
		at := key
		if spec.Path != "" {
			at += "." + spec.Path
		}
		message := spec.Message
		if spec.Value != "" {
			message = fmt.Sprintf("%q: %s", spec.Value, spec.Message)
		}
		l.wrong(at, "%s", message)
		return
	}
	l.wrong(key, "%s", err)
}

func (l *loader) schedule(c *Config) {
	loc, err := rotation.LoadZone(c.Team.Timezone)
	if err != nil {
		return // reported with the team
	}
	calendar, err := c.Calendar.Build(loc)
	if err != nil {
		l.joined("calendar", err)
		return
	}
	if len(c.Rotations) == 0 {
		l.wrong("rotations", "missing; without a rotation nobody can be told of an inquiry")
	}
	l.following(c)
	for _, name := range slices.Sorted(maps.Keys(c.Rotations)) {
		spec, key := c.Rotations[name], "rotations."+name
		if _, err := spec.Build(calendar); err != nil {
			l.joined(key, err)
		}
		for i, person := range spec.Primary {
			if !slices.Contains(c.everybody(), triage.PersonID(person)) {
				l.wrong(fmt.Sprintf("%s.primary[%d]", key, i), "%q is not in team.members", person)
			}
		}
	}
}

// following checks what in Slack follows whoever is on call. A user group holds
// one answer; a topic has room for those of several rotations.
func (l *loader) following(c *Config) {
	holds := make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(c.Rotations)) {
		spec, key := c.Rotations[name], "rotations."+name
		switch first, taken := holds[spec.UserGroup]; {
		case spec.UserGroup == "":
		case !slackGroup.MatchString(spec.UserGroup):
			l.wrong(key+".user_group", "%q is no id of a Slack user group (S…); in Slack open the group under People, ⋮, Copy group ID", spec.UserGroup)
		case taken:
			l.wrong(key+".user_group", "%s follows the rotation %s already; make a group of its own", spec.UserGroup, first)
		default:
			holds[spec.UserGroup] = name
		}
		for i, ch := range spec.Topic {
			at := fmt.Sprintf("%s.topic[%d]", key, i)
			if !slackRoom.MatchString(string(ch)) {
				l.wrong(at, "%q is no Slack channel id (C…); in Slack open the channel's details, it stands at the bottom", ch)
			} else if slices.Contains(spec.Topic[:i], ch) {
				l.wrong(at, "%s is listed twice", ch)
			}
		}
	}
}

func (c *Config) everybody() []triage.PersonID {
	return slices.Concat(c.Team.Members, c.Team.Leads, c.Team.Admins)
}

func (l *loader) promises(c *Config) {
	check := func(key string, t triage.Target) {
		switch t.Clock {
		case "", "elapsed", "business_days", "business_hours":
		default:
			l.wrong(key+".clock", "%q is none of elapsed, business_days, business_hours", t.Clock)
		}
		if t.FirstReply < 0 {
			l.wrong(key+".first_reply", "%s is negative", t.FirstReply)
		}
	}
	check("sla", c.SLA.Target)
	for key, targets := range map[string]map[string]triage.Target{"by_urgency": c.SLA.ByUrgency, "by_kind": c.SLA.ByKind, "by_area": c.SLA.ByArea} {
		for name, t := range targets {
			check("sla."+key+"."+name, t)
		}
	}
	for name, t := range c.SLA.ByTeam {
		check("sla.by_team."+string(name), t)
	}
	for name := range c.SLA.ByUrgency {
		if name != "normal" && name != "urgent" && name != "wish" {
			l.wrong("sla.by_urgency."+name, "%q is none of normal, urgent, wish", name)
		}
	}
	for i, percent := range c.SLA.Warn {
		if percent < 1 || percent > 99 || i > 0 && percent <= c.SLA.Warn[i-1] {
			l.wrong("sla.warn", "percentages from 1 to 99 in ascending order are needed, such as [50, 80]")
			break
		}
	}
	if g := c.Suggest.Grace; g != nil && *g < 0 {
		l.wrong("suggest.grace", "%s is negative; 0 tells the on-call at once", *g)
	}
}

func (l *loader) incident(c *Config) {
	switch c.Incident.Channel {
	case "", triage.ChannelAuto, triage.ChannelBot, triage.ChannelDatadog, triage.ChannelNone:
	default:
		l.wrong("incident.channel", "%q is none of auto, bot, datadog, none", c.Incident.Channel)
	}
	if link := c.Incident.Runbook; link != "" && !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") {
		l.wrong("incident.runbook", "%q is no link; write one that begins with https://", link)
	}
	l.reviews(c)
	cluster := c.incident().Cluster
	if n := cluster.Inquiries; n != 0 && n < 2 {
		l.wrong("incident.cluster.inquiries", "%d inquiries are no cluster; write 2 or more, or 0 to look for none", n)
	}
	if cluster.Within < time.Minute || cluster.Within > 24*time.Hour {
		l.wrong("incident.cluster.within", "%s is not between a minute and a day; write one such as 30m", cluster.Within)
	}
	if cluster.Mute < 0 {
		l.wrong("incident.cluster.mute", "%s is negative; 0 mutes nothing", cluster.Mute)
	}
	l.page(c)
	for _, err := range c.incident().Validate() {
		l.wrong("incident", "%s", err)
	}
}

func (l *loader) page(c *Config) {
	p := c.Incident.Page
	if p.Team != "" && !c.Datadog.Enabled() {
		l.wrong("incident.page.team", "pages are sent by Datadog On-Call, which needs datadog.api_key and datadog.app_key")
	}
	if p.Team == "" && len(p.BySeverity) > 0 {
		l.wrong("incident.page.by_severity", "nobody is paged without incident.page.team")
	}
	if p.Team != "" && !c.incident().PagesAny() {
		l.wrong("incident.page.by_severity", "no severity of incident.severities pages; say which do, as in by_severity: {SEV-1: high}")
	}
	for _, severity := range slices.Sorted(maps.Keys(p.BySeverity)) {
		key := "incident.page.by_severity." + severity
		switch p.BySeverity[severity] {
		case "high", "low", "none":
		default:
			l.wrong(key, "%q is none of high, low, none", p.BySeverity[severity])
		}
		if !c.incident().Knows(triage.Severity(severity)) {
			l.wrong(key, "%s is no severity of incident.severities", severity)
		}
	}
}

func (l *loader) datadog(c *Config) {
	if c.Datadog.WebhookSecret != "" {
		l.sharedSecret(c, "datadog.webhook_secret", c.Datadog.WebhookSecret, "Datadog")
	}
	if !c.Datadog.Enabled() {
		if c.Incident.Channel == triage.ChannelDatadog {
			l.wrong("incident.channel", "datadog needs datadog.api_key and datadog.app_key; write auto to work without")
		}
		if c.Datadog.Metrics && !l.env.Offline {
			l.wrong("datadog.metrics", "metrics need datadog.api_key and datadog.app_key")
		}
		return
	}
	l.secret("datadog.api_key", c.Datadog.APIKey, "")
	l.secret("datadog.app_key", c.Datadog.AppKey, "")
	known := c.Terms().Areas
	for _, key := range slices.Sorted(maps.Keys(c.Datadog.Services)) {
		if !slices.ContainsFunc(known, func(a knowledge.Term) bool { return a.Key == key }) {
			l.wrong("datadog.services."+key, "%q is no area of taxonomy.areas", key)
		}
	}
}

func (l *loader) report(c *Config) {
	if _, _, err := c.Weekly(); err != nil {
		l.wrong("report.weekly", "%s", err)
	}
	if c.Report.Channel != "" && c.ReportChannel() == "" {
		l.wrong("report.channel", "there is no channel with the id or name %q under channels", c.Report.Channel)
	}
	if c.Report.PersonWeek < 0 || c.Report.PersonWeek > 7*24*time.Hour {
		l.wrong("report.person_week", "%s is no working week", c.Report.PersonWeek)
	}
	if c.Store.Retention != 0 && c.Store.Retention < 24*time.Hour {
		l.wrong("store.retention", "%s is too short; write a day or more, such as 8760h for a year", c.Store.Retention)
	}
}
