package config

import (
	"fmt"
	"log/slog"
	"strings"
)

// A Secret cannot be printed by accident: every way of formatting it shows a
// placeholder. Reveal is the only way to its value.
type Secret string

const hidden = "[secret]"

// Format hides the value from every verb, %d and %x included.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// String hides the value.
func (Secret) String() string { return hidden }

// GoString hides the value from %#v.
func (Secret) GoString() string { return hidden }

// LogValue hides the value from logs.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the value from JSON and text encodings.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// MarshalYAML hides the value from YAML, but not that there is none.
func (s Secret) MarshalYAML() (any, error) {
	if s == "" {
		return "", nil
	}
	return hidden, nil
}

// Reveal is the value, for whom it is meant.
func (s Secret) Reveal() string { return string(s) }

// placeholder reports whether the value was left as an example gives it.
func (s Secret) placeholder() bool {
	v := strings.ToLower(strings.TrimSpace(string(s)))
	switch v {
	case "changeme", "change-me", "secret", "password", "todo", "xxx", "...", "…":
		return true
	}
	return strings.HasSuffix(v, "-...") || strings.HasSuffix(v, "-…") || strings.HasSuffix(v, "your-token") ||
		strings.Trim(strings.TrimPrefix(strings.TrimPrefix(v, "xoxb-"), "xapp-"), "x.*-") == "" && v != ""
}
