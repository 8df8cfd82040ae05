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
// clone is shallow and lives in the index folder. One that cannot be updated,
// such as one whose making was cut short, is made anew; if that fails too the
// error says why, and folder is the clone as it was, empty if there is none.
func (l *Library) fetch(ctx context.Context, s *Source) (folder string, err error) {
	if l.dir == "" {
		return "", errors.New("git sources need an index folder for their clone")
	}
	sum := sha256.Sum256([]byte(s.Git + "\x00" + s.Branch))
	folder = filepath.Join(l.dir, "git", hex.EncodeToString(sum[:8]))
	fresh := folder + ".new"
	ctx, cancel := context.WithTimeout(ctx, gitTimeout)
	defer cancel()
	_, missing := os.Stat(filepath.Join(folder, ".git"))
	if missing == nil {
		err := git(ctx, folder, "fetch", "--quiet", "--depth=1", "--no-tags", "origin", refOf(s.Branch))
		if err == nil {
			err = git(ctx, folder, "reset", "--quiet", "--hard", "FETCH_HEAD")
		}
		if err == nil || ctx.Err() != nil {
			return folder, err
		}
	}
	if err := os.RemoveAll(fresh); err != nil {
		return "", fmt.Errorf("remove half a clone: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return "", fmt.Errorf("make folder for clones: %w", err)
	}
	args := []string{"clone", "--quiet", "--depth=1", "--no-tags", "--single-branch"}
	if s.Branch != "" {
		args = append(args, "--branch="+s.Branch)
	}
	err = git(ctx, filepath.Dir(folder), append(args, "--", s.Git, fresh)...)
	if err != nil {
		_ = os.RemoveAll(fresh) // the next try removes it too
		if missing != nil {
			folder = ""
		}
		return folder, err
	}
	if err := os.RemoveAll(folder); err != nil {
		return "", fmt.Errorf("remove the old clone: %w", err)
	}
	if err := os.Rename(fresh, folder); err != nil {
		return "", fmt.Errorf("put the new clone in place: %w", err)
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

// RunGit runs the git program in a folder as Git sources do. Its error holds no
// secret of an address.
func RunGit(ctx context.Context, folder string, args ...string) error {
	return git(ctx, folder, args...)
}

// git runs the git program without ever asking anybody anything. Its output may
// hold the address with its token, so only the line that says what went wrong
// is told, redacted.
func git(ctx context.Context, dir string, args ...string) error {
	command := exec.CommandContext(ctx, "git", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	if os.Getenv("GIT_SSH_COMMAND") == "" {
		command.Env = append(command.Env, "GIT_SSH_COMMAND=ssh -oBatchMode=yes")
	}
	command.WaitDelay = 5 * time.Second
	output, err := command.CombinedOutput()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("the git program is not installed")
	}
	return fmt.Errorf("git %s: %s", args[0], redact(complaint(string(output))))
}

// complaint is the line of git's output that says most: the first that is an
// error, else the last.
func complaint(output string) string {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	for _, line := range lines {
		for _, mark := range []string{"fatal: ", "error: "} {
			if text, ok := strings.CutPrefix(line, mark); ok {
				return text
			}
		}
	}
	return lines[len(lines)-1]
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
