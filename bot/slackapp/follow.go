package slackapp

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// A Follow is what in Slack follows whoever is on call in a rotation. None of it
// is ever a reason for a handoff to fail.
type Follow struct {
	Rotation  triage.RotationID
	UserGroup string             // id of the group that holds them; empty means none
	Topics    []triage.ChannelID // channels whose topic names them
}

const (
	followEvery  = 5 * time.Minute  // between looks at who is on call, at most; a change wakes
	followAgain  = time.Hour        // between looks at what people made of it
	followRest   = 24 * time.Hour   // after Slack has refused
	followWait   = 5 * time.Second  // of a handoff's post, for what comes before it
	firstFollow  = 10 * time.Second // until what did not get through is tried again; doubles
	lastFollow   = 10 * time.Minute
	longestTopic = 250 // UTF-16 units, as Slack stores them
	longestName  = 60  // of somebody in a topic
)

// followers keep what shows in Slack who is on call at whoever it is now. They
// compare with Slack before they write, so that a restart repeats nothing and a
// missed beat loses nothing; what is remembered here only saves looks.
type followers struct {
	all  []*follower   // a rotation's group before its topics
	turn chan struct{} // of who looks, one at a time
	wake chan struct{}

	mu sync.Mutex // guards what is remembered
}

// A follower is one of them, and what is remembered of it.
type follower struct {
	triage.Follower
	rotation triage.RotationID

	seen    holder    // what it showed at the last look; zero when that failed
	looked  time.Time // when that was
	tries   int       // that failed since
	next    time.Time // not looked at before
	refused string    // the code with which Slack refused last
	about   holder    // what it refused to show
}

func newFollowers(list []Follow) *followers {
	f := &followers{turn: make(chan struct{}, 1), wake: make(chan struct{}, 1)}
	for _, l := range list {
		if l.UserGroup != "" {
			f.all = append(f.all, &follower{Follower: triage.Follower{UserGroup: l.UserGroup}, rotation: l.Rotation})
		}
		for _, ch := range l.Topics {
			f.all = append(f.all, &follower{Follower: triage.Follower{Topic: ch}, rotation: l.Rotation})
		}
	}
	return f
}

// A holder is who is on call: the lead, where nobody is.
type holder struct {
	person triage.PersonID
	name   string // empty while Slack has not told it
	nobody bool   // is on call
}

// errScheduleUnread says that another system keeps the schedule and has not
// told it yet: what shows whoever is on call stays as it is until then.
var errScheduleUnread = errors.New("schedule not read yet")

// holder is what every surface says, and until when. Who has left since the
// last look at people is skipped.
func (a *App) holder(ctx context.Context, id triage.RotationID) (holder, time.Time, error) {
	s, err := a.desk.OnCall(ctx, id, a.now())
	for last := ""; err == nil && s.Primary != last; {
		last = s.Primary
		a.people.get(ctx, triage.PersonID(last))
		s, err = a.desk.OnCall(ctx, id, a.now())
	}
	if err == nil && s.Why.Reason == rotation.Unknown && s.AsOf.IsZero() {
		err = errScheduleUnread
	}
	if err != nil {
		return holder{}, time.Time{}, err
	}
	who := holder{person: cmp.Or(triage.PersonID(s.Primary), a.desk.Policy.Lead()), nobody: s.Primary == ""}
	if u, told := a.people.known(ctx, who.person); told {
		who.name = u.Name
	}
	return who, s.End, nil
}

// keepFollowing has everything follow until ctx ends.
func (a *App) keepFollowing(ctx context.Context) error {
	if len(a.followers.all) == 0 {
		return nil
	}
	for {
		timer := time.NewTimer(a.follow(ctx, a.followers.all))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-a.followers.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// followFirst has what follows a rotation follow before its handoff is posted,
// as far as Slack lets it in a short time: the post waits for no more.
func (a *App) followFirst(ctx context.Context, id triage.RotationID) {
	list := slices.DeleteFunc(slices.Clone(a.followers.all), func(f *follower) bool { return f.rotation != id })
	if len(list) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, followWait)
	defer cancel()
	a.follow(ctx, list)
	a.Wake() // what did not get through is tried again
}

// follow looks after each of list by itself and says how long nothing is due.
func (a *App) follow(ctx context.Context, list []*follower) time.Duration {
	select {
	case a.followers.turn <- struct{}{}:
		defer func() { <-a.followers.turn }()
	case <-ctx.Done():
		return followEvery
	}
	wait := followEvery
	for _, f := range list {
		who, until, err := a.holder(ctx, f.rotation)
		if err != nil {
			if ctx.Err() == nil && !errors.Is(err, errScheduleUnread) {
				a.log.ErrorContext(ctx, "who is on call not read, nothing follows", "rotation", f.rotation, "error", err)
			}
			continue
		}
		if a.followers.due(f, who, a.now()) {
			a.reconcile(ctx, f, who)
		}
		for _, at := range []time.Time{until, a.followers.again(f)} {
			if left := at.Sub(a.now()); left > 0 {
				wait = min(wait, left)
			}
		}
	}
	return wait
}

// due reports whether there may be something to do.
func (l *followers) due(f *follower, who holder, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(f.next) {
		// What Slack refused because of whom it is about may go with somebody else.
		return who != f.about && (f.refused == "invalid_user" || f.refused == errTopicFull.Err)
	}
	return f.seen != who || now.Sub(f.looked) >= followAgain
}

// again is when a follower that has nothing new to show is looked at next.
func (l *followers) again(f *follower) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if f.next.After(f.looked) {
		return f.next
	}
	return f.looked.Add(followAgain)
}

// reconcile brings one follower to who, and remembers what came of it.
func (a *App) reconcile(ctx context.Context, f *follower, who holder) {
	calling, cancel := context.WithTimeout(ctx, laterBudget)
	defer cancel()
	c, err := a.planned(calling, f, who)
	if err == nil && c.have != c.want {
		if err = a.apply(calling, f, c); err == nil {
			a.log.InfoContext(ctx, "who is on call is shown", "rotation", f.rotation, "where", f.ID())
		}
	}
	switch {
	case err == nil:
		a.followers.remember(func() { f.seen, f.looked, f.tries, f.next, f.refused = who, a.now(), 0, time.Time{}, "" })
	case passing(err):
		if ctx.Err() == nil {
			a.log.InfoContext(ctx, "who is on call not shown yet, tried again", "rotation", f.rotation, "where", f.ID(), "error", err)
		}
		a.followers.remember(func() { f.seen, f.tries, f.next = holder{}, f.tries+1, a.now().Add(retryFollow(err, f.tries)) })
	default:
		a.log.WarnContext(ctx, "slack refuses to show who is on call, tried again tomorrow", "rotation", f.rotation, "where", f.ID(), "error", err)
		a.refusedBy(ctx, f, who, code(err))
	}
}

func (l *followers) remember(what func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	what()
}

// retryFollow is how long what did not get through rests.
func retryFollow(err error, tries int) time.Duration {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return max(limited.RetryAfter, time.Second)
	}
	const doublings = 6 // beyond lastFollow
	return min(lastFollow, firstFollow<<min(tries, doublings))
}

// refusedBy lets a follower rest for a day and has an admin told, once a day
// however often toban is started.
func (a *App) refusedBy(ctx context.Context, f *follower, who holder, code string) {
	rest := followRest
	_, err := a.desk.Handle(context.WithoutCancel(ctx), triage.Order{
		Key:      "refused/" + f.ID() + "/" + string(f.rotation) + "/" + a.local(a.now()).Format(time.DateOnly),
		Rotation: f.rotation, Command: triage.NoteRefusal{Follower: f.Follower, Code: code},
	})
	if err != nil {
		a.log.ErrorContext(ctx, "admin not told of a refusal", "rotation", f.rotation, "where", f.ID(), "error", err)
		rest = lastFollow
	}
	a.followers.remember(func() {
		f.seen, f.refused, f.about, f.tries, f.next = holder{}, code, who, 0, a.now().Add(rest)
	})
}

// A change is what a follower shows, and what it would: user ids, or a topic in
// Slack's own markup.
type change struct{ have, want string }

// planned looks what there is to do, and does nothing.
func (a *App) planned(ctx context.Context, f *follower, who holder) (change, error) {
	if f.UserGroup != "" {
		users, err := a.api.GetUserGroupMembersContext(ctx, f.UserGroup)
		return change{have: strings.Join(users, ","), want: string(who.person)}, err
	}
	c, err := a.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(f.Topic)})
	if err != nil {
		return change{}, err
	}
	if who.name == "" {
		return change{}, errNameless
	}
	want, err := a.topic(f, c.Topic.Value, who)
	return change{have: c.Topic.Value, want: want}, err
}

func (a *App) apply(ctx context.Context, f *follower, c change) error {
	if f.UserGroup != "" {
		_, err := a.api.UpdateUserGroupMembersListContext(ctx, f.UserGroup, []string{c.want})
		return err
	}
	_, err := a.api.SetTopicOfConversationContext(ctx, string(f.Topic), c.want)
	return err
}

var (
	// errTopicFull is what Slack would say.
	errTopicFull = slack.SlackErrorResponse{Err: "too_long"}
	// errNameless keeps an id out of a topic, which would say two things in a row.
	errNameless = errors.New("the name of who is on call is not known yet")
)

// topic is a topic whose marked part names who is on call. It stands where
// people left it, at first behind what they wrote, of which nothing is changed:
// where there is no room the name is cut, and at last the topic left alone.
func (a *App) topic(f *follower, have string, who holder) (string, error) {
	mark := topicMark(f.rotation)
	with := func(name string) string {
		segment := a.segment(f, who, name)
		switch {
		case mark.MatchString(have):
			return mark.ReplaceAllLiteralString(have, segment)
		case have == "":
			return segment
		}
		return have + " " + segment
	}
	name := cut(cmp.Or(lettersOf(who.name), string(who.person)), longestName)
	topic := with(name)
	if over := units(topic) - longestTopic; over > 0 {
		topic = with(cut(name, units(name)-over))
		if over > units(name)-2 || units(topic) > longestTopic { // a letter is the least, beside the mark of what was cut
			return "", errTopicFull
		}
	}
	return topic, nil
}

// segment is the part of a topic that toban keeps.
func (a *App) segment(f *follower, who holder, name string) string {
	b := a.channelBook(f.Topic)
	name = entities(name)
	if who.nobody {
		name = b.Say(phrase.TopicNobody, "lead", name)
	}
	return b.Say(phrase.TopicOnCall, "rotation", entities(string(f.rotation)), "who", name)
}

// topicMark finds the part of a rotation in a topic, in any language: the
// channel's may have been another one.
func topicMark(id triage.RotationID) *regexp.Regexp {
	var marks []string
	for _, lang := range []phrase.Lang{phrase.Japanese, phrase.English} {
		head, tail, _ := strings.Cut(phrase.For(string(lang)).Say(phrase.TopicOnCall, "rotation", entities(string(id)), "who", "\x00"), "\x00")
		marks = append(marks, regexp.QuoteMeta(head)+`[^\[\]【】]*`+regexp.QuoteMeta(tail))
	}
	return regexp.MustCompile(strings.Join(marks, "|"))
}

// lettersOf is a name without what would end the part of a topic, and without
// emoji: Slack stores these under another name, and the topic would never be
// as it was written.
func lettersOf(name string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case r == '[' || r == '【':
			return '('
		case r == ']' || r == '】':
			return ')'
		case unicode.In(r, unicode.So, unicode.Sk, unicode.Cf, unicode.Variation_Selector):
			return -1
		}
		return r
	}, name)), " ")
}
