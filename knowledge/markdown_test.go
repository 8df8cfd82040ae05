package knowledge

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// outline writes a document down in a form that is easy to compare: headings
// with anchors, text, code indented by a bar.
func outline(d document) string {
	var b strings.Builder
	for _, s := range d.sections {
		if s.Heading != "" {
			b.WriteString(strings.Repeat("#", s.Level) + " " + s.Heading + " {" + s.Anchor + "}\n")
		}
		for _, text := range s.Text {
			b.WriteString(text + "\n")
		}
		for _, line := range s.Code {
			b.WriteString("| " + line + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

func TestReadMarkdown(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"headings and paragraphs": {
			"# Title\n\nOne\ntwo.\n\n## Next *step*\nThree\n",
			"# Title {title}\nOne two.\n## Next step {next-step}\nThree",
		},
		"underlined headings":                      {"Title\n=====\ntext\n\nNext\n---\nmore", "# Title {title}\ntext\n## Next {next}\nmore"},
		"headings below three belong to a section": {"## A\n#### Deep\ntext", "## A {a}\nDeep\ntext"},
		"anchors given":                            {"## クラスター {#cluster}\nx\n## B {: #bee .c }\ny", "## クラスター {cluster}\nx\n## B {bee}\ny"},
		"anchors made": {
			"## What's *new* in `v1.2`?\nx\n## Setup\ny\n## Setup\nz\n## 設定 方法\nw",
			"## What's new in v1.2? {whats-new-in-v12}\nx\n## Setup {setup}\ny\n## Setup {setup-1}\nz\n## 設定 方法 {設定-方法}\nw",
		},
		"closing marks":            {"## A ##\nx", "## A {a}\nx"},
		"no heading without blank": {"#tag\n", "#tag"},
		"fences": {
			"```yaml\n# no heading\na: 1\n```\ntext",
			"text\n| # no heading\n| a: 1",
		},
		"a longer fence around a shorter one": {"````\n```\ninner\n```\n````\nafter", "after\n| ```\n| inner\n| ```"},
		"tildes":                              {"~~~\n## code\n~~~\n## Real\nx", "| ## code\n## Real {real}\nx"},
		"an indented fence in a list":         {"- item\n\n  ```sh\n  ls\n  ```\n- next", "item\nnext\n|   ls"},
		"an unclosed fence":                   {"```\n# all code", "| # all code"},
		"code spans keep their markup":        {"Set `**a** <b> [x](y)` now", "Set **a** <b> [x](y) now"},
		"code in a link":                      {"[the `kubectl` tool](https://x.y/a_(b))", "the kubectl tool"},
		"links, images, references": {
			"See [docs](x \"t\"), ![logo](l.png), [ref][1], <https://a.b> and [^1].\n\n[1]: https://x.y",
			"See docs, logo, ref, https://a.b and .",
		},
		"emphasis":                            {"**bold** __b2__ *it* _it2_ snake_case_word 2 * 3 * 4 ~~gone~~", "bold b2 it it2 snake_case_word 2 * 3 * 4 gone"},
		"entities and escapes":                {"a &lt; b &amp; c \\*d\\*", "a < b & c *d*"},
		"tags vanish, placeholders stay":      {"<p align=\"x\">run</p> with <namespace><br/>", "run with <namespace>"},
		"comments":                            {"a<!-- b -->c\n<!-- x\ny\n\nz -->d `<!--` e", "ac\nd <!-- e"},
		"scripts":                             {"a\n<style>\n.b{}\n</style>\nc<script>x()</script>d", "a\ncd"},
		"lists are paragraphs":                {"- [ ] one\n- two\n  more\n1. three", "one\ntwo more\nthree"},
		"quotes and callouts":                 {"> [!NOTE]\n> Careful\n> now", "Careful now"},
		"tables":                              {"| a | b |\n|---|:-:|\n| 1 | `x` |", "a b\n1 x"},
		"rules are nothing":                   {"a\n\n***\n\nb", "a\nb"},
		"Japanese lines join without a blank": {"これは\n一つの文。\nNext", "これは一つの文。 Next"},
		"MkDocs admonitions":                  {"!!! note \"Heads up\"\n    Inside\n??? tip\n    More", "Heads up Inside\nMore"},
		"Docusaurus admonitions":              {":::warning Danger\nInside\n:::", "Danger Inside"},
		"MDX imports":                         {"import Tabs from '@theme/Tabs'\n\nText", "Text"},
		"Docusaurus titles":                   {":::tip[Do *this*]\nInside\n:::", "Do this Inside"},
		"MDX in a file of any name": {
			"import Tabs from '@theme/Tabs';\n\n{/* not\nseen */}\n<Tabs groupId=\"os\">\n<TabItem value=\"mac\" label=\"macOS\">\n\nRun `<Foo a={1}>` on {props.os}.\n\n</TabItem>\n</Tabs>",
			"macOS\nRun <Foo a={1}> on {props.os}.",
		},
		"placeholders are no elements":           {"Set <Namespace> to {name}", "Set <Namespace> to {name}"},
		"Liquid and Jinja":                       {"a {% include 'x.yaml' %} b {{ page.version }} c", "a b c"},
		"Hugo tooltips":                          {"a {{< glossary_tooltip text=\"Pod\" term_id=\"pod\" >}} and {{<glossary_tooltip term_id=\"api-server\">}}", "a Pod and api server"},
		"Hugo headings":                          {"## {{% heading \"whatsnext\" %}}\nx", "## What's next {whats-next}\nx"},
		"Hugo notes keep their inside":           {"{{< note >}}\nInside\n{{< /note >}}\nafter", "Inside\nafter"},
		"Hugo code":                              {"{{< highlight yaml >}}\na: 1\n{{< /highlight >}}", "| a: 1"},
		"Hugo comments":                          {"a {{< comment >}} secret {{< /comment >}} b\n{{< mermaid >}}\ngraph\n{{< /mermaid >}}\nc", "a b\nc"},
		"Hugo references":                        {"see {{< ref \"x\" >}} {{< skew currentVersion >}} end", "see end"},
		"carriage returns and a byte order mark": {"\ufeff# A\r\ntext\r\n", "# A {a}\ntext"},
		"invisible characters vanish":            {"a\u200bb \u202ec", "ab c"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, outline(readMarkdown(c.src)))
		})
	}
}

func TestFrontMatter(t *testing.T) {
	d := readMarkdown("---\n# a comment first\ntitle: \"Pods & *more*\"\nlinkTitle: Pods\ndescription: >\n  Two\n  lines.\nkeywords: [crash, 落ちる]\nquestions:\n  - Why does my Pod die?\ncontent_type: concept\nlastmod: 2026-04-01\naudience: members\nempty:\n---\n# Heading\nText\n")
	require.NoError(t, d.broken)
	require.Equal(t, "Pods & more", d.front.title)
	require.Equal(t, "Pods", d.front.linkTitle)
	require.Equal(t, "Two lines.", d.front.description)
	require.Equal(t, []string{"crash", "落ちる", "Why does my Pod die?"}, d.front.phrases)
	require.Equal(t, Explanation, d.front.kind)
	require.Equal(t, AudienceMembers, d.front.audience)
	require.True(t, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC).Equal(d.front.updated), d.front.updated)
	require.Equal(t, 16, d.sections[0].Line)
}

// A file that is MDX by its name, whatever it imports.
func TestReadMDX(t *testing.T) {
	d := readDialect("import {\n  A,\n  B,\n} from 'x'\n\nexport const c = {\n  d: 1,\n}\n\n# Title\n\n<Box\n  title=\"x\"\n>\nText of {c.d}\n</Box>\n\nexport const broken = {\n\n# Next\nMore <Badge label=\"beta\" /> text\n", dialect{mdx: true})
	require.Equal(t, "# Title {title}\nText of\n# Next {next}\nMore beta text", outline(d))
}

func TestFrontMatterThatHidesAPage(t *testing.T) {
	for front, want := range map[string]string{
		"draft: true":                      "draft",
		"_build:\n  render: false":         "never published (build.render)",
		"build: {render: never, list: no}": "never published (build.render)",
		"_build:\n  list: never":           "",
		"id: pod\nshort_description: x":    "glossary entry",
		"title: Draft horses\ndraft:":      "",
		"build: {render: link}":            "never published (build.render)",
		"published: false":                 "never published (published: false)",
		"unlisted: true":                   "unlisted",
		"search:\n  exclude: true":         "kept out of search by its front matter",
	} {
		require.Equal(t, want, readMarkdown("---\n"+front+"\n---\ntext").front.hidden, front)
	}
}

func TestFrontMatterThatIsBroken(t *testing.T) {
	for name, src := range map[string]string{
		"bad YAML":   "---\ntitle: [open\nx: : y\n---\nText",
		"not closed": "---\ntitle: A\nText",
		"no mapping": "---\n- a\n- b\n---\nText",
	} {
		t.Run(name, func(t *testing.T) {
			d := readMarkdown(src)
			require.Error(t, d.broken)
			require.Contains(t, outline(d), "Text", "the page itself stays readable")
		})
	}
	require.NoError(t, readMarkdown("---\nText after a rule").broken)
	require.ErrorContains(t, readMarkdown("+++\ntitle = \n+++\nText").broken, "read front matter: toml: line 1")
}

func TestFrontMatterOfTOML(t *testing.T) {
	d := readMarkdown("+++\ntitle = \"A # title\" # really\ndescription = \"\"\"\nTwo\nlines.\"\"\"\nkeywords = [\n  'crash',\n  \"落ちる\",\n]\nlastmod = 2026-04-01\nowner = 'platform'\n[params]\ntitle = 'not this'\n+++\nText")
	require.NoError(t, d.broken)
	require.Equal(t, "A # title", d.front.title)
	require.Equal(t, "Two lines.", d.front.description)
	require.Equal(t, []string{"crash", "落ちる"}, d.front.phrases)
	require.Equal(t, "2026-04-01", d.front.updated.Format(time.DateOnly))
	require.Equal(t, "platform", d.front.owner)
	require.Equal(t, "draft", readMarkdown("+++\ndraft = true\n+++\nText").front.hidden)
	require.Equal(t, "never published (build.render)", readMarkdown("+++\n[_build]\nrender = 'never'\n+++\nText").front.hidden)
}

// On plain CommonMark the reader finds the headings and the code that a parser
// of CommonMark finds.
func TestReadMarkdownAgreesWithGoldmark(t *testing.T) {
	var files []string
	require.NoError(t, filepath.WalkDir(filepath.Join("..", "test", "testdata", "docs"), func(name string, d fs.DirEntry, err error) error {
		if filepath.Ext(name) == ".md" && !d.IsDir() {
			files = append(files, name)
		}
		return err
	}))
	files = append(files, filepath.Join("..", "README.md"), filepath.Join("testdata", "commonmark.md"))
	for _, name := range files {
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		d := readMarkdown(string(content))
		require.NoError(t, d.broken)
		_, body, _, _ := readFrontMatter(string(content))
		var wantHeads, wantCode []string
		source := []byte(body)
		parsed := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
		require.NoError(t, ast.Walk(parsed, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.Heading:
				if n.Level <= 3 {
					wantHeads = append(wantHeads, fmt.Sprint(n.Level, " ", plainInline(string(n.Lines().Value(source)))))
				}
			case *ast.FencedCodeBlock:
				for line := range strings.SplitSeq(string(n.Lines().Value(source)), "\n") {
					if line = strings.TrimSpace(line); line != "" {
						wantCode = append(wantCode, line)
					}
				}
			}
			return ast.WalkContinue, nil
		}))
		var heads, code []string
		for _, s := range d.sections {
			if s.Level > 0 {
				heads = append(heads, fmt.Sprint(s.Level, " ", s.Heading))
			}
			for _, line := range s.Code {
				code = append(code, strings.TrimSpace(line))
			}
		}
		require.Equal(t, wantHeads, heads, name)
		require.Equal(t, wantCode, code, name)
	}
}

func FuzzReadMarkdown(f *testing.F) {
	for _, s := range []string{
		"---\ntitle: x\n---\n# A {#b}\n`c`", "+++\na=\n+++", "```\n~~~", "<!--", "{{< tab name=\"x\" >}}{{< /tab", "[[[](()", "| a |\n|-|", "- - -\n===", "--8<-- \"x.md\"\n{% include 'x.yaml' %}", "import A from './a.md'\n<A/>{/* */}<B\nc=\"d\">", "[a](b.md#c)\n[d]: #e\n<a id=\"f\">", "`\\`` \U000f0000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if !utf8.ValidString(src) {
			t.Skip("files that are not UTF-8 are not read")
		}
		d := readDialect(src, dialect{mdx: len(src)%2 == 1, include: func(name string) (string, bool) { return src, name != "" }})
		for _, s := range d.sections {
			for _, text := range append(append([]string{s.Heading}, s.Text...), s.Minor...) {
				if !utf8.ValidString(text) || strings.ContainsAny(text, "\n\r\t\x00") || strings.TrimSpace(text) != text {
					t.Fatalf("text %q of %q is not one clean line", text, src)
				}
			}
		}
	})
}
