package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// EmbeddingSpec is the endpoint that turns text into vectors, as it is
// configured: POST {url}/embeddings of OpenAI's API, which many servers speak.
type EmbeddingSpec struct {
	URL   string `yaml:"url"`   // of the API with its version, such as https://api.openai.com/v1
	Model string `yaml:"model"` // as the endpoint calls it
	// Dimensions are asked of models that can shorten their vectors; 0 leaves
	// it to the model.
	Dimensions int           `yaml:"dimensions"`
	Timeout    time.Duration `yaml:"timeout"` // of one call for documents; 0 means DefaultEmbeddingTimeout
	Batch      int           `yaml:"batch"`   // texts of one such call; 0 means DefaultEmbeddingBatch
	// QuestionPrefix and PagePrefix go before each text, for models that were
	// trained with them, such as "query: " and "passage: ".
	QuestionPrefix string `yaml:"question_prefix"`
	PagePrefix     string `yaml:"page_prefix"`
}

// Defaults and limits of an [EmbeddingSpec].
const (
	DefaultEmbeddingTimeout = 30 * time.Second
	DefaultEmbeddingBatch   = 64

	mostDimensions = 8192
	mostBatch      = 2048 // of OpenAI's API
	longestTimeout = 10 * time.Minute
	tryTimeout     = 10 * time.Second
)

// Validate returns what is wrong, by key; empty when nothing is.
func (s EmbeddingSpec) Validate() map[string]error {
	wrong := map[string]error{}
	u, err := url.Parse(s.URL)
	switch {
	case s.URL == "":
		wrong["url"] = errors.New("missing; write the address of the API with its version, such as https://api.openai.com/v1")
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		wrong["url"] = fmt.Errorf("%q is no address of an API; write one such as https://api.openai.com/v1", s.URL)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		wrong["url"] = errors.New("has a user, a query or a fragment; keep the address alone and put the key into api_key")
	}
	if s.Model == "" {
		wrong["model"] = errors.New("missing; write the name of an embedding model that the endpoint serves")
	}
	if s.Dimensions < 0 || s.Dimensions > mostDimensions {
		wrong["dimensions"] = fmt.Errorf("%d is not between 1 and %d; leave it out for the model's own", s.Dimensions, mostDimensions)
	}
	if s.Timeout < 0 || s.Timeout > longestTimeout {
		wrong["timeout"] = fmt.Errorf("%s is not between 1s and %s", s.Timeout, longestTimeout)
	}
	if s.Batch < 0 || s.Batch > mostBatch {
		wrong["batch"] = fmt.Errorf("%d is not between 1 and %d", s.Batch, mostBatch)
	}
	return wrong
}

// Embeddings let a library find pages by meaning too. Text leaves for the
// endpoint: the pages of every source that is not excepted, those for members
// included, and the questions. What was written in Slack, given to Put or to
// Publish, does not.
type Embeddings struct {
	EmbeddingSpec

	Dir       string                   // where vectors are kept; empty means the folder of the index
	Key       string                   // sent as bearer token; empty sends none
	Mask      func(text string) string // takes secrets out of what is sent; nil sends text as it is
	Transport http.RoundTripper        // nil means http.DefaultTransport
}

// Try asks the endpoint for one vector.
func (o Embeddings) Try(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, tryTimeout)
	defer cancel()
	_, err := newEmbeddingClient(o).embed(ctx, []string{o.QuestionPrefix + "toban"})
	return err
}

// An EmbeddingStatus tells how finding by meaning fares. The zero value says
// that it is off.
type EmbeddingStatus struct {
	Model   string // configured; empty means off
	Vectors int    // searched
	Wanted  int    // passages of the pages that may be embedded
	// Usable says that these vectors tell pages apart; without it they have no
	// say, see nearnessScale.
	Usable     bool
	Latency    time.Duration // of the last call that succeeded
	Err        error         // of the last call or run; nil once one succeeded
	ErrAt      time.Time
	Paused     time.Time // questions are not sent before
	Calls      int64     // since the start
	Failures   int64     // of them
	Characters int64     // sent
	Tokens     int64     // as the endpoint counts them
	Fallbacks  int64     // questions answered by words alone
}

// Embeddings tells how finding by meaning fares.
func (l *Library) Embeddings() EmbeddingStatus {
	if l.embedder == nil {
		return EmbeddingStatus{}
	}
	return l.embedder.status()
}

// An embedder has the vectors of a library and makes them.
type embedder struct {
	spec  EmbeddingSpec
	mask  func(string) string
	call  *embeddingClient
	log   *slog.Logger
	now   func() time.Time
	path  string        // of the cache
	stale chan struct{} // the pages or the model are others than those embedded

	asking chan struct{} // holds one for every question on its way

	running sync.Mutex // serialises runs; guards what follows
	cache   *vectorCache
	refused map[vectorKey]bool // texts that the endpoint does not take
	closed  bool

	table atomic.Pointer[vectorTable] // nil until there are vectors

	mu     sync.Mutex // guards what follows
	state  EmbeddingStatus
	failed int // calls for questions in a row
}

// newEmbedder makes an embedder; nil options make none.
func newEmbedder(o *Embeddings, dir string, log *slog.Logger, now func() time.Time) (*embedder, error) {
	if o == nil {
		return nil, nil
	}
	var problems []error
	for key, err := range o.Validate() {
		problems = append(problems, fmt.Errorf("knowledge.embeddings.%s: %w", key, err))
	}
	dir = cmp.Or(o.Dir, dir)
	if dir == "" {
		problems = append(problems, errors.New("knowledge.embeddings: an index folder is needed, where vectors are kept"))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	e := &embedder{
		spec: o.EmbeddingSpec, mask: o.Mask, call: newEmbeddingClient(*o), log: log, now: now,
		stale: make(chan struct{}, 1), asking: make(chan struct{}, mostAsking), refused: map[vectorKey]bool{},
		path: filepath.Join(dir, vectorFile), state: EmbeddingStatus{Model: o.Model},
	}
	if e.mask == nil {
		e.mask = func(text string) string { return text }
	}
	return e, nil
}

// outdated says that there are other pages than those embedded.
func (e *embedder) outdated() {
	if e == nil {
		return
	}
	select {
	case e.stale <- struct{}{}:
	default:
	}
}

func (e *embedder) close() error {
	if e == nil {
		return nil
	}
	e.running.Lock()
	defer e.running.Unlock()
	e.closed = true
	return e.cache.close()
}

func (e *embedder) status() EmbeddingStatus {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.state
	if t := e.table.Load(); t != nil {
		s.Vectors, s.Usable = len(t.rows), t.scale.usable
	}
	return s
}

// embed makes one call and counts it.
func (e *embedder) embed(ctx context.Context, texts []string) (embedded, error) {
	masked := make([]string, len(texts))
	characters := 0
	for i, text := range texts {
		masked[i] = e.mask(text)
		characters += len([]rune(masked[i]))
	}
	start := e.now()
	out, err := e.call.embed(ctx, masked)
	took := e.now().Sub(start)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.state.Calls++
	e.state.Characters += int64(characters)
	if err != nil {
		if ctx.Err() == nil || errors.Is(ctx.Err(), context.DeadlineExceeded) { // else nobody waited for it
			e.state.Failures++
			e.state.Err, e.state.ErrAt = err, e.now()
		}
		return embedded{}, err
	}
	e.state.Tokens += int64(out.tokens)
	e.state.Latency, e.state.Err = took, nil
	return out, nil
}

// fault notes what went wrong outside of a call.
func (e *embedder) fault(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.state.Err, e.state.ErrAt = err, e.now()
}
