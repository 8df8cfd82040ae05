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

// worn is a document that is a year old, of the number n.
func worn(n int) WornPage {
	return WornPage{PageState: knowledge.PageState{Title: "Page " + itoa(n), Owner: "payments <team>", Updated: time.Date(2023, 11, 1, 0, 0, 0, 0, time.UTC), Old: true}}
}

// Leads list what needs whoever keeps it, others what they keep; to whoever
// keeps none the word is one to search for.
func TestDocumentsAreListedOnRequest(t *testing.T) {
	var asked []triage.PersonID
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Worn = func(_ context.Context, id triage.PersonID) (pages []WornPage, err error) {
			asked = append(asked, id)
			switch id {
			case "":
				for n := range 12 {
					pages = append(pages, worn(n+1))
				}
				pages[0].Judgement = triage.Judgement{Helped: 1, Unhelpful: 3}
				pages[1].URL, pages[1].Broken = "https://docs.example.com/s3", []string{"one", "two"}
				pages[2].Owner, pages[3].Owner = "", "@USATO, search"
			case "USATO", "UEMMA", "UGUEST":
				pages = []WornPage{worn(4)}
			}
			return pages, nil
		}
		d.Search = func(context.Context, knowledge.Query) (knowledge.Result, error) { return knowledge.Result{}, nil }
	})
	list := func(who, line string) string {
		r.runs(who, line)
		r.settle()
		return r.whispers(who, ask)
	}
	golden(t, "documents_list.ja.txt", list("yamada", "/toban 検索 手入れ"))
	r.presses("yamada", ask, r.ephemeral("yamada", ask, "").TS, actionPageNext)
	golden(t, "documents_list_rest.ja.txt", r.whispers("yamada", ask))

	require.Contains(t, list("tanaka", "/toban docs freshness"), "あなたが受け持つ資料に、手入れが必要なものはありません")
	require.Contains(t, list("sato", "/toban docs freshness"), "📚 あなたが受け持つ資料のうち、手入れが必要なもの: 1件")
	golden(t, "documents_list_own.en.txt", list("emma", "/toban docs freshness"))
	require.Contains(t, list("kato", "/toban docs freshness"), "freshness", "searched for")
	require.Equal(t, []triage.PersonID{"", "", "UTANAKA", "USATO", "UEMMA", "UKATO"}, asked)

	require.NotContains(t, r.runs("guest", "/toban docs freshness"), "Page 4")
	require.NotContains(t, list("yamada", "/toban docs freshness of pages"), "Page 1", "a search")
	require.Len(t, asked, 6)

	require.Contains(t, r.runs("lee", "/toban help docs"), "/toban docs words|freshness")
	require.Contains(t, r.runs("emma", "/toban help docs"), "/toban docs words\n")
}
