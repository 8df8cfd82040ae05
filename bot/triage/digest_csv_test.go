package triage_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// Whatever number a report shows can be computed with: the file has each of
// them, and the whole that each is a part of.
func TestEveryFigureIsInTheFile(t *testing.T) {
	for _, field := range reflect.VisibleFields(reflect.TypeFor[triage.Digest]()) {
		if field.Type.Kind() != reflect.Int {
			continue
		}
		var d triage.Digest
		reflect.ValueOf(&d).Elem().FieldByIndex(field.Index).SetInt(271828)
		var file strings.Builder
		require.NoError(t, d.WriteCSV(&file))
		require.Contains(t, file.String(), ",271828\n", field.Name)
	}
	var file strings.Builder
	d := triage.Digest{Solvers: map[string]int{"app_team": 3}, Docs: map[string]int{"missing": 4}}
	require.NoError(t, d.WriteCSV(&file))
	require.Contains(t, file.String(), "\nsolver_app_team,3\n")
	require.Contains(t, file.String(), "\ndocuments_missing,4\n")
}
