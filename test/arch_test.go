package test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mayImport says which of our packages the product files of each package
// import. An arrow that is not listed is refused, and so is one that is listed
// and not drawn.
var mayImport = map[string][]string{
	"rotation":  {},
	"knowledge": {},
	"config":    {"bot/triage", "knowledge", "rotation"},

	"bot/triage":    {"bot/redact", "knowledge", "rotation"},
	"bot/phrase":    {},
	"bot/redact":    {},
	"bot/outbox":    {"bot/triage"},
	"bot/boltstore": {"bot/outbox", "bot/triage"},
	"bot/chart":     {},
	"bot/datadog":   {"bot/external", "bot/outbox", "bot/phrase", "bot/triage"},
	"bot/external":  {"bot/triage", "rotation"},
	"bot/ical":      {"bot/external", "rotation"},
	"bot/model":     {"bot/triage", "knowledge"},
	"bot/pagerduty": {"bot/external"},
	"bot/publish":   {"bot/outbox", "bot/redact", "bot/triage", "knowledge"},
	"bot/slackapp":  {"bot/chart", "bot/outbox", "bot/phrase", "bot/triage", "knowledge", "rotation"},
	"bot/web":       {"bot/phrase", "bot/triage", "knowledge", "rotation"},
	"bot/webhook":   {"bot/external", "bot/outbox", "bot/triage"},
	"bot": {
		"bot/boltstore", "bot/datadog", "bot/external", "bot/ical", "bot/model", "bot/outbox", "bot/pagerduty", "bot/phrase", "bot/publish", "bot/redact", "bot/slackapp", "bot/slackexport", "bot/triage", "bot/web", "bot/webhook",
		"config", "knowledge", "rotation",
	},

	"bot/slackexport": {"bot/slackapp", "bot/triage", "knowledge"},

	"cmd/toban":      {"bot", "bot/boltstore", "bot/model", "bot/slackexport", "bot/triage", "config", "knowledge", "rotation"},
	"cmd/playground": {"bot", "bot/triage", "config", "test/fakedatadog", "test/fakeslack"},

	"test":                      {},
	"test/browser":              {},
	"test/fakedatadog":          {},
	"test/fakedatadog/contract": {"test/fakedatadog"},
	"test/fakeembeddings":       {},
	"test/fakepagerduty":        {},
	"test/fakeslack":            {},
	"test/fakewebhook":          {"test/faulty"},
	"test/faulty":               {},
	"test/storetest":            {"bot/outbox", "bot/triage"},
}

// owners says which packages use a foreign module in their product files.
// Most have one, so that to replace the module is the work of one package.
var owners = map[string][]string{
	"github.com/BurntSushi/toml":               {"knowledge"}, // front matter is TOML too
	"github.com/DataDog/datadog-api-client-go": {"bot/datadog"},
	"github.com/PagerDuty/go-pagerduty":        {"bot/pagerduty"},
	"github.com/arran4/golang-ical":            {"bot/ical", "bot/web"}, // read by one, written by the other
	"github.com/blevesearch/bleve":             {"knowledge"},
	"github.com/blevesearch/snowballstem":      {"knowledge"},
	"github.com/cenkalti/backoff":              {"bot/external", "knowledge"},
	"github.com/coreos/go-oidc":                {"bot/web"},
	"github.com/chromedp/chromedp":             {"test/browser"},
	"github.com/getkin/kin-openapi":            {"test/fakedatadog/contract"},
	"github.com/go-jose/go-jose":               {"test/fakeslack"},
	"github.com/goccy/go-yaml":                 {"config", "knowledge"},             // front matter is YAML too
	"github.com/google/uuid":                   {"bot/datadog", "test/fakedatadog"}, // the client takes one for a page
	"github.com/gorilla/securecookie":          {"bot/web"},
	"github.com/gorilla/websocket":             {"bot/slackapp", "test/fakeslack"}, // the two ends of a socket
	"github.com/hashicorp/golang-lru":          {"bot/boltstore"},
	"github.com/invopop/jsonschema":            {"config"},
	"github.com/prometheus/client_golang":      {"bot", "bot/web"}, // what is counted, and where it is read
	"github.com/rickar/cal":                    {"rotation"},
	"github.com/rivo/uniseg":                   {"bot/slackapp"},
	"github.com/robfig/cron":                   {"bot"},
	"github.com/sashabaranov/go-openai":        {"knowledge"},
	"github.com/schollz/progressbar":           {"cmd/toban"},
	"github.com/slack-go/slack":                {"bot/slackapp"},
	"github.com/spf13/cobra":                   {"cmd/toban"},
	"github.com/standard-webhooks":             {"bot/webhook", "test/fakewebhook"}, // the two ends of a call
	"github.com/stretchr/testify":              {"test/browser", "test/storetest"},
	"github.com/teambition/rrule-go":           {"bot/ical"},
	"github.com/yuin/goldmark":                 {"cmd/playground"},
	"go.etcd.io/bbolt":                         {"bot/boltstore", "knowledge"}, // what is kept for good, and vectors
	"golang.org/x/image":                       {"bot/chart"},
	"golang.org/x/oauth2":                      {"bot/web"},
	"golang.org/x/sync":                        {"bot", "bot/slackapp", "bot/web", "cmd/playground", "knowledge"},
	"golang.org/x/text":                        {"bot/slackapp", "bot/web", "knowledge"},
	"golang.org/x/time":                        {"bot/outbox"},
	"gonum.org/v1/plot":                        {"bot/chart"},
}

// inTestsOnly are modules that no product file imports.
var inTestsOnly = []string{
	"github.com/chromedp/cdproto", "github.com/rogpeppe/go-internal", "pgregory.net/rapid",
}

// imported are the imports of one package.
type imported struct {
	product, tests []string // import paths, sorted, each once
}

func TestPackagesImportWhatTheyMay(t *testing.T) {
	for name, pkg := range packages(t) {
		allowed, listed := mayImport[name]
		if !listed {
			t.Errorf("package %s is not in mayImport: say there what it may import", name)
			continue
		}
		ours := within(pkg.product)
		for _, dep := range ours {
			if !slices.Contains(allowed, dep) {
				t.Errorf("%s imports %s, which mayImport does not allow", name, dep)
			}
		}
		for _, dep := range allowed {
			if !slices.Contains(ours, dep) {
				t.Errorf("mayImport allows %s to import %s, which it no longer does", name, dep)
			}
		}
	}
}

func TestRulesAreAboutPackagesThatExist(t *testing.T) {
	all := packages(t)
	for name := range mayImport {
		if _, ok := all[name]; !ok {
			t.Errorf("mayImport is about %s, which does not exist", name)
		}
	}
}

// What stands in for Slack and Datadog stays out of the product, in whatever
// way the table above is edited.
func TestOnlyThePlaygroundUsesTheFakes(t *testing.T) {
	for name, pkg := range packages(t) {
		if name == "cmd/playground" || isTest(name) {
			continue
		}
		for _, dep := range within(pkg.product) {
			if isTest(dep) {
				t.Errorf("%s imports %s; only cmd/playground and tests may", name, dep)
			}
		}
	}
}

func TestForeignModulesHaveOwners(t *testing.T) {
	used := make(map[string][]string)
	for name, pkg := range packages(t) {
		for _, dep := range foreign(pkg.product) {
			module := moduleOf(dep, slices.Collect(maps.Keys(owners)))
			switch {
			case module == "":
				t.Errorf("%s imports %s, a module without an owner", name, dep)
			case !slices.Contains(owners[module], name):
				t.Errorf("%s imports %s, which belongs to %s", name, dep, strings.Join(owners[module], " and "))
			default:
				used[module] = append(used[module], name)
			}
		}
		for _, dep := range foreign(pkg.tests) {
			if moduleOf(dep, slices.Collect(maps.Keys(owners))) == "" && moduleOf(dep, inTestsOnly) == "" {
				t.Errorf("the tests of %s import %s, a module that is neither owned nor in inTestsOnly", name, dep)
			}
		}
	}
	for module, names := range owners {
		for _, name := range names {
			if !slices.Contains(used[module], name) {
				t.Errorf("%s owns %s and does not import it", name, module)
			}
		}
	}
}

func TestModulesAreToldApart(t *testing.T) {
	for _, c := range []struct {
		path          string
		ours, foreign bool
	}{
		{"toban", true, false},
		{"toban/bot/triage", true, false},
		{"tobanette/bot", false, false},
		{"net/http", false, false},
		{"go.etcd.io/bbolt", false, true},
		{"github.com/toban/bot", false, true},
	} {
		if got := len(within([]string{c.path})) == 1; got != c.ours {
			t.Errorf("%s is ours: %t, want %t", c.path, got, c.ours)
		}
		if got := len(foreign([]string{c.path})) == 1; got != c.foreign {
			t.Errorf("%s is foreign: %t, want %t", c.path, got, c.foreign)
		}
	}
	require.Equal(t, "github.com/slack-go/slack", moduleOf("github.com/slack-go/slack/socketmode", []string{"github.com/slack-go/slack"}))
	require.Empty(t, moduleOf("github.com/slack-go/slackx", []string{"github.com/slack-go/slack"}))
}

// packages reads the imports of every Go file of the module, whatever its
// build constraints, by folder.
func packages(t *testing.T) map[string]imported {
	t.Helper()
	root := ".."
	out := make(map[string]imported)
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != root && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(file) != ".go":
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		name := filepath.ToSlash(dir)
		pkg := out[name]
		for _, spec := range f.Imports {
			dep, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if strings.HasSuffix(file, "_test.go") {
				pkg.tests = append(pkg.tests, dep)
			} else {
				pkg.product = append(pkg.product, dep)
			}
		}
		out[name] = pkg
		return nil
	})
	require.NoError(t, err)
	require.Contains(t, out, "bot/triage", "the packages of the module are beside this one")
	for name, pkg := range out {
		slices.Sort(pkg.product)
		slices.Sort(pkg.tests)
		out[name] = imported{product: slices.Compact(pkg.product), tests: slices.Compact(pkg.tests)}
	}
	return out
}

// within are our packages among the paths, without the module's name.
func within(paths []string) []string {
	var out []string
	for _, p := range paths {
		if p == "toban" {
			out = append(out, ".")
		} else if name, ok := strings.CutPrefix(p, "toban/"); ok {
			out = append(out, name)
		}
	}
	return out
}

// foreign are the paths that belong to other modules: a host has a dot, which
// nothing in the standard library has in its first element.
func foreign(paths []string) []string {
	var out []string
	for _, p := range paths {
		if first, _, _ := strings.Cut(p, "/"); strings.Contains(first, ".") {
			out = append(out, p)
		}
	}
	return out
}

// moduleOf is the module that holds a package, or empty.
func moduleOf(pkg string, modules []string) string {
	for p := pkg; p != "."; p = path.Dir(p) {
		if slices.Contains(modules, p) {
			return p
		}
	}
	return ""
}

func isTest(name string) bool { return name == "test" || strings.HasPrefix(name, "test/") }
