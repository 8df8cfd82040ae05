package knowledge

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"toban/test/fakeembeddings"
)

// fewPages is a corpus of pages that share few words.
var fewPages = fakeembeddings.Handbook()

func writePages(t *testing.T, dir string, pages map[string]string) {
	t.Helper()
	for name, text := range pages {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
}

// A bookcase is a library with an endpoint.
type bookcase struct {
	*Library
	endpoint   *fakeembeddings.Server
	docs, dir  string
	options    Options
	now        time.Time
	embeddings *Embeddings
}

func newBookcase(t *testing.T, change func(*bookcase)) *bookcase {
	t.Helper()
	s := &bookcase{endpoint: fakeembeddings.New(), docs: t.TempDir(), dir: t.TempDir(), now: time.Date(2026, 11, 16, 1, 0, 0, 0, time.UTC)}
	s.embeddings = &Embeddings{
		EmbeddingSpec: EmbeddingSpec{URL: "http://embeddings.example.com/v1/", Model: fakeembeddings.Model},
		Key:           "sk-test", Transport: s.endpoint,
	}
	writePages(t, s.docs, fewPages)
	s.options = Options{
		Dir: s.dir, Sources: []Source{{Name: "handbook", Path: s.docs}}, Embeddings: s.embeddings,
		Now: func() time.Time { return s.now },
	}
	if change != nil {
		change(s)
	}
	s.open(t)
	return s
}

func (s *bookcase) open(t *testing.T) {
	t.Helper()
	l, err := Open(t.Context(), s.options)
	require.NoError(t, err)
	s.Library = l
	t.Cleanup(func() { _ = l.Close() })
}

func (s *bookcase) embed(t *testing.T) EmbedReport {
	t.Helper()
	r, err := s.Embed(t.Context(), nil)
	require.NoError(t, err)
	return r
}

func (s *bookcase) find(t *testing.T, text, audience string) Result {
	t.Helper()
	r, err := s.Search(t.Context(), Query{Text: text, Audience: audience})
	require.NoError(t, err)
	return r
}

func pagesOf(r Result) (pages []string) {
	for _, h := range r.Hits {
		pages = append(pages, h.Page)
	}
	return pages
}

// These questions have no word in common with the page that answers them.
func TestMeaningFindsWhatNoWordDoes(t *testing.T) {
	cases := []struct{ question, page string }{
		{"faktura", "handbook/invoices.md"},
		{"seikyusho が見つかりません", "handbook/invoices.md"},
		{"erstattung giveback", "handbook/refunds.md"},
		{"bakansu, furlough!", "handbook/vacation.md"},
		{"astronomy telescope", ""},
		{"望遠鏡", ""},
	}
	words := newBookcase(t, func(s *bookcase) { s.options.Embeddings = nil })
	for _, c := range cases {
		require.Empty(t, words.find(t, c.question, "").Hits, "%q has no word of any page", c.question)
	}
	s := newBookcase(t, nil)
	s.embed(t)
	for _, c := range cases {
		r := s.find(t, c.question, "")
		if c.page == "" {
			if r.Answered {
				t.Errorf("%q is answered with %v, want nothing", c.question, pagesOf(r))
			}
			continue
		}
		if !r.Answered || r.Strong || r.Hits[0].Page != c.page {
			t.Errorf("%q: answered %t, strong %t, pages %v; want %s answered and not strong", c.question, r.Answered, r.Strong, pagesOf(r), c.page)
			continue
		}
		if h := r.Hits[0]; h.Snippet == "" || h.Score <= 0 || h.Confidence <= 0.4 {
			t.Errorf("%q: snippet %q, score %g, confidence %g", c.question, h.Snippet, h.Score, h.Confidence)
		}
	}
	require.Equal(t, "Bearer sk-test", s.endpoint.Keys()[0])
}

func TestPagesForMembersStayWithMembers(t *testing.T) {
	s := newBookcase(t, func(s *bookcase) {
		private := t.TempDir()
		writePages(t, private, map[string]string{"invoices.md": "# Invoice amounts\n\nEvery invoice, invoice by invoice.\n"})
		s.options.Sources = append(s.options.Sources, Source{Name: "secret", Path: private, Audience: AudienceMembers})
	})
	s.embed(t)
	for _, question := range []string{"faktura", "faktura seikyusho faktura", "invoice amounts"} {
		if r := s.find(t, question, AudienceMembers); !slices.Contains(pagesOf(r), "secret/invoices.md") {
			t.Errorf("%q of a member: %v lack the members' page", question, pagesOf(r))
		}
		r, err := s.Search(t.Context(), Query{Text: question, Limit: 100})
		require.NoError(t, err)
		if slices.Contains(pagesOf(r), "secret/invoices.md") {
			t.Errorf("%q of an asker: %v have the members' page", question, pagesOf(r))
		}
	}
}

func TestVectorsAreKept(t *testing.T) {
	s := newBookcase(t, nil)
	first := s.embed(t)
	require.Equal(t, len(fewPages), first.Vectors)
	require.Equal(t, 2*len(fewPages), first.New, "passages, and titles to calibrate with")
	require.Positive(t, first.Characters)
	s.endpoint.Texts()
	require.Zero(t, s.embed(t).New)

	// A restart sends nothing.
	require.NoError(t, s.Close())
	s.open(t)
	require.NoError(t, s.RecallEmbeddings(t.Context()))
	again := s.embed(t)
	require.Equal(t, first.Vectors, again.Vectors)
	require.Empty(t, s.endpoint.Texts())
	require.True(t, s.find(t, "faktura", "").Answered)
	require.Equal(t, []string{"faktura"}, s.endpoint.Texts())

	// A page that changes is sent, and nothing else.
	writePages(t, s.docs, map[string]string{"coffee.md": "# Coffee machine care\n\nCall the vendor.\n"})
	_, err := s.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.True(t, s.find(t, "faktura", "").Answered, "others are found meanwhile")
	s.endpoint.Texts()
	require.Equal(t, 1, s.embed(t).New)
	require.Equal(t, []string{"Coffee machine care\nCall the vendor.\n"}, s.endpoint.Texts())

	// A page that goes takes its vectors along.
	before := kept(t, s)
	require.NoError(t, os.Remove(filepath.Join(s.docs, "coffee.md")))
	_, err = s.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.NotContains(t, pagesOf(s.find(t, "coffee care", "")), "handbook/coffee.md")
	s.embed(t)
	require.Equal(t, before-2, kept(t, s))
	require.Equal(t, len(fewPages)-1, s.Embeddings().Vectors)
}

// kept is how many vectors the file has.
func kept(t *testing.T, s *bookcase) (n int) {
	t.Helper()
	wanted := map[vectorKey]bool{}
	passages, titles := s.wanted()
	for _, p := range slices.Concat(passages, titles) {
		wanted[p.key] = true
	}
	keys := make([]vectorKey, 0, len(wanted))
	for key := range wanted {
		keys = append(keys, key)
	}
	vectors, err := s.embedder.cache.get(keys)
	require.NoError(t, err)
	require.NoError(t, s.embedder.cache.db.View(func(tx *bbolt.Tx) error {
		n = tx.Bucket(vectorBucket).Stats().KeyN
		return nil
	}))
	require.Equal(t, count(vectors, func(v []float32) bool { return v != nil }), n, "nothing else is kept")
	return n
}

// What leaves for the endpoint: pages of sources that are not excepted, and
// questions, without secrets, addresses and names.
func TestWhatIsSent(t *testing.T) {
	s := newBookcase(t, func(s *bookcase) {
		home := t.TempDir()
		writePages(t, home, map[string]string{"internal.md": "# Internal matters\n\nHomebody words.\n"})
		s.options.Sources = append(s.options.Sources, Source{Name: "home", Path: home, NoEmbeddings: true})
		s.embeddings.QuestionPrefix, s.embeddings.PagePrefix = "query: ", "passage: "
		s.embeddings.Mask = func(text string) string { return strings.ReplaceAll(text, "hunter2", "[secret]") }
	})
	writePages(t, s.docs, map[string]string{"wifi.md": "# Wireless\n\nIts password is hunter2.\n"})
	_, err := s.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, s.Publish([]Article{{Name: "inq-1", Lang: English, Markdown: "# Slackish\n\nSaid in Slack.\n"}}))
	require.NoError(t, s.Put(t.Context(), Doc{ID: "INQ-1", Title: "Slackish", Text: "Asked in Slack."}))
	s.embed(t)
	for _, text := range s.endpoint.Texts() {
		if !strings.HasPrefix(text, "query: ") && !strings.HasPrefix(text, "passage: ") {
			t.Errorf("%q has no prefix", text)
		}
		for _, word := range []string{"hunter2", "Homebody", "Internal matters", "Slack"} {
			if strings.Contains(text, word) {
				t.Errorf("%q is sent with %q in it", text, word)
			}
		}
	}
	s.find(t, "<@U123> faktura with hunter2 at https://example.com/private for kate@example.com", "")
	sent := s.endpoint.Texts()
	require.Len(t, sent, 1)
	for _, word := range []string{"hunter2", "U123", "example.com", "kate"} {
		require.NotContains(t, sent[0], word)
	}
	require.Equal(t, []string{"home/internal.md"}, pagesOf(s.find(t, "homebody internal matters", "")), "words find it all the same")
	s.endpoint.Texts()
	s.find(t, "https://example.com/only", "")
	require.Empty(t, s.endpoint.Texts(), "nothing is left to send")
}

// Whatever the endpoint does, a question gets what words find, and doctor says
// why, without a word that the endpoint wrote.
func TestQuestionsFallBackToWords(t *testing.T) {
	status := func(code int, body string) fakeembeddings.Answer {
		return func(w http.ResponseWriter, _ *http.Request, _ []string, _ int) {
			w.WriteHeader(code)
			_, _ = io.WriteString(w, body)
		}
	}
	vector := func(text string) string {
		return `{"model":"test-model","data":[{"index":0,"embedding":` + text + `}]}`
	}
	long := func(x string) string { return "[" + strings.Repeat(x+",", 255) + x + "]" }
	words := newBookcase(t, func(s *bookcase) { s.options.Embeddings = nil })
	const question = "how are printers on a floor cared for?"
	want := words.find(t, question, "")
	for _, c := range []struct {
		name   string
		answer fakeembeddings.Answer
		err    string
	}{
		{"401", status(401, `{"error":{"message":"Incorrect key sk-leak","type":"invalid_request_error","code":"invalid_api_key"}}`), "embed: 401 invalid_api_key"},
		{"404 with a number for a code", status(404, `{"error":{"message":"no leak","type":"NotFoundError","code":404}}`), "embed: 404 404"},
		{"429", status(429, `{"error":{"message":"leak","type":"requests","code":"rate_limit_exceeded"}}`), "embed: 429 rate_limit_exceeded"},
		{"500 with a page", status(500, `<html>leak</html>`), "embed: 500 Internal Server Error"},
		{"a code that is prose", status(400, `{"error":{"message":"leak","type":"a leak","code":"the leak is"}}`), "embed: 400 Bad Request"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request, _ []string, _ int) {
			http.Redirect(w, r, "https://leak.example.com/", http.StatusTemporaryRedirect)
		}, "redirects elsewhere"},
		{"garbage", status(200, `leak`), "embed: the answer is not of the embeddings API"},
		{"cut off", status(200, `{"model":"test-model","data":[{"index":0,"embedd`), "unexpected EOF"},
		{"nothing", status(200, ``), "embed: "},
		{"no vector", status(200, `{"model":"test-model","data":[]}`), "0 vectors for 1 texts"},
		{"two vectors", status(200, `{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1]}]}`), "2 vectors for 1 texts"},
		{"a wrong index", status(200, `{"data":[{"index":7,"embedding":[1]}]}`), "not numbered from 0 to 0"},
		{"an empty vector", status(200, vector(`[]`)), "0 dimensions"},
		{"NaN", status(200, vector(long("NaN"))), "embed: the answer is not of the embeddings API"},
		{"null for NaN", status(200, vector(long("null"))), "not of finite length"},
		{"zero", status(200, vector(long("0"))), "not of finite length"},
		{"too large for a number", status(200, vector(long("1e39"))), "embed: the answer is not of the embeddings API"},
		{"another size", status(200, vector(`[1,2,3]`)), "another model"},
		{"another model", status(200, strings.Replace(vector(long("1")), "test-model", "other", 1)), "another model"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newBookcase(t, nil)
			s.embed(t)
			s.endpoint.SetAnswer(c.answer)
			got := s.find(t, question, "")
			require.Equal(t, pagesOf(want), pagesOf(got))
			require.Equal(t, want.Answered, got.Answered)
			require.InDelta(t, want.Hits[0].Score, got.Hits[0].Score, 1e-9)
			state := s.Embeddings()
			require.ErrorContains(t, state.Err, c.err)
			require.NotContains(t, state.Err.Error(), "leak")
			require.EqualValues(t, 1, state.Fallbacks)
			require.Equal(t, s.now, state.ErrAt)
			s.endpoint.SetAnswer(nil)
			s.find(t, question, "")
			require.NoError(t, s.Embeddings().Err, "it is over once a call succeeds")
		})
	}
}

// A connection of the real kind that breaks.
func TestAResetConnectionCostsTheMeaning(t *testing.T) {
	e := fakeembeddings.New()
	server := httptest.NewServer(e)
	defer server.Close()
	s := newBookcase(t, func(s *bookcase) { s.embeddings.URL, s.embeddings.Transport = server.URL+"/v1", nil })
	s.embed(t)
	require.True(t, s.find(t, "faktura", "").Answered)
	e.SetAnswer(func(w http.ResponseWriter, _ *http.Request, _ []string, _ int) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = c.(*net.TCPConn).SetLinger(0) // a reset instead of an end
			_ = c.Close()
		}
	})
	require.Empty(t, s.find(t, "faktura", "").Hits)
	require.Error(t, s.Embeddings().Err)
	require.NotContains(t, s.Embeddings().Err.Error(), "sk-test")
}

// An endpoint that never answers costs the budget, not the search.
func TestASlowEndpointStaysWithinTheBudget(t *testing.T) {
	s := newBookcase(t, nil)
	s.embed(t)
	s.endpoint.SetAnswer(func(_ http.ResponseWriter, r *http.Request, _ []string, _ int) { <-r.Context().Done() })
	for _, c := range []struct {
		name         string
		budget, took time.Duration // of the caller; 0 means none
		calls        int
	}{
		{"none but the search's own", 0, searchBudget - wordsReserve, 1},
		{"a second", time.Second, time.Second - wordsReserve, 1},
		{"no time at all", 100 * time.Millisecond, 0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx := t.Context()
			if c.budget > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, c.budget)
				defer cancel()
			}
			s.endpoint.Texts()
			start := time.Now()
			r, err := s.Search(ctx, Query{Text: "printers on the floor"})
			if err != nil || len(r.Hits) == 0 {
				t.Errorf("%s: %d hits, error %v", c.name, len(r.Hits), err)
			}
			if took := time.Since(start); took != c.took {
				t.Errorf("%s: took %s, want %s", c.name, took, c.took)
			}
			if n := len(s.endpoint.Texts()); n != c.calls {
				t.Errorf("%s: %d calls, want %d", c.name, n, c.calls)
			}
		})
	}
}

func TestAFailingEndpointIsLeftAlone(t *testing.T) {
	s := newBookcase(t, nil)
	s.embed(t)
	code, after := 500, ""
	s.endpoint.SetAnswer(func(w http.ResponseWriter, _ *http.Request, texts []string, _ int) {
		if code == 200 {
			s.endpoint.Properly(w, texts)
			return
		}
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(code)
	})
	calls := func(questions int) int {
		s.endpoint.Texts()
		for range questions {
			s.find(t, "faktura", "")
		}
		return len(s.endpoint.Texts())
	}
	require.Equal(t, 3, calls(10), "three failures in a row")
	require.Equal(t, s.now.Add(shortestPause), s.Embeddings().Paused)
	s.now = s.now.Add(shortestPause)
	require.Equal(t, 1, calls(10), "one tries it for all")
	require.Equal(t, s.now.Add(2*shortestPause), s.Embeddings().Paused, "longer each time")
	for range 10 {
		s.now = s.now.Add(longestPause)
		require.Equal(t, 1, calls(10))
	}
	require.Equal(t, s.now.Add(longestPause), s.Embeddings().Paused)
	s.now, code = s.now.Add(longestPause), 200
	require.Equal(t, 10, calls(10), "it is back")

	code, after = 429, "77"
	require.Equal(t, 1, calls(10), "it asks to be left alone")
	s.now = s.now.Add(76 * time.Second)
	require.Zero(t, calls(10))
	s.now = s.now.Add(time.Second)
	require.Equal(t, 1, calls(10))
}

func TestFewQuestionsAreOnTheirWayAtATime(t *testing.T) {
	s := newBookcase(t, nil)
	s.embed(t)
	started, release := make(chan struct{}), make(chan struct{})
	s.endpoint.SetAnswer(func(w http.ResponseWriter, _ *http.Request, texts []string, _ int) {
		started <- struct{}{}
		<-release
		s.endpoint.Properly(w, texts)
	})
	var wg sync.WaitGroup
	for range mostAsking {
		wg.Go(func() { _, _ = s.Search(context.Background(), Query{Text: "faktura"}) })
		<-started
	}
	require.Empty(t, s.find(t, "faktura", "").Hits, "one more goes by words, at once")
	close(release)
	wg.Wait()
}

// How calls for documents fare, in the time of a bubble.
func TestDocumentsAreSentAgainAsTheEndpointWishes(t *testing.T) {
	fail := func(times, code int, after string) func(*fakeembeddings.Server) fakeembeddings.Answer {
		return func(e *fakeembeddings.Server) fakeembeddings.Answer {
			return func(w http.ResponseWriter, _ *http.Request, texts []string, nth int) {
				if nth > times {
					e.Properly(w, texts)
					return
				}
				if after != "" {
					w.Header().Set("Retry-After", after)
				}
				w.WriteHeader(code)
			}
		}
	}
	for _, c := range []struct {
		name        string
		answer      func(*fakeembeddings.Server) fakeembeddings.Answer
		calls       int
		err         string
		least, most time.Duration
	}{
		{"429 with Retry-After", fail(1, 429, "7"), 2, "", 7 * time.Second, 7 * time.Second},
		{"500 twice", fail(2, 500, ""), 3, "", time.Millisecond, 10 * time.Second},
		{"500 for ever", fail(99, 500, ""), callTries, "500 Internal Server Error", time.Second, time.Minute},
		{"429 for an hour", fail(99, 429, "3600"), 1, "429 Too Many Requests", 0, 0},
		{"401", fail(99, 401, ""), 1, "401 Unauthorized", 0, 0},
		{"slow once", func(e *fakeembeddings.Server) fakeembeddings.Answer {
			return func(w http.ResponseWriter, r *http.Request, texts []string, nth int) {
				if nth == 1 {
					<-r.Context().Done()
					return
				}
				e.Properly(w, texts)
			}
		}, 2, "", DefaultEmbeddingTimeout, DefaultEmbeddingTimeout + time.Second},
	} {
		s := newBookcase(t, nil)
		s.endpoint.SetAnswer(c.answer(s.endpoint))
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, err := s.Embed(t.Context(), nil)
			if took := time.Since(start); took < c.least || took > c.most {
				t.Errorf("%s: took %s, want %s to %s", c.name, took, c.least, c.most)
			}
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("%s: error %v, want %q", c.name, err, c.err)
			}
			if s.endpoint.Calls() != c.calls {
				t.Errorf("%s: %d calls, want %d", c.name, s.endpoint.Calls(), c.calls)
			}
			if state := s.Embeddings(); (state.Err != nil) != (c.err != "") {
				t.Errorf("%s: doctor is told %v", c.name, state.Err)
			}
		})
	}
}

func TestAnInterruptedRunGoesOnWhereItWas(t *testing.T) {
	s := newBookcase(t, func(s *bookcase) { s.embeddings.Batch = 5 })
	ctx, cancel := context.WithCancel(t.Context())
	var told []int
	_, err := s.Embed(ctx, func(done, total int) {
		told = append(told, done, total)
		if done == 10 {
			cancel()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []int{5, 32, 10, 32}, told)
	require.NoError(t, s.Embeddings().Err, "nobody is to be told of it")
	s.endpoint.Texts()
	require.Equal(t, 22, s.embed(t).New)
	require.Len(t, s.endpoint.Texts(), 22)
}

// A text that the endpoint does not take is left out, and the others are not.
func TestARefusedTextIsLeftOut(t *testing.T) {
	refuse := func(word string) func(*bookcase) {
		return func(s *bookcase) {
			s.endpoint.SetAnswer(func(w http.ResponseWriter, _ *http.Request, texts []string, _ int) {
				if strings.Contains(strings.Join(texts, ""), word) {
					w.WriteHeader(http.StatusBadRequest)
					return
				}
				s.endpoint.Properly(w, texts)
			})
		}
	}
	s := newBookcase(t, refuse("Descale"))
	r := s.embed(t)
	require.Equal(t, 1, r.Refused)
	require.Equal(t, len(fewPages)-1, r.Vectors)
	require.True(t, s.find(t, "faktura", "").Answered)
	s.endpoint.Texts()
	s.embed(t)
	require.Empty(t, s.endpoint.Texts(), "it is not tried again and again")

	all := newBookcase(t, refuse(""))
	_, err := all.Embed(t.Context(), nil)
	require.ErrorContains(t, err, "400 Bad Request", "then it is not the texts")
	require.Less(t, all.endpoint.Calls(), 20)
}

func TestTheEndpointSwitchesItsModel(t *testing.T) {
	s := newBookcase(t, nil)
	s.embed(t)
	s.endpoint.SetModel("test-model-2")
	require.Empty(t, s.find(t, "faktura", "").Hits, "vectors of two models are not compared")
	require.ErrorIs(t, s.Embeddings().Err, errSwitched)

	// On the same day the pages are not paid for a second time.
	writePages(t, s.docs, map[string]string{"new.md": "# A new page\n\nWith words.\n"})
	_, err := s.Refresh(t.Context(), nil)
	require.NoError(t, err)
	_, err = s.Embed(t.Context(), nil)
	require.ErrorIs(t, err, errSwitched)
	require.Equal(t, 2*len(fewPages), kept(t, s))

	s.now = s.now.Add(leastBetween)
	r := s.embed(t)
	require.Equal(t, len(fewPages)+1, r.Vectors)
	require.True(t, s.find(t, "faktura", "").Answered)
	require.Equal(t, 2*len(fewPages)+2, kept(t, s))
}

func TestAnotherModelInTheConfigurationStartsAnew(t *testing.T) {
	s := newBookcase(t, nil)
	s.embed(t)
	require.NoError(t, s.Close())
	s.embeddings.Model = "another"
	s.open(t)
	require.NoError(t, s.RecallEmbeddings(t.Context()))
	require.Zero(t, s.Embeddings().Vectors)
	require.Equal(t, 2*len(fewPages), s.embed(t).New)
}

func TestDamagedVectorsAreMadeAnew(t *testing.T) {
	s := newBookcase(t, nil)
	s.embed(t)
	require.NoError(t, s.Close())
	path := filepath.Join(s.dir, vectorFile)
	sound, err := os.ReadFile(path)
	require.NoError(t, err)
	for name, damage := range map[string]func(data []byte) []byte{
		"garbage":          func([]byte) []byte { return []byte(strings.Repeat("garbage ", 4096)) },
		"cut off":          func(data []byte) []byte { return data[:len(data)/2] },
		"cut to a page":    func(data []byte) []byte { return data[:4096] },
		"empty":            func([]byte) []byte { return nil },
		"one byte flipped": func(data []byte) []byte { data[len(data)-100] ^= 1; return data },
		"zeroes in the middle": func(data []byte) []byte {
			clear(data[3*4096 : len(data)-4096])
			return data
		},
		"noise in the middle": func(data []byte) []byte {
			for i := 2 * 4096; i < len(data); i += 97 {
				data[i] ^= byte(i)
			}
			return data
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(path, damage(slices.Clone(sound)), 0o600))
			s.open(t)
			require.Equal(t, len(fewPages), s.embed(t).Vectors)
			require.True(t, s.find(t, "faktura", "").Answered)
			require.NoError(t, s.Close())
			s.open(t)
			s.endpoint.Texts()
			s.embed(t)
			require.Empty(t, s.endpoint.Texts(), "and kept")
			require.NoError(t, s.Close())
		})
	}
}

func TestPagesAreEmbeddedWhileTheLibraryIsUsed(t *testing.T) {
	s := newBookcase(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.KeepEmbedded(ctx) }()
	<-s.endpoint.Called
	writePages(t, s.docs, map[string]string{"new.md": "# A new page\n\nWith words.\n"})
	_, err := s.Refresh(t.Context(), nil)
	require.NoError(t, err)
	<-s.endpoint.Called
	require.Contains(t, strings.Join(s.endpoint.Texts(), ""), "A new page")
	cancel()
	require.NoError(t, <-done)
	require.NoError(t, s.Close())
	_, err = s.Embed(t.Context(), nil)
	require.ErrorIs(t, err, errClosed)
}

func TestEmbeddingsAreOffByDefault(t *testing.T) {
	s := newBookcase(t, func(s *bookcase) { s.options.Embeddings = nil })
	require.NoError(t, s.KeepEmbedded(t.Context()))
	require.NoError(t, s.RecallEmbeddings(t.Context()))
	require.Zero(t, s.embed(t))
	require.Zero(t, s.Embeddings())
	require.NoFileExists(t, filepath.Join(s.dir, vectorFile))
}

func TestEmbeddingsThatCannotWorkAreRefused(t *testing.T) {
	for _, c := range []struct {
		key  string
		spec EmbeddingSpec
	}{
		{"", EmbeddingSpec{URL: "https://api.openai.com/v1", Model: "m"}},
		{"", EmbeddingSpec{URL: "http://localhost:11434/v1", Model: "m", Dimensions: 512, Batch: 1, Timeout: time.Second}},
		{"url", EmbeddingSpec{Model: "m"}},
		{"url", EmbeddingSpec{URL: "api.openai.com/v1", Model: "m"}},
		{"url", EmbeddingSpec{URL: "file:///etc/passwd", Model: "m"}},
		{"url", EmbeddingSpec{URL: "https://user:password@example.com/v1", Model: "m"}},
		{"url", EmbeddingSpec{URL: "https://example.com/v1?key=1", Model: "m"}},
		{"model", EmbeddingSpec{URL: "https://example.com/v1"}},
		{"dimensions", EmbeddingSpec{URL: "https://example.com/v1", Model: "m", Dimensions: -1}},
		{"batch", EmbeddingSpec{URL: "https://example.com/v1", Model: "m", Batch: 4096}},
		{"timeout", EmbeddingSpec{URL: "https://example.com/v1", Model: "m", Timeout: time.Hour}},
	} {
		wrong := c.spec.Validate()
		if c.key == "" && len(wrong) > 0 || c.key != "" && (len(wrong) != 1 || wrong[c.key] == nil) {
			t.Errorf("%+v: %v, want a mistake in %q", c.spec, wrong, c.key)
		}
	}
	_, err := Open(t.Context(), Options{Embeddings: &Embeddings{EmbeddingSpec: EmbeddingSpec{URL: "https://example.com/v1", Model: "m"}}})
	require.ErrorContains(t, err, "index folder")
	_, err = Open(t.Context(), Options{Dir: t.TempDir(), Embeddings: &Embeddings{}})
	require.ErrorContains(t, err, "knowledge.embeddings.url: missing")
}

// Words of people and of the endpoint are no business of the log's.
func TestTheLogHasNoTexts(t *testing.T) {
	var out strings.Builder
	s := newBookcase(t, func(s *bookcase) { s.options.Log = slog.New(slog.NewTextHandler(&out, nil)) })
	ctx, cancel := context.WithCancel(t.Context())
	s.endpoint.SetAnswer(func(w http.ResponseWriter, _ *http.Request, texts []string, _ int) {
		defer cancel()
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, texts[0])
	})
	_, err := s.Embed(ctx, nil)
	require.Error(t, err)
	require.NotErrorIs(t, err, errClosed)
	require.Contains(t, out.String(), "texts=32")
	require.Contains(t, out.String(), "characters=")
	require.NotContains(t, out.String()+fmt.Sprint(err), "refund")
}
