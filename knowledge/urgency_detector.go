package knowledge

import (
	"bytes"
	"context"
	_ "embed" // the examples
	"fmt"
	"slices"
	"sync"
)

// urgencyExamples are rows {"text","label"} that were written for toban: what people of any trade report while their users are hurt, and what else is
// written to a platform team, above all what resembles it.
//
//go:embed urgency_examples.jsonl
var urgencyExamples []byte

// Classes of the detector.
const (
	classCalm int32 = iota
	classHurt
)

// signStrength is the value of a rule's hit, the words of a text having length one together. Hits are evidence for a model, but whoever lists phrases thinks
// of few ways to say a thing: at .2 and above the model trusts them so much that it misses a third of what other people write, at .05 it gains from them.
const signStrength = 0.05

// A detector tells how probably a message says that users are hurt now: a logistic regression over the features of the words and the hits of the rules.
type detector struct{ head }

var builtinDetector = sync.OnceValue(func() *detector {
	d, err := fitDetector(context.Background(), builtinReports())
	if err != nil {
		panic("knowledge: built-in examples: " + err.Error())
	}
	return d
})

// A report is a text as written in Slack, and whether it says that users are hurt.
type report struct {
	text  string
	class int32
}

// builtinReports reads the examples. A label is [KindIncident] or "normal".
func builtinReports() []report {
	rows, err := readLabelled(bytes.NewReader(urgencyExamples))
	if err != nil {
		panic("knowledge: built-in examples: " + err.Error())
	}
	reports := make([]report, len(rows))
	for i, r := range rows {
		reports[i].text = r.Text
		if r.Label == KindIncident {
			reports[i].class = classHurt
		}
	}
	return reports
}

// fitDetector learns reports.
func fitDetector(ctx context.Context, reports []report) (*detector, error) {
	d := &detector{head{classes: []string{"normal", KindIncident}, evidence: &evidence{}}}
	statements := make([]statement, len(reports))
	messages := make([]*message, len(reports))
	lessons := make([]lesson, len(reports))
	texts := make([][]feature, len(reports))
	all := make([]int, len(reports))
	for i, r := range reports {
		statements[i] = readStatement(readSlack(r.text).own)
		messages[i] = readMessage(statements[i].folded)
		texts[i] = messages[i].features
		lessons[i] = lesson{class: r.class, weight: 1}
		all[i] = i
	}
	d.vocabulary = newVocabulary(texts, frequency{}, 1)
	for range signs {
		d.vocabulary.axes = append(d.vocabulary.axes, axis{worth: 1})
	}
	rows := make([]vector, len(reports))
	for i, m := range messages {
		rows[i] = d.vectorOf(&statements[i], m)
	}
	m, err := fitLessons(ctx, lessons, newDesign(d.vocabulary, rows), all, len(d.classes))
	if err != nil {
		return nil, fmt.Errorf("fit the detector: %w", err)
	}
	d.model = m
	return d, nil
}

// vectorOf is a statement as the model sees it; the hits of the rules follow the features of the words.
func (d *detector) vectorOf(s *statement, m *message) vector {
	v := d.vocabulary.vector(m.features, d.vocabulary.numbers(m.features), nil)
	for i, hit := range s.signs() {
		if hit {
			v.number = append(v.number, int32(len(d.vocabulary.ids)+i))
			v.value = append(v.value, signStrength)
		}
	}
	return v
}

// signs is the number of hits that the model knows.
const signs = cues + 6

// signs are the hits of the rules.
func (s *statement) signs() (hit [signs]bool) {
	for c, p := range s.cues {
		hit[c] = p != nil
	}
	copy(hit[cues:], []bool{s.live, s.moot, s.settled(), s.asks(), s.rules >= UrgencySuspected, s.rules == UrgencyUrgent})
	return hit
}

func (d *detector) read(s *statement, m *message) reading {
	v := d.vectorOf(s, m)
	p := make([]float64, len(d.classes))
	softmaxInto(p, d.model.logits(v, d.vocabulary.axes))
	return reading{of: m, vector: v, p: p}
}

// explain names the words of a message that spoke for users being hurt.
func (d *detector) explain(r reading) []string {
	words := loudestWords(d.contributions(r, int(classHurt)))
	return slices.DeleteFunc(words, stopWord)
}
