// Package datadog keeps toban's incidents in Datadog too. It is the only
// package that knows Datadog's client.
//
// Datadog documents no idempotency key for creating an incident, and its
// client would repeat a creation that was answered 500 after it was stored.
// Therefore nothing is retried here: every call is one attempt whose outcome
// is classified, and an unknown outcome of a creation is settled by looking
// for the incident, by the marker in its title, before anything is sent again.
//
// Changes are repeatable by value. What is added to an incident (links to Slack,
// the impact) is not: it is listed and compared first. Keys that are refused
// are people's to mend: sending rests, what waits keeps its order, and an admin
// is told.
package datadog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	dd "github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// Config is the Datadog side of the configuration and what the package needs
// from the rest of toban.
type Config struct {
	Site   string // empty means datadoghq.com
	URL    string // scheme and host instead of Datadog's, for tests and proxies
	APIKey string
	AppKey string

	PageTeam string // handle of the team that On-Call pages; empty pages nobody

	Transport http.RoundTripper // nil means one with timeouts
	Now       func() time.Time  // nil means time.Now
	Log       *slog.Logger

	Teams    []string            // of the field of that name, in every incident
	Services map[string][]string // of the field of that name, by the area of the inquiry it began as
	People   []triage.PersonID   // who may take command

	Incident func(context.Context, triage.IncidentID) (triage.Incident, error)

	// The rest may be nil: Datadog is told less then.
	Inquiry   func(context.Context, triage.InquiryID) (triage.Inquiry, error)
	Email     func(context.Context, triage.PersonID) string                    // "" when unknown
	Person    func(ctx context.Context, email string) (triage.PersonID, error) // "" when unknown; nil knows nobody
	Name      func(ctx context.Context, person string) string
	Permalink func(triage.MessageRef) string                // "" when there is none
	TeamID    func() string                                 // of the Slack workspace, "" while unknown
	Note      func(context.Context, triage.Order) error     // records why Datadog takes nothing
	Review    func(context.Context, triage.Incident) string // the approved review in Markdown, "" when Datadog is not to have it; nil means never
}

// Incidents is toban's incidents in Datadog. It implements [outbox.Sender].
type Incidents struct {
	config  Config
	log     *slog.Logger
	api     *datadogV2.IncidentsApi
	users   *datadogV2.UsersApi
	metrics *datadogV2.MetricsApi
	pages   *datadogV2.OnCallPagingApi // nil where the site has no On-Call
	keys    map[string]dd.APIKey

	mu       sync.Mutex
	looks    map[string]time.Time // by job: when a creation was first looked for in vain
	accounts map[triage.PersonID]account
}

// callWithin bounds one call.
const callWithin = 10 * time.Second

// operations are the unstable ones that are used; each has to be switched on
// by name.
var operations = []string{
	"CreateIncident", "GetIncident", "ListIncidents", "UpdateIncident",
	"CreateIncidentIntegration", "ListIncidentIntegrations",
	"CreateIncidentAttachment", "ListIncidentAttachments", "CreateIncidentPostmortemAttachment",
	"PatchIncidentImpact",
	"CreateIncidentTodo", "ListIncidentTodos", "UpdateIncidentTodo",
}

// New returns the sender for Datadog; it makes no call.
func New(c Config) (*Incidents, error) {
	client, err := c.client()
	if err != nil {
		return nil, err
	}
	paging, err := c.paging()
	if err != nil {
		return nil, err
	}
	s := &Incidents{
		pages: paging, config: c, log: c.Log, api: datadogV2.NewIncidentsApi(client), users: datadogV2.NewUsersApi(client),
		metrics: datadogV2.NewMetricsApi(client),
		keys:    c.keys(),
		looks:   make(map[string]time.Time), accounts: make(map[triage.PersonID]account),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.config.Now == nil {
		s.config.Now = time.Now //nolint:forbidigo // the edge: nil means the real clock
	}
	return s, nil
}

// keys are the credentials as the client wants them in the context of a call.
func (c Config) keys() map[string]dd.APIKey {
	return map[string]dd.APIKey{"apiKeyAuth": {Key: c.APIKey}, "appKeyAuth": {Key: c.AppKey}}
}

// client is Datadog's client, which tries everything once.
func (c Config) client() (*dd.APIClient, error) {
	cfg := dd.NewConfiguration()
	cfg.HTTPClient = &http.Client{Timeout: callWithin, Transport: cmp.Or(c.Transport, http.RoundTripper(transport()))}
	cfg.RetryConfiguration.EnableRetry = false
	cfg.UserAgent = "toban"
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("datadog.url %q is no address such as http://127.0.0.1:4010", c.URL)
		}
		cfg.Scheme, cfg.Host = u.Scheme, u.Host
	} else {
		cfg.Scheme, cfg.Host = "https", "api."+cmp.Or(c.Site, "datadoghq.com")
	}
	for _, op := range operations {
		if !cfg.SetUnstableOperationEnabled("v2."+op, true) {
			return nil, fmt.Errorf("the Datadog client has no operation %s", op)
		}
	}
	return dd.NewAPIClient(cfg), nil
}

// page is the address of a page for people.
func (c Config) page(path string) string {
	site := cmp.Or(c.Site, "datadoghq.com")
	switch {
	case c.URL != "":
		return strings.TrimSuffix(c.URL, "/") + path
	case site == "datadoghq.com", site == "datadoghq.eu":
		site = "app." + site
	}
	return "https://" + site + path
}

func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = callWithin
	return t
}

// call learns whether a request was written.
type call struct{ wrote atomic.Bool }

// call prepares one request: its context carries the keys, as the client
// wants it.
func (s *Incidents) call(ctx context.Context) (context.Context, *call) {
	c := &call{}
	ctx = context.WithValue(ctx, dd.ContextAPIKeys, s.keys)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) { c.wrote.Store(true) },
		WroteHeaders: func() { c.wrote.Store(true) },
	}), c
}

// A refusal is Datadog's no, with what to do about it.
type refusal struct {
	status  int
	text    string
	trouble triage.Trouble // that people can mend
}

// Error says what Datadog said and who can mend it.
func (r *refusal) Error() string {
	switch r.status {
	case http.StatusUnauthorized:
		return "Datadog does not know the keys (401): check datadog.api_key and datadog.site"
	case http.StatusForbidden:
		return "Datadog forbids it (403): the application key needs incident_read and incident_write"
	case http.StatusNotFound:
		if r.trouble == triage.TroubleAbsent {
			return "Datadog has no incidents at that address (404): check datadog.site and datadog.url"
		}
		return "Datadog has no such incident (404)"
	}
	return fmt.Sprintf("HTTP %d: %s", r.status, r.text)
}

// judge turns the outcome of a call into a verdict for the outbox. ok says
// whether the answer is what was asked for.
func (c *call) judge(res *http.Response, err error, ok bool) error {
	if err == nil && ok {
		return nil
	}
	status := 0
	if res != nil {
		status = res.StatusCode
	}
	switch {
	case status == http.StatusTooManyRequests:
		return outbox.RetryAfter(cmp.Or(err, errors.New("too many requests")), reset(res))
	case status == http.StatusUnauthorized:
		return outbox.Halt(&refusal{status: status, text: text(err), trouble: triage.TroubleKeys})
	case status == http.StatusForbidden:
		return outbox.Halt(&refusal{status: status, text: text(err), trouble: triage.TroublePermission})
	case status >= 400 && status < 500 && status != http.StatusRequestTimeout:
		return outbox.Permanent(&refusal{status: status, text: text(err)})
	case !c.wrote.Load() && err != nil:
		return outbox.RetryAfter(err, 0)
	case err == nil:
		err = fmt.Errorf("datadog answered %d without content", status)
	}
	return outbox.Unclear(err)
}

func reset(res *http.Response) time.Duration {
	seconds, err := strconv.Atoi(res.Header.Get("X-RateLimit-Reset"))
	if err != nil || seconds <= 0 {
		return 30 * time.Second
	}
	return time.Duration(seconds) * time.Second
}

// text is what Datadog said, shortened.
func text(err error) string {
	var api dd.GenericOpenAPIError
	if errors.As(err, &api) && len(api.ErrorBody) > 0 {
		return short(api.ErrorBody)
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// short is the beginning of an answer, in one line.
func short(body []byte) string {
	const most = 300
	line := strings.Join(strings.Fields(string(body)), " ")
	return line[:min(len(line), most)]
}

func drop(res *http.Response) {
	if res != nil && res.Body != nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
		_ = res.Body.Close()
	}
}
