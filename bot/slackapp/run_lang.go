package slackapp

import (
	"context"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// runLang shows or changes the language of what only the actor sees. The
// answer already speaks the new one.
func (a *App) runLang(ctx context.Context, r request) (reply, error) {
	var chosen triage.Lang
	switch {
	case r.rest == "":
		return reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
			kept, err := a.desk.Language(ctx, r.by)
			if err != nil {
				return message{}, err
			}
			from := phrase.LangFromSlack
			if kept != "" {
				from = phrase.LangChosen
			}
			return message{text: b.Say(phrase.LangNow, "language", b.Say(phrase.LangName), "from", b.Say(from), "command", a.config.Command)}, nil
		}}, nil
	case is(r.rest, phrase.ArgJapanese):
		chosen = knowledge.Japanese
	case is(r.rest, phrase.ArgEnglish):
		chosen = knowledge.English
	case is(r.rest, phrase.ArgAuto):
	default:
		return a.misused(r), nil
	}
	if err := a.desk.ChooseLanguage(ctx, r.by, chosen); err != nil {
		return reply{}, err
	}
	a.redrawHome(r.by)
	return saying(func(_ context.Context, b phrase.Book) message {
		line := phrase.LangSet
		if chosen == "" {
			line = phrase.LangAuto
		}
		return message{text: b.Say(line, "language", b.Say(phrase.LangName))}
	}), nil
}
