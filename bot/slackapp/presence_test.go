package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

// What follows from a channel being private cannot be undone, so that Slack has
// to say it.
func TestAChannelIsSecludedOnceSlackSaysSo(t *testing.T) {
	r := newRoom(t)
	r.slack.AddChannel(fakeslack.Channel{ID: "COTHER", Name: "other", Members: []string{"sato", "toban"}})
	secluded := func() bool {
		r.app.in.readers = readerships{}
		return r.app.Secluded(t.Context(), "COTHER")
	}
	require.False(t, secluded())
	r.slack.Inject(fakeslack.Fault{Method: "conversations.info", Kind: fakeslack.HTTPStatus{Status: 500}, Times: 1})
	require.False(t, secluded(), "Slack is away")
	r.slack.AddChannel(fakeslack.Channel{ID: "COTHER", Name: "other", Private: true, Members: []string{"sato", "toban"}})
	require.True(t, secluded())
	r.slack.AddChannel(fakeslack.Channel{ID: "COTHER", Name: "other", Private: true, Members: []string{"sato"}})
	require.True(t, secluded(), "it has shut toban out")
}
