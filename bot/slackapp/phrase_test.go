package slackapp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
)

// Limits of what is written in phrases alone, beside those of guard.go.
const (
	limitConfirmTitle  = 100
	limitConfirmText   = 300
	limitConfirmButton = 30
	limitShortcut      = 24
	limitAbout         = 150 // of a shortcut
	limitDescription   = 140 // of the app
)

// A measure says how long a phrase may be, by where the package uses it: as an
// argument of a call, or as a field of a literal.
var (
	argumentLimits = map[string]map[int]int{
		"button":                     {2: limitButton},
		"textInput":                  {1: limitLabel, 2: limitPlaceholder},
		"list":                       {1: limitLabel, 2: limitPlaceholder},
		"radio":                      {1: limitLabel},
		"reasonChoice":               {3: limitOption},
		"personInput":                {1: limitLabel},
		"NewInputBlock":              {1: limitLabel},
		"NewHeaderBlock":             {0: limitHeader},
		"NewOptionBlockObject":       {1: limitOption},
		"NewConfirmationBlockObject": {0: limitConfirmTitle, 1: limitConfirmText, 2: limitConfirmButton, 3: limitConfirmButton},
	}
	fieldLimits = map[string]map[string]int{
		"form":             {"title": limitTitle, "submit": limitTitle},
		"choice":           {"text": limitOption, "about": limitOption},
		"shortcut":         {"name": limitShortcut, "about": limitAbout},
		"ModalViewRequest": {"Close": limitTitle, "Submit": limitTitle, "Title": limitTitle},
		"manifestDisplay":  {"About": limitDescription, "Long": 4000},
		"manifestCommand":  {"About": limitDescription},
	}
	assignedLimits = map[string]int{"title": limitTitle, "submit": limitTitle, "Close": limitTitle, "Submit": limitTitle}
)

// longest are the placeholders of what is short, as long as they get in
// earnest.
var longest = strings.NewReplacer(
	"{id}", "INQ-12345", "{subject}", "INQ-12345", "{n}", "100", "{who}", "日本橋 寿限無之介 (SRE)", "{command}", "/toban",
	"{at}", "12/31(水) 10:00", "{after}", "1 h 30 min",
)

// What people read on a button, in a menu or above a form is whole, in both
// languages.
func TestPhrasesFitWhereTheyStand(t *testing.T) {
	lines := phraseLines(t)
	limits := phraseLimits(t)
	require.Greater(t, len(limits), 100)
	for name, limit := range limits {
		l, ok := lines[name]
		require.True(t, ok, "%s is no phrase", name)
		for _, text := range []string{l.JA, l.EN} {
			full := longest.Replace(text)
			require.NotRegexp(t, `\{[a-z]+\}`, full, "%s: how long does it get?", name)
			require.LessOrEqual(t, units(full), limit, "%s is longer than the %d units that fit: %q", name, limit, full)
		}
	}
}

// phraseLimits are the strictest limits by the names of phrases.
func phraseLimits(t *testing.T) map[string]int {
	t.Helper()
	m := &measurer{limits: make(map[string]int), functions: make(map[string]*ast.FuncDecl)}
	trees := sources(t)
	for _, tree := range trees {
		for _, d := range tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				m.functions[f.Name.Name] = f
			}
		}
	}
	for _, tree := range trees {
		for _, d := range tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				m.function(f)
			}
		}
	}
	return m.limits
}

type measurer struct {
	limits    map[string]int
	functions map[string]*ast.FuncDecl
}

func (m *measurer) function(f *ast.FuncDecl) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			for at, limit := range argumentLimits[nameOf(n.Fun)] {
				m.measure(f, n.Args[at], limit, 2)
			}
		case *ast.CompositeLit:
			m.literal(f, n, nameOf(n.Type))
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if s, ok := left.(*ast.SelectorExpr); ok && len(n.Rhs) == len(n.Lhs) && assignedLimits[s.Sel.Name] > 0 {
					m.measure(f, n.Rhs[i], assignedLimits[s.Sel.Name], 2)
				}
			}
		}
		return true
	})
}

// literal measures the fields of a literal, and those of a slice of such.
func (m *measurer) literal(f *ast.FuncDecl, n *ast.CompositeLit, of string) {
	if list, ok := n.Type.(*ast.ArrayType); ok {
		for _, e := range n.Elts {
			if item, ok := e.(*ast.CompositeLit); ok && item.Type == nil {
				m.literal(f, item, nameOf(list.Elt))
			}
		}
		return
	}
	for _, e := range n.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if limit := fieldLimits[of][nameOf(pair.Key)]; limit > 0 {
				m.measure(f, pair.Value, limit, 2)
			}
		}
	}
}

// measure holds every phrase in an expression to a limit: also those of its
// variables and, to a depth, of the functions of the package that it calls.
func (m *measurer) measure(f *ast.FuncDecl, e ast.Node, limit, depth int) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "phrase" && n.Sel.Name != "For" { // which makes a book
				if old, ok := m.limits[n.Sel.Name]; !ok || limit < old {
					m.limits[n.Sel.Name] = limit
				}
			}
		case *ast.CallExpr:
			if called := m.functions[nameOf(n.Fun)]; called != nil && depth > 0 && speaks(called) {
				m.measure(called, called.Body, limit, depth-1)
			}
		case *ast.Ident:
			if depth > 0 {
				for _, value := range assignedTo(f, n.Name) {
					m.measure(f, value, limit, depth-1)
				}
			}
		}
		return true
	})
}

// speaks reports whether a function returns a phrase, or a text in the language
// of a book that it takes.
func speaks(f *ast.FuncDecl) bool {
	if f.Type.Results == nil || len(f.Type.Results.List) != 1 {
		return false
	}
	switch nameOf(f.Type.Results.List[0].Type) {
	case "Line":
		return true
	case "string":
	default:
		return false
	}
	for _, p := range f.Type.Params.List {
		if nameOf(p.Type) == "Book" {
			return true
		}
	}
	return false
}

// assignedTo are the values that a function gives to a variable.
func assignedTo(f *ast.FuncDecl, name string) []ast.Expr {
	var out []ast.Expr
	ast.Inspect(f, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == len(a.Rhs) {
			for i, left := range a.Lhs {
				if id, ok := left.(*ast.Ident); ok && id.Name == name {
					out = append(out, a.Rhs[i])
				}
			}
		}
		return true
	})
	return out
}

// nameOf is the last name of an expression: of a.b.c it is c.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// phraseLines are the lines of the catalogue by name.
func phraseLines(t *testing.T) map[string]phrase.Line {
	t.Helper()
	files, err := filepath.Glob("../phrase/*.go")
	require.NoError(t, err)
	out := make(map[string]phrase.Line)
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			if lit, ok := spec.Values[0].(*ast.CompositeLit); ok && nameOf(lit.Type) == "Line" {
				out[spec.Names[0].Name] = lineOf(t, lit)
			}
			return true
		})
	}
	return out
}

func lineOf(t *testing.T, lit *ast.CompositeLit) (l phrase.Line) {
	t.Helper()
	for _, e := range lit.Elts {
		pair := e.(*ast.KeyValueExpr)
		text, err := strconv.Unquote(pair.Value.(*ast.BasicLit).Value)
		require.NoError(t, err)
		switch nameOf(pair.Key) {
		case "JA":
			l.JA = text
		case "EN":
			l.EN = text
		}
	}
	return l
}
