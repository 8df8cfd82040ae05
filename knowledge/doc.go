// Package knowledge answers two questions about an inquiry before anybody is
// disturbed: which pages of the team's documentation may already solve it, and
// what kind of inquiry it is.
//
// # Documents
//
// A [Library] reads folders of Markdown ([Source]), keeps a bleve index of them
// per language and a compact copy in memory, and answers a [Query] with at most
// a few [Hit]s. bleve only proposes candidates; the order comes from a re-ranker
// of our own (BM25F over title, headings, path, prose and code, a page together
// with its best section). Translations of a page are one page: their scores add
// up, and the reader sees the language they read.
//
// A score of the re-ranker is comparable between questions, which a bleve score
// is not. [Gate] uses that: a [Result] that is not Answered would mislead more
// than help and is not shown to anybody. What a score is worth depends on the
// pages: every new index measures it with unrelated sentences and with headings
// of its own ([Gauge]), so that 1 means the same with twenty pages and with two
// thousand.
//
// Everything on disk is derived data. An index folder may be deleted at any
// time; it is rebuilt on any doubt, and a source that cannot be read keeps its
// last good pages. A second process on an index folder is refused, and an index
// that cannot be written is kept in memory.
//
// # Classes
//
// A [Classifier] guesses kind, area and urgency of a message. It learns from the
// words of a [Taxonomy] and from labelled messages ([Train]) and says how sure it
// is. Its texts are bags of features, words and pieces of words, known by hashes
// alone, so that a stored model holds no text.
//
// # Costs
//
// The benchmarks tell what building an index, a question, a training and a
// classification cost in time and memory. Those named after development data
// are skipped where ../shared/data is not beside the checkout:
//
//	GOMAXPROCS=1 go test -run '^$' -bench 'Index|Search|Train|Classify|Urgency' ./knowledge
//
// # Caveats
//
// Indexing starts goroutines inside bleve, which a testing/synctest bubble does
// not survive: open and refresh a library outside the bubble, search inside it.
package knowledge
