// Package fakedatadog is a Datadog organisation in one process: the parts of
// its HTTP API that an incident bot uses, with memory.
//
// A [Server] remembers what it was sent. An incident that is created can be
// listed at once, is found by search only after [Options.SearchLag], gets a
// Slack channel when [Options.Slack] says so, and changes when "a person in
// Datadog" changes it ([Server.Declare], [Server.SetState],
// [Server.SetSeverity]). Answers have the shapes and the quirks that recorded
// traffic of the real service shows; where nothing was recorded, the fake
// refuses what the documentation does not allow, so that it is never more
// patient than the real one.
//
// [Server.Inject] makes requests go wrong before or after they took effect:
// the second is what tells a bot that creates an incident once from one that
// creates it twice.
//
// The server is an [net/http.Handler]. Serve it with net/http/httptest, or
// hand [Server.Transport] to a client and leave the network out; the latter
// also works inside a testing/synctest bubble. Nothing here starts a goroutine.
package fakedatadog
