package slackapp

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// Blocks of the form for an incident.
const (
	declareName      = "title"
	declareImpact    = "impact"
	declarePressure  = "pressure"
	declareSeverity  = "severity"
	declareAffected  = "affected"
	declareCommander = "commander"
	declareChannel   = "channel"
	declareBegan     = "began"
)

// byMatrix leaves the severity to impact and pressure.
const byMatrix = "matrix"

// declareFrom is what an incident is declared from. Its text form is a
// button's value; a bare inquiry id is one too.
type declareFrom struct {
	Inquiry triage.InquiryID `json:"inquiry,omitempty"`
	Cluster triage.InquiryID `json:"cluster,omitempty"` // keeps the cluster it is declared from
	Alert   triage.AlertID   `json:"alert,omitempty"`
	Channel triage.ChannelID `json:"channel,omitempty"`
	Thread  triage.MessageTS `json:"thread,omitempty"` // of the message it was declared from
	Title   string           `json:"title,omitempty"`  // as somebody typed it for the incident
	Quote   string           `json:"quote,omitempty"`  // what was written there: the title, unless it is private
	Private bool             `json:"private,omitzero"` // the form found that not everybody can read there
	Drill   bool             `json:"drill,omitempty"`
}

// place is where the incident is declared, as far as the form knows.
func (d declareFrom) place() triage.Place {
	return triage.Place{Channel: d.Channel, Thread: d.Thread, Private: d.Private, Direct: isDirect(d.Channel)}
}

// String is the value of a button.
func (d declareFrom) String() string {
	d.Title, d.Quote = cut(d.Title, 200), cut(d.Quote, 200)
	data, err := json.Marshal(d)
	if err != nil {
		return string(d.Inquiry)
	}
	return string(data)
}

// parseDeclareFrom reads what String wrote, or an inquiry's id.
func parseDeclareFrom(value string) declareFrom {
	var d declareFrom
	if strings.HasPrefix(value, "{") && json.Unmarshal([]byte(value), &d) == nil {
		return d
	}
	return declareFrom{Inquiry: triage.InquiryID(value)}
}

// mayDeclare reports whether somebody may declare incidents; the core decides
// again.
func (a *App) mayDeclare(ctx context.Context, by triage.PersonID) bool {
	p := a.people.get(ctx, by)
	return !p.Guest && !p.Bot && (!a.desk.Policy.Incident.MembersOnly || a.desk.Policy.IsMember(by))
}

// declareForm asks how bad it is, in words. Only its submission declares.
func (a *App) declareForm(from declareFrom, by triage.PersonID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		policy := a.desk.Policy.Incident
		if !a.mayDeclare(ctx, by) {
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		}
		f := form{callback: viewDeclare, title: b.Say(phrase.DeclareTitle), submit: b.Say(phrase.DeclareSubmit)}
		var detected time.Time // the impact began then, unless somebody knows better
		if from.Inquiry == "" && from.Thread != "" {
			id, _, err := a.subject(ctx, triage.MessageRef{Channel: from.Channel, TS: from.Thread})
			if err != nil {
				return form{}, err
			}
			from.Inquiry = id
		}
		if from.Inquiry != "" {
			q, err := a.desk.Inquiry(ctx, from.Inquiry)
			if err != nil {
				return form{}, named(err, string(from.Inquiry))
			}
			if q.Incident != "" {
				return form{}, &triage.Error{Kind: triage.Conflict, Reason: "already_incident", Subject: string(q.Incident)}
			}
			from.Private = a.confidential(ctx, q)
			if a.mayRead(ctx, by, q) {
				from.Quote = cmp.Or(from.Quote, oneLine(q.Text, 100))
			}
			detected = q.AskedAt
			f.blocks = append(f.blocks, a.declaredFrom(b, string(q.ID), detected))
		}
		if from.Cluster != "" {
			names, first, err := a.declaredCluster(ctx, b, &from, by)
			if err != nil {
				return form{}, err
			}
			detected = first
			f.blocks = append(f.blocks, a.declaredFrom(b, names, first))
		}
		if from.Alert != "" {
			alert, err := a.declaredAlert(ctx, &from)
			if err != nil {
				return form{}, err
			}
			detected = alert.FirstAt
			f.blocks = append(f.blocks, a.declaredFrom(b, string(alert.ID), detected))
		}
		if from.Inquiry == "" && from.Channel != "" {
			from.Private = a.secluded(ctx, from.Channel)
		}
		like := cmp.Or(from.Title, from.Quote)
		if from.Private {
			f.blocks = append(f.blocks, a.declarePublic(b))
		} else {
			from.Title = like
		}
		from.Quote = ""
		if from.Drill {
			f.title, f.submit = b.Say(phrase.DrillTitle), b.Say(phrase.DrillTitle)
			f.blocks = append(f.blocks, contextLine(b.Say(phrase.DrillForm)))
			from.Title = cmp.Or(from.Title, b.Say(phrase.DrillName))
		}
		running, err := a.running(ctx, b, from)
		if err != nil {
			return form{}, err
		}
		f.blocks = append(f.blocks, running...)
		f.blocks = append(f.blocks, a.precedents(ctx, b, by, like)...)
		f.meta = from
		f.blocks = append(f.blocks, textInput(declareName, b.Say(phrase.DeclareName), "", from.Title, false, false, 200))
		f.blocks = append(f.blocks, a.gradeInputs(b)...)
		f.blocks = append(f.blocks,
			textInput(declareAffected, b.Say(phrase.DeclareAffected), "", "", false, true, 300),
			textInput(declareBegan, b.Say(phrase.DeclareBegan), b.Say(phrase.DeclareBeganHint), a.typed(detected), false, true, 40),
			personInput(declareCommander, b.Say(phrase.DeclareCommander), "", true))
		if policy.Channel != triage.ChannelNone {
			f.blocks = append(f.blocks, channelBox(b))
		}
		return f, nil
	}
}

// declaredFrom says what an incident is declared from, and since when that is
// known.
func (a *App) declaredFrom(b phrase.Book, subject string, since time.Time) slack.Block {
	return contextLine(b.Say(phrase.DeclareFrom, "subject", subject, "at", a.date(b, since)))
}

// typed is an instant as somebody could type it, "" for none.
func (a *App) typed(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return a.local(t).Format("2006-01-02 15:04")
}

// declarePublic warns who declares from a private place of what leaves it.
func (a *App) declarePublic(b phrase.Book) slack.Block {
	if ch := a.incidentsChannel(); ch != "" {
		return contextLine(b.Say(phrase.DeclarePublic, "channel", "<#"+string(ch)+">"))
	}
	return contextLine(b.Say(phrase.DeclareToLead))
}

// precedents are the past incidents most like this one, with what fixed them.
func (a *App) precedents(ctx context.Context, b phrase.Book, by triage.PersonID, title string) []slack.Block {
	if strings.TrimSpace(title) == "" {
		return nil
	}
	found, err := a.query(ctx, by, knowledge.Query{Text: title, Lang: knowledge.Lang(b.Lang()), Limit: 1, Among: isIncident})
	if err != nil {
		a.log.WarnContext(ctx, "similar incidents not looked for", "error", err)
		return nil
	}
	var rows []string
	for _, rel := range found.Related {
		if i, err := a.desk.Incident(ctx, triage.IncidentID(rel.ID)); err == nil {
			rows = append(rows, a.pastIncident(ctx, b, i))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return []slack.Block{contextLine(b.Say(phrase.DeclareSimilar) + "\n" + strings.Join(rows, "\n"))}
}

// isIncident reports whether a remembered document is an incident.
func isIncident(id knowledge.DocID) bool {
	_, ok := triage.SubjectIncident(string(id))
	return ok
}

// gradeInputs are impact, pressure and severity with their meaning in words.
func (a *App) gradeInputs(b phrase.Book) []slack.Block {
	policy := a.desk.Policy.Incident
	lang := triage.Lang(b.Lang())
	var severities []choice
	var criteria []string
	matrix := len(policy.Matrix.Impact) > 0 && len(policy.Matrix.Pressure) > 0
	if matrix {
		severities = append(severities, choice{value: byMatrix, text: b.Say(phrase.DeclareByMatrix)})
	}
	for _, s := range policy.Severities {
		name, meaning := inLang(s.Name, lang), inLang(s.Criteria, lang)
		text := string(s.Key)
		if name != "" && name != text {
			text += " " + name
		}
		severities = append(severities, choice{value: string(s.Key), text: text, about: meaning})
		if meaning != "" {
			criteria = append(criteria, "*"+escape(string(s.Key))+"* "+escape(meaning))
		}
	}
	var blocks []slack.Block
	initial := ""
	if matrix {
		initial = byMatrix
		blocks = append(blocks,
			radio(declareImpact, b.Say(phrase.DeclareImpact), a.matrixChoices(policy.Matrix.Impact, lang), "", true),
			radio(declarePressure, b.Say(phrase.DeclarePressure), a.matrixChoices(policy.Matrix.Pressure, lang), "", true))
	}
	if len(severities) > 0 {
		blocks = append(blocks, list(declareSeverity, b.Say(phrase.DeclareSeverity), b.Say(phrase.ModalChoose), severities, initial, false))
	}
	if len(criteria) > 0 {
		blocks = append(blocks, contextLine("*"+b.Say(phrase.DeclareCriteria)+"*\n"+strings.Join(criteria, "\n")))
	}
	return blocks
}

func (a *App) matrixChoices(keys []triage.MatrixKey, lang triage.Lang) []choice {
	out := make([]choice, len(keys))
	for i, k := range keys {
		text := cmp.Or(inLang(k.Text, lang), k.Key)
		out[i] = choice{value: k.Key, text: text}
		if units(text) > limitOption { // the rest goes where there is room
			out[i].about = strings.TrimPrefix(text, strings.TrimSuffix(cut(text, limitOption), "…"))
		}
	}
	return out
}

// inLang is a text in lang, else in English, else in any language.
func inLang(texts map[triage.Lang]string, lang triage.Lang) string {
	for _, l := range []triage.Lang{lang, "en", "ja"} {
		if t := texts[l]; t != "" {
			return t
		}
	}
	return ""
}

func channelBox(b phrase.Book) slack.Block {
	o := slack.NewOptionBlockObject("yes", plain(b.Say(phrase.DeclareMake)), nil)
	e := slack.NewCheckboxGroupsBlockElement(declareChannel, o)
	e.InitialOptions = []*slack.OptionBlockObject{slack.NewOptionBlockObject("yes", plain(b.Say(phrase.DeclareMake)), nil)}
	in := slack.NewInputBlock(declareChannel, plain(b.Say(phrase.DeclareChannel)), nil, e)
	in.Optional = true
	return in
}

// IncidentLang is the language in which incidents are told: that of the channel
// for them.
func (a *App) IncidentLang() triage.Lang {
	if conf, ok := a.channel(a.incidentsChannel()); ok && conf.Language != "" {
		return conf.Language
	}
	return a.config.Language
}

func (a *App) submitDeclare(ctx context.Context, b phrase.Book, c act, v openView) any {
	from, ok := read[declareFrom](v)
	if !ok {
		return nil
	}
	cmd := triage.Declare{
		Inquiry: from.Inquiry, Cluster: from.Cluster, Alert: from.Alert, Title: v.input(declareName), Impact: v.input(declareImpact), Pressure: v.input(declarePressure),
		Affected: v.input(declareAffected), Commander: triage.PersonID(v.input(declareCommander)),
		Channel: v.checked(declareChannel), Drill: from.Drill, Lang: a.IncidentLang(), Place: from.place(),
	}
	if s := v.input(declareSeverity); s != byMatrix {
		cmd.Severity = triage.Severity(s)
	}
	if text := tidy(v.input(declareBegan)); text != "" {
		var err error
		if cmd.Began, err = a.past(text); err != nil {
			return a.failed(ctx, b, c, err, map[string]string{"": declareBegan})
		}
	}
	out, err := a.desk.Handle(ctx, c.order(cmd))
	if err != nil {
		return a.failed(ctx, b, c, err, map[string]string{"": declareName, "title": declareName, "severity": a.severityBlock(), "began": declareBegan})
	}
	return modalAnswer{Action: "update", View: a.declaredForm(ctx, b, out.Incident).view(b)}
}

// severityBlock is where a wrong severity is shown; a policy without
// severities has no such input.
func (a *App) severityBlock() string {
	if len(a.desk.Policy.Incident.Severities) == 0 && len(a.desk.Policy.Incident.Matrix.Impact) == 0 {
		return declareName
	}
	return declareSeverity
}
