package model_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/model"
	"toban/bot/triage"
	"toban/knowledge"
)

// taxonomy is small, so that training takes no time.
func taxonomy() knowledge.Taxonomy {
	term := func(key string, words ...string) knowledge.Term {
		return knowledge.Term{
			Key: key, Name: map[knowledge.Lang]string{knowledge.English: key}, Keywords: map[knowledge.Lang][]string{knowledge.English: words},
		}
	}
	return knowledge.Taxonomy{
		Kinds: []knowledge.Term{term("question", "how do I", "why"), term("request", "please", "could you")},
		Areas: []knowledge.Term{term("ci_cd", "pipeline", "build"), term("network", "vpn", "firewall"), term("data", "database", "query")},
	}
}

// A school is a trainer on a real store, with time that is virtual.
type school struct {
	*model.Trainer
	t     *testing.T
	path  string
	store *boltstore.Store
	now   *knowledge.Classifier // that answers
	stop  func()

	seeded int // times that the seeds were asked for
	all    map[triage.InquiryID]triage.Inquiry
}

func newSchool(t *testing.T) *school {
	t.Helper()
	s := &school{t: t, path: filepath.Join(t.TempDir(), "toban.db"), all: make(map[triage.InquiryID]triage.Inquiry)}
	s.start(taxonomy())
	t.Cleanup(func() { s.close() })
	return s
}

func (s *school) start(t knowledge.Taxonomy) {
	s.t.Helper()
	var err error
	s.store, err = boltstore.Open(s.path, boltstore.Options{})
	require.NoError(s.t, err)
	s.Trainer = &model.Trainer{
		Store: s.store, Taxonomy: t, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		Use: func(c *knowledge.Classifier) { s.now = c },
	}
	var inquiries []triage.Inquiry
	for _, q := range s.all {
		inquiries = append(inquiries, q)
	}
	require.NoError(s.t, s.Open(s.t.Context(), inquiries, func() (*knowledge.Classifier, error) {
		s.seeded++
		return knowledge.Train(t, nil, knowledge.TrainOptions{})
	}))
	done := make(chan error, 1)
	ctx, cancel := context.WithCancel(s.t.Context())
	go func() { done <- s.Run(ctx) }()
	s.stop = func() {
		cancel()
		require.NoError(s.t, <-done)
	}
}

func (s *school) close() {
	s.stop()
	require.NoError(s.t, s.store.Close())
}

// again closes everything and opens it on what is stored.
func (s *school) again(t knowledge.Taxonomy) {
	s.t.Helper()
	s.close()
	s.start(t)
}

// learn labels an inquiry as a person does, n being its number.
func (s *school) learn(n int, text, area string) {
	s.t.Helper()
	id := triage.InquiryID(fmt.Sprintf("INQ-%d", n))
	s.change(triage.Inquiry{ID: id, Status: triage.StatusOpen, Text: text, Area: triage.Label{Key: area, By: "U1"}})
}

func (s *school) change(q triage.Inquiry) {
	s.t.Helper()
	s.all[q.ID] = q
	require.NoError(s.t, s.Learn(s.t.Context(), q))
}

// seconds is how soon a label is learned.
func (s *school) seconds() {
	time.Sleep(3 * time.Second)
	synctest.Wait()
}

func (s *school) shelf() (shelf model.Shelf) {
	s.t.Helper()
	require.NoError(s.t, s.store.View(s.t.Context(), func(r triage.Reader) (err error) {
		shelf, err = model.ReadShelf(r)
		return err
	}))
	return shelf
}

func (s *school) reasons() (all []model.Reason) {
	for _, v := range s.shelf().Versions {
		all = append(all, v.Reason)
	}
	return all
}

func (s *school) says(text, area string) {
	s.t.Helper()
	require.Equal(s.t, area, s.now.Classify(text).Area.Key, text)
}

// knowsNot says that no trace of a word is left in what answers.
func (s *school) knowsNot(word string) {
	s.t.Helper()
	data, err := s.now.MarshalBinary()
	require.NoError(s.t, err)
	require.NotContains(s.t, string(data), word)
}

func TestALabelIsLearnedWithinSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		require.Empty(t, s.shelf().Versions, "the configuration alone is no version")
		before := s.now
		s.learn(1, "the frobnicator rejects my token", "network")
		require.Same(t, before, s.now, "the old one answers while another is trained")
		s.learn(2, "frobnicator timeouts", "network")
		s.seconds()
		s.says("frobnicator again", "network")
		shelf := s.shelf()
		require.Len(t, shelf.Versions, 1, "two labels in a row are learned together")
		require.Equal(t, model.First, shelf.Versions[0].Reason)
		require.Equal(t, s.now.Info().Hash, shelf.Current)
		require.Equal(t, 2, shelf.Versions[0].Samples)
		require.Equal(t, 2, shelf.Versions[0].Area.N)

		state, err := s.State(t.Context())
		require.NoError(t, err)
		require.Equal(t, model.State{Version: shelf.Versions[0], Labels: 2}, state)
	})
}

func TestNothingIsLearnedFromWhatDidNotChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.learn(1, "frobnicator", "network")
		s.seconds()
		q := s.all["INQ-1"]
		q.Status, q.Version = triage.StatusResolved, 9
		s.change(q)
		s.change(triage.Inquiry{ID: "INQ-2", Status: triage.StatusOpen, Text: "a guess", Area: triage.Label{Key: "data", Sure: true}})
		s.seconds()
		require.Len(t, s.shelf().Versions, 1)
	})
}

func TestARestartKeepsTheModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.learn(1, "frobnicator", "network")
		s.seconds()
		hash, seeded := s.now.Info().Hash, s.seeded
		s.again(taxonomy())
		require.Equal(t, hash, s.now.Info().Hash)
		require.Equal(t, seeded, s.seeded, "nothing is trained")
		s.seconds()
		require.Len(t, s.shelf().Versions, 1)
	})
}

func TestWhatWasLabelledWhileNobodyListenedIsLearnedAtTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.learn(1, "frobnicator", "network")
		s.seconds()
		s.learn(2, "gizmo broke", "data")
		s.again(taxonomy()) // killed before it was learned
		s.says("frobnicator", "network")
		s.seconds()
		s.says("gizmo", "data")
	})
}

func TestTheSameLabelsGiveTheSameVersion(t *testing.T) {
	hash := func() (hash string) {
		synctest.Test(t, func(t *testing.T) {
			s := newSchool(t)
			s.learn(2, "gizmo broke", "data")
			s.learn(1, "frobnicator", "network")
			s.seconds()
			hash = s.shelf().Current
		})
		return hash
	}
	first := hash()
	require.Equal(t, first, hash())
}

// lessons labels n inquiries of each of two areas, from number first on.
func (s *school) lessons(first, n int, area, other string) {
	for i := range n {
		s.learn(first+2*i, fmt.Sprintf("frobnicator number %d rejects the token", i), area)
		s.learn(first+2*i+1, fmt.Sprintf("gizmo number %d is full", i), other)
	}
}

func TestAChallengerThatIsWorseIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.lessons(1, 40, "network", "data")
		s.seconds()
		good := s.shelf().Current
		s.lessons(1, 16, "data", "network") // somebody mistakes the one for the other
		s.seconds()
		shelf := s.shelf()
		require.Equal(t, []model.Reason{model.Worse, model.First}, s.reasons())
		require.Equal(t, good, shelf.Current)
		require.Equal(t, good, s.now.Info().Hash)
		require.True(t, shelf.Versions[0].Trial.Worse)
		require.Greater(t, shelf.Versions[0].Trial.Challenger, shelf.Versions[0].Trial.Champion)
		require.Equal(t, 48, shelf.Versions[0].Trial.N, "what both have learned alike")
		require.Zero(t, shelf.Versions[0].Slot, "its weights are not kept")

		s.again(taxonomy())
		s.seconds()
		require.Len(t, s.shelf().Versions, 2, "what was refused is not tried again")

		s.learn(2000, "frobnicator of mine", "network")
		s.seconds()
		require.Len(t, s.shelf().Versions, 3, "with another label it is")
	})
}

func TestAChallengerThatIsNoWorseAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.lessons(1, 20, "network", "data")
		s.seconds()
		s.learn(100, "whatsit explodes", "ci_cd")
		s.seconds()
		require.Equal(t, []model.Reason{model.NoWorse, model.First}, s.reasons())
		require.Equal(t, 41, s.shelf().Versions[0].Trial.N)
		s.says("whatsit", "ci_cd")
	})
}

func TestAnotherTaxonomyNeedsAnotherModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.learn(1, "frobnicator", "network")
		s.seconds()
		changed := taxonomy()
		changed.Areas = append(changed.Areas, knowledge.Term{
			Key: "cost", Name: map[knowledge.Lang]string{knowledge.English: "Cost"}, Keywords: map[knowledge.Lang][]string{knowledge.English: {"invoice"}},
		})
		s.again(changed)
		s.says("invoice", "cost")
		s.seconds()
		s.says("frobnicator", "network")
		require.Equal(t, []model.Reason{model.Taxonomy, model.First}, s.reasons())
		old := s.shelf().Versions[1].Hash
		err := s.store.Update(t.Context(), func(tx triage.Tx) error {
			_, err := model.RollBack(tx, old, changed)
			return err
		})
		require.ErrorContains(t, err, "other kinds or areas")
	})
}

func TestWordsToBeForgottenLeaveEveryModelAtOnce(t *testing.T) {
	for what, forget := range map[string]func(*triage.Inquiry){
		"forgotten": func(q *triage.Inquiry) { *q = q.Apply(triage.Record{Event: triage.Forgotten{}}) },
		"withdrawn": func(q *triage.Inquiry) { q.Status = triage.StatusWithdrawn },
		"deleted":   func(q *triage.Inquiry) { q.Gone = true },
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSchool(t)
				s.learn(1, "gizmo", "data")
				s.seconds()
				s.learn(2, "frobnicator", "network")
				s.seconds()
				s.learn(3, "whatsit", "ci_cd")
				s.seconds()
				first := s.shelf().Versions[2].Hash
				q := s.all["INQ-2"]
				forget(&q)
				s.change(q)
				shelf := s.shelf()
				require.Len(t, shelf.Versions, 1)
				require.Equal(t, first, shelf.Versions[0].Hash, "the one before has never seen it")
				require.Empty(t, shelf.Current)
				s.seconds()
				require.Equal(t, []model.Reason{model.Erased, model.First}, s.reasons())
				s.knowsNot("frobnicator")
				s.says("whatsit", "ci_cd")
			})
		})
	}
}

func TestWordsForgottenWhileNobodyListenedAreGoneAtTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.learn(1, "frobnicator", "network")
		s.seconds()
		delete(s.all, "INQ-1")
		s.again(taxonomy())
		require.Empty(t, s.shelf().Versions)
		s.knowsNot("frobnicator")
		s.seconds()
		require.Empty(t, s.shelf().Versions, "the configuration alone answers, and is no version")
	})
}

func TestTenVersionsAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		for n := range 12 {
			s.learn(n+1, fmt.Sprintf("frobnicator %c", 'a'+n), "network")
			s.seconds()
		}
		shelf := s.shelf()
		require.Len(t, shelf.Versions, 10)
		require.Equal(t, 12, shelf.Versions[0].Samples)
		require.Equal(t, 3, shelf.Versions[9].Samples)
		for _, v := range shelf.Versions {
			require.NoError(t, s.store.View(t.Context(), func(r triage.Reader) error {
				data, err := model.Read(r, v)
				require.NoError(t, err)
				var c knowledge.Classifier
				require.NoError(t, c.UnmarshalBinary(data))
				require.Equal(t, v.Hash, c.Info().Hash, "each in its own place")
				return nil
			}))
		}
	})
}

func (s *school) rollBack(version string) {
	s.t.Helper()
	s.close()
	var err error
	s.store, err = boltstore.Open(s.path, boltstore.Options{})
	require.NoError(s.t, err)
	require.NoError(s.t, s.store.Update(s.t.Context(), func(tx triage.Tx) error {
		_, err := model.RollBack(tx, version, taxonomy())
		return err
	}))
	require.NoError(s.t, s.store.Close())
	s.start(taxonomy())
}

func TestARollbackHoldsUntilSomethingIsLearned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.learn(1, "frobnicator", "network")
		s.seconds()
		old := s.shelf().Current
		s.learn(2, "gizmo", "data")
		s.seconds()
		newer := s.shelf().Current
		s.rollBack(old[:6])
		require.Equal(t, old, s.now.Info().Hash)
		s.seconds()
		s.again(taxonomy())
		s.seconds()
		require.Equal(t, old, s.now.Info().Hash, "what it was taken back from does not return by itself")
		require.True(t, s.shelf().Pinned)

		s.learn(3, "whatsit", "ci_cd")
		s.seconds()
		require.False(t, s.shelf().Pinned)
		require.NotContains(t, []string{old, newer}, s.now.Info().Hash)
		s.says("whatsit", "ci_cd")
	})
}

func TestARollbackCanBeTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.learn(1, "frobnicator", "network")
		s.seconds()
		old := s.shelf().Current
		s.learn(2, "gizmo", "data")
		s.seconds()
		newer := s.shelf().Current
		s.rollBack(old)
		unpin := func() error {
			return s.store.Update(t.Context(), func(tx triage.Tx) error {
				v, err := model.Unpin(tx, taxonomy())
				if err == nil {
					require.Equal(t, newer, v.Hash)
				}
				return err
			})
		}
		require.NoError(t, unpin())
		require.Equal(t, triage.Conflict, triage.KindOf(unpin()))
		s.again(taxonomy())
		require.Equal(t, newer, s.now.Info().Hash)
	})
}

func TestALabelTakenBackBringsTheOldModelBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.learn(1, "frobnicator", "network")
		s.seconds()
		first := s.shelf().Current
		s.learn(1, "frobnicator", "data")
		s.seconds()
		s.says("frobnicator", "data")
		s.learn(1, "frobnicator", "network")
		s.seconds()
		require.Equal(t, first, s.shelf().Current)
		require.Len(t, s.shelf().Versions, 2)
	})
}

func TestADamagedModelIsTrainedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSchool(t)
		s.learn(1, "frobnicator", "network")
		s.seconds()
		hash := s.shelf().Current
		require.NoError(t, s.store.Update(t.Context(), func(tx triage.Tx) error { return tx.SetMark("model/1/0", []byte("nonsense")) }))
		s.again(taxonomy())
		require.Equal(t, 2, s.seeded)
		s.seconds()
		require.Equal(t, hash, s.now.Info().Hash)
	})
}

func TestWhichVersionIsMeant(t *testing.T) {
	shelf := model.Shelf{Versions: []model.Version{{Hash: "abc1"}, {Hash: "abd2"}}}
	for _, c := range []struct {
		prefix string
		want   string
		kind   triage.Kind
	}{
		{"abc1", "abc1", 0}, {"abd", "abd2", 0}, {"ab", "", triage.Invalid}, {"x", "", triage.NotFound}, {"", "", triage.NotFound},
	} {
		v, err := shelf.Find(c.prefix)
		require.Equal(t, c.want, v.Hash, c.prefix)
		require.Equal(t, c.kind, triage.KindOf(err), c.prefix)
	}
}
