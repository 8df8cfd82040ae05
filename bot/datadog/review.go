package datadog

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	dd "github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// known is an incident as far as something can be hung on it in Datadog; ok is
// false when it never came there, or is there no longer.
func (s *Incidents) known(ctx context.Context, id triage.IncidentID) (i triage.Incident, ok bool, err error) {
	i, err = s.config.Incident(ctx, id)
	if err != nil {
		return i, false, outbox.Permanent(err)
	}
	return i, i.Datadog.ID != "" && !i.Datadog.Removed, nil
}

// actionMarker names our action at the end of a follow-up.
func actionMarker(id triage.IncidentID, n int) string {
	return fmt.Sprintf("[%s/%d]", strings.ToLower(string(id)), n)
}

// pushAction makes a follow-up of an action, or brings it up to date. Follow-ups
// have no key of ours, so the list, which is complete at once, is read first.
func (s *Incidents) pushAction(ctx context.Context, n triage.PushAction) error {
	i, ok, err := s.known(ctx, n.Incident)
	if err != nil || !ok {
		return err
	}
	a, ok := i.Action(n.Action)
	if !ok {
		return outbox.Permanent(fmt.Errorf("%s has no action %d", n.Incident, n.Action))
	}
	want := s.todo(ctx, i.ID, a)
	have, err := s.todos(ctx, i.Datadog.ID)
	if err != nil {
		return err
	}
	for _, t := range have {
		if t.Attributes == nil || !strings.HasSuffix(t.Attributes.Content, actionMarker(i.ID, a.N)) {
			continue
		}
		if sameTodo(*t.Attributes, want) {
			return nil
		}
		ctx, c := s.call(ctx)
		answer, res, err := s.api.UpdateIncidentTodo(ctx, i.Datadog.ID, t.Id, datadogV2.IncidentTodoPatchRequest{
			Data: datadogV2.IncidentTodoPatchData{Type: datadogV2.INCIDENTTODOTYPE_INCIDENT_TODOS, Attributes: want},
		})
		defer drop(res)
		return c.judge(res, err, answer.Data.Id != "")
	}
	ctx, c := s.call(ctx)
	answer, res, err := s.api.CreateIncidentTodo(ctx, i.Datadog.ID, datadogV2.IncidentTodoCreateRequest{
		Data: datadogV2.IncidentTodoCreateData{Type: datadogV2.INCIDENTTODOTYPE_INCIDENT_TODOS, Attributes: want},
	})
	defer drop(res)
	return c.judge(res, err, answer.Data.Id != "")
}

// sameTodo reports whether a follow-up is as we want it. Datadog writes instants
// its own way: of the due one the day counts, of the other that there is one.
func sameTodo(have, want datadogV2.IncidentTodoAttributes) bool {
	return have.Content == want.Content && (have.GetCompleted() != "") == (want.GetCompleted() != "") &&
		day(have.GetDueDate()) == day(want.GetDueDate()) && slices.Equal(handles(have), handles(want))
}

func day(instant string) string {
	date, _, _ := strings.Cut(instant, "T")
	return date
}

// handles are whom a follow-up is assigned to.
func handles(t datadogV2.IncidentTodoAttributes) []string {
	var out []string
	for _, a := range t.Assignees {
		switch {
		case a.IncidentTodoAssigneeHandle != nil:
			out = append(out, *a.IncidentTodoAssigneeHandle)
		case a.IncidentTodoAnonymousAssignee != nil:
			out = append(out, a.IncidentTodoAnonymousAssignee.Id)
		}
	}
	return out
}

func (s *Incidents) todos(ctx context.Context, incident string) ([]datadogV2.IncidentTodoResponseData, error) {
	ctx, c := s.call(ctx)
	list, res, err := s.api.ListIncidentTodos(ctx, incident)
	defer drop(res)
	// An empty 200 decodes to no list at all; an incident without any has one.
	if err := c.judge(res, err, err == nil && res.StatusCode == http.StatusOK && list.Data != nil); err != nil {
		return nil, err
	}
	return list.Data, nil
}

// todo is an action as Datadog keeps it. Datadog knows nothing that was decided
// against: such a one is completed and says so.
func (s *Incidents) todo(ctx context.Context, id triage.IncidentID, a triage.Action) datadogV2.IncidentTodoAttributes {
	text := a.Text
	if a.State == triage.ActionDropped {
		text = "Dropped: " + text
	}
	t := datadogV2.IncidentTodoAttributes{Assignees: []datadogV2.IncidentTodoAssignee{}, Content: text + " " + actionMarker(id, a.N)}
	if s.config.Email != nil {
		if email := s.config.Email(ctx, a.Owner); email != "" {
			handle := "@" + email
			t.Assignees = append(t.Assignees, datadogV2.IncidentTodoAssigneeHandleAsIncidentTodoAssignee(&handle))
		}
	}
	due := a.Due.String()[:len(time.DateOnly)] + "T00:00:00Z"
	t.DueDate = *dd.NewNullableString(&due)
	if !a.Open() {
		at := a.SettledAt.UTC().Format(time.RFC3339)
		t.Completed = *dd.NewNullableString(&at)
	}
	return t
}

// pushReview attaches the approved review: as a link where it was written
// elsewhere, else with its text. What is attached already is not attached again.
func (s *Incidents) pushReview(ctx context.Context, id triage.IncidentID) error {
	i, ok, err := s.known(ctx, id)
	if err != nil || !ok || !i.Review.Approved() {
		return err
	}
	title := fmt.Sprintf("Review of %s: %s", i.ID, i.Title)
	if i.Review.Revision > 1 { // what is attached cannot be changed
		title = fmt.Sprintf("Review of %s (revision %d): %s", i.ID, i.Review.Revision, i.Title)
	}
	text := ""
	if i.Review.Link == "" && s.config.Review != nil {
		text = s.config.Review(ctx, i)
	}
	if i.Review.Link == "" && text == "" {
		return nil
	}
	have, err := s.attachments(ctx, i)
	if err != nil {
		return err
	}
	for _, a := range have {
		at := a.Attributes.Attachment
		if at != nil && (i.Review.Link == "" && at.GetTitle() == title || i.Review.Link != "" && at.GetDocumentUrl() == i.Review.Link) {
			return nil
		}
	}
	if i.Review.Link != "" {
		return s.attachLink(ctx, i, datadogV2.ATTACHMENTDATAATTRIBUTESATTACHMENTTYPE_POSTMORTEM, title, i.Review.Link)
	}
	return s.attachText(ctx, i.Datadog.ID, title, text)
}

func (s *Incidents) attachText(ctx context.Context, incident, title, text string) error {
	cell := datadogV2.POSTMORTEMCELLTYPE_MARKDOWN
	ctx, c := s.call(ctx)
	answer, res, err := s.api.CreateIncidentPostmortemAttachment(ctx, incident, datadogV2.PostmortemAttachmentRequest{Data: datadogV2.PostmortemAttachmentRequestData{
		Type: datadogV2.INCIDENTATTACHMENTTYPE_INCIDENT_ATTACHMENTS,
		Attributes: datadogV2.PostmortemAttachmentRequestAttributes{
			Title: &title,
			Cells: []datadogV2.PostmortemCell{{Type: &cell, Attributes: &datadogV2.PostmortemCellAttributes{Definition: &datadogV2.PostmortemCellDefinition{Content: &text}}}},
		},
	}})
	defer drop(res)
	return attached(c, res, err, answer)
}
