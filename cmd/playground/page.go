package main

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"toban/bot"
	"toban/test/fakedatadog"
	"toban/test/fakeslack"
)

//go:embed page
var pageFiles embed.FS

// page serves the playground's page and what it asks for.
type page struct {
	world   *world
	over    <-chan struct{}                              // closed when the world ends
	restart func(ctx context.Context, lang string) error // starts over in a language
}

func (p *page) handler() http.Handler {
	mux := http.NewServeMux()
	files, err := fs.Sub(pageFiles, "page")
	if err == nil {
		mux.Handle("GET /", http.FileServerFS(files))
	}
	mux.HandleFunc("GET /handbook/{path...}", handbookPage)
	mux.Handle("GET /toban/", http.StripPrefix("/toban", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.world.toban.Load().Handler().ServeHTTP(w, r)
	})))
	mux.HandleFunc("GET /file/{channel}/{ts}/{id}", p.file)
	mux.HandleFunc("GET /api/stream", p.stream)
	get := func(path string, answer func(*http.Request) (any, error)) {
		mux.HandleFunc("GET /api/"+path, func(w http.ResponseWriter, r *http.Request) { reply(w, r, answer) })
	}
	get("state", p.state)
	get("messages", p.messages)
	get("thread", p.thread)
	get("view", func(r *http.Request) (any, error) {
		v, _ := p.world.slack.View(r.FormValue("as"))
		return map[string]any{"view": v}, nil
	})
	get("home", func(r *http.Request) (any, error) {
		v, _ := p.world.slack.Home(r.FormValue("as"))
		return map[string]any{"view": v}, nil
	})
	get("toasts", func(r *http.Request) (any, error) {
		return map[string]any{"toasts": p.world.slack.Toasts(r.FormValue("as"))}, nil
	})
	get("exchanges", p.exchanges)
	get("incidents", p.incidents)
	for name, do := range p.acts() {
		mux.HandleFunc("POST /api/"+name, func(w http.ResponseWriter, r *http.Request) {
			reply(w, r, func(r *http.Request) (any, error) { return p.act(r, do) })
		})
	}
	return guarded(mux)
}

// guarded keeps other sites from acting in the playground, and the page from
// loading anything from anywhere else.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		ip := net.ParseIP(strings.Trim(host, "[]"))
		if host != "localhost" && ip == nil {
			http.Error(w, "open the playground by its address", http.StatusForbidden)
			return
		}
		if origin := r.Header.Get("Origin"); r.Method == http.MethodPost && origin != "" {
			if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
				http.Error(w, "another site cannot act here", http.StatusForbidden)
				return
			}
		}
		header := w.Header()
		header.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func reply(w http.ResponseWriter, r *http.Request, answer func(*http.Request) (any, error)) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	body, err := answer(r)
	if err != nil {
		w.WriteHeader(http.StatusUnprocessableEntity)
		body = complaint(err)
	}
	_ = json.NewEncoder(w).Encode(body) // the reader is gone; nobody is left to tell
}

// complaint is an error for the page, with a code where there is a sentence for
// it.
func complaint(err error) map[string]string {
	out := map[string]string{"error": err.Error()}
	if e, ok := errors.AsType[*fakeslack.ActError](err); ok {
		out["code"] = e.Code
	}
	if e, ok := errors.AsType[refusal](err); ok {
		out["code"] = e.code
	}
	return out
}

type personJSON struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"display_name"`
	Role        string `json:"role"`
	Locale      string `json:"locale"`
	Team        string `json:"team,omitempty"`
}

type shortcutJSON struct {
	CallbackID string `json:"callback_id"`
	Name       string `json:"name"`
}

func (p *page) state(r *http.Request) (any, error) {
	w := p.world
	ctx := r.Context()
	var cast []personJSON
	now := make(map[string]fakeslack.User)
	for _, u := range w.slack.Users() {
		now[u.ID] = u
	}
	lang := cmp.Or(r.FormValue("lang"), w.lang)
	for _, c := range w.cast {
		u := now[c.user.ID]
		cast = append(cast, personJSON{ID: u.ID, Name: u.Name, DisplayName: cmp.Or(c.names[lang], u.DisplayName), Role: c.role, Locale: u.Locale})
	}
	me := w.slack.Bot()
	cast = append(cast, personJSON{ID: me.ID, Name: me.Name, DisplayName: me.DisplayName, Role: "bot"})
	cast = append(cast, personJSON{ID: monitors.ID, Name: monitors.Name, DisplayName: monitors.DisplayName, Role: "bot"})
	as := r.FormValue("as")
	out := map[string]any{
		"now": w.clock.now().In(w.zone), "zone": w.zone.String(), "lang": w.lang, "people": cast, "me": me.ID,
		"channels": w.slack.Channels(as), "sockets": w.slack.Sockets(), "shortcuts": w.shortcuts(lang), "groups": orEmpty(w.slack.UserGroups()),
	}
	if as != "" {
		if dm, err := w.slack.DM(as); err == nil {
			out["dm"] = map[string]string{"id": dm.ID}
		}
	}
	w.mu.Lock()
	out["datadog"] = map[string]bool{"down": w.down}
	active := []string{}
	for name, on := range w.faults {
		if on {
			active = append(active, name)
		}
	}
	w.mu.Unlock()
	slices.Sort(active)
	out["faults"] = active
	if at := w.nextStop(ctx); !at.IsZero() {
		out["next"] = map[string]any{"at": at.In(w.zone)}
	}
	if shift, err := w.desk().OnCall(ctx, "", w.clock.now()); err == nil {
		out["rotation"] = map[string]any{"primary": shift.Primary, "secondary": shift.Secondary, "until": shift.End.In(w.zone)}
	}
	return out, nil
}

// shortcuts are those of the manifest that the bot ships.
func (w *world) shortcuts(lang string) map[string][]shortcutJSON {
	out := map[string][]shortcutJSON{"global": {}, "message": {}}
	for _, s := range bot.Shortcuts(lang) {
		kind := "global"
		if s.Message {
			kind = "message"
		}
		out[kind] = append(out[kind], shortcutJSON{CallbackID: s.CallbackID, Name: s.Name})
	}
	return out
}

func (p *page) messages(r *http.Request) (any, error) {
	list := p.world.slack.Messages(r.FormValue("channel"), r.FormValue("as"))
	return map[string]any{"messages": lean(list)}, nil
}

func (p *page) thread(r *http.Request) (any, error) {
	list := p.world.slack.Thread(r.FormValue("channel"), r.FormValue("ts"), r.FormValue("as"))
	return map[string]any{"messages": lean(list)}, nil
}

// lean leaves out what files hold: the page asks for that by itself.
func lean(list []fakeslack.Msg) []fakeslack.Msg {
	for _, m := range list {
		for i := range m.Files {
			m.Files[i].Content = nil
		}
	}
	return orEmpty(list)
}

// file answers with what a file of a message holds: a picture to be shown,
// anything else to be saved.
func (p *page) file(rw http.ResponseWriter, r *http.Request) {
	m, _ := p.world.slack.Message(r.PathValue("channel"), r.PathValue("ts"))
	i := slices.IndexFunc(m.Files, func(f fakeslack.File) bool { return f.ID == r.PathValue("id") })
	if i < 0 {
		http.NotFound(rw, r)
		return
	}
	f := m.Files[i]
	rw.Header().Set("Content-Type", "application/octet-stream")
	if path.Ext(f.Name) == ".png" {
		rw.Header().Set("Content-Type", "image/png")
	} else {
		rw.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	}
	_, _ = rw.Write(f.Content) // the reader is gone; nobody is left to tell
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

type datadogExchange struct {
	Seq       int       `json:"seq"`
	At        time.Time `json:"at"`
	Operation string    `json:"operation"`
	Method    string    `json:"method"`
	Path      string    `json:"path"`
	Status    int       `json:"status"`
	Fault     string    `json:"fault,omitempty"`
	Stored    bool      `json:"stored"`
	Request   string    `json:"request,omitempty"`
	Answer    string    `json:"answer,omitempty"`
}

func (p *page) exchanges(r *http.Request) (any, error) {
	var since int
	if s := r.FormValue("since"); s != "" {
		if _, err := fmt.Sscan(s, &since); err != nil {
			return nil, fmt.Errorf("since %q is no number", s)
		}
	}
	remote := []datadogExchange{}
	for _, e := range p.world.datadog.Exchanges(0) {
		remote = append(remote, datadogExchange{
			Seq: e.Seq, At: e.At, Operation: e.Operation, Method: e.Method, Path: e.Path, Status: e.Status,
			Fault: e.Fault, Stored: e.Stored, Request: string(e.Request), Answer: string(e.Answer),
		})
	}
	return map[string]any{"slack": orEmpty(p.world.slack.Exchanges(since)), "datadog": remote}, nil
}

func (p *page) incidents(*http.Request) (any, error) {
	list := []map[string]any{}
	for _, i := range p.world.datadog.Incidents() {
		one := map[string]any{
			"public_id": i.PublicID, "title": i.Title, "state": i.State, "severity": i.Severity, "commander": i.Commander,
			"created": i.Created, "fields": i.Fields, "timeline": i.Timeline, "integrations": i.Integrations,
			"attachments": i.Attachments, "impacts": i.Impacts,
		}
		if !i.Resolved.IsZero() {
			one["resolved"] = i.Resolved
		}
		list = append(list, one)
	}
	return map[string]any{"incidents": list}, nil
}

// request is the body of every act.
type request struct {
	As         string         `json:"as"`
	Channel    string         `json:"channel"`
	Thread     string         `json:"thread"`
	TS         string         `json:"ts"`
	Text       string         `json:"text"`
	Emoji      string         `json:"emoji"`
	Remove     bool           `json:"remove"`
	Control    string         `json:"control"`
	Value      string         `json:"value"`
	View       string         `json:"view"`
	Values     map[string]any `json:"values"`
	CallbackID string         `json:"callback_id"`
	To         string         `json:"to"`
	Name       string         `json:"name"`
	On         bool           `json:"on"`
	PublicID   int            `json:"public_id"`
	State      string         `json:"state"`
	Severity   string         `json:"severity"`
	Locale     string         `json:"locale"`
	Lang       string         `json:"lang"`
}

type act func(context.Context, request) (any, error)

func (p *page) act(r *http.Request, do act) (any, error) {
	const limit = 1 << 20
	var q request
	if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, limit)).Decode(&q); err != nil {
		return nil, fmt.Errorf("read the request: %w", err)
	}
	out, err := do(r.Context(), q)
	if fields, ok := errors.AsType[*fakeslack.FieldsError](err); ok {
		return map[string]any{"errors": fields.Fields}, nil
	}
	if err != nil {
		return nil, err
	}
	if out == nil {
		out = struct{}{}
	}
	return out, nil
}

func plainAct(do func(context.Context, request) error) act {
	return func(ctx context.Context, q request) (any, error) { return nil, do(ctx, q) }
}

func (q request) values() []string {
	if q.Value == "" {
		return nil
	}
	return []string{q.Value}
}

func (p *page) acts() map[string]act {
	s := p.world.slack
	return map[string]act{
		"say": func(ctx context.Context, q request) (any, error) {
			ts, err := s.Say(ctx, fakeslack.Message{User: q.As, Channel: q.Channel, Thread: q.Thread, Text: q.Text})
			return map[string]string{"ts": ts}, err
		},
		"command": plainAct(func(ctx context.Context, q request) error { return s.Command(ctx, q.As, q.Channel, q.Text) }),
		"edit":    plainAct(func(ctx context.Context, q request) error { return s.Edit(ctx, q.As, q.Channel, q.TS, q.Text) }),
		"delete":  plainAct(func(ctx context.Context, q request) error { return s.Delete(ctx, q.As, q.Channel, q.TS) }),
		"press": plainAct(func(ctx context.Context, q request) error {
			return s.Press(ctx, q.As, q.Channel, q.TS, q.Control, q.values()...)
		}),
		"press-view": plainAct(func(ctx context.Context, q request) error {
			return s.PressView(ctx, q.As, q.View, q.Control, q.values()...)
		}),
		"submit":   plainAct(func(ctx context.Context, q request) error { return s.Submit(ctx, q.As, q.View, q.Values) }),
		"close":    plainAct(func(ctx context.Context, q request) error { return s.CloseView(ctx, q.As, q.View) }),
		"home":     plainAct(func(ctx context.Context, q request) error { return s.OpenHome(ctx, q.As) }),
		"shortcut": plainAct(func(ctx context.Context, q request) error { return s.GlobalShortcut(ctx, q.As, q.CallbackID) }),
		"message-shortcut": plainAct(func(ctx context.Context, q request) error {
			return s.MessageShortcut(ctx, q.As, q.CallbackID, q.Channel, q.TS)
		}),
		"react": plainAct(func(ctx context.Context, q request) error {
			if q.Remove {
				return s.Unreact(ctx, q.As, q.Channel, q.TS, q.Emoji)
			}
			return s.React(ctx, q.As, q.Channel, q.TS, q.Emoji)
		}),
		"join":    plainAct(func(ctx context.Context, q request) error { return s.Join(ctx, q.As, q.Channel) }),
		"invite":  plainAct(func(ctx context.Context, q request) error { return s.Invite(ctx, q.As, q.Channel, s.Bot().ID) }),
		"locale":  plainAct(p.world.speak),
		"advance": p.advance,
		"restart": plainAct(func(ctx context.Context, q request) error { return p.restart(ctx, q.Lang) }),
		"fault":   plainAct(p.world.fault),
		"monitor": plainAct(p.world.monitor),
		"datadog": plainAct(p.world.changeRemotely),
	}
}

func (p *page) advance(ctx context.Context, q request) (any, error) {
	to, err := p.world.destination(ctx, q.To)
	if err != nil {
		return nil, err
	}
	if err := p.world.travel(ctx, to.Add(time.Second)); err != nil {
		return nil, err
	}
	return map[string]any{"now": p.world.clock.now().In(p.world.zone)}, nil
}

// speak sets the language in which a person uses Slack.
func (w *world) speak(_ context.Context, q request) error {
	if q.Locale != "ja-JP" && q.Locale != "en-US" {
		return fmt.Errorf("locale %q is neither ja-JP nor en-US", q.Locale)
	}
	for _, u := range w.slack.Users() {
		if u.ID == q.As && !u.Bot {
			u.Locale = q.Locale
			w.slack.AddUser(u)
			return nil
		}
	}
	return fmt.Errorf("nobody has the id %q", q.As)
}

// fault switches one kind of trouble on or off.
func (w *world) fault(_ context.Context, q request) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if q.Name == "none" {
		clear(w.faults)
	} else {
		w.faults[q.Name] = q.On
	}
	w.slack.ClearFaults()
	w.down = w.faults["datadog_down"]
	w.datadog.SetDown(w.down)
	w.datadog.ClearFaults()
	for name, on := range w.faults {
		if !on {
			continue
		}
		switch name {
		case "slack_429":
			w.slack.Inject(fakeslack.Fault{Method: "chat.*", Kind: fakeslack.RateLimited{RetryAfter: 2 * time.Second}, Probability: 0.5, Seed: 1})
		case "slack_500":
			w.slack.Inject(fakeslack.Fault{Method: "chat.*", Kind: fakeslack.Status500AfterStore{}, Probability: 0.5, Seed: 1})
		case "duplicate":
			w.slack.Inject(fakeslack.Fault{Kind: fakeslack.Duplicate{N: 2}})
		case "drop_socket":
			w.slack.DropSockets()
			w.faults[name] = false
		case "datadog_403":
			w.datadog.Inject(fakedatadog.Fault{Trouble: fakedatadog.Forbidden, Times: -1})
		case "datadog_down":
		default:
			delete(w.faults, name)
			return fmt.Errorf("there is no fault %q", name)
		}
	}
	return nil
}

// changeRemotely is a person in Datadog changing an incident.
func (w *world) changeRemotely(_ context.Context, q request) error {
	for _, i := range w.datadog.Incidents() {
		if i.PublicID != q.PublicID {
			continue
		}
		var errs []error
		if q.State != "" {
			errs = append(errs, w.datadog.SetState(i.ID, q.State, fakedatadog.UserID("")))
		}
		if q.Severity != "" {
			errs = append(errs, w.datadog.SetSeverity(i.ID, q.Severity, fakedatadog.UserID("")))
		}
		return errors.Join(errs...)
	}
	return fmt.Errorf("no incident %d in Datadog", q.PublicID)
}

// stream tells the page that something changed.
func (p *page) stream(rw http.ResponseWriter, r *http.Request) {
	flusher, ok := rw.(http.Flusher)
	if !ok {
		http.Error(rw, "streaming is not possible here", http.StatusNotImplemented)
		return
	}
	changes, cancel := p.world.slack.Subscribe()
	defer cancel()
	remote := make(chan struct{}, 1)
	stop := p.world.datadog.Subscribe(func(fakedatadog.Change) {
		select {
		case remote <- struct{}{}:
		default:
		}
	})
	defer stop()
	rw.Header().Set("Content-Type", "text/event-stream")
	clock := time.NewTicker(5 * time.Second)
	defer clock.Stop()
	for {
		event, data := "change", "{}"
		select {
		case <-r.Context().Done():
			return
		case <-p.over:
			return
		case _, open := <-changes:
			if !open {
				return
			}
		case <-remote:
		case <-clock.C:
			now, err := json.Marshal(map[string]any{"now": p.world.clock.now().In(p.world.zone)})
			if err != nil {
				return
			}
			event, data = "clock", string(now)
		}
		if _, err := fmt.Fprintf(rw, "event: %s\ndata: %s\n\n", event, data); err != nil {
			return
		}
		flusher.Flush()
	}
}
