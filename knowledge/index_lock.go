package knowledge

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// ErrBusy means that another process has the index folder open.
var ErrBusy = errors.New("another toban is using it; stop that one, or name another folder as knowledge.index")

// lockFolder takes an index folder for this process. The kernel frees it when
// the process ends, however it ends.
func lockFolder(dir string) (*os.File, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("lock index folder %s: %s", dir, cause(err))
	}
	defer root.Close()
	lock, err := root.OpenFile("lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock index folder %s: %s", dir, cause(err))
	}
	err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		holder := make([]byte, 20)
		n, _ := lock.Read(holder) // who it is helps, not knowing changes nothing
		if pid := strings.TrimSpace(string(holder[:n])); pid != "" {
			dir += " (process " + pid + ")"
		}
		return nil, errors.Join(fmt.Errorf("open index folder %s: %w", dir, ErrBusy), lock.Close())
	}
	if err == nil {
		err = lock.Truncate(0)
	}
	if err == nil {
		_, err = lock.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil && !errors.Is(err, syscall.ENOSPC) { // a full disk keeps only the note from being left
		return nil, errors.Join(fmt.Errorf("lock index folder %s: %s", dir, cause(err)), lock.Close())
	}
	return lock, nil
}
