// Package redact takes secrets out of text that people paste, before the text
// is stored, logged or indexed.
//
// A secret is known by one of four things: its own shape (shapes.go: a vendor's
// prefix, a JWT, a hash, or 40 characters beside the ID of an AWS key), the block it stands in (blocks.go: a PEM key, a
// Kubernetes Secret), the place it has in a URL, a header or a command
// (places.go), or the name in front of it (names.go and values.go:
// password=…, "the token is …", in English and Japanese). Each reader marks
// spans of the text, and the spans become masks such as [secret:aws-access-key],
// which say what was there in any language.
//
// The readers are rules and no statistics: entropy cannot tell a token from a
// digest, which help-desk text is full of. Where a rule cannot decide, a value
// that a password's name introduces is masked, and a value that the words
// "secret" or "token" introduce stays if it reads like the name of a resource.
//
// What is missed: a password in a sentence that doesn't say it is one, an
// unlabelled random string, a picture, and text encoded twice.
package redact

import (
	"slices"
	"strings"
)

// Kind says what a mask stands for: an ASCII key, such as "github-token". The
// zero value stands for nothing and is never returned.
type Kind string

// Kinds that a name or a place gives. Kinds of shapes are in the table of shapes.
const (
	password   Kind = "password"
	secret     Kind = "secret"
	token      Kind = "token"
	apiKey     Kind = "api-key"
	privateKey Kind = "private-key"
	header     Kind = "authorization"
	cookie     Kind = "cookie"
	kubernetes Kind = "kubernetes-secret"
	hash       Kind = "password-hash"
	webhook    Kind = "webhook"
	jwt        Kind = "jwt"
	signature  Kind = "signature"
	clientKey  Kind = "client-secret"
	azureKey   Kind = "azure-key"
	awsKeyID   Kind = "aws-access-key"
	awsSecret  Kind = "aws-secret-key"
	awsSession Kind = "aws-session-token"
	datadogKey Kind = "datadog-key"
	pagerduty  Kind = "pagerduty-key"
	opsgenie   Kind = "opsgenie-key"
	lineToken  Kind = "line-token"
	sentryDSN  Kind = "sentry-dsn"
	telegram   Kind = "telegram-token"
	discord    Kind = "discord-token"
	terraform  Kind = "terraform-token"
	dockerAuth Kind = "docker-auth"
)

// maskOpen and maskClose enclose the kind.
const maskOpen, maskClose = "[secret:", "]"

// maxPasses bounds the passes over one text. A mask can bring the text around
// it into view of another rule, so passes go on until one finds nothing: two
// of them for nearly every text, the second to see that the first was enough.
const maxPasses = 8

// span is a part of the text, in bytes, and what it is.
type span struct {
	start, end int
	kind       Kind
}

// scan is one pass over a text.
type scan struct {
	s     string
	spans []span
}

// Text returns s with each secret replaced by a mask, [secret:<kind>], and the
// kinds in the order of the masks, one for each. Text without a secret comes
// back as it is, with nil. The result holds nothing that Text would mask, so
// that to call it twice changes nothing, and valid UTF-8 stays valid.
//
// The time is linear in the length of s. It is safe for concurrent use.
func Text(s string) (masked string, found []Kind) {
	for range maxPasses {
		next, kinds := pass(s)
		if len(kinds) == 0 {
			break
		}
		s, found = next, append(found, kinds...)
	}
	return s, found
}

// Cut returns s without the masks that [Text] has put into it: what is left is
// what its author wrote, to be searched and judged.
func Cut(s string) string {
	var out strings.Builder
	for {
		at := strings.Index(s, maskOpen)
		if at < 0 {
			break
		}
		n := maskAt(s, at)
		if n == 0 {
			n = len(maskOpen) // somebody's own words
			out.WriteString(s[:at+n])
		} else {
			out.WriteString(s[:at])
		}
		s = s[at+n:]
	}
	out.WriteString(s)
	return out.String()
}

func pass(s string) (string, []Kind) {
	t := &scan{s: s}
	t.shapes()
	t.partners()
	t.blocks()
	t.places()
	t.names()
	return t.mask()
}

// add marks a part of the text, without the masks in it.
func (t *scan) add(start, end int, kind Kind) {
	put := func(start, end int) {
		if start < end {
			t.spans = append(t.spans, span{start, end, kind})
		}
	}
	for i := start; i < end; {
		at := strings.Index(t.s[i:end], maskOpen)
		if at < 0 {
			break
		}
		i += at
		if n := maskAt(t.s, i); n > 0 {
			put(start, i)
			i += n
			start = i
		} else {
			i += len(maskOpen) // somebody's own words
		}
	}
	put(start, end)
}

// mask writes the text anew. Spans that overlap become one, which has the kind
// of the longest of them; of two that are as long, the one found first, since
// shapes know most.
func (t *scan) mask() (string, []Kind) {
	if len(t.spans) == 0 {
		return t.s, nil
	}
	slices.SortStableFunc(t.spans, func(a, b span) int { return a.start - b.start })
	var (
		out   strings.Builder
		kinds []Kind
		done  int
	)
	for i := 0; i < len(t.spans); {
		whole, longest := t.spans[i], t.spans[i]
		for i++; i < len(t.spans) && t.spans[i].start < whole.end; i++ {
			next := t.spans[i]
			if next.end-next.start > longest.end-longest.start {
				longest = next
			}
			whole.end = max(whole.end, next.end)
		}
		out.WriteString(t.s[done:whole.start])
		out.WriteString(maskOpen)
		out.WriteString(string(longest.kind))
		out.WriteString(maskClose)
		kinds = append(kinds, longest.kind)
		done = whole.end
	}
	out.WriteString(t.s[done:])
	return out.String(), kinds
}

// maskAt is the length of the mask that begins at i, or 0.
func maskAt(s string, i int) int {
	rest, ok := strings.CutPrefix(s[i:], maskOpen)
	if !ok {
		return 0
	}
	n := 0
	for n < len(rest) && n < 40 && is(rest[n], lowercase|digit|dash) {
		n++
	}
	if n == 0 || !strings.HasPrefix(rest[n:], maskClose) || !known(Kind(rest[:n])) {
		return 0
	}
	return len(maskOpen) + n + len(maskClose)
}

// known says whether a mask can have the kind. What looks like a mask and has
// another word in it was typed by somebody.
func known(k Kind) bool {
	switch k {
	case password, secret, token, apiKey, privateKey, header, cookie, kubernetes, hash, webhook, jwt, signature, clientKey, azureKey,
		awsKeyID, awsSecret, awsSession, datadogKey, pagerduty, opsgenie, lineToken, sentryDSN, telegram, discord, terraform, dockerAuth:
		return true
	}
	return slices.ContainsFunc(shapes, func(sh shape) bool { return sh.kind == k })
}
