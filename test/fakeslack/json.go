package fakeslack

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf16"
)

// object is a JSON object on its way in or out.
type object = map[string]any

// encode marshals what the package built itself, which cannot fail.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("fakeslack: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}

// at walks nested objects; it returns nil where the path ends early.
func at(v any, path ...string) any {
	for _, key := range path {
		o, ok := v.(object)
		if !ok {
			return nil
		}
		v = o[key]
	}
	return v
}

// text returns the string at a path, or "" if there is none. Numbers come as
// they were written.
func text(v any, path ...string) string {
	switch s := at(v, path...).(type) {
	case string:
		return s
	case json.Number:
		return s.String()
	case float64:
		return strconv.FormatFloat(s, 'f', -1, 64)
	default:
		return ""
	}
}

func flag(v any, path ...string) bool { b, _ := at(v, path...).(bool); return b }

func list(v any, path ...string) []any { l, _ := at(v, path...).([]any); return l }

// objects returns the elements of a list that are objects.
func objects(v any, path ...string) []object {
	var all []object
	for _, e := range list(v, path...) {
		if o, ok := e.(object); ok {
			all = append(all, o)
		}
	}
	return all
}

// decode reads JSON, keeping numbers as written.
func decode(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v)
}

// units counts as the limits do, in UTF-16 units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
