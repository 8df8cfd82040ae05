package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// largestAnswer bounds what is read of an answer, in bytes: 2,048 vectors of
// 8,192 dimensions as text are larger, and no sane batch is.
const largestAnswer = 64 << 20

// An embeddingClient calls the endpoint, once per call and without retries.
type embeddingClient struct {
	spec EmbeddingSpec
	api  *openai.Client
}

// embedded is the answer to one call.
type embedded struct {
	model   string // as the endpoint calls it, which may say more than what was asked for
	vectors [][]float32
	tokens  int
}

func newEmbeddingClient(o Embeddings) *embeddingClient {
	config := openai.DefaultConfig(o.Key)
	config.BaseURL = strings.TrimSuffix(o.URL, "/")
	config.HTTPClient = guardedClient{&http.Client{
		Transport: o.Transport,
		// What was meant for one host is not handed to another one.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	return &embeddingClient{spec: o.EmbeddingSpec, api: openai.NewClientWithConfig(config)}
}

// guardedClient bounds answers and takes a redirect for the mistake it is.
type guardedClient struct{ *http.Client }

func (c guardedClient) Do(r *http.Request) (*http.Response, error) {
	answer, err := c.Client.Do(r) //nolint:gosec // G704: to the endpoint of the configuration, and no further
	if err != nil {
		return nil, err
	}
	answer.Body = http.MaxBytesReader(nil, answer.Body, largestAnswer)
	if answer.StatusCode >= 300 && answer.StatusCode < 400 {
		_ = answer.Body.Close()
		return nil, &endpointError{status: answer.StatusCode, what: "the endpoint redirects elsewhere, write that address into url"}
	}
	return answer, nil
}

// An endpointError is an answer that is of no use. It has no word of the
// answer: an endpoint may repeat what it was sent.
type endpointError struct {
	status int           // of HTTP; 200 where the content is at fault
	what   string        // a code of the endpoint's, or what is wrong
	after  time.Duration // how long the endpoint wants to be left alone; 0 if it does not say
}

func (e *endpointError) Error() string {
	if e.status == http.StatusOK {
		return e.what
	}
	return strings.TrimSpace(strconv.Itoa(e.status) + " " + cmp.Or(e.what, http.StatusText(e.status)))
}

// temporary says that the same call may succeed later.
func (e *endpointError) temporary() bool {
	return e.status == http.StatusTooManyRequests || e.status == http.StatusRequestTimeout || e.status >= 500
}

// tooMuch says that the texts are at fault: too long, or too many.
func (e *endpointError) tooMuch() bool {
	switch e.status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// embed returns one vector of length 1 for every text.
func (c *embeddingClient) embed(ctx context.Context, texts []string) (embedded, error) {
	answer, err := c.api.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{
		Input: texts, Model: openai.EmbeddingModel(c.spec.Model), Dimensions: c.spec.Dimensions,
		EncodingFormat: openai.EmbeddingEncodingFormatFloat,
	})
	if err != nil {
		return embedded{}, fmt.Errorf("embed: %w", readable(err, answer.Header()))
	}
	vectors, err := c.read(answer.Data, len(texts))
	if err != nil {
		return embedded{}, fmt.Errorf("embed: %w", err)
	}
	return embedded{model: cmp.Or(string(answer.Model), c.spec.Model), vectors: vectors, tokens: answer.Usage.PromptTokens}, nil
}

// errorCode is what a code of an endpoint looks like; prose does not.
var errorCode = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// readable is an error without anything that the endpoint wrote in its own
// words.
func readable(err error, header http.Header) error {
	if own, ok := errors.AsType[*endpointError](err); ok {
		return own
	}
	after := retryAfter(header)
	if api, ok := errors.AsType[*openai.APIError](err); ok {
		what := ""
		for _, code := range []string{fmt.Sprint(api.Code), api.Type} {
			if api.Code != nil && errorCode.MatchString(code) {
				what = code
				break
			}
		}
		return &endpointError{status: api.HTTPStatusCode, what: what, after: after}
	}
	if request, ok := errors.AsType[*openai.RequestError](err); ok {
		return &endpointError{status: request.HTTPStatusCode, after: after}
	}
	if header == nil { // there was no answer
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("read the answer: %w", err)
	}
	return &endpointError{status: http.StatusOK, what: "the answer is not of the embeddings API"}
}

// retryAfter reads the header of that name (RFC 9110, 10.2.3) where it counts
// seconds, as every API of this kind does.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(strings.TrimSpace(header.Get("Retry-After")))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, 24*60*60)) * time.Second
}

// read checks the vectors and puts them into the order of the texts.
func (c *embeddingClient) read(data []openai.Embedding, n int) ([][]float32, error) {
	wrong := func(format string, args ...any) error {
		return &endpointError{status: http.StatusOK, what: fmt.Sprintf(format, args...)}
	}
	if len(data) != n {
		return nil, wrong("the endpoint gave %d vectors for %d texts", len(data), n)
	}
	vectors := make([][]float32, n)
	for _, d := range data {
		if d.Index < 0 || d.Index >= n || vectors[d.Index] != nil {
			return nil, wrong("the endpoint's vectors are not numbered from 0 to %d", n-1)
		}
		want := cmp.Or(c.spec.Dimensions, len(data[0].Embedding))
		if len(d.Embedding) == 0 || len(d.Embedding) != want || want > mostDimensions {
			return nil, wrong("a vector has %d dimensions instead of %d", len(d.Embedding), want)
		}
		if !normalise(d.Embedding) {
			return nil, wrong("a vector is not of finite length")
		}
		vectors[d.Index] = d.Embedding
	}
	return vectors, nil
}

// normalise makes a vector one of length 1, so that a product of two is their
// cosine. It is false for one that has no direction.
func normalise(v []float32) bool {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	length := math.Sqrt(sum)
	if math.IsNaN(length) || math.IsInf(length, 0) || length == 0 {
		return false
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / length)
	}
	return true
}
