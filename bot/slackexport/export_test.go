package slackexport

import (
	"io"
	"io/fs"
)

// OpenFS opens an export that is in no file.
func OpenFS(root fs.FS) (*Export, error) { return open("fs", root, io.NopCloser(nil)) }
