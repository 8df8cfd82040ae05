package fakedatadog

import (
	"slices"
	"strings"
	"time"
)

// typeCount is the type of a metric whose points add up.
const typeCount = 1

// Totals is what a graph over all time would show of the metrics that were
// taken in: by "name{tag,tag}" the sum of a count's points, and the last point
// of everything else. Of several points of a series in one second the last
// stands, counts included.
func (s *Server) Totals() map[string]float64 {
	type instant struct {
		series string
		at     time.Time
	}
	points := make(map[instant]float64)
	last := make(map[string]time.Time)
	counts := make(map[string]bool)
	for _, m := range s.Metrics() {
		tags := slices.Sorted(slices.Values(m.Tags))
		series := m.Name + "{" + strings.Join(tags, ",") + "}"
		counts[series] = m.Type == typeCount
		for _, p := range m.Points {
			points[instant{series, p.At}] = p.Value
			if p.At.After(last[series]) {
				last[series] = p.At
			}
		}
	}
	out := make(map[string]float64)
	for i, value := range points {
		switch {
		case counts[i.series]:
			out[i.series] += value
		case i.at.Equal(last[i.series]):
			out[i.series] = value
		}
	}
	return out
}
