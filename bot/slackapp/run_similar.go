package slackapp

import (
	"context"
	"strings"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// similarHits is how many pages stand beside similar inquiries.
const similarHits = 3

// runSimilar looks for what resembles an inquiry, or words: past inquiries
// with what solved them, incidents and pages, in one list.
func (a *App) runSimilar(ctx context.Context, r request) (reply, error) {
	text, own := a.text(r.raw), r.inquiry
	if named, ok := parseReference(r.rest); ok && named.inquiry != "" {
		own = named.inquiry
	} else if text != "" {
		own = ""
	}
	if own != "" {
		q, err := a.desk.Inquiry(ctx, own)
		if err != nil {
			return reply{}, named(err, string(own))
		}
		if err := a.mayKnow(ctx, r.act, q); err != nil {
			return reply{}, err
		}
		if !a.mayRead(ctx, r.by, q) {
			return line(phrase.ShowPrivate), nil
		}
		if err := gone(q); err != nil {
			return reply{}, err
		}
		text = q.Text
	}
	if strings.TrimSpace(text) == "" {
		if !r.slash { // words after it would be a question
			return line(noInquiryHere(r.act)), nil
		}
		return a.misused(r), nil
	}
	return saying(func(ctx context.Context, b phrase.Book) message { return a.similar(ctx, b, r, text, own) }), nil
}

func (a *App) similar(ctx context.Context, b phrase.Book, r request, text string, own triage.InquiryID) message {
	found, err := a.look(ctx, r.by, text, similarHits, b)
	if err != nil {
		return textBlock(b.Say(phrase.DocsAway))
	}
	var rows []string
	for _, rel := range found.Related {
		if row, ok := a.pastRow(ctx, b, r.act, rel, own); ok {
			rows = append(rows, row)
		}
	}
	for _, h := range found.Hits {
		if !found.Answered || r.stranger {
			break
		}
		rows = append(rows, "• "+link(h.URL, cut(h.Title, 150)))
	}
	if len(rows) == 0 {
		return textBlock(b.Say(phrase.SimilarNone))
	}
	head := b.Say(phrase.SimilarHead)
	m := textBlock("*" + head + "*")
	m.text = head + "\n" + strings.Join(rows, "\n")
	for _, part := range packed(rows) {
		m.blocks = append(m.blocks, section(part))
	}
	return m
}

// pastRow is a past inquiry with what solved it, or a past incident, if the
// reader may see it.
func (a *App) pastRow(ctx context.Context, b phrase.Book, c act, rel knowledge.Related, own triage.InquiryID) (string, bool) {
	if id, ok := triage.SubjectIncident(string(rel.ID)); ok {
		if outline, err := a.confined(ctx, c); err != nil || outline {
			return "", false
		}
		i, err := a.desk.Incident(ctx, id)
		return a.pastIncident(ctx, b, i), err == nil
	}
	id, ok := triage.SubjectInquiry(string(rel.ID))
	if !ok || id == own {
		return "", false
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil || !a.mayReadHere(ctx, c, q) {
		return "", false
	}
	return "• " + a.pastFix(b, a.inquiryLink(q), q.Text, q.Reasons.Note) + a.credit(ctx, b, q.ResolvedBy, q.ResolvedAt), true
}

// pastIncident is an incident with what fixed it, who did and when; with its
// last status where nobody wrote that down.
func (a *App) pastIncident(ctx context.Context, b phrase.Book, i triage.Incident) string {
	row := "• " + a.incidentRow(ctx, b, i)
	switch {
	case i.Fixed != "":
		return row + "\n   " + b.Say(phrase.FixedBy, "text", escape(oneLine(i.Fixed, 200))) + a.credit(ctx, b, i.ResolvedBy(), i.ResolvedAt)
	case i.Summary != "":
		return row + "\n   " + b.Say(phrase.IncidentSummary, "text", escape(oneLine(i.Summary, 200)))
	}
	return row
}

// credit says in brackets who solved something and how long ago, as far as
// that is known.
func (a *App) credit(ctx context.Context, b phrase.Book, who triage.PersonID, at time.Time) string {
	var facts []string
	if who != "" && !who.Erased() {
		facts = append(facts, escape(a.name(ctx, who)))
	}
	if !at.IsZero() {
		facts = append(facts, a.age(b, at))
	}
	if len(facts) == 0 {
		return ""
	}
	return b.Say(phrase.SimilarCredit, "facts", strings.Join(facts, b.Say(phrase.Comma)))
}
