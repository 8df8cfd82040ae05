package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"toban": func() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// The scripts are what people type and what they then read.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", UpdateScripts: os.Getenv("UPDATE") != "", Cmds: map[string]func(*testscript.TestScript, bool, []string){
		"erased": erased,
	}, Setup: func(e *testscript.Env) error {
		e.Setenv("SLACK_BOT_TOKEN", "xoxb-1-2-abc")
		e.Setenv("SLACK_APP_TOKEN", "xapp-1-2-abc")
		return nil
	}})
}
