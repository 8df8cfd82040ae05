package slackapp

import (
	"cmp"
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// Blocks of the form for a question.
const (
	askText    = "text"
	askArea    = "area"
	askUrgency = "urgency"
	askTried   = "tried"
	askLink    = "link"
)

// maxInput is the longest text an input holds.
const maxInput = 3000

// askFrom is where a question comes from. The zero value is a form opened
// from nowhere.
type askFrom struct {
	Channel triage.ChannelID `json:"channel,omitempty"`
	Message triage.MessageTS `json:"message,omitempty"` // the message it is about
	Thread  triage.MessageTS `json:"thread,omitempty"`  // the root, if Message is a reply
	Asker   triage.PersonID  `json:"asker,omitempty"`   // author of Message
	Away    bool             `json:"away,omitempty"`    // toban may not speak in Channel
	Text    string           `json:"-"`
}

func (a *App) askForm(from askFrom) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		if from.Message != "" {
			q, i, err := a.subject(ctx, triage.MessageRef{Channel: from.Channel, TS: cmp.Or(from.Thread, from.Message)})
			if err != nil {
				return form{}, err
			}
			if subject := cmp.Or(string(q), string(i)); subject != "" {
				return notice(b, message{text: b.Say(phrase.AlreadySent, "subject", a.subjectLink(ctx, subject))}), nil
			}
			switch a.presence(ctx, from.Channel) {
			case present:
			case outside:
				from.Away = true
			case unseen:
				return notice(b, message{text: b.Say(phrase.NotInvited, "bot", a.botName())}), nil
			}
		}
		f := form{callback: viewAsk, title: b.Say(phrase.AskTitle), submit: b.Say(phrase.ModalSend), meta: from}
		if from.Asker != "" {
			f.blocks = append(f.blocks, contextLine(b.Say(phrase.AskFor, "who", escape(a.name(ctx, from.Asker)))))
		}
		if from.Away {
			f.blocks = append(f.blocks, contextLine(b.Say(phrase.AskElsewhere, "channel", "<#"+string(a.intake("", b.Lang()))+">")))
		}
		if units(from.Text) > maxInput {
			f.blocks = append(f.blocks, contextLine(b.Say(phrase.AskCut, "n", itoa(maxInput))))
		}
		f.blocks = append(f.blocks, textInput(askText, b.Say(phrase.AskText), b.Say(phrase.AskTextHint), from.Text, true, false, maxInput))
		if areas := a.areas(b); len(areas) > 0 {
			f.blocks = append(f.blocks, list(askArea, b.Say(phrase.AskArea), b.Say(phrase.ModalOptional), areas, "", true))
		}
		f.blocks = append(f.blocks,
			radio(askUrgency, b.Say(phrase.AskUrgency), urgencies(b), triage.UrgencyNormal.String(), false),
			textInput(askTried, b.Say(phrase.AskTried), "", "", true, true, maxInput),
			textInput(askLink, b.Say(phrase.AskLink), b.Say(phrase.AskLinkHint), "", false, true, maxInput))
		return f, nil
	}
}

// areas are the configured areas as choices.
func (a *App) areas(b phrase.Book) []choice {
	var out []choice
	for _, t := range a.config.Areas {
		out = append(out, choice{value: t.Key, text: t.Title(triage.Lang(b.Lang()))})
	}
	return out
}

func urgencies(b phrase.Book) []choice {
	return []choice{
		{value: triage.UrgencyUrgent.String(), text: b.Say(phrase.AskUrgent)},
		{value: triage.UrgencyNormal.String(), text: b.Say(phrase.AskNormal)},
		{value: triage.UrgencyWish.String(), text: b.Say(phrase.AskWish)},
	}
}

// urgencyOf reads an urgency's key; zero leaves it to the classifier.
func urgencyOf(key string) triage.Urgency {
	var u triage.Urgency
	if err := u.UnmarshalText([]byte(key)); err != nil {
		return 0
	}
	return u
}

func (a *App) submitAsk(ctx context.Context, b phrase.Book, c act, v openView) any {
	from, ok := read[askFrom](v)
	if !ok {
		return nil
	}
	text := strings.TrimSpace(v.input(askText))
	if tried := strings.TrimSpace(v.input(askTried)); tried != "" && text != "" {
		text += "\n\n" + b.Say(phrase.AskTriedLine, "text", tried)
	}
	ask := triage.Ask{Text: text, Area: v.input(askArea)}
	// "Normal" is the form's default, no choice: the words may still page.
	if u := urgencyOf(v.input(askUrgency)); u != triage.UrgencyNormal {
		ask.Urgency = u
	}
	if l := strings.TrimSpace(v.input(askLink)); l != "" {
		if !strings.HasPrefix(l, "https://") && !strings.HasPrefix(l, "http://") {
			return wrong(askLink, b.Say(phrase.AskBadLink))
		}
		ask.Links = []string{l}
	}
	ask.Place = triage.Place{Channel: a.intake(from.Channel, b.Lang())}
	switch {
	case from.Away:
		ask.Asker = from.Asker
		ask.Links = append(ask.Links, a.permalink(triage.MessageRef{Channel: from.Channel, TS: from.Message}))
		c.also = []string{"ticket/" + triage.MessageRef{Channel: from.Channel, TS: from.Message}.Key()}
	case from.Message != "":
		at := triage.MessageRef{Channel: from.Channel, TS: from.Message}
		ask.Asker, ask.Source = from.Asker, at
		ask.Place = triage.Place{
			Channel: from.Channel, Thread: cmp.Or(from.Thread, from.Message), Direct: isDirect(from.Channel),
		}
		c.also = []string{"ticket/" + at.Key()}
	}
	out, err := a.openOnce(ctx, c, ask)
	if err != nil {
		return a.failed(ctx, b, c, err, map[string]string{"": askText})
	}
	subject := a.subjectLink(ctx, out.Subject)
	if out.Repeat {
		return modalAnswer{Action: "update", View: notice(b, message{text: b.Say(phrase.AlreadySent, "subject", subject)}).view(b)}
	}
	where := b.Say(phrase.SentWhere, "channel", "<#"+string(ask.Place.Channel)+">")
	if ask.Place.Direct { // such a conversation has no name
		where = b.Say(phrase.SentDirect)
	}
	sent := form{title: b.Say(phrase.AskSentTitle), blocks: []slack.Block{
		section(b.Say(phrase.SentInquiry, "subject", subject)), contextLine(where),
	}}
	return modalAnswer{Action: "update", View: sent.view(b)}
}
