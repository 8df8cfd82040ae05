// Package fakeembeddings is an endpoint of OpenAI's embeddings API in one
// process. Its model knows a few words that mean the same, and nothing else: a
// text is the sum of the directions of its Latin words.
package fakeembeddings

import (
	"encoding/json"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
)

// Model is what the endpoint calls its model at first.
const Model = "test-model"

const dimensions = 256

// alike has words that mean the same as the first one of each group.
var alike = [][]string{
	{"invoice", "faktura", "seikyusho"},
	{"refund", "erstattung", "giveback"},
	{"holiday", "furlough", "bakansu"},
}

// An Answer serves the nth call, from 1, in place of the model.
type Answer func(w http.ResponseWriter, r *http.Request, texts []string, nth int)

// Server is the endpoint. Make one with [New].
type Server struct {
	Called chan struct{} // receives after every call

	mu     sync.Mutex
	model  string
	answer Answer
	texts  []string
	keys   []string
	calls  int
}

// New makes an endpoint that answers properly.
func New() *Server { return &Server{model: Model, Called: make(chan struct{}, 10_000)} }

// SetModel changes what the endpoint calls its model.
func (s *Server) SetModel(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.model = name
}

// SetAnswer has calls answered by a; nil answers properly again.
func (s *Server) SetAnswer(a Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = a
}

// Texts returns what was sent since it was last asked.
func (s *Server) Texts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	texts := s.texts
	s.texts = nil
	return texts
}

// Keys are the Authorization headers of all calls.
func (s *Server) Keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.keys)
}

// Calls counts the calls.
func (s *Server) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// ServeHTTP serves POST /v1/embeddings.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Input []string `json:"input"`
		Model string   `json:"model"`
	}
	if r.Method != http.MethodPost || r.URL.Path != "/v1/embeddings" || json.NewDecoder(r.Body).Decode(&in) != nil || in.Model == "" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	s.mu.Lock()
	s.calls++
	s.texts = append(s.texts, in.Input...)
	s.keys = append(s.keys, r.Header.Get("Authorization"))
	answer, nth := s.answer, s.calls
	s.mu.Unlock()
	if answer != nil {
		answer(w, r, in.Input, nth)
	} else {
		s.Properly(w, in.Input)
	}
	s.Called <- struct{}{}
}

// Properly answers as the model does.
func (s *Server) Properly(w http.ResponseWriter, texts []string) {
	type vector struct {
		Index     int       `json:"index"`
		Embedding []float32 `json:"embedding"`
	}
	data := make([]vector, len(texts))
	for i, text := range texts {
		// Backwards: the order is that of the index.
		data[len(texts)-1-i] = vector{Index: i, Embedding: embed(text)}
	}
	s.mu.Lock()
	model := s.model
	s.mu.Unlock()
	_ = json.NewEncoder(w).Encode(map[string]any{"model": model, "data": data, "usage": map[string]int{"prompt_tokens": len(texts)}})
}

// embed is the vector of a text.
func embed(text string) []float32 {
	v := make([]float32, dimensions)
	v[0] = 1 // what every text has in common: no two are at a right angle
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		for _, group := range alike {
			if slices.Contains(group, word) {
				word = group[0]
			}
		}
		h := fnv.New32a()
		_, _ = h.Write([]byte(word))
		v[1+int(h.Sum32())%(dimensions-1)]++
	}
	return v
}

// RoundTrip serves without a network, which a bubble of testing/synctest wants.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

// Handbook is a corpus for the model: pages of few words, by file name.
func Handbook() map[string]string {
	return map[string]string{
		"invoices.md":  "# Asking for an invoice\n\nAn invoice is written by accounting every month.\n",
		"refunds.md":   "# Granting a refund\n\nA refund needs the approval of two people.\n",
		"vacation.md":  "# Booking a holiday\n\nYour holiday is entered into the calendar.\n",
		"printers.md":  "# Printers on each floor\n\nToner lies in the cupboard.\n",
		"doors.md":     "# Badges and doors\n\nBadges open every door until evening.\n",
		"coffee.md":    "# Coffee machine care\n\nDescale weekly, empty trays.\n",
		"parking.md":   "# Parking spaces\n\nSpaces are numbered, guests park outside.\n",
		"laptops.md":   "# Laptop replacement\n\nLaptops live four years.\n",
		"phones.md":    "# Phone contracts\n\nContracts end yearly.\n",
		"travel.md":    "# Train tickets\n\nTickets are bought online.\n",
		"plants.md":    "# Watering plants\n\nPlants drink on Mondays.\n",
		"library.md":   "# Borrowing books\n\nBooks return after thirty days.\n",
		"kitchen.md":   "# Dishwasher duty\n\nDishes first, pans later.\n",
		"cleaning.md":  "# Desk hygiene\n\nWipe surfaces nightly.\n",
		"post.md":      "# Parcel reception\n\nParcels wait downstairs.\n",
		"recycling.md": "# Waste sorting\n\nPaper blue, glass green.\n",
	}
}
