package fakeslack

import (
	"encoding/json"
	"strconv"
	"strings"
)

// PlainText is a message as a person reads it: the text, or the blocks one
// below the other, with names for mentions, labels for links, the fallback for
// dates and [words] for what can be pressed.
func (w *Workspace) PlainText(m Msg) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var parts []string
	if len(m.Blocks) == 0 || m.BotID == "" {
		parts = append(parts, w.readable(m.Text))
	} else {
		parts = append(parts, w.plainBlocks(m.Blocks))
	}
	var attachments []object
	_ = json.Unmarshal(m.Attachments, &attachments)
	for _, a := range attachments {
		for _, key := range []string{"pretext", "title", "text", "fallback"} {
			if s := text(a, key); s != "" {
				parts = append(parts, w.readable(s))
				break
			}
		}
	}
	for _, f := range m.Files {
		parts = append(parts, "(file: "+f.Title+")")
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

// PlainView is a modal or Home tab as a person reads it.
func (w *Workspace) PlainView(v *ModalView) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	parts := []string{"= " + v.Title + " ="}
	if v.Title == "" {
		parts = nil
	}
	var all []object
	_ = decode(v.Blocks, &all)
	for _, b := range all {
		parts = append(parts, w.plainBlock(b, v.State[text(b, "block_id")]))
		if e := v.Errors[text(b, "block_id")]; e != "" {
			parts = append(parts, "! "+e)
		}
	}
	var buttons []string
	for _, label := range []string{v.Close, v.Submit} {
		if label != "" {
			buttons = append(buttons, "["+label+"]")
		}
	}
	return strings.TrimSpace(strings.Join(append(parts, strings.Join(buttons, " ")), "\n"))
}

func (w *Workspace) plainBlocks(raw json.RawMessage) string {
	var all []object
	_ = decode(raw, &all)
	parts := make([]string, 0, len(all))
	for _, b := range all {
		parts = append(parts, w.plainBlock(b, nil))
	}
	return strings.Join(parts, "\n")
}

func (w *Workspace) plainBlock(b object, state map[string]object) string {
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	switch text(b, "type") {
	case "section":
		line := w.plainObject(b["text"])
		for _, f := range objects(b, "fields") {
			add(w.plainObject(f))
		}
		if a, ok := b["accessory"].(object); ok {
			line = strings.TrimSpace(line + " " + w.plainElement(a, state))
		}
		lines = append([]string{line}, lines...)
		if line == "" {
			lines = lines[1:]
		}
	case "header":
		add(w.plainObject(b["text"]))
	case "context", "actions", "context_actions":
		var row []string
		for _, e := range objects(b, "elements") {
			row = append(row, w.plainElement(e, state))
		}
		add(strings.Join(row, " "))
	case "divider":
		add("---")
	case "image", "video":
		add("(" + text(b, "type") + ": " + text(b, "alt_text") + ")")
	case "rich_text":
		add(w.plainRich(b))
	case "markdown":
		add(text(b, "text"))
	case "input":
		e, _ := b["element"].(object)
		label := w.plainObject(b["label"])
		if flag(b, "optional") {
			label += " (optional)"
		}
		add(label + ": " + w.plainElement(e, state))
		add(w.plainObject(b["hint"]))
	case "table":
		for _, r := range list(b, "rows") {
			var cells []string
			row, _ := r.([]any)
			for _, c := range row {
				if s := text(c, "text"); s != "" || text(c, "type") == "raw_text" {
					cells = append(cells, s)
				} else {
					cells = append(cells, w.plainRich(c))
				}
			}
			add(strings.Join(cells, " | "))
		}
	case "alert":
		add("! " + w.plainObject(b["text"]))
	case "card":
		add(w.plainObject(b["title"]))
		add(w.plainObject(b["subtitle"]))
		add(w.plainObject(b["body"]))
	default:
		for _, key := range []string{"child_blocks", "elements"} {
			for _, child := range objects(b, key) {
				add(w.plainBlock(child, state))
			}
		}
	}
	return strings.Join(lines, "\n")
}

// plainObject reads a text object.
func (w *Workspace) plainObject(v any) string {
	if text(v, "type") == "mrkdwn" {
		return w.readable(text(v, "text"))
	}
	return text(v, "text")
}

func (w *Workspace) plainElement(e object, state map[string]object) string {
	kind := text(e, "type")
	switch kind {
	case "image":
		return "(image: " + text(e, "alt_text") + ")"
	case "plain_text", "mrkdwn":
		return w.plainObject(e)
	case "button", "workflow_button", "icon_button":
		return "[" + text(e, "text", "text") + "]"
	case "feedback_buttons":
		return "[" + text(e, "positive_button", "text", "text") + "] [" + text(e, "negative_button", "text", "text") + "]"
	case "overflow":
		return "[⋯ " + strings.Join(labels(e), " / ") + "]"
	}
	s := state[text(e, "action_id")]
	if s == nil {
		s = initialState(e)
	}
	if kind == "radio_buttons" || kind == "checkboxes" {
		return w.plainChoices(e, s)
	}
	switch {
	case s == nil || empty(s):
		return "[" + text(e, "placeholder", "text") + w.plainMenu(e)
	case text(s, "value") != "":
		return text(s, "value")
	}
	var chosen []string
	for key, v := range s {
		if key == "type" {
			continue
		}
		for _, one := range append(list(v), v) {
			switch {
			case text(one, "text", "text") != "":
				chosen = append(chosen, text(one, "text", "text"))
			case w.user(text(one)) != nil:
				chosen = append(chosen, "@"+w.user(text(one)).shownName())
			case w.chanByID[text(one)] != nil:
				chosen = append(chosen, "#"+w.chanByID[text(one)].Name)
			case text(one) != "":
				chosen = append(chosen, text(one))
			}
		}
	}
	return "[" + strings.Join(chosen, ", ") + w.plainMenu(e)
}

// plainMenu is the end of a closed menu and what it offers when it is opened.
func (w *Workspace) plainMenu(e object) string {
	var offered []string
	for _, o := range optionsOf(e) {
		offered = append(offered, w.plainObject(o["text"]))
	}
	if len(offered) == 0 {
		return " ▾]"
	}
	return " ▾] (" + strings.Join(offered, " / ") + ")"
}

// plainChoices marks what is chosen.
func (w *Workspace) plainChoices(e, s object) string {
	on := map[string]bool{text(s, "selected_option", "value"): true}
	for _, o := range objects(s, "selected_options") {
		on[text(o, "value")] = true
	}
	var lines []string
	for _, o := range optionsOf(e) {
		mark := "○ "
		if on[text(o, "value")] {
			mark = "● "
		}
		line := mark + w.plainObject(o["text"])
		if d := w.plainObject(o["description"]); d != "" {
			line += " — " + d
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, " ")
}

func (w *Workspace) plainRich(b any) string {
	return strings.TrimSuffix(rich(b, "", func(e object) string {
		switch text(e, "type") {
		case "user":
			return w.readToken("@" + text(e, "user_id"))
		case "channel":
			return w.readToken("#" + text(e, "channel_id"))
		case "usergroup":
			return w.readToken("!subteam^" + text(e, "usergroup_id"))
		}
		return ""
	}), "\n")
}

// richPlain reads rich text without looking up names.
func richPlain(b any) string { return rich(b, "", func(object) string { return "" }) }

func rich(v any, prefix string, name func(object) string) string {
	var s strings.Builder
	for _, e := range objects(v, "elements") {
		switch text(e, "type") {
		case "rich_text_section":
			s.WriteString(prefix + rich(e, "", name) + "\n")
		case "rich_text_preformatted":
			s.WriteString(rich(e, "", name) + "\n")
		case "rich_text_quote":
			s.WriteString("> " + rich(e, "", name) + "\n")
		case "rich_text_list":
			indent, _ := strconv.Atoi(text(e, "indent"))
			bullet := strings.Repeat("  ", min(8, max(0, indent))) + "• " // Slack indents to 8
			if text(e, "style") == "ordered" {
				for j, item := range objects(e, "elements") {
					s.WriteString(strconv.Itoa(j+1) + ". " + rich(item, "", name) + "\n")
				}
				continue
			}
			s.WriteString(rich(e, bullet, name))
		case "text":
			s.WriteString(text(e, "text"))
		case "link":
			if label := text(e, "text"); label != "" {
				s.WriteString(label)
			} else {
				s.WriteString(text(e, "url"))
			}
		case "emoji":
			s.WriteString(":" + text(e, "name") + ":")
		case "broadcast":
			s.WriteString("@" + text(e, "range"))
		case "date":
			s.WriteString(text(e, "fallback"))
		default:
			s.WriteString(name(e))
		}
	}
	return s.String()
}
