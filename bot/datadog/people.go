package datadog

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// How long it is believed who somebody is in Datadog, and how often that is
// looked up ahead.
const (
	knownFor    = 2 * time.Hour
	learnEvery  = time.Hour
	learnFailed = 5 * time.Minute
)

// account is somebody in Datadog.
type account struct {
	user string // "" when Datadog knows nobody by their address
	at   time.Time
}

// Run learns who the team is in Datadog until ctx ends, so that an incident
// need not wait for that when it is declared.
func (s *Incidents) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		wait := learnEvery
		if err := s.learn(ctx); err != nil && ctx.Err() == nil {
			s.log.InfoContext(ctx, "people not looked up in Datadog", "error", err)
			wait = learnFailed
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
	return nil
}

func (s *Incidents) learn(ctx context.Context) error {
	for _, id := range s.config.People {
		if _, err := s.lookUp(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// user is a person in Datadog, "" when their address is not known there, or
// when the keys may not look. An error means that it is worth another try:
// what was to name the person waits meanwhile.
func (s *Incidents) user(ctx context.Context, id triage.PersonID) (string, error) {
	if id == "" {
		return "", nil
	}
	s.mu.Lock()
	known, ok := s.accounts[id]
	s.mu.Unlock()
	if ok && s.config.Now().Sub(known.at) < knownFor {
		return known.user, nil
	}
	return s.lookUp(ctx, id)
}

func (s *Incidents) lookUp(ctx context.Context, id triage.PersonID) (string, error) {
	email := ""
	if s.config.Email != nil {
		email = s.config.Email(ctx, id)
	}
	if email == "" {
		return "", nil
	}
	user, err := s.byEmail(ctx, email)
	if _, no := errors.AsType[*refusal](err); no {
		// Nothing was learned: who has the keys mended need not wait.
		s.log.WarnContext(ctx, "person not looked up in Datadog", "error", err)
		return "", nil
	}
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts[id] = account{user: user, at: s.config.Now()}
	return user, nil
}

// byEmail is the active user with an address, "" when there is none. An error
// is a [refusal], or worth another try.
func (s *Incidents) byEmail(ctx context.Context, email string) (string, error) {
	ctx, c := s.call(ctx)
	list, res, err := s.users.ListUsers(ctx, *datadogV2.NewListUsersOptionalParameters().WithFilter(email))
	defer drop(res)
	if err := c.judge(res, err, err == nil && res.StatusCode == http.StatusOK && list.Data != nil); err != nil {
		if _, no := errors.AsType[*refusal](err); no {
			return "", err
		}
		wait := time.Duration(0) // a look is always repeatable, by the worker's backoff
		if res != nil && res.StatusCode == http.StatusTooManyRequests {
			wait = reset(res)
		}
		return "", outbox.RetryAfter(fmt.Errorf("looking the commander up: %w", err), wait)
	}
	for _, u := range list.Data {
		if a := u.Attributes; a != nil && strings.EqualFold(a.GetEmail(), email) && !a.GetDisabled() {
			return u.GetId(), nil
		}
	}
	return "", nil
}
