package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// Outcome is what a receiver made of a call. The zero Outcome is invalid.
type Outcome int

// The outcomes.
const (
	Taken   Outcome = iota + 1
	Later           // not now: it is called again
	Refused         // and would be again
)

// An Answer is what came back from a call.
type Answer struct {
	Outcome Outcome
	Status  int           // of HTTP, 0 when nothing came back
	Text    string        // the first line of what the receiver said, or why nothing came back
	After   time.Duration // that the receiver asks to wait for; 0 when it does not
	Took    time.Duration
}

// Err is why a call was not taken, nil when it was.
func (a Answer) Err() error {
	switch {
	case a.Outcome == Taken:
		return nil
	case a.Status == 0:
		return errors.New(a.Text)
	}
	text := strings.TrimSpace(fmt.Sprintf("HTTP %d %s", a.Status, http.StatusText(a.Status)))
	if a.Text != "" {
		text += ": " + a.Text
	}
	return errors.New(text)
}

// ErrUnknown says that there is no such hook.
var ErrUnknown = errors.New("no such webhook")

// Ping calls a hook now with an event of its own, and changes nothing else.
func (h *Hooks) Ping(ctx context.Context, name string) (Answer, error) {
	one := h.hooks[name]
	if one == nil {
		return Answer{}, ErrUnknown
	}
	body, err := json.Marshal(payload{Type: pingType, Timestamp: h.config.Now().UTC().Truncate(time.Second), Data: payloadData{Hook: name}})
	if err != nil {
		return Answer{}, fmt.Errorf("write the ping: %w", err)
	}
	return h.call(ctx, one, "ping-"+strings.ToLower(rand.Text()), body), nil
}

// call makes one attempt. The timestamp is the attempt's, the id is the
// event's: by the one a receiver refuses what somebody has recorded, by the
// other it takes a repetition once.
func (h *Hooks) call(ctx context.Context, one *hook, id string, body []byte) Answer {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	began := h.config.Now()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, one.URL, bytes.NewReader(body))
	if err != nil {
		return Answer{Outcome: Refused, Text: unaddressed(err)}
	}
	if err := one.sign(r.Header, id, began, body); err != nil {
		return Answer{Outcome: Refused, Text: err.Error()}
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "toban")
	res, err := h.client.Do(r)
	took := h.config.Now().Sub(began)
	if err != nil { // it may have arrived: the id says so to the receiver
		return Answer{Outcome: Later, Text: unaddressed(err), Took: took}
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body) // the status has said it all
	return Answer{
		Outcome: outcomeOf(res.StatusCode), Status: res.StatusCode, Text: firstLine(text, res.Header), Took: took,
		After: restOf(res.Header.Get("Retry-After"), h.config.Now()),
	}
}

// sign sets the headers of the specification: while keys are changed, a
// signature for each.
func (one *hook) sign(header http.Header, id string, at time.Time, body []byte) error {
	var signatures []string
	for _, signer := range one.signers {
		signature, err := signer.Sign(id, at, body)
		if err != nil {
			return fmt.Errorf("sign: %w", err)
		}
		signatures = append(signatures, signature)
	}
	header.Set(standardwebhooks.HeaderWebhookID, id)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	return nil
}

// outcomeOf is what a status means. A redirect is refused: who may read a call
// is decided by whoever configures it.
func outcomeOf(status int) Outcome {
	switch {
	case status >= 200 && status < 300:
		return Taken
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusConflict, status == http.StatusTooEarly,
		status == http.StatusTooManyRequests:
		return Later
	}
	return Refused
}

// restOf is the time that a Retry-After header asks for (RFC 9110, 10.2.3), 0
// for none.
func restOf(header string, now time.Time) time.Duration {
	var rest time.Duration
	if seconds, err := strconv.Atoi(header); err == nil {
		rest = time.Duration(min(seconds, int(longestRest/time.Second))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		rest = at.Sub(now)
	}
	return min(max(rest, 0), longestRest)
}

// unaddressed is an error without the address, which may hold a token.
func unaddressed(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("no answer within %s", answerWithin)
	}
	return err.Error()
}

// mostText is how much of an answer is told, in characters.
const mostText = 200

// firstLine is the beginning of what a receiver says, without what could be
// taken for anything else than words; where it leads to instead of taking the
// call.
func firstLine(body []byte, header http.Header) string {
	text := string(body)
	if to, err := url.Parse(header.Get("Location")); err == nil && to.Host != "" {
		text = "redirects to " + to.Host + ", which is not followed"
	}
	line, _, _ := strings.Cut(strings.TrimSpace(strings.ToValidUTF8(text, "")), "\n")
	runes := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune("<>&", r) {
			return ' '
		}
		return r
	}, line))
	return strings.TrimSpace(string(runes[:min(len(runes), mostText)]))
}
