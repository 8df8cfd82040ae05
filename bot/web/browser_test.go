package web

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"toban/test/browser"
)

// Every page fits a phone and a desk, in light and dark, in both languages,
// applies its style, and can be walked through with the keyboard.
func TestPagesInABrowser(t *testing.T) {
	ctx := browser.Open(t, 3*time.Minute)
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 300, b.now.AddDate(-1, 0, 0), b.now)
	b.declares(t, "API が 502 を返し続けています", false)
	b.Gate = as("UYAMADA")
	server := httptest.NewServer(b.server.Handler())
	t.Cleanup(server.Close)
	looks := []struct{ lang, scheme string }{{"ja", "light"}, {"en", "dark"}}
	for n, width := range []int64{390, 1280} {
		for m, look := range looks {
			if n != m && !pictured() { // each width and each look once
				continue
			}
			require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)))
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}},
			})
			require.NoError(t, err)
			for _, path := range append(everyPage, "/incidents/INC-1") {
				join := "?"
				if strings.Contains(path, "?") {
					join = "&"
				}
				where := fmt.Sprintf("%s at %d px in %s", path, width, look.lang)
				require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(server.URL+path+join+"lang="+look.lang), chromedp.WaitVisible("main")), where)
				wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
				require.NoError(t, err)
				over, err := chromedp.Run(ctx, chromedp.Evaluate[string](`[...document.querySelectorAll('body *')].filter(n => n.getBoundingClientRect().right > innerWidth && !n.closest('.scroll')).map(n => n.outerHTML.slice(0, 200)).join(' ')`))
				require.NoError(t, err)
				require.LessOrEqual(t, wide, width, "%s is wider than the screen by %s", where, over)
				paper, err := chromedp.Run(ctx, chromedp.Evaluate[string](`getComputedStyle(document.body).backgroundColor`))
				require.NoError(t, err)
				require.Equal(t, map[string]string{"light": "rgb(255, 255, 255)", "dark": "rgb(22, 24, 27)"}[look.scheme], paper, where)
				last, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`[...document.querySelectorAll('.scroll')].every(n => { const r = [...n.querySelectorAll('text')].at(-1).getBoundingClientRect(); return r.left >= 0 && r.right <= innerWidth })`))
				require.NoError(t, err)
				require.True(t, last, "the latest of a chart, or what its bars are of, is in sight: %s", where)
				shoot(ctx, t, fmt.Sprintf("%s-%d-%s", strings.NewReplacer("/", "_", "?", "_", "=", "_", "&", "_").Replace(path), width, look.lang))
			}
		}
	}
}

// On paper a page is as wide as the sheet and printed on white, whatever the
// screen's colours are.
func TestPagesOnPaper(t *testing.T) {
	const sheet = 718 // A4 within the usual margins, in pixels
	ctx := browser.Open(t, 3*time.Minute)
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 40, b.now.AddDate(0, -1, 0), b.now)
	server := httptest.NewServer(b.server.Handler())
	t.Cleanup(server.Close)
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(sheet, 1000)))
	on := func(media string) {
		t.Helper()
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
		})
		require.NoError(t, err)
	}
	for _, path := range []string{"/trends?lang=ja", "/trends?lang=en", "/oncall?lang=en", "/list?p=2025-W47&figure=asked&lang=en"} {
		on("screen")
		require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(server.URL+path), chromedp.WaitVisible("main")), path)
		on("print")
		wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
		require.NoError(t, err)
		require.LessOrEqual(t, wide, int64(sheet), "%s is cut at the edge of the paper", path)
		shade, err := chromedp.Run(ctx, chromedp.Evaluate[string](`getComputedStyle(document.documentElement).getPropertyValue('--p0')`))
		require.NoError(t, err)
		require.Equal(t, "#d6e6fb", shade, "black words stand on it")
		shoot(ctx, t, "paper"+strings.NewReplacer("/", "_", "?", "_", "=", "_", "&", "_").Replace(path))
	}
}

// Someone without a mouse gets to the content first, and everywhere else.
func TestTheKeyboardReachesEverything(t *testing.T) {
	ctx := browser.Open(t, 3*time.Minute)
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 40, b.now.AddDate(0, -1, 0), b.now)
	server := httptest.NewServer(b.server.Handler())
	t.Cleanup(server.Close)
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(server.URL+"/trends?lang=en"), chromedp.WaitVisible("main"), chromedp.KeyEvent("\t")))
	first, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.activeElement.textContent`))
	require.NoError(t, err)
	require.Equal(t, "Skip to the content", first)
	reached, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`[...document.querySelectorAll('a[href],button,input,[tabindex="0"]')].every(n => { n.focus(); return document.activeElement === n })`))
	require.NoError(t, err)
	require.True(t, reached)
	named, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`[...document.querySelectorAll('section')].every(s => !s.hasAttribute('aria-labelledby') || document.getElementById(s.getAttribute('aria-labelledby'))) && new Set([...document.querySelectorAll('[id]')].map(n => n.id)).size === document.querySelectorAll('[id]').length`))
	require.NoError(t, err)
	require.True(t, named, "each section has its heading, and each id is there once")
}

// A person signs in, out, and chooses a language, in a real browser.
func TestSigningInWithABrowser(t *testing.T) {
	ctx := browser.Open(t, 3*time.Minute)
	l := newLobby(t)
	l.slack.SignInAs("UTANAKA")
	text := func(selector string) string {
		t.Helper()
		s, err := chromedp.Run(ctx, chromedp.Text(selector))
		require.NoError(t, err)
		return s
	}
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(l.url+"/incidents?lang=en"), chromedp.WaitVisible("main"), chromedp.Click(`a[href^="/signin"]`), chromedp.WaitVisible("footer")))
	require.Contains(t, text("h1"), "Incidents")
	require.Contains(t, text("footer"), "田中")
	require.NoError(t, chromedp.Do(ctx, chromedp.Click(`form[action="/signout"] button`), chromedp.WaitNotPresent("footer"), chromedp.WaitVisible("main")))
	require.Contains(t, text("main"), "You are signed out")
	status, _, _ := l.visits(t, "/")
	require.Equal(t, http.StatusUnauthorized, status)
}

// shoot keeps a picture of the page among the test's artifacts, where they are
// kept: pictures take longer than all the rest.
func shoot(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	if !pictured() {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Logf("no picture: %v", err)
		return
	}
	require.NoError(t, os.WriteFile(filepath.Join(t.ArtifactDir(), name+".png"), png, 0o600))
}

// pictured reports whether pictures are kept.
func pictured() bool {
	kept := flag.Lookup("test.artifacts")
	return kept != nil && kept.Value.String() == "true"
}
