package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// Blocks of the form that ends an incident.
const (
	restoreFixed = "fixed"
	restoreCause = "cause"
)

// restoreForm asks what fixed an incident. Its submission ends it, in one
// line that everybody sees.
func (a *App) restoreForm(id triage.IncidentID, by triage.PersonID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		i, err := a.desk.Incident(ctx, id)
		switch {
		case err != nil:
			return form{}, named(err, string(id))
		case !a.desk.Policy.MayCommand(by, i):
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		case i.Status == triage.IncidentResolved:
			return form{}, &triage.Error{Kind: triage.Conflict, Reason: "incident_over", Subject: string(id), At: i.ResolvedAt}
		}
		f := form{
			callback: viewRestore, title: b.Say(phrase.RestoreTitle, "subject", string(id)), submit: b.Say(phrase.ButtonRestored),
			meta:   updating{Incident: id},
			blocks: []slack.Block{section(escape(oneLine(drillMark(b, i)+i.Title, 200)))},
		}
		f.blocks = append(f.blocks, textInput(restoreFixed, b.Say(phrase.RestoreFixed), b.Say(phrase.RestoreHint), "", false, true, mostImpact))
		if causes := a.causeChoices(b); len(causes) > 0 {
			f.blocks = append(f.blocks, list(restoreCause, b.Say(phrase.RestoreCause), b.Say(phrase.ModalChoose), causes, i.Cause, true))
		}
		var places []string
		for _, ch := range []triage.ChannelID{a.incidentsChannel(), i.Channel} {
			if ch != "" {
				places = append(places, "<#"+string(ch)+">")
			}
		}
		if len(places) > 0 {
			f.blocks = append(f.blocks, contextLine(b.Say(phrase.RestoreWhere, "places", strings.Join(places, b.Say(phrase.Comma)))))
		}
		return f, nil
	}
}

func (a *App) submitRestore(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[updating](v)
	if !ok {
		return nil
	}
	cmd := triage.ChangeIncident{
		Status: triage.IncidentResolved, Fixed: oneLine(v.input(restoreFixed), mostImpact), Cause: v.input(restoreCause),
	}
	if _, err := a.desk.Handle(ctx, c.of(meta.Incident, cmd)); err != nil {
		return a.failed(ctx, b, c, named(err, string(meta.Incident)), map[string]string{"": restoreFixed})
	}
	return nil
}

// runIncidentResolve ends an incident that was named by hand; what fixed it
// may follow. The answer offers to take it back.
func (a *App) runIncidentResolve(ctx context.Context, r request) (reply, error) {
	id, _, raw, ask, err := a.anIncident(ctx, r, true)
	if err != nil || ask != nil {
		return orReply(ask), err
	}
	cmd := triage.ChangeIncident{Status: triage.IncidentResolved, Fixed: oneLine(a.text(raw), mostImpact)}
	out, err := a.desk.Handle(ctx, r.of(id, cmd))
	if err != nil || out.Repeat {
		return reply{}, named(err, string(id))
	}
	took := out.Incident.ResolvedAt.Sub(out.Incident.DeclaredAt)
	return saying(func(_ context.Context, b phrase.Book) message {
		text := b.Say(phrase.DoneRestored, "subject", string(id), "took", b.Duration(took))
		return message{text: text, blocks: []slack.Block{section(text), actions("review",
			button(actionIncidentReview, string(id), b.Say(phrase.ButtonReview)), reopenButton(b, id))}}
	}), nil
}

// runIncidentReopen has a resolved incident running again.
func (a *App) runIncidentReopen(ctx context.Context, r request) (reply, error) {
	id, _, _, ask, err := a.anIncident(ctx, r, true)
	if err != nil || ask != nil {
		return orReply(ask), err
	}
	out, err := a.desk.Handle(ctx, r.of(id, triage.ReopenIncident()))
	if err != nil || out.Repeat {
		return reply{}, named(err, string(id))
	}
	return saying(func(_ context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.DoneReopened, "subject", string(id))}
	}), nil
}

func reopenButton(b phrase.Book, id triage.IncidentID) *slack.ButtonBlockElement {
	e := button(actionIncidentReopen, string(id), b.Say(phrase.ButtonReopenIncident))
	e.Confirm = slack.NewConfirmationBlockObject(plain(b.Say(phrase.ConfirmReopen, "subject", string(id))),
		plain(b.Say(phrase.ConfirmReopenText)), plain(b.Say(phrase.ButtonReopenIncident)), plain(b.Say(phrase.ModalCancel)))
	return e
}

// tellState posts that an incident is over or running again. A channel that
// toban is not in hears it from Datadog's app, if at all.
func (a *App) tellState(ctx context.Context, j outbox.Job, n triage.TellState) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if !n.Inside {
		_, err = a.toChannelOrLead(ctx, j, a.incidentsChannel(), func(b phrase.Book) message { return a.stateLine(ctx, b, n, i) })
		return outbox.Receipt{}, err
	}
	if i.Channel == "" {
		return outbox.Receipt{}, nil
	}
	b := a.book(i.Lang)
	_, err = a.post(ctx, j, b, i.Channel, "", a.stateLine(ctx, b, n, i))
	if unreachable(err) {
		a.explain(ctx, i.Channel, err)
		return outbox.Receipt{}, nil
	}
	return outbox.Receipt{}, err
}

func (a *App) findState(ctx context.Context, j outbox.Job, n triage.TellState) (outbox.Receipt, bool, error) {
	if !n.Inside {
		return a.findIn(ctx, j, a.incidentsChannel(), a.desk.Policy.Lead(), triage.Order{}, "")
	}
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, false, outbox.Permanent(err)
	}
	return a.findIn(ctx, j, i.Channel, "", triage.Order{}, "")
}

// stateLine is the end of an incident, or of that end, in one line.
func (a *App) stateLine(ctx context.Context, b phrase.Book, n triage.TellState, i triage.Incident) message {
	name := "*" + string(i.ID) + "* " + escape(oneLine(i.Title, 80))
	head := b.Say(phrase.StateAgain, "incident", name)
	if n.Status == triage.IncidentResolved {
		head = b.Say(phrase.StateOver, "incident", name, "took", b.Duration(n.Took))
	}
	facts := []string{drillMark(b, i) + head}
	if n.Fixed != "" {
		facts = append(facts, b.Say(phrase.FixedBy, "text", escape(n.Fixed)))
	}
	if n.By != "" {
		facts = append(facts, escape(a.name(ctx, n.By)))
	} else {
		facts = append(facts, b.Say(phrase.StateRemote))
	}
	text := joinFacts(b, facts)
	return message{text: plainLine(text), blocks: []slack.Block{section(text)}}
}

// declaredForm is what the declarer sees then: where it goes on.
func (a *App) declaredForm(ctx context.Context, b phrase.Book, i triage.Incident) form {
	title, done := phrase.DeclareTitle, phrase.DeclareDone
	if i.Drill {
		title, done = phrase.DrillTitle, phrase.DrillDone
	}
	lines := []string{b.Say(done, "subject", string(i.ID)+" "+escape(oneLine(i.Title, 100)))}
	if ch := a.incidentsChannel(); ch != "" {
		lines = append(lines, b.Say(phrase.DeclareWhere, "channel", "<#"+string(ch)+">"))
	}
	if len(i.Inquiries) > 0 {
		lines = append(lines, b.Say(phrase.DeclareSource, "subject", a.inquiryLinks(ctx, i.Inquiries)))
	}
	if i.Channel != "" {
		lines = append(lines, b.Say(phrase.IncidentChannel, "channel", "<#"+string(i.Channel)+">"))
	} else if i.WantsChannel {
		lines = append(lines, b.Say(phrase.DeclareComing))
	}
	return form{title: b.Say(title), blocks: []slack.Block{section(strings.Join(lines, "\n"))}}
}

// roleExample is how a role is given, for whoever has typed it otherwise.
func (a *App) roleExample(b phrase.Book, id triage.IncidentID, role phrase.Word) string {
	return strings.Join([]string{a.config.Command, phrase.WordIncident.In(b), phrase.ArgRole.In(b), string(id), role.In(b), "@tanaka"}, " ")
}

func (a *App) noSuchRole(id triage.IncidentID, typed string) reply {
	return saying(func(_ context.Context, b phrase.Book) message {
		roles := []string{phrase.RoleCommander.In(b), phrase.RoleComms.In(b), phrase.RoleScribe.In(b)}
		return message{text: b.Say(phrase.WhichRole, "typed", escape(strings.ReplaceAll(oneLine(typed, 60), "`", "'")),
			"list", strings.Join(roles, b.Say(phrase.Comma)), "example", a.roleExample(b, id, phrase.RoleScribe))}
	})
}

func (a *App) whoseRole(id triage.IncidentID, role phrase.Word) reply {
	return saying(func(_ context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.WhichPerson, "role", role.In(b), "example", a.roleExample(b, id, role))}
	})
}

// declareTitle is a message as an incident's title: without the mention of
// toban it may start with.
func (a *App) declareTitle(ctx context.Context, text string) string {
	bot, _ := a.whoAmI(ctx, "")
	if said, ok := addressed(text, bot); ok {
		text = said
	}
	return oneLine(a.text(text), 100)
}
