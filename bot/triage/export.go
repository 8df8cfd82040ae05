package triage

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// An ExportRow is one inquiry of an export, as it stood at the end of the
// period or stands now when that is earlier: the rows add up to the report of
// the period. Instants are whole seconds. The names of the columns stay as they
// are once published; new ones are added at the end.
type ExportRow struct {
	ID           InquiryID  `json:"id"`
	AskedAt      time.Time  `json:"asked_at"`
	Asker        PersonID   `json:"asker"`
	Team         TeamID     `json:"team"` // of the asker, "" when unknown
	Channel      ChannelID  `json:"channel"`
	Kind         string     `json:"kind"`
	Area         string     `json:"area"`
	Urgency      Urgency    `json:"urgency"`
	Status       Status     `json:"status"`
	Owner        PersonID   `json:"owner"`
	Due          *time.Time `json:"due"`                 // of the first reply to the question, not to a recontact
	FirstReplyAt *time.Time `json:"first_reply_at"`      // null: nobody has answered
	ReplyMinutes *int       `json:"first_reply_minutes"` // elapsed, not on the SLA's clock
	Breached     bool       `json:"breached"`            // answered after due or overdue at the end of the period
	ResolvedAt   *time.Time `json:"resolved_at"`
	ResolvedBy   PersonID   `json:"resolved_by"`
	SelfSolve    string     `json:"self_solve"` // key of a SelfSolve, "" when no suggestion was shown
	Solver       Solver     `json:"solver"`     // who could have solved it
	Docs         Documented `json:"documented"` // whether it was documented
	Class        CloseClass `json:"class"`      // "" without reasons
	Minutes      int        `json:"minutes"`    // working time given at closing
	Note         string     `json:"note"`       // what solved it; left out for private places
	Page         string     `json:"page"`
	DuplicateOf  InquiryID  `json:"duplicate_of"`
	Incident     IncidentID `json:"incident"`
	Reopens      int        `json:"reopens"`
	Text         string     `json:"text"` // left out for private places

	ResolveMinutes *int `json:"resolve_minutes"` // elapsed, without waiting for the asker; null: not resolved

	Imported bool `json:"imported"` // from before toban
}

// Export lists the inquiries of a period, in the order of their numbers, as the report of
// the period counts them: what happened later belongs to later reports, but for
// reasons that complete a closing. Words are those of now, for what their
// author has taken out of them since is not brought back.
func (d *Desk) Export(ctx context.Context, p Period) ([]ExportRow, error) {
	loc := d.Policy.Calendar.Location()
	from, to := p.Bounds(loc)
	at := judgedAt(to, d.now())
	var rows []ExportRow
	err := d.Store.View(ctx, func(r Reader) error {
		rows = nil
		for q, err := range askedIn(r, from, to) {
			if err != nil {
				return err
			}
			records, err := historyUntil(r, string(q.ID), to)
			if err != nil {
				return err
			}
			then := folded(records)
			then.Text, then.Place = q.Text, q.Place
			rows = append(rows, exportRow(then, at, loc))
		}
		return nil
	})
	slices.SortFunc(rows, func(a, b ExportRow) int { return a.ID.Compare(b.ID) })
	return rows, err
}

func exportRow(q Inquiry, judged time.Time, loc *time.Location) ExportRow {
	at := func(t time.Time) *time.Time { return second(t, loc) }
	p := q.promise()
	row := ExportRow{
		ID: q.ID, AskedAt: *at(q.AskedAt), Asker: q.Asker, Team: q.Team, Channel: q.Place.Channel,
		Kind: q.Kind.Key, Area: q.Area.Key, Urgency: q.Urgency, Status: q.Status, Owner: q.Owner, Due: at(p.Due),
		Breached: q.standing().judged(judged) == promiseBroken, ResolvedAt: at(q.ResolvedAt), ResolvedBy: q.ResolvedBy,
		Solver: q.Reasons.Solver, Docs: q.Reasons.Docs, Minutes: q.Reasons.Minutes, Page: q.Reasons.Page,
		DuplicateOf: q.Of, Incident: q.Incident, Reopens: q.Reopens, Imported: q.Imported,
	}
	if q.Reasons.Given() {
		row.Class = ClassOf(q.Reasons)
	}
	if !q.Place.Private {
		row.Note, row.Text = q.Reasons.Note, q.Text
	}
	if q.Answerable {
		row.SelfSolve = q.SelfSolve.String()
	}
	if p.FirstReply != nil {
		row.FirstReplyAt, row.ReplyMinutes = at(p.FirstReply.At), new(int(p.FirstReply.At.Sub(q.AskedAt).Minutes()))
	}
	if took, ok := q.ResolveTime(); ok {
		row.ResolveMinutes = new(int(took.Minutes()))
	}
	return row
}

// second is an instant in whole seconds, nil for none.
func second(t time.Time, loc *time.Location) *time.Time {
	if t.IsZero() {
		return nil
	}
	return new(t.In(loc).Truncate(time.Second))
}

// ExportJSON writes rows as one JSON array.
func ExportJSON(w io.Writer, rows []ExportRow) error { return writeArray(w, rows) }

// ExportCSV writes rows under a heading of the columns' names. The byte order
// mark has spreadsheets read Japanese, and a cell that they would run as a
// formula is quoted.
func ExportCSV(w io.Writer, rows []ExportRow) error {
	records := [][]string{{
		"id", "asked_at", "asker", "team", "channel", "kind", "area", "urgency", "status", "owner", "due", "first_reply_at",
		"first_reply_minutes", "breached", "resolved_at", "resolved_by", "self_solve", "solver", "documented", "class", "minutes",
		"note", "page", "duplicate_of", "incident", "reopens", "text", "resolve_minutes", "imported",
	}}
	for _, r := range rows {
		records = append(records, []string{
			string(r.ID), stamp(&r.AskedAt), string(r.Asker), string(r.Team), string(r.Channel), Inert(r.Kind), Inert(r.Area), r.Urgency.String(),
			r.Status.String(), string(r.Owner), stamp(r.Due), stamp(r.FirstReplyAt), number(r.ReplyMinutes), strconv.FormatBool(r.Breached), stamp(r.ResolvedAt),
			string(r.ResolvedBy), r.SelfSolve, key(r.Solver), key(r.Docs), string(r.Class), strconv.Itoa(r.Minutes), Inert(r.Note),
			Inert(r.Page), string(r.DuplicateOf), string(r.Incident), strconv.Itoa(r.Reopens), Inert(r.Text),
			number(r.ResolveMinutes), strconv.FormatBool(r.Imported),
		})
	}
	return writeRecords(w, records)
}

// writeRecords writes a table after a byte order mark.
func writeRecords(w io.Writer, records [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	if err := csv.NewWriter(w).WriteAll(records); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// key is the key of a closing reason, "" when none was given.
func key[T interface {
	~int
	String() string
}](v T) string {
	if v == 0 {
		return ""
	}
	return v.String()
}

// number is a number, "" when there is none.
func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.RFC3339)
}

// Inert keeps a spreadsheet from running a cell as a formula, as OWASP's "CSV
// Injection" advises: by signs of full width, too, which those that speak
// Japanese take for the others.
func Inert(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + s
	}
	return s
}
