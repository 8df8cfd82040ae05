package slackapp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// coreReasons reads from the core's source every reason it refuses with.
func coreReasons(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../triage/*.go")
	require.NoError(t, err)
	var reasons []string
	add := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			require.NoError(t, err)
			reasons = append(reasons, text)
		}
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "Errorf" && len(n.Args) > 1 {
					add(n.Args[1])
				}
			case *ast.CompositeLit:
				name, ok := n.Type.(*ast.Ident)
				if !ok || name.Name != "Error" {
					return true
				}
				for _, field := range n.Elts {
					if kv, ok := field.(*ast.KeyValueExpr); ok && kv.Key.(*ast.Ident).Name == "Reason" {
						add(kv.Value)
					}
				}
			}
			return true
		})
	}
	slices.Sort(reasons)
	reasons = slices.Compact(reasons)
	require.Greater(t, len(reasons), 15, "the walk finds what is there")
	return reasons
}
