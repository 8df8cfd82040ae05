package bot

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

// The first of an owner's names that leads to somebody who is still there is
// told, else the lead.
func TestWhoIsToldOfAnOwnersDocuments(t *testing.T) {
	w := newWard(t)
	w.slack.AddUser(fakeslack.User{ID: "U0SUZUKI", Name: "suzuki"})
	w.slack.AddUser(fakeslack.User{ID: "U0LEFT", Name: "left", Deleted: true})
	w.start(t)
	w.cfg.Knowledge.Owners = map[string]triage.PersonID{"platform": "UTANAKA", "legacy": "U0LEFT"}
	for owner, want := range map[string]triage.PersonID{
		"platform": "UTANAKA", "@platform": "UTANAKA", "search team, platform": "UTANAKA", "U0SUZUKI": "U0SUZUKI", "search team": "UITO", "": "UITO",
		"legacy": "UITO", "U0LEFT": "UITO", "legacy, platform": "UTANAKA", "U0LEFT, U0SUZUKI": "U0SUZUKI",
	} {
		got, err := w.keeper(t.Context(), owner)
		require.NoError(t, err)
		require.Equal(t, want, got, owner)
	}
}
