package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// EvalAllOptions say what [EvalAll] measures.
type EvalAllOptions struct {
	// Dir has the folders classify, docs and search; each may be missing.
	//
	//	classify/NAME.train.jsonl  labelled rows; NAME.test.jsonl beside it, or else a fifth is kept for testing
	//	classify/NAME_seeds.json   what a configuration says of its areas; measured on NAME_areas.test.jsonl
	//	docs/NAME/LANG             documents
	//	search/queries.jsonl       questions about all of them
	//
	// Sets whose name ends in _urgency are left out: they have no areas.
	Dir  string
	Only string           // measure only sets with this in their name; the search is called "search"
	Each func(EvalLine)   // called with every line of the report when it is known; may be nil
	Now  func() time.Time // nil means time.Now; for the timings only
}

// An EvalReport is what [EvalAll] found.
type EvalReport struct {
	Classify []EvalLine    `json:"classify"`
	Search   *SearchScores `json:"search"` // nil without documents or questions
}

// An EvalLine is the quality of classification on one set in one situation.
type EvalLine struct {
	Set       string `json:"set"`
	Situation string `json:"situation"`
	Runs      int    `json:"runs"` // the scores are the mean of so many
	ClassifyScores
}

// The situations a set is measured in, as far as its rows allow.
const (
	situationFull        = "full"        // all training rows
	situationShots       = "%d a class"  // as many rows of each class
	situationSeeds       = "seeds"       // no rows at all, only what the configuration says
	situationNear        = "near"        // strangers are rows of a fifth of the classes, which are not taught
	situationFar         = "far"         // strangers are rows of the other sets
	situationCorrections = "corrections" // seven eighths of real traffic have been corrected, "other" included
	drawnShots           = 3             // draws of few rows
	correctedParts       = 8             // of real traffic; each is measured once
	shotClasses          = 20            // classes below which neither few rows are drawn nor classes are kept back
	strangersShots       = 100           // rows of each class that is taught to tell strangers from
)

// EvalAll measures classification and search on everything in a folder.
func EvalAll(ctx context.Context, o EvalAllOptions) (EvalReport, error) {
	sets, err := readEvalSets(filepath.Join(o.Dir, "classify"))
	if err != nil {
		return EvalReport{}, err
	}
	report := EvalReport{Classify: []EvalLine{}}
	for _, set := range sets {
		if !strings.Contains(set.name, o.Only) {
			continue
		}
		for _, s := range set.situations(sets) {
			line, err := s.eval(ctx, o.Now)
			if err != nil {
				return EvalReport{}, fmt.Errorf("%s, %s: %w", set.name, s.name, err)
			}
			line.Set = set.name
			report.Classify = append(report.Classify, line)
			if o.Each != nil {
				o.Each(line)
			}
		}
	}
	if strings.Contains("search", o.Only) {
		if report.Search, err = evalSearchIn(ctx, o); err != nil {
			return EvalReport{}, err
		}
	}
	if len(report.Classify) == 0 && report.Search == nil {
		return EvalReport{}, fmt.Errorf("nothing to measure in %s: it has neither classify/*.train.jsonl nor docs and search/queries.jsonl", o.Dir)
	}
	return report, nil
}

// evalSearchIn measures search; nil if there are no documents or no questions.
func evalSearchIn(ctx context.Context, o EvalAllOptions) (*SearchScores, error) {
	questions, err := os.Open(filepath.Join(o.Dir, "search", "queries.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // nothing to measure is no mistake
	}
	if err != nil {
		return nil, fmt.Errorf("open questions: %w", err)
	}
	defer questions.Close()
	var docs []EvalDocs
	for _, lang := range []Lang{English, Japanese} {
		dirs, err := filepath.Glob(filepath.Join(o.Dir, "docs", "*", string(lang)))
		if err != nil {
			return nil, fmt.Errorf("find documents: %w", err)
		}
		for _, dir := range dirs {
			docs = append(docs, EvalDocs{Name: filepath.Base(filepath.Dir(dir)), Lang: lang, Dir: dir})
		}
	}
	if len(docs) == 0 {
		return nil, nil //nolint:nilnil // as above
	}
	scores, err := EvalSearch(ctx, EvalSearchOptions{Docs: docs, Queries: questions, Now: o.Now})
	if err != nil {
		return nil, err
	}
	return &scores, nil
}

// An evalSet is a data set of classification.
type evalSet struct {
	name        string
	seeds       map[string]Term // nil for rows
	train, test []labelled
}

func readEvalSets(dir string) ([]evalSet, error) {
	var sets []evalSet
	for _, suffix := range []string{".train.jsonl", "_seeds.json"} {
		files, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
		if err != nil {
			return nil, fmt.Errorf("find data sets: %w", err)
		}
		for _, file := range files {
			set, err := readEvalSet(file, strings.TrimSuffix(file, suffix))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
			}
			if len(set.test) > 0 && !strings.HasSuffix(set.name, "_urgency") {
				sets = append(sets, set)
			}
		}
	}
	return sets, nil
}

func readEvalSet(file, stem string) (evalSet, error) {
	set := evalSet{name: filepath.Base(stem)}
	f, err := os.Open(file) //nolint:gosec // a file of the folder that was named
	if err != nil {
		return set, fmt.Errorf("open: %w", err)
	}
	defer f.Close()
	test := stem + ".test.jsonl"
	if strings.HasSuffix(file, "_seeds.json") {
		set.seeds, err = readSeeds(f)
		test = stem + "_areas.test.jsonl"
	} else {
		set.train, err = readLabelled(f)
	}
	if err != nil {
		return set, err
	}
	t, err := os.Open(test) //nolint:gosec // as above
	switch {
	case errors.Is(err, fs.ErrNotExist):
		set.train, set.test = fifth(set.train)
		return set, nil
	case err != nil:
		return set, fmt.Errorf("open test rows: %w", err)
	}
	defer t.Close()
	if set.test, err = readLabelled(t); err != nil {
		return set, fmt.Errorf("read test rows: %w", err)
	}
	return set, nil
}

// fifth keeps back a fifth of the rows, chosen by their texts.
func fifth(rows []labelled) (rest, kept []labelled) {
	for _, r := range rows {
		if fnv1a([]byte(r.Text))>>20%5 == 0 {
			kept = append(kept, r)
		} else {
			rest = append(rest, r)
		}
	}
	return rest, kept
}

// A situation is what a set is measured in, in one or several runs.
type situation struct {
	name string
	runs []evalSet
}

func (s situation) eval(ctx context.Context, now func() time.Time) (EvalLine, error) {
	line := EvalLine{Situation: s.name, Runs: len(s.runs)}
	var scores []ClassifyScores
	for _, run := range s.runs {
		one, err := evalRows(ctx, run.train, run.test, run.seeds, now)
		if err != nil {
			return line, err
		}
		scores = append(scores, one)
	}
	line.ClassifyScores = meanScores(scores)
	return line, nil
}

// situations lists what the set can tell, beside all other sets.
func (e evalSet) situations(all []evalSet) []situation {
	if e.seeds != nil {
		return []situation{{situationSeeds, []evalSet{e}}}
	}
	list := []situation{{situationFull, []evalSet{e}}}
	if slices.ContainsFunc(e.test, stranger) {
		return append(list, e.corrections())
	}
	if e.classes() < shotClasses {
		return list
	}
	for _, n := range []int{10, 5} {
		var runs []evalSet
		for draw := range drawnShots {
			runs = append(runs, evalSet{train: shots(e.train, n, draw), test: e.test})
		}
		list = append(list, situation{fmt.Sprintf(situationShots, n), runs})
	}
	return append(list, e.strangers(all)...)
}

func stranger(r labelled) bool { return r.Label == "" }

func (e evalSet) classes() int {
	labels := make(map[string]bool)
	for _, r := range e.train {
		labels[r.Label] = true
	}
	return len(labels)
}

// shots draws n rows of each class; different draws give different rows.
func shots(rows []labelled, n, draw int) []labelled {
	order := func(r labelled) uint64 { return fnv1a([]byte(strconv.Itoa(draw) + "/" + r.Text)) }
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b labelled) int { return cmp.Compare(order(a), order(b)) })
	taken := make(map[string]int)
	return slices.DeleteFunc(sorted, func(r labelled) bool {
		taken[r.Label]++
		return stranger(r) || taken[r.Label] > n
	})
}

// strangers keeps a fifth of the classes from training, and mixes rows of them or of other sets into the test rows.
func (e evalSet) strangers(all []evalSet) []situation {
	kept := func(r labelled) bool { return fnv1a([]byte(r.Label))%5 == 0 }
	unlabelled := func(rows []labelled) []labelled {
		out := make([]labelled, len(rows))
		for i, r := range rows {
			out[i].Text = r.Text
		}
		return out
	}
	train := slices.DeleteFunc(shots(e.train, strangersShots, 0), kept)
	test := slices.DeleteFunc(slices.Clone(e.test), kept)
	near := slices.DeleteFunc(slices.Clone(e.test), func(r labelled) bool { return !kept(r) })
	var far []labelled
	for _, other := range all {
		if other.name != e.name {
			far = append(far, other.test...)
		}
	}
	return []situation{
		{situationNear, []evalSet{{train: train, test: slices.Concat(test, unlabelled(near))}}},
		{situationFar, []evalSet{{train: train, test: slices.Concat(test, unlabelled(far))}}},
	}
}

// corrections measures each part of the real traffic after all other parts have been corrected.
func (e evalSet) corrections() situation {
	s := situation{name: situationCorrections}
	part := func(r labelled) int { return int(fnv1a([]byte(r.Text)) >> 20 % correctedParts) }
	for p := range correctedParts {
		here := func(r labelled) bool { return part(r) == p }
		elsewhere := func(r labelled) bool { return part(r) != p }
		s.runs = append(s.runs, evalSet{
			train: slices.Concat(e.train, slices.DeleteFunc(slices.Clone(e.test), here)),
			test:  slices.DeleteFunc(slices.Clone(e.test), elsewhere),
		})
	}
	return s
}

// meanScores averages the runs; a figure that one of them lacks is left out of its mean. Rows are those of the first run, as is the hash of a single one.
func meanScores(runs []ClassifyScores) ClassifyScores {
	mean := ClassifyScores{NTrain: runs[0].NTrain, NTest: runs[0].NTest}
	if len(runs) == 1 {
		mean.ModelHash = runs[0].ModelHash
	}
	for _, s := range runs {
		mean.TrainSeconds += s.TrainSeconds / float64(len(runs))
	}
	for _, figure := range []func(*ClassifyScores) **float64{
		func(s *ClassifyScores) **float64 { return &s.Accuracy },
		func(s *ClassifyScores) **float64 { return &s.MacroF1 },
		func(s *ClassifyScores) **float64 { return &s.Top3 },
		func(s *ClassifyScores) **float64 { return &s.ECE },
		func(s *ClassifyScores) **float64 { return &s.CoverageAt95 },
		func(s *ClassifyScores) **float64 { return &s.RealisedAt95 },
		func(s *ClassifyScores) **float64 { return &s.OOSRecall },
		func(s *ClassifyScores) **float64 { return &s.OOSAUROC },
		func(s *ClassifyScores) **float64 { return &s.AccuracyK1 },
		func(s *ClassifyScores) **float64 { return &s.PredictMicro },
	} {
		sum, n := 0.0, 0
		for i := range runs {
			if x := *figure(&runs[i]); x != nil {
				sum += *x
				n++
			}
		}
		if n > 0 {
			*figure(&mean) = new(sum / float64(n))
		}
	}
	return mean
}
