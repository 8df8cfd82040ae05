package redact

import (
	"strings"
	"unicode/utf8"
)

// longValue is a length, in bytes, that no reference, template or word has
// where no blank parts it.
const longValue = 2048

// names marks what a name introduces. Each identifier of the text is read once.
func (t *scan) names() {
	s := t.s
	r := reader{scan: t, listed: -1}
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '[' && maskAt(s, i) > 0:
			i += maskAt(s, i)
		case is(c, ident):
			end := run(s, i, ident, 0)
			i = max(end, r.identifier(i, end))
		case c >= utf8.RuneSelf:
			i = max(i+1, r.label(i))
		default:
			i++
		}
	}
}

// reader reads names and what is behind them.
type reader struct {
	*scan
	commandEnd int  // how far the arguments of commands were read
	listed     int  // where the value of a field called name was, -1 for nowhere
	listedKind Kind // what it named: {"name": "DB_PASSWORD", "value": …}
	listedHow  grade
}

// identifier reads on from the identifier that spans start to end and returns
// the end of what it has marked, or 0.
func (r *reader) identifier(start, end int) int {
	s := r.s
	for end > start && is(s[end-1], dot) { // a sentence
		end--
	}
	id := s[start:end]
	if start >= 2 && s[start-1] == '\\' && len(id) > 1 && strings.IndexByte("nrt", id[0]) >= 0 {
		id = id[1:] // "\npassword=…"
	}
	if len(id) < 2 {
		return 0
	}
	switch strings.ToLower(id) {
	case "authorization", "proxy-authorization", "x-authorization":
		return r.authorization(end)
	case "bearer":
		return r.bearer(end)
	case "cookie", "set-cookie":
		return r.cookies(end)
	case "auth": // auth=("user", "password") of Python's requests
		if at := r.tuple(end); at > 0 {
			return at
		}
	case "--from-literal":
		return r.literal(start, end)
	case "echo", "printf":
		return r.piped(end)
	case "identified": // SQL: IDENTIFIED [WITH plugin] BY 'x'
		return r.identified(end)
	case "value", "default":
		if r.listed >= 0 && end-r.listed < 160 && !strings.Contains(s[r.listed:start], "name") {
			kind, how := r.listedKind, r.listedHow
			r.listed = -1
			return r.follow(end, kind, how, id, false)
		}
		return 0
	}
	if at := r.command(start, end, id); at > 0 {
		return at
	}
	kind, g := nameOf(id)
	switch {
	case g == unnamed && start > 1 && s[start-1] == ' ' && is(s[start-2], alnum) && (strings.EqualFold(id, "key") || strings.EqualFold(id, "phrase") || strings.EqualFold(id, "code")):
		kind, g = nameOf(r.spelled(start) + "_" + id) // "API key: …"
	case g == unnamed:
		return r.key(start, end)
	}
	if g == unnamed {
		return 0
	}
	if (kind == secret || kind == apiKey || kind == token) && start > 1 && s[start-1] == ' ' && id[0] != '-' {
		if of, _ := nameOf(r.spelled(start) + "_" + id); of != "" { // "LINE channel secret"
			kind = of
		}
	}
	if named := strings.TrimRight(s[max(0, start-12):start], "\"':= \t\\"); strings.HasSuffix(named, "name") || strings.HasSuffix(named, "Name") || strings.HasSuffix(named, "key") || strings.HasSuffix(named, "variable") {
		r.listed, r.listedKind, r.listedHow = end, kind, g
	}
	return r.follow(end, kind, g, id, id[0] == '-')
}

// spelled gives the two words before i, which one space parts from it, as a
// name: "LINE channel" in front of "secret".
func (r *reader) spelled(i int) string {
	s := r.s
	first := back(s, i-1, alnum, 24)
	if first == i-1 {
		return ""
	}
	if first > 0 && s[first-1] == ' ' {
		first = back(s, first-1, alnum, 24)
	}
	return strings.ReplaceAll(strings.TrimSpace(s[first:i-1]), " ", "_")
}

// label reads on from a name in Japanese.
func (r *reader) label(i int) int {
	if i+2 >= len(r.s) || !vocab.starts[r.s[i+2]] {
		return 0
	}
	for _, l := range vocab.labels {
		if strings.HasPrefix(r.s[i:], l.word) {
			g := likely
			if l.kind == password {
				g = sure
			}
			end := i + len(l.word)
			if at := r.follow(end, l.kind, g, string(l.kind), false); at > 0 {
				return at
			}
			return max(end, r.beside(end, l.kind, g))
		}
	}
	return 0
}

// beside marks a value that stands beside a password's name in Japanese with
// nothing between them but a space or a quote, in front of no other word.
func (r *reader) beside(i int, kind Kind, g grade) int {
	at := spaces(r.s, i)
	v := readValue(r.s, at, false)
	if g != sure || v.end <= v.start || at == i && !v.quoted || !r.secretValue(v, g, loose, "") {
		return 0
	}
	if rest := strings.TrimLeft(r.s[v.after:], " "); rest != "" && is(rest[0], word) {
		return 0
	}
	r.add(v.start, v.end, kind)
	return v.end
}

// key reads on from a Latin word that a Japanese one makes a name: "API キー".
func (r *reader) key(start, end int) int {
	rest := strings.TrimPrefix(r.s[end:], " ")
	n := begins(rest, vocab.key)
	if n == 0 {
		return 0
	}
	kind, g := nameOf(r.s[max(start, end-40):end] + "_key")
	if g == unnamed {
		return 0
	}
	return r.follow(len(r.s)-len(rest)+n, kind, g, "key", false)
}

// follow marks the value behind a name that ends at i, if one is there.
func (r *reader) follow(i int, kind Kind, g grade, key string, flag bool) int {
	s := r.s
	k := i
	for k < len(s) && k < i+6 { // quotes and emphasis around the name
		var n int
		switch {
		case strings.IndexByte("\"'`*]", s[k]) >= 0:
			n = 1
		case strings.HasPrefix(s[k:], `\"`) || strings.HasPrefix(s[k:], `\'`):
			n = 2
		default:
			n = begins(s[k:], []string{"\u201d", "\u2019", "\u300d", "&quot;"})
		}
		if n == 0 {
			break
		}
		k += n
	}
	named := k > i
	k = spaces(s, k)
	if shut := aside(s[k:]); shut > 0 { // password (staging): …
		k = spaces(s, k+shut)
	}
	at, how, ok := r.join(k, g, key, named, flag, k > i)
	if !ok {
		return 0
	}
	next := spaces(s, at)
	if next < len(s) && is(s[next], lineEnd) || strings.HasPrefix(s[next:], "|\n") || strings.HasPrefix(s[next:], ">-\n") || strings.HasPrefix(s[next:], "|-\n") || strings.HasPrefix(s[next:], ">\n") {
		if how == equated || flag {
			return 0
		}
		return r.nextLine(next, kind, g, key)
	}
	// A query is cut at &, other values hold one.
	query := how == equated && strings.IndexByte("?&;", prior(s, i-len(key))) >= 0
	v := readValue(s, next, query)
	if v.end <= v.start {
		return 0
	}
	if v.end-v.start > longValue && !v.quoted {
		// Too long to be read again for each name in it.
		if g != hint && !template(s[v.start:v.start+64]) {
			r.add(v.start, v.end, kind)
		}
		return v.end
	}
	if how <= assigned && !v.quoted && status(s[v.start:v.end]) {
		// password: str = "…"
		if eq := spaces(s, v.after); strings.HasPrefix(s[eq:], "=") && !strings.HasPrefix(s[eq:], "==") {
			v = readValue(s, spaces(s, eq+1), false)
			if v.end <= v.start {
				return 0
			}
		}
	}
	if !r.secretValue(v, g, how, key) {
		return 0
	}
	if v.start > 0 && strings.HasPrefix(s[v.start:], "Bearer ") {
		v.start += len("Bearer ")
	}
	r.add(v.start, v.end, kind)
	if n := begins(s[spaces(s, v.after):], vocab.from); n > 0 && how == stated { // changed from this to that
		if to := readValue(s, spaces(s, spaces(s, v.after)+n), false); to.end > to.start && r.secretValue(to, g, how, key) {
			r.add(to.start, to.end, kind)
			return to.end
		}
	}
	return v.end
}

// join reads what joins a name to its value and returns where the value begins.
func (r *reader) join(k int, g grade, key string, quotedName, flag, spaced bool) (at int, how joint, ok bool) {
	s := r.s
	if k >= len(s) {
		return 0, assigned, false
	}
	rest := s[k:]
	for _, sep := range []string{"=>", "=&gt;", ":=", "?=", "+=", "===", "==", "=", ":", "\uff1a", "\uff1d", "->", "-&gt;", "\u2192", "\u21d2"} {
		if strings.HasPrefix(rest, sep) {
			if sep == ":" && (strings.HasPrefix(rest, "::") || strings.HasPrefix(rest, "://") || strings.IndexByte(":$", prior(s, k-len(key))) >= 0 ||
				strings.HasSuffix(s[:max(0, k-len(key))], "://")) { // a:secret:b of an ARN, $secret:key of Argo CD
				return 0, assigned, false
			}
			if sep == "=" {
				return k + len(sep), equated, true
			}
			return k + len(sep), assigned, true
		}
	}
	if n := begins(rest, vocab.is); n > 0 {
		if at := spaces(s, k+n); begins(s[at:], vocab.below) > 0 { // "the password is as follows"
			return min(lineEndOf(s, at), at+64), stated, true
		}
		return k + n, stated, true
	}
	if n := begins(rest, vocab.to); n > 0 {
		at := spaces(s, k+n)
		v := readValue(s, at, false)
		return at, stated, v.end > v.start && begins(strings.TrimLeft(s[v.after:], " "), vocab.changed) > 0
	}
	switch {
	case flag && spaced && rest[0] != '-':
		return k, assigned, true
	case quotedName && rest[0] == ',':
		at := spaces(s, k+1)
		if at >= len(s) || strings.IndexByte("\"'", s[at]) < 0 {
			return 0, assigned, false
		}
		next := spaces(s, readValue(s, at, false).after)
		return at, assigned, next < len(s) && s[next] == ')' // of a call, not of a list
	case rest[0] == '|' && spaced:
		at := spaces(s, k+1)
		after := strings.TrimLeft(s[readValue(s, at, false).after:], " ")
		return at, loose, after == "" || after[0] == '|' || after[0] == '\n'
	case rest[0] == '(' && (hasFold(key, "set") || key == "PASSWORD") && len(rest) > 1 && strings.IndexByte("\"'", rest[1]) >= 0:
		return k + 1, assigned, true
	}
	if body, n := element(rest); n > 0 {
		return k + n, assigned, strings.HasPrefix(body, key) || quotedName // <entry key="db.password">
	}
	if !spaced {
		return 0, assigned, false
	}
	for _, verb := range []string{"is now ", "is still ", "should be ", "must be ", "is: ", "is ", "was ", "equals "} {
		if hasFold(rest, verb) {
			if at := k + len(verb); begins(s[at:], vocab.below) > 0 {
				return min(lineEndOf(s, at), at+64), stated, true
			}
			return k + len(verb), stated, true
		}
	}
	if hasFold(rest, "to ") && r.changes(k) {
		return k + len("to "), stated, true
	}
	lower := strings.ToLower(key)
	if lower == "requirepass" || lower == "masterauth" || lower == "password" && (rest[0] == '\'' || r.machine(k)) {
		return k, assigned, true
	}
	v := readValue(s, k, false)
	if v.end <= v.start || quotedName {
		return 0, assigned, false
	}
	text := s[v.start:v.end]
	switch {
	case r.sets(k, key): // ENV DB_PASS x
		return k, loose, true
	case g == sure: // "the password Tr0ub4dor&3 does not work": only what can be no word
		return k, loose, v.quoted || len(text) >= 6 && strong(text)
	case g == likely: // "the token 0123… does not work"
		return k, loose, len(text) >= 20 && (only(text, word) || only(text, hexadec|dash) || len(text) == 40 && only(text, base64std)) && random(text)
	}
	return 0, assigned, false
}

// element reads the end of an XML element's opening tag and gives the name in
// its closing tag.
func element(rest string) (closing string, n int) {
	open, shut := ">", "</"
	if strings.HasPrefix(rest, "&gt;") {
		open, shut = "&gt;", "&lt;/"
	}
	if !strings.HasPrefix(rest, open) {
		return "", 0
	}
	body := rest[len(open):min(len(rest), 512)]
	if at := strings.Index(body, shut); at > 0 && !strings.ContainsAny(body[:at], "\n<") {
		return body[at+len(shut):], len(open)
	}
	return "", 0
}

// changes says whether somebody changes something in the words before i.
func (r *reader) changes(i int) bool {
	before := strings.ToLower(r.s[max(0, i-48):i])
	for _, verb := range []string{"chang", "set", "updat", "rotat"} {
		if strings.Contains(before, verb) {
			return true
		}
	}
	return false
}

// sets says whether the name before i is an argument of a word that sets it:
// ENV of a Dockerfile, setx, configure set.
func (r *reader) sets(i int, key string) bool {
	before := strings.TrimRight(r.s[max(0, i-len(key)-8):max(0, i-len(key)-1)], " ")
	return strings.HasSuffix(before, "ENV") || strings.HasSuffix(before, "setx") || strings.HasSuffix(before, " set")
}

// machine says whether the words before i are of a .netrc.
func (r *reader) machine(i int) bool {
	before := r.s[max(0, i-200):i]
	return strings.Contains(before, "login ") && (strings.Contains(before, "machine ") || strings.Contains(before, "default login"))
}

// nextLine marks a value that is alone on the line behind its name's.
func (r *reader) nextLine(i int, kind Kind, g grade, key string) int {
	s := r.s
	end := lineEndOf(s, i)
	at := end + 1
	for at < len(s) {
		at += len(s[at:]) - len(bare(s[at:]))
		if at < len(s) && s[at] == '\n' {
			at++
			continue
		}
		break
	}
	if at >= len(s) || at > end+24 {
		return 0
	}
	v := readValue(s, at, false)
	if v.end <= v.start || !r.secretValue(v, g, loose, key) {
		return 0
	}
	if rest := strings.TrimLeft(s[v.after:], " `\r"); rest != "" && rest[0] != '\n' {
		return 0
	}
	r.add(v.start, v.end, kind)
	return v.end
}

// strong says whether a word is a password wherever it stands.
func strong(v string) bool {
	if v[0] == '-' || run(v, 0, ident, 0) == strings.IndexByte(v, '=') {
		return false // --flag, name=
	}
	if template(v) || reference(v, false, "") || strings.ContainsAny(v, "@/") && strings.Contains(v, ".") {
		return false
	}
	sets := has(v)
	n := 0
	for _, set := range []chars{lowercase, uppercase, digit, marks} {
		if sets&set != 0 {
			n++
		}
	}
	return n >= 3 && sets&(marks|digit) != 0
}
