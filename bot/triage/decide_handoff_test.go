package triage

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

// handed is the Tuesday on which tanaka's turn has ended and INQ-1 was on the
// post, as what tanaka is asked about.
func handed(t *testing.T) func(*Facts) {
	return func(f *Facts) {
		at := tokyo(t, "2025-11-25 10:00")
		f.Shift = rotation.Shift{Primary: string(ito), Secondary: string(suzuki)}
		f.Duty = Duty{Rotation: "platform", LastAt: at, Last: &HandedOff{
			Handoff: rotation.Handoff{Boundary: at, Outgoing: string(tanaka), Incoming: string(ito)}, Asked: []InquiryID{"INQ-1"},
		}}
	}
}

// carried is an inquiry of the Friday before that is tanaka's.
func carried(t *testing.T) *scene {
	s := newScene(t, "2025-11-21 17:00")
	s.policy.Members = append(s.policy.Members, ito)
	s.ask()
	s.do(tanaka, Claim{})
	s.at("2025-11-25 10:05")
	return s
}

// Until somebody says who goes on with it, what is due is told to the next one.
func TestWhoIsWarnedAfterAHandoff(t *testing.T) {
	for _, c := range []struct {
		name  string
		given func(*scene)
		want  PersonID
		as    Role
	}{
		{"nothing was decided", func(*scene) {}, ito, RoleOnCall},
		{"the owner keeps it", func(s *scene) { s.do(tanaka, Keep{}, handed(t)) }, tanaka, RoleOwner},
		{"it was handed over", func(s *scene) { s.do(ito, PassOn{}, handed(t)) }, ito, RoleOwner},
		{"somebody else has it now", func(s *scene) { s.do(tanaka, Assign{To: suzuki}, handed(t)) }, suzuki, RoleOwner},
		{"the owner gave it up and took it again", func(s *scene) {
			s.do(tanaka, Unclaim{}, handed(t))
			s.do(tanaka, Claim{}, handed(t))
		}, tanaka, RoleOwner},
		{"the owner had it solved and it came back", func(s *scene) {
			s.do(tanaka, Resolve{}, handed(t))
			s.do(sato, Reopen{}, handed(t))
		}, tanaka, RoleOwner},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := carried(t)
			c.given(s)
			s.at("2025-11-25 13:00")
			s.do("", Remind{Reminder{Subject: "INQ-1", Kind: RemindWarn, N: 80}}, handed(t))
			require.Len(t, s.last.Notices, 1)
			require.Equal(t, Mention{Person: c.want, As: c.as}, s.last.Notices[0].(WarnTeam).To)
		})
	}
	t.Run("no handoff has been", func(t *testing.T) {
		s := carried(t)
		s.at("2025-11-25 13:00")
		s.do("", Remind{Reminder{Subject: "INQ-1", Kind: RemindWarn, N: 80}})
		require.Equal(t, tanaka, s.last.Notices[0].(WarnTeam).To.Person)
	})
}

func TestWhoMayDecideAboutAnItemOfAHandoff(t *testing.T) {
	for _, c := range []struct {
		name   string
		given  func(*scene)
		by     PersonID
		cmd    Command
		reason string
		who    PersonID
	}{
		{"another keeps it", nil, suzuki, Keep{}, "owner_only", tanaka},
		{"kept twice", func(s *scene) { s.do(tanaka, Keep{}, handed(t)) }, tanaka, Keep{}, "already", tanaka},
		{"handed over when it is kept", func(s *scene) { s.do(tanaka, Keep{}, handed(t)) }, ito, PassOn{}, "already", tanaka},
		{"handed over twice", func(s *scene) { s.do(tanaka, PassOn{}, handed(t)) }, ito, PassOn{}, "already", ito},
		{"kept when it was handed over", func(s *scene) { s.do(ito, PassOn{}, handed(t)) }, tanaka, Keep{}, "already", ito},
		{"handed over when another has taken it", func(s *scene) { s.do(yamada, Assign{To: suzuki}, handed(t)) }, ito, PassOn{}, "already", suzuki},
		{"handed over by an asker", nil, sato, PassOn{}, "denied", ""},
		{"handed over when it is solved", func(s *scene) { s.do(tanaka, Resolve{}, handed(t)) }, ito, PassOn{}, "closed", tanaka},
		{"kept when it is solved", func(s *scene) { s.do(tanaka, Resolve{}, handed(t)) }, tanaka, Keep{}, "closed", tanaka},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := carried(t)
			if c.given != nil {
				c.given(s)
			}
			refused, ok := errors.AsType[*Error](s.try(c.by, c.cmd, handed(t)))
			require.True(t, ok)
			require.Equal(t, c.reason, refused.Reason)
			require.Equal(t, c.who, refused.Who)
		})
	}
	t.Run("the owner changes their mind", func(t *testing.T) {
		s := carried(t)
		s.do(tanaka, Keep{}, handed(t))
		s.do(tanaka, PassOn{}, handed(t))
		require.Equal(t, ito, s.q.Owner)
	})
}

// What changes an item is drawn on the post of its handoff, and nothing else is.
func TestAHandoffsPostIsDrawnAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		by    PersonID
		cmd   Command
		drawn bool
	}{
		{"kept", tanaka, Keep{}, true},
		{"handed over", tanaka, PassOn{}, true},
		{"waiting", tanaka, Wait{Reason: "見積もり"}, true},
		{"solved", tanaka, Resolve{}, true},
		{"edited", sato, Edit{Text: "AssumeRole が失敗します"}, true},
		{"nudged", sato, Nudge{}, false},
		{"sorted", tanaka, Reclassify{Area: "ci_cd"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, listed := range []bool{true, false} {
				s := carried(t)
				s.do(c.by, c.cmd, handed(t), func(f *Facts) {
					if !listed {
						f.Duty.Last.Asked = nil
					}
				})
				require.Equal(t, c.drawn && listed, slices.Contains(s.names(), "announce_handoff"), "listed %t", listed)
			}
		})
	}
}

// Who was asked once and has not answered is asked again by the next handoff,
// unless the item is back with whose turn begins.
func TestWhatNobodyDecidedIsAskedAgain(t *testing.T) {
	s := carried(t)
	var f Facts
	handed(t)(&f)
	f.Open = []Inquiry{s.q}
	for incoming, asked := range map[PersonID]bool{suzuki: true, tanaka: false} {
		f.Handoff = &rotation.Handoff{Boundary: tokyo(t, "2025-12-01 10:00"), Outgoing: string(ito), Incoming: string(incoming)}
		require.Equal(t, asked, len(handedOff(f.Duty, f).Asked) == 1, "incoming %s", incoming)
	}
}

// Nobody is mentioned for what they did themselves.
func TestNobodyIsMentionedForTakingItThemselves(t *testing.T) {
	for name, do := range map[string]func(*scene){
		"assigned to oneself":   func(s *scene) { s.do(ito, Assign{To: ito}, handed(t)) },
		"passed on to oneself":  func(s *scene) { s.do(ito, PassOn{}, handed(t)) },
		"claimed":               func(s *scene) { s.do(tanaka, Unclaim{}, handed(t)); s.do(ito, Claim{}, handed(t)) },
		"kept":                  func(s *scene) { s.do(tanaka, Keep{}, handed(t)) },
		"nudged by the owner":   func(s *scene) { s.do(ito, PassOn{}, handed(t)); s.do(ito, Nudge{}, handed(t)) },
		"reopened by the owner": func(s *scene) { s.do(tanaka, Resolve{}, handed(t)); s.do(tanaka, Reopen{}, handed(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			s := carried(t)
			do(s)
			require.NotContains(t, s.names(), "ping")
			require.NotContains(t, s.names(), "tell_reopened")
		})
	}
	for name, cmd := range map[string]Command{"assigned by another": Assign{To: ito}, "passed on by another": PassOn{}} {
		t.Run(name, func(t *testing.T) {
			s := carried(t)
			s.do(tanaka, cmd, handed(t))
			require.Contains(t, s.names(), "ping")
		})
	}
}
