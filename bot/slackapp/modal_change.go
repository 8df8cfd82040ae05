package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// Blocks of the smaller forms.
const (
	reclassifyKind    = "kind"
	reclassifyArea    = "area"
	reclassifyUrgency = "urgency"
	assignTo          = "to"
	duplicateOf       = "of"
	duplicateOpen     = "open"
)

// changing is what a form about one inquiry carries for its submission.
type changing struct {
	Inquiry triage.InquiryID `json:"inquiry"`
}

// reclassifying is what a form about the labels of an inquiry carries: what it
// showed is no label before somebody changes it.
type reclassifying struct {
	Inquiry triage.InquiryID `json:"inquiry"`
	Kind    string           `json:"kind,omitempty"` // as shown
	Area    string           `json:"area,omitempty"`
}

// reclassifyForm corrects kind, area and urgency.
func (a *App) reclassifyForm(id triage.InquiryID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		q, err := a.desk.Inquiry(ctx, id)
		if err != nil {
			return form{}, named(err, string(id))
		}
		shown := reclassifying{Inquiry: id, Kind: q.Kind.Key, Area: q.Area.Key}
		if q.Area.Asks() {
			shown.Area = "" // nobody is led to what is only likely
		}
		f := form{callback: viewReclassify, title: b.Say(phrase.ReclassifyTitle), submit: b.Say(phrase.ModalSave), meta: shown}
		var kinds []choice
		for _, t := range a.config.Kinds {
			kinds = append(kinds, choice{value: t.Key, text: t.Title(triage.Lang(b.Lang()))})
		}
		if len(kinds) > 0 {
			f.blocks = append(f.blocks, list(reclassifyKind, b.Say(phrase.ReclassifyKind), b.Say(phrase.ModalUnchanged), kinds, shown.Kind, true))
		}
		if areas := a.areas(b); len(areas) > 0 {
			areas = append(areas, choice{value: knowledge.AreaOther, text: b.Say(phrase.ButtonOther)})
			f.blocks = append(f.blocks, list(reclassifyArea, b.Say(phrase.AskArea), b.Say(phrase.ModalUnchanged), areas, shown.Area, true))
		}
		f.blocks = append(f.blocks, radio(reclassifyUrgency, b.Say(phrase.AskUrgency), urgencies(b), q.Urgency.String(), false))
		return f, nil
	}
}

func (a *App) submitReclassify(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[reclassifying](v)
	if !ok {
		return nil
	}
	cmd := triage.Reclassify{Kind: v.input(reclassifyKind), Area: v.input(reclassifyArea), Urgency: urgencyOf(v.input(reclassifyUrgency))}
	if cmd.Kind == meta.Kind {
		cmd.Kind = ""
	}
	if cmd.Area == meta.Area {
		cmd.Area = ""
	}
	if cmd.Urgency == 0 {
		cmd.Urgency = triage.UrgencyNormal
	}
	if _, err := a.desk.Handle(ctx, c.about(meta.Inquiry, cmd)); err != nil {
		return a.failed(ctx, b, c, named(err, string(meta.Inquiry)), map[string]string{"": reclassifyUrgency})
	}
	return nil
}

// assignForm chooses an owner, the on-call to begin with.
func (a *App) assignForm(id triage.InquiryID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		q, err := a.desk.Inquiry(ctx, id)
		if err != nil {
			return form{}, named(err, string(id))
		}
		shift, err := a.desk.OnCall(ctx, q.Rotation, a.now())
		if err != nil {
			return form{}, err
		}
		return form{
			callback: viewAssign, title: b.Say(phrase.AssignTitle), submit: b.Say(phrase.ModalSave), meta: changing{id},
			blocks: []slack.Block{
				section(a.inquiryLine(ctx, b, q, true)),
				personInput(assignTo, b.Say(phrase.AssignTo), triage.PersonID(shift.Primary), false),
			},
		}, nil
	}
}

func (a *App) submitAssign(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[changing](v)
	if !ok {
		return nil
	}
	if _, err := a.desk.Handle(ctx, c.about(meta.Inquiry, triage.Assign{To: triage.PersonID(v.input(assignTo))})); err != nil {
		return a.failed(ctx, b, c, named(err, string(meta.Inquiry)), map[string]string{"": assignTo})
	}
	return nil
}

// duplicateForm names the inquiry that this one repeats: by number or link,
// or out of the open ones.
func (a *App) duplicateForm(id triage.InquiryID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		open, err := a.desk.Inquiries(ctx, triage.InquiryFilter{Open: true})
		if err != nil {
			return form{}, err
		}
		f := form{callback: viewDuplicate, title: b.Say(phrase.DuplicateTitle), submit: b.Say(phrase.ModalSave), meta: changing{id}}
		f.blocks = append(f.blocks, textInput(duplicateOf, b.Say(phrase.DuplicateOf), "INQ-120", "", false, true, 300))
		var choices []choice
		for _, q := range open {
			if q.ID != id && !a.confidential(ctx, q) {
				choices = append(choices, choice{value: string(q.ID), text: string(q.ID) + " " + oneLine(q.Text, 60)})
			}
		}
		if left := len(choices) - maxOptions; left > 0 {
			f.blocks = append(f.blocks, contextLine(b.Say(phrase.AndMore, "n", itoa(left)))) // by number
			choices = choices[:maxOptions]
		}
		if len(choices) > 0 {
			f.blocks = append(f.blocks, list(duplicateOpen, b.Say(phrase.DuplicateOpen), b.Say(phrase.ModalChoose), choices, "", true))
		}
		return f, nil
	}
}

func (a *App) submitDuplicate(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[changing](v)
	if !ok {
		return nil
	}
	typed := strings.TrimSpace(v.input(duplicateOf))
	of := triage.InquiryID(v.input(duplicateOpen))
	if typed != "" {
		r, ok := parseReference(typed)
		if !ok || r.incident != "" {
			return wrong(duplicateOf, b.Say(phrase.DuplicateNeeded))
		}
		var err error
		if of, err = a.resolveReference(ctx, r, typed); err != nil {
			return a.failed(ctx, b, c, err, map[string]string{"": duplicateOf})
		}
	}
	if of == "" {
		return wrong(duplicateOf, b.Say(phrase.DuplicateNeeded))
	}
	if _, err := a.desk.Handle(ctx, c.about(meta.Inquiry, triage.Duplicate{Of: of})); err != nil {
		if triage.KindOf(err) == triage.NotFound {
			if e, ok := asError(err); !ok || e.Reason != "no_such_inquiry" {
				err = named(err, string(meta.Inquiry))
			}
		}
		return a.failed(ctx, b, c, err, map[string]string{"": duplicateOf})
	}
	return nil
}
