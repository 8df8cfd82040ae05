package redact

import (
	_ "embed"
	"strings"
)

//go:embed words.txt
var wordsText string

// introduction is a word that stands before a secret.
type introduction struct {
	word string
	kind Kind
}

// vocabulary is the content of words.txt.
type vocabulary struct {
	labels                                    []introduction
	key, is, below, to, from, changed, stated []string
	starts                                    [256]bool // third bytes of the labels
	stop, whole                               map[string]bool
}

var vocab = func() (v vocabulary) {
	v.stop, v.whole = make(map[string]bool), make(map[string]bool)
	for line := range strings.Lines(wordsText) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		switch rest := fields[1:]; fields[0] {
		case "label":
			for _, w := range rest[1:] {
				v.labels = append(v.labels, introduction{w, Kind(rest[0])})
				v.starts[w[2]] = true
			}
		case "key":
			v.key = append(v.key, rest...)
		case "is":
			v.is = append(v.is, rest...)
		case "below":
			v.below = append(v.below, rest...)
		case "from":
			v.from = append(v.from, rest...)
		case "to":
			v.to = append(v.to, rest...)
		case "changed":
			v.changed = append(v.changed, rest...)
		case "stated":
			v.stated = append(v.stated, rest...)
		case "stop":
			for _, w := range rest {
				v.stop[w] = true
			}
		case "whole":
			for _, w := range rest {
				v.whole[w] = true
			}
		}
	}
	return v
}()

// begins is the length of the first of the words with which s begins, or 0.
func begins(s string, words []string) int {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return len(w)
		}
	}
	return 0
}
