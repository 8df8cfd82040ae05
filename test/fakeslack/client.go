package fakeslack

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"
)

// Client returns an HTTP client that calls the workspace's handler directly,
// whatever the host: no sockets, so it works in a synctest bubble.
func (w *Workspace) Client() *http.Client {
	return &http.Client{Transport: Direct(w.Handler())}
}

// Direct returns a RoundTripper that calls a handler instead of a server. A
// handler that aborts looks like a connection that was cut. When the request's
// context ends, the caller gets its error at once and the handler's context is
// cancelled, but as on a server the handler runs until it returns.
func Direct(h http.Handler) http.RoundTripper { return direct{h} }

type direct struct{ h http.Handler }

func (d direct) RoundTrip(req *http.Request) (*http.Response, error) {
	in := req.Clone(req.Context())
	in.RequestURI = req.URL.RequestURI()
	in.RemoteAddr = "192.0.2.1:1234" // TEST-NET-1
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	in.Body = http.NoBody
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("read request body: %w", err)
		}
		in.Body = io.NopCloser(bytes.NewReader(body))
	}
	type outcome struct {
		answer *recorder
		panic  any
	}
	done := make(chan outcome, 1)
	go func() {
		o := outcome{answer: &recorder{header: http.Header{}}}
		defer func() {
			o.panic = recover()
			done <- o
		}()
		d.h.ServeHTTP(o.answer, in)
	}()
	select {
	case <-req.Context().Done():
		return nil, req.Context().Err()
	case o := <-done:
		switch {
		case o.panic == nil:
			return o.answer.response(req), nil
		case o.panic != http.ErrAbortHandler: //nolint:errorlint // a panic value, compared as net/http does
			panic(o.panic)
		case req.Context().Err() != nil:
			return nil, req.Context().Err()
		default:
			return nil, io.ErrUnexpectedEOF
		}
	}
}

// recorder is a ResponseWriter that keeps the answer.
type recorder struct {
	header http.Header
	sent   http.Header // a copy of header when the status was written
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status, r.sent = status, r.header.Clone()
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

func (r *recorder) response(req *http.Request) *http.Response {
	r.WriteHeader(http.StatusOK)
	if r.sent.Get("Content-Type") == "" && r.body.Len() > 0 {
		r.sent.Set("Content-Type", http.DetectContentType(r.body.Bytes()))
	}
	return &http.Response{
		Status: strconv.Itoa(r.status) + " " + http.StatusText(r.status), StatusCode: r.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: r.sent, Body: io.NopCloser(bytes.NewReader(r.body.Bytes())), ContentLength: int64(r.body.Len()), Request: req,
	}
}

// typeName is the name of a value's type without its package.
func typeName(v any) string { return reflect.TypeOf(v).Name() }
