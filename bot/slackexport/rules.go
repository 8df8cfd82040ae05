package slackexport

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/knowledge"
)

// Quiet is how long nobody has written in a thread before it counts as over:
// what may still go on is no past.
const Quiet = 7 * 24 * time.Hour

// chatterFrom is how probable it must be that a message asks nothing before it
// is left out for that alone: the team had a part in it.
const chatterFrom = 0.6

// Rules say which threads of a channel were inquiries, and what of them is known.
//
// An inquiry is a message at the top of the channel that a person outside of the
// team wrote, and that somebody of the team answered in its thread or that
// mentions the team. What greets, thanks or announces is none: the classifier
// says so, or knows no area for it and the team did no more than nod; unless a
// member has marked what it is about.
type Rules struct {
	Export  *Export
	Channel Channel

	Member   func(triage.PersonID) bool
	Calls    []string // ids of people and groups whose mention calls the team
	Resolve  []string // reactions by which an asker or a member said that it is over
	Marked   func(emoji string) (area, kind string)
	Classify func(text string) knowledge.Classification
	Team     func(triage.PersonID) triage.TeamID

	Rotation triage.RotationID
	Lang     triage.Lang
}

// A Reason is why a thread is no past inquiry, as a key. Empty means that it is
// one.
type Reason string

// The reasons, in the order in which they are looked for.
const (
	Gone       Reason = "deleted"    // its author took it back
	ByBot      Reason = "bot"        // nobody asked
	ByMember   Reason = "member"     // the team's own
	Unanswered Reason = "unanswered" // nobody of the team answered, or was called
	Chatter    Reason = "chatter"    // it asks nothing
	Running    Reason = "running"    // the last message came less than Quiet before the end of the export
)

// Reasons are all reasons in their order.
func Reasons() []Reason { return []Reason{Gone, ByBot, ByMember, Unanswered, Chatter, Running} }

// Alone reports whether a message is worth judging although nobody replied.
func (r Rules) Alone(m Message) bool { return r.human(m) && r.calls(m.Text) }

// Judge makes a past inquiry of a thread that is over, or says why it is none.
// last is when the asker or the team wrote there last.
func (r Rules) Judge(t Thread) (q triage.PastInquiry, last time.Time, why Reason) {
	root := t.Root
	said := r.conversation(t)
	switch {
	case root.Deleted:
		return q, last, Gone
	case !r.human(root):
		return q, last, ByBot
	case r.Member(root.By):
		return q, last, ByMember
	case !slices.ContainsFunc(said, r.byMember) && !r.calls(root.Text):
		return q, last, Unanswered
	}
	text := cmp.Or(r.text(withoutCall(root.Text)), fileNames(root.Files))
	if text == "" || len(root.Files) == 0 && slackapp.Idle(withoutCall(root.Text)) {
		return q, last, Chatter
	}
	area, kind := r.marks(root)
	guess := r.Classify(text)
	if area.Key == "" && kind.Key == "" && r.chatter(guess.Area, root, said) {
		return q, last, Chatter
	}
	newest := root
	if len(said) > 0 {
		newest = said[len(said)-1]
	}
	channel := triage.ChannelID(r.Channel.ID)
	q = triage.PastInquiry{
		Asker: root.By, Team: r.Team(root.By), Rotation: r.Rotation,
		Place:  triage.Place{Channel: channel, Thread: root.TS, Private: r.Channel.Private, External: r.Channel.External},
		Source: triage.MessageRef{Channel: channel, TS: root.TS}, Text: text, Links: r.links(root), Lang: r.Lang,
		Guess: guess, Area: area, Kind: kind, End: r.end(root, said, newest),
	}
	for _, m := range said {
		if m.TS.Time().After(q.End.At) {
			break
		}
		q.Replies = append(q.Replies, triage.PastReply{
			By: m.By, Message: triage.MessageRef{Channel: channel, TS: m.TS}, Text: r.text(m.Text), Links: r.links(m),
			Idle: slackapp.Idle(m.Text) && len(m.Files) == 0,
		})
	}
	return q, newest.TS.Time(), ""
}

// chatter reports whether a message asks nothing.
func (r Rules) chatter(area knowledge.Guess, root Message, said []Message) bool {
	if area.Key == knowledge.AreaNotInquiry && area.Confidence >= chatterFrom {
		return true
	}
	_, answered := r.answer(said)
	unknown := area.Open && len(area.Choices) == 0
	return unknown && !answered && !r.calls(root.Text)
}

// conversation is what the asker and the team wrote below the question. What
// others added is read by nobody's clock.
func (r Rules) conversation(t Thread) []Message {
	return slices.DeleteFunc(slices.Clone(t.Replies), func(m Message) bool {
		return m.Deleted || !r.human(m) || m.By != t.Root.By && !r.byMember(m)
	})
}

func (r Rules) human(m Message) bool { return !m.Bot && !r.Export.people[string(m.By)].bot }

func (r Rules) byMember(m Message) bool { return r.Member(m.By) && r.human(m) }

// end is how a thread ended. Somebody marked the question or an answer as
// resolved, or the asker said that it is over, or the team had the last word and
// it was no question. Anything else was given up once it had been quiet.
func (r Rules) end(root Message, said []Message, last Message) triage.PastEnd {
	answer, answered := r.answer(said)
	thanks, thanked := r.thanks(root, said)
	checked := r.checked(append([]Message{root}, said...), root.By)
	end := triage.PastEnd{}
	switch {
	case thanked:
		end.At, end.By = thanks.TS.Time(), cmp.Or(checked, root.By)
	case checked != "" && answered:
		end.At, end.By = answer.TS.Time(), checked
	case checked != "":
		end.At, end.By = last.TS.Time(), checked
	case answered && last.By != root.By && !slackapp.Asks(r.text(answer.Text)):
		end.At, end.By = answer.TS.Time(), answer.By
	default:
		return triage.PastEnd{At: last.TS.Time().Add(Quiet)}
	}
	if answered {
		end.Note, _, _ = strings.Cut(strings.TrimSpace(r.text(answer.Text)), "\n")
	}
	return end
}

// answer is the team's last message that says something.
func (r Rules) answer(said []Message) (Message, bool) {
	for _, m := range slices.Backward(said) {
		if r.byMember(m) && !slackapp.Idle(m.Text) {
			return m, true
		}
	}
	return Message{}, false
}

// thanks is the asker's last message, if it is there after an answer and says
// that it is over.
func (r Rules) thanks(root Message, said []Message) (Message, bool) {
	for i, m := range slices.Backward(said) {
		if m.By == root.By {
			over := slackapp.Idle(m.Text) && len(m.Files) == 0 || slackapp.Solved(m.Text) && !slackapp.Asks(r.text(m.Text))
			return m, over && slices.ContainsFunc(said[:i], r.byMember)
		}
	}
	return Message{}, false
}

// checked is who marked one of the messages as resolved: a member before the
// asker, "" when neither did.
func (r Rules) checked(messages []Message, asker triage.PersonID) triage.PersonID {
	var by triage.PersonID
	for _, m := range messages {
		for _, mark := range m.Marks {
			if !slices.Contains(r.Resolve, mark.Emoji) {
				continue
			}
			for _, who := range mark.By {
				if r.Member(who) {
					return who
				}
				if who == asker {
					by = asker
				}
			}
		}
	}
	return by
}

// marks are what members said by reactions that the question is about; the
// first of each counts.
func (r Rules) marks(root Message) (area, kind triage.Mark) {
	for _, mark := range root.Marks {
		i := slices.IndexFunc(mark.By, r.Member)
		if i < 0 {
			continue
		}
		a, k := r.Marked(mark.Emoji)
		if a != "" && area.Key == "" {
			area = triage.Mark{Key: a, By: mark.By[i]}
		}
		if k != "" && kind.Key == "" {
			kind = triage.Mark{Key: k, By: mark.By[i]}
		}
	}
	return area, kind
}

var (
	mention = regexp.MustCompile(`<(?:@|!subteam\^)([A-Z0-9]+)[^<>]*>`)
	call    = regexp.MustCompile(`^(?:\s*<[@!][^<>]*>[\s:,]*)+`)
)

// calls reports whether a text mentions the team.
func (r Rules) calls(raw string) bool {
	for _, m := range mention.FindAllStringSubmatch(raw, -1) {
		if slices.Contains(r.Calls, m[1]) || r.Member(triage.PersonID(m[1])) {
			return true
		}
	}
	return false
}

// withoutCall is a text without the mentions that it begins with.
func withoutCall(raw string) string { return call.ReplaceAllString(raw, "") }

func (r Rules) text(raw string) string {
	return slackapp.PlainText(raw, func(id triage.PersonID) string { return r.Export.Name(string(id)) })
}

func (r Rules) links(m Message) []string {
	list := slackapp.Links(m.Text)
	for _, f := range m.Files {
		if f.Link != "" {
			list = append(list, f.Link)
		}
	}
	return list
}

// fileNames stand for the words of a message that has none.
func fileNames(files []File) string {
	var names []string
	for _, f := range files {
		names = append(names, cmp.Or(f.Name, f.Link))
	}
	return strings.Join(names, "\n")
}
