package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// A followUp is an action with the incident that it follows.
type followUp struct {
	of     triage.IncidentID
	action triage.Action
}

// followUps are the actions of incidents, drills left out, that are still to be
// done, the most urgent first.
func followUps(list []triage.Incident) []followUp {
	var open []followUp
	for _, i := range list {
		for _, x := range i.Actions {
			if x.Open() && !i.Drill {
				open = append(open, followUp{i.ID, x})
			}
		}
	}
	slices.SortStableFunc(open, func(a, b followUp) int { return int(a.action.Due - b.action.Due) })
	return open
}

// actionTable lists what is done after incidents.
func (v *visit) actionTable(ctx context.Context, list []followUp) *table {
	t := &table{
		File: "actions", Caption: v.say(phrase.DashActions), Empty: v.say(phrase.DashNone),
		Keys: []string{"incident", "number", "action", "owner", "due", "state"},
		Head: v.heads(phrase.DashIncidents, phrase.ColID, phrase.ReviewAction, phrase.ActionOwner, phrase.ActionDue, phrase.ColStatus),
	}
	for _, f := range list {
		x := f.action
		state := cell{Text: v.Team.ActionStatus(ctx, v.book, x), Value: "open", Alarm: x.Overdue(v.now, v.zone())}
		if !x.Open() {
			state.Value = x.State.String()
		}
		due := rotation.Resolve(x.Due, v.zone())
		t.Rows = append(t.Rows, []cell{
			v.incidentCell(f.of),
			{Text: strconv.Itoa(x.N), Number: true},
			prose(clipped(x.Text, shownWords)), text(v.name(ctx, x.Owner)),
			{Text: v.book.Day(due, v.now), Value: due.Format("2006-01-02")},
			state,
		})
	}
	return t
}

// actionsOf are the actions of one incident.
func (v *visit) actionsOf(ctx context.Context, i triage.Incident) *table {
	list := make([]followUp, len(i.Actions))
	for n, x := range i.Actions {
		list[n] = followUp{i.ID, x}
	}
	return v.actionTable(ctx, list)
}

func (v *visit) incidentCell(id triage.IncidentID) cell {
	return named(string(id), v.base()+"/incidents/"+string(id))
}

// backlogTable lists what self-service would spare.
func (v *visit) backlogTable(list []triage.BacklogItem) *table {
	t := &table{
		File: "backlog", Caption: v.say(phrase.DashBacklog), Empty: v.say(phrase.DashNone),
		Keys: []string{"area", "asks", "teams", "minutes", "last"},
		Head: v.heads(phrase.ColArea, phrase.ColAsks, phrase.ColTeams, phrase.ColMinutes, phrase.ColLast),
	}
	for _, b := range list {
		t.Rows = append(t.Rows, []cell{
			{Text: v.Team.AreaTitle(v.book, b.Area), Value: b.Area}, v.backlogAsks(b), count(b.Teams), count(b.Minutes), instant(v, b.Last),
		})
	}
	return t
}

// backlogAsks leads from the asks of an area to these; that of no area has an
// empty name.
func (v *visit) backlogAsks(b triage.BacklogItem) cell {
	c := count(b.Asks)
	c.Href = v.base() + listPath + "?" + url.Values{"backlog": {b.Area}}.Encode()
	return c
}
