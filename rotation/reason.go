package rotation

import (
	"strconv"
	"time"
)

// A Why says how somebody came to be on call, or why nobody is.
type Why struct {
	Reason Reason
	// For is the person whose turn it was: who is away, who gave the turn
	// away, who was overridden. Empty if it was nobody's turn.
	For string
	// By is who arranged it, the author of a swap or an override.
	By string
	// Note names what decided where there is more than one candidate: the ID
	// of the swap or override, else the name of the layer. Where an external
	// schedule names somebody who could not be told apart, it is their name there.
	Note string
	// At is when a swap or an override was arranged; zero for everything else.
	At time.Time `json:",omitzero"`
}

// Reason is why somebody is on call, or nobody. The zero value is invalid.
type Reason int

// The reasons. From Nobody on there is nobody on call, which is a hole unless it
// is OffDuty, see [Shift.Hole].
const (
	OwnTurn    Reason = iota + 1 // the rotation's order
	StandIn                      // next in order, because For is away
	Swap                         // a turn exchanged with For
	Overridden                   // an override made by By
	External                     // the schedule of another system says so
	Nobody                       // no members, all away, or taken off call
	OffDuty                      // outside the duty windows
	NotStarted                   // before the first turn
	Ended                        // at or after the end
	Unknown                      // the copy of an external schedule does not reach so far
)

// String is the key by which texts are looked up, "own_turn".
func (r Reason) String() string {
	switch r {
	case OwnTurn:
		return "own_turn"
	case StandIn:
		return "stand_in"
	case Swap:
		return "swap"
	case Overridden:
		return "override"
	case External:
		return "external"
	case Nobody:
		return "nobody"
	case OffDuty:
		return "off_duty"
	case NotStarted:
		return "not_started"
	case Ended:
		return "ended"
	case Unknown:
		return "unknown"
	}
	return "Reason(" + strconv.Itoa(int(r)) + ")"
}

// MarshalText writes the key.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the key.
func (r *Reason) UnmarshalText(text []byte) error { return readKey(r, text, OwnTurn, Unknown) }
