package slackapp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/outbox"
	"toban/bot/triage"
	"toban/rotation"
)

// asksSurvey sends tanaka, whose turn has ended, the question how it was, and
// opens its form.
func (r *room) asksSurvey() triage.Survey {
	r.t.Helper()
	asked := triage.Survey{Boundary: time.Date(2025, 11, 17, 1, 0, 0, 0, time.UTC), Person: "UTANAKA"}
	ctx := r.t.Context()
	require.NoError(r.t, r.app.desk.Store.Update(ctx, func(tx triage.Tx) error {
		duty, err := tx.Duty("platform")
		if err != nil {
			return err
		}
		duty.Surveys = append(duty.Surveys, asked)
		return tx.PutDuty(duty)
	}))
	_, err := r.app.Send(ctx, outbox.Job{ID: "survey", Notice: triage.AskEffort{Rotation: "platform", Boundary: asked.Boundary, To: asked.Person}})
	require.NoError(r.t, err)
	m := r.newestDirect("tanaka")
	r.presses("tanaka", m.Channel, m.TS, actionSurvey)
	return asked
}

func TestSurveyInBothLanguages(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		r := newRoom(t)
		r.runs("tanaka", "/toban lang "+lang)
		asked := r.asksSurvey()
		form := r.slack.PlainView(r.view("tanaka"))
		require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{surveyEffort: "4", surveyLine: "夜が続いた AKIA" + "IOSFODNN7EXAMPLE"}))
		r.settle()
		golden(t, "survey."+lang+".txt", r.direct("tanaka")+"\n\n"+form+"\n\n"+r.slack.PlainView(r.view("tanaka")))
		duty, err := r.app.desk.Duty(t.Context(), "platform")
		require.NoError(t, err)
		said, ok := duty.Survey(asked.Boundary)
		require.True(t, ok)
		require.Equal(t, 4, said.Effort)
		require.Contains(t, said.Line, "夜が続いた")
		require.NotContains(t, said.Line, "AKIA", "a secret is not kept")
	}
}

func TestSurveyOfLongAgo(t *testing.T) {
	r := newRoom(t)
	r.asksSurvey()
	require.NoError(t, r.app.desk.Store.Update(t.Context(), func(tx triage.Tx) error {
		duty, err := tx.Duty("platform")
		duty.Surveys = nil
		if err != nil {
			return err
		}
		return tx.PutDuty(duty)
	}))
	require.ErrorContains(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{surveyEffort: "1"}), "終わっています")
}

// What somebody said stands beside what their shift cost.
func TestShiftLineQuotesTheSurvey(t *testing.T) {
	r := newRoom(t)
	b := r.app.book("")
	s := triage.ShiftEffort{Span: triage.Span{From: r.now.AddDate(0, 0, -7), To: r.now}, Planned: "UTANAKA", Actual: "UTANAKA"}
	require.NotContains(t, r.app.shiftLine(t.Context(), b, s), "負担")
	for effort, name := range []string{"とても軽い", "軽い", "ふつう", "重い", "とても重い"} {
		s.Said = triage.Survey{Effort: effort + 1}
		require.Contains(t, r.app.shiftLine(t.Context(), b, s), "負担: "+name)
	}
	s.Said.Line = "<!here> 夜が続いた"
	require.Contains(t, r.app.shiftLine(t.Context(), b, s), "負担: とても重い「&lt;!here&gt; 夜が続いた」")
	require.Empty(t, r.app.dutyLines(t.Context(), b, "USUZUKI", []triage.ShiftEffort{s}, []triage.DutyLoad{{Person: "UTANAKA", Actual: rotation.Load{Shifts: 1}}}),
		"nobody's but one's own")
}
