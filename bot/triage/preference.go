package triage

import "context"

// Language is the language a person chose for what only they see, "" when
// they left it to Slack.
func (d *Desk) Language(ctx context.Context, id PersonID) (lang Lang, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		value, err := r.Mark(languageMark(id))
		lang = Lang(value)
		return err
	})
	return lang, err
}

// ChooseLanguage keeps a person's choice; "" leaves it to Slack again.
func (d *Desk) ChooseLanguage(ctx context.Context, id PersonID, lang Lang) error {
	return d.Store.Update(ctx, func(tx Tx) error { return tx.SetMark(languageMark(id), []byte(lang)) })
}

func languageMark(id PersonID) string { return "language/" + string(id) }
