package slackapp

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

func TestManifest(t *testing.T) {
	for _, mode := range []string{ModeSocket, ModeHTTP} {
		for _, lang := range []triage.Lang{"ja", "en"} {
			data, err := Manifest(Config{Mode: mode, Command: "/toban"}, lang)
			require.NoError(t, err)
			golden(t, "manifest."+mode+"."+string(lang)+".json", strings.TrimSpace(string(data)))
			var m slack.Manifest
			dec := json.NewDecoder(bytes.NewReader(data))
			dec.DisallowUnknownFields()
			require.NoError(t, dec.Decode(&m), "the library knows every key")
			require.LessOrEqual(t, units(m.Display.Description), 140)
			require.GreaterOrEqual(t, units(m.Display.LongDescription), 175)
			for _, s := range m.Features.Shortcuts {
				require.LessOrEqual(t, units(s.Name), limitShortcut)
			}
		}
	}
}

// Every event of the manifest has its case, every shortcut its own, and no
// control is drawn that pressed does not know.
func TestNothingIsDead(t *testing.T) {
	cases := switchCases(t)
	for _, e := range eventTypes() {
		name, _, _ := strings.Cut(e, ".")
		require.Contains(t, cases, name)
	}
	for _, s := range shortcuts() {
		require.Contains(t, cases, s.callback)
	}
	names, err := stringConstants("actions.go")
	require.NoError(t, err)
	for name, value := range names {
		if strings.HasPrefix(name, "action") {
			require.Contains(t, cases, value, "%s is not handled", name)
		}
		if strings.HasPrefix(name, "view") {
			require.Contains(t, cases, value, "%s is not submitted", name)
		}
	}
}

// switchCases are the strings that the package's switches know.
func switchCases(t *testing.T) []string {
	t.Helper()
	names, err := stringConstants("actions.go")
	require.NoError(t, err)
	var out []string
	for _, file := range []string{"events.go", "interact.go", "modal.go"} {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(tree, func(n ast.Node) bool {
			clause, ok := n.(*ast.CaseClause)
			if !ok {
				return true
			}
			for _, e := range clause.List {
				switch e := e.(type) {
				case *ast.BasicLit:
					if text, err := strconv.Unquote(e.Value); err == nil {
						out = append(out, text)
					}
				case *ast.Ident:
					out = append(out, names[e.Name])
				}
			}
			return true
		})
	}
	return out
}

// stringConstants are a file's constants of a string, by name.
func stringConstants(file string) (map[string]string, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	out := make(map[string]string)
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			out[spec.Names[0].Name], _ = strconv.Unquote(lit.Value)
		}
		return true
	})
	return out, nil
}

func TestDoctor(t *testing.T) {
	r := newRoom(t, func(c *Config, _ *Deps) {
		c.Channels = append(c.Channels, Channel{ID: "CNONE", Name: "nowhere"})
	})
	ctx := t.Context()
	r.slack.AddChannel(fakeslack.Channel{ID: "CINC", Name: "incidents"})
	r.slack.SetScopes(slices.DeleteFunc(fakeslack.DefaultScopes(), func(s string) bool { return s == "reactions:read" })...)
	var lines []string
	for _, f := range r.app.Doctor(ctx) {
		mark := "NG "
		if f.OK {
			mark = "OK "
		}
		lines = append(lines, mark+f.In(r.app.book("ja")))
	}
	golden(t, "doctor.ja.txt", strings.Join(lines, "\n"))
}

// What asker, member, lead and admin see, each in both languages.
func TestHome(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Report = d.Desk.Digest
		d.Desk.Policy.Leads = append(d.Desk.Policy.Leads, "ULEE") // a lead, and yamada is an admin too
	})
	ctx := t.Context()
	r.says("kato", ask, "", "@toban ステージングが遅いです")
	r.order("UTANAKA", "INQ-1", triage.Resolve{})
	r.pass(26 * time.Hour)
	ts := r.says("emma", ask, "", "@toban how do I get a GPU node?")
	r.says("tanaka", ask, ts, "which region?")
	r.says("emma", ask, "", "@toban where are the access logs?")
	r.order("USUZUKI", "INQ-3", triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsMissing, Minutes: 15, Note: "in the archive"}})
	r.says("sato", ask, "", "@toban ログが見られません")
	r.runs("tanaka", "/toban handoff note Argo CD のバージョン上げ 水曜")
	r.pass(100 * time.Hour)
	for _, lang := range []string{"ja", "en"} {
		for role, user := range map[string]string{"asker": "emma", "member": "tanaka", "lead": "lee", "admin": "yamada"} {
			r.runs(user, "/toban lang "+lang)
			require.NoError(t, r.slack.OpenHome(ctx, user))
			r.settle()
			v, ok := r.slack.Home(user)
			require.True(t, ok)
			golden(t, "home_"+role+"."+lang+".txt", r.slack.PlainView(v))
		}
		r.pass(2 * time.Minute)
	}
	v, _ := r.slack.Home("emma")
	require.NoError(t, r.slack.PressView(ctx, "emma", v.ID, actionHomeAsk))
	r.settle()
	require.Equal(t, viewAsk, r.view("emma").CallbackID)
}
