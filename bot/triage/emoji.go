package triage

import (
	"cmp"
	"fmt"
	"regexp"
)

// Emoji are the reactions that act on a message, by their names in Slack
// without colons. An empty name means the default.
type Emoji struct {
	Ticket   string `yaml:"ticket"`   // opens an inquiry from the message
	Claim    string `yaml:"claim"`    // claims
	Resolve  string `yaml:"resolve"`  // resolves
	Wait     string `yaml:"wait"`     // waits for the asker
	Incident string `yaml:"incident"` // offers to declare
	Timeline string `yaml:"timeline"` // puts the message on the incident's timeline
	FAQ      string `yaml:"faq"`      // drafts a page from the inquiry
}

// OrDefault is e with the defaults for what is empty.
func (e Emoji) OrDefault() Emoji {
	return Emoji{
		Ticket: cmp.Or(e.Ticket, "ticket"), Claim: cmp.Or(e.Claim, "eyes"), Resolve: cmp.Or(e.Resolve, "white_check_mark"),
		Wait: cmp.Or(e.Wait, "hourglass_flowing_sand"), Incident: cmp.Or(e.Incident, "rotating_light"),
		Timeline: cmp.Or(e.Timeline, "pushpin"), FAQ: cmp.Or(e.FAQ, "brain"),
	}
}

var emojiName = regexp.MustCompile(`^[\p{L}\p{N}_'+-]+$`)

// Validate reports every name that Slack has not, and every emoji that means
// two things, by the key of the act.
func (e Emoji) Validate() map[string]error {
	e = e.OrDefault()
	wrong := make(map[string]error)
	taken := make(map[string]string)
	for _, act := range []struct{ key, name string }{
		{"ticket", e.Ticket},
		{"claim", e.Claim},
		{"resolve", e.Resolve},
		{"wait", e.Wait},
		{"incident", e.Incident},
		{"timeline", e.Timeline},
		{"faq", e.FAQ},
	} {
		switch other, ok := taken[act.name]; {
		case !emojiName.MatchString(act.name):
			wrong[act.key] = fmt.Errorf("%q is no name of an emoji; write it without colons, such as eyes", act.name)
		case ok:
			wrong[act.key] = fmt.Errorf("%q is the emoji of %s already; each act needs one of its own", act.name, other)
		default:
			taken[act.name] = act.key
		}
	}
	return wrong
}
