package triage

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// keys are the texts that stay: toban's own keys and counts, no words of
// people.
var keys = map[string]bool{
	"Label.Key": true, "Label.Guess": true, "Label.Similar": true, "Label.Choices": true, "Asked.Clock": true, "Asked.Model": true, "Asked.Concealed": true, "Edited.Concealed": true,
	"Reclassified.Kind": true, "Reclassified.Area": true, "Reclassified.AreaGuess": true, "Reclassified.KindGuess": true, "Reclassified.Clock": true,
	"Inquiry.Clock": true, "Inquiry.Concealed": true, "Inquiry.Alias": true, "Inquiry.AliasWanted": true,
	"Reopened.Clock": true, "AliasProposed.Page": true, "AliasAdded.Page": true,
	"Suggestion.Page": true, "Searched.Page": true, "Suggestion.Kind": true, "Bounced.Notice": true, "Suggested.Past": true, "Inquiry.Past": true,
}

const marker = "words-of-somebody"

// mark fills every text and every person with a marker, apart from keys.
func mark(v reflect.Value, name string) {
	text := v.Type() == reflect.TypeFor[string]() || v.Type() == reflect.TypeFor[PersonID]()
	switch v.Kind() {
	case reflect.String:
		v.SetString("key")
		if text && !keys[name] {
			v.SetString(marker)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i, f := range v.Fields() {
			if f.CanSet() {
				mark(f, v.Type().Name()+"."+i.Name)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		mark(v.Index(0), name)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		mark(v.Elem(), name)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	default:
	}
}

// elsewhere are the events that no inquiry's history holds.
var elsewhere = []string{
	"Declared", "IncidentChanged", "IncidentUpdated", "Noted", "Unnoted", "RegisteredRemotely", "RefusedRemotely", "RemovedRemotely", "SyncedRemotely", "ReviewSettled", "ReviewWritten", "ReviewDrafted", "ReviewDue", "ActionSettled", "ActionChanged", "ActionAdded",
	"ChannelRequested", "ChannelJoined", "Configured", "SurveyAsked", "ShiftRated", "HandedOff", "HandoffAccepted", "NoteLeft", "StepsAsked", "HoleWarned", "StartReminded", "Reported",
	"Overrode", "Requested", "RequestSettled", "WentAway", "ChangeCancelled", "PageChanged", "Alerted", "AlertTold", "AlertSettled", "AlertMuted",
}

func isElsewhere(e Event) bool {
	for _, name := range elsewhere {
		if reflect.TypeOf(e).Name() == name {
			return true
		}
	}
	return false
}

func TestEveryEventOfAnInquiryCanBeErased(t *testing.T) {
	p := policy(t)
	for _, e := range events {
		if isElsewhere(e) {
			continue
		}
		v := reflect.New(reflect.TypeOf(e)).Elem()
		mark(v, "")
		full := v.Interface().(Event)
		before, err := json.Marshal(full)
		require.NoError(t, err)
		r := p.erasedRecord(Record{Subject: "INQ-1", N: 1, By: marker, Event: full})
		after, err := json.Marshal(r)
		require.NoError(t, err)
		require.NotContains(t, string(after), marker, "%T", e)
		again, err := json.Marshal(full)
		require.NoError(t, err)
		require.Equal(t, string(before), string(again), "%T: the original was changed", e)
		require.Equal(t, r, p.erasedRecord(r), "%T: a second time changes nothing", e)
	}
}

func TestTheFoldForgetsToo(t *testing.T) {
	v := reflect.New(reflect.TypeFor[Inquiry]()).Elem()
	mark(v, "")
	q := v.Interface().(Inquiry).Apply(Record{Subject: "INQ-1", By: marker, Event: Forgotten{}})
	data, err := json.Marshal(q)
	require.NoError(t, err)
	require.NotContains(t, string(data), marker)
	require.True(t, q.Forgotten)
}

func TestWhoMayForgetWhat(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	require.NoError(t, s.try(sato, Ask{Asker: sato, Text: "GPU を使いたい", Place: Place{Channel: "C1", Thread: "1.1"}}))
	refused := func(by PersonID, reason string) {
		t.Helper()
		err := s.try(by, Forget{})
		require.ErrorContains(t, err, reason)
	}
	refused(tanaka, "lead_only")
	refused(sato, "lead_only")
	refused(yamada, "forget_open")
	refused("", "forget_open")
	require.NoError(t, s.try(tanaka, Resolve{Reasons: Reasons{Solver: SolverPlatformOnly, Docs: DocsMissing, Note: "quota raised", Minutes: 30}}))
	refused(tanaka, "lead_only")
	require.NoError(t, s.try(yamada, Forget{}))
	require.True(t, s.last.Erase)
	require.Equal(t, []Event{Forgotten{}}, s.last.Events)
	require.Equal(t, []Notice{ShowCard{Inquiry: "INQ-1"}}, s.last.Notices)
	require.Equal(t, StatusResolved, s.q.Status)
	require.Equal(t, Reasons{Solver: SolverPlatformOnly, Docs: DocsMissing, Minutes: 30}, s.q.Reasons)
	require.Empty(t, s.q.Text)

	require.NoError(t, s.try("", Forget{}))
	require.True(t, s.last.Erase, "a second time takes along what came since")
	require.Equal(t, []Event{Forgotten{}}, s.last.Events)
	require.Empty(t, s.last.Notices)

	for _, c := range []Command{
		Claim{},
		Assign{To: tanaka},
		Wait{},
		Resume{},
		Reclassify{Area: "x"},
		Feedback{Answer: AnswerHelped},
		Resolve{},
		GiveReasons{},
		Reopen{},
		Duplicate{Of: "INQ-2"},
		Withdraw{},
		Nudge{},
		PassOn{},
		Keep{},
		PlanStep{},
	} {
		require.ErrorContains(t, s.try(yamada, c), "forgotten", "%T", c)
	}
	for _, c := range []Command{
		Edit{Text: "GPU, again", At: "9.9"},
		RemoveSource{},
		Unclaim{},
		Reply{Text: "hello", Message: MessageRef{Channel: "C1", TS: "9.9"}},
		RemoveReply{},
		Remind{Reminder: Reminder{Kind: RemindReasons}},
	} {
		require.NoError(t, s.try(sato, c), "%T", c)
		require.Empty(t, s.last, "%T", c)
	}
	require.Empty(t, s.q.Text)
}

func TestNothingIsCountedUnderAForgottenInquiry(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	require.NoError(t, s.try(sato, Ask{Asker: sato, Text: "GPU を使いたい"}))
	err := s.try(tanaka, Duplicate{Of: "INQ-9"}, func(f *Facts) { f.Other = Inquiry{ID: "INQ-9", Forgotten: true} })
	require.ErrorContains(t, err, "forgotten")
}
