package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"toban/test/fakedatadog"
)

// Emulated is the description of every operation that the emulator answers. It
// is loaded once per process, outside of any testing/synctest bubble, because
// it runs the go command.
var Emulated = sync.OnceValues(func() (*Validator, error) {
	ctx := context.Background()
	dir, err := SpecDir(ctx)
	if err != nil {
		return nil, err
	}
	var operations []Operation
	for _, op := range fakedatadog.Operations() {
		operations = append(operations, Operation{Version: op.Version, Name: op.Name})
	}
	return Load(ctx, dir, operations)
})

// CheckExchanges holds what the emulator remembers against the description,
// and returns every violation. An answer that was spoilt on purpose is not the
// service's and goes unchecked; the request before it does not. Of what was
// exchanged again and again, as a poll is, one is looked at.
func (v *Validator) CheckExchanges(ctx context.Context, all []fakedatadog.Exchange) error {
	var wrong []error
	seen := make(map[string]bool)
	for _, e := range all {
		same := fmt.Sprint(e.Method, e.Path, e.Query, e.Status, e.Fault, string(e.Request), string(e.Answer))
		if seen[same] {
			continue
		}
		seen[same] = true
		r, err := http.NewRequestWithContext(ctx, e.Method, "http://datadog.test"+e.Path+"?"+e.Query, bytes.NewReader(e.Request))
		if err != nil {
			return fmt.Errorf("exchange %d: %w", e.Seq, err)
		}
		media := http.Header{"Content-Type": {"application/json"}}
		r.Header = media
		// A refused connection carried no request.
		if e.Operation != "" && (e.Status != 0 || len(e.Request) > 0) {
			wrong = append(wrong, v.CheckRequest(r, e.Request))
		}
		if e.Fault == "" && e.Status != 0 {
			wrong = append(wrong, v.CheckAnswer(r, e.Status, media, e.Answer))
		}
	}
	return errors.Join(wrong...)
}
