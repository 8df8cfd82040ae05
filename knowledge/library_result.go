package knowledge

import "time"

// DocKind is the Diátaxis kind of a page; empty means unknown.
type DocKind string

// The kinds of documentation, see https://diataxis.fr.
const (
	Tutorial    DocKind = "tutorial"
	HowTo       DocKind = "how-to"
	Reference   DocKind = "reference"
	Explanation DocKind = "explanation"
)

// String returns the kind, "unknown" for the zero value.
func (k DocKind) String() string {
	if k == "" {
		return "unknown"
	}
	return string(k)
}

// Query is a question put to a [Library].
type Query struct {
	Text     string // the question as written; Slack markup and Markdown are understood
	Lang     Lang   // language of the reader, decides which translation is shown; empty means that of Text
	Limit    int    // most hits to return; zero means 3
	Audience string // AudienceMembers also sees pages for members; empty means AudienceEveryone

	Explain bool // hits say what made them, see Hit.Trace

	Related int              // most related documents to return; zero means 3
	Among   func(DocID) bool // which documents may be related; nil means all of them
}

// Hit is one page found, in the translation that suits the reader.
type Hit struct {
	Page    string    // canonical id: source/path without the language
	Source  string    // name of the source
	Path    string    // path of the file within the source's folder
	Title   string    // plain text
	URL     string    // link to the section, or to the page; empty when the source has no URL rule
	Section string    // heading of the best section; empty for the page's beginning
	Anchor  string    // fragment of that section, without "#"
	Snippet string    // plain text, not escaped for any markup, at most about 200 characters
	Matches [][2]int  // byte ranges [from, to) of Snippet that match the question, ascending, disjoint
	Why     []string  // at most three words of title, section and snippet that match, the weightiest first
	Kind    DocKind   // Diátaxis kind
	Lang    Lang      // language of this translation
	Updated time.Time // from the front matter, else the file's modification time; zero where neither tells
	Owner   string    // who keeps the page right, as written; empty where nobody is named
	Helped  int       // people who said that the page solved their question

	// Score orders the hits of one result. That of the first one can be compared
	// between questions and libraries: from 1 on it speaks for an answer. It has
	// no upper bound.
	Score float64
	// Confidence is an estimate from 0 to 1 that the page is a right one. It is
	// a calibrated guess from the development questions, not a promise.
	Confidence float64

	Trace *Trace // set if the query asks for it
}

// Result is the answer to a [Query].
type Result struct {
	Hits     []Hit         // best first; present even if Answered is false
	Related  []Related     // documents given to Put that resemble the question, best first
	Answered bool          // the first hit passes the gate; otherwise show nothing
	Verdict  Verdict       // what the gate made of the first hit
	Strong   bool          // the first hit is far above the gate
	Took     time.Duration // time spent searching
}

// IndexReport says what an index holds and how it came to be.
type IndexReport struct {
	Pages    int           // pages indexed, translations counted apart
	Sections int           // sections of these pages
	Skipped  []Skipped     // files that are not in the index, ordered by path
	At       time.Time     // when the last refresh began
	Took     time.Duration // duration of the last refresh
	Changed  bool          // the last refresh found something to change
	Gauges   []Gauge       // what answers need here, English questions first

	Sources []SourceReport // as configured
	// Unsaved says why the index is kept in memory only although there is a
	// folder for it, such as a full disk; empty where it is on disk.
	Unsaved string
}

// SourceReport says how a source was read.
type SourceReport struct {
	Name    string
	Lang    Lang      // as configured
	Pages   int       // of it in the index
	At      time.Time // when it was last read; zero means never
	Problem string    // why it could not be brought up to date since; empty if it is
}

// Skipped is a file that was left out of the index.
type Skipped struct {
	Source string
	Lang   Lang   // of the source, where it has one: others may have its name
	Path   string // within the source's folder; "." for the whole source
	Reason string // one sentence without a period
	Rule   Rule   // which flaw that is; empty where the file is left out on purpose
}
