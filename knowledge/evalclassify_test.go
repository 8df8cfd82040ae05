package knowledge

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEvalClassify(t *testing.T) {
	train := "\ufeff" + `{"text":"grant me access","label":"access"}` + "\n\n" + `{"text":"add me to the group","label":"access"}
{"text":"dns does not resolve","label":"network"}
{"text":"firewall rule for an address","label":"network"}
{"text":"nice weather","label":""}
`
	test := `{"text":"please grant access","label":"access"}
{"text":"the dns name does not resolve","label":"network"}
{"text":"nice weather today","label":""}
{"text":"a label nobody taught","label":"cost"}
`
	s, err := EvalClassify(t.Context(), EvalClassifyOptions{Train: strings.NewReader(train), Test: strings.NewReader(test)})
	require.NoError(t, err)
	require.Equal(t, 5, s.NTrain)
	require.Equal(t, 4, s.NTest)
	require.InDelta(t, 2.0/3, *s.Accuracy, 1e-9)
	require.NotNil(t, s.OOSAUROC)

	again, err := EvalClassify(t.Context(), EvalClassifyOptions{Train: strings.NewReader(train), Test: strings.NewReader(test)})
	require.NoError(t, err)
	require.Equal(t, s.ModelHash, again.ModelHash)
}

func TestEvalClassifyKeys(t *testing.T) {
	seeds := `{"cost":{"desc_en":"bills","desc_ja":"費用","kw_en":["budget"],"kw_ja":["請求"]},"data":{"desc_en":"databases","desc_ja":"データベース","kw_en":["backup"],"kw_ja":["復元"]}}`
	s, err := EvalClassify(t.Context(), EvalClassifyOptions{Test: strings.NewReader(`{"text":"データベースの復元","label":"data"}`), Seeds: strings.NewReader(seeds)})
	require.NoError(t, err)
	require.InDelta(t, 1, *s.Accuracy, 1e-9, "seeds alone are enough to answer")
	b, err := json.Marshal(s)
	require.NoError(t, err)
	var keys map[string]any
	require.NoError(t, json.Unmarshal(b, &keys))
	for _, key := range []string{
		"n_train", "n_test", "accuracy", "macro_f1", "top3", "ece", "coverage_at_95", "realised_at_95", "oos_recall", "oos_auroc", "accuracy_k1", "train_s", "predict_us", "model_hash",
	} {
		require.Contains(t, keys, key)
	}
	require.Len(t, keys, 14)
	require.Nil(t, keys["oos_recall"], "no out-of-scope rows")
	require.Nil(t, keys["realised_at_95"], "nothing to choose a threshold on")
}

func TestEvalClassifyRefuses(t *testing.T) {
	_, err := EvalClassify(t.Context(), EvalClassifyOptions{Train: strings.NewReader("{\"text\":\"a\",\"label\":\"b\"}\nnot json\n")})
	require.ErrorContains(t, err, "read training rows: line 2")
	_, err = EvalClassify(t.Context(), EvalClassifyOptions{})
	require.ErrorContains(t, err, "no labels")
}

// The floors are the figures of the classification reference, section 2, less what the size of the set lets them vary.
func TestClassifyDevelopmentData(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "data", "classify")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no development data at ../shared/data/classify beside the repository")
	}
	skipFigures(t)
	for _, set := range []struct {
		name                    string
		accuracy, macroF1, top3 float64
	}{
		{"askubuntu5", .90, .74, .95},
		{"webapps8", .79, .57, .89},
		{"chatbot2", .96, .95, 1},
		{"hint3_sofmattress", .72, .71, .90},
		{"k8s_sig", .71, .62, .87},
	} {
		train, err := os.Open(filepath.Join(dir, set.name+".train.jsonl"))
		require.NoError(t, err)
		test, err := os.Open(filepath.Join(dir, set.name+".test.jsonl"))
		require.NoError(t, err)
		s, err := EvalClassify(t.Context(), EvalClassifyOptions{Train: train, Test: test})
		require.NoError(t, err)
		require.NoError(t, train.Close())
		require.NoError(t, test.Close())
		b, err := json.Marshal(s)
		require.NoError(t, err)
		t.Logf("%s %s", set.name, b)
		if *s.Accuracy < set.accuracy || *s.MacroF1 < set.macroF1 || *s.Top3 < set.top3 {
			t.Errorf("%s: accuracy %.3f, macro F1 %.3f, top 3 %.3f; want at least %.3f, %.3f, %.3f", set.name, *s.Accuracy, *s.MacroF1, *s.Top3, set.accuracy, set.macroF1, set.top3)
		}
	}
}
