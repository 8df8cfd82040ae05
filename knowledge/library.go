package knowledge

import (
	"context"
	"log/slog"
	"time"
)

// Options configure a [Library].
type Options struct {
	Dir      string           // folder of the index, made if missing; empty keeps it in memory
	Sources  []Source         // at least one
	Gate     Gate             // zero means DefaultGate
	Synonyms [][]string       // the team's own groups of words that mean the same, on top of the built-in ones
	Log      *slog.Logger     // nil discards
	Now      func() time.Time // nil means time.Now
}

// Library is a searchable set of documents. Its methods may be called
// concurrently.
type Library struct{}

// Open reads the sources and opens or builds their index.
func Open(ctx context.Context, o Options) (*Library, error) { return &Library{}, nil }

// Refresh reads the sources again.
func (l *Library) Refresh(ctx context.Context, progress func(done, total int)) (IndexReport, error) {
	return IndexReport{}, nil
}

// Report is the report of the last refresh.
func (l *Library) Report() IndexReport { return IndexReport{} }

// Close releases the index.
func (l *Library) Close() error { return nil }

// Search finds pages.
func (l *Library) Search(ctx context.Context, q Query) (Result, error) { return Result{}, nil }

// Lint checks the documents.
func (l *Library) Lint(ctx context.Context) ([]Finding, error) { return nil, nil }

// Put adds or replaces documents that are not files.
func (l *Library) Put(ctx context.Context, docs ...Doc) error { return nil }

// Forget removes documents by id.
func (l *Library) Forget(ctx context.Context, ids ...DocID) error { return nil }

// Finding is a flaw that Lint found.
type Finding struct {
	Source, Path string
	Line         int // 0: the whole file
	Rule         string
	Message      string
}

// Gate decides from which score on pages are shown.
type Gate struct{}

// DocID identifies a document given to Put.
type DocID string

// Doc is a document that is not a file: an answered inquiry, a review, a FAQ.
type Doc struct {
	ID       DocID
	Title    string
	Text     string
	URL      string
	Audience string
	Lang     Lang
	Updated  time.Time
	Pages    []string
}

// Related is a document given to Put that resembles a question.
type Related struct {
	ID         DocID
	Title, URL string
	Updated    time.Time
	Similarity float64
}
