package knowledge

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"slices"
	"time"
)

// EvalDocs is a folder of documents to evaluate search on. Folders of one name
// are translations of each other.
type EvalDocs struct {
	Name string
	Lang Lang // empty: from folder names or the text
	Dir  string
}

// EvalSearchOptions say what to evaluate.
type EvalSearchOptions struct {
	Docs []EvalDocs
	// Queries are JSON lines {"id","text","lang","relevant":["NAME/path.md"]}.
	// An empty relevant says that no page answers.
	Queries io.Reader
	Gate    Gate
	// Embeddings find pages by meaning too; nil leaves it at words. They need a
	// Dir: documents and questions are read anew each time, vectors are not made
	// anew.
	Embeddings *Embeddings
	Log        *slog.Logger     // nil discards
	Now        func() time.Time // nil means time.Now
}

// EvalEmbeddings tell what part meaning had in a measurement.
type EvalEmbeddings struct {
	Model     string  `json:"model"`
	Vectors   int     `json:"vectors"`
	Seconds   float64 `json:"embed_s"`   // time to make those that were not kept
	Usable    bool    `json:"usable"`    // they tell the pages apart; else words alone were measured
	Fallbacks int64   `json:"fallbacks"` // questions answered by words alone, as the endpoint failed or was late
}

// SearchScores is the quality of document search on a set of questions. Shares
// go from 0 to 1 and are 0 where there is no question of the sort.
type SearchScores struct {
	N             int     `json:"n"`              // questions
	Hit1          float64 `json:"hit@1"`          // share of answerable questions with a right page first
	Hit3          float64 `json:"hit@3"`          // … among the first three
	Hit5          float64 `json:"hit@5"`          // … among the first five
	MRR10         float64 `json:"mrr@10"`         // mean of 1/rank of the first right page, 0 beyond rank 10
	NoneAUC       float64 `json:"none_auc"`       // chance that an answerable question's top score beats an unanswerable one's
	Answered      float64 `json:"answered"`       // share of answerable questions that pass the gate
	NoneSuggested float64 `json:"none_suggested"` // share of unanswerable questions that pass the gate
	P50           float64 `json:"p50_ms"`         // median time of a search in milliseconds
	P99           float64 `json:"p99_ms"`         // 99th percentile in milliseconds
	IndexSeconds  float64 `json:"index_s"`        // time to read the documents and build the index in seconds

	Embeddings *EvalEmbeddings `json:"embeddings,omitempty"` // nil when words alone were measured

	Tradeoff []GatePoint `json:"gate"` // what other floors would show, from low to high

	// Questions tell each question's fate, in their order; not part of the JSON.
	Questions []EvalQuestion `json:"-"`
}

// GatePoint is what a floor of the gate would show.
type GatePoint struct {
	Floor         float64 `json:"floor"`
	Answered      float64 `json:"answered"`       // share of answerable questions that pass
	NoneSuggested float64 `json:"none_suggested"` // share of unanswerable questions that pass
	Right         float64 `json:"right@3"`        // share of the answerable ones that pass with a right page among the first three
}

// tradeoffFloors are the floors of the table.
func tradeoffFloors() []float64 {
	return []float64{0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 2.5, 3}
}

// tradeoff tells what the gate would have shown with each floor.
func (s *SearchScores) tradeoff() []GatePoint {
	var points []GatePoint
	for _, floor := range tradeoffFloors() {
		with, without, shown, wrong, right := 0, 0, 0, 0, 0
		for _, q := range s.Questions {
			pass := q.Result.passes(floor)
			switch {
			case !q.Answerable:
				without++
				if pass {
					wrong++
				}
			default:
				with++
				if pass {
					shown++
					if q.Rank > 0 && q.Rank <= 3 {
						right++
					}
				}
			}
		}
		share := func(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
		points = append(points, GatePoint{Floor: floor, Answered: share(shown, with), NoneSuggested: share(wrong, without), Right: share(right, shown)})
	}
	return points
}

// EvalQuestion is what search made of one question.
type EvalQuestion struct {
	ID         string
	Lang       Lang
	Answerable bool
	Rank       int // of the first right page, from 1; 0 means not among the first ten
	Result     Result
}

// evalRow is one line of a file of questions.
type evalRow struct {
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	Lang     Lang     `json:"lang"`
	Relevant []string `json:"relevant"`
}

// EvalSearch indexes the documents in memory and measures search with labelled
// questions. A page found in any of its languages counts as found.
func EvalSearch(ctx context.Context, o EvalSearchOptions) (SearchScores, error) {
	rows, err := readEvalRows(o.Queries)
	if err != nil {
		return SearchScores{}, err
	}
	now := o.Now
	if now == nil {
		now = time.Now
	}
	var sources []Source
	for _, d := range o.Docs {
		sources = append(sources, Source{Name: d.Name, Path: d.Dir, Lang: d.Lang})
	}
	start := now()
	l, err := Open(ctx, Options{Sources: sources, Gate: o.Gate, Embeddings: o.Embeddings, Log: o.Log, Now: o.Now})
	if err != nil {
		return SearchScores{}, fmt.Errorf("index documents: %w", err)
	}
	indexed := now().Sub(start)
	made, err := l.Embed(ctx, nil)
	if err != nil { // words alone are not what was to be measured
		return SearchScores{}, errors.Join(fmt.Errorf("embed documents: %w", err), l.Close())
	}
	scores, err := l.eval(ctx, rows, now, indexed)
	if made.Model != "" {
		status := l.Embeddings()
		scores.Embeddings = &EvalEmbeddings{
			Model: made.Model, Vectors: status.Vectors, Seconds: made.Took.Seconds(), Usable: status.Usable, Fallbacks: status.Fallbacks,
		}
	}
	return scores, errors.Join(err, l.Close())
}

func readEvalRows(r io.Reader) ([]evalRow, error) {
	var rows []evalRow
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var row evalRow
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("read questions: line %d: %w", n, err)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	return rows, nil
}

func (l *Library) eval(ctx context.Context, rows []evalRow, now func() time.Time, index time.Duration) (SearchScores, error) {
	scores := SearchScores{N: len(rows), IndexSeconds: index.Seconds()}
	var times []float64
	var with, without []float64 // top scores of answerable and unanswerable questions
	for _, row := range rows {
		start := now()
		result, err := l.Search(ctx, Query{Text: row.Text, Lang: row.Lang, Limit: 10, Audience: AudienceMembers})
		if err != nil {
			return SearchScores{}, fmt.Errorf("question %s: %w", row.ID, err)
		}
		times = append(times, float64(now().Sub(start))/float64(time.Millisecond))
		q := EvalQuestion{ID: row.ID, Lang: row.Lang, Answerable: len(row.Relevant) > 0, Result: result}
		q.Rank = 1 + slices.IndexFunc(result.Hits, func(h Hit) bool { return slices.Contains(row.Relevant, h.Page) })
		scores.Questions = append(scores.Questions, q)
		top := 0.0
		if len(result.Hits) > 0 {
			top = result.Hits[0].Score
		}
		if q.Answerable {
			with = append(with, top)
			scores.add(q)
		} else {
			without = append(without, top)
			if result.Answered {
				scores.NoneSuggested++
			}
		}
	}
	n := float64(max(len(with), 1))
	scores.Hit1, scores.Hit3, scores.Hit5, scores.MRR10, scores.Answered = scores.Hit1/n, scores.Hit3/n, scores.Hit5/n, scores.MRR10/n, scores.Answered/n
	scores.NoneSuggested /= float64(max(len(without), 1))
	scores.NoneAUC = auc(with, without)
	scores.Tradeoff = scores.tradeoff()
	scores.P50, scores.P99 = percentile(times, 0.50), percentile(times, 0.99)
	return scores, nil
}

// add counts an answerable question; shares are sums until eval divides them.
func (s *SearchScores) add(q EvalQuestion) {
	if q.Result.Answered {
		s.Answered++
	}
	if q.Rank == 0 {
		return
	}
	s.MRR10 += 1 / float64(q.Rank)
	if q.Rank <= 5 {
		s.Hit5++
	}
	if q.Rank <= 3 {
		s.Hit3++
	}
	if q.Rank == 1 {
		s.Hit1++
	}
}

// auc is the chance that one of a is greater than one of b, ties counting half.
func auc(a, b []float64) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	wins := 0.0
	for _, x := range a {
		for _, y := range b {
			switch cmp.Compare(x, y) {
			case 1:
				wins++
			case 0:
				wins += 0.5
			}
		}
	}
	return wins / float64(len(a)*len(b))
}

// percentile is the smallest value that a share of the values does not exceed.
func percentile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(int(math.Ceil(share*float64(len(sorted))))-1, 0)]
}
