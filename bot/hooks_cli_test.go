package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/webhook"
)

func TestEveryHookEventHasAMeaning(t *testing.T) {
	for _, e := range HookEvents() {
		require.NotEmpty(t, e.Means, e.Event)
	}
}

func TestHookAdvice(t *testing.T) {
	for name, c := range map[string]struct {
		answer webhook.Answer
		want   string
	}{
		"nothing came back": {webhook.Answer{Outcome: webhook.Later}, "can this machine reach it"},
		"401":               {webhook.Answer{Outcome: webhook.Refused, Status: 401}, "the same secret"},
		"410":               {webhook.Answer{Outcome: webhook.Refused, Status: 410}, "tell an admin"},
		"a redirect":        {webhook.Answer{Outcome: webhook.Refused, Status: 302}, "Write the address it redirects to as url"},
		"400":               {webhook.Answer{Outcome: webhook.Refused, Status: 400}, "the log of the receiver"},
		"500":               {webhook.Answer{Outcome: webhook.Later, Status: 500}, "again and again, for a week."},
		"429":               {webhook.Answer{Outcome: webhook.Later, Status: 429, After: time.Minute}, "the first time after 1m0s"},
	} {
		t.Run(name, func(t *testing.T) { require.Contains(t, HookAdvice(c.answer), c.want) })
	}
}
