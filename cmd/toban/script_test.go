package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"toban/test/fakedatadog"
	"toban/test/fakeembeddings"
	"toban/test/fakeslack"
	"toban/test/fakewebhook"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"toban": func() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// The scripts are what people type and what they then read. $SLACK is a
// workspace whose tokens are $GOOD_BOT_TOKEN and
// $GOOD_APP_TOKEN, $EMBEDDINGS an endpoint that knows the words of $HANDBOOK,
// $DATADOG an organisation that takes any keys, $RECEIVER takes webhooks that are
// signed with the secret of webhook.txtar.
func TestScripts(t *testing.T) {
	slack := fakeslack.New(fakeslack.Options{})
	server := httptest.NewServer(slack.Handler())
	t.Cleanup(server.Close)
	slack.SetBaseURL(server.URL)
	slack.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka"})
	slack.AddChannel(fakeslack.Channel{ID: "CASK", Name: "ask-platform", Members: []string{"UTANAKA", slack.Bot().ID}})
	embeddings := httptest.NewServer(fakeembeddings.New())
	t.Cleanup(embeddings.Close)
	datadog := httptest.NewServer(fakedatadog.New(fakedatadog.Options{}))
	t.Cleanup(datadog.Close)
	receiver := httptest.NewServer(fakewebhook.New("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"))
	t.Cleanup(receiver.Close)
	handbook := t.TempDir()
	for name, text := range fakeembeddings.Handbook() {
		if err := os.WriteFile(filepath.Join(handbook, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, testscript.Params{Dir: "testdata", UpdateScripts: os.Getenv("UPDATE") != "", Cmds: map[string]func(*testscript.TestScript, bool, []string){
		"erased": erased, "labelled": labelled, "zipped": zipped,
	}, Setup: func(e *testscript.Env) error {
		e.Setenv("SLACK_BOT_TOKEN", "xoxb-1-2-abc")
		e.Setenv("SLACK_APP_TOKEN", "xapp-1-2-abc")
		e.Setenv("SLACK", server.URL)
		e.Setenv("EMBEDDINGS", embeddings.URL)
		e.Setenv("DATADOG", datadog.URL)
		e.Setenv("RECEIVER", receiver.URL)
		e.Setenv("HANDBOOK", handbook)
		e.Setenv("GOOD_BOT_TOKEN", slack.BotToken())
		e.Setenv("GOOD_APP_TOKEN", slack.AppToken())
		return nil
	}})
}
