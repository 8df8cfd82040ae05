package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// Submit fills in a modal and submits it; an empty viewID means the one on top.
// Values are keyed by block_id, action_id or an input's label; a string, or a
// slice of strings for inputs that hold several. What is not given stays as it
// is. What Slack itself refuses, such as an empty required input, and what the
// app refuses with response_action errors come back as a [FieldsError].
func (w *Workspace) Submit(ctx context.Context, user, viewID string, values map[string]any) error {
	w.mu.Lock()
	u, v, err := w.modal("submit", user, viewID)
	if err == nil {
		err = w.fill(v, values)
	}
	if err == nil && text(v.given, "submit", "text") == "" {
		err = &ActError{Act: "submit", Code: "no_submit_button"}
	}
	if err == nil {
		v.errors = refused(v, u.Locale)
		if len(v.errors) > 0 {
			err = &FieldsError{Fields: v.errors}
		}
	}
	if err != nil {
		if u != nil {
			w.changed(Change{Views: []string{u.ID}})
		}
		w.mu.Unlock()
		return err
	}
	o := w.interaction("view_submission", u)
	o["view"], o["response_urls"] = w.viewJSON(v), []object{}
	d := interactionDeliveryOf(o, "")
	w.mu.Unlock()

	a := w.act(ctx, d)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.trouble(u.ID, "submit", a); err != nil {
		return err
	}
	return w.submitted(u.ID, v, a)
}

// submitted does what the app answered to a submission.
func (w *Workspace) submitted(user string, v *view, a ack) error {
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	broken := func(code string) error {
		w.toast(user, code, "We had some trouble connecting. Try again?")
		return &ActError{Act: "submit", Code: code}
	}
	if len(a.body) > 0 && (a.plain || json.Unmarshal(a.body, &answer) != nil) {
		return broken("invalid_response")
	}
	w.changed(Change{Views: []string{user}})
	switch answer.Action {
	case "":
		w.pop(user, v, false)
	case "clear":
		w.pop(user, v, true)
	case "errors":
		inputs := map[string]bool{}
		for _, in := range v.inputs() {
			inputs[text(in.block, "block_id")] = text(in.block, "type") == "input"
		}
		for block := range answer.Errors {
			if !inputs[block] {
				return broken("invalid_error_key_" + block)
			}
		}
		if len(answer.Errors) == 0 {
			return broken("invalid_response")
		}
		v.errors = answer.Errors
		return &FieldsError{Fields: answer.Errors}
	case "update", "push":
		next, err := checkView(answer.View, "modal")
		if err == nil && answer.Action == "push" {
			err = w.push(user, next)
		}
		if err != nil {
			return broken(fmt.Sprintf("%s %v", err, messagesOf(err)))
		}
		if answer.Action == "update" {
			w.replace(v, next)
		}
	default:
		return broken("invalid_response_action")
	}
	return nil
}

// fill enters a person's values.
func (w *Workspace) fill(v *view, values map[string]any) error {
	all := v.inputs()
	for key, value := range values {
		var given []string
		switch value := value.(type) {
		case nil:
		case string:
			given = []string{value}
		case []string:
			given = value
		case []any:
			for _, s := range value {
				given = append(given, fmt.Sprint(s))
			}
		default:
			given = []string{fmt.Sprint(value)}
		}
		found := false
		for _, in := range all {
			block, action := text(in.block, "block_id"), text(in.element, "action_id")
			if initialState(in.element) == nil || key != block && key != action && key != block+"/"+action && key != text(in.block, "label", "text") {
				continue
			}
			s, err := w.filled(in.element, given)
			if err != nil {
				return err
			}
			v.state[block][action], found = s, true
			break
		}
		if !found {
			return &ActError{Act: "fill in " + key, Code: "no_such_control"}
		}
	}
	return nil
}

// complaints are what Slack writes below an input, in the words of a language.
type complaints struct{ required, tooShort, tooLong string }

func complaintsIn(locale string) complaints {
	if strings.HasPrefix(locale, "ja") {
		return complaints{"この必須フィールドに入力してください。", "%d文字以上で入力してください。", "%d文字以内で入力してください。"}
	}
	return complaints{"Please complete this required field.", "Please enter at least %d characters.", "Please enter no more than %d characters."}
}

// refused lists the inputs that Slack does not let a person submit, in the
// language in which the person uses Slack.
func refused(v *view, locale string) map[string]string {
	say, wrong := complaintsIn(locale), map[string]string{}
	for _, in := range v.inputs() {
		block := text(in.block, "block_id")
		s := v.state[block][text(in.element, "action_id")]
		if text(in.block, "type") != "input" || s == nil {
			continue
		}
		value, least, most := units(text(s, "value")), 0, 0
		_, _ = fmt.Sscan(text(in.element, "min_length"), &least)
		_, _ = fmt.Sscan(text(in.element, "max_length"), &most)
		switch {
		case empty(s) && !flag(in.block, "optional"):
			wrong[block] = say.required
		case empty(s):
		case value < least:
			wrong[block] = fmt.Sprintf(say.tooShort, least)
		case most > 0 && value > most:
			wrong[block] = fmt.Sprintf(say.tooLong, most)
		}
	}
	return wrong
}

// messagesOf returns the pointers to mistakes that an apiError carries.
func messagesOf(err error) []string {
	e, _ := err.(apiError) //nolint:errorlint // never wrapped on its way here
	meta, _ := e.extra["response_metadata"].(object)
	all, _ := meta["messages"].([]string)
	return all
}
