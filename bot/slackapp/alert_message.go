package slackapp

import (
	"cmp"
	"context"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"toban/bot/triage"
)

// isAlertBot reports whether a bot's messages are alerts.
func (a *App) isAlertBot(s said) bool {
	listed := func(id lenient) bool { return id != "" && slices.Contains(a.config.AlertBots, string(id)) }
	return listed(s.BotID) || listed(s.User)
}

// alertMessage takes the message of an alert bot as the word of a monitor.
func (a *App) alertMessage(ctx context.Context, s said, c act) error {
	text, title, page := string(s.Text), "", ""
	for _, at := range s.Attachments.v {
		if title = cmp.Or(string(at.Title), string(at.Fallback)); title != "" {
			page = string(at.Link)
			break
		}
	}
	if page == "" {
		if all := links(text); len(all) > 0 {
			page = all[0]
		}
	}
	signal := readAlert(cmp.Or(title, a.text(text)), page, c.ts.Time())
	if signal.Title == "" {
		return nil
	}
	_, err := a.desk.Handle(ctx, c.order(triage.TakeAlert{Signal: signal}))
	return err
}

// alertHeading is how monitors begin what they post: "[P2] [Triggered on
// {host:db-1}] Disk is full" and "Triggered: Disk is full" of Datadog,
// "[FIRING:1] Disk is full" of Alertmanager, "[Alerting] Disk is full" and
// "[OK] Disk is full" of Grafana.
var alertHeading = regexp.MustCompile(`(?i)^(?:\W|:\w+:)*?(?:\[?P([1-5])\]?\s*)?\[?(?:re-)?(triggered|alerting|alert|firing|warning|warn|no data|nodata|recovered|resolved|ok)\b(?::\d+)?(?: on \{([^}]*)\})?(?:\]:?|:)\s*(?:\[P([1-5])\]\s*)?`)

// monitorPath is the address of a monitor in Datadog.
var monitorPath = regexp.MustCompile(`/monitors/(\d+)`)

// readAlert reads the heading of an alert bot's message. What says nothing of
// its state is an alert that has triggered, and without an address that names
// it a monitor is known by its title.
func readAlert(text, page string, at time.Time) triage.AlertSignal {
	title, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	s := triage.AlertSignal{State: triage.AlertTriggered, Link: page, At: at}
	if m := alertHeading.FindStringSubmatch(title); m != nil {
		s.State, s.Group = alertWord(m[2]), m[3]
		s.Priority, _ = strconv.Atoi(cmp.Or(m[1], m[4]))
		title = title[len(m[0]):]
	}
	s.Title = strings.TrimSpace(title)
	s.Monitor = strings.ToLower(s.Title)
	if u, err := url.Parse(page); err == nil {
		if m := monitorPath.FindStringSubmatch(u.Path); m != nil {
			s.Monitor = m[1]
			s.Group = cmp.Or(s.Group, u.Query().Get("group"))
		}
	}
	return s
}

func alertWord(word string) triage.AlertState {
	switch strings.ToLower(word) {
	case "warning", "warn":
		return triage.AlertWarned
	case "no data", "nodata":
		return triage.AlertNoData
	case "recovered", "resolved", "ok":
		return triage.AlertRecovered
	}
	return triage.AlertTriggered
}
