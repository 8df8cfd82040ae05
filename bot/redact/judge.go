package redact

import (
	"strings"
	"unicode/utf8"
)

// joint says how a value is joined to its name.
type joint uint8

const (
	equated  joint = iota // name=value
	assigned              // name: value, --name value, name -> value
	stated                // the name is value
	loose                 // name | value, and a value on the next line
)

// value is what stands behind a name.
type value struct {
	start, end int  // in the text, without quotes
	after      int  // behind the closing quote
	quoted     bool // by any quotes
}

// secretValue says whether a value behind a name of the grade is a secret.
func (t *scan) secretValue(v value, g grade, how joint, key string) bool {
	text := t.s[v.start:v.end]
	if template(text) || status(text) || measure(text) || reference(text, v.quoted, key) || v.quoted && writing(text) {
		return false
	}
	sets := has(text)
	mixed := sets&letter != 0 && sets&(digit|marks) != 0
	switch {
	case only(text, digit):
		// A number is a password, a PIN, a limit or a count.
		return g == sure && (len(text) >= 4 || v.quoted) && !t.counted(v) && (how != loose || v.quoted)
	case g == hint:
		return random(text) || key == "auth" && pair(text) || strings.EqualFold(key, "pass") && mixed && sets&digit != 0 && how <= assigned
	case g == likely && (resource(text) || only(text, word)) && named(key, text, how):
		return false
	case how == loose:
		return mixed && len(text) >= 6 && (g == sure || len(text) >= 10)
	case how == assigned && !v.quoted && sets&digit == 0 && v.after < len(t.s) && t.s[v.after] == ':':
		return false // a key below the name
	case how == stated && !v.quoted:
		if sets&digit == 0 {
			text = strings.TrimRight(text, "!?")
			sets = has(text)
			mixed = sets&letter != 0 && sets&marks != 0
		}
		if strings.IndexByte(text, '@') > 0 && strings.Contains(text[strings.IndexByte(text, '@'):], ".") {
			return false // an address
		}
		if mixed && (sets&digit != 0 || g == sure) {
			return len(text) >= 4 && (g == sure || len(text) >= 8)
		}
		return g == sure && len(text) >= 6 && only(text, lowercase) && begins(strings.TrimLeft(t.s[v.after:], " "), vocab.stated) > 0
	case len(text) < 3, g == likely && len(text) < 6:
		return false
	case !v.quoted && sets&(digit|marks) == 0 && t.sentence(v):
		return false
	}
	return true
}

// writing says whether a value has words of a language that is written in
// other letters, which passwords are not.
func writing(v string) bool {
	for _, r := range v {
		if r >= 0x3041 && r < 0xd7b0 {
			return true
		}
	}
	return strings.Trim(v, "!?.,:;-_/()[]{} ") == ""
}

// named says whether a value that reads like the name of a thing is the name
// of a secret, going by its key: "secret: db-credentials" is, and
// JWT_SECRET=sunshine isn't.
func named(key, text string, how joint) bool {
	sets := has(text)
	switch {
	case key == "secretKey" && how == assigned:
		return !random(text) // of an ExternalSecret
	case !resource(text), how == equated && has(key)&lowercase == 0:
		return false
	case how > assigned || sets&(dash|dot|under|plus) != 0:
		return true
	}
	return strings.EqualFold(key, "secret") || strings.EqualFold(key, "token")
}

// counted says whether something is counted behind a number: 12 characters, 8文字.
func (t *scan) counted(v value) bool {
	rest := strings.TrimLeft(t.s[v.after:min(len(t.s), v.after+24)], " ")
	if rest == "" || begins(rest, vocab.stated) > 0 {
		return false
	}
	if rest[0] >= utf8.RuneSelf {
		r, _ := utf8.DecodeRuneInString(rest)
		return r >= 0x3041 && r < 0xa000 || r == 0xff05 // kana and Han, or a percent sign
	}
	return is(rest[0], letter) && len(rest) < 24 && v.after < len(t.s) && t.s[v.after] == ' ' || hasFold(rest, "char") || hasFold(rest, "day") ||
		hasFold(rest, "digit") || hasFold(rest, "attempt") || hasFold(rest, "time") || hasFold(rest, "of ")
}

// sentence says whether a word goes on as a sentence on its line.
func (t *scan) sentence(v value) bool {
	s := t.s
	if v.after >= len(s) || s[v.after] != ' ' {
		return false
	}
	next := v.after + 1
	end := run(s, next, letter, 40)
	if end == next {
		return false
	}
	return end >= len(s) || s[end] != '=' && s[end] != ':'
}

// template says whether a value stands for another one: a variable, a field to
// fill in, or a value that was masked by hand.
func template(v string) bool {
	for {
		short := strings.Trim(v, "\"'`*")
		if short == v {
			break
		}
		v = short
	}
	if v == "" || maskAt(v, 0) == len(v) {
		return true
	}
	for _, mark := range []string{"${", "$(", "$[", "{{", "}}", "<%", "#{", "%{", "***", "\u2022\u2022", "\u25cf\u25cf", "...", "\u2026", "\uff0a\uff0a"} {
		if strings.Contains(v, mark) {
			return true
		}
	}
	switch v[0] {
	case '$':
		name := strings.TrimLeft(v, "$")
		if end := run(name, 0, word, 0); end > 0 && end < len(name) && hasAny(name[end:], "[", "->", "-&gt;", "::", "(", ".") || strings.HasSuffix(v, "-") { // $_POST['password']
			return true
		}
		if tail := strings.LastIndexAny(name, ":-"); tail > 0 && only(strings.ReplaceAll(name, ":", "."), ident) {
			if _, g := nameOf(name[tail+1:]); g != unnamed || resource(strings.ReplaceAll(name, ":", ".")) {
				return true // $alerts-token of Argo CD
			}
		}
		return only(name, word) && (!is(name[0], digit)) && (has(name)&lowercase == 0 || has(name)&digit == 0) || strings.HasPrefix(name, "env:")
	case '<':
		return strings.HasSuffix(v, ">")
	case '[', '{', '(':
		return len(v) < 3 || v[0] == '(' || only(v[1:], ident) && has(v)&digit == 0 || strings.IndexByte("]})", v[len(v)-1]) >= 0 || strings.IndexByte("\"'${%", v[1]) >= 0
	case '%', '@', '_':
		if n := len(v) - 1; n > 1 && v[n] == v[0] && only(strings.Trim(v, v[:1]), word) {
			return true
		}
	case '&':
		return strings.HasPrefix(v, "&lt;") && strings.HasSuffix(v, "&gt;")
	case ':':
		return v[len(v)-1] == ':' // an emoji
	}
	if lower := strings.ToLower(v); hasAny(lower, "your-", "your_", "yourpassword", "yourtoken", "<your", "my-secret-", "replace", "placeholder", "redacted", "changeme", "insert-", "insert_", "dummy") || strings.Contains(lower, "placeholder") {
		return true
	}
	if len(v) >= 3 && (strings.Trim(v, "xX-_.") == "" || strings.Trim(v, "*#?-_.\u2022\u25cf\u25cb\u25a0\u25a1\u203b\uff0a") == "") {
		return true
	}
	return false
}

func hasAny(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// status says whether a value is a word about a secret. Of a sentence the
// first word tells.
func status(v string) bool {
	v = strings.TrimRight(v, ".,!?")
	first := v
	if i := strings.IndexAny(v, " |,"); i > 0 {
		first = v[:i]
	}
	return len(first) <= 24 && vocab.stop[strings.ToLower(first)] || len(v) <= 24 && vocab.whole[strings.ToLower(v)]
}

// measure says whether a value is a duration, a size, a version or a date.
func measure(v string) bool {
	n := run(v, 0, digit|dot, 0)
	switch {
	case n == 0:
		if (v[0] == 'v' || v[0] == 'V') && len(v) > 1 {
			return only(v[1:], digit|dot)
		}
		return false
	case n < len(v) && strings.Contains(v, ".") && n < 12 && strings.Count(v[:n], ".") >= 2:
		return true // 1.2.3-rc1
	case len(v) == len("2026-01-02") && v[4] == '-' && v[7] == '-' && only(v, digit|dash):
		return true
	}
	switch strings.ToLower(v[n:]) {
	case "s", "m", "h", "d", "w", "y", "ms", "us", "ns", "min", "sec", "kb", "mb", "gb", "kib", "mib", "b", "x", "%", "st", "nd", "rd", "th", "bit", "bits", "chars", "days", "hours", "-bit", "/min", "rpm":
		return true
	}
	return strings.Contains(v, ".") && only(v, digit|dot)
}

// reference says whether a value is where the secret is to be had: a path, a
// URL, the name of a variable, a call.
func reference(v string, quoted bool, key string) bool {
	lower := strings.ToLower(v)
	if hasAny(lower, "arn:", "sha256:", "sha512:", "vault:", "op://", "ref+", "file:", "env:", "enc[", "ssm:", "sops:", "projects/", "secretsmanager:", "id=", "type=", "src=", "!ref", "!sub", "!vault", "!getatt",
		"process.env", "os.environ", "os.getenv", "env.", "secrets.", "var.", "local.", "data.", "module.", "config.", "self.", "this.", "http://", "https://", "./", "../", "~/", "c:\\") {
		return true
	}
	if strings.Contains(v, "://") || strings.Contains(v, "](") || strings.HasSuffix(v, "aws4_request") || strings.HasSuffix(v, ":") || strings.HasPrefix(v, "!") && only(v[1:], letter) {
		return true
	}
	if v[0] == '/' && (len(v) != 40 || has(v)&dot != 0) && strings.Count(v, "/") >= 1 && only(v, ident|plus|tilde) && !random(strings.ReplaceAll(v, "/", "")) {
		return true
	}
	for _, ext := range []string{".pem", ".key", ".txt", ".json", ".yaml", ".yml", ".env", ".crt", ".p12", ".pub", ".md"} {
		if strings.HasSuffix(lower, ext) {
			return true
		}
	}
	sets := has(v)
	if strings.IndexByte(v, '/') > 0 && resource(v) {
		return true
	}
	if _, g := nameOf(v); g != unnamed && only(v, word) {
		// DB_PASSWORD as a value is the name of a variable.
		if sets&lowercase == 0 && sets&under != 0 {
			return true
		}
		if !quoted && sets&digit == 0 && (sets&under != 0 || v == key || sets&lowercase != 0 && sets&uppercase != 0) {
			return true
		}
	}
	if quoted {
		return false
	}
	if open := strings.IndexAny(v, "(["); open > 0 && only(v[:open], word|dot) && (sets&marks == 0 || has(v[:open])&(dot|digit) == dot) && (strings.IndexByte("()[]", v[len(v)-1]) >= 0 || strings.Contains(v, ").") || has(v[:open])&(dot|digit) == dot || hasAny(v[open+1:], "'", "\"", "\\")) {
		return true
	}
	return sets&dot != 0 && sets&(digit|marks|dash) == 0 && only(v, word|dot) && strings.Trim(v, ".") == v
}

// resource says whether a value reads like the name of a thing: words in lower
// case with dashes, and short numbers.
func resource(v string) bool {
	if !is(v[0], lowercase) || !only(v, lowercase|digit|dash|dot|under|plus) || strings.Contains(v, "+") {
		return false
	}
	words := 0
	parts := strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune("-._/", r) })
	for i, part := range parts {
		letters := run(part, 0, lowercase, 0)
		digits := len(part) - letters
		switch {
		case digits == 0 && letters <= 20:
			words++
		case only(part[letters:], digit) && digits <= 4 && (letters == 0 || digits <= 2 || letters >= 3 && digits <= 3):
		case i == len(parts)-1 && words >= 2 && len(part) <= 5: // default-token-x7k2p
		default:
			return false
		}
	}
	return words > 0
}

// random says whether a value is long and mixed as only generated ones are.
func random(v string) bool {
	sets := has(v)
	return len(v) >= 16 && sets&digit != 0 && sets&letter != 0 && !strings.ContainsAny(v, " ") && !resource(v)
}
