package knowledge

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAnArticleIsFoundAtOnceAndUntilItIsTakenBack(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "logs.md"), []byte("# Where logs are\n\nEvery service writes them to one place.\n"), 0o600))
	read := time.Date(2025, 11, 20, 6, 0, 0, 0, time.UTC)
	now := read
	l, err := Open(t.Context(), Options{
		Dir: t.TempDir(), Sources: []Source{{Name: "handbook", Path: dir}}, Now: func() time.Time { return now },
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	found := func(text string) string {
		t.Helper()
		r, err := l.Search(t.Context(), Query{Text: text, Lang: Japanese})
		require.NoError(t, err)
		if !r.Answered {
			return ""
		}
		return r.Hits[0].Page
	}
	const question = "GPU のノードプールはどう申請しますか"
	require.Empty(t, found(question))

	article := Article{
		Name: "inq-1", Lang: Japanese, URL: "https://example.slack.com/archives/C1/p1", Updated: now,
		Answer:   "手順",
		Markdown: "---\ntitle: GPU ノードプールの申請\nkind: how-to\n---\n# GPU ノードプールの申請\n\n## 困りごと\n\nGPU のノードプールはどう申請しますか\n\n## 手順\n\nterraform の gpu.tf に追加します。\n",
	}
	now = now.Add(time.Hour)
	require.NoError(t, l.Publish([]Article{article}))
	require.Equal(t, ArticleID("inq-1"), found(question))
	r, err := l.Search(t.Context(), Query{Text: question, Lang: Japanese})
	require.NoError(t, err)
	hit := r.Hits[0]
	require.Equal(t, "GPU ノードプールの申請", hit.Title)
	require.Equal(t, article.URL, hit.URL)
	require.Equal(t, HowTo, hit.Kind)
	require.Contains(t, hit.Snippet, "gpu.tf")
	page, ok := l.PageAt(article.URL, Japanese)
	require.True(t, ok, "a person may name it as the page used")
	require.Equal(t, hit.Page, page.ID)
	require.Equal(t, 2, l.Report().Pages)
	require.Equal(t, read, l.Report().At, "the sources were not read")

	_, err = l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, ArticleID("inq-1"), found(question), "it outlives a look at the files")
	r, err = l.Search(t.Context(), Query{Text: "where are the logs of a service", Lang: English})
	require.NoError(t, err)
	require.Equal(t, "handbook/logs.md", r.Hits[0].Page)

	article.Markdown = "# Terraform のバージョン\n\n`terraform version` で確かめます。\n"
	require.NoError(t, l.Publish([]Article{article}))
	require.Empty(t, found(question), "it says something else now")
	require.NoError(t, l.Publish(nil))
	require.Empty(t, found("Terraform のバージョンは?"))
	require.Equal(t, 1, l.Report().Pages)
}

func TestAnArticleThatIsNoPageIsToldAndHoldsUpNoOther(t *testing.T) {
	l, err := Open(t.Context(), Options{})
	require.NoError(t, err)
	good := Article{Name: "inq-2", Lang: English, Markdown: "# Rotate a key\n\nRun rotate-key.\n"}
	err = l.Publish([]Article{{Name: "inq-1", Lang: English, Markdown: "<!-- nothing -->\n"}, {Name: "a/b", Lang: English, Markdown: "x"}, {Name: "c", Markdown: "x"}, good})
	require.ErrorContains(t, err, "article inq-1: "+reasonEmpty)
	require.ErrorContains(t, err, `article "a/b"`)
	require.ErrorContains(t, err, `article "c" in language "unknown"`)
	r, err := l.Search(t.Context(), Query{Text: "how do I rotate a key", Lang: English})
	require.NoError(t, err)
	require.Equal(t, ArticleID("inq-2"), r.Hits[0].Page)
	require.NoError(t, l.Close())
	require.ErrorIs(t, l.Publish([]Article{good}), errClosed)
}

func TestPeopleWhomAPageHelpedAreCountedOnce(t *testing.T) {
	l, err := Open(t.Context(), Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	require.NoError(t, l.Publish([]Article{{Name: "inq-1", Lang: English, Markdown: "# Rotate a key\n\nRun rotate-key.\n"}}))
	page := ArticleID("inq-1")
	helped := func() int {
		t.Helper()
		r, err := l.Search(t.Context(), Query{Text: "how do I rotate a key", Lang: English})
		require.NoError(t, err)
		return r.Hits[0].Helped
	}
	require.Zero(t, helped())
	doc := func(id DocID, asker string) Doc {
		return Doc{ID: id, Text: "rotate a key", Pages: []string{page}, Solved: page, Asker: asker}
	}
	require.NoError(t, l.Put(t.Context(), doc("INQ-2", "USATO"), doc("INQ-3", "USATO"), doc("INQ-4", "UKATO")))
	require.Equal(t, 2, helped())
	require.NoError(t, l.Put(t.Context(), doc("INQ-4", "UKATO")), "the same again")
	require.Equal(t, 2, helped())
	require.NoError(t, l.Forget(t.Context(), "INQ-2"))
	require.Equal(t, 2, helped(), "sato was helped twice")
	require.NoError(t, l.Forget(t.Context(), "INQ-3", "INQ-4"))
	require.Zero(t, helped())
}

// Thanks without words count people and change nothing of what resembles what.
func TestThanksWithoutWordsOnlyCount(t *testing.T) {
	l, err := Open(t.Context(), Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	require.NoError(t, l.Publish([]Article{{Name: "inq-1", Lang: English, Markdown: "# Rotate a key\n\nRun rotate-key.\n"}}))
	require.NoError(t, l.Put(t.Context(), Doc{ID: "INQ-2", Text: "rotate the signing key"}, Doc{ID: "INQ-3", Text: "the VPC peering is gone"}))
	found := func() Result {
		t.Helper()
		r, err := l.Search(t.Context(), Query{Text: "how do I rotate a key of the VPC", Lang: English})
		require.NoError(t, err)
		require.NotEmpty(t, r.Related)
		return r
	}
	before := found()
	for n := range 50 {
		require.NoError(t, l.Put(t.Context(), Doc{ID: DocID(fmt.Sprint("docs/", n)), Solved: ArticleID("inq-1"), Asker: fmt.Sprint("U", n%7)}))
	}
	after := found()
	require.Equal(t, 7, after.Hits[0].Helped)
	require.Equal(t, before.Related, after.Related)
	require.NoError(t, l.Forget(t.Context(), "docs/0"))
	require.Equal(t, before.Related, found().Related)
}

// Every question is compared with all articles: a team that writes one a day
// has this many after two years.
func BenchmarkSearchWith500Articles(b *testing.B) {
	l, err := Open(b.Context(), Options{})
	require.NoError(b, err)
	var all []Article
	for n := range 500 {
		all = append(all, Article{Name: fmt.Sprint("inq-", n), Lang: Japanese, Markdown: fmt.Sprintf("# 手順 %d の申請\n\n## 困りごと\n\nサービス %d がつながらず、設定を変えたい。\n\n## 手順\n\nterraform の service%d.tf を直して plan を確かめます。\n", n, n, n)})
	}
	require.NoError(b, l.Publish(all))
	for b.Loop() {
		_, err := l.Search(b.Context(), Query{Text: "サービス 42 がつながりません。設定の変え方を教えてください", Lang: Japanese})
		require.NoError(b, err)
	}
}

// Documents of one kind do not use up the room of another.
func TestRelatedDocumentsOfOneKind(t *testing.T) {
	l, err := Open(t.Context(), Options{Dir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	for n := range 6 {
		require.NoError(t, l.Put(t.Context(),
			Doc{ID: DocID(fmt.Sprint("INQ-", n)), Title: "api returns 502"},
			Doc{ID: DocID(fmt.Sprint("INC-", n)), Title: "api returns 502"}))
	}
	related := func(q Query) (ids []DocID) {
		q.Text = "api returns 502"
		r, err := l.Search(t.Context(), q)
		require.NoError(t, err)
		for _, rel := range r.Related {
			ids = append(ids, rel.ID)
		}
		return ids
	}
	inquiries := func(id DocID) bool { return strings.HasPrefix(string(id), "INQ-") }
	require.Equal(t, []DocID{"INC-0", "INC-1", "INC-2"}, related(Query{}))
	require.Equal(t, []DocID{"INQ-0", "INQ-1", "INQ-2"}, related(Query{Among: inquiries}))
	require.Len(t, related(Query{Related: 8}), 8)
}
