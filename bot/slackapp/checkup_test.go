package slackapp

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

// A tab that is drawn anew shows the doctor's findings of a while ago; opening
// it looks again, but not at every click.
func TestHomeLooksSeldom(t *testing.T) {
	asked := 0
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.HTTP = &http.Client{Transport: counting{d.HTTP.Transport, func(path string) bool {
			if strings.HasSuffix(path, "conversations.info") {
				asked++
			}
			return true
		}}}
	})
	ctx := t.Context()
	looks := func(draw func()) bool {
		before := asked
		draw()
		return asked > before
	}
	redraw := func() { r.app.drawHome(ctx, "UYAMADA", checkupKept) }
	open := func() { r.app.showHome(ctx, "UYAMADA") }
	require.True(t, looks(open))
	r.pass(2 * time.Minute)
	require.False(t, looks(redraw))
	require.True(t, looks(open), "somebody has mended something and looks again")
	require.False(t, looks(open))
	r.pass(checkupKept)
	require.True(t, looks(redraw))
	v, _ := r.slack.Home("yamada")
	require.Contains(t, r.slack.PlainView(v), "の確認結果です。")
}

// A publication that fails leaves no old tab behind.
func TestHomeIsPublishedAgain(t *testing.T) {
	r := newRoom(t)
	due := func() []triage.PersonID {
		list, _ := r.app.in.homes.due(r.app.now())
		return list
	}
	r.slack.Inject(fakeslack.Fault{Method: "views.publish", Kind: fakeslack.HTTPStatus{Status: 500}, Times: 1})
	r.app.showHome(t.Context(), "USATO")
	_, ok := r.slack.Home("sato")
	require.False(t, ok)
	require.Empty(t, due(), "not at once")
	r.pass(homeEvery)
	require.Equal(t, []triage.PersonID{"USATO"}, due())
	r.pass(homeEvery)
	require.Empty(t, due(), "once")
}

// What is counted over weeks is counted once for all leads, and again after a
// while.
func TestHomeCountsSeldom(t *testing.T) {
	counts := 0
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Report = func(ctx context.Context, p triage.Period) (triage.Digest, error) {
			counts++
			return d.Desk.Digest(ctx, p)
		}
	})
	r.app.desk.Policy.Leads = append(r.app.desk.Policy.Leads, "UTANAKA")
	home := func(user string, kept time.Duration) string {
		r.app.drawHome(t.Context(), triage.PersonID("U"+strings.ToUpper(user)), kept)
		v, _ := r.slack.Home(user)
		return r.slack.PlainView(v)
	}
	answer := func() {
		r.says("tanaka", ask, r.says("sato", ask, "", "@toban ログが見られません"), "権限を付けました")
		r.pass(time.Second)
	}
	answer()
	require.Contains(t, home("yamada", homeEvery), "tanaka: 1件")
	answer()
	require.Contains(t, home("tanaka", homeEvery), "tanaka: 1件")
	require.Equal(t, 1, counts)
	r.pass(2 * time.Minute)
	require.Contains(t, home("tanaka", checkupKept), "tanaka: 1件", "drawn anew")
	require.Contains(t, home("yamada", homeEvery), "tanaka: 2件", "opened")
	require.Equal(t, 2, counts)
	r.pass(checkupKept)
	home("tanaka", checkupKept)
	require.Equal(t, 3, counts)
}
