package knowledge

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// Pages of every sort of trouble, and questions about them.
var snippetPages = map[string]string{
	"english.md": "# Trust policies\n\nThe role is assumed by the workflow. Nothing else is needed for most repositories. " +
		"If the error is Not authorized to perform sts:AssumeRoleWithWebIdentity, the sub of the trust policy has to match the repository and the branch. Ask the team otherwise.\n",
	"japanese.md": "# 監査ログの保管\n\n監査ログは一年のあいだ保管します。保管先は専用のバケットです。期間を延ばしたいときは申請が必要です。" +
		"申請の手順は、まずフォームに対象のサービスと理由を書き、承認を待ってから反映を確かめます。\n\n- 承認は上長\n- 反映は翌日\n",
	"code.md": "# Pull from the private registry\n\nDeployments need a secret:\n\n```yaml\nspec:\n  template:\n    spec:\n      imagePullSecrets:\n        - name: registry-credentials\n```\n",
	"hostile.md": "# Quotas of <namespace> & *friends*\n\n<script>alert('x')</script>Raise `*_~<quota>&|` with **care** \u200band <!channel> \u202eor not. <b onclick=\"x\">Bold</b> ![pic](javascript:alert(1)) &lt;img&gt; 🚀👩‍💻\n\n" +
		"| quota | default |\n|---|---|\n| cpu quota | `10` \\| 20 |\n",
	"long.md":  "# Exit codes\n\n" + strings.Repeat("padding ", 400) + "exit code 137 means that the kernel killed the container for its memory " + strings.Repeat("padding ", 400) + "\n",
	"rtl.md":   "# Certificates\n\nمرحبا renew the certificate قبل انتهاء الصلاحية. Then restart.\n",
	"lists.md": "# Node drains\n\nBefore a drain:\n\n- cordon the node\n- evict pods with a budget\n- wait until the drain ends\n",
	"split.md": "# Backups\n\nThe first paragraph speaks of other things.\n\n## Restore\n\nBackups are made every night.\n\nTo restore a database from a snapshot, name the snapshot and the database, and say until when.\n\nMore below.\n",
}

// What a reader is shown of a page, whatever stands on it.
func TestSnippets(t *testing.T) {
	docs := t.TempDir()
	for name, text := range snippetPages {
		write(t, filepath.Join(docs, name), text)
	}
	l := open(t, Options{Sources: []Source{{Name: "handbook", Path: docs, URL: "https://docs.example.com/{page}"}}})
	var b strings.Builder
	for _, question := range []string{
		"Not authorized to perform sts:AssumeRoleWithWebIdentity, what is the sub of the trust policy?",
		"監査ログの保管期間を延ばす申請の手順",
		"where do imagePullSecrets go",
		"raise the quota of a namespace",
		"cpu quota default",
		"container exit code 137 memory",
		"renew a certificate",
		"evict pods before a drain",
		"restore a database from a snapshot",
	} {
		r, err := l.Search(t.Context(), Query{Text: question, Limit: 1})
		require.NoError(t, err)
		require.NotEmpty(t, r.Hits, question)
		h := r.Hits[0]
		require.LessOrEqual(t, utf8.RuneCountInString(h.Snippet), snippetRunes+2)
		require.NotContains(t, h.Snippet, "\u202e")
		fmt.Fprintf(&b, "? %s\n%s", question, h.Title)
		if h.Section != "" {
			fmt.Fprintf(&b, " > %s", h.Section)
		}
		fmt.Fprintf(&b, "\n%s\n%s\nwhy: %s\n\n", h.URL, bracketed(h.Snippet, h.Matches), strings.Join(h.Why, ", "))
	}
	golden := filepath.Join("testdata", "snippets.golden")
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

// bracketed shows which parts of a text match.
func bracketed(text string, matches [][2]int) string {
	var b strings.Builder
	at := 0
	for _, m := range matches {
		b.WriteString(text[at:m[0]] + "«" + text[m[0]:m[1]] + "»")
		at = m[1]
	}
	return b.String() + text[at:]
}

func FuzzSnippet(f *testing.F) {
	for _, text := range snippetPages {
		f.Add(text, "drain the quota of imagePullSecrets 申請の手順")
	}
	f.Fuzz(func(t *testing.T, text, question string) {
		if !utf8.ValidString(text) || len(text) > 5000 || len(question) > 300 {
			t.Skip("files that are not UTF-8 are not read")
		}
		worth := map[string]float64{}
		analyze(question, func(t token) { worth[t.term] = 1 })
		for _, s := range readMarkdown(text).sections {
			shown, matches := snippet(s, worth)
			if utf8.RuneCountInString(shown) > snippetRunes+2 || !utf8.ValidString(shown) || strings.Contains(shown, "\n") {
				t.Fatalf("snippet %q", shown)
			}
			at := 0
			for _, m := range matches {
				if m[0] < at || m[1] <= m[0] || m[1] > len(shown) {
					t.Fatalf("matches %v of %q", matches, shown)
				}
				at = m[1]
			}
			if words := why(worth, s.Heading, shown); len(words) > mostReasons {
				t.Fatalf("reasons %q", words)
			}
		}
	})
}
