package external

import (
	"io"
	"net/http"
	"time"
)

// Client is an HTTP client for sources: it has a timeout, ends an answer with an
// error after most bytes, and follows no redirect unless its CheckRedirect is
// set. A nil transport means one of its own.
func Client(rt http.RoundTripper, most int64) *http.Client {
	const within = 30 * time.Second // above any timeout of a look, which comes with the context
	if rt == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.ResponseHeaderTimeout = within
		rt = t
	}
	return &http.Client{
		Transport: capped{rt, most}, Timeout: within,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type capped struct {
	http.RoundTripper
	most int64
}

// RoundTrip implements [http.RoundTripper].
func (c capped) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{http.MaxBytesReader(nil, res.Body, c.most), res.Body}
	return res, nil
}
