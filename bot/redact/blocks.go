package redact

import "strings"

// maxBlock is how far the end of a key is looked for, in bytes: an RSA key of
// 16,384 bits is 13 kB in PEM.
const maxBlock = 16 << 10

// blocks marks private keys in PEM (RFC 7468) and its relatives of OpenSSH, PGP
// and PuTTY, and the values of Secrets of Kubernetes.
func (t *scan) blocks() {
	t.keys()
	t.putty()
	t.kubeSecrets()
}

// keys marks PEM private keys: whole, without their end, and without their
// beginning, as they are when a message was too long.
func (t *scan) keys() {
	const begin, end, dashes = "-----BEGIN ", "-----END ", "-----"
	s := t.s
	label := func(from int) (name string, after int) {
		rest := s[from:min(len(s), from+80)]
		name, _, ok := strings.Cut(rest, dashes)
		if !ok || !strings.Contains(name, "PRIVATE KEY") || strings.ContainsAny(name, "\n-") {
			return "", 0
		}
		return name, from + len(name) + len(dashes)
	}
	done := 0
	for i := 0; i < len(s); {
		at := strings.Index(s[i:], dashes)
		if at < 0 {
			return
		}
		at += i
		i = at + len(dashes)
		switch {
		case strings.HasPrefix(s[at:], begin):
			name, body := label(at + len(begin))
			if body == 0 {
				continue
			}
			rest := s[body:min(len(s), body+maxBlock)]
			if next := strings.Index(rest, begin); next >= 0 {
				rest = rest[:next]
			}
			stop := keyBody(s, body)
			if n := strings.Index(rest, end+name+dashes); n >= 0 {
				stop = body + n + len(end) + len(name) + len(dashes)
			}
			t.add(at, stop, privateKey)
			i, done = stop, stop
		case strings.HasPrefix(s[at:], end):
			if _, stop := label(at + len(end)); stop > 0 {
				t.add(bodyBefore(s, at, done), stop, privateKey)
				i, done = stop, stop
			}
		}
	}
}

// keyBody is the end of the lines of a key that begin at i. Between them may
// be fences of code, quote marks and empty lines, and "\n" for a line's end.
func keyBody(s string, i int) int {
	stop := i
	for i < len(s) {
		next := lineEndOf(s, i)
		line := strings.TrimRight(bare(s[i:next]), " \t\r\"',`;}")
		switch {
		case line == "" || strings.HasPrefix(line, "Proc-Type:") || strings.HasPrefix(line, "DEK-Info:") ||
			strings.HasPrefix(line, "Version:") || strings.HasPrefix(line, "Comment:"):
		case keyLine(line):
			stop = i + strings.Index(s[i:next], line) + len(line)
		default:
			// One line may hold the key and what follows it.
			at := i + strings.Index(s[i:next], line)
			if end := run(s, at, base64std, 0); end-at >= 40 {
				stop = end
			}
			return stop
		}
		i = next + 1
	}
	return stop
}

// bodyBefore is the start of the lines of a key that end before i, not before low.
func bodyBefore(s string, i, low int) int {
	first := i
	for at := i; at > low; {
		start := strings.LastIndexByte(s[low:at], '\n') + 1 + low
		line := bare(strings.TrimRight(s[start:at], "\r\n"))
		if line != "" && !keyLine(line) {
			break
		}
		if line != "" {
			first = start + strings.Index(s[start:at], line)
		}
		at = start - 1
	}
	return first
}

// bare is a line without its indentation, quote marks and fence.
func bare(line string) string {
	for {
		short := strings.TrimLeft(line, " \t>`\"'\r|+-")
		short = strings.TrimPrefix(strings.TrimPrefix(short, "&gt;"), `\n`)
		if short == line {
			return line
		}
		line = short
	}
}

// keyLine says whether a line is one of a key: base64 in one piece, and not a
// word, which the last line, being short, could be.
func keyLine(line string) bool {
	line = strings.ReplaceAll(strings.ReplaceAll(line, `\n`, ""), `\r`, "")
	if !only(line, base64std) {
		return false
	}
	sets := has(line)
	return len(line) >= 24 && sets&(digit|plus|equals) != 0 || sets&equals != 0 || sets&digit != 0 && sets&letter != 0
}

// putty marks the private lines of a PuTTY key file.
func (t *scan) putty() {
	const private = "Private-Lines:"
	for i := 0; ; {
		at := strings.Index(t.s[i:], private)
		if at < 0 {
			return
		}
		at += i
		next := lineEndOf(t.s, at)
		i = next
		if next = min(next+1, len(t.s)); next < len(t.s) {
			start := next + run(t.s[next:], 0, blank, 0)
			i = keyBody(t.s, next)
			t.add(start, i, privateKey)
		}
	}
}

// kubeSecrets marks the values below data and stringData in a Secret, in YAML
// line by line. In JSON the keys say less than the kind, too, so that every
// string below data is one.
func (t *scan) kubeSecrets() {
	s := t.s
	if !strings.Contains(s, "Secret") || !strings.Contains(s, "ata") {
		return
	}
	var (
		begin  int  // of the document
		secret bool // the document is a Secret
	)
	for i := 0; i <= len(s); {
		next := lineEndOf(s, i)
		line := bare(s[i:next])
		if begun := strings.TrimLeft(s[i:next], " \t"); strings.HasPrefix(begun, "---") || strings.HasPrefix(begun, "- apiVersion:") || strings.HasPrefix(begun, "```") {
			if secret {
				t.secretData(begin, i)
			}
			begin, secret = i, false
		}
		if kindOf(line) {
			secret = true
		}
		i = next + 1
	}
	if secret {
		t.secretData(begin, len(s))
	}
}

// kindOf says whether a line has `kind: Secret`, in YAML or JSON.
func kindOf(line string) bool {
	for rest := line; ; {
		_, after, ok := strings.Cut(rest, "kind")
		if !ok {
			return false
		}
		rest = after
		value := strings.TrimLeft(after, "\": \t'")
		if word := value[:run(value, 0, alnum, 0)]; word == "Secret" && value != after {
			return true
		}
	}
}

func (t *scan) secretData(begin, end int) {
	s := t.s
	if at := strings.Index(s[begin:end], "ata\":"); at >= 0 {
		t.secretJSON(begin+at, end)
	}
	indent := -1 // of data:, while below it
	block := -1  // of the key whose block scalar is read
	for i := begin; i < end; {
		next := lineEndOf(s, i)
		next = min(next, end)
		line := s[i:next]
		depth := run(line, 0, blank, 0)
		rest := strings.TrimRight(line[depth:], " \t\r")
		at := i + depth
		i = next + 1
		switch {
		case rest == "" || rest[0] == '#':
			continue
		case block >= 0 && depth > block:
			t.add(at, at+len(rest), kubernetes)
			continue
		case rest == "data:" || rest == "stringData:":
			indent, block = depth, -1
			continue
		case indent < 0:
			continue
		case depth <= indent:
			indent, block = -1, -1
			continue
		}
		block = -1
		key := run(rest, 0, ident, 0)
		if key == 0 || key >= len(rest) || rest[key] != ':' {
			continue
		}
		from := run(rest, key+1, blank, 0)
		value := rest[from:]
		switch {
		case strings.HasPrefix(value, "|") || strings.HasPrefix(value, ">") && len(value) <= 2:
			block = depth
		default:
			trimmed := strings.Trim(value, `"'`)
			if template(trimmed) || only(trimmed, digit) || strings.Contains(trimmed, "://") {
				continue // in stringData
			}
			from += strings.Index(value, trimmed)
			t.add(at+from, at+from+len(trimmed), kubernetes)
		}
	}
}

// secretJSON marks the strings of the object that follows i.
func (t *scan) secretJSON(i, end int) {
	s := t.s
	open := strings.IndexByte(s[i:end], '{')
	if open < 0 || open > 12 {
		return
	}
	shut := strings.IndexByte(s[i+open:end], '}')
	if shut < 0 {
		shut = end - i - open
	}
	for at, stop := i+open, i+open+shut; at < stop; {
		colon := strings.IndexByte(s[at:stop], ':')
		if colon < 0 {
			return
		}
		from := run(s, at+colon+1, blank, 0)
		if from >= stop || s[from] != '"' {
			at += colon + 1
			continue
		}
		quote := strings.IndexByte(s[from+1:stop], '"')
		if quote < 0 {
			quote = stop - from - 1
		}
		if value := s[from+1 : from+1+quote]; !template(value) {
			t.add(from+1, from+1+quote, kubernetes)
		}
		at = from + 1 + quote
	}
}
