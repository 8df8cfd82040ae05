package web

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/securecookie"
)

// A jar keeps values with a reader's browser, signed and encrypted, so that it
// can neither read nor change them, until an instant.
type jar struct {
	name   string
	secure bool // only over HTTPS
	codec  *securecookie.SecureCookie
	now    func() time.Time
}

// maxCookie is how many bytes of a cookie, name and value, browsers take:
// RFC 6265bis, 5.6.
const maxCookie = 4096

// newJar derives the keys of a jar from the one that everything is signed
// with: what is in one jar is of no use in another.
func newJar(name, key, at string, now func() time.Time) (*jar, error) {
	both, err := hkdf.Key(sha256.New, []byte(key), nil, "toban cookie "+name, 64)
	if err != nil {
		return nil, fmt.Errorf("derive the keys of cookies: %w", err)
	}
	j := &jar{name: name, secure: strings.HasPrefix(at, "https://"), now: now}
	if j.secure {
		j.name = "__Host-" + name // browsers take it from this host over HTTPS alone: RFC 6265bis, 4.1.3
	}
	j.codec = securecookie.New(both[:32], both[32:]).SetSerializer(securecookie.JSONEncoder{}).MaxAge(0) // ends by our clock
	j.codec.MaxLength(maxCookie - len(j.name))
	return j, nil
}

// sealed is what a cookie holds.
type sealed[T any] struct {
	Until time.Time `json:"until"`
	Value T         `json:"value"`
}

// put keeps a value for some time. SameSite=Lax lets it come along when Slack
// sends the reader back, and with nothing that another site posts.
func put[T any](w http.ResponseWriter, j *jar, value T, lasts time.Duration) error {
	text, err := j.codec.Encode(j.name, sealed[T]{Until: j.now().Add(lasts), Value: value})
	if err != nil {
		return fmt.Errorf("seal cookie %s: %w", j.name, err)
	}
	http.SetCookie(w, j.cookie(text, int(lasts.Seconds())))
	return nil
}

// take is what was put, as long as it holds.
func take[T any](r *http.Request, j *jar) (value T, ok bool) {
	c, err := r.Cookie(j.name)
	if err != nil {
		return value, false
	}
	var s sealed[T]
	if err := j.codec.Decode(j.name, c.Value, &s); err != nil || !j.now().Before(s.Until) {
		return value, false
	}
	return s.Value, true
}

// empty takes out what was put.
func (j *jar) empty(w http.ResponseWriter) { http.SetCookie(w, j.cookie("", -1)) }

func (j *jar) cookie(value string, age int) *http.Cookie {
	//nolint:gosec // Secure wherever the address is HTTPS, which others than this machine need
	return &http.Cookie{Name: j.name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: j.secure, SameSite: http.SameSiteLaxMode}
}

// ended are sessions that people have left before their time. They are
// remembered until they would have ended anyway, or toban starts anew. The zero
// value works.
type ended struct {
	mu    sync.Mutex
	until map[string]time.Time // by the session's id
}

func (e *ended) add(id string, now, until time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.until == nil {
		e.until = make(map[string]time.Time)
	}
	maps.DeleteFunc(e.until, func(_ string, t time.Time) bool { return !now.Before(t) })
	e.until[id] = until
}

func (e *ended) holds(id string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, ok := e.until[id]
	return ok
}
