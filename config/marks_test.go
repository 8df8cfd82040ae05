package config

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReactionsThatMarkAnAreaOrAKind(t *testing.T) {
	load := func(emoji string) (*Config, error) {
		text := strings.Replace(Example(), "  # emoji: {cloud: network, rocket: ci_cd, bug: bug} ", "  emoji: "+emoji+" ", 1)
		return Load(strings.NewReader(text), "toban.yaml", Environment{Getenv: func(string) string { return "" }, ReadFile: os.ReadFile, Offline: true})
	}
	c, err := load("{cloud: network, bug: bug}")
	require.NoError(t, err)
	for emoji, want := range map[string][2]string{"cloud": {"network", ""}, "bug": {"", "bug"}, "eyes": {}} {
		area, kind := c.Taxonomy.MarkedBy(emoji, c.Terms())
		require.Equal(t, want, [2]string{area, kind}, emoji)
	}
	_, err = load(`{":cloud:": network, rocket: space}`)
	require.ErrorContains(t, err, "write it without colons")
	require.ErrorContains(t, err, `there is neither an area nor a kind "space"`)
}
