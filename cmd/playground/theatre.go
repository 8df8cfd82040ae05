package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"
)

// A theatre shows one world after another at one address: a visitor can start
// over in the other language.
type theatre struct {
	settings settings
	dir      string // of everything a world writes
	url      string
	log      *slog.Logger
	opened   func() // called once, when the first world can be visited
	asked    chan asking

	mu  sync.Mutex
	now http.Handler // nil between two worlds
}

// asking is a visitor's wish to start over; done tells them that it happened.
type asking struct {
	lang string
	done chan struct{}
}

var errOver = errors.New("this world is over")

// perform shows worlds until ctx ends.
func (t *theatre) perform(ctx context.Context) error {
	next := asking{lang: t.settings.lang}
	for n := 1; ; n++ {
		var err error
		if next, err = t.show(ctx, n, next); err != nil {
			return err
		}
	}
}

// show shows one world until a visitor asks for the next.
func (t *theatre) show(ctx context.Context, n int, wish asking) (next asking, err error) {
	dir := filepath.Join(t.dir, strconv.Itoa(n))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return next, fmt.Errorf("make a folder for the playground: %w", err)
	}
	w, err := newWorld(ctx, dir, t.url, wish.lang, t.log)
	if w != nil {
		defer w.close()
	}
	if err != nil {
		return next, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return w.run(ctx) })
	g.Go(func() error {
		if err := w.begin(ctx, !t.settings.empty); err != nil {
			return err
		}
		over := make(chan struct{})
		defer close(over)
		t.set((&page{world: w, over: over, restart: t.restart}).handler())
		defer t.set(nil)
		if wish.done == nil {
			t.opened()
		} else {
			close(wish.done)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case next = <-t.asked:
			return errOver
		}
	})
	if err := g.Wait(); !errors.Is(err, errOver) {
		return next, err
	}
	return next, nil
}

// begin brings a running world to the visitor's present.
func (w *world) begin(ctx context.Context, past bool) error {
	if err := w.ready(ctx); err != nil {
		return err
	}
	if past {
		if err := w.seed(ctx); err != nil {
			return fmt.Errorf("play the past two weeks: %w", err)
		}
	}
	return w.arrive(ctx)
}

// restart starts over in a language and returns when that is done.
func (t *theatre) restart(ctx context.Context, lang string) error {
	if lang != "ja" && lang != "en" {
		return fmt.Errorf("language %q is neither ja nor en", lang)
	}
	a := asking{lang: lang, done: make(chan struct{})}
	select {
	case t.asked <- a:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-a.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *theatre) set(h http.Handler) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now = h
}

// ServeHTTP serves the page of the present world.
func (t *theatre) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	h := t.now
	t.mu.Unlock()
	if h != nil {
		h.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(http.StatusServiceUnavailable)
	_ = json.NewEncoder(w).Encode(complaint(refusal{"starting", "the playground is starting over"})) // the reader is gone; nobody is left to tell
}
