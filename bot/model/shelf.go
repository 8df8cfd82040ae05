package model

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"toban/bot/triage"
	"toban/knowledge"
)

// kept is how many models are stored to go back to, and how many refused ones
// are remembered by their figures.
const kept = 10

// A Version is one model. What its figures mean is said by
// [knowledge.HeadInfo].
type Version struct {
	Hash     string    `json:"version"`
	Inputs   string    `json:"inputs"`   // what it learned from
	Taxonomy string    `json:"taxonomy"` // its part that the configuration says
	At       time.Time `json:"at"`
	Samples  int       `json:"samples"` // labelled messages
	Area     Figures   `json:"area"`
	Kind     Figures   `json:"kind"`

	Reason Reason     `json:"reason"` // why it was put in the place of the one before, or was not
	Trial  Comparison `json:"trial"`  // with the one before

	Slot  int `json:"slot,omitempty"`  // where it is stored, counted from 1; 0 for a refused one
	Parts int `json:"parts,omitempty"` // in how many pieces
}

// Promoted reports whether the version ever answered.
func (v Version) Promoted() bool { return v.Reason != Worse }

// Figures are how well one head of a model does out of fold.
type Figures struct {
	N        int     `json:"n"` // labels
	Classes  int     `json:"classes"`
	Accuracy float64 `json:"accuracy"`
	Top3     float64 `json:"top3"`
	ECE      float64 `json:"ece"`
	LogLoss  float64 `json:"log_loss"`
	Coverage float64 `json:"coverage"` // share that would be set without asking
	Silent   bool    `json:"silent"`   // whether anything is
}

func figures(h knowledge.HeadInfo) Figures {
	return Figures{
		N: h.N, Classes: len(h.Classes), Accuracy: h.Accuracy, Top3: h.Top3, ECE: h.ECE, LogLoss: h.LogLoss,
		Coverage: h.Coverage, Silent: h.Silent,
	}
}

// A Reason says why a version was promoted or refused.
type Reason string

// Reasons. Only Worse is one to refuse.
const (
	First    Reason = "first"             // there was no other
	NoWorse  Reason = "no_worse"          // than the champion
	TooFew   Reason = "too_few"           // labels to tell which is better: the newer one knows more
	Taxonomy Reason = "taxonomy_changed"  // the champion knows other classes
	Erased   Reason = "words_were_erased" // from which the champion had learned
	Worse    Reason = "worse"
)

// A Shelf is every version that is known, the newest first.
type Shelf struct {
	Versions []Version `json:"versions"`
	Current  string    `json:"current"` // the one that answers; "" when the configuration alone does
	Pinned   bool      `json:"pinned"`  // somebody went back to it: until another is promoted
}

// Find is the version whose hash begins with prefix.
func (s Shelf) Find(prefix string) (Version, error) {
	var found []Version
	for _, v := range s.Versions {
		if prefix != "" && strings.HasPrefix(v.Hash, prefix) {
			found = append(found, v)
		}
	}
	switch len(found) {
	case 0:
		return Version{}, triage.Errorf(triage.NotFound, "no_such_version", "there is no version %q", prefix)
	case 1:
		return found[0], nil
	}
	return Version{}, triage.Errorf(triage.Invalid, "ambiguous", "%d versions begin with %q, write more of it", len(found), prefix)
}

// answering is the version that answers; ok is false when there is none.
func (s Shelf) answering() (v Version, ok bool) {
	i := slices.IndexFunc(s.Versions, func(v Version) bool { return v.Hash == s.Current })
	if s.Current == "" || i < 0 {
		return v, false
	}
	return s.Versions[i], true
}

// tried reports whether training from inputs would only repeat what is known.
// Who went back to an older version does not get the newer one again by it.
func (s Shelf) tried(inputs string) bool {
	return slices.ContainsFunc(s.Versions, func(v Version) bool {
		return v.Inputs == inputs && (v.Hash == s.Current || !v.Promoted() || s.Pinned)
	})
}

// with is the shelf with another version on it. What there is no room for any
// more is left out, and its slot is the new one's.
func (s Shelf) with(v Version) (Shelf, Version) {
	s.Versions = slices.DeleteFunc(slices.Clone(s.Versions), func(old Version) bool { return old.Hash == v.Hash })
	free := make(map[int]bool, kept)
	for slot := range kept {
		free[slot+1] = true
	}
	n := 0
	s.Versions = slices.DeleteFunc(s.Versions, func(old Version) bool {
		if old.Promoted() == v.Promoted() {
			if n++; n >= kept {
				return true
			}
		}
		delete(free, old.Slot)
		return false
	})
	if v.Promoted() {
		for slot := range free {
			if v.Slot == 0 || slot < v.Slot {
				v.Slot = slot
			}
		}
		s.Current, s.Pinned = v.Hash, false
	}
	s.Versions = append([]Version{v}, s.Versions...)
	return s, v
}

// evidence is from what a version learned, and how it judged that out of fold.
// It holds no words.
type evidence struct {
	Samples map[string]string `json:"samples"` // fingerprints by the inquiry's id
	Trial   knowledge.Trial   `json:"trial"`
}

func evidenceOf(samples []knowledge.Sample, trial knowledge.Trial) evidence {
	e := evidence{Samples: make(map[string]string, len(samples)), Trial: trial}
	for _, s := range samples {
		e.Samples[s.ID] = fingerprint(s)
	}
	return e
}

// fingerprint tells whether a sample is the same as before.
func fingerprint(s knowledge.Sample) string {
	h := sha256.Sum256([]byte(s.Area + "\n" + s.Kind + "\n" + s.Text))
	return hex.EncodeToString(h[:6])
}

// The marks under which everything is stored.
const shelfMark = "models"

func evidenceMark(slot int) string   { return fmt.Sprintf("model/%d/evidence", slot) }
func partMark(slot, part int) string { return fmt.Sprintf("model/%d/%d", slot, part) }

// partSize is how much of a model stands under one mark. Stores take 8 MiB.
const partSize = 4 << 20

// ReadShelf reads what is known of all versions.
func ReadShelf(r triage.Reader) (s Shelf, err error) {
	err = readMark(r, shelfMark, &s)
	return s, err
}

func readMark(r triage.Reader, name string, into any) error {
	data, err := r.Mark(name)
	if err != nil || data == nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read mark %s: %w", name, err)
	}
	return nil
}

func writeMark(tx triage.Tx, name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write mark %s: %w", name, err)
	}
	return tx.SetMark(name, data)
}

// Read reads a stored model as [knowledge.Classifier.MarshalBinary] wrote it.
func Read(r triage.Reader, v Version) ([]byte, error) {
	if v.Slot == 0 {
		return nil, triage.Errorf(triage.Conflict, "not_kept", "version %s was refused and is not kept", v.Hash)
	}
	var model []byte
	for part := range v.Parts {
		data, err := r.Mark(partMark(v.Slot, part))
		if err != nil {
			return nil, fmt.Errorf("read model %s: %w", v.Hash, err)
		}
		model = append(model, data...)
	}
	return model, nil
}

// decode reads a stored model.
func decode(r triage.Reader, v Version) (*knowledge.Classifier, error) {
	model, err := Read(r, v)
	if err != nil {
		return nil, err
	}
	c := &knowledge.Classifier{}
	if err := c.UnmarshalBinary(model); err != nil {
		return nil, fmt.Errorf("model %s: %w", v.Hash, err)
	}
	return c, nil
}

// Current reads the model that answers, nil when there is none for a taxonomy.
// An error that wraps [knowledge.ErrDamaged] says that it has to be trained
// again.
func Current(r triage.Reader, t knowledge.Taxonomy) (*knowledge.Classifier, Shelf, error) {
	shelf, err := ReadShelf(r)
	if err != nil {
		return nil, shelf, err
	}
	v, ok := shelf.answering()
	if !ok || v.Taxonomy != taxonomyHash(t) {
		return nil, shelf, nil
	}
	c, err := decode(r, v)
	return c, shelf, err
}

// discard forgets that a version was ever trained.
func discard(tx triage.Tx, version string) error {
	shelf, err := ReadShelf(tx)
	if err != nil {
		return err
	}
	shelf.Versions = slices.DeleteFunc(shelf.Versions, func(v Version) bool { return v.Hash == version })
	if shelf.Current == version {
		shelf.Current, shelf.Pinned = "", false
	}
	return writeMark(tx, shelfMark, shelf)
}

// put stores a version, in the place of another when there are too many.
func put(tx triage.Tx, v Version, model []byte, e evidence) error {
	shelf, err := ReadShelf(tx)
	if err != nil {
		return err
	}
	v.Parts = len(slices.Collect(slices.Chunk(model, partSize)))
	shelf, v = shelf.with(v)
	if v.Promoted() {
		if err := putModel(tx, v, model, e); err != nil {
			return err
		}
	}
	return writeMark(tx, shelfMark, shelf)
}

func putModel(tx triage.Tx, v Version, model []byte, e evidence) error {
	part := 0
	for chunk := range slices.Chunk(model, partSize) {
		if err := tx.SetMark(partMark(v.Slot, part), chunk); err != nil {
			return fmt.Errorf("store model %s: %w", v.Hash, err)
		}
		part++
	}
	for ; ; part++ { // of a larger one that stood there
		rest, err := tx.Mark(partMark(v.Slot, part))
		if err != nil {
			return err
		}
		if len(rest) == 0 {
			break
		}
		if err := tx.SetMark(partMark(v.Slot, part), nil); err != nil {
			return err
		}
	}
	return writeMark(tx, evidenceMark(v.Slot), e)
}

// dropLearned drops every version that learned from an inquiry that is no
// sample any more.
func dropLearned(tx triage.Tx, isSample func(id string) bool) (dropped int, err error) {
	shelf, err := ReadShelf(tx)
	if err != nil {
		return 0, err
	}
	left := shelf
	left.Versions = nil
	for _, v := range shelf.Versions {
		gone, err := learnedFromOther(tx, v, isSample)
		if err != nil {
			return 0, err
		}
		if !gone {
			left.Versions = append(left.Versions, v)
			continue
		}
		dropped++
		for part := range v.Parts {
			if err := tx.DropMark(partMark(v.Slot, part)); err != nil {
				return 0, err
			}
		}
		if err := tx.DropMark(evidenceMark(v.Slot)); err != nil {
			return 0, err
		}
	}
	if dropped == 0 {
		return 0, nil
	}
	if _, ok := left.answering(); !ok {
		left.Current, left.Pinned = "", false
	}
	return dropped, writeMark(tx, shelfMark, left)
}

func learnedFromOther(r triage.Reader, v Version, isSample func(id string) bool) (bool, error) {
	if v.Slot == 0 {
		return false, nil
	}
	var e evidence
	if err := readMark(r, evidenceMark(v.Slot), &e); err != nil {
		return false, err
	}
	for id := range e.Samples {
		if !isSample(id) {
			return true, nil
		}
	}
	return false, nil
}

// RollBack has a stored version answer, until a later one is promoted.
func RollBack(tx triage.Tx, version string, t knowledge.Taxonomy) (Version, error) {
	shelf, err := ReadShelf(tx)
	if err != nil {
		return Version{}, err
	}
	v, err := shelf.Find(version)
	if err != nil {
		return v, err
	}
	switch {
	case !v.Promoted():
		return v, triage.Errorf(triage.Conflict, "not_kept", "version %s was refused and is not kept", v.Hash)
	case v.Taxonomy != taxonomyHash(t):
		return v, triage.Errorf(triage.Conflict, "other_taxonomy", "version %s knows other kinds or areas than the configuration", v.Hash)
	}
	if _, err := decode(tx, v); err != nil {
		return v, err
	}
	shelf.Current, shelf.Pinned = v.Hash, true
	return v, writeMark(tx, shelfMark, shelf)
}

// Unpin ends a rollback: the newest version that was promoted answers again.
func Unpin(tx triage.Tx, t knowledge.Taxonomy) (Version, error) {
	shelf, err := ReadShelf(tx)
	if err != nil {
		return Version{}, err
	}
	if !shelf.Pinned {
		return Version{}, triage.Errorf(triage.Conflict, "not_pinned", "nobody has gone back to an older version")
	}
	newest := slices.IndexFunc(shelf.Versions, func(v Version) bool { return v.Promoted() && v.Taxonomy == taxonomyHash(t) })
	if newest < 0 {
		return Version{}, errors.New("no stored version knows the kinds and areas of the configuration")
	}
	v := shelf.Versions[newest]
	shelf.Current, shelf.Pinned = v.Hash, false
	return v, writeMark(tx, shelfMark, shelf)
}

// taxonomyHash identifies the classes and what the configuration says of them.
func taxonomyHash(t knowledge.Taxonomy) string {
	return knowledge.InputHash(t, nil, knowledge.TrainOptions{})
}

// inOrder orders samples as their inquiries came.
func inOrder(a, b knowledge.Sample) int {
	return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
}
