package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// limited is the name under which refusals with 429 are counted.
const limited = "limited"

// calls counts what toban asks of Slack, by method.
type calls struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *calls) count(method string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[method]
}

func (c *calls) add(method string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[method]++
}

// counted counts the calls that next answers.
func (c *calls) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.add(path.Base(r.URL.Path))
		next.ServeHTTP(&noted{ResponseWriter: w, calls: c}, r)
	})
}

// noted notes a refusal.
type noted struct {
	http.ResponseWriter
	calls *calls
}

func (n *noted) WriteHeader(status int) {
	if status == http.StatusTooManyRequests {
		n.calls.add(limited)
	}
	n.ResponseWriter.WriteHeader(status)
}

// stop ends toban serve as an operator does.
func stop(b *testing.B, bot *exec.Cmd) {
	b.Helper()
	require.NoError(b, bot.Process.Signal(os.Interrupt))
	require.NoError(b, bot.Wait(), "toban serve ends well when it is told to")
}

// memory is a figure of a process in MiB, such as VmRSS, what is resident, or
// VmHWM, the most that ever was. It is 0 where /proc does not tell.
// https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
func memory(b *testing.B, pid int, figure string) float64 {
	b.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == figure+":" {
			kib, _ := strconv.ParseFloat(f[1], 64)
			return kib / 1024
		}
	}
	return 0
}

// cpu is the processor time of a process, 0 where /proc does not tell.
// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
func cpu(b *testing.B, pid int) time.Duration {
	b.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	f := strings.Fields(string(data))
	if err != nil || len(f) < 15 {
		return 0
	}
	user, _ := strconv.Atoi(f[13])
	system, _ := strconv.Atoi(f[14])
	return time.Duration(user+system) * 10 * time.Millisecond // a tick is 1/100 s
}
