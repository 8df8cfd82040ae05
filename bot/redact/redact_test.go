package redact

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestSecretsAreMaskedAndAllElseStays(t *testing.T) {
	for _, row := range rows(t, "testdata/secrets.txt") {
		text, want, kinds, _ := assemble(t, row)
		got, found := Text(text)
		if got != want {
			t.Errorf("Text(%q)\n got %q\nwant %q", text, got, want)
			continue
		}
		require.Equal(t, kinds, found, text)
	}
}

func TestLookalikesStay(t *testing.T) {
	for _, text := range rows(t, "testdata/lookalikes.txt") {
		got, found := Text(text)
		if got != text {
			t.Errorf("Text(%q)\n got %q", text, got)
		}
		require.Equal(t, got == text, found == nil, text)
	}
}

// rows are the lines of a file that are neither empty nor comments, put
// together: ¦ parts what a scanner of repositories would take for a secret.
func rows(t testing.TB, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var out []string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		out = append(out, strings.NewReplacer("⏎", "\n", "¦", "").Replace(line))
	}
	require.NotEmpty(t, out)
	return out
}

// assemble reads a row of secrets.txt: the text, what is to become of it, the
// kinds and the secrets.
func assemble(t testing.TB, row string) (text, want string, kinds []Kind, secrets []string) {
	t.Helper()
	var in, out strings.Builder
	for {
		before, rest, marked := strings.Cut(row, "⟦")
		in.WriteString(before)
		out.WriteString(before)
		if !marked {
			break
		}
		inside, after, ok := strings.Cut(rest, "⟧")
		require.True(t, ok, row)
		kind, secret, ok := strings.Cut(inside, "|")
		require.True(t, ok, row)
		in.WriteString(secret)
		out.WriteString("[secret:" + kind + "]")
		kinds, secrets = append(kinds, Kind(kind)), append(secrets, secret)
		row = after
	}
	require.True(t, utf8.ValidString(in.String()))
	return in.String(), out.String(), kinds, secrets
}

func TestCut(t *testing.T) {
	masked, kinds := Text("倉庫の申請方法は？ キーは AKIAQ4MZ7XNB2KD5WLTE です [secret: own words]")
	require.Len(t, kinds, 1)
	require.Equal(t, "倉庫の申請方法は？ キーは  です [secret: own words]", Cut(masked))
	require.Equal(t, "no secret", Cut("no secret"))
}
