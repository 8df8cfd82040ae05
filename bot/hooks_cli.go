package bot

import (
	"fmt"
	"net/http"
	"net/url"

	"toban/bot/triage"
	"toban/bot/webhook"
	"toban/config"
)

// A HookSummary is a configured webhook without its secrets. Of the address the
// host alone is told: the rest may hold a token.
type HookSummary struct {
	Name    string             `json:"name"`
	Host    string             `json:"host"`
	Events  []triage.HookEvent `json:"events"` // empty: all
	Private bool               `json:"private"`
	Words   bool               `json:"words"`
}

// HookList are the configured webhooks.
func HookList(cfg *config.Config) []HookSummary {
	list := []HookSummary{}
	for _, h := range cfg.Webhooks {
		s := HookSummary{Name: h.Name, Events: append([]triage.HookEvent{}, h.Events...), Private: h.Private, Words: h.Words}
		if u, err := url.Parse(h.URL); err == nil {
			s.Host = u.Host
		}
		list = append(list, s)
	}
	return list
}

// HookSchema is the JSON Schema of what webhooks are sent.
func HookSchema() []byte { return webhook.Schema() }

// A HookMeaning is an event that webhooks tell of, and when.
type HookMeaning struct {
	Event triage.HookEvent `json:"event"`
	Means string           `json:"means"`
}

// HookEvents are the events with what they mean.
func HookEvents() []HookMeaning {
	var list []HookMeaning
	for _, e := range triage.HookEvents() {
		list = append(list, HookMeaning{e, meaningOf(e)})
	}
	return list
}

func meaningOf(e triage.HookEvent) string {
	switch e {
	case triage.HookInquiryOpened:
		return "somebody asked"
	case triage.HookInquiryReclassified:
		return "a person changed its kind, area or urgency"
	case triage.HookInquiryClaimed:
		return "it has an owner, or another one"
	case triage.HookInquiryUnclaimed:
		return "it has no owner any more"
	case triage.HookInquiryReplied:
		return "a member replied for the first time: the promise of a first reply is met or late"
	case triage.HookInquiryWaiting:
		return "it waits for its asker"
	case triage.HookInquiryResumed:
		return "it does not wait any more"
	case triage.HookInquiryBreached:
		return "nobody had replied when the first reply was due"
	case triage.HookInquiryEscalated:
		return "an incident was declared from it, or it became a part of one"
	case triage.HookInquiryResolved:
		return "it was solved, by a person or by a page"
	case triage.HookInquiryReopened:
		return "it was closed and is open again"
	case triage.HookInquiryWithdrawn:
		return "its asker took it back, or never came back to it"
	case triage.HookInquiryDuplicate:
		return "it is counted under another one"
	case triage.HookInquiryForgotten:
		return "its words and names were erased: erase them too"
	case triage.HookIncidentDeclared:
		return "an incident was declared"
	case triage.HookIncidentChanged:
		return "its state, severity, roles or what is known of it changed"
	case triage.HookIncidentUpdated:
		return "everybody was told how it stands"
	case triage.HookIncidentResolved:
		return "it is over"
	case triage.HookIncidentReopened:
		return "it was over and runs again"
	case triage.HookRotationHandoff:
		return "somebody else is on call"
	}
	return ""
}

// HookAdvice is what to do about a call that was not taken.
func HookAdvice(a webhook.Answer) string {
	switch {
	case a.Status == 0:
		return "Is the receiver running, and can this machine reach it? toban would try such a call again and again, for a week."
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return "Does the receiver know the same secret, and does it verify webhook-id.webhook-timestamp.body as it was sent? toban would not repeat such a call."
	case a.Status == http.StatusGone:
		return "The receiver says that it was removed for good. toban would not repeat such a call, and tell an admin."
	case a.Status >= 300 && a.Status < 400:
		return "Write the address it redirects to as url. toban would not repeat such a call."
	case a.Outcome == webhook.Later:
		return fmt.Sprintf("The receiver cannot take it now. toban would try such a call again and again, for a week%s.", patience(a))
	}
	return "Look into the log of the receiver. toban would not repeat such a call."
}

func patience(a webhook.Answer) string {
	if a.After == 0 {
		return ""
	}
	return fmt.Sprintf(", the first time after %s as it asks for", a.After)
}
