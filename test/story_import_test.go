package test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot"
	"toban/test/fakeslack"
)

// importVerbs are about what was asked before toban came.
func importVerbs() []verb {
	return []verb{
		sentence(`an export of CH is imported while toban is stopped, with (\d+) past inquir(?:y|ies)`, func(s *stage, m []string) { s.imports(m[1], m[2]) }),
	}
}

// imports has Slack export a channel, and the export imported.
func (s *stage) imports(channel, n string) {
	dir := s.exported(channel)
	path := s.path
	s.stop()
	s.stop = nil
	out, err := bot.Import(s.ctx(), s.config(path), bot.ImportSpec{
		Path: dir, Channel: channel, Now: time.Now(), Progress: func(string) func(int, int) { return nil },
	})
	require.NoError(s.t, err)
	require.Equal(s.t, n, strconv.Itoa(out.Added), "%+v", out.Left)
	s.open(path)
}

// exported writes a channel as Slack exports it, in one day.
func (s *stage) exported(channel string) string {
	dir := s.t.TempDir()
	write := func(name string, v any) {
		data, err := json.Marshal(v)
		require.NoError(s.t, err)
		require.NoError(s.t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	c, ok := s.slack.Channel(channel)
	require.True(s.t, ok)
	var messages []fakeslack.Msg
	for _, m := range s.slack.Messages(channel, "UYAMADA") {
		if m.ThreadTS == "" {
			messages = append(messages, m)
			continue
		}
		messages = append(messages, s.slack.Thread(channel, m.TS, "UYAMADA")...)
	}
	require.NoError(s.t, os.Mkdir(filepath.Join(dir, channel), 0o700))
	write("channels.json", []map[string]string{{"id": c.ID, "name": c.Name}})
	write("users.json", []map[string]string{{"id": "USATO", "name": "sato"}})
	write(filepath.Join(channel, "2025-11-20.json"), messages)
	return dir
}
