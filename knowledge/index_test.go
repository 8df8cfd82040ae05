package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// writeHandbook writes pages in both languages into a folder.
func writeHandbook(t testing.TB, dir string) {
	t.Helper()
	for _, topic := range []string{"logs", "secrets", "alerts", "costs", "images", "volumes", "queues", "domains"} {
		for lang, text := range map[string]string{
			"en": "# About %[1]s\n\nHow the platform treats %[1]s, and whom it asks.\n\n## Limits of %[1]s\n\nAsk for more with a form.\n",
			"ja": "# %[1]s について\n\nプラットフォームでの %[1]s の扱いです。\n\n## %[1]s の上限\n\n申請で増やせます。\n",
		} {
			write(t, filepath.Join(dir, lang, topic+".md"), fmt.Sprintf(text, topic))
		}
	}
}

func write(t testing.TB, name, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
}

func open(t testing.TB, o Options) *Library {
	t.Helper()
	l, err := Open(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l
}

// first is the page that a question finds.
func first(t testing.TB, l *Library, text string) string {
	t.Helper()
	r, err := l.Search(t.Context(), Query{Text: text})
	require.NoError(t, err)
	if len(r.Hits) == 0 {
		return ""
	}
	return r.Hits[0].Page
}

func segments(t testing.TB, index string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(index, "docs-*", "store", "*.zap"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	return names
}

// flip turns every bit of some bytes of a file.
func flip(t testing.TB, name string, share float64) {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	at := int(share * float64(len(content)-1))
	for i := at; i < min(at+200, len(content)); i++ {
		content[i] ^= 0xff
	}
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = file.WriteAt(content, 0)
	require.NoError(t, errors.Join(err, file.Close()))
}

// Whatever happens to the files of an index while no process has it open, the
// next one searches as if nothing had.
func TestADamagedIndexIsBuiltAnew(t *testing.T) {
	each := func(pattern string, do func(name string) error) func(t *testing.T, index string) {
		return func(t *testing.T, index string) {
			names, err := filepath.Glob(filepath.Join(index, "docs-*", filepath.FromSlash(pattern)))
			require.NoError(t, err)
			require.NotEmpty(t, names)
			for _, name := range names {
				require.NoError(t, do(name))
			}
		}
	}
	soundDocs, soundIndex := t.TempDir(), t.TempDir()
	writeHandbook(t, soundDocs)
	l, err := Open(t.Context(), Options{Dir: soundIndex, Sources: []Source{{Name: "handbook", Path: soundDocs}}})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	for name, damage := range map[string]func(t *testing.T, index string){
		"segment cut":     each("store/*.zap", func(name string) error { return os.Truncate(name, 100) }),
		"segment empty":   each("store/*.zap", func(name string) error { return os.Truncate(name, 0) }),
		"segment missing": each("store/*.zap", os.Remove),
		"root missing":    each("store/root.bolt", os.Remove),
		"root cut":        each("store/root.bolt", func(name string) error { return os.Truncate(name, 1000) }),
		"root of zeros":   each("store/root.bolt", func(name string) error { return errors.Join(os.Truncate(name, 0), os.Truncate(name, 65536)) }),
		"meta missing":    each("index_meta.json", os.Remove),
		"meta empty":      each("index_meta.json", func(name string) error { return os.Truncate(name, 0) }),
		"store missing":   each("store", os.RemoveAll),
		"a file instead":  each("", func(name string) error { return errors.Join(os.RemoveAll(name), os.WriteFile(name, nil, 0o600)) }),
		"everything":      func(t *testing.T, index string) { require.NoError(t, os.RemoveAll(index)) },
		"first bytes":     func(t *testing.T, index string) { flip(t, segments(t, index)[0], 0) },
		"bytes within":    func(t *testing.T, index string) { flip(t, segments(t, index)[0], 0.4) },
		"last bytes":      func(t *testing.T, index string) { flip(t, segments(t, index)[0], 0.97) },
		"root's first":    each("store/root.bolt", func(name string) error { flip(t, name, 0); return nil }),
		"half a new index": func(t *testing.T, index string) {
			write(t, filepath.Join(index, "docs-en-00000000-000009", "index_meta.json"), "{")
		},
	} {
		t.Run(name, func(t *testing.T) {
			docs, index := filepath.Join(t.TempDir(), "docs"), filepath.Join(t.TempDir(), "index")
			require.NoError(t, errors.Join(os.CopyFS(docs, os.DirFS(soundDocs)), os.CopyFS(index, os.DirFS(soundIndex))))
			damage(t, index)
			l := open(t, Options{Dir: index, Sources: []Source{{Name: "handbook", Path: docs}}})
			require.Empty(t, l.Report().Unsaved)
			require.Equal(t, "handbook/volumes.md", first(t, l, "limits of volumes"))
			require.Equal(t, "handbook/volumes.md", first(t, l, "volumes の上限"))
			write(t, filepath.Join(docs, "en", "quota.md"), "# Quota of a cluster\n\nHow much there is.\n")
			_, err = l.Refresh(t.Context(), nil)
			require.NoError(t, err, "and goes on as usual")
			require.Equal(t, "handbook/quota.md", first(t, l, "quota of a cluster"))
		})
	}
}

// The same under a running process: searches never fail, and the next refresh
// mends it.
func TestAnIndexDamagedWhileItIsUsed(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, segment string){
		"bytes turned": func(t *testing.T, segment string) {
			for share := 0.0; share < 1; share += 0.05 {
				flip(t, segment, share)
			}
		},
		"cut short": func(t *testing.T, segment string) { require.NoError(t, os.Truncate(segment, 0)) },
	} {
		t.Run(name, func(t *testing.T) {
			docs, index := t.TempDir(), t.TempDir()
			writeHandbook(t, docs)
			l := open(t, Options{Dir: index, Sources: []Source{{Name: "handbook", Path: docs}}})
			for _, segment := range segments(t, index) {
				damage(t, segment)
			}
			require.Equal(t, "handbook/volumes.md", first(t, l, "limits of volumes"))
			select {
			case <-l.Damaged():
			default:
				t.Fatal("nobody is told that the index is damaged")
			}
			_, err := l.Refresh(t.Context(), nil)
			require.NoError(t, err)
			require.False(t, l.damaged.Load())
			require.Equal(t, "handbook/volumes.md", first(t, l, "limits of volumes"))
			for _, segment := range segments(t, index) {
				require.NoError(t, checkSegments(filepath.Dir(filepath.Dir(segment))))
			}
		})
	}
}

func TestAnIndexFolderHasOneUser(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	l, err := Open(t.Context(), o)
	require.NoError(t, err)
	_, err = Open(t.Context(), o)
	require.ErrorIs(t, err, ErrBusy)
	require.ErrorContains(t, err, fmt.Sprintf("%s (process %d)", o.Dir, os.Getpid()))
	require.NoError(t, l.Close())
	open(t, o)
}

// Searches run on while pages come, change and go, and see each page as it was
// before or as it is after.
func TestSearchesDuringRefreshes(t *testing.T) {
	docs := t.TempDir()
	writeHandbook(t, docs)
	l := open(t, Options{Dir: t.TempDir(), Sources: []Source{{Name: "handbook", Path: docs}}})
	done := make(chan struct{})
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				r, err := l.Search(t.Context(), Query{Text: "limits of volumes"})
				if err != nil || len(r.Hits) == 0 || r.Hits[0].Page != "handbook/volumes.md" {
					t.Errorf("search during a refresh: %v, %v", r.Hits, err)
					return
				}
				if !strings.Contains(r.Hits[0].Snippet, "form") {
					t.Errorf("snippet is of neither state: %q", r.Hits[0].Snippet)
				}
			}
		})
	}
	for n := range 8 {
		write(t, filepath.Join(docs, "en", "volumes.md"), fmt.Sprintf("# About volumes\n\nState %d.\n\n## Limits of volumes\n\nMore with form %d.\n", n, n))
		write(t, filepath.Join(docs, "en", fmt.Sprintf("page%d.md", n)), "# A page\n\nThat comes and goes.\n")
		if n > 0 {
			require.NoError(t, os.Remove(filepath.Join(docs, "en", fmt.Sprintf("page%d.md", n-1))))
		}
		report, err := l.Refresh(t.Context(), nil)
		require.NoError(t, err)
		require.True(t, report.Changed)
		require.Equal(t, 17, report.Pages)
	}
	close(done)
	group.Wait()
}

// Only what changed is written: the ledger of the others stays, and a refresh
// without changes writes nothing at all.
func TestARefreshWritesWhatChanged(t *testing.T) {
	docs, index := t.TempDir(), t.TempDir()
	writeHandbook(t, docs)
	o := Options{Dir: index, Sources: []Source{{Name: "handbook", Path: docs}}}
	l, err := Open(t.Context(), o)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	before := stamps(t, index)
	l, err = Open(t.Context(), o)
	require.NoError(t, err)
	report, err := l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.False(t, report.Changed)
	require.NoError(t, l.Close())
	require.Equal(t, before, stamps(t, index))

	write(t, filepath.Join(docs, "en", "logs.md"), "# Where traces are\n\nNot in the logs.\n")
	l = open(t, o)
	require.Equal(t, "handbook/logs.md", first(t, l, "where are traces"))
	now := stamps(t, index)
	for name, size := range before {
		if strings.Contains(name, "docs-ja-") && strings.HasSuffix(name, ".zap") {
			require.Equal(t, size, now[name], "the other language is not touched")
		}
	}
}

// stamps are names and sizes of an index's segments.
func stamps(t testing.TB, index string) map[string]int64 {
	t.Helper()
	sizes := map[string]int64{}
	require.NoError(t, filepath.WalkDir(index, func(name string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".zap" {
			return err
		}
		info, err := d.Info()
		if err == nil {
			sizes[name] = info.Size()
		}
		return err
	}))
	return sizes
}

// On a full disk the index is kept in memory and the report says so. A limit on
// the size of files stands in for the disk; it holds for a whole process, so
// that the test starts itself again.
func TestAFullDisk(t *testing.T) {
	docs := os.Getenv("TEST_FULL_DISK")
	if docs == "" {
		docs = t.TempDir()
		writeHandbook(t, docs)
		again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAFullDisk$", "-test.v")
		again.Env = append(os.Environ(), "TEST_FULL_DISK="+docs)
		out, err := again.CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Contains(t, string(out), "--- PASS: TestAFullDisk")
		return
	}
	index := t.TempDir()
	l := open(t, Options{Dir: index, Sources: []Source{{Name: "handbook", Path: docs}}})
	require.Empty(t, l.Report().Unsaved)
	limit := syscall.Rlimit{Cur: 512, Max: 1 << 40}
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	free := func() {
		limit.Cur = limit.Max
		require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	}
	defer free()
	require.NoError(t, os.WriteFile(filepath.Join(docs, "en", "quota.md"), []byte("# Quota of a cluster\n\nHow much there is.\n"), 0o600))
	report, err := l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.Contains(t, report.Unsaved, "file too large")
	require.Equal(t, "handbook/quota.md", first(t, l, "quota of a cluster"))
	free()
	report, err = l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, report.Unsaved, "there is room again")
	require.Equal(t, "handbook/quota.md", first(t, l, "quota of a cluster"))
	segments(t, index)
}
