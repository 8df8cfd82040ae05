package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// control is an interactive element and the block it is in.
type control struct{ block, element object }

// controls finds the interactive elements of blocks, in order.
func controls(blocks json.RawMessage) []control {
	var all []object
	if decode(blocks, &all) != nil {
		return nil
	}
	var found []control
	var walk func(block object, v any)
	walk = func(block object, v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(block, e)
			}
		case object:
			if v["block_id"] != nil {
				block = v
			}
			if v["action_id"] != nil {
				found = append(found, control{block, v})
				return
			}
			for _, key := range []string{"accessory", "element", "elements", "child_blocks", "actions"} {
				walk(block, v[key])
			}
		}
	}
	for _, b := range all {
		walk(b, b)
	}
	return found
}

func (v *view) inputs() []control { return controls(v.blocks) }

// labels returns the words on an element: of a button its text, otherwise its
// options.
func labels(e object) []string {
	var all []string
	for _, path := range [][]string{{"text", "text"}, {"positive_button", "text", "text"}, {"negative_button", "text", "text"}} {
		if s := text(e, path...); s != "" {
			all = append(all, s)
		}
	}
	for _, o := range optionsOf(e) {
		all = append(all, text(o, "text", "text"))
	}
	return all
}

func optionsOf(e object) []object {
	all := objects(e, "options")
	for _, g := range objects(e, "option_groups") {
		all = append(all, objects(g, "options")...)
	}
	return all
}

// optionOf finds an option by value or label.
func optionOf(e object, ref string) object {
	for _, o := range optionsOf(e) {
		if text(o, "value") == ref || text(o, "text", "text") == ref {
			return o
		}
	}
	return nil
}

// find returns the control that a person means: by action_id,
// block_id/action_id or what is written on it; of several the one that has the
// value, if one is given.
func find(all []control, ref string, values []string) (control, []string, error) {
	for _, c := range all {
		id := text(c.element, "action_id")
		if (id == ref || text(c.block, "block_id")+"/"+id == ref) && takes(c.element, values) {
			return c, values, nil
		}
	}
	for _, c := range all {
		if !slices.Contains(labels(c.element), ref) {
			continue
		}
		if text(c.element, "type") == "button" {
			if takes(c.element, values) {
				return c, values, nil
			}
			continue
		}
		return c, []string{ref}, nil
	}
	var there []string
	for _, c := range all {
		there = append(there, fmt.Sprintf("%s %q", text(c.element, "action_id"), labels(c.element)))
	}
	return control{}, nil, &ActError{Act: fmt.Sprintf("press %s %q, there is %s", ref, values, strings.Join(there, ", ")), Code: "no_such_control"}
}

func takes(e object, values []string) bool {
	if len(values) == 0 {
		return true
	}
	switch text(e, "type") {
	case "button":
		return text(e, "value") == values[0]
	case "overflow", "static_select", "radio_buttons", "checkboxes", "multi_static_select":
		return !slices.ContainsFunc(values, func(v string) bool { return optionOf(e, v) == nil })
	default:
		return true
	}
}

// initialState is the state of an untouched element; nil if it has none.
func initialState(e object) object {
	kind := text(e, "type")
	s := object{"type": kind}
	switch kind {
	case "plain_text_input", "email_text_input", "number_input", "url_text_input":
		s["value"] = e["initial_value"]
	case "rich_text_input":
		s["rich_text_value"] = e["initial_value"]
	case "static_select", "external_select", "radio_buttons":
		s["selected_option"] = e["initial_option"]
	case "checkboxes", "multi_static_select", "multi_external_select":
		s["selected_options"] = orEmpty(e["initial_options"])
	case "users_select":
		s["selected_user"] = e["initial_user"]
	case "multi_users_select":
		s["selected_users"] = orEmpty(e["initial_users"])
	case "channels_select":
		s["selected_channel"] = e["initial_channel"]
	case "multi_channels_select":
		s["selected_channels"] = orEmpty(e["initial_channels"])
	case "conversations_select":
		s["selected_conversation"] = e["initial_conversation"]
	case "multi_conversations_select":
		s["selected_conversations"] = orEmpty(e["initial_conversations"])
	case "datepicker":
		s["selected_date"] = e["initial_date"]
	case "timepicker":
		s["selected_time"] = e["initial_time"]
	case "datetimepicker":
		s["selected_date_time"] = e["initial_date_time"]
	case "file_input":
		s["files"] = []any{}
	default:
		return nil
	}
	return s
}

func orEmpty(v any) any {
	if v == nil {
		return []any{}
	}
	return v
}

// empty reports whether nothing is filled in.
func empty(s object) bool {
	for key, v := range s {
		if key == "type" || v == nil {
			continue
		}
		if l, ok := v.([]any); ok && len(l) == 0 {
			continue
		}
		if v != "" {
			return false
		}
	}
	return true
}

// filled returns the state of an element after a person entered or chose
// values. No values clear it.
func (w *Workspace) filled(e object, values []string) (object, error) {
	s := initialState(e)
	if s == nil {
		return nil, &ActError{Act: "fill in " + text(e, "type"), Code: "not_an_input"}
	}
	one := ""
	if len(values) > 0 {
		one = values[0]
	}
	var chosen []any
	for _, v := range values {
		switch kind := strings.TrimPrefix(text(e, "type"), "multi_"); kind {
		case "static_select", "radio_buttons", "checkboxes":
			o := optionOf(e, v)
			if o == nil {
				return nil, &ActError{Act: fmt.Sprintf("choose %q of %q", v, labels(e)), Code: "no_such_option"}
			}
			chosen = append(chosen, o)
		case "external_select":
			chosen = append(chosen, object{"text": object{"type": "plain_text", "text": v, "emoji": true}, "value": v})
		case "users_select":
			u, err := w.person(v)
			if err != nil {
				return nil, err
			}
			chosen = append(chosen, u.ID)
		case "channels_select", "conversations_select":
			ch, err := w.place(v)
			if err != nil {
				return nil, err
			}
			chosen = append(chosen, ch.ID)
		}
	}
	first := func() any {
		if len(chosen) == 0 {
			return nil
		}
		return chosen[0]
	}
	text := any(nil)
	if one != "" {
		text = one
	}
	for key := range s {
		switch key {
		case "value", "selected_date", "selected_time":
			s[key] = text
		case "rich_text_value":
			s[key] = object{"type": "rich_text", "elements": []object{{"type": "rich_text_section", "elements": []object{{"type": "text", "text": one}}}}}
		case "selected_date_time":
			n, err := strconv.ParseInt(one, 10, 64)
			if err != nil && one != "" {
				return nil, &ActError{Act: "choose the time " + one, Code: "no_such_option"}
			}
			s[key] = n
		case "selected_option", "selected_user", "selected_channel", "selected_conversation":
			s[key] = first()
		case "selected_options", "selected_users", "selected_channels", "selected_conversations":
			s[key] = orEmpty(any(chosen))
			if chosen == nil {
				s[key] = []any{}
			}
		}
	}
	return s, nil
}
