package web

import (
	"encoding"
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// fieldsOf are the names under which the fields of a struct stand in JSON, in
// their order.
func fieldsOf(of reflect.Type) (names []string) {
	for name := range fields(of) {
		names = append(names, name)
	}
	return names
}

// fields are the fields by these names, those of embedded structs among them.
func fields(of reflect.Type) iter.Seq2[string, reflect.StructField] {
	return func(yield func(string, reflect.StructField) bool) {
		for _, f := range reflect.VisibleFields(of) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name != "" && !yield(name, f) {
				return
			}
		}
	}
}

// described holds a description to the type whose values it is of, and that of
// each of its fields.
func described(t *testing.T, at string, schema *openapi3.Schema, of reflect.Type) {
	t.Helper()
	if len(schema.AllOf) == 1 { // a reference with words of its own
		schema = schema.AllOf[0].Value
	}
	if of.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return
	}
	switch of.Kind() {
	case reflect.Pointer:
		described(t, at, schema, of.Elem())
	case reflect.Slice:
		described(t, at+"[]", schema.Items.Value, of.Elem())
	case reflect.Map:
		described(t, at+"{}", schema.AdditionalProperties.Schema.Value, of.Elem())
	case reflect.Struct:
		require.Equal(t, slices.Sorted(slices.Values(fieldsOf(of))), slices.Sorted(maps.Keys(schema.Properties)), at)
		for name, f := range fields(of) {
			field := schema.Properties[name].Value
			require.NotEmpty(t, field.Description, "%s.%s", at, name)
			described(t, at+"."+name, field, f.Type)
		}
	}
}

// What is answered is described, each field in words, and a file has a column
// for each of them.
func TestEveryFieldIsDescribed(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	require.NoError(t, err)
	for name, of := range map[string]reflect.Type{
		"Inquiry": reflect.TypeFor[triage.ExportRow](), "Incident": reflect.TypeFor[triage.IncidentRow](), "Report": reflect.TypeFor[triage.Report](),
	} {
		described(t, name, doc.Components.Schemas[name].Value, of)
	}
	rotations := doc.Components.Schemas["OnCall"].Value.Properties["rotations"].Value
	described(t, "OnCall.rotations", rotations, reflect.TypeFor[[]duty]())
	for _, file := range []struct {
		of    reflect.Type
		write func(io.Writer) error
	}{
		{reflect.TypeFor[triage.ExportRow](), func(w io.Writer) error { return triage.ExportCSV(w, nil) }},
		{reflect.TypeFor[triage.IncidentRow](), func(w io.Writer) error { return triage.ExportIncidentsCSV(w, nil) }},
	} {
		var text strings.Builder
		require.NoError(t, file.write(&text))
		head, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text.String(), "\ufeff"))).Read()
		require.NoError(t, err)
		require.Equal(t, fieldsOf(file.of), head)
	}
}

// A year of inquiries in every state, page by page: each answer is as it is
// described, and they add up to the reports.
func TestTheAPIAddsUpToTheReports(t *testing.T) {
	r := newReader(t)
	lives(t, r.Desk.Store, 600, r.now.AddDate(-1, 0, 0), r.now)
	r.days()
	asked, next, pages := make(map[triage.Period]int), "", 0
	for {
		var list listOf[triage.ExportRow]
		r.reads("/api/v1/inquiries?limit=250&cursor="+next, &list)
		for _, row := range list.Items {
			asked[triage.MonthOf(row.AskedAt, r.zone())]++
		}
		pages++
		if next = list.Next; next == "" {
			break
		}
	}
	require.Equal(t, 3, pages)
	total := 0
	for p, n := range asked {
		var d triage.Digest
		r.reads("/api/v1/report?period="+string(p), &d)
		require.Equal(t, d.Asked, n, p)
		total += n
	}
	require.Equal(t, 607, total)
}

// What is asked for is what the address says: a body is not so much as read.
func TestABodyIsNoQuestion(t *testing.T) {
	r := newReader(t)
	r.days()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.server.URL+"/api/v1/inquiries",
		strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"limit\"\r\n\r\n1\r\n--x--\r\n"))
	require.NoError(t, err)
	req.Header.Set("Authorization", "bearer  "+apiToken) // RFC 9110, 11.1: the scheme is named in any case
	req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, http.StatusOK, res.StatusCode)
	var list listOf[triage.ExportRow]
	require.NoError(t, json.NewDecoder(res.Body).Decode(&list))
	require.Len(t, list.Items, 7)
}
