package slackapp

import (
	"context"
	"strconv"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// runBacklog ranks what only the platform team can do for now.
func (a *App) runBacklog(ctx context.Context, r request) (reply, error) {
	a.worked(ctx, r, reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		items, err := a.desk.SelfService(ctx)
		return sections(fitting(b, a.backlogLines(b, items), limitLines)), err
	}})
	return reply{}, nil
}

// Backlog is the self-service backlog as plain lines, for the command line.
func (a *App) Backlog(lang triage.Lang, items []triage.BacklogItem) []string {
	return unmarked(a.backlogLines(a.book(lang), items))
}

func (a *App) backlogLines(b phrase.Book, items []triage.BacklogItem) []string {
	days := itoa(int(triage.BacklogFor.Hours() / 24))
	if len(items) == 0 {
		return []string{b.Say(phrase.BacklogNone, "days", days)}
	}
	lines := []string{b.Say(phrase.BacklogHead, "days", days)}
	for n, i := range items {
		facts := []string{counted(b, i.Asks, phrase.CountAsk, phrase.CountAsks), counted(b, i.Teams, phrase.CountTeam, phrase.CountTeams)}
		if i.Timed > 0 {
			facts = append(facts, b.Say(phrase.BacklogTime, "minutes", itoa(i.Minutes), "n", itoa(i.Timed)+"/"+itoa(i.Asks)))
		}
		facts = append(facts, b.Say(phrase.GapsLast, "at", b.Date(a.local(i.Last))), strings.Join(ids(b, i.Inquiries), ", "))
		lines = append(lines, strconv.Itoa(n+1)+". "+a.areaName(b, i.Area)+" "+joinFacts(b, facts))
	}
	return lines
}

// idsShown is how many inquiries a line names.
const idsShown = 5

// ids are the first inquiries of a list, with how many were left out.
func ids(b phrase.Book, list []triage.InquiryID) []string {
	out := make([]string, 0, len(list))
	for _, id := range list {
		out = append(out, string(id))
	}
	return firstOf(b, out, idsShown)
}
