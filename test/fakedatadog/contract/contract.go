// Package contract checks HTTP exchanges against Datadog's own OpenAPI
// description.
//
// The description travels inside the module of Datadog's Go client, so nothing
// is downloaded and the version is the one the product is built with.
// [Load] cuts it to the operations asked for, which takes seconds because the
// whole document has a thousand paths; load once per test binary.
//
// [Validator.Middleware] stands between a client and a fake: what the client
// sends and what the fake answers are both held against the description. Where
// recorded traffic is known to depart from it, the departure is written down
// here, with its reason, and nothing else is let through.
package contract

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// clientModule is the module that carries the description.
const clientModule = "github.com/DataDog/datadog-api-client-go/v2"

// Operation names an operation of the description.
type Operation struct {
	Version string // "v1" or "v2"
	Name    string // the operationId
}

// SpecDir returns the directory of the module cache that holds v1/openapi.yaml
// and v2/openapi.yaml. It runs the go command.
func SpecDir(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", clientModule).Output()
	if err != nil {
		return "", fmt.Errorf("find %s: %w", clientModule, err)
	}
	dir := strings.TrimSpace(string(out))
	if dir == "" {
		return "", fmt.Errorf("find %s: not in the module cache", clientModule)
	}
	return filepath.Join(dir, ".generator", "schemas"), nil
}

// Validator holds the description of some operations. It is safe for
// concurrent use.
type Validator struct {
	routers []routers.Router
}

// Load reads the description below dir (see [SpecDir]) and keeps the
// operations. One that the description does not have is an error.
func Load(ctx context.Context, dir string, operations []Operation) (*Validator, error) {
	byVersion := map[string][]string{}
	for _, op := range operations {
		byVersion[op.Version] = append(byVersion[op.Version], op.Name)
	}
	v := &Validator{}
	for _, version := range []string{"v1", "v2"} {
		if len(byVersion[version]) == 0 {
			continue
		}
		cut, err := cut(filepath.Join(dir, version, "openapi.yaml"), byVersion[version])
		if err != nil {
			return nil, fmt.Errorf("load the %s description: %w", version, err)
		}
		doc, err := openapi3.NewLoader().LoadFromData(cut)
		if err != nil {
			return nil, fmt.Errorf("load the %s description: %w", version, err)
		}
		doc.Servers = nil // host names with variables: match any host
		for _, item := range doc.Paths.Map() {
			for _, op := range item.Operations() {
				op.Servers = nil
			}
		}
		admitNulls(doc)
		if err := doc.Validate(ctx, openapi3.DisableExamplesValidation()); err != nil {
			return nil, fmt.Errorf("check the %s description: %w", version, err)
		}
		router, err := gorillamux.NewRouter(doc)
		if err != nil {
			return nil, fmt.Errorf("route the %s description: %w", version, err)
		}
		v.routers = append(v.routers, router)
	}
	return v, nil
}

// admitNulls lets undescribed members be null. "additionalProperties: {}" is
// meant as "anything", but in OpenAPI 3.0 an empty schema excludes null, which
// real incidents carry ("field_analytics": null).
func admitNulls(doc *openapi3.T) {
	for _, ref := range doc.Components.Schemas {
		if extra := ref.Value.AdditionalProperties.Schema; extra != nil && extra.Value.IsEmpty() {
			ref.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: new(true)}
		}
	}
}

// ViolationError is a request or an answer that the description does not allow.
type ViolationError struct {
	Operation string // "" when the description has no such path
	Answer    bool   // whether the answer is at fault, not the request
	Status    int    // of the answer
	Err       error
}

// Error describes the violation.
func (v *ViolationError) Error() string {
	side := "request"
	if v.Answer {
		side = fmt.Sprintf("answer %d", v.Status)
	}
	return fmt.Sprintf("%s of %s: %v", side, cmp.Or(v.Operation, "an unknown operation"), v.Err)
}

// Unwrap returns the reason.
func (v *ViolationError) Unwrap() error { return v.Err }

// CheckRequest holds a request against the description. The body is given
// apart because r's may be consumed.
func (v *Validator) CheckRequest(r *http.Request, body []byte) error {
	if r.Header.Get("Content-Encoding") == "gzip" {
		var err error
		if body, err = unpack(body); err != nil {
			return &ViolationError{Err: err}
		}
	}
	in, err := v.input(r, body)
	if err != nil {
		return err
	}
	if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil {
		return &ViolationError{Operation: in.Route.Operation.OperationID, Err: err}
	}
	return nil
}

func unpack(body []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("unpack the request: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, 5<<20)) // what the metric intake takes
	if err != nil {
		return nil, fmt.Errorf("unpack the request: %w", err)
	}
	return plain, nil
}

// CheckAnswer holds the answer to r against the description.
func (v *Validator) CheckAnswer(r *http.Request, status int, header http.Header, body []byte) error {
	in, err := v.input(r, nil)
	if err != nil {
		return err
	}
	name := in.Route.Operation.OperationID
	if status >= http.StatusBadRequest {
		if err := checkError(body); err != nil {
			return &ViolationError{Operation: name, Answer: true, Status: status, Err: err}
		}
		return nil
	}
	// Newer endpoints answer application/vnd.api+json; the description calls
	// every body application/json.
	header = header.Clone()
	if header.Get("Content-Type") == "application/vnd.api+json" {
		header.Set("Content-Type", "application/json")
	}
	err = openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: status, Header: header, Body: io.NopCloser(bytes.NewReader(tolerate(body))), Options: in.Options,
	})
	if err != nil {
		return &ViolationError{Operation: name, Answer: true, Status: status, Err: err}
	}
	return nil
}

// checkError accepts the two shapes of error bodies. The description knows the
// strings; recorded traffic has both, and on statuses that the description
// does not list (an attachment answers 404, an outage 5xx).
func checkError(body []byte) error {
	var shape struct {
		Errors []json.RawMessage `json:"errors"`
	}
	if err := json.Unmarshal(body, &shape); err != nil {
		return fmt.Errorf("error body is not JSON: %w", err)
	}
	if len(shape.Errors) == 0 {
		return errors.New("error body names no error")
	}
	for _, e := range shape.Errors {
		var text string
		var titled struct{ Title, Detail, Status string }
		if json.Unmarshal(e, &text) != nil && (json.Unmarshal(e, &titled) != nil || titled.Title == "") {
			return fmt.Errorf("error is neither a string nor an object with a title: %s", e)
		}
	}
	return nil
}

// tolerate removes what real answers contain against the description:
// "fields": null in an impact.
func tolerate(body []byte) []byte {
	return bytes.ReplaceAll(body, []byte(`"fields":null,"impact_type"`), []byte(`"impact_type"`))
}

func (v *Validator) input(r *http.Request, body []byte) (*openapi3filter.RequestValidationInput, error) {
	clone := r.Clone(r.Context())
	clone.Body = io.NopCloser(bytes.NewReader(body))
	clone.GetBody = nil // the validator would prefer it
	clone.ContentLength = int64(len(body))
	for _, router := range v.routers {
		route, params, err := router.FindRoute(clone)
		if err != nil {
			continue
		}
		return &openapi3filter.RequestValidationInput{
			Request: clone, PathParams: params, Route: route,
			Options: &openapi3filter.Options{
				AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, MultiError: true,
			},
		}, nil
	}
	return nil, &ViolationError{Err: fmt.Errorf("%s %s is not described", r.Method, r.URL.Path)}
}

// Middleware lets next answer and reports what the description does not allow.
// An answer that next aborts is not checked. Flushes,
// hijacking and aborts pass through.
func (v *Validator) Middleware(next http.Handler, report func(error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			report(fmt.Errorf("read the request: %w", err))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err := v.CheckRequest(r, body); err != nil {
			report(err)
		}
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		if err := v.CheckAnswer(r, rec.status, w.Header(), rec.body.Bytes()); err != nil {
			report(err)
		}
	})
}

// recorder copies what passes.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

// Unwrap lets an http.ResponseController reach the real writer.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
