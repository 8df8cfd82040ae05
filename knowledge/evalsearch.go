package knowledge

import (
	"context"
	"io"
)

// EvalDocs names a folder of documents for [EvalSearch].
type EvalDocs struct {
	Name string
	Lang Lang
	Dir  string
}

// EvalSearchOptions say what to evaluate.
type EvalSearchOptions struct {
	Docs    []EvalDocs
	Queries io.Reader // JSON lines of {"id","text","lang","relevant"}
}

// SearchScores is the quality of document search on a set of questions.
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
	IndexSeconds  float64 `json:"index_s"`        // time to build the index in seconds
}

// EvalSearch measures search.
func EvalSearch(ctx context.Context, o EvalSearchOptions) (SearchScores, error) {
	return SearchScores{}, nil
}
