package triage

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// clustersByPairs is the rule of clusterGaps as it is told: each question is
// compared with all before it, and joins the oldest cluster that has one alike.
func clustersByPairs(items []gapItem) (clusters [][]InquiryID) {
	common := make(map[string]int)
	for _, item := range items {
		for term := range item.terms {
			common[term]++
		}
	}
	var members [][]gapItem
	for _, item := range items {
		at := slices.IndexFunc(members, func(cluster []gapItem) bool {
			return slices.ContainsFunc(cluster, func(other gapItem) bool {
				return shared(item.terms, other.terms, common, max(3, len(items)/2)) >= 2
			})
		})
		if at < 0 {
			at, members, clusters = len(members), append(members, nil), append(clusters, nil)
		}
		members[at], clusters[at] = append(members[at], item), append(clusters[at], item.q.ID)
	}
	return clusters
}

func TestGapsAreClusteredByPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var items []gapItem
		for n := range rapid.IntRange(0, 30).Draw(t, "questions") {
			item := gapItem{q: Inquiry{ID: InquiryID(fmt.Sprint("INQ-", n+1))}, terms: make(map[string]bool)}
			for _, term := range rapid.SliceOfN(rapid.IntRange(0, 15), 0, 5).Draw(t, "terms") {
				item.terms[fmt.Sprint(term)] = true
			}
			items = append(items, item)
		}
		var got [][]InquiryID
		for _, g := range clusterGaps(items) {
			got = append(got, gapFrom(g).Inquiries)
		}
		require.ElementsMatch(t, clustersByPairs(items), got)
	})
}

func BenchmarkClusterGaps(b *testing.B) {
	var items []gapItem
	for n := range 1800 { // 20 a day for 90 days
		text := fmt.Sprintf("How do I rotate the key%d of service%d in cluster%d because deploy%d fails", n%97, n%31, n%17, n%7)
		items = append(items, gapItem{q: Inquiry{ID: InquiryID(fmt.Sprint("INQ-", n+1)), Text: text}, terms: gapTerms(text)})
	}
	for b.Loop() {
		clusterGaps(items)
	}
}
