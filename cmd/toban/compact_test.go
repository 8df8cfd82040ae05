package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"toban/bot/boltstore"
	"toban/bot/triage"
	"toban/rotation"
)

// erased makes a data file with an inquiry that was asked in the words of the
// second argument, closed and erased.
func erased(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: erased file words")
	}
	store, err := boltstore.Open(ts.MkAbs(args[0]), boltstore.Options{})
	ts.Check(err)
	calendar, err := rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}}.Build(time.UTC)
	ts.Check(err)
	desk := &triage.Desk{Store: store, Policy: triage.Policy{Calendar: calendar}, Log: slog.New(slog.DiscardHandler)}
	for _, o := range []triage.Order{
		{Key: "ask", By: "USATO", Command: triage.Ask{Asker: "USATO", Text: args[1], Place: triage.Place{Channel: "C1", Thread: "1.000100"}}},
		{Key: "withdraw", By: "USATO", Inquiry: "INQ-1", Command: triage.Withdraw{}},
		{Key: "forget", Inquiry: "INQ-1", Command: triage.Forget{}},
	} {
		_, err := desk.Handle(context.Background(), o)
		ts.Check(err)
	}
	ts.Check(store.Close())
}
