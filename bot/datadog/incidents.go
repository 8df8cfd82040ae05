package datadog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	dd "github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// Send implements [outbox.Sender]. A refusal that somebody can mend is noted on
// the incident, whose changes wait for that in their order; so is that Datadog
// takes them again.
func (s *Incidents) Send(ctx context.Context, j outbox.Job) (outbox.Receipt, error) {
	r, err := s.send(ctx, j)
	if err != nil {
		s.note(ctx, j, err)
		return r, err
	}
	about, ok := outbox.Subject(j.Notice)
	if !ok || len(r.Orders) > 0 {
		return r, nil
	}
	if i, err := s.config.Incident(ctx, about.Incident); err == nil && i.Datadog.Trouble.Waits() {
		return order(i.ID, triage.Synced{At: i.Datadog.Synced}), nil
	}
	return r, nil
}

// note tells why nothing is taken, when people can mend that.
func (s *Incidents) note(ctx context.Context, j outbox.Job, err error) {
	v, ok := errors.AsType[*refusal](err)
	if !ok || !v.trouble.Waits() || s.config.Note == nil {
		return
	}
	o, _ := outbox.Subject(j.Notice)
	o.Key = fmt.Sprintf("refused/%s/%d", j.ID, j.Attempts)
	o.Command = triage.Unregistered{Reason: v.Error(), Trouble: v.trouble}
	if err := s.config.Note(ctx, o); err != nil {
		s.log.ErrorContext(ctx, "refusal of Datadog not noted", "incident", o.Incident, "error", err)
	}
}

func (s *Incidents) send(ctx context.Context, j outbox.Job) (outbox.Receipt, error) {
	switch n := j.Notice.(type) {
	case triage.OpenIncident:
		return s.open(ctx, n.Incident, j.Attempts)
	case triage.SyncIncident:
		return s.kept(ctx, n.Incident, func(ctx context.Context, i triage.Incident) (outbox.Receipt, error) { return s.sync(ctx, n, i) })
	case triage.FindChannel:
		return s.findChannel(ctx, j, n.Incident)
	case triage.PushAction:
		return outbox.Receipt{}, s.pushAction(ctx, n)
	case triage.PushReview:
		return outbox.Receipt{}, s.pushReview(ctx, n.Incident)
	case triage.LinkChannel:
		return s.kept(ctx, n.Incident, s.link)
	case triage.AttachLinks:
		return s.kept(ctx, n.Incident, s.attach)
	case triage.SyncImpact:
		return s.kept(ctx, n.Incident, s.impact)
	case triage.SendPage:
		return s.page(ctx, j, n)
	case triage.SettlePage:
		return outbox.Receipt{}, s.settlePage(ctx, n)
	case triage.OpenRoom, triage.Relay, triage.ShowCard, triage.ShowSuggestion, triage.Ping, triage.RetractPing, triage.PageSuspected, triage.WarnOwner,
		triage.WarnTeam, triage.TellBreach, triage.TellResolved, triage.TellMerged, triage.AskAsker, triage.TellReopened, triage.AskReopen,
		triage.AskReasons, triage.ProposeAlias, triage.SendArticle, triage.AskStale, triage.SettleStale, triage.Settle, triage.MakeChannel, triage.ShowIncident, triage.ShowBrief, triage.TellIncident, triage.ShowCluster,
		triage.TellUpdate, triage.TellState, triage.AskUpdate, triage.AskCommander, triage.FurnishChannel, triage.AnnounceHandoff, triage.RemindHandoff, triage.AskSteps, triage.WarnHole, triage.AnnounceRoster, triage.RemindStart, triage.AskEffort, triage.ShowReport,
		triage.ShowRequest, triage.TellRequest, triage.TellDuty, triage.TellAction, triage.PublishPage, triage.TellPage, triage.SendReview, triage.AskReview, triage.WarnRefused, triage.WarnRemote, triage.ShowAlert, triage.PageAlert, triage.AskPageAgain, triage.CallHook, triage.WarnHook:
	}
	return outbox.Receipt{}, outbox.Permanent(fmt.Errorf("notice %s is not Datadog's", j.Envelope.Name))
}

// kept does something to Datadog's record of an incident, and nothing when it
// has none.
func (s *Incidents) kept(
	ctx context.Context, id triage.IncidentID, do func(context.Context, triage.Incident) (outbox.Receipt, error),
) (outbox.Receipt, error) {
	i, err := s.config.Incident(ctx, id)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if i.Datadog.ID == "" || i.Datadog.Removed {
		return outbox.Receipt{}, nil
	}
	return do(ctx, i)
}

// Channel implements [outbox.Sender]; Datadog's limits are its own.
func (s *Incidents) Channel(context.Context, outbox.Job) string { return "" }

// Find implements [outbox.Sender]: a change is repeatable by value, and what is
// added to a record is looked for before it is; only a creation has to be
// found. A page
// cannot be: one that may have been sent before a crash stays unclear.
func (s *Incidents) Find(ctx context.Context, j outbox.Job) (outbox.Receipt, bool, error) {
	r, found, err := s.find(ctx, j)
	if err != nil {
		s.note(ctx, j, err)
	}
	return r, found, err
}

func (s *Incidents) find(ctx context.Context, j outbox.Job) (outbox.Receipt, bool, error) {
	if n, ok := j.Notice.(triage.SendPage); ok {
		return paged(n, triage.PageOutcome{State: triage.PageUnclear, Reason: cmp.Or(j.Reason, "toban stopped while it paged")}), true, nil
	}
	n, ok := j.Notice.(triage.OpenIncident)
	if !ok {
		return outbox.Receipt{}, false, nil
	}
	i, err := s.config.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, false, outbox.Permanent(err)
	}
	twins, err := s.reconcile(ctx, i)
	if err != nil {
		return outbox.Receipt{}, false, err
	}
	if len(twins) == 0 {
		return outbox.Receipt{}, false, s.absent(j.ID)
	}
	s.forget(j.ID)
	first := twins[0]
	r := s.registered(i, first)
	if len(twins) > 1 {
		c := r.Orders[0].Command.(triage.Registered)
		c.Note = fmt.Sprintf("Datadog holds %d incidents for this one; close all but #%d there", len(twins), c.PublicID)
		r.Orders[0].Command = c
	}
	return r, true, nil
}

// marker names our incident in Datadog's title.
func marker(id triage.IncidentID) string { return "[" + strings.ToLower(string(id)) + "]" }

// namesWithin is how many attempts wait for the commander's name: after them
// the incident is created without, because it matters more.
const namesWithin = 3

// open creates the incident, once.
func (s *Incidents) open(ctx context.Context, id triage.IncidentID, attempts int) (outbox.Receipt, error) {
	i, err := s.config.Incident(ctx, id)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if i.Datadog.ID != "" {
		return outbox.Receipt{}, nil
	}
	user, err := s.user(ctx, i.Commander) // must not count as this request
	if err != nil {
		if attempts < namesWithin {
			return outbox.Receipt{}, err
		}
		s.log.WarnContext(ctx, "incident created in Datadog without its commander", "incident", id, "error", err)
	}
	body := s.creation(ctx, i, user)
	ctx, c := s.call(ctx)
	answer, res, err := s.api.CreateIncident(ctx, body)
	defer drop(res)
	if err := c.judge(res, err, answer.Data.Id != ""); err != nil {
		return s.uncreated(id, err)
	}
	return s.registered(i, answer.Data), nil
}

// uncreated is what becomes of a creation that did not work. What Datadog
// refuses for good is over; keys and addresses can be mended.
func (s *Incidents) uncreated(id triage.IncidentID, err error) (outbox.Receipt, error) {
	v, ok := errors.AsType[*refusal](err)
	switch {
	case !ok || v.trouble.Waits():
		return outbox.Receipt{}, err
	case v.status == http.StatusNotFound:
		v.trouble = triage.TroubleAbsent
		return outbox.Receipt{}, outbox.Halt(v)
	}
	return order(id, triage.Unregistered{Reason: v.Error()}), nil
}

func (s *Incidents) registered(i triage.Incident, data datadogV2.IncidentResponseData) outbox.Receipt {
	public := int64(0)
	if data.Attributes != nil {
		public = data.Attributes.GetPublicId()
	}
	return outbox.Receipt{Orders: []triage.Order{{Incident: i.ID, Command: triage.Registered{
		ID: data.Id, PublicID: public, URL: s.webURL(public), Seen: face(data),
	}}}}
}

// webURL is where people see the incident; Datadog's answers do not say.
func (s *Incidents) webURL(public int64) string {
	return s.config.page(fmt.Sprintf("/incidents/%d", public))
}

func dropdown(v string) datadogV2.IncidentFieldAttributes {
	return datadogV2.IncidentFieldAttributesSingleValueAsIncidentFieldAttributes(&datadogV2.IncidentFieldAttributesSingleValue{
		Type: datadogV2.INCIDENTFIELDATTRIBUTESSINGLEVALUETYPE_DROPDOWN.Ptr(), Value: *dd.NewNullableString(&v),
	})
}

func textbox(v string) datadogV2.IncidentFieldAttributes {
	return datadogV2.IncidentFieldAttributesSingleValueAsIncidentFieldAttributes(&datadogV2.IncidentFieldAttributesSingleValue{
		Type: datadogV2.INCIDENTFIELDATTRIBUTESSINGLEVALUETYPE_TEXTBOX.Ptr(), Value: *dd.NewNullableString(&v),
	})
}

// creation is the incident as Datadog gets it: active, whatever has happened
// since, because what followed is sent in its order.
func (s *Incidents) creation(ctx context.Context, i triage.Incident, user string) datadogV2.IncidentCreateRequest {
	from := s.origin(ctx, i)
	attributes := datadogV2.IncidentCreateAttributes{
		Title:            i.Title + " " + marker(i.ID),
		CustomerImpacted: i.Affected != "",
		Fields:           s.fields(i, from),
		InitialCells:     []datadogV2.IncidentTimelineCellCreateAttributes{markdown(s.cell(ctx, i, from))},
	}
	if i.Affected != "" {
		attributes.CustomerImpactScope = &i.Affected
	}
	if i.Drill {
		attributes.IsTest = &i.Drill
	}
	data := datadogV2.IncidentCreateData{Type: datadogV2.INCIDENTTYPE_INCIDENTS, Attributes: attributes}
	if user != "" {
		data.Relationships = &datadogV2.IncidentCreateRelationships{CommanderUser: commander(user)}
	}
	return datadogV2.IncidentCreateRequest{Data: data}
}

func markdown(text string) datadogV2.IncidentTimelineCellCreateAttributes {
	important := true
	return datadogV2.IncidentTimelineCellMarkdownCreateAttributesAsIncidentTimelineCellCreateAttributes(&datadogV2.IncidentTimelineCellMarkdownCreateAttributes{
		CellType:  datadogV2.INCIDENTTIMELINECELLMARKDOWNCONTENTTYPE_MARKDOWN,
		Content:   datadogV2.IncidentTimelineCellMarkdownCreateAttributesContent{Content: &text},
		Important: &important,
	})
}

func commander(user string) datadogV2.NullableNullableRelationshipToUser {
	data := datadogV2.NullableRelationshipToUserData{Id: user, Type: datadogV2.USERSTYPE_USERS}
	return *datadogV2.NewNullableNullableRelationshipToUser(&datadogV2.NullableRelationshipToUser{
		Data: *datadogV2.NewNullableNullableRelationshipToUserData(&data),
	})
}

// lookAgain is how far apart two looks have to be before an incident that was
// in neither is believed not to exist: a slow creation may end after the call
// for it has timed out.
const lookAgain = 30 * time.Second

var errNotThere = errors.New("datadog does not list the incident, looked for once more before it is created again")

// absent notes a look that found nothing. It returns nil when an earlier look,
// long enough ago, found nothing either: then the creation may be repeated.
// Looks are forgotten at a restart, which only means waiting again.
func (s *Incidents) absent(job string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.config.Now()
	first, looked := s.looks[job]
	if !looked {
		s.looks[job], first = now, now
	}
	if left := lookAgain - now.Sub(first); left > 0 {
		return outbox.RetryAfter(errNotThere, left)
	}
	delete(s.looks, job)
	return nil
}

func (s *Incidents) forget(job string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.looks, job)
}

// pageSize is Datadog's greatest page.
const pageSize = 100

// skew is how far Datadog's clock may be behind ours.
const skew = 2 * time.Minute

// reconcile looks for incidents with our marker in the list, which is complete
// at once; the search lags, so it proves nothing. The one with the lowest
// number comes first.
func (s *Incidents) reconcile(ctx context.Context, i triage.Incident) ([]datadogV2.IncidentResponseData, error) {
	offset, err := s.since(ctx, i.DeclaredAt.Add(-skew))
	if err != nil {
		return nil, err
	}
	var twins []datadogV2.IncidentResponseData
	for ; ; offset += pageSize {
		page, err := s.listed(ctx, offset, pageSize)
		if err != nil {
			return nil, err
		}
		for _, data := range page.Data {
			if s.ours(i, data) {
				twins = append(twins, data)
			}
		}
		if len(page.Data) < pageSize {
			return twins, nil
		}
	}
}

// since is an offset of the list before which every incident is older than t.
// The list is oldest first and knows no filter, so the place is found by
// galloping and halving: some 20 small calls for 10,000 incidents.
func (s *Incidents) since(ctx context.Context, t time.Time) (int64, error) {
	return s.place(ctx, func(a *datadogV2.IncidentResponseAttributes) bool { return a.GetCreated().Before(t) })
}

// place is an offset of the list, at most a page before the first incident that
// is not older.
func (s *Incidents) place(ctx context.Context, isOlder func(*datadogV2.IncidentResponseAttributes) bool) (int64, error) {
	older := func(offset int64) (bool, error) {
		page, err := s.listed(ctx, offset, 1)
		if err != nil || len(page.Data) == 0 || page.Data[0].Attributes == nil {
			return false, err
		}
		return isOlder(page.Data[0].Attributes), nil
	}
	low, high := int64(0), int64(pageSize)
	for {
		old, err := older(high)
		if err != nil {
			return 0, err
		}
		if !old {
			break
		}
		low, high = high, 2*high
	}
	for high-low > pageSize {
		middle := (low + high) / 2
		old, err := older(middle)
		switch {
		case err != nil:
			return 0, err
		case old:
			low = middle
		default:
			high = middle
		}
	}
	return low, nil
}

// listed is a part of the list, with the people that it names.
func (s *Incidents) listed(ctx context.Context, offset, size int64) (datadogV2.IncidentsResponse, error) {
	ctx, c := s.call(ctx)
	list, res, err := s.api.ListIncidents(ctx, *datadogV2.NewListIncidentsOptionalParameters().WithPageSize(size).WithPageOffset(offset).
		WithInclude([]datadogV2.IncidentRelatedObject{datadogV2.INCIDENTRELATEDOBJECT_USERS}))
	defer drop(res)
	// An empty 200 decodes to no list at all; an empty organisation has one.
	return list, c.judge(res, err, err == nil && res.StatusCode == http.StatusOK && list.Data != nil)
}

// ours reports whether an incident is the one we created.
func (s *Incidents) ours(i triage.Incident, data datadogV2.IncidentResponseData) bool {
	if data.Attributes == nil || !strings.Contains(data.Attributes.Title, marker(i.ID)) {
		return false
	}
	created := data.Attributes.GetCreated()
	return created.IsZero() || !created.Before(i.DeclaredAt.Add(-skew))
}

// lateBy is how long a change may have waited before its own time is told
// with it: Datadog sets the time of a resolution when it hears of it, and no
// change can set it.
const lateBy = time.Minute

// summary is how an incident stands, with its impact. The impact is no field
// of its own: Datadog's belongs to customers, and who is affected may be others.
func (s *Incidents) summary(n triage.SyncIncident, i triage.Incident) string {
	parts := []string{n.Summary}
	if n.Impact != "" {
		parts = append(parts, "Impact: "+n.Impact)
	}
	if n.Status == triage.IncidentResolved && !n.At.IsZero() && s.config.Now().Sub(n.At) > lateBy {
		parts[0] = cmp.Or(parts[0], i.Summary)
		parts = append(parts, "Resolved in Slack at "+n.At.UTC().Format(time.RFC3339)+".")
	}
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}

// sync sends a change. It is partial and repeatable by value, and its receipt
// says up to when Datadog knows.
func (s *Incidents) sync(ctx context.Context, n triage.SyncIncident, i triage.Incident) (outbox.Receipt, error) {
	attributes := datadogV2.IncidentUpdateAttributes{Fields: make(map[string]datadogV2.IncidentFieldAttributes)}
	if n.Status != 0 {
		attributes.Fields["state"] = dropdown(n.Status.String())
	}
	if n.Severity != "" {
		attributes.Fields["severity"] = dropdown(string(n.Severity))
	}
	if text := s.summary(n, i); text != "" {
		attributes.Fields["summary"] = textbox(text)
	}
	if n.Title != "" {
		title := n.Title + " " + marker(i.ID)
		attributes.Title = &title
	}
	data := datadogV2.IncidentUpdateData{Id: i.Datadog.ID, Type: datadogV2.INCIDENTTYPE_INCIDENTS, Attributes: &attributes}
	user, err := s.user(ctx, n.Commander)
	if err != nil {
		return outbox.Receipt{}, err
	}
	if user != "" {
		relation := commander(user)
		data.Relationships = &datadogV2.IncidentUpdateRelationships{CommanderUser: relation}
	}
	synced := triage.Synced{At: n.At}
	if len(attributes.Fields) == 0 && attributes.Title == nil && user == "" {
		return order(i.ID, synced), nil // the new commander has no account there: nothing to say
	}
	ctx, c := s.call(ctx)
	answer, res, err := s.api.UpdateIncident(ctx, i.Datadog.ID, datadogV2.IncidentUpdateRequest{Data: data})
	defer drop(res)
	err = c.judge(res, err, answer.Data.Id != "")
	if v, ok := errors.AsType[*refusal](err); ok && v.status == http.StatusNotFound {
		return order(i.ID, triage.ObserveIncident{Removed: true}), nil
	}
	if err != nil {
		return outbox.Receipt{}, err
	}
	synced.Seen = face(answer.Data)
	return order(i.ID, synced), nil
}
