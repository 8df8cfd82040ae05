// Package slackexport reads the export of a Slack workspace, as the ZIP file
// that Slack makes or as the folder it unpacks to, and finds the inquiries in
// it: who asked, who of the team answered first, and how it ended.
//
// An [Export] is read one day of one channel at a time. Nothing is unpacked, and
// a day is never larger in memory than maxDay, so that neither a path nor a size
// that the file claims does any harm. What cannot be read is a [Problem] with
// its file; everything else is read all the same.
//
// [Rules] say which threads were inquiries. They look at who wrote, not at what
// was meant, and where they cannot tell they leave a thread out and say why.
package slackexport
