package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

// A page says what was asked and what helped, not who did: whoever toban knows
// goes by every name, whoever it does not know where they are mentioned.
func TestPagesNameNobody(t *testing.T) {
	r := newRoom(t)
	r.slack.AddUser(fakeslack.User{ID: "UMARIE", Name: "Marie Curie", Email: "marie.curie@example.com"})
	r.slack.AddUser(fakeslack.User{ID: "UHANA", Name: "花子"})
	r.slack.AddUser(fakeslack.User{ID: "UMORI", Name: "森", Email: "mori@example.com"})
	r.slack.AddUser(fakeslack.User{ID: "UOMORI", Name: "大森", Email: "o-mori@example.com"})
	r.app.Remember(t.Context(), []triage.PersonID{"UMARIE", "UHANA", "USATO", "UMORI", "UOMORI"})
	for text, want := range map[string]string{
		"@Marie Curie said so":                       "@… said so",
		"ask Marie Curie-san":                        "ask …-san",
		"write to marie.curie@example.com":           "write to …",
		"Marie.Curie@Example.com, mori@example.com":  "…, …",
		"<mailto:o-mori@example.com|o-mori>":         "<mailto:…|o-mori>",
		"さっき@satoさんに聞きました":                           "さっき@…さんに聞きました",
		"sato さんに聞いて、花子さんが直した":                       "… さんに聞いて、…さんが直した",
		"「@花子」の変更":                                   "「@…」の変更",
		"sato 県の設定":                                  "sato 県の設定",
		"Visatoさん":                                   "Visatoさん",
		"@satoshi さん":                                "@… さん",
		"@Ada Lovelace changed it":                   "@… changed it",
		"@ada AWS fails":                             "@… AWS fails",
		"キーは@鈴木一郎さんが持っています":                          "キーは@…さんが持っています",
		"(@ada) and @bob, @U0123":                    "(@…) and @…, @…",
		"npm i @types/node @aws-sdk/client-s3":       "npm i @types/node @aws-sdk/client-s3",
		"git clone git@github.com:acme/infra.git":    "git clone git@github.com:acme/infra.git",
		"ci@project.iam.gserviceaccount.com に権限を付ける": "ci@project.iam.gserviceaccount.com に権限を付ける",
		"actions/checkout@v4 を使う":                    "actions/checkout@v4 を使う",
	} {
		require.Equal(t, want, r.app.impersonal(text), text)
	}
}
