package triage

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// An IncidentRow is one incident of an export. Drills are in none. Instants are
// whole seconds. The names of the columns stay as they are once published; new
// ones are added at the end.
type IncidentRow struct {
	ID             IncidentID     `json:"id"`
	Title          string         `json:"title"` // left out for private places, as Affected and Fixed are
	Severity       Severity       `json:"severity"`
	Status         IncidentStatus `json:"status"`
	DetectedAt     time.Time      `json:"detected_at"`
	DeclaredAt     time.Time      `json:"declared_at"`
	StableAt       *time.Time     `json:"stable_at"`
	ResolvedAt     *time.Time     `json:"resolved_at"`
	DeclareMinutes int            `json:"declare_minutes"` // from detection to declaration
	RestoreMinutes *int           `json:"restore_minutes"` // from declaration to resolution; null: it runs
	Commander      PersonID       `json:"commander"`
	Inquiries      []InquiryID    `json:"inquiries"`
	Affected       string         `json:"affected"`
	Fixed          string         `json:"fixed"`
	DatadogURL     string         `json:"datadog_url"`
}

// ExportIncidents lists the incidents declared in a period, the first first, as
// they stood at its end, or stand now when that is earlier.
func (d *Desk) ExportIncidents(ctx context.Context, p Period) ([]IncidentRow, error) {
	loc := d.Policy.Calendar.Location()
	from, to := p.Bounds(loc)
	var rows []IncidentRow
	err := d.Store.View(ctx, func(r Reader) error {
		rows = nil
		for e := range r.Entries(from, to) {
			id, ok := SubjectIncident(e.Subject)
			if !ok || e.N > 1 {
				continue
			}
			now, err := r.Incident(id)
			if err != nil {
				return err
			}
			records, err := historyUntil(r, e.Subject, to)
			if err != nil {
				return err
			}
			then := Incident{ID: id}
			for _, rec := range records {
				then = then.Apply(rec)
			}
			then.Title, then.Origin = now.Title, now.Origin // words are those of now
			if !then.Drill {
				rows = append(rows, incidentRow(then, loc))
			}
		}
		return nil
	})
	return rows, err
}

// IncidentRows lists incidents as they stand now, newest first; only those that
// are not resolved when running is set.
func (d *Desk) IncidentRows(ctx context.Context, running bool) ([]IncidentRow, error) {
	list, err := d.Incidents(ctx, running)
	var rows []IncidentRow
	for _, i := range list {
		if !i.Drill {
			rows = append(rows, incidentRow(i, d.Policy.Calendar.Location()))
		}
	}
	return rows, err
}

// InquiryRows lists inquiries as they stand now, newest first.
func (d *Desk) InquiryRows(ctx context.Context, f InquiryFilter) ([]ExportRow, error) {
	list, err := d.Inquiries(ctx, f)
	var rows []ExportRow
	for _, q := range list {
		rows = append(rows, exportRow(q, d.now(), d.Policy.Calendar.Location()))
	}
	return rows, err
}

func incidentRow(i Incident, loc *time.Location) IncidentRow {
	row := IncidentRow{
		ID: i.ID, Severity: i.Severity, Status: i.Status, DetectedAt: *second(i.DetectedAt, loc), DeclaredAt: *second(i.DeclaredAt, loc),
		StableAt: second(i.StableAt, loc), ResolvedAt: second(i.ResolvedAt, loc), DeclareMinutes: int(i.DeclaredAt.Sub(i.DetectedAt).Minutes()),
		Commander: i.Commander, Inquiries: append([]InquiryID{}, i.Inquiries...), DatadogURL: i.Datadog.URL,
	}
	if !i.ResolvedAt.IsZero() {
		row.RestoreMinutes = new(int(i.ResolvedAt.Sub(i.DeclaredAt).Minutes()))
	}
	if !i.Origin.Private {
		row.Title, row.Affected, row.Fixed = i.Title, i.Affected, i.Fixed
	}
	return row
}

// ExportIncidentsJSON writes rows as one JSON array.
func ExportIncidentsJSON(w io.Writer, rows []IncidentRow) error { return writeArray(w, rows) }

// ExportIncidentsCSV writes rows as ExportCSV does; inquiries stand in one cell.
func ExportIncidentsCSV(w io.Writer, rows []IncidentRow) error {
	records := [][]string{{
		"id", "title", "severity", "status", "detected_at", "declared_at", "stable_at", "resolved_at", "declare_minutes", "restore_minutes",
		"commander", "inquiries", "affected", "fixed", "datadog_url",
	}}
	for _, r := range rows {
		var inquiries []string
		for _, id := range r.Inquiries {
			inquiries = append(inquiries, string(id))
		}
		records = append(records, []string{
			string(r.ID), Inert(r.Title), string(r.Severity), r.Status.String(), stamp(&r.DetectedAt), stamp(&r.DeclaredAt), stamp(r.StableAt), stamp(r.ResolvedAt),
			strconv.Itoa(r.DeclareMinutes), number(r.RestoreMinutes), string(r.Commander), strings.Join(inquiries, " "), Inert(r.Affected), Inert(r.Fixed), r.DatadogURL,
		})
	}
	return writeRecords(w, records)
}

// writeArray writes rows as one JSON array, an empty one for none.
func writeArray[T any](w io.Writer, rows []T) error {
	if rows == nil {
		rows = []T{}
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(rows); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
