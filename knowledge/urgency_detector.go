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
	d, err := fitDetector(context.Background(), builtinUrgencyLessons())
	if err != nil {
		panic("knowledge: built-in examples: " + err.Error())
	}
	return d
})

// builtinUrgencyLessons reads the examples. A label is [KindIncident] or "normal".
func builtinUrgencyLessons() []lesson {
	rows, err := readLabelled(bytes.NewReader(urgencyExamples))
	if err != nil {
		panic("knowledge: built-in examples: " + err.Error())
	}
	lessons := make([]lesson, len(rows))
	for i, r := range rows {
		lessons[i] = lesson{id: r.Text, text: r.Text, weight: 1, traffic: true}
		if r.Label == KindIncident {
			lessons[i].class = classHurt
		}
	}
	return lessons
}

// fitDetector learns lessons whose text is as written in Slack.
func fitDetector(ctx context.Context, lessons []lesson) (*detector, error) {
	statements := make([]statement, len(lessons))
	texts := make([]string, len(lessons))
	for i, l := range lessons {
		statements[i] = readStatement(readSlack(l.text).own)
		texts[i] = statements[i].folded
	}
	d := &detector{head{classes: []string{"normal", KindIncident}, vocabulary: newVocabulary(texts, nil, 1), evidence: &evidence{}}}
	rows := make([]vector, len(lessons))
	all := make([]int, len(lessons))
	for i := range statements {
		_, rows[i] = d.vectorOf(&statements[i])
		all[i] = i
	}
	m, err := fitLessons(ctx, lessons, rows, all, len(d.classes), len(d.vocabulary.idf)+signs)
	if err != nil {
		return nil, fmt.Errorf("fit the detector: %w", err)
	}
	d.model = m
	return d, nil
}

// vectorOf is a statement as the model sees it; the hits of the rules follow the features of the words.
func (d *detector) vectorOf(s *statement) ([]occurrence, vector) {
	found := d.vocabulary.read(s.folded)
	v := d.vocabulary.weigh(found).vector(nil)
	for i, hit := range s.signs() {
		if hit {
			v.index = append(v.index, int32(len(d.vocabulary.idf)+i))
			v.value = append(v.value, signStrength)
		}
	}
	return found, v
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

func (d *detector) read(s *statement) reading {
	found, v := d.vectorOf(s)
	p := make([]float64, len(d.classes))
	softmaxInto(p, d.model.logits(v))
	return reading{folded: s.folded, found: found, vector: v, p: p}
}

// explain names the words of a message that spoke for users being hurt.
func (d *detector) explain(r reading) []string {
	words := loudestWords(d.contributions(r, int(classHurt)))
	return slices.DeleteFunc(words, stopWord)
}
