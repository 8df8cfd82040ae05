package slackapp

import (
	"context"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// Blocks of the survey, and how long its line may be.
const (
	surveyEffort = "survey_effort"
	surveyLine   = "survey_line"
	maxSurvey    = 300
)

// effortAsked asks somebody in a direct message how their turn was.
func (a *App) effortAsked(b phrase.Book, n triage.AskEffort) message {
	text := b.Say(phrase.SurveyAsk, "end", a.hour(b, n.Boundary))
	return message{text: text, blocks: []slack.Block{
		section(text), actions("survey", button(actionSurvey, handoffValue(n.Rotation, n.Boundary), b.Say(phrase.ButtonSurvey))),
	}}
}

// surveyed names a survey in its form.
type surveyed struct {
	Rotation triage.RotationID `json:"rotation"`
	Boundary time.Time         `json:"boundary"`
}

// surveyForm asks for the effort in five steps and a line.
func (a *App) surveyForm(id triage.RotationID, boundary time.Time) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		duty, err := a.desk.Duty(ctx, id)
		if err != nil {
			return form{}, err
		}
		said, ok := duty.Survey(boundary)
		if !ok {
			return form{}, &triage.Error{Kind: triage.Conflict, Reason: "handoff_over"}
		}
		var steps []choice
		for n := 1; n <= triage.MostEffort; n++ {
			steps = append(steps, choice{value: itoa(n), text: effortName(b, n)})
		}
		known := ""
		if said.Effort > 0 {
			known = itoa(said.Effort)
		}
		return form{
			callback: viewSurvey, title: b.Say(phrase.SurveyTitle), submit: b.Say(phrase.ModalSave), meta: surveyed{id, boundary},
			blocks: []slack.Block{
				section(b.Say(phrase.SurveyPrivate)),
				radio(surveyEffort, b.Say(phrase.SurveyEffort), steps, known, false),
				textInput(surveyLine, b.Say(phrase.SurveyLine), b.Say(phrase.SurveyHint), said.Line, false, true, maxSurvey),
			},
		}, nil
	}
}

// submitSurvey keeps the answer.
func (a *App) submitSurvey(ctx context.Context, b phrase.Book, c act, v openView) any {
	about, ok := read[surveyed](v)
	if !ok {
		return nil
	}
	effort, _ := strconv.Atoi(v.input(surveyEffort)) // the form asks for it
	o := c.order(triage.RateShift{Boundary: about.Boundary, Effort: effort, Line: a.text(v.input(surveyLine))})
	o.Rotation = about.Rotation
	if _, err := a.desk.Handle(ctx, o); err != nil {
		return a.failed(ctx, b, c, err, map[string]string{"": surveyEffort})
	}
	f := notice(b, message{text: b.Say(phrase.SurveyKept)})
	f.title = b.Say(phrase.SurveyTitle)
	return modalAnswer{Action: "update", View: f.view(b)}
}

// effortName is a step of the survey in words.
func effortName(b phrase.Book, effort int) string {
	switch effort {
	case 1:
		return b.Say(phrase.Effort1)
	case 2:
		return b.Say(phrase.Effort2)
	case 3:
		return b.Say(phrase.Effort3)
	case 4:
		return b.Say(phrase.Effort4)
	}
	return b.Say(phrase.Effort5)
}
