package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// gitTimeout bounds one call of the git program.
const gitTimeout = 5 * time.Minute

// fetch brings the clone of a Git source up to date and returns its folder. The
// clone is shallow and lives in the index folder; a clone that git no longer
// understands is made anew.
func (l *Library) fetch(ctx context.Context, s *Source) (string, error) {
	if l.dir == "" {
		return "", errors.New("git sources need an index folder for their clone")
	}
	sum := sha256.Sum256([]byte(s.Git + "\x00" + s.Branch))
	folder := filepath.Join(l.dir, "git", hex.EncodeToString(sum[:8]))
	ctx, cancel := context.WithTimeout(ctx, gitTimeout)
	defer cancel()
	if _, err := os.Stat(filepath.Join(folder, ".git")); err == nil {
		err := git(ctx, folder, "fetch", "--quiet", "--depth=1", "origin", refOf(s.Branch))
		if err == nil {
			err = git(ctx, folder, "reset", "--quiet", "--hard", "FETCH_HEAD")
		}
		if err != nil {
			return "", fmt.Errorf("update clone of %s: %w", s.Name, err)
		}
		return folder, nil
	}
	if err := os.RemoveAll(folder); err != nil {
		return "", fmt.Errorf("remove half a clone of %s: %w", s.Name, err)
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return "", fmt.Errorf("make folder for clones: %w", err)
	}
	args := []string{"clone", "--quiet", "--depth=1", "--no-tags", "--single-branch"}
	if s.Branch != "" {
		args = append(args, "--branch="+s.Branch)
	}
	if err := git(ctx, filepath.Dir(folder), append(args, "--", s.Git, folder)...); err != nil {
		return "", errors.Join(fmt.Errorf("clone %s: %w", s.Name, err), os.RemoveAll(folder))
	}
	return folder, nil
}

// refOf is the ref of a branch; the remote's default for none.
func refOf(branch string) string {
	if branch == "" {
		return "HEAD"
	}
	return "refs/heads/" + branch
}

// git runs the git program without ever asking anybody anything. Its output may
// hold the address with its token, so only the last line is told, redacted.
func git(ctx context.Context, dir string, args ...string) error {
	command := exec.CommandContext(ctx, "git", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "GIT_SSH_COMMAND=ssh -oBatchMode=yes", "LC_ALL=C")
	command.WaitDelay = 5 * time.Second
	output, err := command.CombinedOutput()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	lines := strings.Split(strings.TrimSpace(string(output)), "\n")
	return fmt.Errorf("git %s: %w: %s", args[0], err, redact(lines[len(lines)-1]))
}

// redact hides user and password of addresses.
func redact(line string) string {
	head, rest, ok := strings.Cut(line, "://")
	if !ok {
		return line
	}
	end := strings.IndexAny(rest, "/ '\"")
	if end < 0 {
		end = len(rest)
	}
	if at := strings.LastIndexByte(rest[:end], '@'); at >= 0 {
		rest = "[secret]" + rest[at:]
	}
	return head + "://" + redact(rest)
}
