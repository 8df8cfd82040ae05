package datadog

import (
	"context"
	"errors"
	"net/http"
	"time"

	dd "github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"

	"toban/bot/external"
)

// OnCall is a schedule of Datadog On-Call. It implements [external.Source].
type OnCall struct {
	schedule string
	api      *datadogV2.OnCallApi
	keys     map[string]dd.APIKey
}

// NewOnCall returns the schedule with an id; it makes no call. Of the
// configuration only what concerns the connection counts.
func NewOnCall(c Config, schedule string) (*OnCall, error) {
	client, err := c.client()
	if err != nil {
		return nil, err
	}
	return &OnCall{schedule: schedule, api: datadogV2.NewOnCallApi(client), keys: c.keys()}, nil
}

// mostLooks is how many calls one answer may take. Datadog does not say how many
// it allows; turns of a day are then known for some forty days.
const mostLooks = 20

// Shifts implements [external.Source]. Datadog tells who is on call before, at
// and after an instant, so that the time is walked from one shift to the next
// but one.
func (o *OnCall) Shifts(ctx context.Context, from, to time.Time) (external.Answer, error) {
	var answer external.Answer
	seen := make(map[external.Shift]bool)
	at := from
	for range mostLooks {
		look, err := o.look(ctx, at)
		if err != nil {
			return external.Answer{}, err
		}
		for _, s := range look.shifts {
			if !seen[s] {
				seen[s] = true
				answer.Shifts = append(answer.Shifts, s)
			}
		}
		if look.until.IsZero() || !look.until.Before(to) { // nothing follows, or nothing that was asked for
			answer.Until = to
			return answer, nil
		}
		if !look.until.After(at) {
			return external.Answer{}, external.Unreadablef("Datadog calls a shift the next one at %s that ends at %s", at.Format(time.RFC3339), look.until.Format(time.RFC3339))
		}
		at = look.until
	}
	answer.Until = at
	return answer, nil
}

// A look is what Datadog says of an instant.
type look struct {
	shifts []external.Shift
	until  time.Time // the end of the next shift, the first one to end; zero when none follows
}

// The parts of the answer that are asked for; without them it has only ids.
const (
	onCallPositions = "previous,current,next"
	onCallIncluded  = "responders.shifts.user"
)

func (o *OnCall) look(ctx context.Context, at time.Time) (look, error) {
	ctx = context.WithValue(ctx, dd.ContextAPIKeys, o.keys)
	body, res, err := o.api.GetScheduleOnCallResponders(ctx, o.schedule, *datadogV2.NewGetScheduleOnCallRespondersOptionalParameters().
		WithInclude(onCallIncluded).WithFilterPosition(onCallPositions).WithFilterAtTs(at.UTC().Format(time.RFC3339)))
	defer drop(res)
	if err != nil {
		return look{}, onCallError(res, err)
	}
	// A 2xx without a body decodes to nothing at all, without an error.
	if body.Data == nil || body.Data.Id == nil || body.Data.Relationships == nil || body.Data.Relationships.Responders == nil {
		return look{}, external.Unreadablef("Datadog answers %d without responders", res.StatusCode)
	}
	return responders(body)
}

// onCallError is a failed call as one of a source.
func onCallError(res *http.Response, err error) error {
	if res == nil {
		return external.Refused(0, "", err)
	}
	if said := text(err); said != "" && res.StatusCode >= 300 {
		err = errors.New(said)
	}
	return external.Refused(res.StatusCode, res.Header.Get("X-RateLimit-Reset"), err)
}

// responders resolves the references of an answer. One that leads nowhere means
// that part of the answer is missing.
func responders(body datadogV2.ScheduleOnCallResponders) (look, error) {
	groups := make(map[string]*datadogV2.ScheduleOnCallResponderData)
	shifts := make(map[string]*datadogV2.ShiftData)
	users := make(map[string]*datadogV2.User)
	for i := range body.Included {
		switch in := &body.Included[i]; {
		case in.ScheduleOnCallResponderData != nil:
			groups[in.ScheduleOnCallResponderData.GetId()] = in.ScheduleOnCallResponderData
		case in.ShiftData != nil:
			shifts[in.ShiftData.GetId()] = in.ShiftData
		case in.User != nil:
			users[in.User.GetId()] = in.User
		}
	}
	var out look
	for _, ref := range body.Data.Relationships.Responders.Data {
		group := groups[ref.Id]
		if group == nil || group.Relationships == nil || group.Relationships.Shifts == nil {
			return look{}, external.Unreadablef("Datadog names responders %s and does not describe them", ref.Id)
		}
		for _, ref := range group.Relationships.Shifts.Data {
			shift, err := onCallShift(shifts[ref.Id], users)
			if err != nil {
				return look{}, err
			}
			if shift.Person.ID != "" { // else nobody is on call in it
				out.shifts = append(out.shifts, shift)
			}
			next := group.Attributes != nil && group.Attributes.GetPosition() == datadogV2.SCHEDULETARGETPOSITION_NEXT
			if next && (out.until.IsZero() || shift.End.Before(out.until)) {
				out.until = shift.End
			}
		}
	}
	return out, nil
}

func onCallShift(s *datadogV2.ShiftData, users map[string]*datadogV2.User) (external.Shift, error) {
	if s == nil || s.Attributes == nil || s.Attributes.Start == nil || s.Attributes.End == nil {
		return external.Shift{}, external.Unreadablef("Datadog names a shift and does not say when it is")
	}
	shift := external.Shift{Start: s.Attributes.Start.UTC(), End: s.Attributes.End.UTC()}
	if s.Relationships == nil || s.Relationships.User == nil {
		return shift, nil
	}
	shift.Person.ID = s.Relationships.User.Data.Id
	if u := users[shift.Person.ID]; u != nil && u.Attributes != nil {
		shift.Person.Email, shift.Person.Name = u.Attributes.GetEmail(), u.Attributes.GetName()
		shift.Person.Gone = u.Attributes.GetDisabled() // whoever left stays in schedules
	}
	return shift, nil
}
