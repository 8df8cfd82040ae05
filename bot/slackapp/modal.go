package slackapp

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// A form is a modal in one language, filled in as far as toban knows.
type form struct {
	callback string
	title    string
	submit   string // empty for a form that only tells something
	meta     any    // what its submission must know, as JSON
	blocks   []slack.Block
}

// A filler makes a form from the present records, for a reader.
type filler func(context.Context, phrase.Book) (form, error)

// view is the form for Slack.
func (f form) view(b phrase.Book) slack.ModalViewRequest {
	v := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: f.callback,
		Title:  plain(cut(f.title, limitTitle)),
		Close:  plain(b.Say(phrase.ModalCancel)),
		Blocks: slack.Blocks{BlockSet: guarded(f.blocks, limitViewBlocks, more(b))},
	}
	if f.submit != "" {
		v.Submit = plain(cut(f.submit, limitTitle))
	} else {
		v.Close = plain(b.Say(phrase.ModalClose))
	}
	if f.meta != nil {
		data, err := json.Marshal(f.meta)
		if err == nil {
			v.PrivateMetadata = string(data)
		}
	}
	return v
}

// notice is a form that only tells something.
func notice(b phrase.Book, m message) form {
	return form{title: b.Say(phrase.ModalTitle), blocks: []slack.Block{section(m.text)}}
}

// sheet is a message in a modal, with its buttons.
func sheet(b phrase.Book, m message) form {
	if len(m.blocks) == 0 {
		return notice(b, m)
	}
	return form{title: b.Say(phrase.ModalTitle), blocks: m.blocks}
}

// open shows a modal. A trigger lives for three seconds and is used once, so
// the first call of all opens an empty one; what it says follows.
func (a *App) open(ctx context.Context, c act, fill filler) {
	a.later(ctx, func(ctx context.Context) {
		quick := a.quickBook(ctx, c.by)
		loading := form{callback: "loading", title: quick.Say(phrase.ModalTitle), blocks: []slack.Block{section(quick.Say(phrase.ModalLoading))}}
		opened, err := a.api.OpenViewContext(ctx, c.trigger, loading.view(quick))
		if err != nil {
			a.log.WarnContext(ctx, "modal not opened", "error", err)
			a.tell(ctx, c, func(_ context.Context, b phrase.Book) message { return message{text: b.Say(phrase.TriggerGone)} })
			return
		}
		b := a.reader(ctx, c)
		f, err := fill(ctx, b)
		if err != nil {
			if unrecorded(err) {
				a.log.ErrorContext(ctx, "modal not filled", "error", err)
			}
			f = notice(b, a.refusal(ctx, b, c.by, err))
		}
		if _, err = a.api.UpdateViewContext(ctx, f.view(b), "", opened.Hash, opened.ID); err != nil {
			a.log.ErrorContext(ctx, "modal not filled", "callback", f.callback, "error", err)
		}
	})
}

// quickBook speaks a person's language as far as it is known without asking
// Slack.
func (a *App) quickBook(ctx context.Context, id triage.PersonID) phrase.Book {
	chosen, err := a.desk.Language(ctx, id)
	if err != nil {
		a.log.WarnContext(ctx, "chosen language not read", "error", err)
	}
	return a.book(cmp.Or(chosen, a.people.language(id)))
}

// language is a person's language without asking Slack, "" when unknown.
func (p *people) language(id triage.PersonID) triage.Lang {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cache[id].person.Lang()
}

// modalAnswer is what the acknowledgement of a submission does to the modal.
type modalAnswer struct {
	Action string            `json:"response_action"`
	Errors map[string]string `json:"errors,omitempty"`
	View   any               `json:"view,omitempty"`
}

// wrong keeps the modal open, with what was typed, and says below an input
// what is wrong with it.
func wrong(block, text string) modalAnswer {
	return modalAnswer{Action: "errors", Errors: map[string]string{block: cut(text, limitSection)}}
}

// submitted carries out a submission. It always acknowledges: what cannot be
// done is said in the modal, where nothing typed is lost.
func (a *App) submitted(ctx context.Context, c act, v openView) any {
	b := a.reader(ctx, c)
	switch v.Callback {
	case viewAsk:
		return a.submitAsk(ctx, b, c, v)
	case viewResolve:
		return a.submitResolve(ctx, b, c, v)
	case viewReasons:
		return a.submitReasons(ctx, b, c, v)
	case viewDeclare:
		return a.submitDeclare(ctx, b, c, v)
	case viewReclassify:
		return a.submitReclassify(ctx, b, c, v)
	case viewAssign:
		return a.submitAssign(ctx, b, c, v)
	case viewUpdate:
		return a.submitUpdate(ctx, b, c, v)
	case viewRestore:
		return a.submitRestore(ctx, b, c, v)
	case viewDuplicate:
		return a.submitDuplicate(ctx, b, c, v)
	case viewArticle:
		return a.submitArticle(ctx, b, c, v)
	case viewReview:
		return a.submitReview(ctx, b, c, v)
	case viewAction:
		return a.submitAction(ctx, b, c, v)
	case viewActionEdit:
		return a.submitActionChange(ctx, b, c, v)
	case viewAlertGroup:
		return a.submitAlertGroup(ctx, b, c, v)
	case viewSteps:
		return a.submitSteps(ctx, b, c, v)
	case viewSurvey:
		return a.submitSurvey(ctx, b, c, v)
	case viewDuty:
		return a.submitDuty(ctx, b, c, v)
	case viewDutyConfirm:
		return a.submitDutyConfirm(ctx, b, c, v)
	}
	return nil
}

// failed shows why an order was refused, below the input at fault. fields
// names the block of each of the core's field names; the empty name is the
// block for everything else.
func (a *App) failed(ctx context.Context, b phrase.Book, c act, err error, fields map[string]string) any {
	if unrecorded(err) {
		a.log.ErrorContext(ctx, "submission not recorded", "error", err)
	}
	block := fields[""]
	if e, ok := asError(err); ok && fields[e.Field] != "" {
		block = fields[e.Field]
	}
	return wrong(block, unescape(plainLine(a.refusal(ctx, b, c.by, err).text)))
}

// read takes what a form carried for its submission. A forged or old form
// carries nothing.
func read[T any](v openView) (meta T, ok bool) {
	err := json.Unmarshal([]byte(v.Metadata), &meta)
	return meta, err == nil
}

// Inputs.

func textInput(block, label, hint, value string, multiline, optional bool, most int) *slack.InputBlock {
	e := slack.NewPlainTextInputBlockElement(nil, block)
	e.Multiline, e.MaxLength = multiline, most
	e.InitialValue = cut(value, most)
	if hint != "" {
		e.Placeholder = plain(cut(hint, limitPlaceholder))
	}
	in := slack.NewInputBlock(block, plain(label), nil, e)
	in.Optional = optional
	return in
}

// choice is one option of an input.
type choice struct {
	value string
	text  string
	about string // shown below the text, where there is room
}

func (o choice) option() *slack.OptionBlockObject {
	var about *slack.TextBlockObject
	if o.about != "" {
		about = plain(cut(o.about, limitOption))
	}
	return slack.NewOptionBlockObject(o.value, plain(cut(o.text, limitOption)), about)
}

func options(choices []choice, initial string) (all []*slack.OptionBlockObject, chosen *slack.OptionBlockObject) {
	for _, o := range choices {
		all = append(all, o.option())
		if o.value == initial {
			chosen = o.option()
		}
	}
	return all, chosen
}

// radio is an input of at most ten choices; more become a list.
func radio(block, label string, choices []choice, initial string, optional bool) *slack.InputBlock {
	if len(choices) > limitElements {
		return list(block, label, "", choices, initial, optional)
	}
	all, chosen := options(choices, initial)
	e := slack.NewRadioButtonsBlockElement(block, all...)
	e.InitialOption = chosen
	in := slack.NewInputBlock(block, plain(label), nil, e)
	in.Optional = optional
	return in
}

// maxOptions is how many options a list or one of its groups holds; a list
// holds as many groups.
const maxOptions = 100

func list(block, label, hint string, choices []choice, initial string, optional bool) *slack.InputBlock {
	all, chosen := options(choices, initial)
	var placeholder *slack.TextBlockObject
	if hint != "" {
		placeholder = plain(cut(hint, limitPlaceholder))
	}
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, placeholder, block)
	if len(all) <= maxOptions {
		e.Options = all
	} else {
		e.OptionGroups = grouped(all)
	}
	e.InitialOption = chosen
	in := slack.NewInputBlock(block, plain(label), nil, e)
	in.Optional = optional
	return in
}

// grouped are options in groups that are called after their first and last
// one.
func grouped(all []*slack.OptionBlockObject) []*slack.OptionGroupBlockObject {
	const dash, half = " – ", (limitOption - 3) / 2
	var out []*slack.OptionGroupBlockObject
	for part := range slices.Chunk(all, maxOptions) {
		name := cut(part[0].Text.Text, half) + dash + cut(part[len(part)-1].Text.Text, half)
		out = append(out, slack.NewOptionGroupBlockElement(plain(name), part...))
	}
	return out
}

func personInput(block, label string, initial triage.PersonID, optional bool) *slack.InputBlock {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, block)
	e.InitialUser = string(initial)
	in := slack.NewInputBlock(block, plain(label), nil, e)
	in.Optional = optional
	return in
}
