package knowledge

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a question says and its page does not, in the asker's words: a part that
// the page has, politeness, addresses and grammar are not what kept it from
// being found.
func TestWordsThatAPageLacks(t *testing.T) {
	docs := t.TempDir()
	write(t, filepath.Join(docs, "accelerators.md"), "# Accelerators\n\nRequest an accelerator for your node pool. See load-balancer.\n")
	write(t, filepath.Join(docs, "s3.md"), "# S3 バケットの申請\n\n名前と保存期間を書きます。\n")
	l := open(t, Options{Sources: []Source{{Name: "handbook", Path: docs}}})
	for _, c := range []struct {
		page, question string
		want           []string
	}{
		{"gpu", "How do I get a GPU node pool? GPUs please, thanks", []string{"GPU"}},
		{"gpu", "accelerators for LoadBalancer in https://example.com/teams", nil},
		{"gpu", "GPU のノードプールが欲しいです", []string{"GPU", "ノードプール"}},
		{"s3", "倉庫の申請方法を教えてください\n倉庫とストレージです", []string{"倉庫", "ストレージ"}},
		{"s3", "Ｓ３ の保存期間は？", nil},
		{"s3", "", nil},
		{"nowhere", "GPU", nil},
	} {
		hits, err := l.Search(t.Context(), Query{Text: map[string]string{"gpu": "accelerators", "s3": "S3 バケット", "nowhere": ""}[c.page]})
		require.NoError(t, err)
		id := c.page
		if len(hits.Hits) > 0 {
			id = hits.Hits[0].Page
		}
		require.Equal(t, c.want, l.Lacks(id, c.question), c.question)
	}
}
