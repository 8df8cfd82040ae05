package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// surface is where blocks are shown.
type surface int

const (
	onMessage surface = iota
	onModal
	onHome
)

// allows reports whether a block type may be used; known is false for types
// that do not exist. https://docs.slack.dev/reference/block-kit/blocks
func (s surface) allows(block string) (ok, known bool) {
	switch block {
	case "section", "divider", "image", "actions", "context", "header", "input", "rich_text", "video":
		return true, true
	case "context_actions", "file", "markdown", "table", "data_table", "data_visualization", "card", "carousel", "container":
		return s == onMessage, true
	case "alert":
		return s == onModal, true
	case "call", "task_card", "plan": // of calls and streams only
		return false, true
	default:
		return false, false
	}
}

// checker collects what is wrong with blocks and gives ids to what has none.
type checker struct {
	on       surface
	mistakes []string
	ids      map[string]bool // block_ids
	chars    int             // of all texts together
	tables   int
	markdown int
}

// maxAllText is the undocumented limit behind msg_blocks_too_long.
// https://github.com/slackapi/bolt-js/issues/2509
const maxAllText = 13000

// checkBlocks returns the blocks with ids filled in, or an apiError that lists
// every mistake. base is the JSON pointer of what holds the blocks.
func checkBlocks(raw json.RawMessage, on surface, base string) (json.RawMessage, error) {
	var v any
	if decode(raw, &v) != nil {
		return nil, fail("invalid_blocks_format")
	}
	all, ok := v.([]any)
	if !ok {
		return nil, fail("invalid_blocks_format")
	}
	k := &checker{on: on, ids: map[string]bool{}}
	k.blocks(all, base+"/blocks")
	switch {
	case len(k.mistakes) > 0 && on == onMessage:
		return nil, failWith("invalid_blocks", k.mistakes)
	case len(k.mistakes) > 0:
		return nil, failWith("invalid_arguments", k.mistakes)
	case on == onMessage && k.chars > maxAllText:
		return nil, fail("msg_blocks_too_long")
	}
	return encode(v), nil
}

func (k *checker) bad(ptr, format string, args ...any) {
	k.mistakes = append(k.mistakes, "[ERROR] "+fmt.Sprintf(format, args...)+" [json-pointer:"+ptr+"]")
}

func (k *checker) blocks(all []any, ptr string) {
	if most := 50 + 50*b2i(k.on != onMessage); len(all) > most {
		k.bad(ptr, "no more than %d items allowed", most)
	}
	for i, b := range all {
		here := fmt.Sprintf("%s/%d", ptr, i)
		if o, ok := b.(object); ok {
			k.block(o, here)
		} else {
			k.bad(here, "must be an object")
		}
	}
	for i, b := range all { // after those that were given, so that no two meet
		if o, ok := b.(object); ok && text(o, "block_id") == "" {
			id := fmt.Sprintf("b%d", i)
			for k.ids[id] {
				id += "x"
			}
			k.ids[id] = true
			o["block_id"] = id
		}
	}
}

func (k *checker) block(o object, ptr string) {
	kind := text(o, "type")
	switch ok, known := k.on.allows(kind); {
	case !known:
		k.bad(ptr+"/type", "unsupported type: %s", kind)
		return
	case !ok:
		k.bad(ptr+"/type", "%s is not allowed here", kind)
		return
	}
	if id := text(o, "block_id"); id != "" {
		k.str(o, ptr, "block_id", 255, false)
		if k.ids[id] {
			k.bad(ptr+"/block_id", "`block_id` %q already exists", id)
		}
		k.ids[id] = true
	}
	switch kind {
	case "section":
		k.section(o, ptr)
	case "header":
		k.text(o, ptr, "text", 150, plainOnly, true)
	case "context":
		k.many(o, ptr, "elements", 1, 10, func(e object, p string) {
			if text(e, "type") == "image" {
				k.image(e, p)
			} else {
				k.textObject(e, p, 3000, anyText)
			}
		})
	case "actions":
		k.elements(o, ptr, 25, "button", "overflow", "static_select", "external_select", "users_select", "conversations_select", "channels_select",
			"datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes", "workflow_button")
	case "context_actions":
		k.elements(o, ptr, 5, "feedback_buttons", "icon_button")
	case "image":
		k.image(o, ptr)
		k.text(o, ptr, "title", 2000, plainOnly, false)
	case "input":
		k.input(o, ptr)
	case "rich_text":
		k.many(o, ptr, "elements", 0, 1<<30, func(object, string) {})
		k.chars += units(richPlain(o))
	case "markdown":
		k.str(o, ptr, "text", 12000, true)
		if k.markdown += units(text(o, "text")); k.markdown > 12000 {
			k.bad(ptr+"/text", "markdown blocks must be less than 12001 characters together")
		}
	case "table":
		k.table(o, ptr)
	case "video":
		k.str(o, ptr, "alt_text", 2000, true)
		k.text(o, ptr, "title", 200, plainOnly, true)
	case "data_table":
		if n := text(o, "page_size"); n != "" && (len(n) > 3 || n == "0" || len(n) == 3 && n != "100") {
			k.bad(ptr+"/page_size", "must be between 1 and 100")
		}
	case "container":
		k.many(o, ptr, "child_blocks", 1, 10, func(object, string) {})
	case "carousel":
		k.many(o, ptr, "elements", 1, 10, func(e object, p string) { k.card(e, p) })
	case "card":
		k.card(o, ptr)
	}
}

func (k *checker) section(o object, ptr string) {
	if o["text"] == nil && o["fields"] == nil {
		k.bad(ptr, "missing required field: text or fields")
	}
	k.text(o, ptr, "text", 3000, anyText, false)
	if o["fields"] != nil {
		k.many(o, ptr, "fields", 1, 10, func(e object, p string) { k.textObject(e, p, 2000, anyText) })
	}
	if a, ok := o["accessory"].(object); ok {
		if text(a, "type") == "image" {
			k.image(a, ptr+"/accessory")
			return
		}
		k.element(a, ptr+"/accessory", map[string]bool{}, append(selects(), "button", "overflow", "datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes", "workflow_button"))
	}
}

func (k *checker) card(o object, ptr string) {
	k.text(o, ptr, "title", 150, anyText, false)
	k.text(o, ptr, "subtitle", 150, anyText, false)
	k.text(o, ptr, "body", 200, anyText, false)
}

func (k *checker) input(o object, ptr string) {
	k.text(o, ptr, "label", 2000, plainOnly, true)
	k.text(o, ptr, "hint", 2000, plainOnly, false)
	e, ok := o["element"].(object)
	if !ok {
		k.bad(ptr, "missing required field: element")
		return
	}
	k.element(e, ptr+"/element", map[string]bool{}, append(selects(), "plain_text_input", "email_text_input", "number_input", "url_text_input",
		"rich_text_input", "file_input", "datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes"))
}

func selects() []string {
	return []string{
		"static_select", "external_select", "users_select", "conversations_select", "channels_select", "multi_static_select",
		"multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
	}
}

func (k *checker) table(o object, ptr string) {
	if k.tables++; k.tables > 1 {
		k.bad(ptr, "only one table is allowed")
	}
	rows := list(o, "rows")
	if len(rows) == 0 || len(rows) > 100 {
		k.bad(ptr+"/rows", "must have between 1 and 100 items")
	}
	for i, r := range rows {
		cells, _ := r.([]any)
		if len(cells) == 0 || len(cells) > 20 {
			k.bad(fmt.Sprintf("%s/rows/%d", ptr, i), "must have between 1 and 20 items")
		}
		for j, cell := range cells {
			switch text(cell, "type") {
			case "raw_text":
				k.chars += units(text(cell, "text"))
			case "rich_text":
				k.chars += units(richPlain(cell))
			default:
				k.bad(fmt.Sprintf("%s/rows/%d/%d/type", ptr, i, j), "unsupported type: %s", text(cell, "type"))
			}
		}
	}
}

func (k *checker) image(o object, ptr string) {
	if o["slack_file"] == nil {
		k.str(o, ptr, "image_url", 3000, true)
		if u := text(o, "image_url"); u != "" && !strings.HasPrefix(u, "http") {
			k.bad(ptr+"/image_url", "invalid url")
		}
	}
	k.str(o, ptr, "alt_text", 2000, true)
}

// many checks a list of objects and its length.
func (k *checker) many(o object, ptr, key string, least, most int, each func(object, string)) {
	all, ok := o[key].([]any)
	here := ptr + "/" + key
	switch {
	case !ok:
		k.bad(ptr, "missing required field: %s", key)
	case len(all) < least:
		k.bad(here, "no fewer than %d items required", least)
	case len(all) > most:
		k.bad(here, "no more than %d items allowed", most)
	}
	for i, e := range all {
		if eo, ok := e.(object); ok {
			each(eo, fmt.Sprintf("%s/%d", here, i))
		} else {
			k.bad(fmt.Sprintf("%s/%d", here, i), "must be an object")
		}
	}
}

// str checks a plain string.
func (k *checker) str(o object, ptr, key string, most int, required bool) {
	v, ok := o[key].(string)
	switch {
	case !ok && o[key] != nil:
		k.bad(ptr+"/"+key, "must be a string")
	case v == "" && required:
		k.bad(ptr, "missing required field: %s", key)
	case units(v) > most:
		k.bad(ptr+"/"+key, "must be less than %d characters", most+1)
	}
}

type textKind int

const (
	anyText textKind = iota
	plainOnly
)

func (k *checker) text(o object, ptr, key string, most int, kind textKind, required bool) {
	t, ok := o[key].(object)
	switch {
	case o[key] == nil && required:
		k.bad(ptr, "missing required field: %s", key)
	case o[key] == nil:
	case !ok:
		k.bad(ptr+"/"+key, "must provide an object")
	default:
		k.textObject(t, ptr+"/"+key, most, kind)
	}
}

func (k *checker) textObject(t object, ptr string, most int, kind textKind) {
	switch v := text(t, "type"); {
	case v != "plain_text" && v != "mrkdwn":
		k.bad(ptr+"/type", "unsupported type: %s", v)
	case v == "mrkdwn" && kind == plainOnly:
		k.bad(ptr+"/type", "must be plain_text")
	}
	if _, ok := t["text"].(string); !ok {
		k.bad(ptr, "missing required field: text")
		return
	}
	n := units(text(t, "text"))
	if n == 0 {
		k.bad(ptr+"/text", "must be more than 0 characters")
	}
	if n > most {
		k.bad(ptr+"/text", "must be less than %d characters", most+1)
	}
	k.chars += n
}

// elements checks the interactive elements of a block, whose action_ids must
// differ from each other.
func (k *checker) elements(o object, ptr string, most int, allowed ...string) {
	ids := map[string]bool{}
	k.many(o, ptr, "elements", 1, most, func(e object, p string) { k.element(e, p, ids, allowed) })
}

func (k *checker) element(e object, ptr string, ids map[string]bool, allowed []string) {
	kind := text(e, "type")
	if !slices.Contains(allowed, kind) {
		k.bad(ptr+"/type", "unsupported type: %s", kind)
		return
	}
	k.str(e, ptr, "action_id", 255, false)
	id := text(e, "action_id")
	if id != "" && ids[id] {
		k.bad(ptr+"/action_id", "`action_id` %q already exists", id)
	}
	for n := 0; id == "" || ids[id] && text(e, "action_id") == ""; n++ {
		id = fmt.Sprintf("a%d", len(ids)+n)
	}
	if ids[id] = true; text(e, "action_id") == "" {
		e["action_id"] = id
	}
	k.text(e, ptr, "placeholder", 150, plainOnly, false)
	k.confirm(e, ptr)
	switch kind {
	case "button":
		k.text(e, ptr, "text", 75, plainOnly, true)
		k.str(e, ptr, "value", 2000, false)
		k.str(e, ptr, "url", 3000, false)
		k.str(e, ptr, "accessibility_label", 75, false)
		if s := text(e, "style"); s != "" && s != "primary" && s != "danger" {
			k.bad(ptr+"/style", "must be one of primary, danger")
		}
	case "overflow":
		k.options(e, ptr, 5)
	case "radio_buttons", "checkboxes":
		k.options(e, ptr, 10)
	case "static_select", "multi_static_select":
		k.static(e, ptr)
	case "plain_text_input":
		k.length(e, ptr)
	case "feedback_buttons":
		for _, side := range []string{"positive_button", "negative_button"} {
			if b, ok := e[side].(object); ok {
				k.text(b, ptr+"/"+side, "text", 75, plainOnly, true)
				k.str(b, ptr+"/"+side, "value", 2000, false)
			} else {
				k.bad(ptr, "missing required field: %s", side)
			}
		}
	case "icon_button":
		k.str(e, ptr, "icon", 100, true)
		k.text(e, ptr, "text", 75, plainOnly, true)
	}
}

func (k *checker) static(e object, ptr string) {
	if e["option_groups"] == nil {
		k.options(e, ptr, 100)
	} else {
		k.many(e, ptr, "option_groups", 1, 100, func(g object, p string) {
			k.text(g, p, "label", 75, plainOnly, true)
			k.options(g, p, 100)
		})
	}
	if initial := at(e, "initial_option", "value"); initial != nil && optionOf(e, text(e, "initial_option", "value")) == nil {
		k.bad(ptr+"/initial_option", "must be one of the options")
	}
}

// length checks the length bounds of a text input and its initial value.
func (k *checker) length(e object, ptr string) {
	number := func(key string, def int) int {
		n := def
		if v, ok := e[key].(json.Number); ok {
			_, _ = fmt.Sscan(v.String(), &n)
		}
		return n
	}
	least, most := number("min_length", 0), number("max_length", 3000)
	if most < 1 || most > 3000 {
		k.bad(ptr+"/max_length", "must be between 1 and 3000")
	}
	if least < 0 || least > most {
		k.bad(ptr+"/min_length", "must be between 0 and max_length")
	}
	k.str(e, ptr, "initial_value", most, false)
}

func (k *checker) options(e object, ptr string, most int) {
	k.many(e, ptr, "options", 1, most, func(o object, p string) {
		kind := plainOnly
		if t := text(e, "type"); t == "radio_buttons" || t == "checkboxes" {
			kind = anyText
		}
		k.text(o, p, "text", 75, kind, true)
		k.str(o, p, "value", 150, true)
		k.text(o, p, "description", 75, kind, false)
	})
}

func (k *checker) confirm(e object, ptr string) {
	c, ok := e["confirm"].(object)
	if !ok {
		return
	}
	k.text(c, ptr+"/confirm", "title", 100, plainOnly, true)
	k.text(c, ptr+"/confirm", "text", 300, anyText, true)
	k.text(c, ptr+"/confirm", "confirm", 30, plainOnly, true)
	k.text(c, ptr+"/confirm", "deny", 30, plainOnly, true)
}
