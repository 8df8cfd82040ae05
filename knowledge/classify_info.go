package knowledge

import "math"

// A ModelInfo describes a [Classifier] and how well it did on messages it had not been trained on.
type ModelInfo struct {
	Hash   string // of the model itself; equal hashes mean equal answers
	Inputs string // of what it learned from, see InputHash
	Kind   HeadInfo
	Area   HeadInfo // zero if the taxonomy has no areas
}

// A HeadInfo describes one head of a classifier. Its figures are out of fold over labels from traffic; without such labels they are zero and N is too.
type HeadInfo struct {
	N           int     // labels from traffic
	Accuracy    float64 // share of right best guesses, 0 to 1
	Top3        float64 // share with the right class among the best three
	ECE         float64 // expected calibration error, 0 is perfect
	LogLoss     float64 // nats; a new model should not be worse than the old one by more than a hundredth
	Temperature float64 // divides the logits; 1 before calibration
	Threshold   float64 // confidence from which all classes together were right often enough; above 1 means none
	Coverage    float64 // share of messages from there on
	Silent      bool    // there is enough traffic to set anything silently
	Classes     []ClassInfo
	Bins        []Bin // reliability diagram
}

// A ClassInfo describes one class of a head.
type ClassInfo struct {
	Key       string
	N         int     // labels from traffic
	Threshold float64 // confidence from which the class is set silently; above 1 means never
}

// Info describes the classifier.
func (c *Classifier) Info() ModelInfo {
	info := ModelInfo{Hash: c.hash, Inputs: c.inputs, Kind: c.kind.info()}
	if c.area != nil {
		info.Area = c.area.info()
	}
	return info
}

func (h *head) info() HeadInfo {
	c := h.calibration
	info := HeadInfo{
		N: c.Traffic, Accuracy: c.Accuracy, Top3: c.Top3, ECE: c.ECE, LogLoss: c.LogLoss, Temperature: c.Temperature,
		Threshold: math.Min(c.Overall, never), Coverage: c.Coverage, Silent: c.Traffic >= c.MinTraffic, Bins: c.Bins,
	}
	for i, key := range h.classes {
		info.Classes = append(info.Classes, ClassInfo{Key: key, N: c.PerClass[i], Threshold: c.Threshold[i]})
	}
	return info
}
