package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/model"
	"toban/bot/triage"
	"toban/config"
	"toban/knowledge"
	"toban/rotation"
)

// labelled makes a data file in which a person has named the area of some
// questions, by the configuration of the second argument, and a model was
// trained after each.
func labelled(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: labelled file config questions")
	}
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	f, err := os.Open(ts.MkAbs(args[1]))
	ts.Check(err)
	cfg, err := config.Load(f, args[1], config.Environment{Getenv: ts.Getenv, ReadFile: os.ReadFile, Offline: true})
	ts.Check(err)
	ts.Check(f.Close())
	now := time.Date(2026, 11, 16, 3, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	store, err := boltstore.Open(ts.MkAbs(args[0]), boltstore.Options{Now: clock})
	ts.Check(err)
	calendar, err := rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}}.Build(time.UTC)
	ts.Check(err)
	log := slog.New(slog.DiscardHandler)
	desk := &triage.Desk{Store: store, Policy: triage.Policy{Calendar: calendar, Members: []triage.PersonID{"UTANAKA"}}, Log: log, Now: clock}
	trainer := &model.Trainer{Store: store, Taxonomy: cfg.Terms(), Log: log, Now: clock, Use: func(*knowledge.Classifier) {}}
	ctx := context.Background()
	ts.Check(trainer.Open(ctx, nil, func() (*knowledge.Classifier, error) {
		return knowledge.Train(cfg.Terms(), nil, knowledge.TrainOptions{})
	}))
	for i := range n {
		now = now.Add(time.Hour)
		area := cfg.Terms().Areas[i%2].Key
		asked, err := desk.Handle(ctx, triage.Order{Key: fmt.Sprint("ask", i), By: "USATO", Command: triage.Ask{
			Asker: "USATO", Text: "frobnicator of " + area, Place: triage.Place{Channel: "C1", Thread: triage.MessageTS(fmt.Sprintf("%d.000100", i))},
		}})
		ts.Check(err)
		out, err := desk.Handle(ctx, triage.Order{Key: fmt.Sprint("label", i), By: "UTANAKA", Inquiry: asked.Inquiry.ID, Command: triage.Reclassify{Area: area}})
		ts.Check(err)
		ts.Check(trainer.Learn(ctx, out.Inquiry))
		ts.Check(trainer.Train(ctx))
	}
	ts.Check(store.Close())
}

func TestModelsOfABotThatServesAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "toban.yaml")
	var example, stderr bytes.Buffer
	require.Equal(t, exitOK, run([]string{"config", "example"}, nil, &example, &stderr))
	text := regexp.MustCompile(`path: \./toban\.db`).ReplaceAllString(example.String(), "path: "+filepath.Join(dir, "toban.db"))
	require.NotEqual(t, example.String(), text)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-1-2-abc")
	t.Setenv("SLACK_APP_TOKEN", "xapp-1-2-abc")
	store, err := boltstore.Open(filepath.Join(dir, "toban.db"), boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	for _, args := range [][]string{{"list"}, {"rollback", "abc"}, {"export"}} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, exitFailed, run(append([]string{"model", args[0], "--config", file}, args[1:]...), nil, &stdout, &stderr))
		require.Contains(t, stderr.String(), "in use by another process")
		require.Contains(t, stderr.String(), "stop that one first")
		require.Empty(t, stdout.String())
	}
	var stdout bytes.Buffer
	stderr.Reset()
	require.Equal(t, exitOK, run([]string{"classify", "--config", file, "the pipeline fails"}, nil, &stdout, &stderr))
	require.Contains(t, stdout.String(), "ci_cd")
	require.Contains(t, stderr.String(), "the configuration alone answers")
}
