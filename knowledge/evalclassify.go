package knowledge

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// EvalClassifyOptions are the inputs of [EvalClassify].
type EvalClassifyOptions struct {
	Train io.Reader        // JSON Lines {"text","label"}; an empty label is an example of none of the classes
	Test  io.Reader        // the same; an empty label is out of scope
	Seeds io.Reader        // nil, or a JSON object from label to {"desc_en","desc_ja","kw_en":[…],"kw_ja":[…]}
	Now   func() time.Time // nil means time.Now; for the timings only
}

// ClassifyScores is the quality of the area head's recipe on labelled rows. A figure that does not apply is nil.
type ClassifyScores struct {
	NTrain       int      `json:"n_train"`
	NTest        int      `json:"n_test"`
	Accuracy     *float64 `json:"accuracy"`       // of in-scope test rows, forced to answer
	MacroF1      *float64 `json:"macro_f1"`       // mean over the classes of the training and in-scope test rows
	Top3         *float64 `json:"top3"`           // share of in-scope test rows whose label is among the best three
	ECE          *float64 `json:"ece"`            // expected calibration error with ten bins, after calibration
	CoverageAt95 *float64 `json:"coverage_at_95"` // share of in-scope test rows above the threshold that was right for 95 % out of fold
	RealisedAt95 *float64 `json:"realised_at_95"` // accuracy there
	OOSRecall    *float64 `json:"oos_recall"`     // out-of-scope test rows refused where 5 % of in-scope rows are refused out of fold
	OOSAUROC     *float64 `json:"oos_auroc"`
	AccuracyK1   *float64 `json:"accuracy_k1"` // all test rows, "other" being a class
	TrainSeconds float64  `json:"train_s"`     // with calibration
	PredictMicro *float64 `json:"predict_us"`  // mean
	ModelHash    string   `json:"model_hash"`
}

// EvalClassify trains on labelled rows and measures on others. Every threshold is chosen on the training rows alone.
func EvalClassify(ctx context.Context, o EvalClassifyOptions) (ClassifyScores, error) {
	train, err := readLabelled(o.Train)
	if err != nil {
		return ClassifyScores{}, fmt.Errorf("read training rows: %w", err)
	}
	test, err := readLabelled(o.Test)
	if err != nil {
		return ClassifyScores{}, fmt.Errorf("read test rows: %w", err)
	}
	seeds, err := readSeeds(o.Seeds)
	if err != nil {
		return ClassifyScores{}, fmt.Errorf("read seeds: %w", err)
	}
	return evalRows(ctx, train, test, seeds, o.Now)
}

// evalRows is [EvalClassify] of rows that have been read. A nil now means time.Now.
func evalRows(ctx context.Context, train, test []labelled, seeds map[string]Term, now func() time.Time) (ClassifyScores, error) {
	if now == nil {
		now = time.Now
	}
	started := now()
	texts := make(textFeatures)
	classes, lessons := evalLessons(train, seeds, texts)
	if len(classes) == 0 {
		return ClassifyScores{}, errors.New("no labels: neither the training rows nor the seeds name a class")
	}
	offered := len(classes)
	if slices.ContainsFunc(train, func(r labelled) bool { return r.Label == "" }) {
		classes = append(classes, AreaOther)
	}
	if seeds != nil {
		classes, lessons = withChatter(classes, lessons, texts) // the seeds are a taxonomy, rows alone may come from any trade
	}

	h, err := trainHead(ctx, classes, offered, lessons, frequency{}, TrainOptions{Workers: runtime.GOMAXPROCS(0)})
	if err != nil {
		return ClassifyScores{}, err
	}
	scores := ClassifyScores{NTrain: len(train), NTest: len(test), TrainSeconds: now().Sub(started).Seconds(), ModelHash: h.hash()}
	started = now()
	answers := make([]answer, len(test))
	for i, row := range test {
		r := h.read(readMessage(foldMessage(row.Text)))
		answers[i] = judge(r.p, r.grip, offered, slices.Index(classes[:offered], row.Label))
		if row.Label != "" && answers[i].truth < 0 {
			answers[i].foreign = true
		}
	}
	if len(test) > 0 {
		scores.PredictMicro = new(float64(now().Sub(started).Microseconds()) / float64(len(test)))
	}
	scores.measure(classes[:offered], answers, h.calibration)
	return scores, nil
}

// An answer is what a head makes of one row.
type answer struct {
	truth   int     // index of the right class, negative if out of scope
	foreign bool    // in scope by its label, but no training row has that label
	guess   int     // the best offered class
	inScope float64 // its probability
	grip    float64
	other   bool // a class that is not offered is more probable
	rank    int  // of the truth among the offered classes
}

func judge(p []float64, grip float64, offered, truth int) answer {
	a := answer{truth: truth, guess: argmax(p[:offered]), grip: grip}
	a.inScope = p[a.guess]
	a.other = argmax(p) >= offered
	if truth >= 0 {
		a.rank = rank(p[:offered], truth)
	}
	return a
}

func (s *ClassifyScores) measure(classes []string, answers []answer, c calibration) {
	known := slices.DeleteFunc(slices.Clone(answers), func(a answer) bool { return a.truth < 0 && !a.foreign })
	outside := slices.DeleteFunc(slices.Clone(answers), func(a answer) bool { return a.truth >= 0 || a.foreign })
	refused := func(a answer) bool { return a.other || a.grip < c.Refuse }
	right := func(a answer) bool { return a.truth == a.guess }
	if n := len(known); n > 0 {
		s.Accuracy = new(share(count(known, right), n))
		s.MacroF1 = new(macroF1(len(classes), known))
		s.Top3 = new(share(count(known, func(a answer) bool { return a.truth >= 0 && a.rank < 3 }), n))
		judged := make([]judgement, n)
		for i, a := range known {
			judged[i] = judgement{confidence: a.inScope, right: right(a)}
		}
		ece, _ := reliability(judged)
		s.ECE = &ece
		sure := slices.DeleteFunc(slices.Clone(known), func(a answer) bool { return a.other || a.inScope < c.Overall })
		s.CoverageAt95 = new(share(len(sure), n))
		if len(sure) > 0 {
			s.RealisedAt95 = new(share(count(sure, right), len(sure)))
		}
	}
	if n := len(outside); n > 0 && c.Refuse > 0 {
		s.OOSRecall = new(share(count(outside, refused), n))
	}
	if len(known) > 0 && len(outside) > 0 {
		s.OOSAUROC = new(auroc(known, outside))
	}
	if n := len(answers); n > 0 {
		s.AccuracyK1 = new(share(count(answers, func(a answer) bool {
			if a.truth < 0 {
				return !a.foreign && refused(a)
			}
			return right(a) && !refused(a)
		}), n))
	}
}

// macroF1 is the mean F1 over the classes that occur as truth or guess.
func macroF1(classes int, answers []answer) float64 {
	hit, guessed, true1 := make([]int, classes), make([]int, classes), make([]int, classes)
	foreign := 0
	for _, a := range answers {
		guessed[a.guess]++
		switch {
		case a.foreign:
			foreign = 1 // one class at least that is never found
		case a.truth == a.guess:
			hit[a.guess]++
			true1[a.truth]++
		default:
			true1[a.truth]++
		}
	}
	sum, n := 0.0, foreign
	for c := range classes {
		if guessed[c]+true1[c] > 0 {
			sum += 2 * float64(hit[c]) / float64(guessed[c]+true1[c])
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// auroc is the chance that an in-scope row has more grip than an out-of-scope one, ties counting half (Mann and Whitney).
func auroc(in, out []answer) float64 {
	type scored struct {
		score float64
		in    bool
	}
	all := make([]scored, 0, len(in)+len(out))
	for _, a := range in {
		all = append(all, scored{a.grip, true})
	}
	for _, a := range out {
		all = append(all, scored{a.grip, false})
	}
	slices.SortFunc(all, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	sum, below := 0.0, 0
	for i := 0; i < len(all); {
		j, ins, outs := i, 0, 0
		for ; j < len(all) && all[j].score == all[i].score; j++ {
			if all[j].in {
				ins++
			} else {
				outs++
			}
		}
		sum += float64(ins) * (float64(below) + float64(outs)/2)
		below += outs
		i = j
	}
	return sum / float64(len(in)) / float64(len(out))
}

// A labelled row is a text with its class.
type labelled struct {
	Text  string `json:"text"`
	Label string `json:"label"`
}

func readLabelled(r io.Reader) ([]labelled, error) {
	if r == nil {
		return nil, nil
	}
	var rows []labelled
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		var row labelled
		if err := json.Unmarshal(line, &row); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

func readSeeds(r io.Reader) (map[string]Term, error) {
	if r == nil {
		return nil, nil
	}
	var raw map[string]struct {
		DescEN string   `json:"desc_en"`
		DescJA string   `json:"desc_ja"`
		KwEN   []string `json:"kw_en"`
		KwJA   []string `json:"kw_ja"`
	}
	if err := json.NewDecoder(r).Decode(&raw); err != nil {
		return nil, err
	}
	terms := make(map[string]Term, len(raw))
	for key, s := range raw {
		terms[key] = Term{
			Key: key, Description: map[Lang]string{English: s.DescEN, Japanese: s.DescJA}, Keywords: map[Lang][]string{English: s.KwEN, Japanese: s.KwJA},
		}
	}
	return terms, nil
}

// evalLessons makes the lessons of one head: the classes' names and seeds, then the rows.
func evalLessons(train []labelled, seeds map[string]Term, texts textFeatures) ([]string, []lesson) {
	names := make(map[string]bool)
	for key := range seeds {
		names[key] = true
	}
	for _, row := range train {
		if row.Label != "" {
			names[row.Label] = true
		}
	}
	classes := slices.Sorted(maps.Keys(names))
	var lessons []lesson
	for i, name := range classes {
		for _, text := range append([]string{readableKey(name)}, seeds[name].phrases()...) {
			lessons = append(lessons, lesson{text: texts.read(text), class: int32(i), weight: 1})
		}
	}
	for i, row := range train {
		class, ok := slices.BinarySearch(classes, row.Label)
		if !ok {
			class = len(classes)
		}
		lessons = append(lessons, lesson{id: strconv.Itoa(i) + row.Text, text: texts.read(row.Text), class: int32(class), weight: 1, traffic: true})
	}
	return classes, lessons
}

// readableKey turns a machine name such as "card_arrival" or "sig/api-machinery" into words.
func readableKey(key string) string {
	return strings.Join(strings.FieldsFunc(key, func(r rune) bool { return strings.ContainsRune("_/-.:", r) }), " ")
}
