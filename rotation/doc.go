// Package rotation says who is on call at any instant and why, when that
// changes, what counts as business time, and when a reply is due. It is
// arithmetic only: it reads no clock, no file and no network, and imports
// nothing else of toban.
//
// The nouns, from the ground up:
//
//   - [Civil] is a wall time, [Resolve] turns it into an instant. Everything
//     that recurs is stored as a wall time and a zone, because neither an
//     instant nor a duration survives a clock change.
//   - [Calendar] knows when the team is open; [CalendarSpec] is its
//     configuration.
//   - [Clock] measures a target in one of three ways; [Clock.Due] says when a
//     promise falls due.
//   - [Rotation] answers [Rotation.OnCall]; [Spec] is its configuration and
//     [Changes] is what people did on top of it: roster edits, swaps,
//     overrides, absences.
//   - [Setup] is a configuration in force from an instant on; [Revise] makes
//     the next one and [Compose] a rotation of them all.
//   - [Dated] is a schedule somebody else keeps, under the same changes.
//   - [Rotation.Tick] turns the passing of time into handoffs.
//
// Three rules hold everywhere. Spans are half-open: at the boundary the
// incoming person is on call. Nothing rewrites the past: an [Edit] or an
// [Override] applies from an instant on and is never deleted. Nobody is a
// legal answer: a person is the empty string then, and [Why] says why.
//
// All types are values or immutable after Build, so everything here may be
// used from several goroutines at once.
package rotation
