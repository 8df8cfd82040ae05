package knowledge

import "time"

// Advice is what is known about an inquiry before anybody looks at it. The zero
// Advice knows nothing, which is still good enough to take the inquiry in.
type Advice struct {
	Classification Classification
	Hits           []Hit         // best first, at most a few
	Answered       bool          // the hits are good enough to be shown
	Strong         bool          // the first hit very probably is the answer
	Related        []Related     // past documents that resemble it, best first
	Took           time.Duration // search and classification together
}
