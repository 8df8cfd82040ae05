package redact

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every row of the table is tried with a body that is made of its set, so that
// no shape depends on somebody's having thought of an example.
func TestEveryShapeIsMasked(t *testing.T) {
	for _, sh := range shapes {
		var set strings.Builder
		for b := range byte(0x80) {
			if is(b, sh.body) && b != '=' && b != '.' {
				set.WriteByte(b)
			}
		}
		// Strides that differ mix digits and letters of both cases.
		body := make([]byte, max(sh.min, 8))
		for i := range body {
			body[i] = set.String()[(i*37+5)%set.Len()]
		}
		if sh.needs&dot != 0 {
			body[len(body)/2] = '.'
		}
		text := sh.prefix + string(body)
		for _, frame := range []string{"%s", "これは %s です", "「%s」", "<%s>", "x=%s", `{"a":"%s"}`, "\\n%s\\n", "%s.", "https://host/?x=%s&y=1", "`%s`"} {
			if strings.HasSuffix(frame, "n") && sh.body&plus != 0 {
				continue
			}
			before, after, _ := strings.Cut(frame, "%s")
			masked, found := Text(before + text + after)
			require.Len(t, found, 1, "%s in %s: %s", text, frame, masked)
			require.NotContains(t, masked, string(body), frame)
		}
	}
}

// A prefix that begins another word, or is followed by too little, is a name.
func TestPrefixesAloneStay(t *testing.T) {
	for _, sh := range shapes {
		for _, text := range []string{sh.prefix, sh.prefix + "x", "about " + sh.prefix + " and more"} {
			masked, _ := Text(text)
			require.Equal(t, text, masked)
		}
	}
}
