package slackapp

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
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
			require.NoError(t, againstSchema(t, data))
		}
	}
}

// Slack sends people back only to addresses that its app names.
func TestTheManifestNamesWhereSigningInEnds(t *testing.T) {
	const back = "https://toban.example.com/signin/callback"
	data, err := Manifest(Config{SignIn: back}, "en")
	require.NoError(t, err)
	require.NoError(t, againstSchema(t, data))
	var m slack.Manifest
	require.NoError(t, json.Unmarshal(data, &m))
	require.Equal(t, []string{back}, m.OAuthConfig.RedirectUrls)
}

// What only some configurations need is asked for by these alone: an app with
// fewer scopes is easier to have approved.
func TestScopesOfUserGroupsAreAskedForWhereOneFollows(t *testing.T) {
	for _, c := range []struct {
		name             string
		follow           []Follow
		needed, optional []string
	}{
		{"nothing follows", nil, nil, nil},
		{"a topic", []Follow{{Rotation: "platform", Topics: []triage.ChannelID{ask}}}, nil, nil},
		{"a user group", []Follow{{Rotation: "platform", UserGroup: "S1"}}, []string{"usergroups:read"}, []string{"usergroups:write"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, err := Manifest(Config{Follow: c.follow}, "en")
			require.NoError(t, err)
			require.NoError(t, againstSchema(t, data))
			var m slack.Manifest
			require.NoError(t, json.Unmarshal(data, &m))
			groups := func(all []string) []string {
				return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !strings.HasPrefix(s, "usergroups:") })
			}
			require.ElementsMatch(t, c.needed, groups(m.OAuthConfig.Scopes.Bot))
			require.ElementsMatch(t, c.optional, m.OAuthConfig.Scopes.BotOptional, "whoever installs it may decline")
		})
	}
}

// againstSchema holds a manifest against what Slack takes.
// https://docs.slack.dev/reference/app-manifest
func againstSchema(t *testing.T, manifest []byte) error {
	t.Helper()
	var schema openapi3.Schema
	text, err := os.ReadFile("testdata/manifest.schema.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &schema))
	var m any
	require.NoError(t, json.Unmarshal(manifest, &m))
	return schema.VisitJSON(m, openapi3.MultiErrors())
}

func TestTheSchemaRefusesWhatSlackRefuses(t *testing.T) {
	data, err := Manifest(Config{Mode: ModeSocket, Command: "/toban"}, "en")
	require.NoError(t, err)
	for what, change := range map[string]struct{ old, with string }{
		"a key that is misspelt":      {`"bot_user"`, `"bot_usre"`},
		"a name that is too long":     {`"name": "toban"`, `"name": "` + strings.Repeat("t", 36) + `"`},
		"a shortcut that is too long": {`"name": "Declare incident"`, `"name": "` + strings.Repeat("障", 25) + `"`},
		"too little about it":         {`"long_description": "`, `"long_description": "short", "_": "`},
		"an event twice":              {`"app_mention"`, `"app_home_opened"`},
		"a command without a slash":   {`"command": "/toban"`, `"command": "toban"`},
		"a kind of shortcut":          {`"type": "global"`, `"type": "everywhere"`},
	} {
		text := strings.Replace(string(data), change.old, change.with, 1)
		require.NotEqual(t, string(data), text, what)
		require.Error(t, againstSchema(t, []byte(text)), what)
	}
}

// A case without its subscription would never be reached, a subscription
// without a case would be for nothing.
func TestEventsAreThoseOfTheManifest(t *testing.T) {
	handled := slices.DeleteFunc(casesOf(t, "events.go", "dispatched"), func(name string) bool {
		return strings.HasPrefix(name, "message_") || strings.HasPrefix(name, "channel_convert_") // subtypes of message
	})
	var subscribed []string
	for _, e := range eventTypes() {
		name, _, _ := strings.Cut(e, ".")
		if !slices.Contains(subscribed, name) {
			subscribed = append(subscribed, name)
		}
	}
	require.ElementsMatch(t, subscribed, handled)
}

// Every call has its scope, and every scope its call or its event.
func TestScopesAreThoseOfCallsAndEvents(t *testing.T) {
	asked := slices.Concat(Config{Follow: []Follow{{UserGroup: "S1"}}}.scopes())
	used := []string{
		"commands", // the slash command and the shortcuts
	}
	for _, name := range methodsCalled(t) {
		oneOf, ok := fakeslack.Scopes(name)
		require.True(t, ok, name)
		require.True(t, len(oneOf) == 0 || slices.ContainsFunc(oneOf, func(s string) bool { return slices.Contains(asked, s) }),
			"%s needs one of %v", name, oneOf)
		used = append(used, oneOf...)
	}
	for _, e := range eventTypes() {
		need, ok := map[string]string{
			"app_home_opened": "", "app_uninstalled": "", "tokens_revoked": "", "app_mention": "app_mentions:read", "channel_id_changed": "channels:read",
			"message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history", "message.mpim": "mpim:history",
			"reaction_added": "reactions:read", "reaction_removed": "reactions:read", "user_change": "users:read",
		}[e]
		require.True(t, ok, e)
		require.True(t, need == "" || slices.Contains(asked, need), "%s needs %s", e, need)
		used = append(used, need)
	}
	for _, s := range asked {
		require.Contains(t, used, s, "nothing needs it")
	}
}

// methodsCalled are the API methods that the package calls: through the
// library, or by their name.
func methodsCalled(t *testing.T) []string {
	t.Helper()
	library := map[string][]string{
		"AddBookmarkContext": {"bookmarks.add"}, "AddPinContext": {"pins.add"}, "AuthTestContext": {"auth.test"},
		"CreateConversationContext": {"conversations.create"}, "GetConversationInfoContext": {"conversations.info"},
		"GetConversationsContext": {"conversations.list"}, "GetUserInfoContext": {"users.info"},
		"GetUserByEmailContext":         {"users.lookupByEmail"},
		"GetUsersInConversationContext": {"conversations.members"}, "InviteUsersToConversationContext": {"conversations.invite"},
		"ListBookmarksContext": {"bookmarks.list"}, "OpenConversationContext": {"conversations.open"}, "OpenViewContext": {"views.open"},
		"GetUserGroupsContext": {"usergroups.list"}, "GetUserGroupMembersContext": {"usergroups.users.list"},
		"UpdateUserGroupMembersListContext": {"usergroups.users.update"},
		"PostEphemeralContext":              {"chat.postEphemeral"}, "PostMessageContext": {"chat.postMessage"}, "PublishViewContext": {"views.publish"},
		"SetTopicOfConversationContext": {"conversations.setTopic"}, "StartSocketModeContext": {"apps.connections.open"},
		"UpdateMessageContext": {"chat.update"}, "UpdateViewContext": {"views.update"},
		"UploadFileContext": {"files.getUploadURLExternal", "files.completeUploadExternal"},
	}
	var out []string
	for _, tree := range sources(t) {
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if api, ok := n.X.(*ast.SelectorExpr); ok && api.Sel.Name == "api" {
					names, ok := library[n.Sel.Name]
					require.True(t, ok, "%s is no call that is known here", n.Sel.Name)
					out = append(out, names...)
				}
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && strings.Contains(text, ".") {
					if _, ok := fakeslack.Scopes(text); ok {
						out = append(out, text)
					}
				}
			}
			return true
		})
	}
	require.NotEmpty(t, out)
	return out
}

// sources are the parsed product files of the package.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var out []*ast.File
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		out = append(out, tree)
	}
	return out
}

// casesOf are the strings that the switches of one function know.
func casesOf(t *testing.T, file, function string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	for _, d := range tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == function {
			return casesIn(f, nil)
		}
	}
	t.Fatalf("%s has no function %s", file, function)
	return nil
}

// casesIn are the strings that switches know, constants by their names.
func casesIn(tree ast.Node, names map[string]string) []string {
	var out []string
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
	return out
}

// Every shortcut has its case, and no control is drawn that pressed does not
// know.
func TestNothingIsDead(t *testing.T) {
	cases := switchCases(t)
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
		out = append(out, casesIn(tree, names)...)
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
