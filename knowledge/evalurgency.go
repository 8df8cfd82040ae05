package knowledge

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// EvalUrgencyOptions are the inputs of [EvalUrgency].
type EvalUrgencyOptions struct {
	// Test is JSON Lines {"text","label"}. The label [KindIncident] says that users were being hurt; rows of all other labels are ordinary messages,
	// counted by label.
	Test io.Reader
	Now  func() time.Time // nil means time.Now; for the timing only
}

// UrgencyScores is how well the two tiers of urgency are told from the text alone. A share without a row to speak of is nil.
type UrgencyScores struct {
	N             int             `json:"n"`
	Incidents     int             `json:"incidents"`
	PagePrecision *float64        `json:"page_precision"` // share of incidents among the paged rows
	PageRecall    *float64        `json:"page_recall"`    // share of the incidents that is paged
	FalseAlarms   *float64        `json:"false_alarms"`   // share of the ordinary rows that is paged
	Recall        *float64        `json:"recall"`         // share of the incidents that is paged or asked about
	AskRate       *float64        `json:"ask_rate"`       // share of the ordinary rows that is paged or asked about
	Labels        []UrgencyLabel  `json:"labels"`         // incidents first, then by name
	PredictMicro  *float64        `json:"predict_us"`     // mean
	Rows          []UrgencyResult `json:"-"`              // in their order
}

// An UrgencyLabel counts the rows of one label by tier.
type UrgencyLabel struct {
	Label     string `json:"label"`
	N         int    `json:"n"`
	Urgent    int    `json:"urgent"`
	Suspected int    `json:"suspected"`
}

// An UrgencyResult is what became of one row.
type UrgencyResult struct {
	Label      string
	Urgency    Urgency
	Confidence float64
	Words      []string
}

// EvalUrgency measures on labelled rows what [Classifier.Classify] makes of urgency without any label of the team's own.
func EvalUrgency(o EvalUrgencyOptions) (UrgencyScores, error) {
	rows, err := readLabelled(o.Test)
	if err != nil {
		return UrgencyScores{}, fmt.Errorf("read test rows: %w", err)
	}
	if len(rows) == 0 {
		return UrgencyScores{}, errors.New("no test rows")
	}
	now := o.Now
	if now == nil {
		now = time.Now
	}
	detector := builtinDetector()
	s := UrgencyScores{N: len(rows)}
	started := now()
	for _, row := range rows {
		v := detector.judge(readSlack(row.Text).own, 0, nil)
		s.Rows = append(s.Rows, UrgencyResult{Label: row.Label, Urgency: v.urgency, Confidence: v.confidence, Words: v.words})
	}
	s.PredictMicro = new(float64(now().Sub(started).Microseconds()) / float64(len(rows)))
	s.measure()
	return s, nil
}

func (s *UrgencyScores) measure() {
	var hurt, calm UrgencyLabel
	for _, r := range s.Rows {
		i := slices.IndexFunc(s.Labels, func(l UrgencyLabel) bool { return l.Label == r.Label })
		if i < 0 {
			i = len(s.Labels)
			s.Labels = append(s.Labels, UrgencyLabel{Label: r.Label})
		}
		side := &calm
		if r.Label == KindIncident {
			side = &hurt
		}
		for _, to := range []*UrgencyLabel{&s.Labels[i], side} {
			to.add(r.Urgency)
		}
	}
	slices.SortFunc(s.Labels, func(a, b UrgencyLabel) int {
		switch {
		case a.Label == b.Label:
			return 0
		case a.Label == KindIncident:
			return -1
		case b.Label == KindIncident:
			return 1
		}
		return cmp.Compare(a.Label, b.Label)
	})
	s.Incidents = hurt.N
	s.PagePrecision = shareOf(hurt.Urgent, hurt.Urgent+calm.Urgent)
	s.PageRecall = shareOf(hurt.Urgent, hurt.N)
	s.FalseAlarms = shareOf(calm.Urgent, calm.N)
	s.Recall = shareOf(hurt.Urgent+hurt.Suspected, hurt.N)
	s.AskRate = shareOf(calm.Urgent+calm.Suspected, calm.N)
}

func (l *UrgencyLabel) add(u Urgency) {
	l.N++
	switch u {
	case UrgencyUrgent:
		l.Urgent++
	case UrgencySuspected:
		l.Suspected++
	case UrgencyNormal:
	}
}

// shareOf is nil for a share of nothing.
func shareOf(n, of int) *float64 {
	if of == 0 {
		return nil
	}
	return new(share(n, of))
}
