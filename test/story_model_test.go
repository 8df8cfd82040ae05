package test

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"toban/bot"
	"toban/bot/triage"
)

// modelVerbs are about what the classifier learns.
func modelVerbs() []verb {
	return []verb{
		sentence(`(\d+) questions like TEXT are about (\w+)`, func(s *stage, m []string) { s.manyLike(m[1], m[2], m[3]) }),
		sentence(`tanaka says that (\d+) of those like TEXT are about (\w+)`, func(s *stage, m []string) { s.relabel(m[1], m[2], m[3]) }),
		sentence(`CH is made private`, func(s *stage, m []string) { s.makePrivate(m[1]) }),
		sentence(`WHO goes back to the classifier before`, func(s *stage, _ []string) { s.goBack() }),
		sentence(`the newest classifier was (promoted|refused)`, func(s *stage, m []string) { s.newest(m[1] == "promoted") }),
	}
}

// makePrivate closes a channel, of which Slack says nothing until it is asked.
func (s *stage) makePrivate(name string) {
	ch, ok := s.slack.Channel(name)
	require.True(s.t, ok)
	ch.Private = true
	s.slack.AddChannel(ch)
}

// manyLike are questions that tanaka has sorted. They are told apart by a
// number.
func (s *stage) manyLike(n, text, area string) {
	count, err := strconv.Atoi(n)
	require.NoError(s.t, err)
	for i := range count {
		s.says("kato", fmt.Sprintf("@toban %s %d", text, i), "#ask-platform")
	}
	s.relabel(n, text, area)
}

func (s *stage) relabel(n, text, area string) {
	left, err := strconv.Atoi(n)
	require.NoError(s.t, err)
	all, err := s.bot.Desk().Inquiries(s.ctx(), triage.InquiryFilter{})
	require.NoError(s.t, err)
	for _, q := range all {
		if left == 0 || !strings.Contains(q.Text, text) {
			continue
		}
		left--
		_, err := s.bot.Desk().Handle(s.ctx(), triage.Order{
			Key: fmt.Sprintf("%d/%s", s.line, q.ID), By: "UTANAKA", Inquiry: q.ID, Command: triage.Reclassify{Area: area},
		})
		s.act(err)
	}
	require.Zero(s.t, left, "so many were never asked")
}

// goBack is what an admin does while toban is stopped.
func (s *stage) goBack() {
	s.stop()
	s.stop = nil
	models, err := bot.OpenModels(s.config(s.path), true)
	require.NoError(s.t, err)
	shelf, err := models.List(s.ctx())
	require.NoError(s.t, err)
	require.Greater(s.t, len(shelf.Versions), 1, "there is nothing to go back to")
	_, err = models.RollBack(s.ctx(), shelf.Versions[1].Hash)
	require.NoError(s.t, err)
	require.NoError(s.t, models.Close())
	s.open(s.path)
}

// newest looks at the version that was trained last.
func (s *stage) newest(promoted bool) {
	s.stop()
	s.stop = nil
	models, err := bot.OpenModels(s.config(s.path), false)
	require.NoError(s.t, err)
	shelf, err := models.List(s.ctx())
	require.NoError(s.t, err)
	require.NoError(s.t, models.Close())
	s.open(s.path)
	if len(shelf.Versions) == 0 || shelf.Versions[0].Promoted() != promoted {
		s.fail("the versions are %+v", shelf.Versions)
	}
}
