package bot

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/knowledge"
	"toban/test/fakeembeddings"
)

// meaningWard is a toban with documents and an endpoint, that has not started.
func meaningWard(t *testing.T) (w *ward, endpoint *fakeembeddings.Server, change []string) {
	t.Helper()
	w, endpoint = newWard(t), fakeembeddings.New()
	server := httptest.NewServer(endpoint)
	t.Cleanup(server.Close)
	for name, text := range fakeembeddings.Handbook() {
		w.page(t, name, text)
	}
	return w, endpoint, []string{"path: DOCS}]", "path: DOCS}], embeddings: {url: \"" + server.URL + "/v1\", model: test-model, api_key: key-of-ours}"}
}

func refuse(w http.ResponseWriter, _ *http.Request, _ []string, _ int) {
	w.WriteHeader(http.StatusUnauthorized)
}

func TestTheDoctorTellsOfMeaning(t *testing.T) {
	for _, c := range []struct {
		name  string
		after func(*testing.T, *ward, *fakeembeddings.Server)
		ok    bool
		want  phrase.Line
	}{
		{"vectors are made", func(*testing.T, *ward, *fakeembeddings.Server) {}, true, phrase.DoctorMeaningNone},
		{"all is well", func(t *testing.T, w *ward, _ *fakeembeddings.Server) {
			_, err := w.library.Embed(t.Context(), nil)
			require.NoError(t, err)
		}, true, phrase.DoctorMeaning},
		{"a wrong key", func(t *testing.T, w *ward, e *fakeembeddings.Server) {
			e.SetAnswer(refuse)
			_, err := w.library.Embed(t.Context(), nil)
			require.Error(t, err)
		}, false, phrase.DoctorMeaningFailed},
		{"a model without sense", func(t *testing.T, w *ward, e *fakeembeddings.Server) {
			e.SetAnswer(func(w http.ResponseWriter, _ *http.Request, texts []string, _ int) {
				e.Properly(w, make([]string, len(texts)))
			})
			_, err := w.library.Embed(t.Context(), nil)
			require.NoError(t, err)
		}, false, phrase.DoctorMeaningUseless},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, endpoint, change := meaningWard(t)
			w.start(t, change...)
			c.after(t, w, endpoint)
			for _, lang := range []phrase.Lang{phrase.Japanese, phrase.English} {
				expect(t, w.Doctor(t.Context(), string(lang)), lang, c.ok, []phrase.Line{c.want})
			}
		})
	}
}

func TestCheckOnlineAsksForAVector(t *testing.T) {
	w, endpoint, change := meaningWard(t)
	cfg := wardConfig(t, w, change...)
	b := &Bot{cfg: cfg}
	for _, c := range []struct {
		answer fakeembeddings.Answer
		ok     bool
		want   phrase.Line
	}{{nil, true, phrase.DoctorMeaningReached}, {refuse, false, phrase.DoctorMeaningFailed}} {
		endpoint.SetAnswer(c.answer)
		f := b.checkEmbeddings(t.Context())
		for _, lang := range []phrase.Lang{phrase.Japanese, phrase.English} {
			require.Equal(t, c.ok, f.OK)
			require.True(t, oneOf(f.In(phrase.For(string(lang))), lang, []phrase.Line{c.want}), f.In(phrase.For(string(lang))))
		}
	}
	require.Equal(t, "Bearer key-of-ours", endpoint.Keys()[0])
}

// An inquiry finds its page although it has none of its words, and what is
// secret in it stays.
func TestInquiriesFindPagesByMeaning(t *testing.T) {
	w, endpoint, change := meaningWard(t)
	w.start(t, change...)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	<-endpoint.Called // the running bot embeds by itself
	_, err := w.library.Embed(t.Context(), nil)
	require.NoError(t, err)
	endpoint.Texts()
	advice, err := w.advice.Advise(t.Context(), "faktura faktura seikyusho, password=hunter2hunter2", "en")
	require.NoError(t, err)
	require.True(t, advice.Answered)
	require.Equal(t, "handbook/invoices.md", advice.Hits[0].Page)
	sent := endpoint.Texts()
	require.Len(t, sent, 1)
	require.Contains(t, sent[0], "faktura")
	require.NotContains(t, sent[0], "hunter2")
	cancel()
	require.NoError(t, <-done)
}

func TestMetricsOfMeaning(t *testing.T) {
	w, _, change := meaningWard(t)
	w.start(t, change...)
	_, err := w.library.Embed(t.Context(), nil)
	require.NoError(t, err)
	_, err = w.library.Search(t.Context(), knowledge.Query{Text: "faktura"})
	require.NoError(t, err)
	registry := prometheus.NewRegistry()
	require.NoError(t, registry.Register(&collector{bot: w.Bot}))
	families, err := registry.Gather()
	require.NoError(t, err)
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			got[f.GetName()] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	pages := float64(len(fakeembeddings.Handbook()) + 1) // the ward's own one too
	require.InDelta(t, pages, got["toban_embeddings_vectors"], 0)
	require.InDelta(t, 2, got["toban_embeddings_calls_total"], 0)
	require.InDelta(t, 2*pages+1, got["toban_embeddings_tokens_total"], 0)
	require.Zero(t, got["toban_embeddings_failures_total"])
	require.Zero(t, got["toban_embeddings_fallbacks_total"])
	require.Positive(t, got["toban_embeddings_characters_total"])
	require.Contains(t, got, "toban_embeddings_latency_seconds")
}
