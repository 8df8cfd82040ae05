package fakeslack

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// Uses and life of a response_url.
// https://docs.slack.dev/interactivity/handling-user-interaction
const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// responseURL is the right to answer an act of a user where it happened.
type responseURL struct {
	user     string
	channel  *channel
	original *message // of a press
	left     int
	expires  time.Time
}

func (w *Workspace) newResponse(user string, ch *channel, original *message) (r *responseURL, link string) {
	r = &responseURL{user: user, channel: ch, original: original, left: responseUses, expires: w.opts.Now().Add(responseLife)}
	id := w.newID("R")
	w.responses[id] = r
	return r, w.baseURL() + "/response/" + id
}

func (w *Workspace) serveResponse(rw http.ResponseWriter, r *http.Request) {
	start := time.Now()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	c := &call{method: "response_url", args: map[string]json.RawMessage{}}
	e := Exchange{FromApp: true, Kind: "response_url", Name: "response_url", Transport: "http", Status: http.StatusOK}
	w.mu.Lock()
	target := w.responses[r.PathValue("id")]
	switch {
	case target == nil:
		e.Status, e.Error = http.StatusNotFound, "no_such_url"
	case target.left <= 0:
		e.Status, e.Error = http.StatusNotFound, "used_url"
	case w.opts.Now().After(target.expires):
		e.Status, e.Error = http.StatusNotFound, "expired_url"
	case err != nil || json.Unmarshal(body, &c.args) != nil:
		e.Status, e.Error = http.StatusBadRequest, "invalid_payload"
	default:
		target.left--
		e.Channel, e.Request = target.channel.ID, c.redacted()
		e.Summary = w.summary(e.Request)
		failure := apiError{}
		if err := w.respond(target, c); errors.As(err, &failure) {
			e.Status, e.Error = http.StatusBadRequest, failure.code
			e.Answer = encode(failure.extra)
		}
		w.enqueue(c.later...)
	}
	e.OK, e.Took = e.Error == "", time.Since(start)
	w.note(e)
	w.mu.Unlock()
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	rw.WriteHeader(e.Status)
	if e.OK {
		_, _ = io.WriteString(rw, "ok")
	} else {
		_, _ = io.WriteString(rw, e.Error)
	}
}

// respond carries out what the app posted to a response_url or answered to a
// command.
func (w *Workspace) respond(r *responseURL, c *call) error {
	ch := r.channel
	here := r.original != nil && !r.original.Deleted
	if m := r.original; here && (c.bool("delete_original") || c.bool("replace_original")) {
		before, textBefore := w.messageJSON(ch, m, false), m.Text
		if c.bool("delete_original") {
			ch.drop(m)
			w.changed(Change{Channels: []string{ch.ID}})
			if !m.Ephemeral {
				c.later = append(c.later, w.deleteEvents(ch, m, before)...)
			}
			return nil
		}
		if !c.has("blocks") {
			m.Blocks = nil // a replacement replaces all of it
		}
		if err := w.content(c, m, maxText); err != nil {
			return err
		}
		if w.edited(ch, m, w.bot.ID); m.Ephemeral {
			m.Edited = false
			return nil
		}
		c.later = append(c.later, w.changeEvents(ch, m, before, textBefore)...)
		return nil
	}
	if c.bool("delete_original") || c.bool("replace_original") {
		return fail("message_not_found")
	}
	root, err := ch.thread(c.str("thread_ts"))
	if err != nil {
		return err
	}
	m := &message{Msg: Msg{User: w.bot.ID, BotID: botID, Ephemeral: c.str("response_type") != "in_channel"}}
	if m.Ephemeral {
		m.only = r.user
	}
	delete(c.args, "metadata") // apps cannot attach any here
	if err := w.content(c, m, maxText); err != nil {
		return err
	}
	w.put(ch, m, root)
	if !m.Ephemeral {
		c.later = append(c.later, w.messageEvents(ch, m)...)
	}
	return nil
}
