package boltstore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
)

// The test binary runs itself as another process: childMode says as what, the
// first argument behind the flags is the data file.
const childMode = "TOBAN_TEST_CHILD"

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(childMode) {
	case "":
		os.Exit(m.Run())
	case "write":
		err = childWrites(os.Args[1], os.Stdout)
	case "open":
		err = openAndClose(os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stdout, "error", err)
	}
}

func child(t *testing.T, mode, path string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], path)
	c.Env = append(os.Environ(), childMode+"="+mode)
	c.Stderr = os.Stderr
	return c
}

// childWrites records inquiries by 16 writers until it is killed, and says
// which of them it was told are kept.
func childWrites(path string, acks io.Writer) error {
	s, err := boltstore.Open(path, boltstore.Options{})
	if err != nil {
		return err
	}
	start := time.Now().UnixNano()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range 16 {
		wg.Go(func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("Ev-%d-%d-%d", start, w, n)
				err := s.Update(context.Background(), func(tx triage.Tx) error {
					return errors.Join(record(tx, n), tx.RecordKeys([]string{key}, "INQ-1", time.Now()))
				})
				if err != nil {
					return
				}
				if n%3 == 0 {
					_, _ = lease(context.Background(), s, time.Now(), 2)
				}
				mu.Lock()
				fmt.Fprintln(acks, "ack", key)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return s.Close()
}

func TestKilledProcessesLoseNothingTheyAcknowledged(t *testing.T) {
	kills := 12
	if n, err := strconv.Atoi(os.Getenv("KILLS")); err == nil {
		kills = n
	}
	path := filepath.Join(t.TempDir(), "toban.db")
	var acked []string
	var slowest time.Duration
	for round := range kills {
		c := child(t, "write", path)
		out, err := c.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, c.Start())
		// Every other one is killed at any time, perhaps before it has opened its
		// file; the others once they have acknowledged something.
		killed, after := make(chan struct{}), 1+rand.IntN(300)
		if round%2 == 0 {
			after = -1
			go func() {
				defer close(killed)
				time.Sleep(time.Duration(20+rand.IntN(150)) * time.Millisecond)
				_ = c.Process.Kill()
			}()
		} else {
			close(killed)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			key, ok := strings.CutPrefix(lines.Text(), "ack ")
			if ok && lines.Err() == nil && strings.Count(key, "-") == 3 {
				acked = append(acked, key)
				if after--; after == 0 {
					_ = c.Process.Kill()
				}
			} else {
				require.NotContains(t, lines.Text(), "error")
			}
		}
		<-killed
		_ = c.Wait()

		before := time.Now()
		s, err := boltstore.Open(path, boltstore.Options{})
		if errors.Is(err, os.ErrNotExist) {
			continue // killed before there was anything
		}
		require.NoError(t, err)
		slowest = max(slowest, time.Since(before))
		require.NoError(t, s.Close())
	}
	s := openAt(t, path)
	r := sound(t, s)
	lost := 0
	require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error {
		lost = 0
		for _, key := range acked[:max(len(acked)-1, 0)] { // the last line may be cut off
			_, known, err := tx.Seen([]string{key})
			if err != nil {
				return err
			}
			if !known {
				lost++
			}
		}
		return nil
	}))
	require.Zero(t, lost)
	require.NotEmpty(t, acked)
	t.Logf("%d kills, %d acknowledged, %d lost, %d inquiries, slowest restart %v", kills, len(acked), lost, r.Inquiries, slowest)
}

func TestASecondProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "toban.db")
	s := openAt(t, path)
	out, err := child(t, "open", path).Output()
	require.NoError(t, err)
	require.Contains(t, string(out), "in use by another process (process "+strconv.Itoa(os.Getpid())+")")
	require.Contains(t, string(out), path)
	sound(t, s)
}

// On a full disk inquiries are refused, what is there stays whole, and with
// room again the store goes on without a restart.
func TestAFullDiskRefusesAndRecovers(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("mounting a small file system needs root")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m"); err != nil {
		t.Skipf("mounting a small file system: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	ballast := filepath.Join(dir, "ballast")
	require.NoError(t, os.WriteFile(ballast, make([]byte, 1<<20), 0o600))
	path := filepath.Join(dir, "toban.db")
	s, err := boltstore.Open(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	kept := 0
	for n := range 5000 {
		err = s.Update(t.Context(), func(tx triage.Tx) error { return record(tx, n) })
		if err != nil {
			break
		}
		kept++
	}
	require.Equal(t, triage.Unavailable, triage.KindOf(err), "%v", err)
	require.NoError(t, s.Ping(t.Context()), "a full disk is no broken one")
	require.Equal(t, kept, sound(t, s).Inquiries)
	jobs, err := lease(t.Context(), s, noon(), 5)
	t.Logf("%d kept; with the disk full %d jobs could still be leased (%v)", kept, len(jobs), err)

	require.NoError(t, os.Remove(ballast))
	require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error { return record(tx, 9999) }))
	require.Equal(t, kept+1, sound(t, s).Inquiries)
}
