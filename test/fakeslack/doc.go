// Package fakeslack is a Slack workspace in one process: people, channels and
// messages in memory behind the Web API, the Events API, Socket Mode, slash
// commands, shortcuts, modals and response URLs that an app talks to.
//
// The app under test uses its real Slack client against [Workspace.Handler];
// the test, the story or the playground plays the people ([Workspace.Say],
// [Workspace.Press], [Workspace.Submit] …) and reads what they would see
// ([Workspace.Messages], [Workspace.View], [Workspace.PlainText] …).
//
// # Time and goroutines
//
// Everything that expires or is repeated follows the workspace clock
// (Options.Now). Only the three seconds an app has to acknowledge are measured
// on a real timer, because somebody is waiting for them.
//
// Nothing runs by itself unless [Workspace.Run] is called: each act of a person
// delivers its own events and then whatever has become due, and
// [Workspace.Tick] does the latter alone. Without sockets a Workspace therefore
// works inside a testing/synctest bubble; give the app [Workspace.Client] and
// let [HTTPApp].Client call the app's handler the same way.
//
// An act waits for the acknowledgement of the first attempt of each of its
// deliveries (at most three seconds each); callers that want load act from
// many goroutines. Its error is what the person would be shown: an [ActError]
// with Slack's code, such as operation_timeout for a slash command nobody
// answered, or a [FieldsError] for a form. Unanswered events show nothing to
// anybody and so are no errors.
//
// # What is enforced
//
//   - Tokens: not_authed, invalid_auth, not_allowed_token_type; a token in a
//     JSON body is ignored, as Slack does. Scopes: missing_scope with needed and
//     provided. Unknown methods: unknown_method.
//   - Sizes: every limit of blocks, views and messages that Slack documents,
//     answered with invalid_blocks or invalid_arguments and a JSON pointer
//     per mistake, msg_too_long, msg_blocks_too_long, view_too_large,
//     metadata_too_large. Lengths are counted in UTF-16 units, the stricter
//     reading of a point that Slack leaves open.
//   - Triggers: three seconds of the workspace clock, one use. Views: three on
//     the stack, hashes, required inputs, error keys that name input blocks.
//   - Conversations: membership, archiving, names, group direct messages of two
//     to eight people, threads, paging, metadata only when asked for. Messages are edited and deleted by their author only.
//   - response_url: five uses in thirty minutes, replace_original,
//     delete_original. An ephemeral message is never made public by it.
//   - Rate limits, if Options.RateLimits: tiers per method, chat.postMessage one
//     per second and channel with a burst of five; HTTP 429 with Retry-After.
//   - Deliveries: signed (v0), acknowledged within three seconds, repeated at
//     once, after one minute and after five with X-Slack-Retry-Num and -Reason
//     or retry_attempt and retry_reason. Mentions arrive twice (message and
//     app_mention, same ts, different event_id), direct messages once, the
//     app's own messages and edits come back to it like everybody's.
//   - Socket Mode: single-use URLs, hello, ping, disconnect, at most ten
//     connections, each envelope to one of them in turn, acknowledgements of
//     20 KB and more are dropped silently. A repeated envelope has a new
//     envelope_id; what identifies an event is its event_id.
//
// # What is not
//
// One workspace, one app, no Enterprise Grid; no OAuth, canvases, lists,
// workflows, streaming, calls, reminders, search or RTM, no options from the app
// (block_suggestion). Nothing is repeated before an app has connected for the
// first time. A command answered in the channel is not itself shown there. No delayed events
// beyond the three repeats, no app_rate_limited, no switching off of a failing
// subscription, no refresh of a socket by age (see
// [Workspace.DisconnectSockets]). Confirmation dialogs are confirmed at once.
// Links are not unfurled. How Slack spaces the repeats of Socket Mode is not
// documented; the schedule of HTTP is used, where the repeat "at once" waits up
// to a minute for a socket.
package fakeslack
