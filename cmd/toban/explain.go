package main

import (
	"fmt"
	"io"
	"strings"

	"toban/knowledge"
)

// explanation is the JSON of what made a hit.
type explanation struct {
	Evidence  float64         `json:"evidence"`
	Threshold float64         `json:"threshold"`
	Matched   int             `json:"matched"`
	Coverage  float64         `json:"coverage"`
	Titled    float64         `json:"titled"`
	Votes     float64         `json:"votes"`
	Parts     []explainedPart `json:"parts"`

	Placing map[string]float64 `json:"placing"`
}

type explainedPart struct {
	Lang     string             `json:"lang"`
	Path     string             `json:"path"`
	Terms    []explainedTerm    `json:"terms"`
	Pairs    float64            `json:"pairs"`
	Section  float64            `json:"section"`
	Heading  string             `json:"heading"`
	Factors  map[string]float64 `json:"factors"`
	Coverage float64            `json:"coverage"`
	Total    float64            `json:"total"`
}

type explainedTerm struct {
	Term   string         `json:"term"`
	For    string         `json:"for"`
	Weight float64        `json:"weight"`
	Rarity float64        `json:"rarity"`
	In     map[string]int `json:"in"`
	Points float64        `json:"points"`
}

func explanationJSON(w *knowledge.Trace) *explanation {
	if w == nil {
		return nil
	}
	out := &explanation{Evidence: w.Evidence, Threshold: w.Threshold, Matched: w.Matched, Coverage: w.Coverage, Titled: w.Titled, Votes: w.Votes, Parts: []explainedPart{}, Placing: map[string]float64{}}
	for _, f := range w.Placing {
		out.Placing[f.Name] = f.By
	}
	for _, p := range w.Parts {
		part := explainedPart{
			Lang: string(p.Lang), Path: p.Path, Terms: []explainedTerm{}, Pairs: p.Pairs, Section: p.Section, Heading: p.Heading,
			Factors: map[string]float64{}, Coverage: p.Coverage, Total: p.Total,
		}
		for _, f := range p.Factors {
			part.Factors[f.Name] = f.By
		}
		for _, t := range p.Terms {
			in := map[string]int{}
			for _, place := range places(t) {
				in[place.name] = place.n
			}
			part.Terms = append(part.Terms, explainedTerm{Term: t.Term, For: t.For, Weight: t.Weight, Rarity: t.Rarity, In: in, Points: t.Points})
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}

type place struct {
	name string
	n    int
}

// places are where a word stands, those without it left out.
func places(t knowledge.TraceTerm) []place {
	var out []place
	for _, p := range []place{
		{"title", t.Title},
		{"headings", t.Headings},
		{"path", t.Path},
		{"body", t.Body},
		{"code", t.Code},
		{"links", t.Linked},
	} {
		if p.n > 0 {
			out = append(out, p)
		}
	}
	return out
}

// printExplanation says what made a hit, words first, the gate last.
func printExplanation(w io.Writer, h knowledge.Hit) {
	for _, p := range h.Trace.Parts {
		fmt.Fprintf(w, "   %s %s: %.1f points\n", p.Lang, p.Path, p.Total)
		rows := [][]string{}
		for _, t := range p.Terms {
			word := t.Term
			if t.For != t.Term {
				word += " for " + t.For
			}
			var in []string
			for _, place := range places(t) {
				in = append(in, fmt.Sprintf("%s %d", place.name, place.n))
			}
			rows = append(rows, []string{"     " + word, fmt.Sprintf("%.1f", t.Points), fmt.Sprintf("weight %.2f × rarity %.2f", t.Weight, t.Rarity), strings.Join(in, ", ")})
		}
		rows = append(rows, []string{"     neighbouring words", fmt.Sprintf("%.1f", p.Pairs)})
		section := p.Heading
		if section == "" {
			section = "the page's beginning"
		}
		rows = append(rows, []string{"     best section", fmt.Sprintf("%.1f", p.Section), section})
		for _, f := range p.Factors {
			if f.By != 1 {
				rows = append(rows, []string{"     " + f.Name, fmt.Sprintf("× %.2f", f.By)})
			}
		}
		table(w, rows...)
	}
	for _, f := range h.Trace.Placing {
		fmt.Fprintf(w, "   %s: × %.2f for the order, no evidence\n", f.Name, f.By)
	}
	fmt.Fprintf(w, "   %d words, %.0f %% of the question, %.0f %% in the title; evidence %.1f of %.1f: score %.2f\n",
		h.Trace.Matched, 100*h.Trace.Coverage, 100*h.Trace.Titled, h.Trace.Evidence, h.Trace.Threshold, h.Score)
	if h.Trace.Votes > 0 {
		fmt.Fprintf(w, "   solved similar inquiries, similarity %.2f\n", h.Trace.Votes)
	}
}

// verdictText says what the gate made of the first hit.
func verdictText(v knowledge.Verdict) string {
	switch v {
	case knowledge.VerdictNothing:
		return "Gate: closed, no page has a word of the question."
	case knowledge.VerdictBelow:
		return "Gate: closed, the score is below the floor."
	case knowledge.VerdictWords:
		return "Gate: closed, the page has too few words of the question."
	case knowledge.VerdictScore:
		return "Gate: open, the score reaches the floor."
	case knowledge.VerdictNamed:
		return "Gate: open, the question names the page."
	case knowledge.VerdictVoted:
		return "Gate: open, the page solved an inquiry of the same words."
	case knowledge.VerdictMeant:
		return "Gate: open, the page is near to the question in meaning."
	}
	return ""
}
