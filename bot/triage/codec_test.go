package triage

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// members are the types of a union: those with its marker method.
func members(t *testing.T, marker string) []string {
	t.Helper()
	var names []string
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		require.NoError(t, err)
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && f.Recv != nil && f.Name.Name == marker {
				names = append(names, f.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	require.NotEmpty(t, names)
	return names
}

func TestEveryEventAndNoticeCanBeReadBack(t *testing.T) {
	var have []string
	for _, e := range events {
		have = append(have, reflect.TypeOf(e).Name())
		data, err := json.Marshal(sample(reflect.TypeOf(e)))
		require.NoError(t, err)
		back, err := DecodeEvent(EventName(e), data)
		require.NoError(t, err)
		require.Equal(t, sample(reflect.TypeOf(e)), back)
	}
	require.ElementsMatch(t, members(t, "event"), have)

	have = nil
	names := make(map[string]bool)
	for _, n := range notices {
		have = append(have, reflect.TypeOf(n).Name())
		value := sample(reflect.TypeOf(n))
		data, err := json.Marshal(value)
		require.NoError(t, err)
		e := EnvelopeOf(value.(Notice))
		require.False(t, names[e.Name], "two notices are called %s", e.Name)
		names[e.Name] = true
		back, err := DecodeNotice(e.Name, data)
		require.NoError(t, err)
		require.Equal(t, value, back)
	}
	require.ElementsMatch(t, members(t, "notice"), have)
}

// sample is a value of t with something in every field that text can hold.
func sample(t reflect.Type) any {
	v := reflect.New(t).Elem()
	fill(v)
	return v.Interface()
}

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("INQ-7")
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 11, 20, 6, 4, 0, 0, time.UTC)))
			return
		}
		for _, f := range v.Fields() {
			if f.CanSet() {
				fill(f)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 4)) // with room that a careless append would share
		fill(v.Index(0))
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key)
		fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	default:
	}
}

func TestAnEventOfANewerVersionIsNamed(t *testing.T) {
	_, err := DecodeEvent("teleported", []byte("{}"))
	require.ErrorContains(t, err, "newer version")
	_, err = DecodeNotice("teleport", []byte("{}"))
	require.ErrorContains(t, err, "newer version")
}
