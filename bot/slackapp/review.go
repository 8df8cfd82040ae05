package slackapp

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// sendReview sends a draft of an incident's review, as a Markdown file in a
// direct message, to a member or somebody with a role in it.
func (a *App) sendReview(ctx context.Context, c act, id triage.IncidentID) error {
	i, err := a.desk.Incident(ctx, id)
	if err != nil {
		return named(err, string(id))
	}
	if c.guest || !a.responder(c.by, i) {
		return &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	if err := a.draftedReview(ctx, c, i); err != nil {
		return named(err, string(id))
	}
	return a.once(ctx, c, func(ctx context.Context, b phrase.Book) message {
		name := strings.ToLower(string(id)) + "-review.md"
		if err := a.sendFile(ctx, c.by, name, []byte(a.review(ctx, b, i, c.by)), b.Say(phrase.FileComment, "file", name)); err != nil {
			a.log.ErrorContext(ctx, "review draft not sent", "incident", id, "error", err)
			return message{text: b.Say(phrase.FileNotSent, "file", name, "command", a.config.Command)}
		}
		return a.reviewSent(b, i, c.by, name)
	})
}

// reviewSent says where the draft is, and offers a member to make a page of
// what the incident taught.
func (a *App) reviewSent(b phrase.Book, i triage.Incident, by triage.PersonID, file string) message {
	text := b.Say(phrase.ReviewSent, "subject", string(i.ID), "file", file)
	if i.Status != triage.IncidentResolved {
		text += "\n" + b.Say(phrase.ReviewRunning, "subject", string(i.ID))
	}
	var set []slack.BlockElement
	if a.reviewable(by, i) {
		set = append(set, primary(writeReviewButton(b, i.ID)))
	}
	if i.Teaches() && a.desk.Policy.IsMember(by) {
		text += "\n" + b.Say(phrase.ReviewTeach)
		set = append(set, a.writeButton(b, string(i.ID), by))
	}
	if len(set) == 0 {
		return message{text: text}
	}
	m := textBlock(text)
	m.blocks = append(m.blocks, actions("review", set...))
	return m
}

// review is the draft in Markdown: what the record knows is written, what only
// people know is asked for. It has the front matter of a page, so that the
// finished one can join the documents.
func (a *App) review(ctx context.Context, b phrase.Book, i triage.Incident, reader triage.PersonID) string {
	var w strings.Builder
	line := func(parts ...string) { w.WriteString(strings.Join(parts, "") + "\n") }
	head := func(l phrase.Line) { line("\n## ", b.Say(l), "\n") }
	a.reviewFront(b, i, a.now(), line)
	line("> ", b.Say(phrase.ReviewIntro))
	if i.Drill {
		line(">\n> ", b.Say(phrase.ReviewDrill))
	}

	head(phrase.ReviewSummary)
	line(b.Say(phrase.ReviewLine, "at", a.stamp(i.DetectedAt), "declared", a.stamp(i.DeclaredAt)))
	if i.Summary != "" {
		line("\n", b.Say(phrase.ReviewLast, "text", markdown(i.Summary)))
	}
	if i.Fixed != "" {
		line("\n", b.Say(phrase.FixedBy, "text", markdown(i.Fixed)))
	}
	line("\n", b.Say(phrase.ReviewWriteSummary), "\n")
	a.reviewFacts(b, i, line)

	head(phrase.ReviewImpact)
	if i.Affected != "" {
		line("- ", b.Say(phrase.ReviewAffected, "text", markdown(i.Affected)))
	}
	line("- ", b.Say(phrase.ReviewAsked, "n", itoa(len(i.Inquiries))))
	asker := a.reviewInquiries(ctx, b, i, reader, line)
	line("\n", b.Say(phrase.ReviewWriteImpact))

	head(phrase.ReviewStory)
	for _, e := range i.Timeline {
		line("- ", a.stamp(e.At), " ", a.timelineEntry(ctx, b, e, markdown))
	}

	head(phrase.ReviewDetect)
	if asker != "" {
		line(b.Say(phrase.ReviewByInquiry, "id", string(i.Inquiries[0]), "who", markdown(asker)))
	} else if i.Declarer != "" {
		line(b.Say(phrase.ReviewByPerson, "who", markdown(a.name(ctx, i.Declarer))))
	}
	line("\n", b.Say(phrase.ReviewWriteDetect))

	head(phrase.ReviewRespond)
	a.reviewResponse(ctx, b, i, line)
	line("\n", b.Say(phrase.ReviewWriteRespond))

	head(phrase.ReviewCause)
	line(b.Say(phrase.ReviewWriteCause))
	head(phrase.ReviewWell)
	line("- ", b.Say(phrase.ReviewWrite))
	head(phrase.ReviewBadly)
	line("- ", b.Say(phrase.ReviewWrite))

	if len(i.Actions) > 0 {
		a.reviewActions(ctx, b, i, line)
		return w.String()
	}
	head(phrase.ReviewActions)
	row(line, b.Say(phrase.ReviewAction), b.Say(phrase.ReviewAim), b.Say(phrase.ReviewOwner), b.Say(phrase.ReviewDue))
	row(line, "---", "---", "---", "---")
	write := b.Say(phrase.ReviewWrite)
	for _, aim := range []phrase.Line{phrase.ReviewPrevent, phrase.ReviewNotice, phrase.ReviewMitigate} {
		row(line, write, b.Say(aim), write, write)
	}
	return w.String()
}

func row(line func(...string), cells ...string) {
	line("| ", strings.Join(cells, " | "), " |")
}

// reviewFacts are the milestones as a table.
func (a *App) reviewFacts(b phrase.Book, i triage.Incident, line func(...string)) {
	since := func(at time.Time) string {
		if at.IsZero() {
			return b.Say(phrase.ReviewOpen)
		}
		return b.Say(phrase.ReviewAfter, "at", a.stamp(at), "took", b.Duration(at.Sub(i.DeclaredAt)))
	}
	declared := a.stamp(i.DeclaredAt)
	if i.DeclaredAt.After(i.DetectedAt) {
		declared = b.Say(phrase.ReviewToDecl, "at", declared, "took", b.Duration(i.DeclaredAt.Sub(i.DetectedAt)))
	}
	row(line, b.Say(phrase.ReviewFact), b.Say(phrase.ReviewValue))
	row(line, "---", "---")
	row(line, b.Say(phrase.ReviewSeverity), markdown(a.severityTitle(b, i.Severity)))
	row(line, b.Say(phrase.ReviewDetected), a.stamp(i.DetectedAt))
	row(line, b.Say(phrase.ReviewDeclared), declared)
	row(line, b.Say(phrase.ReviewStable), since(i.StableAt))
	row(line, b.Say(phrase.ReviewResolved), since(i.ResolvedAt))
	if d := i.Datadog; d.URL != "" {
		row(line, "Datadog", "[#"+itoa(int(d.PublicID))+"]("+d.URL+")")
	}
}

// reviewInquiries lists the linked inquiries, and returns who asked the first
// one, through which the incident was noticed.
func (a *App) reviewInquiries(ctx context.Context, b phrase.Book, i triage.Incident, reader triage.PersonID, line func(...string)) (asker string) {
	for n, id := range i.Inquiries {
		q, err := a.desk.Inquiry(ctx, id)
		if err != nil {
			line("  - ", string(id))
			continue
		}
		who := a.name(ctx, q.Asker)
		if n == 0 {
			asker = who
		}
		name := string(id)
		if url := a.permalink(a.root(q)); url != "" {
			name = "[" + name + "](" + url + ")"
		}
		facts := []string{name + " " + markdown(who)}
		if q.Team != "" {
			facts[0] += " (" + markdown(a.teamName(b, q.Team)) + ")"
		}
		if a.mayRead(ctx, reader, q) {
			facts = append(facts, markdown(oneLine(q.Text, 120)))
		}
		line("  - ", joinFacts(b, facts))
	}
	return asker
}

func (a *App) reviewResponse(ctx context.Context, b phrase.Book, i triage.Incident, line func(...string)) {
	roles := []string{b.Say(phrase.IncidentCommander, "who", markdown(a.chief(ctx, i)))}
	if i.Comms != "" {
		roles = append(roles, b.Say(phrase.IncidentComms, "who", markdown(a.name(ctx, i.Comms))))
	}
	if i.Scribe != "" {
		roles = append(roles, b.Say(phrase.IncidentScribe, "who", markdown(a.name(ctx, i.Scribe))))
	}
	line("- ", joinFacts(b, roles))
	if i.Acting {
		line("- ", b.Say(phrase.ReviewActing))
	}
	updates := b.Say(phrase.ReviewSilent)
	for _, e := range i.Timeline {
		if e.What == "update" {
			updates = b.Say(phrase.ReviewUpdates, "n", itoa(i.Updates), "took", b.Duration(e.At.Sub(i.DeclaredAt)))
			break
		}
	}
	line("- ", updates)
}

// stamp is an instant of the team's zone, for a file that is read anywhere and
// years later.
func (a *App) stamp(t time.Time) string { return a.local(t).Format("2006-01-02 15:04 MST") }

// markdown is foreign text as part of a line of Markdown: it starts no
// emphasis, link, code, table cell or HTML.
func markdown(text string) string {
	return strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "<", `\<`, "|", `\|`, "\r", " ", "\n", " ",
	).Replace(cmp.Or(strings.TrimSpace(text), "–"))
}

// yamlText is a YAML string.
func yamlText(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
