package slackapp

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

// Each owner of documents is told of their own, once, whatever Slack does, and
// nobody whose documents are all right.
func TestOwnersAreToldOfTheirDocuments(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Worn = func(_ context.Context, id triage.PersonID) ([]WornPage, error) {
			if id == "USATO" {
				return nil, nil
			}
			return []WornPage{
				{PageState: knowledge.PageState{Title: "OIDC <setup>", URL: "https://docs.example.com/oidc", Owner: "platform"}, Judgement: triage.Judgement{Helped: 1, Unhelpful: 3}},
				{PageState: knowledge.PageState{Title: "guides/vpc.md", Owner: "platform", Unreadable: "not UTF-8", Broken: []string{"link to a.md, which does not exist"}}},
				{PageState: knowledge.PageState{
					Title: "S3", URL: "https://docs.example.com/s3", Updated: time.Date(2023, 11, 1, 0, 0, 0, 0, time.UTC), Old: true, Broken: []string{"one", "two"},
				}},
			}, nil
		}
	})
	r.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Kind: fakeslack.ResetAfterStore{}, Times: 1})
	order := triage.Order{Key: "documents/2025-10", Command: triage.PostReport{
		Period: "2025-10", Documents: true, Owners: []triage.PersonID{"UTANAKA", "UEMMA", "USATO"},
	}}
	for range 2 {
		_, err := r.app.desk.Handle(t.Context(), order)
		require.NoError(t, err)
		r.later()
	}
	for user, lang := range map[string]string{"tanaka": "ja", "emma": "en"} {
		require.Len(t, r.slack.Messages(r.dm(user), user), 1)
		golden(t, "documents_owner."+lang+".txt", r.slack.PlainText(r.newestDirect(user)))
	}
	require.Empty(t, r.slack.Messages(r.dm("sato"), "sato"))
}
