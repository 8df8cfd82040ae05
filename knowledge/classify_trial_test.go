package knowledge

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// twoAreas are n messages of each of two areas, as different as can be.
func twoAreas(n int) []Sample {
	var out []Sample
	for i := range n {
		out = append(out,
			Sample{ID: fmt.Sprintf("a%d", i), Text: fmt.Sprintf("argocd application %d is out of sync", i), Area: "ci_cd", Source: SourceCorrection},
			Sample{ID: fmt.Sprintf("b%d", i), Text: fmt.Sprintf("vpn client %d cannot connect", i), Area: "network", Source: SourceConfirm})
	}
	return out
}

func TestATrialTellsTheLossOfEverySampleFromTraffic(t *testing.T) {
	samples := append(twoAreas(8), Sample{ID: "old", Text: "argocd sync", Area: "ci_cd", Source: SourceImport})
	c, trial, err := TrainTrial(t.Context(), DefaultTaxonomy(), samples, TrainOptions{})
	require.NoError(t, err)
	require.Len(t, trial.Area, 16, "an import is no traffic")
	require.Empty(t, trial.Kind, "no kind is labelled")
	sum := 0.0
	for _, loss := range trial.Area {
		sum += loss / float64(len(trial.Area))
	}
	require.InDelta(t, c.Info().Area.LogLoss, sum, 1e-9, "the mean is what the classifier says of itself")
}

func TestAClassifierIsTriedOnWhatItHasNotSeen(t *testing.T) {
	c, err := Train(DefaultTaxonomy(), twoAreas(8), TrainOptions{})
	require.NoError(t, err)
	trial := c.Try([]Sample{
		{ID: "right", Text: "argocd application is out of sync", Area: "ci_cd"},
		{ID: "wrong", Text: "argocd application is out of sync", Area: "network"},
		{ID: "unknown", Text: "argocd", Area: "no_such_area", Kind: "question"},
	})
	require.Less(t, trial.Area["right"], trial.Area["wrong"])
	require.NotContains(t, trial.Area, "unknown")
	require.Contains(t, trial.Kind, "unknown")
	require.False(t, math.IsInf(trial.Area["wrong"], 1))
}
