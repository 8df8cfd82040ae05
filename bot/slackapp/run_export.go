package slackapp

import (
	"bytes"
	"context"
	"io"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// An export is what somebody wants as a file.
type export struct {
	incidents bool // instead of inquiries
	json      bool // instead of CSV
	period    string
}

// parseExport reads the arguments of an export; what was exported first, the
// inquiries, need not be named.
func parseExport(rest string) (x export, ok bool) {
	what, more, _ := strings.Cut(rest, " ")
	x.incidents = is(what, phrase.ArgIncidents)
	if x.incidents || is(what, phrase.ArgInquiries) {
		rest = strings.TrimSpace(more)
	}
	format, period, _ := strings.Cut(rest, " ")
	x.json, x.period = is(format, phrase.ArgJSON), strings.TrimSpace(period)
	return x, x.json || is(format, phrase.ArgCSV)
}

// file is the name of the file.
func (x export) file(p triage.Period) string {
	what, extension := "inquiries", "csv"
	if x.incidents {
		what = "incidents"
	}
	if x.json {
		extension = "json"
	}
	return "toban-" + string(p) + "-" + what + "." + extension
}

// runExport sends a lead the inquiries or incidents of a period as a file.
func (a *App) runExport(ctx context.Context, r request) (reply, error) {
	x, ok := parseExport(r.rest)
	if !ok {
		return a.misused(r), nil
	}
	period, err := a.period(x.period)
	if err != nil {
		return reply{}, err
	}
	a.sendLater(ctx, r.act, x.file(period), func(ctx context.Context) ([]byte, error) {
		if x.incidents {
			return written(ctx, period, a.desk.ExportIncidents, x.json, triage.ExportIncidentsCSV, triage.ExportIncidentsJSON)
		}
		return written(ctx, period, a.desk.Export, x.json, triage.ExportCSV, triage.ExportJSON)
	})
	return reply{}, nil
}

// written is a file with the rows of a period.
func written[T any](ctx context.Context, p triage.Period, read func(context.Context, triage.Period) ([]T, error), asJSON bool,
	csv, json func(io.Writer, []T) error,
) ([]byte, error) {
	rows, err := read(ctx, p)
	if err != nil {
		return nil, err
	}
	write := csv
	if asJSON {
		write = json
	}
	var file bytes.Buffer
	err = write(&file, rows)
	return file.Bytes(), err
}
