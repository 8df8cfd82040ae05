package knowledge

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// evalFolder makes files in a folder of their own, by path and content.
func evalFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	return dir
}

// intents are n rows of each of some classes.
func intents(classes, n int) string {
	var b strings.Builder
	for c := range classes {
		for i := range n {
			fmt.Fprintf(&b, `{"text":"subject%[1]dx thing%[1]dx number %[2]d","label":"class_%[1]d"}`+"\n", c, i)
		}
	}
	return b.String()
}

func TestEvalAll(t *testing.T) {
	var traffic strings.Builder
	traffic.WriteString(intents(3, 12))
	for i := range 30 {
		fmt.Fprintf(&traffic, `{"text":"strange words %d nobody expected","label":""}`+"\n", i)
	}
	dir := evalFolder(t, map[string]string{
		"classify/many.train.jsonl":         intents(20, 6),
		"classify/real.train.jsonl":         intents(3, 4),
		"classify/real.test.jsonl":          traffic.String(),
		"classify/team_seeds.json":          `{"cost":{"desc_en":"bills"},"data":{"desc_en":"databases"}}`,
		"classify/team_areas.test.jsonl":    `{"text":"who pays the bills","label":"cost"}`,
		"classify/team_urgency.train.jsonl": intents(2, 5),
		"classify/untested_seeds.json":      `{"a":{},"b":{}}`,
		"docs/handbook/en/dns.md":           "# DNS\n\nHow names are resolved in the cluster.\n",
		"docs/handbook/ja/dns.md":           "# DNS\n\nクラスタの名前解決。\n",
		"search/queries.jsonl":              `{"id":"1","text":"resolve names in the cluster","lang":"en","relevant":["handbook/dns.md"]}`,
	})
	var seen []string
	r, err := EvalAll(t.Context(), EvalAllOptions{Dir: dir, Each: func(l EvalLine) { seen = append(seen, l.Set+" "+l.Situation) }})
	require.NoError(t, err)
	require.Equal(t, []string{
		"many full", "many 10 a class", "many 5 a class", "many near", "many far", "real full", "real corrections", "team seeds",
	}, seen)
	lines := make(map[string]EvalLine)
	for _, l := range r.Classify {
		lines[l.Set+" "+l.Situation] = l
	}
	require.Equal(t, 120, lines["many full"].NTrain+lines["many full"].NTest, "a fifth is kept for testing")
	require.Equal(t, 3, lines["many 5 a class"].Runs)
	require.LessOrEqual(t, lines["many 5 a class"].NTrain, 5*20)
	require.Empty(t, lines["many 5 a class"].ModelHash, "of three models")
	require.InDelta(t, 1, *lines["many full"].Accuracy, 1e-9)
	require.Less(t, lines["many near"].NTrain, lines["many full"].NTrain)
	require.NotNil(t, lines["many near"].OOSRecall)
	require.Greater(t, *lines["many near"].OOSAUROC, .9)
	require.NotNil(t, lines["many far"].OOSAUROC)
	require.Nil(t, lines["many full"].OOSAUROC)
	require.Greater(t, *lines["real corrections"].AccuracyK1, *lines["real full"].AccuracyK1)
	require.InDelta(t, 1, *lines["team seeds"].Accuracy, 1e-9)
	require.NotNil(t, r.Search)
	require.InDelta(t, 1, r.Search.Hit1, 1e-9)

	b, err := json.Marshal(lines["many full"])
	require.NoError(t, err)
	var keys map[string]any
	require.NoError(t, json.Unmarshal(b, &keys))
	for _, key := range []string{"set", "situation", "runs", "accuracy", "oos_recall", "train_s"} {
		require.Contains(t, keys, key)
	}

	only, err := EvalAll(t.Context(), EvalAllOptions{Dir: dir, Only: "team"})
	require.NoError(t, err)
	require.Len(t, only.Classify, 1)
	require.Nil(t, only.Search)
}

func TestEvalAllRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"an empty folder":   {nil, "nothing to measure in"},
		"a row is no row":   {map[string]string{"classify/a.train.jsonl": "no"}, "a.train.jsonl: line 1"},
		"seeds are no JSON": {map[string]string{"classify/a_seeds.json": "no"}, "a_seeds.json: "},
		"a test row":        {map[string]string{"classify/a.train.jsonl": intents(2, 2), "classify/a.test.jsonl": "no"}, "read test rows: line 1"},
		"a question":        {map[string]string{"search/queries.jsonl": "no", "docs/a/en/x.md": "# X"}, "read questions: line 1"},
	} {
		_, err := EvalAll(t.Context(), EvalAllOptions{Dir: evalFolder(t, c.files)})
		require.ErrorContains(t, err, c.want, name)
	}
}
