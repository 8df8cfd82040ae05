package slackapp

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// followFindings say whom each follower shows and whom it would show. They
// change nothing. What fails for want of a scope is a finding of its own.
func (a *App) followFindings(ctx context.Context) []Finding {
	var out []Finding
	for _, f := range a.followers.all {
		who, _, err := a.holder(ctx, f.rotation)
		if err != nil {
			continue // neither data file nor schedule can be read, which is a finding of its own
		}
		c, err := a.planned(ctx, f, who)
		refused := a.followers.refusal(f)
		switch {
		case code(err) == "missing_scope":
		case err != nil && passing(err):
			out = append(out, a.followFinding(ctx, f, phrase.DoctorFollowUnasked, describe(err)))
		case err != nil:
			out = append(out, a.followFinding(ctx, f, phrase.DoctorFollowNot, describe(err)))
		case c.have != c.want && refused != "":
			out = append(out, a.followFinding(ctx, f, phrase.DoctorFollowNot, refused))
		case f.UserGroup != "":
			out = append(out, a.groupFinding(ctx, f, c))
		default:
			out = append(out, a.topicFinding(ctx, f, c))
		}
	}
	if len(out) > 0 && a.desk.Store == nil {
		out = append(out, Found(true, phrase.DoctorBySchedule))
	}
	return out
}

// refusal is the code with which Slack has refused the follower last, "" when
// it did not.
func (l *followers) refusal(f *follower) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return f.refused
}

// followFinding is about a follower that does not follow.
func (a *App) followFinding(ctx context.Context, f *follower, what phrase.Line, reason string) Finding {
	followed := a.followed(ctx, f.Follower)
	return Finding{In: func(b phrase.Book) string {
		return b.Say(what, "what", followed(b), "rotation", string(f.rotation), "code", reason, "hint", b.Say(phrase.RefusalHint(reason)))
	}}
}

func (a *App) groupFinding(ctx context.Context, f *follower, c change) Finding {
	g := a.group(ctx, f.UserGroup)
	if g.DateDelete != 0 {
		return Found(false, phrase.DoctorGroupDisabled, "group", groupName(g))
	}
	who := a.name(ctx, triage.PersonID(c.want))
	if c.have == c.want {
		return Found(true, phrase.DoctorGroup, "group", groupName(g), "who", who, "rotation", string(f.rotation))
	}
	var have []string
	for id := range strings.SplitSeq(c.have, ",") {
		have = append(have, a.name(ctx, triage.PersonID(id)))
	}
	return Finding{OK: true, In: func(b phrase.Book) string {
		return b.Say(phrase.DoctorGroupWould, "group", groupName(g), "who", who, "rotation", string(f.rotation),
			"have", strings.Join(firstOf(b, have, shownHolders), b.Say(phrase.Comma)))
	}}
}

// shownHolders is how many members of a group a finding names.
const shownHolders = 5

func (a *App) topicFinding(ctx context.Context, f *follower, c change) Finding {
	channel := a.channelTitle(ctx, f.Topic)
	return Finding{OK: true, In: func(b phrase.Book) string {
		if c.have == c.want {
			return b.Say(phrase.DoctorTopic, "channel", channel, "segment", unescape(topicMark(f.rotation).FindString(c.want)))
		}
		return b.Say(phrase.DoctorTopicWould, "channel", channel, "topic", unescape(c.want))
	}}
}

// refusedToFollow tells an admin what is not followed any more, why, and what
// to do about it.
func (a *App) refusedToFollow(ctx context.Context, b phrase.Book, n triage.WarnRefused) message {
	return message{text: b.Say(phrase.FollowRefused, "what", escape(a.followed(ctx, n.Follower)(b)), "rotation", escape(string(n.Rotation)),
		"code", escape(n.Code), "hint", b.Say(phrase.RefusalHint(n.Code))) + a.reason(ctx, b, triage.Inquiry{}, n.To)}
}

// followed names a follower, by what Slack calls it.
func (a *App) followed(ctx context.Context, f triage.Follower) func(phrase.Book) string {
	if f.UserGroup != "" {
		group := groupName(a.group(ctx, f.UserGroup))
		return func(b phrase.Book) string { return b.Say(phrase.FollowGroup, "group", group) }
	}
	channel := a.channelTitle(ctx, f.Topic)
	return func(b phrase.Book) string { return b.Say(phrase.FollowTopic, "channel", channel) }
}

// group is what Slack says of a user group, the bare id when it does not.
func (a *App) group(ctx context.Context, id string) slack.UserGroup {
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	all, err := a.api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeDisabled(true))
	i := slices.IndexFunc(all, func(g slack.UserGroup) bool { return g.ID == id })
	if err != nil || i < 0 {
		return slack.UserGroup{ID: id}
	}
	return all[i]
}

func groupName(g slack.UserGroup) string {
	if g.Handle == "" {
		return g.ID
	}
	return "@" + g.Handle
}

// channelTitle is a channel's name as people write it, its id when neither the
// configuration nor Slack tells it.
func (a *App) channelTitle(ctx context.Context, id triage.ChannelID) string {
	if c, ok := a.channel(id); ok && c.Name != "" {
		return "#" + c.Name
	}
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	c, err := a.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(id)})
	if err != nil || c.Name == "" {
		return string(id)
	}
	return "#" + c.Name
}
