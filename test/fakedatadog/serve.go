package fakedatadog

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// maxBody is more than any request of the incident API and what the metric
// intake allows unpacked.
const maxBody = 5 << 20

const (
	mediaJSON    = "application/json"
	mediaJSONAPI = "application/vnd.api+json"
	mediaHTML    = "text/html; charset=utf-8"
)

const gatewayPage = "<html><head><title>%[1]d %[2]s</title></head><body><h1>%[1]d %[2]s</h1></body></html>\n"

// request is what a handler reads.
type request struct {
	*http.Request
	body []byte
}

// decode reads the body into v. The reply is for the caller when ok is false.
func (r *request) decode(v any) (rep reply, ok bool) {
	if err := json.Unmarshal(r.body, v); err != nil {
		return titledError(http.StatusBadRequest, "Bad Request", "invalid request body: "+err.Error()), false
	}
	return reply{}, true
}

// reply is what a handler answers; a nil body sends none.
type reply struct {
	status int
	media  string // empty means application/json
	body   any
}

type object = map[string]any

// plainError is the error shape of the older endpoints.
func plainError(status int, messages ...string) reply {
	return reply{status: status, body: object{"errors": messages}}
}

// titledError is the error shape of the newer endpoints.
func titledError(status int, title, detail string) reply {
	return reply{status: status, media: mediaJSONAPI, body: object{"errors": []object{
		{"status": strconv.Itoa(status), "title": title, "detail": detail},
	}}}
}

// wrongType answers a data.type other than the one wanted.
func wrongType(got, want string) reply {
	return titledError(http.StatusBadRequest, "Bad Request", fmt.Sprintf("got type %q expected one of %q", got, want))
}

// ServeHTTP answers one request of Datadog's API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// serve is the way of every request: read, fail or take effect, record, tell
// the subscribers, answer or fail to.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, rt route) {
	body, err := readBody(r)
	if err != nil {
		s.answer(w, Exchange{}, plainError(http.StatusBadRequest, err.Error()))
		return
	}
	s.openChannels()

	s.mu.Lock()
	down := s.down
	fault, hit := Fault{}, false
	if !down {
		fault, hit = s.take(rt.Name, func(Trouble) bool { return true })
	}
	s.mu.Unlock()
	if hit && fault.Trouble == Slow && !wait(r, fault.Delay) {
		panic(http.ErrAbortHandler)
	}

	e := Exchange{Operation: rt.Name, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Request: body}
	rep := reply{status: http.StatusServiceUnavailable, media: mediaHTML}
	if hit {
		e.Fault = fault.String()
	}
	s.mu.Lock()
	e.At = s.now()
	switch {
	case down:
		e.Fault = "down"
	case hit && !fault.takesEffect():
		rep = refusal(fault)
	default:
		rep = s.authorize(r, rt.credentials)
		if rep.status == 0 {
			rep = rt.handle(s, &request{Request: r, body: body})
		}
		e.Stored = rep.status < http.StatusMultipleChoices
	}
	s.mu.Unlock()
	s.deliver()
	s.opts.Log.InfoContext(r.Context(), "datadog request", "operation", rt.Name, "method", r.Method,
		"path", r.URL.Path, "status", rep.status, "fault", e.Fault)
	if !hit {
		s.answer(w, e, rep)
		return
	}
	s.spoil(w, r, e, fault, rep)
}

// authorize checks the keys and what they may do. The zero reply means that they are good. The
// texts are Datadog's: "Unauthorized" without a key, "Forbidden" for a wrong
// one.
func (s *Server) authorize(r *http.Request, c credentials) reply {
	check := func(got, want string) reply {
		switch {
		case got == "":
			return plainError(http.StatusUnauthorized, "Unauthorized")
		case want != "" && got != want:
			return plainError(http.StatusForbidden, "Forbidden")
		}
		return reply{}
	}
	rep := check(r.Header.Get("DD-API-KEY"), s.opts.Keys.API)
	if rep.status != 0 || c == apiKeyOnly {
		return rep
	}
	if rep = check(r.Header.Get("DD-APPLICATION-KEY"), s.opts.Keys.App); rep.status != 0 {
		return rep
	}
	if p := needs(r); p != "" && !slices.Contains(s.permissions, p) {
		return refusal(Fault{Trouble: Forbidden})
	}
	return reply{}
}

// refusal is the answer to a request that did not take effect.
func refusal(f Fault) reply {
	switch f.Trouble {
	case RateLimited:
		return plainError(http.StatusTooManyRequests, "Too many requests")
	case Forbidden:
		// The second text is what a key without the scope gets
		// (github.com/DataDog/datadog-ci issue 1159).
		return plainError(http.StatusForbidden, "Forbidden", "Failed permission authorization checks")
	case Invalid:
		return titledError(http.StatusBadRequest, "Bad Request", "invalid request")
	case Unauthorized:
		return plainError(http.StatusUnauthorized, "Unauthorized")
	case ServerError, Hang, Reset, Empty, Truncated, HTML, NoID, Slow, Refused:
		return reply{status: http.StatusOK, body: object{}}
	}
	return plainError(http.StatusInternalServerError, "Internal Server Error")
}

// answer sends rep.
func (s *Server) answer(w http.ResponseWriter, e Exchange, rep reply) {
	e.Status, e.Answer = rep.status, encode(rep)
	s.keep(e)
	if rep.body != nil || rep.media != "" {
		w.Header().Set("Content-Type", media(rep))
	}
	w.WriteHeader(e.Status)
	_, _ = w.Write(e.Answer) // a client that left does not matter
}

// spoil sends rep the way f says, or nothing.
func (s *Server) spoil(w http.ResponseWriter, r *http.Request, e Exchange, f Fault, rep reply) {
	switch f.Trouble {
	case Hang:
		s.keep(e)
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case Reset, Refused:
		s.keep(e)
		drop(w)
	case RateLimited:
		wait := int(max(f.Reset, 0).Seconds())
		if f.Reset == 0 {
			wait = 60
		}
		h := w.Header()
		h.Set("X-RateLimit-Limit", "300")
		h.Set("X-RateLimit-Period", "60")
		h.Set("X-RateLimit-Remaining", "0")
		h.Set("X-RateLimit-Reset", strconv.Itoa(wait))
		h.Set("X-RateLimit-Name", "incidents")
		s.answer(w, e, rep)
	case ServerError:
		status := f.Status
		if status == 0 {
			status = http.StatusInternalServerError
		}
		s.answer(w, e, plainError(status, http.StatusText(status)))
	case Empty:
		s.answer(w, e, reply{status: e.okStatus(rep)})
	case HTML:
		page := fmt.Sprintf(gatewayPage, http.StatusOK, "Sign in to the proxy")
		s.answer(w, e, reply{status: e.okStatus(rep), media: mediaHTML, body: page})
	case NoID:
		s.answer(w, e, reply{status: e.okStatus(rep), body: object{"data": object{"type": "", "id": ""}}})
	case Truncated:
		rep.status = e.okStatus(rep)
		full := encode(rep)
		if len(full) < 2 {
			full = []byte(`{"data":{}}`)
		}
		e.Status, e.Answer = rep.status, full[:len(full)/2]
		s.keep(e)
		w.Header().Set("Content-Type", media(rep))
		w.Header().Set("Content-Length", strconv.Itoa(len(full)))
		w.WriteHeader(e.Status)
		_, _ = w.Write(e.Answer)
		_ = http.NewResponseController(w).Flush() // or the half would never leave
		panic(http.ErrAbortHandler)
	case Forbidden, Unauthorized, Invalid, Slow:
		s.answer(w, e, rep)
	}
}

// okStatus is the status of a spoilt answer that pretends to be fine.
func (e Exchange) okStatus(rep reply) int {
	switch {
	case e.Stored:
		return rep.status
	case e.Method == http.MethodPost:
		return http.StatusCreated
	}
	return http.StatusOK
}

func (s *Server) keep(e Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record(e)
}

// drop ends the connection without an answer, with a reset where the transport
// knows one.
func drop(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(interface{ SetLinger(sec int) error }); ok {
		_ = tcp.SetLinger(0) // without it the close is orderly; then the client sees an end of file
	}
	_ = conn.Close()
}

// wait reports whether d passed before the client gave up.
func wait(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// readBody reads and unpacks the body.
func readBody(r *http.Request) ([]byte, error) {
	var in io.Reader = r.Body
	var err error
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
	case "gzip":
		in, err = gzip.NewReader(r.Body)
	case "deflate":
		in, err = zlib.NewReader(r.Body)
	default:
		err = fmt.Errorf("unsupported content encoding %q", encoding)
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(in, maxBody))
}

func media(rep reply) string {
	if rep.media == "" {
		return mediaJSON
	}
	return rep.media
}

func encode(rep reply) []byte {
	switch body := rep.body.(type) {
	case nil:
		if rep.media == mediaHTML && rep.status >= http.StatusInternalServerError {
			return fmt.Appendf(nil, gatewayPage, rep.status, http.StatusText(rep.status))
		}
		return nil
	case string:
		return []byte(body)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(rep.body); err != nil {
		panic("fakedatadog: encode an answer: " + err.Error()) // only maps, slices and scalars are built here
	}
	return bytes.TrimSpace(b.Bytes())
}
