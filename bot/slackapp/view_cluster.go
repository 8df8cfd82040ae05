package slackapp

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// clusterRows is how many inquiries of a cluster its card names.
const clusterRows = 10

// showCluster posts the card of a cluster in the team channel, or edits it.
func (a *App) showCluster(ctx context.Context, j outbox.Job, n triage.ShowCluster) (outbox.Receipt, error) {
	keeper, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	members, err := a.desk.Clustered(ctx, keeper)
	if err != nil {
		return outbox.Receipt{}, outbox.RetryAfter(err, 0)
	}
	render := func(b phrase.Book) message { return a.cluster(ctx, b, n, keeper, members) }
	if ref := keeper.Where(triage.SlotCluster); !ref.IsZero() {
		return outbox.Receipt{}, a.edit(ctx, j, a.channelBook(ref.Channel), ref, render(a.channelBook(ref.Channel)))
	}
	ref, err := a.toChannelOrLead(ctx, j, a.teamChannel(), render)
	if err != nil {
		return outbox.Receipt{}, err
	}
	return posted(triage.Order{Inquiry: n.Inquiry}, triage.SlotCluster, ref), nil
}

// cluster is the card of inquiries that may have one cause. What was asked in
// private is counted and not quoted.
func (a *App) cluster(ctx context.Context, b phrase.Book, n triage.ShowCluster, keeper triage.Inquiry, members []triage.Inquiry) message {
	c := *keeper.Cluster
	head := b.Say(phrase.ClusterHead, "area", a.areaName(b, keeper.Area.Key), "size", clusterSize(b, members))
	asked := ""
	switch {
	case n.To.Person != "":
		asked = b.Say(phrase.ClusterAsk, "who", at(n.To.Person)) + a.reason(ctx, b, keeper, n.To)
	case c.To.Person != "":
		asked = b.Say(phrase.ClusterAsked, "who", escape(a.name(ctx, c.To.Person)))
	}
	blocks := []slack.Block{section(strings.TrimSpace("*" + head + "*\n" + asked))}
	var rows []string
	for i, q := range members {
		if i == clusterRows {
			rows = append(rows, b.Say(phrase.BriefMore, "n", itoa(len(members)-i)))
			break
		}
		rows = append(rows, "• "+a.clusterRow(ctx, b, q))
	}
	if len(rows) > 0 {
		blocks = append(blocks, section(strings.Join(rows, "\n")))
	}
	if settled := a.clusterSettled(ctx, b, c); settled != "" {
		blocks = append(blocks, contextLine(settled))
	} else {
		id := string(keeper.ID)
		blocks = append(blocks, contextLine(b.Say(phrase.PageHint)), actions("cluster",
			danger(button(actionDeclare, declareFrom{Cluster: keeper.ID}.String(), b.Say(phrase.ButtonDeclare))),
			button(actionGroup, id, b.Say(phrase.ButtonGroup)),
			button(actionUnrelated, id, b.Say(phrase.ButtonUnrelated))))
	}
	return message{text: strings.TrimSpace(head + " " + asked), blocks: blocks}
}

func (a *App) clusterRow(ctx context.Context, b phrase.Book, q triage.Inquiry) string {
	row := a.inquiryLink(q) + " " + b.Clock(a.local(q.AskedAt))
	if a.confidential(ctx, q) {
		return row + sep(b) + b.Say(phrase.ClusterPrivate)
	}
	return row + " " + escape(oneLine(q.Text, 120))
}

// clusterSize says how much came together: inquiries, teams as far as they are
// known, and the time between the first and the last.
func clusterSize(b phrase.Book, members []triage.Inquiry) string {
	parts := []string{counted(b, len(members), phrase.CountInquiry, phrase.CountInquiries)}
	teams := make(map[triage.TeamID]bool)
	for _, q := range members {
		if q.Team != "" {
			teams[q.Team] = true
		}
	}
	if len(teams) > 0 {
		parts = append(parts, counted(b, len(teams), phrase.CountTeam, phrase.CountTeams))
	}
	if n := len(members); n > 1 {
		parts = append(parts, b.Duration(members[n-1].AskedAt.Sub(members[0].AskedAt)))
	}
	return strings.Join(parts, b.Say(phrase.ClusterComma))
}

// clusterSettled says what somebody made of a cluster, "" while it is open.
func (a *App) clusterSettled(ctx context.Context, b phrase.Book, c triage.Cluster) string {
	who := escape(a.name(ctx, c.By))
	switch c.State {
	case triage.ClusterDeclared:
		return b.Say(phrase.ClusterDeclared, "who", who, "incident", string(c.Incident))
	case triage.ClusterGrouped:
		return b.Say(phrase.ClusterGrouped, "who", who, "of", a.subjectLink(ctx, string(c.Under)))
	case triage.ClusterUnrelated:
		return b.Say(phrase.ClusterUnrelated, "who", who, "until", a.hour(b, a.desk.Policy.MuteUntil(c)))
	}
	return ""
}

// declaredCluster fills a form with what an incident is declared from: all of
// a cluster.
func (a *App) declaredCluster(ctx context.Context, b phrase.Book, from *declareFrom, by triage.PersonID) (names string, first time.Time, err error) {
	keeper, err := a.desk.Inquiry(ctx, from.Cluster)
	if err != nil {
		return "", first, named(err, string(from.Cluster))
	}
	if err := keeper.ClusterOpen(); err != nil {
		return "", first, err
	}
	members, err := a.desk.Clustered(ctx, keeper)
	if err != nil {
		return "", first, err
	}
	if len(members) == 0 {
		return "", first, &triage.Error{Kind: triage.Conflict, Reason: "cluster_over", Subject: string(keeper.ID)}
	}
	from.Private = true
	var of []string
	for _, q := range members {
		of = append(of, string(q.ID))
		if !a.confidential(ctx, q) && from.Quote == "" && a.mayRead(ctx, by, q) {
			from.Private, from.Quote = false, oneLine(q.Text, 100)
		}
	}
	return strings.Join(of, b.Say(phrase.Comma)), members[0].AskedAt, nil
}
