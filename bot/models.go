package bot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"toban/bot/boltstore"
	"toban/bot/model"
	"toban/bot/triage"
	"toban/config"
	"toban/knowledge"
)

// Models are the stored versions of the classifier in a data file that no
// process has open. Close it.
type Models struct {
	store    *boltstore.Store
	taxonomy knowledge.Taxonomy
}

// OpenModels opens the data file of a configuration, to change which version
// answers when change is set.
func OpenModels(cfg *config.Config, change bool) (*Models, error) {
	store, err := boltstore.Open(cfg.StorePath(), boltstore.Options{ReadOnly: !change, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	return &Models{store: store, taxonomy: cfg.Terms()}, nil
}

// CurrentClassifier is the classifier that answers: what people have taught it,
// where there is a data file that nobody has open, else what the configuration
// says alone. Why it is not the one that was taught goes to the log.
func CurrentClassifier(ctx context.Context, cfg *config.Config, log *slog.Logger) (*knowledge.Classifier, error) {
	c, err := storedClassifier(ctx, cfg)
	if err != nil {
		log.WarnContext(ctx, "what people have taught the classifier is not known here, the configuration alone answers", "error", err)
	}
	if c != nil {
		return c, nil
	}
	return OpenClassifier(ctx, cfg)
}

// storedClassifier is nil when nothing has been learned yet.
func storedClassifier(ctx context.Context, cfg *config.Config) (c *knowledge.Classifier, err error) {
	if _, err := os.Stat(cfg.StorePath()); errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // as documented
	}
	m, err := OpenModels(cfg, false)
	if err != nil {
		return nil, err
	}
	err = m.store.View(ctx, func(r triage.Reader) error {
		c, _, err = model.Current(r, m.taxonomy)
		return err
	})
	return c, errors.Join(err, m.Close())
}

// Close closes the data file.
func (m *Models) Close() error { return m.store.Close() }

// List lists the versions, the newest first.
func (m *Models) List(ctx context.Context) (shelf model.Shelf, err error) {
	err = m.store.View(ctx, func(r triage.Reader) error {
		shelf, err = model.ReadShelf(r)
		return err
	})
	return shelf, err
}

// RollBack has a version answer, until a later one is promoted. A beginning of
// its name is enough.
func (m *Models) RollBack(ctx context.Context, version string) (v model.Version, err error) {
	err = m.store.Update(ctx, func(tx triage.Tx) error {
		v, err = model.RollBack(tx, version, m.taxonomy)
		return err
	})
	return v, err
}

// Unpin takes a rollback back, and says which version answers then.
func (m *Models) Unpin(ctx context.Context) (v model.Version, err error) {
	err = m.store.Update(ctx, func(tx triage.Tx) error {
		v, err = model.Unpin(tx, m.taxonomy)
		return err
	})
	return v, err
}

// Export reads a version, the one that answers when version is empty, as
// [knowledge.Classifier.UnmarshalBinary] reads it.
func (m *Models) Export(ctx context.Context, version string) (v model.Version, data []byte, err error) {
	err = m.store.View(ctx, func(r triage.Reader) error {
		shelf, err := model.ReadShelf(r)
		if err != nil {
			return err
		}
		if version == "" {
			version = shelf.Current
		}
		if version == "" {
			return errors.New("no label has been learned yet: there is no model beside what the configuration says")
		}
		if v, err = shelf.Find(version); err != nil {
			return err
		}
		data, err = model.Read(r, v)
		return err
	})
	if err != nil {
		return v, nil, fmt.Errorf("export classifier: %w", err)
	}
	return v, data, nil
}
