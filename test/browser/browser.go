// Package browser opens a real browser for tests of pages.
package browser

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Need finds a Chromium: the one that CHROMIUM names, else one on the path. The
// test is skipped when there is none.
func Need(t *testing.T) (path string) {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Skip("no Chromium on this machine: install it (apt-get install chromium), or name one in CHROMIUM")
	return ""
}

// Open opens a browser with one tab. Both live as long as the test, and what is
// done in the tab fails after the time given.
func Open(t *testing.T, within time.Duration) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(Need(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true))
	alloc, cancelAlloc := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancelAlloc)
	tab, cancelTab := chromedp.NewContext(alloc)
	t.Cleanup(cancelTab)
	require.NoError(t, chromedp.Do(tab)) // the browser lives as long as this context
	tab, cancelTime := context.WithTimeout(tab, within)
	t.Cleanup(cancelTime)
	return tab
}
