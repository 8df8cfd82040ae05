package fakeslack

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds what is read of one request.
const maxBody = 16 << 20

// method is one method of the Web API. run is called with the lock held.
type method struct {
	scope string // one of those it accepts, separated by |; empty means none
	tier  tier
	app   bool // takes the app-level token
	run   func(w *Workspace, c *call) (object, error)
}

// call is one call of the Web API.
type call struct {
	method string
	token  string
	args   map[string]json.RawMessage
	later  []*delivery // what it causes
}

// apiError is an answer with "ok":false.
type apiError struct {
	code  string
	extra object
}

func (e apiError) Error() string { return e.code }

func fail(code string) error { return apiError{code: code} }

// failWith adds response_metadata.messages, which say where the mistake is.
func failWith(code string, messages []string) error {
	return apiError{code: code, extra: object{"response_metadata": object{"messages": messages}}}
}

// missing is the answer to a call without a required argument.
func missing(arg string) error {
	return failWith("invalid_arguments", []string{"[ERROR] missing required field: " + arg})
}

// Handler serves the Web API below /api/, Socket Mode at /socket, response
// URLs below /response/ and uploads below /upload/. To cut a connection, as
// some faults do, it panics with http.ErrAbortHandler; see [Workspace.Client].
func (w *Workspace) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("GET /socket", w.serveSocket)
	mux.HandleFunc("POST /response/{id}", w.serveResponse)
	mux.HandleFunc("/upload/{id}", w.serveUpload)
	w.mountSignIn(mux)
	return mux
}

func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	start := time.Now()
	c, err := readCall(r)
	w.mu.Lock()
	if !w.fixed && r.Host != "" {
		w.base = "http://" + r.Host
		if r.TLS != nil || r.URL.Scheme == "https" {
			w.base = "https://" + r.Host
		}
	}
	strike := w.strike(c.method, c.str("channel"), false)
	scopes := strings.Join(w.scopes, ",")
	w.mu.Unlock()

	e := Exchange{FromApp: true, Kind: "api", Name: c.method, Channel: c.str("channel"), Transport: "http", Request: c.redacted()}
	if strike != nil {
		e.Fault = typeName(strike)
	}
	finish := func(status int) {
		e.Status, e.Took = status, time.Since(start)
		w.mu.Lock()
		e.Summary = w.summary(e.Request)
		w.note(e)
		w.mu.Unlock()
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
	}
	if status, done := before(rw, r, strike); done {
		finish(status)
		return
	}
	var answer object
	status := http.StatusOK
	if err == nil {
		w.mu.Lock()
		answer, err = w.answer(c)
		w.enqueue(c.later...)
		if err == nil { // views and messages in it change once others get their turn
			if answer == nil {
				answer = object{}
			}
			answer["ok"] = true
			e.Answer = encode(answer)
		}
		w.mu.Unlock()
	}
	if err != nil {
		failure := apiError{code: "internal_error"}
		if !errors.As(err, &failure) {
			w.log.ErrorContext(r.Context(), "api call broke", "method", c.method, "error", err)
		}
		answer = object{"ok": false, "error": failure.code}
		maps.Copy(answer, failure.extra)
		e.Error = failure.code
		if retry, ok := answer["retry_after"].(int); ok {
			rw.Header().Set("Retry-After", strconv.Itoa(retry))
			delete(answer, "retry_after")
			status = http.StatusTooManyRequests
		}
		e.Answer = encode(answer)
	} else {
		e.OK = true
	}
	if status, done := after(rw, r, strike); done {
		finish(status)
		return
	}
	rw.Header().Set("Date", w.Now().UTC().Format(http.TimeFormat))
	rw.Header().Set("X-OAuth-Scopes", scopes)
	rw.Header().Set("X-Slack-Req-Id", strconv.Itoa(int(start.UnixNano())))
	writeJSON(rw, status, e.Answer)
	finish(status)
}

// answer authenticates, limits and runs a call.
func (w *Workspace) answer(c *call) (object, error) {
	m, ok := w.methods[c.method]
	switch {
	case !ok:
		return nil, apiError{code: "unknown_method", extra: object{"req_method": c.method}}
	case c.token == "":
		return nil, fail("not_authed")
	case c.token != botToken && c.token != appToken:
		return nil, fail("invalid_auth")
	case (c.token == appToken) != m.app:
		return nil, fail("not_allowed_token_type")
	}
	if m.scope != "" && !w.granted(strings.Split(m.scope, "|")...) {
		return nil, w.scopeError(m.scope)
	}
	if retry := w.overLimit(c.method, m.tier, c.str("channel")); retry > 0 {
		return nil, apiError{code: "ratelimited", extra: object{"retry_after": retry}}
	}
	return m.run(w, c)
}

func (w *Workspace) granted(oneOf ...string) bool {
	return slices.ContainsFunc(oneOf, func(s string) bool { return slices.Contains(w.scopes, s) })
}

func (w *Workspace) scopeError(needed string) error {
	return apiError{code: "missing_scope", extra: object{"needed": strings.ReplaceAll(needed, "|", ","), "provided": strings.Join(w.scopes, ",")}}
}

func writeJSON(rw http.ResponseWriter, status int, body json.RawMessage) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(body)
}

// readCall decodes the arguments of a query, a form or a JSON body.
func readCall(r *http.Request) (*call, error) {
	c := &call{method: r.PathValue("method"), args: map[string]json.RawMessage{}}
	c.token, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	c.addForm(r.URL.Query())
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return c, fail("request_too_large")
	}
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(body) == 0:
	case kind == "application/json":
		var v any
		if decode(body, &v) != nil {
			return c, fail("invalid_json")
		}
		o, ok := v.(object)
		if !ok && v != nil {
			return c, fail("json_not_object")
		}
		for key, value := range o {
			if key != "token" { // with JSON the token belongs into the header
				c.args[key] = encode(value)
			}
		}
	case kind == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return c, fail("invalid_form_data")
		}
		c.addForm(form)
	case kind == "multipart/form-data":
		form, err := multipart.NewReader(strings.NewReader(string(body)), params["boundary"]).ReadForm(maxBody)
		if err != nil {
			return c, fail("invalid_form_data")
		}
		c.addForm(form.Value)
	default:
		return c, fail("invalid_post_type")
	}
	return c, nil
}

func (c *call) addForm(form url.Values) {
	for key, values := range form {
		if key == "token" {
			c.token = cmp.Or(c.token, values[0])
			continue
		}
		c.args[key] = encode(values[0])
	}
}

// redacted is the call for the inspector.
func (c *call) redacted() json.RawMessage {
	shown := object{}
	for k, v := range c.args {
		if raw := c.raw(k); len(raw) > 0 && (raw[0] == '{' || raw[0] == '[') && json.Valid(raw) {
			v = raw
		}
		shown[k] = v
	}
	return encode(shown)
}

// has reports whether an argument was given, even if it is empty.
func (c *call) has(name string) bool { _, ok := c.args[name]; return ok }

// raw is an argument as JSON: itself, or what its string holds.
func (c *call) raw(name string) json.RawMessage {
	v := c.args[name]
	var s string
	if json.Unmarshal(v, &s) == nil {
		return json.RawMessage(s)
	}
	return v
}

// str is an argument as a string; numbers and booleans come as written.
func (c *call) str(name string) string {
	raw := c.raw(name)
	if string(raw) == "null" {
		return ""
	}
	return string(raw)
}

func (c *call) bool(name string) bool {
	s := c.str(name)
	return s == "true" || s == "1"
}

// int is an argument as a number, or otherwise def.
func (c *call) int(name string, def int) int {
	n, err := strconv.Atoi(c.str(name))
	if err != nil {
		return def
	}
	return n
}

// strs is an argument that is a comma-separated string or a JSON array.
func (c *call) strs(name string) []string {
	raw := c.raw(name)
	var all []string
	if json.Unmarshal(raw, &all) == nil {
		return all
	}
	for s := range strings.SplitSeq(string(raw), ",") {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// page cuts a list by the cursor and limit arguments; what is left out is
// announced by next_cursor.
func page[T any](c *call, all []T, def, most int) (part []T, meta object, err error) {
	limit := c.int("limit", def)
	if limit <= 0 {
		limit = def
	}
	limit = min(limit, most)
	from := 0
	if cursor := c.str("cursor"); cursor != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(cursor, "next:"))
		if err != nil || n < 0 || n > len(all) || !strings.HasPrefix(cursor, "next:") {
			return nil, nil, fail("invalid_cursor")
		}
		from = n
	}
	next := ""
	to := min(len(all), from+limit)
	if to < len(all) {
		next = "next:" + strconv.Itoa(to)
	}
	return all[from:to], object{"next_cursor": next}, nil
}
