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
		for _, term := range item.terms {
			common[term]++
		}
	}
	usual := max(3, len(items)/2)
	telling := func(item gapItem) []string {
		return slices.DeleteFunc(slices.Clone(item.terms), func(term string) bool { return common[term] > usual })
	}
	var members [][]gapItem
	for _, item := range items {
		at := slices.IndexFunc(members, func(cluster []gapItem) bool {
			return slices.ContainsFunc(cluster, func(other gapItem) bool {
				return sharedTerms(telling(item), telling(other)) >= 2
			})
		})
		if at < 0 {
			at, members, clusters = len(members), append(members, nil), append(clusters, nil)
		}
		members[at], clusters[at] = append(members[at], item), append(clusters[at], item.id)
	}
	return clusters
}

func TestGapsAreClusteredByPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var items []gapItem
		for n := range rapid.IntRange(0, 30).Draw(t, "questions") {
			item := gapItem{id: InquiryID(fmt.Sprint("INQ-", n+1))}
			for _, term := range rapid.SliceOfNDistinct(rapid.IntRange(0, 15), 0, 5, rapid.ID).Draw(t, "terms") {
				item.terms = append(item.terms, fmt.Sprint(term))
			}
			slices.Sort(item.terms)
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
		items = append(items, newGapItem(Inquiry{ID: InquiryID(fmt.Sprint("INQ-", n+1)), Text: text}))
	}
	for b.Loop() {
		clusterGaps(items)
	}
}
