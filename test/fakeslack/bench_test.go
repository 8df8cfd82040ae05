package fakeslack_test

import (
	"net/http"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

// BenchmarkSay is what the counterpart itself costs in a load test: a mention,
// delivered twice over HTTP without sockets.
func BenchmarkSay(b *testing.B) {
	w := office(fakeslack.Options{})
	w.ConnectHTTP(fakeslack.HTTPApp{EventsURL: "http://app.test/", Client: &http.Client{
		Transport: fakeslack.Direct(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})),
	}})
	for b.Loop() {
		_, err := w.Say(b.Context(), fakeslack.Message{User: "U1", Channel: "C1", Text: "@toban GitHub Actions から AWS に AssumeRole できません"})
		require.NoError(b, err)
	}
}

// BenchmarkPost is one chat.postMessage by slack-go.
func BenchmarkPost(b *testing.B) {
	w := office(fakeslack.Options{})
	api := client(w)
	for b.Loop() {
		_, _, err := api.PostMessageContext(b.Context(), "C1", slack.MsgOptionText("hi", false))
		require.NoError(b, err)
	}
}
