package slackapp

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

// mirrored is a room in which payments is told of its questions.
func mirrored(t *testing.T, lang triage.Lang) *room {
	t.Helper()
	r := newRoom(t, func(c *Config, d *Deps) {
		c.Language = lang
		c.AskingTeams[0].Mirror = "CPAY"
		d.Desk.Adviser = oidcPages{}
	})
	r.slack.AddChannel(fakeslack.Channel{ID: "CPAY", Name: "payments-dev", Members: []string{"sato", "emma", "toban"}})
	return r
}

// mirrors has the mirror of November posted.
func (r *room) mirrors() {
	r.t.Helper()
	_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "mirror/payments/2025-11", Command: triage.PostReport{Period: "2025-11", Team: "payments"}})
	require.NoError(r.t, err)
	r.later()
}

// mirror is what stands in the channel of payments.
func (r *room) mirror() []string {
	r.t.Helper()
	var out []string
	for _, m := range r.slack.Messages("CPAY", "sato") {
		out = append(out, r.slack.PlainText(m))
	}
	return out
}

// month lets payments ask four times: a page solves two, and one question is
// for its people alone.
func (r *room) month() {
	r.t.Helper()
	for n, text := range []string{"OIDC", "OIDC again", "GPU", "more GPU"} {
		r.pass(time.Hour)
		id := r.asks("USATO", text)
		if n < 2 {
			r.order("USATO", id, triage.Feedback{Answer: triage.AnswerSolved})
		}
	}
	r.slack.AddChannel(fakeslack.Channel{ID: "CPRIV", Name: "secret", Private: true, Members: []string{"sato", "tanaka", "toban"}})
	r.pass(time.Hour)
	_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "private", By: "USATO", Command: triage.Ask{
		Asker: "USATO", Team: "payments", Text: "OIDC in private", Place: triage.Place{Channel: "CPRIV", Thread: "1763618640.000900"},
	}})
	require.NoError(r.t, err)
	r.settle()
	r.at("12-01 10:05")
}

// A team reads in its own channel which pages answered its questions, once,
// whatever Slack does: no names, no words, nothing of what was asked in private.
func TestATeamIsToldOfItsQuestions(t *testing.T) {
	for _, lang := range []triage.Lang{"ja", "en"} {
		r := mirrored(t, lang)
		r.month()
		r.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Kind: fakeslack.ResetAfterStore{}, Times: 1})
		r.mirrors()
		r.mirrors()
		require.Len(t, r.mirror(), 1)
		golden(t, "mirror."+string(lang)+".txt", r.mirror()[0])
		for _, word := range []string{"sato", "INQ", "private", "GPU"} {
			require.NotContains(t, r.mirror()[0], word)
		}
		m, err := r.app.desk.Mirror(t.Context(), "payments", "2025-11", nil)
		require.NoError(t, err)
		m.Answered, m.Pages = 0, nil
		golden(t, "mirror_silent."+string(lang)+".txt", strings.Join(r.app.Mirror(lang, m), "\n"))
	}
}

// Nothing is posted where there is too little to tell, or nobody to tell it.
func TestATeamIsNotTold(t *testing.T) {
	for name, change := range map[string]func(*room){
		"of two questions": func(r *room) {
			r.pass(time.Hour)
			for _, text := range []string{"OIDC", "OIDC again"} {
				r.pass(time.Hour)
				r.order("USATO", r.asks("USATO", text), triage.Feedback{Answer: triage.AnswerSolved})
			}
		},
		"where it is not configured any more": func(r *room) {
			r.month()
			r.app.config.AskingTeams[0].Mirror = ""
		},
		"where toban is not": func(r *room) {
			r.month()
			r.slack.AddChannel(fakeslack.Channel{ID: "CPAY", Name: "payments-dev", Members: []string{"sato"}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := mirrored(t, "ja")
			change(r)
			r.mirrors()
			require.Empty(t, r.mirror())
		})
	}
}

// Outside of Slack nobody knows its links and escapes.
func TestAMirrorReadsOnTheCommandLine(t *testing.T) {
	r := newRoom(t)
	r.app.config.TeamName, r.app.config.AskingTeams[0].Name = "R&D", map[triage.Lang]string{"en": "Pay & go"}
	m := triage.Mirror{Team: "payments", Period: "2025-11", Asked: 4, Answered: 1, Pages: []triage.MirrorPage{
		{Title: "OIDC <setup>", URL: "https://docs.example.com/oidc", Helped: 1},
	}}
	lines := r.app.Mirror("en", m)
	require.Contains(t, lines[0], "Questions to R&D")
	require.Contains(t, lines[0], "Pay & go asked 4. These pages answered 1 of them.")
	require.Equal(t, "• OIDC <setup> (https://docs.example.com/oidc) · helped 1 time", lines[1])
	m.Answered = 0
	require.Contains(t, r.app.Mirror("en", m)[0], "Pay & go would not be told")
}

// What a team cannot be told, the team's report does not wait for; the doctor
// says what to do.
func TestTheDoctorLooksWhereTeamsAreTold(t *testing.T) {
	r := mirrored(t, "ja")
	findings := func() string {
		var lines []string
		for _, f := range r.app.mirrorFindings(t.Context(), "@toban") {
			lines = append(lines, f.In(r.app.book("ja")))
		}
		return strings.Join(lines, "\n")
	}
	require.Contains(t, findings(), "CPAY")
	require.NotContains(t, findings(), "/invite")
	r.slack.AddChannel(fakeslack.Channel{ID: "CPAY", Name: "payments-dev"})
	require.Contains(t, findings(), "/invite @toban")
	require.Contains(t, findings(), "CPAY")

	r.app.config.Channels = append(r.app.config.Channels, Channel{ID: "CPAY"})
	require.Empty(t, findings(), "it is looked at with the others")
}
