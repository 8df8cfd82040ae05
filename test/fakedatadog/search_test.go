package fakedatadog

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSearchLanguage(t *testing.T) {
	in := &Incident{
		Title: "Checkout 5xx [inc-7]", State: "stable", Severity: "SEV-2", PublicID: 12, CustomerImpacted: true,
		Fields: map[string]Field{
			"teams":   {Type: "autocomplete", Values: []string{"platform", "payments"}},
			"summary": {Type: "textbox", Value: "disk"},
		},
	}
	cases := map[string]bool{
		"":                                    true,
		"*":                                   true,
		"state:stable":                        true,
		"state:active":                        false,
		"state:(active OR stable)":            true,
		"state:(active OR resolved)":          false,
		"state:stable AND severity:SEV-1":     false,
		"state:stable severity:sev-2":         true,
		"state:active OR severity:SEV-2":      true,
		"NOT state:active":                    true,
		"-state:stable":                       false,
		"checkout":                            true,
		`"checkout 5xx"`:                      true,
		`title:"5xx [inc-7]"`:                 true,
		"checkout refund":                     false,
		"teams:platform":                      true,
		"teams:search":                        false,
		"summary:disk":                        false, // a text box is no facet
		"public_id:12 customer_impacted:true": true,
	}
	for text, want := range cases {
		q, ok := parseQuery(text)
		require.True(t, ok, text)
		require.Equal(t, want, q.matches(in), text)
	}
	for _, text := range []string{"state:", "state:(active", `"open`, "(a OR b)"} {
		_, ok := parseQuery(text)
		require.False(t, ok, text)
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, seed := range []string{"state:(active OR stable)", `-title:"a b"`, "a AND (", ":", `":`} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		if q, ok := parseQuery(text); ok {
			q.matches(&Incident{})
		}
	})
}
