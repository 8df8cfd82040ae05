package fakedatadog

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"syscall"
)

// Transport returns a round tripper that answers from h without a network; nil
// means the server itself, another handler is usually the server with a
// middleware around it. It reports to net/http/httptrace what a real transport
// would about connecting and writing, so code that asks "did my request leave?"
// gets the right answer.
func (s *Server) Transport(h http.Handler) http.RoundTripper {
	if h == nil {
		h = s
	}
	return &transport{server: s, handler: h}
}

type transport struct {
	server  *Server
	handler http.Handler
}

// RoundTrip answers r on the calling goroutine.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	if r.Body != nil {
		defer r.Body.Close()
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	trace := cmp.Or(httptrace.ContextClientTrace(ctx), &httptrace.ClientTrace{})
	if t.server.refuses(r) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	if trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	in := r.Clone(ctx)
	in.RequestURI, in.RemoteAddr = r.URL.RequestURI(), "in-process"
	in.Host = cmp.Or(r.Host, r.URL.Host)
	in.Body = http.NoBody
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, fmt.Errorf("read the request: %w", err)
		}
		in.Body = io.NopCloser(bytes.NewReader(body))
	}
	if trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	if trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
	out := &answer{header: http.Header{}}
	if aborted := out.run(t.handler, in); aborted && !out.flushed {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	}
	if trace.GotFirstResponseByte != nil {
		trace.GotFirstResponseByte()
	}
	return out.response(r), nil
}

// refuses consumes a Refused fault or notices that the server is down, and
// records the attempt.
func (s *Server) refuses(r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := Exchange{At: s.now(), Operation: OperationFor(r.Method, r.URL.Path), Method: r.Method, Path: r.URL.Path, Fault: "down"}
	if !s.down {
		f, hit := s.take(e.Operation, func(t Trouble) bool { return t == Refused })
		if !hit {
			return false
		}
		e.Fault = f.String()
	}
	s.record(e)
	return true
}

// answer is a response writer that can end in the middle.
type answer struct {
	header  http.Header
	status  int
	body    bytes.Buffer
	flushed bool
	aborted bool
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

func (a *answer) Flush() { a.flushed = true }

// run lets h answer; an abort is what net/http calls a dropped connection.
func (a *answer) run(h http.Handler, r *http.Request) (aborted bool) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			a.aborted, aborted = true, true
		default:
			panic(v)
		}
	}()
	h.ServeHTTP(a, r)
	return false
}

func (a *answer) response(r *http.Request) *http.Response {
	a.WriteHeader(http.StatusOK)
	length := int64(a.body.Len())
	if n, err := strconv.ParseInt(a.header.Get("Content-Length"), 10, 64); err == nil {
		length = n
	}
	var body io.Reader = &a.body
	if a.aborted {
		body = io.MultiReader(body, cutOff{})
	}
	return &http.Response{
		Status: strconv.Itoa(a.status) + " " + http.StatusText(a.status), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: io.NopCloser(body), ContentLength: length, Request: r,
	}
}

// cutOff is the end of a connection that dropped in the middle of a body.
type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
