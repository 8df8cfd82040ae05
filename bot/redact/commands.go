package redact

import (
	"iter"
	"strings"
)

// maxCommand is how much of a command's line is read, in bytes, and maxNested
// how much of one that stands among the arguments of another: of ssh behind
// sshpass, or of words that only happen to be the names of commands.
const maxCommand, maxNested = 2048, 128

// command marks the passwords among the arguments of the command that spans
// start to end, and returns the end of the last.
func (r *reader) command(start, end int, name string) int {
	var attached, spaced string // flags: -pPASS, -p PASS
	pairs := false              // the value is user:password
	after := ""                 // the argument that a flag has to follow
	switch strings.ToLower(name) {
	case "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mariadb-dump", "mycli":
		attached = "-p"
	case "sshpass":
		attached, spaced = "-p", "-p"
	case "mongo", "mongosh", "mongodump", "mongorestore":
		spaced = "-p"
	case "docker", "podman", "helm", "nerdctl", "skopeo", "oc", "az", "oras", "buildah", "crane":
		spaced, after = "-p", "login" // elsewhere a port
	case "7z", "7za", "7zz":
		attached = "-p"
	case "ssh-keygen":
		spaced = "-N"
	case "redis-cli":
		spaced = "-a"
	case "ldapsearch", "ldapmodify", "ldapadd", "ldapwhoami":
		spaced = "-w"
	case "sqlcmd", "bcp":
		attached, spaced = "-P", "-P"
	case "zip", "unzip":
		spaced = "-P"
	case "curl", "http", "https", "wget", "xh", "curlie":
		spaced, pairs = "-u", true
	case "sqlplus": // user/password@host
		for word, at := range r.arguments(end) {
			slash, host := strings.IndexByte(word, '/'), strings.LastIndexByte(word, '@')
			if slash > 0 && host > slash+1 && word[0] != '-' && !template(word[slash+1:host]) {
				r.add(at+slash+1, at+host, password)
				return at + host
			}
		}
		return 0
	case "htpasswd":
		return r.htpasswd(end)
	case "pass":
		// -passin pass:x, -passout pass:x of openssl
		if s := r.s; end < len(s) && s[end] == ':' && strings.Contains(s[max(0, start-10):start], "-pass") {
			v := readValue(s, end+1, false)
			if r.secretValue(v, sure, assigned, "password") {
				r.add(v.start, v.end, password)
				return v.end
			}
		}
		return 0
	default:
		return 0
	}
	last := 0
	for word, at := range r.arguments(end) {
		if word == after {
			after = ""
		}
		if after != "" {
			continue
		}
		var v value
		switch flag := word; {
		case pairs && (flag == "-u" || flag == "--user" || flag == "-a" || flag == "--auth" || flag == "--proxy-user" || flag == "-U"):
			v = readValue(r.s, spaces(r.s, at+len(flag)), false)
		case pairs && (strings.HasPrefix(flag, "--user=") || strings.HasPrefix(flag, "--proxy-user=")):
			v = readValue(r.s, at+strings.IndexByte(flag, '=')+1, false)
		case pairs && strings.HasPrefix(flag, "-u") && strings.Contains(flag, ":"):
			v = readValue(r.s, at+2, false)
		case pairs:
			continue
		case spaced != "" && flag == spaced:
			v = readValue(r.s, spaces(r.s, at+len(flag)), false)
			if v.start < v.end && r.s[v.start] == '-' {
				continue
			}
		case attached != "" && strings.HasPrefix(flag, attached) && len(flag) > 2:
			v = readValue(r.s, at+2, false)
		default:
			continue
		}
		if pairs {
			colon := strings.IndexByte(r.s[v.start:v.end], ':')
			if colon < 0 {
				continue
			}
			v.start += colon + 1
		}
		if v.end <= v.start || template(r.s[v.start:v.end]) {
			continue
		}
		r.add(v.start, v.end, password)
		last = v.end
	}
	return last
}

// tuple marks the second string of =("…", "…").
func (r *reader) tuple(i int) int {
	s := r.s
	for i < len(s) && strings.IndexByte("= (", s[i]) >= 0 {
		i++
	}
	if i == 0 || i >= len(s) || s[i-1] != '(' {
		return 0
	}
	user := readValue(s, i, false)
	at := spaces(s, user.after)
	if !user.quoted || at >= len(s) || s[at] != ',' {
		return 0
	}
	v := readValue(s, spaces(s, at+1), false)
	if !v.quoted || template(s[v.start:v.end]) {
		return 0
	}
	r.add(v.start, v.end, password)
	return v.end
}

// literal marks the value of --from-literal=name=value of a Secret, whatever
// its name.
func (r *reader) literal(start, i int) int {
	s := r.s
	at := strings.IndexByte("= ", prior(s, min(i+1, len(s))))
	if at < 0 || !strings.Contains(s[max(0, start-160):start], "secret ") {
		return 0
	}
	v := readValue(s, i+1, false)
	equal := strings.IndexByte(s[v.start:v.end], '=')
	if equal < 0 {
		return 0
	}
	v = readValue(s, v.start+equal+1, false)
	if v.end <= v.start || template(s[v.start:v.end]) {
		return 0
	}
	if kind, g := nameOf(s[i+1 : v.start]); g != unnamed {
		r.add(v.start, v.end, kind)
	} else {
		r.add(v.start, v.end, kubernetes)
	}
	return v.end
}

// piped marks what echo hands to a command that reads a password.
func (r *reader) piped(end int) int {
	s := r.s
	line := s[end:min(lineEndOf(s, end), end+300)]
	_, reader, ok := strings.Cut(line, "|")
	if !ok || !strings.Contains(reader, "--password-stdin") && !strings.Contains(reader, "--with-token") && !strings.Contains(reader, "sudo -S") && !strings.Contains(reader, "chpasswd") {
		return 0
	}
	for argument, at := range r.arguments(end) {
		if argument[0] == '-' {
			continue
		}
		v := readValue(s, at, false)
		if user, _, ok := strings.Cut(s[v.start:v.end], ":"); ok && strings.Contains(reader, "chpasswd") {
			v.start += len(user) + 1
		}
		if v.end <= v.start || template(s[v.start:v.end]) {
			return 0
		}
		r.add(v.start, v.end, password)
		return v.end
	}
	return 0
}

// htpasswd marks the password of htpasswd -b [file] user password.
func (r *reader) htpasswd(end int) int {
	batch, first, last := false, -1, ""
	for word, at := range r.arguments(end) {
		switch {
		case strings.HasPrefix(word, "-"):
			batch = batch || strings.Contains(word, "b")
		default:
			first, last = at, word
		}
	}
	if !batch || first < 0 || template(last) {
		return 0
	}
	v := readValue(r.s, first, false)
	r.add(v.start, v.end, password)
	return v.end
}

// arguments are the words behind a command's name up to the end of the
// command, and where they begin. A backslash takes it to the next line.
func (r *reader) arguments(i int) iter.Seq2[string, int] {
	s, limit := r.s, maxCommand
	if i < r.commandEnd {
		limit = maxNested
	}
	return func(yield func(string, int) bool) {
		defer func() { r.commandEnd = max(r.commandEnd, i) }()
		for stop := min(len(s), i+limit); i < stop; {
			i = min(run(s, i, blank, 0), stop)
			switch {
			case i >= stop || is(s[i], lineEnd) || s[i] == '|' || s[i] == ';' || s[i] == '`' || s[i] == '>' || s[i] == '<' || strings.HasPrefix(s[i:], "&gt;") || strings.HasPrefix(s[i:], "&lt;") || strings.HasPrefix(s[i:], "&&") || strings.HasPrefix(s[i:], "&amp;&amp;"):
				return
			case strings.HasPrefix(s[i:], "\\\n"):
				i += 2
				continue
			case strings.HasPrefix(s[i:], "\\\r\n"):
				i += 3
				continue
			}
			start := i
			if s[i] == '"' || s[i] == '\'' {
				shut := strings.IndexByte(s[i+1:stop], s[i])
				if shut < 0 {
					return
				}
				i += shut + 2
			}
			for i < stop && !is(s[i], blank|lineEnd) && s[i] != '`' {
				i++
			}
			if !yield(s[start:i], start) {
				return
			}
		}
	}
}

// authorization marks the credentials of the header whose name ends at i:
// Authorization: <scheme> <credentials> (RFC 9110), or the credentials alone.
func (r *reader) authorization(i int) int {
	s := r.s
	name := i
	for i < len(s) && strings.IndexByte("\"'\\]`", s[i]) >= 0 {
		i++
	}
	quoted := i > name
	i = spaces(s, i)
	switch {
	case i >= len(s):
		return 0
	case s[i] == ':' || s[i] == '=' || s[i] == ',' && quoted:
		i++
		if i < len(s) && s[i] == '>' {
			i++
		}
	case strings.HasPrefix(s[i:], "\uff1a"):
		i += len("\uff1a")
	default:
		return 0
	}
	i = spaces(s, i)
	for i < len(s) && strings.IndexByte("\"'\\`f", s[i]) >= 0 && (s[i] != 'f' || i+1 < len(s) && s[i+1] == '"') {
		i++
	}
	scheme := run(s, i, word|dash, 32)
	if strings.HasPrefix(s[i:scheme], "AWS4-HMAC") {
		return 0 // a signature that is used up, and a key id that has a shape
	}
	from := spaces(s, scheme)
	if scheme > i && from > scheme && from < len(s) && !is(s[from], lineEnd) {
		if hasFold(s[from:], "token=") {
			from += len("token=")
		}
		v := readValue(s, from, false)
		text := s[v.start:v.end]
		if len(text) < 6 || template(text) || status(text) || reference(text, v.quoted, "") || !v.quoted && has(text)&(digit|plus|equals|uppercase) == 0 {
			return 0
		}
		r.add(v.start, v.end, header)
		return v.end
	}
	v := readValue(s, i, false)
	if v.end-v.start < 8 || !r.secretValue(v, likely, assigned, "authorization") || has(s[v.start:v.end])&digit == 0 {
		return 0
	}
	r.add(v.start, v.end, header)
	return v.end
}

// bearer marks what follows the word Bearer, where it can be no word.
func (r *reader) bearer(i int) int {
	at := spaces(r.s, i)
	if at == i {
		return 0
	}
	v := readValue(r.s, at, false)
	text := r.s[v.start:v.end]
	if !only(text, ident|plus|equals|tilde) || !random(text) || template(text) || reference(text, true, "") {
		return 0
	}
	r.add(v.start, v.end, header)
	return v.end
}

// cookies marks the values of a Cookie or Set-Cookie header, whose attributes
// stay.
func (r *reader) cookies(i int) int {
	s := r.s
	for i < len(s) && strings.IndexByte("\"'", s[i]) >= 0 {
		i++
	}
	if i >= len(s) || s[i] != ':' {
		return 0
	}
	i = spaces(s, i+1)
	for i < len(s) && strings.IndexByte("\"'", s[i]) >= 0 {
		i++
	}
	last := 0
	for {
		name := run(s, i, ident, 64)
		if name == i || name >= len(s) || s[name] != '=' {
			return last
		}
		end := name + 1
		for end < len(s) && s[end] > ' ' && s[end] < 0x7f && strings.IndexByte("\"';,<>`", s[end]) < 0 && maskAt(s, end) == 0 {
			end++
		}
		switch strings.ToLower(s[i:name]) {
		case "path", "domain", "expires", "max-age", "samesite", "version":
		default:
			if v := s[name+1 : end]; len(v) >= 8 && !template(v) && !resource(v) {
				r.add(name+1, end, cookie)
				last = end
			}
		}
		if end >= len(s) || s[end] != ';' {
			return last
		}
		i = spaces(s, end+1)
	}
}

// identified marks the password of IDENTIFIED BY '…'.
func (r *reader) identified(i int) int {
	rest := r.s[i:min(len(r.s), i+80)]
	at := max(strings.Index(rest, " by "), strings.Index(rest, " BY "))
	if at < 0 || strings.Contains(rest[:at], "\n") {
		return 0
	}
	v := readValue(r.s, spaces(r.s, i+at+len(" by ")), false)
	if v.end <= v.start || !v.quoted || template(r.s[v.start:v.end]) {
		return 0
	}
	r.add(v.start, v.end, password)
	return v.end
}
