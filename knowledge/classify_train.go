package knowledge

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"
)

// The recipe of the classification reference, 8.3 and section 7. Few-shot accuracy is flat in C from 3 to 300; with 8,000 texts of 77 classes all
// values from 20 to 100 lie within half a point.
const (
	inversePenalty   = 60
	fitIterations    = 40
	fitTolerance     = 1e-2 // further down the answers stay the same; it takes about fifteen iterations
	rareFeatureLimit = 3000 // lessons above which a feature needs two of them, which saves memory and costs nothing
	foldCount        = 5
)

// A lesson is a text with its class in one head.
type lesson struct {
	id      string
	text    []feature
	class   int32
	weight  float64
	traffic bool   // a labelled message, in contrast to the taxonomy's own words
	message string // ID by which people find it as evidence; empty for words that are no message
}

// A head sorts texts into one set of classes.
type head struct {
	classes     []string
	offered     int // classes[offered:] are answers like "other" that no button offers as a guess
	vocabulary  *vocabulary
	model       *softmax
	calibration calibration
	evidence    *evidence
	losses      map[string]float64 // see lossesOf; nil in a head that was stored
}

// trainHead fits and calibrates one head.
func trainHead(ctx context.Context, classes []string, offered int, lessons []lesson, background frequency, o TrainOptions) (*head, error) {
	h := &head{classes: classes, offered: offered}
	texts := make([][]feature, len(lessons))
	for i, l := range lessons {
		texts[i] = l.text
	}
	minDF := int32(1)
	if len(lessons) > rareFeatureLimit {
		minDF = 2
	}
	h.vocabulary = newVocabulary(texts, background, minDF)
	rows := make([]vector, len(lessons))
	whole := make([]int, len(lessons))
	for i, t := range texts {
		rows[i] = h.vocabulary.vector(t, h.vocabulary.numbers(t), nil)
		whole[i] = i
	}
	matrix := newDesign(h.vocabulary, rows)
	fold := folds(lessons)
	models := make([]*softmax, foldCount+1)
	outcomes := make([]outcome, len(lessons))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(max(o.Workers, 1))
	for f := range models {
		part := slices.DeleteFunc(slices.Clone(whole), func(i int) bool { return f < foldCount && fold[i] == f })
		if f < foldCount && len(part) == len(whole) {
			continue // nothing to hold out
		}
		g.Go(func() error {
			m, err := fitLessons(gctx, lessons, matrix, part, len(classes))
			if err != nil || f == foldCount {
				models[f] = m
				return err
			}
			// A held-out text is read as a new one is: what the training part has not seen is unknown.
			seen := matrix.seen(part)
			for i, l := range lessons {
				if fold[i] == f {
					v := h.vocabulary.vector(l.text, rows[i].number, seen)
					outcomes[i] = outcome{logits: m.logits(v, h.vocabulary.axes), class: int(l.class), weight: l.weight}
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	h.model = models[foldCount]
	h.evidence = newEvidence(h.vocabulary, lessons, matrix)
	outcomes = slices.DeleteFunc(outcomes, func(o outcome) bool { return o.logits == nil })
	h.calibration = calibrate(outcomes, len(classes), offered, o)
	h.losses = h.lossesOf(lessons, outcomes)
	return h, nil
}

func fitLessons(ctx context.Context, lessons []lesson, matrix *design, part []int, classes int) (*softmax, error) {
	label := make([]int32, len(part))
	weight := make([]float64, len(part))
	for j, i := range part {
		label[j], weight[j] = lessons[i].class, lessons[i].weight
	}
	m, err := fitSoftmax(ctx, matrix, part, label, weight, fit{
		classes: classes, penalty: 1.0 / inversePenalty, iterations: fitIterations, tolerance: fitTolerance,
	})
	if err != nil {
		return nil, fmt.Errorf("train on %d texts: %w", len(part), err)
	}
	return m, nil
}

// folds deals the traffic lessons of each class over the folds in the order of a hash of their ids, so that every fold sees every class
// and a lesson mostly stays in its fold when others are added. All else gets the fold -1 and is in every training part.
func folds(lessons []lesson) []int {
	fold := make([]int, len(lessons))
	order := make([]int, 0, len(lessons))
	for i, l := range lessons {
		fold[i] = -1
		if l.traffic {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := lessons[a], lessons[b]
		return cmp.Or(cmp.Compare(x.class, y.class), cmp.Compare(fnv1a([]byte(x.id)), fnv1a([]byte(y.id))), cmp.Compare(a, b))
	})
	for j, i := range order {
		fold[i] = j % foldCount
	}
	return fold
}
