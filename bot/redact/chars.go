package redact

import "strings"

// chars is a set of ASCII characters.
type chars uint16

const (
	digit     chars = 1 << iota
	lowHex          // a to f
	lowRest         // g to z
	upHex           // A to F
	upRest          // G to Z
	under           // _
	dash            // -
	dot             // .
	plus            // + and /
	equals          // =
	tilde           // ~
	marks           // what passwords are made stronger with
	blank           // space and tab
	lineEnd         // \n and \r
	beyond          // all that is not ASCII
	lowercase = lowHex | lowRest
	uppercase = upHex | upRest
	letter    = lowercase | uppercase
	alnum     = letter | digit
	word      = alnum | under
	hexadec   = digit | lowHex | upHex
	base64url = word | dash
	base64std = alnum | plus | equals
	ident     = word | dash | dot
)

// charsOf has the sets of each byte.
var charsOf = func() (of [256]chars) {
	for set, members := range map[chars]string{
		digit: "0123456789", lowHex: "abcdef", lowRest: "ghijklmnopqrstuvwxyz", upHex: "ABCDEF", upRest: "GHIJKLMNOPQRSTUVWXYZ",
		under: "_", dash: "-", dot: ".", plus: "+/", equals: "=", tilde: "~", marks: "!@#$%^&*+?~=", blank: " \t", lineEnd: "\n\r",
	} {
		for i := range len(members) {
			of[members[i]] |= set
		}
	}
	for b := 0x80; b < 0x100; b++ {
		of[b] |= beyond
	}
	return of
}()

func is(b byte, set chars) bool { return charsOf[b]&set != 0 }

// run is the end of the characters of the set that begin at i, at most limit
// of them; limit 0 is none.
func run(s string, i int, set chars, limit int) int {
	end := len(s)
	if limit > 0 {
		end = min(end, i+limit)
	}
	for i < end && is(s[i], set) {
		i++
	}
	return i
}

// back is the start of the characters of the set that end before i, at most
// limit of them.
func back(s string, i int, set chars, limit int) int {
	for low := max(0, i-limit); i > low && is(s[i-1], set); {
		i--
	}
	return i
}

// has says which sets occur in s.
func has(s string) chars {
	var all chars
	for i := range len(s) {
		all |= charsOf[s[i]]
	}
	return all
}

// only says whether s is made of nothing but the set, and is not empty.
func only(s string, set chars) bool { return s != "" && run(s, 0, set, 0) == len(s) }

// starts says whether a word can begin at i: not within one, an escape such as
// \n or %3D being no word.
func starts(s string, i int) bool {
	if i == 0 || !is(s[i-1], alnum) {
		return true
	}
	if i >= 2 && s[i-2] == '\\' && strings.IndexByte("nrt", s[i-1]) >= 0 {
		return true
	}
	return i >= 3 && s[i-3] == '%' && is(s[i-1], hexadec) && is(s[i-2], hexadec)
}

// lineEndOf is the end of the line that holds i.
func lineEndOf(s string, i int) int {
	if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(s)
}

// hasFold is strings.HasPrefix for an ASCII prefix in lower case, whatever the
// case in s.
func hasFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
