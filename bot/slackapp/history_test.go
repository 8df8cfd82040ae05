package slackapp

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func TestALongHistoryIsPaged(t *testing.T) {
	r := newRoom(t)
	for n := range pageSize + 3 {
		r.runs("tanaka", fmt.Sprintf("/toban 引き継ぎ 注意 その %d", n))
	}
	text := r.runs("yamada", "/toban handoff history")
	require.Equal(t, pageSize, strings.Count(text, "引き継ぎの注意"))
	require.Contains(t, text, fmt.Sprintf("その %d」", pageSize+2), "the latest first")
	r.presses("yamada", ask, r.ephemeral("yamada", ask, "").TS, actionPageNext)
	rest := r.whispers("yamada", ask)
	require.Equal(t, 3, strings.Count(rest, "引き継ぎの注意"))
	require.Contains(t, rest, "その 0」")
	_, err := r.app.nextPage(t.Context(), r.app.book("ja"), act{by: "USATO"}, pageHistory+"10|platform")
	require.Equal(t, triage.Denied, triage.KindOf(err), "a value that somebody made up opens no history")
	m, err := r.app.nextPage(t.Context(), r.app.book("en"), act{by: "UYAMADA"}, pageHistory+"999|platform")
	require.NoError(t, err)
	require.Equal(t, "Nothing has happened yet.", m.text)
}
