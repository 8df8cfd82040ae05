package bot

import (
	"testing"

	"toban/bot/triage"
	"toban/config"
)

// The first of an owner's names that leads to somebody is told, else the lead.
func TestWhoIsToldOfAnOwnersDocuments(t *testing.T) {
	b := &Bot{
		cfg:  &config.Config{Knowledge: config.Knowledge{Owners: map[string]triage.PersonID{"platform": "UTANAKA"}}},
		desk: &triage.Desk{Policy: triage.Policy{Leads: []triage.PersonID{"UYAMADA"}}},
	}
	for owner, want := range map[string]triage.PersonID{
		"platform": "UTANAKA", "@platform": "UTANAKA", "search team, platform": "UTANAKA", "U0SUZUKI": "U0SUZUKI", "search team": "UYAMADA", "": "UYAMADA",
	} {
		if got, err := b.keeper(t.Context(), owner); got != want || err != nil {
			t.Errorf("keeper(%q) = %q, %v, want %q", owner, got, err, want)
		}
	}
}
