package knowledge

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
)

const (
	candidates  = 100  // pages that bleve proposes; holds every right page of the development questions
	batchSize   = 150  // pages per batch: more is hardly faster and costs memory
	lockTimeout = "5s" // of bleve, which would wait for ever; the folder's own lock comes first
	ledgerKey   = "pages"
)

// indexMapping stores nothing but the inverted index: text, positions and scores
// of their own live in memory.
func indexMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	// Terms arrive cut and cleaned, see docTerms.bleveText, so that bleve and
	// ranking can never disagree about what a term is.
	err := m.AddCustomAnalyzer("terms", map[string]any{"type": custom.Name, "tokenizer": whitespace.Name})
	if err != nil {
		return nil, fmt.Errorf("describe the analyzer: %w", err)
	}
	text := bleve.NewTextFieldMapping()
	text.Analyzer = "terms"
	text.Store, text.IncludeInAll, text.IncludeTermVectors, text.DocValues = false, false, false, false
	doc := bleve.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt("terms", text)
	doc.AddFieldMappingsAt("audience", text)
	m.DefaultMapping = doc
	m.DefaultAnalyzer = "terms"
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	return m, nil
}

// indexed is a page as handed to bleve.
type indexed struct {
	Terms    string `json:"terms"`
	Audience string `json:"audience"`
}

// schema identifies what an index folder holds: the mapping and the analyzer.
// bleve would open an index of another schema without a word.
func schema() (string, error) {
	m, err := indexMapping()
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("describe the index: %w", err)
	}
	sum := sha256.Sum256(append(text, analyzerVersion+readerVersion+stopWordList...))
	return hex.EncodeToString(sum[:4]), nil
}

// A postbox is the bleve index of one language with the hashes of its pages.
type postbox struct {
	index  bleve.Index
	folder string            // empty in memory
	ledger map[string]string // page id to content hash
}

// openPostbox opens the newest sound index of a language, or returns nil if
// there is none. Folders that are damaged or of another schema are removed.
func openPostbox(dir, schema string, lang Lang) (*postbox, error) {
	if dir == "" {
		return nil, nil
	}
	var found *postbox
	for _, name := range slices.Backward(postboxFolders(dir, lang)) {
		folder := filepath.Join(dir, name)
		if found == nil && strings.HasPrefix(name, postboxPrefix(lang)+schema+"-") {
			box, err := tryPostbox(folder)
			if err == nil {
				found = box
				continue
			}
		}
		if err := os.RemoveAll(folder); err != nil {
			return nil, fmt.Errorf("remove stale index %s: %w", folder, err)
		}
	}
	return found, nil
}

func postboxPrefix(lang Lang) string { return "docs-" + string(lang) + "-" }

// postboxFolders lists the index folders of a language from old to new.
func postboxFolders(dir string, lang Lang) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), postboxPrefix(lang)) {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int { return generation(a) - generation(b) })
	return names
}

// generation is the number at the end of an index folder's name.
func generation(name string) int {
	n, err := strconv.Atoi(name[strings.LastIndexByte(name, '-')+1:])
	if err != nil {
		return 0
	}
	return n
}

// tryPostbox opens a folder once its files are known to be what was written:
// bleve keeps checksums but never looks at them, and damage would show as errors
// of any kind or as a panic, here, in a goroutine of bleve's or in front of a
// person.
func tryPostbox(folder string) (box *postbox, err error) {
	defer func() {
		if r := recover(); r != nil {
			box, err = nil, fmt.Errorf("index is damaged: %v", r)
		}
	}()
	if err := checkSegments(folder); err != nil {
		return nil, err
	}
	index, err := bleve.OpenUsing(folder, map[string]any{"bolt_timeout": lockTimeout})
	if err != nil {
		return nil, err
	}
	box = &postbox{index: index, folder: folder}
	if err := box.probe(); err != nil {
		return nil, errors.Join(err, box.close())
	}
	return box, nil
}

// checkSegments compares every segment of an index with the checksum at its
// end, which zapx writes as CRC-32 (IEEE) of all before it, big-endian.
func checkSegments(folder string) error {
	root, err := os.OpenRoot(filepath.Join(folder, "store"))
	if err != nil {
		return fmt.Errorf("open segments: %w", err)
	}
	defer root.Close()
	segments, err := fs.Glob(root.FS(), "*.zap")
	if err != nil {
		return fmt.Errorf("list segments: %w", err)
	}
	for _, name := range segments {
		content, err := root.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read segment: %w", err)
		}
		end := len(content) - crc32.Size
		if end < 0 || crc32.ChecksumIEEE(content[:end]) != binary.BigEndian.Uint32(content[end:]) {
			return fmt.Errorf("segment %s is damaged", name)
		}
	}
	return nil
}

// probe reads the ledger and counts its pages.
func (b *postbox) probe() error {
	text, err := b.index.GetInternal([]byte(ledgerKey))
	if err != nil {
		return fmt.Errorf("read the ledger: %w", err)
	}
	if err := json.Unmarshal(text, &b.ledger); err != nil {
		return fmt.Errorf("read the ledger: %w", err)
	}
	all, err := b.index.Search(bleve.NewSearchRequestOptions(bleve.NewMatchAllQuery(), 1, 0, false))
	if err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	if int(all.Total) != len(b.ledger) {
		return fmt.Errorf("probe: %d pages instead of %d", all.Total, len(b.ledger))
	}
	return nil
}

// newPostbox makes an empty index beside the ones that exist.
func newPostbox(dir, schema string, lang Lang) (*postbox, error) {
	m, err := indexMapping()
	if err != nil {
		return nil, err
	}
	folder := ""
	config := map[string]any{}
	if dir != "" {
		next := 1
		if names := postboxFolders(dir, lang); len(names) > 0 {
			next = generation(names[len(names)-1]) + 1
		}
		folder = filepath.Join(dir, fmt.Sprintf("%s%s-%06d", postboxPrefix(lang), schema, next))
		config["bolt_timeout"] = lockTimeout
	}
	// An empty path means memory; bleve's NewMemOnly would use another, slower engine.
	index, err := bleve.NewUsing(folder, m, scorch.Name, scorch.Name, config)
	if err != nil {
		return nil, fmt.Errorf("make index %s: %w", folder, err)
	}
	return &postbox{index: index, folder: folder, ledger: map[string]string{}}, nil
}

// update makes the index hold exactly these pages and tells done after every
// batch. If it fails the index holds some of the changes; doing it again is safe.
func (b *postbox) update(ctx context.Context, pages []*page, lexicon *lexicon, done func(n int)) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("write index: index is damaged: %v", r)
		}
	}()
	changed := false
	batch := b.index.NewBatch()
	flush := func() error {
		if err := b.index.Batch(batch); err != nil {
			return fmt.Errorf("write index: %w", err)
		}
		batch = b.index.NewBatch() // bleve may still be looking at the old one
		return ctx.Err()
	}
	ledger := make(map[string]string, len(pages))
	for _, p := range pages {
		hash := p.hash()
		ledger[p.id] = hash
		if b.ledger[p.id] == hash {
			done(1)
			continue
		}
		audience := AudienceEveryone
		if p.members {
			audience = AudienceMembers
		}
		if err := batch.Index(p.id, indexed{Terms: p.terms.bleveText(lexicon), Audience: audience}); err != nil {
			return fmt.Errorf("write index: %w", err)
		}
		changed = true
		if done(1); batch.Size() >= batchSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	for id := range b.ledger {
		if _, ok := ledger[id]; !ok {
			batch.Delete(id)
			changed = true
		}
	}
	if !changed && len(ledger) > 0 {
		return nil
	}
	text, err := json.Marshal(ledger)
	if err != nil {
		return fmt.Errorf("write the ledger: %w", err)
	}
	if !changed {
		if old, err := b.index.GetInternal([]byte(ledgerKey)); err == nil && bytes.Equal(old, text) {
			return nil
		}
	}
	batch.SetInternal([]byte(ledgerKey), text)
	if err := flush(); err != nil {
		return err
	}
	b.ledger = ledger
	return nil
}

func termQuery(term string, boost float64) *query.TermQuery {
	q := bleve.NewTermQuery(term)
	q.SetField("terms")
	q.SetBoost(boost)
	return q
}

// propose returns the ids of the pages that bleve finds best, best first.
func (b *postbox) propose(ctx context.Context, terms []queryTerm, members bool) (ids []string, err error) {
	// A file that was cut short under a running process would else end it.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			ids, err = nil, fmt.Errorf("search index: index is damaged: %v", r)
		}
	}()
	clauses := make([]query.Query, 0, len(terms))
	for _, t := range terms {
		clauses = append(clauses, termQuery(t.term, t.weight))
	}
	var q query.Query = bleve.NewDisjunctionQuery(clauses...)
	if !members {
		hidden := bleve.NewTermQuery(AudienceMembers)
		hidden.SetField("audience")
		both := bleve.NewBooleanQuery()
		both.AddMust(q)
		both.AddMustNot(hidden)
		q = both
	}
	found, err := b.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(q, candidates, 0, false))
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	for _, hit := range found.Hits {
		ids = append(ids, hit.ID)
	}
	return ids, nil
}

func (b *postbox) close() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("close index: index is damaged: %v", r)
		}
	}()
	if err := b.index.Close(); err != nil {
		return fmt.Errorf("close index %s: %w", b.folder, err)
	}
	return nil
}

// remove closes the index and deletes its folder.
func (b *postbox) remove() error {
	err := b.close()
	if b.folder == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(b.folder))
}
