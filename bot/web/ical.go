package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"time"

	ics "github.com/arran4/golang-ical"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

const stampFormat = "20060102T150405Z"

// ics writes a feed in the format of RFC 5545. Its bytes depend on nothing but
// the schedule, the names and the day.
func (c *Calendar) ics(ctx context.Context, f triage.Feed, since time.Time, turns []triage.FeedTurn, from, to time.Time) []byte {
	b := c.Book(ctx, f.Person)
	name := b.Say(phrase.FeedName, "rotation", string(f.Rotation))
	if f.Rotation == "" {
		name = b.Say(phrase.FeedNameMine, "who", c.Name(ctx, string(f.Person)))
	}
	cal := ics.NewCalendar()
	cal.SetProductId("-//toban//on-call//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(name)
	cal.SetXWRCalName(name)
	cal.SetRefreshInterval("PT1H")
	cal.SetXPublishedTTL("PT1H")
	for _, t := range turns {
		stamp := since
		if t.Arranged.After(since) {
			stamp = t.Arranged
		}
		e := cal.AddEvent(c.uid(t))
		e.SetDtStampTime(stamp)
		start, end := t.Start, t.End
		if start.IsZero() {
			start = from
		}
		if end.IsZero() {
			end = to
		}
		e.SetStartAt(start)
		e.SetEndAt(end)
		e.SetSummary(c.summary(ctx, b, f, t))
		if why := c.why(ctx, b, t.Role, t.Why); why != "" {
			e.SetDescription(why)
		}
		e.SetTimeTransparency(ics.TransparencyTransparent) // on call, and free for meetings
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows))
}

// uid names an entry for as long as it begins when it does.
func (c *Calendar) uid(t triage.FeedTurn) string {
	start := "open" // it began before what is looked at
	if !t.Start.IsZero() {
		start = t.Start.UTC().Format(stampFormat)
	}
	return string(t.Rotation) + "/" + t.Role + "/" + start + "@" + c.host()
}

func (c *Calendar) host() string {
	if u, err := url.Parse(c.URL); err == nil && u.Host != "" {
		return u.Hostname()
	}
	return "toban"
}

func (c *Calendar) summary(ctx context.Context, b phrase.Book, f triage.Feed, t triage.FeedTurn) string {
	second := t.Role == rotation.Secondary
	if f.Rotation == "" {
		line := phrase.FeedMyTurn
		if second {
			line = phrase.FeedMySecond
		}
		return b.Say(line, "rotation", string(t.Rotation))
	}
	line := phrase.FeedOnCall
	if second {
		line = phrase.FeedSecondary
	}
	return b.Say(line, "who", c.Name(ctx, t.Person))
}

// why says in plain words how somebody came to hold a role, "" when nobody
// does. A secondary also stands in for who is primary instead, which is no
// absence.
func (c *Calendar) why(ctx context.Context, b phrase.Book, role string, w rotation.Why) string {
	whose := func() string { return c.Name(ctx, w.For) }
	switch w.Reason {
	case rotation.OwnTurn:
		return b.Say(phrase.WhyOwnTurn)
	case rotation.StandIn:
		if role == rotation.Secondary {
			return b.Say(phrase.FeedCovers, "for", whose())
		}
		return b.Say(phrase.WhyStandIn, "for", whose())
	case rotation.Swap:
		return b.Say(phrase.WhySwap, "for", whose())
	case rotation.Overridden:
		if w.For == "" {
			return b.Say(phrase.WhyChanged, "by", c.Name(ctx, w.By))
		}
		return b.Say(phrase.FeedCovers, "for", whose())
	case rotation.External:
		return b.Say(phrase.WhyExternal)
	case rotation.Nobody, rotation.OffDuty, rotation.NotStarted, rotation.Ended, rotation.Unknown:
	}
	return ""
}

// etag is a strong validator of what is served.
func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}
