package triage

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
)

// EventName is the stable name under which an event is stored.
func EventName(e Event) string { return snake(reflect.TypeOf(e).Name()) }

// DecodeEvent reads the event stored under name.
func DecodeEvent(name string, data []byte) (Event, error) {
	e, ok := eventsByName()[name]
	if !ok {
		return nil, fmt.Errorf("unknown event %q: written by a newer version of toban", name)
	}
	v, err := decodeAs(e, data)
	if err != nil {
		return nil, fmt.Errorf("decode event %s: %w", name, err)
	}
	return v.(Event), nil
}

// eventsByName spares every record that is read the names of all events.
var eventsByName = sync.OnceValue(func() map[string]Event {
	byName := make(map[string]Event, len(events))
	for _, e := range events {
		byName[EventName(e)] = e
	}
	return byName
})

// DecodeNotice reads the notice stored under the name of its envelope.
func DecodeNotice(name string, data []byte) (Notice, error) {
	for _, n := range notices {
		if EnvelopeOf(n).Name != name {
			continue
		}
		v, err := decodeAs(n, data)
		if err != nil {
			return nil, fmt.Errorf("decode notice %s: %w", name, err)
		}
		return v.(Notice), nil
	}
	return nil, fmt.Errorf("unknown notice %q: written by a newer version of toban", name)
}

func decodeAs(sample any, data []byte) (any, error) {
	v := reflect.New(reflect.TypeOf(sample))
	if err := json.Unmarshal(data, v.Interface()); err != nil {
		return nil, err
	}
	return v.Elem().Interface(), nil
}

func snake(name string) string {
	var out []byte
	for i, r := range []byte(name) {
		if 'A' <= r && r <= 'Z' {
			if i > 0 {
				out = append(out, '_')
			}
			r += 'a' - 'A'
		}
		out = append(out, r)
	}
	return string(out)
}

// events and notices hold one of each member of the unions, for decoding; a
// test proves that none is missing.
var (
	events = [...]Event{
		Asked{},
		Suggested{},
		Edited{},
		SourceRemoved{},
		Secluded{},
		Pinged{},
		Claimed{},
		Unclaimed{},
		Waited{},
		Resumed{},
		Replied{},
		ReplyRemoved{},
		Reclassified{},
		Answered{},
		Helped{},
		Warned{},
		Breached{},
		BreachTold{},
		Resolved{},
		Reasoned{},
		Reopened{},
		AliasProposed{},
		AliasAdded{},
		ArticleWritten{},
		ArticleSettled{},
		StaleAsked{},
		StillNeeded{},
		Suspected{},
		Calmed{},
		IncidentOffered{},
		IncidentJoined{},
		RecontactOffered{},
		RecontactAnswered{},
		Merged{},
		Joined{},
		Parted{},
		Withdrew{},
		Forgotten{},
		Nudged{},
		Escalated{},
		Sent{},
		Bounced{},
		ReopenOffered{},
		Kept{},
		StepPlanned{},
		Gathered{},
		Clustered{},
		ClusterJoined{},
		ClusterTold{},
		ClusterSettled{},
		Declared{},
		IncidentChanged{},
		IncidentUpdated{},
		Noted{},
		Unnoted{},
		RegisteredRemotely{},
		RefusedRemotely{},
		RemovedRemotely{},
		SyncedRemotely{},
		ReviewSettled{},
		ReviewWritten{},
		ReviewDrafted{},
		ReviewDue{},
		ActionSettled{},
		ActionChanged{},
		ActionAdded{},
		ChannelRequested{},
		ChannelJoined{},
		HandedOff{},
		HandoffAccepted{},
		NoteLeft{},
		Configured{},
		SurveyAsked{},
		ShiftRated{},
		StepsAsked{},
		HoleWarned{},
		StartReminded{},
		Overrode{},
		Requested{},
		RequestSettled{},
		WentAway{},
		ChangeCancelled{},
		Searched{},
		PageChanged{},
		Alerted{},
		AlertTold{},
		AlertSettled{},
		AlertMuted{},
		Reported{},
	}
	notices = [...]Notice{
		OpenRoom{},
		Relay{},
		ShowCard{},
		ShowSuggestion{},
		Ping{},
		RetractPing{},
		PageSuspected{},
		WarnOwner{},
		WarnTeam{},
		TellBreach{},
		TellResolved{},
		TellMerged{},
		AskAsker{},
		TellReopened{},
		AskReopen{},
		AskReasons{},
		ProposeAlias{},
		SendArticle{},
		AskStale{},
		SettleStale{},
		Settle{},
		OpenIncident{},
		SyncIncident{},
		FindChannel{},
		LinkChannel{},
		MakeChannel{},
		ShowIncident{},
		ShowBrief{},
		TellIncident{},
		ShowCluster{},
		TellUpdate{},
		TellState{},
		AskUpdate{},
		AskCommander{},
		FurnishChannel{},
		PublishPage{},
		PushAction{},
		PushReview{},
		TellPage{},
		SendReview{},
		AskReview{},
		TellAction{},
		AnnounceHandoff{},
		RemindHandoff{},
		AskSteps{},
		WarnHole{},
		AnnounceRoster{},
		WarnRefused{},
		AttachLinks{},
		SyncImpact{},
		WarnRemote{},
		RemindStart{},
		AskEffort{},
		ShowRequest{},
		TellRequest{},
		TellDuty{},
		ShowAlert{},
		PageAlert{},
		SendPage{},
		SettlePage{},
		AskPageAgain{},
		ShowReport{},
		CallHook{},
		WarnHook{},
	}
)
