package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

//go:embed past.json
var pastJSON []byte

// A past inquiry is played through the bot as it happened.
type past struct {
	Day     int    `json:"day"` // days before the visitor's present, working days only
	At      string `json:"at"`  // time of day
	Channel string `json:"channel"`
	Asker   string `json:"asker"`
	Text    string `json:"text"`
	Press   string `json:"press"` // what the asker presses under suggestions

	ReplyAfter   string         `json:"reply_after"` // empty: nobody replied yet
	Responder    string         `json:"responder"`   // empty: whoever was on call then
	Reply        string         `json:"reply"`
	ResolveAfter string         `json:"resolve_after"` // after the reply; empty: still open
	Reasons      triage.Reasons `json:"reasons"`

	// EN is how it went in a playground that speaks English, where it was asked
	// in the English channel; nil when it was in English anyway.
	EN *struct {
		Text  string `json:"text"`
		Reply string `json:"reply"`
		Note  string `json:"note"`
	} `json:"en"`
}

// in is the inquiry as it went in a playground that speaks lang.
func (p past) in(lang string) past {
	if lang == "en" && p.EN != nil {
		p.Channel, p.Text, p.Reply, p.Reasons.Note = "CASKEN", p.EN.Text, p.EN.Reply, p.EN.Note
	}
	return p
}

// seed plays two weeks of inquiries through the running bot.
func (w *world) seed(ctx context.Context) error {
	var story []past
	if err := json.Unmarshal(pastJSON, &story); err != nil {
		return fmt.Errorf("read past.json: %w", err)
	}
	for n, p := range story {
		if err := w.relive(ctx, n, p.in(w.lang)); err != nil {
			return fmt.Errorf("inquiry %d of past.json: %w", n+1, err)
		}
	}
	return nil
}

func (w *world) relive(ctx context.Context, n int, p past) error {
	at, err := time.Parse("15:04", p.At)
	if err != nil {
		return err
	}
	day := w.present().AddDate(0, 0, -p.Day)
	when := time.Date(day.Year(), day.Month(), day.Day(), at.Hour(), at.Minute(), 0, 0, w.zone)
	if err := w.travel(ctx, when); err != nil {
		return err
	}
	ts, err := w.slack.Say(ctx, fakeslack.Message{User: p.Asker, Channel: p.Channel, Text: p.Text})
	if err != nil {
		return err
	}
	w.settle(ctx)
	subject, err := w.desk().Find(ctx, triage.MessageLink(triage.MessageRef{Channel: triage.ChannelID(p.Channel), TS: triage.MessageTS(ts)}))
	if err != nil || subject == "" {
		return fmt.Errorf("no inquiry came of %q: %w", p.Text, err)
	}
	id := triage.InquiryID(subject)
	if p.Press != "" {
		w.press(ctx, id, p)
	}
	if p.ReplyAfter == "" {
		return nil
	}
	if err := w.travelBy(ctx, p.ReplyAfter); err != nil {
		return err
	}
	if p.Responder == "" {
		shift, err := w.desk().OnCall(ctx, "", w.clock.now())
		if err != nil {
			return err
		}
		p.Responder = shift.Primary
	}
	if _, err := w.slack.Say(ctx, fakeslack.Message{User: p.Responder, Channel: p.Channel, Thread: ts, Text: p.Reply}); err != nil {
		return err
	}
	w.settle(ctx)
	if p.ResolveAfter == "" {
		return nil
	}
	if err := w.travelBy(ctx, p.ResolveAfter); err != nil {
		return err
	}
	_, err = w.desk().Handle(ctx, triage.Order{
		Key: fmt.Sprintf("past/%d/resolve", n), By: triage.PersonID(p.Responder), Inquiry: id, Command: triage.Resolve{Reasons: p.Reasons},
	})
	w.settle(ctx)
	return err
}

// press presses a button under the suggestions, when there were any.
func (w *world) press(ctx context.Context, id triage.InquiryID, p past) {
	q, err := w.desk().Inquiry(ctx, id)
	if err != nil || q.Where(triage.SlotSuggestion).IsZero() {
		return
	}
	ref := q.Where(triage.SlotSuggestion)
	if err := w.slack.Press(ctx, p.Asker, string(ref.Channel), string(ref.TS), p.Press); err != nil {
		w.log.DebugContext(ctx, "past press failed", "inquiry", id, "error", err)
	}
	w.settle(ctx)
}

func (w *world) travelBy(ctx context.Context, d string) error {
	span, err := time.ParseDuration(d)
	if err != nil {
		return err
	}
	return w.travel(ctx, w.clock.now().Add(span))
}
