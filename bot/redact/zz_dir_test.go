package redact

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestZZDir(t *testing.T) {
	dir := os.Getenv("DIR")
	if dir == "" {
		t.Skip()
	}
	files, hits, bytes := 0, 0, 0
	_ = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		ext := filepath.Ext(p)
		if !strings.Contains(os.Getenv("EXT"), ext) || ext == "" {
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil || len(b) > 2<<20 {
			return nil
		}
		s := string(b)
		files++
		bytes += len(s)
		tt := &scan{s: s}
		tt.shapes()
		tt.blocks()
		tt.places()
		tt.names()
		for _, sp := range tt.spans {
			hits++
			a := max(0, sp.start-50)
			e := min(len(s), sp.end+20)
			fmt.Printf("%-18s %.60q  <<%.80s>> %q\n", sp.kind, s[a:sp.start], s[sp.start:sp.end], s[sp.end:e])
		}
		return nil
	})
	fmt.Println("files", files, "hits", hits, "bytes", bytes)
}
