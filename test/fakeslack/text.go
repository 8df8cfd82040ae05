package fakeslack

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape does what Slack does to the text that people type.
// https://docs.slack.dev/messaging/formatting-message-text
func escape(s string) string { return escaper().Replace(s) }

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

func escaper() *strings.Replacer { return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;") }

// piece is a part of a typed message: plain text, or something that Slack
// turned into a token.
type piece struct {
	kind pieceKind
	id   string // user, channel, group or broadcast
	text string // as typed
}

type pieceKind int

const (
	plainPiece pieceKind = iota
	codePiece
	userPiece
	groupPiece
	channelPiece
	broadcastPiece
	linkPiece
	mailPiece
)

// compose splits natural text into pieces: "@name" of a known user or group,
// "#name" of a known channel, URLs and mail addresses. Inside `code` nothing
// is converted.
func (w *Workspace) compose(s string) []piece {
	var out []piece
	plain := 0 // start of the plain text not yet emitted
	emit := func(i, n int, p piece) int {
		if i > plain {
			out = append(out, piece{text: s[plain:i]})
		}
		p.text = s[i : i+n]
		out = append(out, p)
		plain = i + n
		return plain
	}
	for i := 0; i < len(s); {
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		inWord := i > 0 && before < utf8.RuneSelf && (unicode.IsLetter(before) || unicode.IsDigit(before))
		switch {
		case s[i] == '`':
			fence := "`"
			if strings.HasPrefix(s[i:], "```") {
				fence = "```"
			}
			if end := strings.Index(s[i+len(fence):], fence); end >= 0 {
				i = emit(i, end+2*len(fence), piece{kind: codePiece})
				continue
			}
		case s[i] == '@' && !inWord:
			if p, n := w.mention(s[i+1:]); n > 0 {
				i = emit(i, n+1, p)
				continue
			}
		case s[i] == '#' && !inWord:
			if id, n := w.longest(s[i+1:], w.channelNames()); n > 0 {
				i = emit(i, n+1, piece{kind: channelPiece, id: id})
				continue
			}
		case !inWord && (strings.HasPrefix(s[i:], "http://") || strings.HasPrefix(s[i:], "https://")):
			if n := urlLength(s[i:]); n > len("https://") {
				i = emit(i, n, piece{kind: linkPiece})
				continue
			}
		case !inWord && s[i] < utf8.RuneSelf:
			if n := mailLength(s[i:]); n > 0 {
				i = emit(i, n, piece{kind: mailPiece})
				continue
			}
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		i += n
	}
	if plain < len(s) {
		out = append(out, piece{text: s[plain:]})
	}
	return out
}

// mention reads a name after an @; n is its length, 0 if nobody has it.
func (w *Workspace) mention(s string) (p piece, n int) {
	names := map[string]string{"here": "here", "channel": "channel", "everyone": "everyone"}
	if id, n := w.longest(s, names); n > 0 {
		return piece{kind: broadcastPiece, id: id}, n
	}
	names = map[string]string{}
	for _, g := range w.groups {
		names[g.Handle] = g.ID
	}
	for _, u := range w.users {
		if !u.Deleted {
			names[u.RealName], names[u.DisplayName], names[u.Name] = u.ID, u.ID, u.ID
		}
	}
	id, n := w.longest(s, names)
	if n == 0 {
		return piece{}, 0
	}
	if w.group(id) != nil {
		return piece{kind: groupPiece, id: id}, n
	}
	return piece{kind: userPiece, id: id}, n
}

// longest finds the longest of the names that s begins with and that ends
// there as a word does; Japanese text may follow without a space.
func (w *Workspace) longest(s string, names map[string]string) (id string, n int) {
	for name, of := range names {
		if name == "" || len(name) <= n || len(name) > len(s) || !strings.EqualFold(s[:len(name)], name) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[len(name):])
		if len(s) > len(name) && next < utf8.RuneSelf && (unicode.IsLetter(next) || unicode.IsDigit(next) || next == '_' || next == '-') {
			continue
		}
		id, n = of, len(name)
	}
	return id, n
}

func (w *Workspace) channelNames() map[string]string {
	names := map[string]string{}
	for _, ch := range w.channels {
		if !ch.IM {
			names[ch.Name] = ch.ID
		}
	}
	return names
}

// urlLength is how much of s belongs to the URL it begins with.
func urlLength(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf || strings.ContainsRune("<>|\"`", r) })
	if n < 0 {
		n = len(s)
	}
	return len(strings.TrimRight(s[:n], ".,;:!?)'"))
}

// mailLength is how much of s belongs to the mail address it begins with.
func mailLength(s string) int {
	word := func(r rune) bool {
		return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._+-", r))
	}
	local := strings.IndexFunc(s, func(r rune) bool { return !word(r) })
	if local <= 0 || s[local] != '@' {
		return 0
	}
	host := strings.IndexFunc(s[local+1:], func(r rune) bool { return !word(r) })
	if host < 0 {
		host = len(s) - local - 1
	}
	domain := strings.TrimRight(s[local+1:local+1+host], ".")
	if !strings.Contains(domain, ".") {
		return 0
	}
	return local + 1 + len(domain)
}

// markup writes pieces as Slack delivers them in text.
func (w *Workspace) markup(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.kind {
		case plainPiece, codePiece:
			b.WriteString(escape(p.text))
		case userPiece:
			b.WriteString("<@" + p.id + ">")
		case groupPiece:
			b.WriteString("<!subteam^" + p.id + ">")
		case channelPiece:
			b.WriteString("<#" + p.id + "|" + w.chanByID[p.id].Name + ">")
		case broadcastPiece:
			b.WriteString("<!" + p.id + ">")
		case linkPiece:
			b.WriteString("<" + escape(p.text) + ">")
		case mailPiece:
			b.WriteString("<mailto:" + p.text + "|" + p.text + ">")
		}
	}
	return b.String()
}

// richText writes pieces as the rich_text block that accompanies the text of
// people's messages.
func richText(pieces []piece, blockID string) object {
	elements := make([]object, 0, len(pieces))
	for _, p := range pieces {
		switch p.kind {
		case plainPiece:
			elements = append(elements, object{"type": "text", "text": p.text})
		case codePiece:
			elements = append(elements, object{"type": "text", "text": strings.Trim(p.text, "`"), "style": object{"code": true}})
		case userPiece:
			elements = append(elements, object{"type": "user", "user_id": p.id})
		case groupPiece:
			elements = append(elements, object{"type": "usergroup", "usergroup_id": p.id})
		case channelPiece:
			elements = append(elements, object{"type": "channel", "channel_id": p.id})
		case broadcastPiece:
			elements = append(elements, object{"type": "broadcast", "range": p.id})
		case linkPiece:
			elements = append(elements, object{"type": "link", "url": p.text})
		case mailPiece:
			elements = append(elements, object{"type": "link", "url": "mailto:" + p.text, "text": p.text})
		}
	}
	return object{"type": "rich_text", "block_id": blockID, "elements": []object{{"type": "rich_text_section", "elements": elements}}}
}

// commandText writes a slash command's text the way should_escape does: users
// and channels become tokens, the rest is escaped as in messages.
func (w *Workspace) commandText(s string) string {
	var b strings.Builder
	for _, p := range w.compose(s) {
		switch p.kind {
		case userPiece:
			b.WriteString("<@" + p.id + "|" + w.user(p.id).Name + ">")
		case channelPiece:
			b.WriteString("<#" + p.id + "|" + w.chanByID[p.id].Name + ">")
		case groupPiece:
			b.WriteString("<!subteam^" + p.id + "|@" + w.group(p.id).Handle + ">")
		case plainPiece, codePiece, broadcastPiece, linkPiece, mailPiece:
			b.WriteString(escape(p.text))
		}
	}
	return b.String()
}

// mentioned returns the users that a text in Slack's markup mentions.
func mentioned(s string) []string {
	var ids []string
	for rest := s; ; {
		_, after, ok := strings.Cut(rest, "<@")
		if !ok {
			return ids
		}
		id, _, _ := strings.Cut(after, ">")
		id, _, _ = strings.Cut(id, "|")
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		rest = after
	}
}

// readable turns Slack's markup into what a person reads: names for ids, labels
// for links, the fallback of dates, no emphasis marks, no escapes.
func (w *Workspace) readable(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "<")
		b.WriteString(before)
		if !ok {
			break
		}
		token, rest, ok := strings.Cut(after, ">")
		if !ok {
			b.WriteString("<" + after)
			break
		}
		b.WriteString(w.readToken(token))
		s = rest
	}
	return unescape(plainEmphasis(b.String()))
}

func (w *Workspace) readToken(token string) string {
	body, label, labelled := strings.Cut(token, "|")
	switch {
	case strings.HasPrefix(body, "@"):
		if u := w.user(body[1:]); u != nil {
			return "@" + u.shownName()
		}
		return "@" + body[1:]
	case strings.HasPrefix(body, "#"):
		if ch := w.chanByID[body[1:]]; ch != nil {
			return "#" + ch.Name
		}
		return "#" + body[1:]
	case strings.HasPrefix(body, "!subteam^"):
		if g := w.group(strings.TrimPrefix(body, "!subteam^")); g != nil {
			return "@" + g.Handle
		}
		return label
	case strings.HasPrefix(body, "!date^"):
		return label
	case strings.HasPrefix(body, "!"):
		return "@" + body[1:]
	case labelled:
		return label
	default:
		return body
	}
}

// plainEmphasis removes the marks of *bold*, _italic_, ~struck~ and `code`
// where Slack would take them for marks: with space or punctuation around them.
// Marks that touch Japanese letters stay, since Slack shows them too.
func plainEmphasis(s string) string {
	for _, e := range emphasis {
		if strings.Count(s, e.mark) < 2 {
			continue
		}
		for prev := ""; prev != s; {
			prev, s = s, e.pair.ReplaceAllString(s, "$1$2$3")
		}
	}
	return s
}

var emphasis = [...]struct {
	mark string
	pair *regexp.Regexp
}{{"*", pairOf("*")}, {"_", pairOf("_")}, {"~", pairOf("~")}, {"`", pairOf("`")}}

func pairOf(mark string) *regexp.Regexp {
	m := regexp.QuoteMeta(mark)
	return regexp.MustCompile(`(^|[\s(\[{"'>*_~・])` + m + `([^\s` + m + `](?:[^\n` + m + `]*[^\s` + m + `])?)` + m + `($|[\s)\]}"'.,:;!?*_~・])`)
}
