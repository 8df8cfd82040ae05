package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPublicURL(t *testing.T) {
	for given, want := range map[string]string{
		"":                                "",
		"https://toban.example.com":       "",
		"https://toban.example.com/help/": "",
		"http://127.0.0.1:8080":           "",
		"http://localhost:8080":           "",
		"http://[::1]:8080":               "",
		"http://toban.example.com":        "must begin with https://",
		"http://127.0.0.1.example.com":    "must begin with https://",
		"toban.example.com":               "is no address",
		"ftp://toban.example.com":         "is no address",
		"https://":                        "is no address",
		"https://toban.example.com?a=b":   "no query",
		"https://u:p@toban.example.com":   "no query, fragment or password",
	} {
		l := &loader{}
		c := &Config{HTTP: HTTP{URL: given, Listen: DefaultListen}}
		l.http(c)
		if want == "" {
			require.Empty(t, l.mistakes, given)
			require.Equal(t, strings.TrimSuffix(given, "/"), c.PublicURL())
			continue
		}
		require.Len(t, l.mistakes, 1, given)
		require.Contains(t, l.mistakes[0].Message, want, given)
	}
	l := &loader{}
	l.http(&Config{HTTP: HTTP{URL: "https://toban.example.com"}})
	require.Contains(t, l.mistakes[0].Message, "needs http.listen", "nothing is served there in socket mode")
	l = &loader{}
	l.http(&Config{HTTP: HTTP{URL: "https://toban.example.com"}, Slack: Slack{Mode: "http"}})
	require.Empty(t, l.mistakes, "over HTTP something is")
}

func TestPublished(t *testing.T) {
	for _, c := range []struct {
		mode, url string
		want      bool
	}{
		{"socket", "", false},
		{"socket", "http://127.0.0.1:8080", false},
		{"socket", "https://toban.example.com", true},
		{"http", "", true},
		{"http", "http://127.0.0.1:8080", true},
	} {
		got := (&Config{Slack: Slack{Mode: c.mode}, HTTP: HTTP{URL: c.url}}).Published()
		require.Equal(t, c.want, got, "%s %s", c.mode, c.url)
	}
}

func TestTheTokenOfTheAPICannotBeGuessed(t *testing.T) {
	const good = "0123456789abcdef0123456789abcdef"
	for _, c := range []struct {
		token        Secret
		listen, mode string
		want         string
	}{
		{"", "", "", ""},
		{good, DefaultListen, "", ""},
		{good, "", "http", ""},
		{good, "", "socket", "needs http.listen"},
		{"secret", DefaultListen, "", "left as an example"},
		{Secret(good[:31]), DefaultListen, "", "fewer than 32 characters"},
	} {
		l := &loader{}
		l.apiToken(&Config{HTTP: HTTP{APIToken: c.token, Listen: c.listen}, Slack: Slack{Mode: c.mode}})
		if c.want == "" {
			require.Empty(t, l.mistakes, c)
			continue
		}
		require.Len(t, l.mistakes, 1, c)
		require.Contains(t, l.mistakes[0].Message, c.want)
		require.NotContains(t, l.mistakes[0].Message, good[:31])
	}
}
