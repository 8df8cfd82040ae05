package slackapp

import (
	"context"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// rosterChanged tells the team that a rotation is configured anew.
func (a *App) rosterChanged(ctx context.Context, b phrase.Book, c triage.RosterChange) message {
	head := b.Say(phrase.RosterChanged, "rotation", escape(string(c.Rotation)), "from", a.moment(b, c.At))
	return sections(append([]string{head}, a.rosterLines(ctx, b, c)...))
}

// rosterPreview says what a reload would do to a rotation.
func (a *App) rosterPreview(ctx context.Context, b phrase.Book, c triage.RosterChange) []string {
	head := b.Say(phrase.RosterPreview, "rotation", escape(string(c.Rotation)))
	return append([]string{head}, a.rosterLines(ctx, b, c)...)
}

// Rosters are previews of what a configuration would do to rotations, as lines
// of text.
func (a *App) Rosters(ctx context.Context, lang triage.Lang, changes []triage.RosterChange) []string {
	b := phrase.For(string(lang))
	if len(changes) == 0 {
		return []string{b.Say(phrase.RosterSameNow)}
	}
	var lines []string
	for _, c := range changes {
		lines = append(lines, a.rosterPreview(ctx, b, c)...)
	}
	return lines
}

// rosterLines are what changes, who is on call now and next, and what was
// arranged for turns that are somebody else's now.
func (a *App) rosterLines(ctx context.Context, b phrase.Book, c triage.RosterChange) []string {
	var lines []string
	for _, r := range c.Revisions {
		lines = append(lines, "• "+a.revision(ctx, b, r))
	}
	lines = append(lines, a.rosterNow(ctx, b, c))
	if len(c.Next) > 0 {
		lines = append(lines, b.Say(phrase.RosterNext))
	}
	for _, t := range c.Next {
		l := phrase.RosterTurn
		if t.Person == "" {
			l = phrase.RosterHole
		}
		lines = append(lines, "• "+b.Say(l, "at", a.moment(b, t.At), "who", a.plainName(ctx, b, t.Person)))
	}
	if len(c.Idle) == 0 {
		return lines
	}
	lines = append(lines, b.Say(phrase.RosterIdle, "command", a.config.Command+" "+phrase.WordCover.In(b)+" "+phrase.ArgList.In(b)))
	duty, err := a.desk.Duty(ctx, c.Rotation)
	if err != nil {
		return lines
	}
	for _, id := range c.Idle {
		lines = append(lines, "• "+a.change(ctx, b, duty, id))
	}
	return lines
}

func (a *App) revision(ctx context.Context, b phrase.Book, r rotation.Revision) string {
	value := func(list []string) string {
		if len(list) == 0 {
			return b.Say(phrase.RosterUnset)
		}
		return escape(strings.Join(list, ", "))
	}
	was, will := value(r.Was), value(r.Will)
	l := phrase.RosterSetting
	if r.Key == "primary" {
		l, was, will = phrase.RosterMembers, a.members(ctx, b, r.Was), a.members(ctx, b, r.Will)
	}
	text := b.Say(l, "key", r.Key, "was", was, "will", will)
	if r.Layer != "" && r.Key != "layers" {
		text = b.Say(phrase.RosterOf, "layer", escape(r.Layer), "what", text)
	}
	return text
}

// members are names in the order of a rotation.
func (a *App) members(ctx context.Context, b phrase.Book, ids []string) string {
	if len(ids) == 0 {
		return b.Say(phrase.RosterUnset)
	}
	var names []string
	for _, id := range ids {
		names = append(names, escape(a.name(ctx, triage.PersonID(id))))
	}
	return strings.Join(names, ", ")
}

// rosterNow says who is on call when the change comes into force.
func (a *App) rosterNow(ctx context.Context, b phrase.Book, c triage.RosterChange) string {
	pairs := []string{"was", a.plainName(ctx, b, c.Was), "now", a.plainName(ctx, b, c.Now), "who", a.plainName(ctx, b, c.Now), "until", ""}
	switch {
	case c.Was == c.Now && c.Now == "":
		return b.Say(phrase.RosterNobody)
	case c.Now == "":
		return b.Say(phrase.RosterEmpties, pairs...)
	case c.Was == "":
		return b.Say(phrase.RosterStarts, pairs...)
	case c.Was != c.Now:
		return b.Say(phrase.RosterTakes, pairs...)
	case len(c.Next) == 0:
		return b.Say(phrase.RosterGoesOn, pairs...)
	}
	pairs[7] = a.moment(b, c.Next[0].At)
	return b.Say(phrase.RosterStays, pairs...)
}
