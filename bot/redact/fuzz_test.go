package redact

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func FuzzTextIsStableAndKeepsRunes(f *testing.F) {
	for _, row := range rows(f, "testdata/secrets.txt") {
		text, want, _, _ := assemble(f, row)
		f.Add(text)
		f.Add(want)
	}
	for _, text := range rows(f, "testdata/lookalikes.txt") {
		f.Add(text)
	}
	for _, text := range []string{
		"[secret:", "[secret:]", "[secret:token", "[secret:hunter2]", "[secret:nothing-known]", "password=[secret:password]x1y2z3", "\"[secret:jwt]\": \"x\"",
		"password=\xff\xfe", "\xe3\x83パスワード：\xe3", "://", "a://:@", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "data:\nkind: Secret\n x",
		"password:\n\n\n```\n", "curl -u", "curl -u '", "mysql -p", "mysql -p\rx\r", "Authorization:", "Cookie:", "password is ", "IDENTIFIED BY", "İ identified by 'x1'", "eyJ..", "$2y$",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		masked, found := Text(s)
		if len(found) == 0 {
			require.Equal(t, s, masked)
		}
		if utf8.ValidString(s) {
			require.True(t, utf8.ValidString(masked), "%q became %q", s, masked)
		}
		again, more := Text(masked)
		require.Equal(t, masked, again, "of %q", s)
		require.Empty(t, more)
	})
}

// A secret with a shape of its own is found wherever it stands.
func FuzzShapesAreFoundAnywhere(f *testing.F) {
	var secrets []string
	for _, row := range rows(f, "testdata/secrets.txt") {
		text, _, kinds, parts := assemble(f, row)
		for i, part := range parts {
			if masked, _ := Text(part); masked == "[secret:"+string(kinds[i])+"]" {
				secrets = append(secrets, part)
			}
		}
		f.Add(text, text, len(secrets))
	}
	require.Greater(f, len(secrets), 40)
	f.Fuzz(func(t *testing.T, before, after string, n int) {
		secret := secrets[(n%len(secrets)+len(secrets))%len(secrets)]
		masked, _ := Text(before + " " + secret + "\n" + after)
		if strings.Contains(masked, secret) && !strings.Contains(before, secret) && !strings.Contains(after, secret) {
			t.Errorf("%q stays in %q", secret, masked)
		}
	})
}
