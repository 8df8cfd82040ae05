package slackapp

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// Blocks of the form for an update: three lines.
const (
	updateStatus = "status"
	updateImpact = "impact"
	updateNext   = "next"
)

// What an update holds, in characters: it is one line.
const (
	mostStatus = 600
	mostImpact = 300
)

// updating is what the form carries for its submission.
type updating struct {
	Incident triage.IncidentID `json:"incident"`
}

// noPromise is the choice of no time for the next update.
const noPromise = "0"

// updateForm asks how an incident stands. Who is affected is filled in as it
// was last told.
func (a *App) updateForm(id triage.IncidentID, by triage.PersonID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		i, err := a.desk.Incident(ctx, id)
		switch {
		case err != nil:
			return form{}, named(err, string(id))
		case !a.responder(by, i):
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		case i.Status == triage.IncidentResolved:
			return form{}, &triage.Error{Kind: triage.Conflict, Reason: "incident_over", Subject: string(id), At: i.ResolvedAt}
		}
		choices, initial := a.nextChoices(b, i)
		f := form{
			callback: viewUpdate, title: b.Say(phrase.UpdateTitle, "subject", string(id)), submit: b.Say(phrase.ButtonUpdate),
			meta: updating{Incident: id},
		}
		if i.Summary != "" {
			f.blocks = append(f.blocks, contextLine(b.Say(phrase.UpdateLast, "at", a.date(b, i.UpdatedAt), "text", escape(oneLine(i.Summary, 300)))))
		}
		f.blocks = append(f.blocks,
			textInput(updateStatus, b.Say(phrase.UpdateStatus), b.Say(phrase.UpdateHint), "", true, false, mostStatus),
			textInput(updateImpact, b.Say(phrase.UpdateImpact), "", i.Affected, false, true, mostImpact),
			list(updateNext, b.Say(phrase.UpdateNextAt), b.Say(phrase.ModalChoose), choices, initial, false))
		if ch := a.incidentsChannel(); ch != "" {
			f.blocks = append(f.blocks, contextLine(b.Say(phrase.UpdateWhere, "channel", "<#"+string(ch)+">")))
		}
		return f, nil
	}
}

// nextChoices are times for the next update; the severity's own is chosen
// already.
func (a *App) nextChoices(b phrase.Book, i triage.Incident) (choices []choice, initial string) {
	every := a.desk.Policy.Incident.Cadence(i.Severity)
	spans := []time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}
	if every > 0 && !slices.Contains(spans, every) {
		spans = append(spans, every)
		slices.Sort(spans)
	}
	now := a.now().Truncate(time.Minute)
	for _, d := range spans {
		at := now.Add(d)
		value := strconv.FormatInt(at.Unix(), 10)
		choices = append(choices, choice{value: value, text: b.Say(phrase.UpdateChoice, "at", a.hour(b, at), "after", b.Duration(d))})
		if d == every {
			initial = value
		}
	}
	if every <= 0 {
		choices, initial = append(choices, choice{value: noPromise, text: b.Say(phrase.UpdateNoPromise)}), noPromise
	}
	return choices, initial
}

func (a *App) submitUpdate(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[updating](v)
	if !ok {
		return nil
	}
	cmd := triage.UpdateIncident{Status: oneLine(v.input(updateStatus), mostStatus), Impact: oneLine(strings.TrimSpace(v.input(updateImpact)), mostImpact)}
	if unix, err := strconv.ParseInt(v.input(updateNext), 10, 64); err == nil && unix > 0 {
		cmd.Next = time.Unix(unix, 0).UTC()
	}
	if _, err := a.desk.Handle(ctx, c.of(meta.Incident, cmd)); err != nil {
		return a.failed(ctx, b, c, named(err, string(meta.Incident)), map[string]string{"": updateStatus, "status": updateStatus, "next": updateNext})
	}
	return nil
}

// drillMark is what stands before everything about a drill.
func drillMark(b phrase.Book, i triage.Incident) string {
	if !i.Drill {
		return ""
	}
	return b.Say(phrase.IncidentDrill)
}

// updateLine is an update in the incidents channel, in the words in which it
// was given.
func (a *App) updateLine(ctx context.Context, b phrase.Book, n triage.TellUpdate, i triage.Incident) message {
	facts := []string{drillMark(b, i) + b.Say(phrase.UpdateHead,
		"incident", "*"+string(i.ID)+"* "+escape(oneLine(i.Title, 80)), "status", escape(n.Status))}
	if n.Impact != "" {
		facts = append(facts, b.Say(phrase.IncidentAffected, "what", escape(n.Impact)))
	}
	if !n.Next.IsZero() {
		facts = append(facts, b.Say(phrase.UpdateNext, "at", a.date(b, n.Next)))
	}
	text := joinFacts(b, append(facts, escape(a.name(ctx, n.By))))
	return message{text: text, blocks: []slack.Block{section(text)}}
}

// asked is a line with one button where an incident is worked on.
func asked(b phrase.Book, i triage.Incident, text string, press *slack.ButtonBlockElement) message {
	text = drillMark(b, i) + text
	return message{text: text, blocks: []slack.Block{section(text), actions("incident", primary(press))}}
}
