package knowledge

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
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
		"emphasis":                               {"**bold** __b2__ *it* _it2_ snake_case_word 2 * 3 * 4 ~~gone~~", "bold b2 it it2 snake_case_word 2 * 3 * 4 gone"},
		"entities and escapes":                   {"a &lt; b &amp; c \\*d\\*", "a < b & c *d*"},
		"tags vanish, placeholders stay":         {"<p align=\"x\">run</p> with <namespace><br/>", "run with <namespace>"},
		"comments":                               {"a<!-- b -->c\n<!-- x\ny\n\nz -->d `<!--` e", "ac\nd <!-- e"},
		"scripts":                                {"a\n<style>\n.b{}\n</style>\nc<script>x()</script>d", "a\ncd"},
		"lists are paragraphs":                   {"- [ ] one\n- two\n  more\n1. three", "one\ntwo more\nthree"},
		"quotes and callouts":                    {"> [!NOTE]\n> Careful\n> now", "Careful now"},
		"tables":                                 {"| a | b |\n|---|:-:|\n| 1 | `x` |", "a b\n1 x"},
		"rules are nothing":                      {"a\n\n***\n\nb", "a\nb"},
		"Japanese lines join without a blank":    {"これは\n一つの文。\nNext", "これは一つの文。 Next"},
		"MkDocs admonitions":                     {"!!! note \"Heads up\"\n    Inside\n??? tip\n    More", "Heads up Inside\nMore"},
		"Docusaurus admonitions":                 {":::warning Danger\nInside\n:::", "Danger Inside"},
		"MDX imports":                            {"import Tabs from '@theme/Tabs'\n\nText", "Text"},
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

func TestFrontMatterThatHidesAPage(t *testing.T) {
	for front, want := range map[string]string{
		"draft: true":                      "draft",
		"_build:\n  render: false":         "never published (build.render)",
		"build: {render: never, list: no}": "never published (build.render)",
		"_build:\n  list: never":           "",
		"id: pod\nshort_description: x":    "glossary entry",
		"title: Draft horses\ndraft:":      "",
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
	toml := readMarkdown("+++\ntitle = \"A\"\ndraft = true\n+++\nText")
	require.Equal(t, "A", toml.front.title)
	require.Equal(t, "draft", toml.front.hidden)
}

func FuzzReadMarkdown(f *testing.F) {
	for _, s := range []string{
		"---\ntitle: x\n---\n# A {#b}\n`c`", "+++\na=\n+++", "```\n~~~", "<!--", "{{< tab name=\"x\" >}}{{< /tab", "[[[](()", "| a |\n|-|", "- - -\n===", "`\\`` \U000f0000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if !utf8.ValidString(src) {
			t.Skip("files that are not UTF-8 are not read")
		}
		d := readMarkdown(src)
		for _, s := range d.sections {
			for _, text := range append(append([]string{s.Heading}, s.Text...), s.Minor...) {
				if !utf8.ValidString(text) || strings.ContainsAny(text, "\n\r\t\x00") || strings.TrimSpace(text) != text {
					t.Fatalf("text %q of %q is not one clean line", text, src)
				}
			}
		}
	})
}
