package slackapp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// newHTTPClient has the timeouts that the library's default lacks.
func newHTTPClient() *http.Client {
	return &http.Client{
		Timeout: 20 * time.Second,
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 10 * time.Second}).DialContext,
			TLSHandshakeTimeout:   5 * time.Second,
			ResponseHeaderTimeout: 15 * time.Second,
			MaxIdleConnsPerHost:   64,
			IdleConnTimeout:       60 * time.Second,
			ForceAttemptHTTP2:     true,
		},
	}
}

// newClient retries nothing: whether a call may be repeated is the outbox's
// to decide.
func newClient(c Config, h *http.Client) *slack.Client {
	return slack.New(c.BotToken, slack.OptionAppLevelToken(c.AppToken), slack.OptionAPIURL(c.APIURL), slack.OptionHTTPClient(h))
}

// self is who toban is in the workspace, asked once.
type self struct {
	api *slack.Client

	mu   sync.Mutex
	auth *slack.AuthTestResponse
}

func (s *self) get(ctx context.Context) (*slack.AuthTestResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.auth != nil {
		return s.auth, nil
	}
	auth, err := s.api.AuthTestContext(ctx)
	if err != nil {
		return nil, err
	}
	s.auth = auth
	return auth, nil
}

// known is what is known of ourselves without asking.
func (s *self) known() (user, team string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.auth == nil {
		return "", ""
	}
	return s.auth.UserID, s.auth.TeamID
}

// url is the workspace's address with a slash at its end, "" while it is not
// known.
func (s *self) url() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.auth == nil || s.auth.URL == "" {
		return ""
	}
	return strings.TrimSuffix(s.auth.URL, "/") + "/"
}

// rooms finds the direct message channel of a person.
type rooms struct {
	api *slack.Client

	mu     sync.Mutex
	direct map[triage.PersonID]triage.ChannelID
}

func (r *rooms) open(ctx context.Context, id triage.PersonID) (triage.ChannelID, error) {
	r.mu.Lock()
	ch, ok := r.direct[id]
	r.mu.Unlock()
	if ok {
		return ch, nil
	}
	c, _, _, err := r.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{string(id)}, ReturnIM: true})
	if err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.direct[id] = triage.ChannelID(c.ID)
	return triage.ChannelID(c.ID), nil
}

// group finds or opens the group direct message of these people and toban:
// Slack has one for each set of people.
func (r *rooms) group(ctx context.Context, people []triage.PersonID) (triage.ChannelID, error) {
	users := make([]string, len(people))
	for i, id := range people {
		users[i] = string(id)
	}
	c, _, _, err := r.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: users, ReturnIM: true})
	if err != nil {
		return "", err
	}
	return triage.ChannelID(c.ID), nil
}

// partner is whose direct messages with toban a channel holds, "" when Slack
// does not say.
func (r *rooms) partner(ctx context.Context, ch triage.ChannelID) triage.PersonID {
	r.mu.Lock()
	for id, room := range r.direct {
		if room == ch {
			r.mu.Unlock()
			return id
		}
	}
	r.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	c, err := r.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(ch)})
	if err != nil || c.User == "" {
		return ""
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.direct[triage.PersonID(c.User)] = ch
	return triage.PersonID(c.User)
}

// judged turns an error of Slack's client into a verdict for the outbox.
func judged(err error) error {
	if err == nil {
		return nil
	}
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return outbox.RetryAfter(err, max(limited.RetryAfter, time.Second))
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		switch {
		case status.Code == http.StatusTooManyRequests:
			return outbox.RetryAfter(err, 30*time.Second)
		case status.Code >= 500:
			return outbox.Unclear(err)
		}
		return outbox.Permanent(err)
	}
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return judgeCode(refused.Err, err)
	}
	if notSent(err) {
		return outbox.RetryAfter(err, 0)
	}
	return outbox.Unclear(err)
}

// judgeCode says what an error code of Slack's means for the message.
func judgeCode(code string, err error) error {
	switch code {
	case "ratelimited", "rate_limited":
		return outbox.RetryAfter(err, 30*time.Second)
	case "internal_error", "fatal_error", "service_unavailable", "request_timeout", "":
		return outbox.Unclear(err) // Slack says that part of it may have happened
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
		"team_access_not_granted", "org_login_required", "ekm_access_denied":
		return outbox.Halt(err)
	}
	return outbox.Permanent(err)
}

// passing reports whether the same call may succeed a little later.
func passing(err error) bool {
	switch code(err) {
	case "", "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout":
		return true
	}
	return false
}

// notSent reports whether a request never left: no name, no connection.
func notSent(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial" || errors.Is(err, syscall.ECONNREFUSED)
}

// unreachable reports whether nothing at all can be posted in a channel, so
// that what matters has to be said elsewhere.
func unreachable(err error) bool {
	switch code(err) {
	case "channel_not_found", "not_in_channel", "is_archived", "no_permission", "restricted_action",
		"restricted_action_read_only_channel", "restricted_action_thread_locked":
		return true
	}
	return false
}

// code is Slack's error code of err, "" when it has none.
func code(err error) string {
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return refused.Err
	}
	return ""
}

// respond answers through a response_url. It is tried once: such an answer
// cannot be read back.
func (a *App) respond(ctx context.Context, responseURL string, msg *slack.WebhookMessage) error {
	if !a.mayCall(responseURL) {
		return errors.New("response_url is not Slack's")
	}
	return slack.PostWebhookCustomHTTPContext(ctx, responseURL, a.http, msg)
}

// mayCall keeps a forged response_url from making us call anything else than
// Slack, or the host the configuration names instead of it.
func (a *App) mayCall(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	if u.Scheme == "https" && u.Hostname() == "hooks.slack.com" {
		return true
	}
	api, err := url.Parse(a.config.APIURL)
	return err == nil && a.config.APIURL != DefaultAPIURL && u.Host == api.Host && u.Scheme == api.Scheme
}

// call is a Web API method that the library has no wrapper for, or decodes
// too strictly. Errors are those of the library's.
func (a *App) call(ctx context.Context, method string, form url.Values, into any) error {
	form.Set("token", a.config.BotToken)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.config.APIURL+method, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := a.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return slack.StatusCodeError{Code: res.StatusCode, Status: res.Status}
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return err
	}
	var answer slack.SlackResponse
	if err := json.Unmarshal(data, &answer); err != nil {
		return err
	}
	if !answer.Ok {
		return slack.SlackErrorResponse{Err: answer.Error}
	}
	return json.Unmarshal(data, into)
}
