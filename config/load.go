package config

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxSize bounds a configuration file, in bytes.
const maxSize = 1 << 20

// An Environment is where values come from that do not stand in the file.
type Environment struct {
	Getenv   func(string) string          // for ${NAME} and ${NAME:-default}
	ReadFile func(string) ([]byte, error) // for ${file:/run/secrets/name}

	// Offline says that neither Slack nor Datadog will be asked: tokens and
	// keys may be missing.
	Offline bool
}

// A Mistake is one thing wrong with a configuration.
type Mistake struct { //nolint:errname // config.Mistake says what it is
	File    string
	Line    int    // from 1; 0 when it is about the whole file
	Key     string // "channels[1].rotation"
	Message string // what is wrong and what to do

	unset bool // a reference in the value could not be resolved
}

// Error is the mistake in one line: file:line: key: message.
func (m *Mistake) Error() string {
	where := m.File
	if m.Line > 0 {
		where = fmt.Sprintf("%s:%d", m.File, m.Line)
	}
	if m.Key == "" {
		return where + ": " + m.Message
	}
	return where + ": " + m.Key + ": " + m.Message
}

// Load reads and checks a configuration. Its error joins one [Mistake] for
// everything that is wrong, in the order of the file.
func Load(r io.Reader, name string, env Environment) (*Config, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > maxSize {
		return nil, &Mistake{File: name, Message: "larger than 1 MiB; documents and data do not belong in the configuration"}
	}
	l := &loader{file: name, env: env, lines: make(map[string]int)}
	c := l.load(data)
	if !l.shapeless {
		l.validate(c)
	}
	if len(l.mistakes) > 0 {
		slices.SortStableFunc(l.mistakes, func(a, b *Mistake) int {
			return cmp.Or(a.Line-b.Line, cmp.Compare(a.Key, b.Key), cmp.Compare(a.Message, b.Message))
		})
		errs := make([]error, len(l.mistakes))
		for i, m := range l.mistakes {
			errs[i] = m
		}
		return nil, errors.Join(errs...)
	}
	return c, nil
}

type loader struct {
	file     string
	env      Environment
	lines    map[string]int // by key
	mistakes []*Mistake

	// shapeless says that keys or types are wrong: what is then missing
	// elsewhere may only be misplaced, and is not complained about.
	shapeless bool
}

// shape reports a mistake in keys, types or syntax.
func (l *loader) shape(m *Mistake) {
	l.shapeless = true
	l.mistakes = append(l.mistakes, m)
}

func (l *loader) wrong(key, format string, args ...any) {
	if slices.ContainsFunc(l.mistakes, func(m *Mistake) bool { return m.unset && m.Key == key }) {
		return // its value is not known: nothing can be said of it
	}
	l.mistakes = append(l.mistakes, &Mistake{File: l.file, Line: l.line(key), Key: key, Message: fmt.Sprintf(format, args...)})
}

// unset reports a value that could not be read.
func (l *loader) unset(key, format string, args ...any) {
	l.mistakes = append(l.mistakes, &Mistake{File: l.file, Line: l.line(key), Key: key, Message: fmt.Sprintf(format, args...), unset: true})
}

// line is where a key stands, else the nearest key around it.
func (l *loader) line(key string) int {
	for key != "" {
		if n := l.lines[key]; n > 0 {
			return n
		}
		at := strings.LastIndexAny(key, ".[")
		if at < 0 {
			return 0
		}
		key = key[:at]
	}
	return 0
}

func (l *loader) load(data []byte) *Config {
	c := new(Config)
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		l.syntax(err)
		return c
	}
	if len(file.Docs) > 1 {
		l.shape(&Mistake{File: l.file, Message: "several YAML documents in one file; keep the first and remove the others"})
		return c
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil || file.Docs[0].Body.Type() == ast.CommentType {
		l.shape(&Mistake{File: l.file, Message: "empty; `toban config example` prints one to start from"})
		return c
	}
	body := file.Docs[0].Body
	l.walk(body, "", reflect.TypeFor[Config]())
	if !l.shapeless {
		l.decode(body, c)
	}
	return c
}

func (l *loader) syntax(err error) {
	m := &Mistake{File: l.file, Message: firstLine(err.Error())}
	if se, ok := errors.AsType[*yaml.SyntaxError](err); ok {
		m.Line, m.Message = se.Token.Position.Line, "not valid YAML: "+se.Message
	}
	l.shape(m)
}

// decode decodes section by section, so that a mistake of type in one does
// not hide those in the others.
func (l *loader) decode(body ast.Node, c *Config) {
	into := reflect.ValueOf(c).Elem()
	for _, pair := range pairs(body) {
		key := keyOf(pair)
		field, ok := fieldByKey(into.Type(), key)
		if !ok {
			continue
		}
		err := yaml.NodeToValue(pair.Value, into.FieldByIndex(field.Index).Addr().Interface())
		if err == nil {
			continue
		}
		m := &Mistake{File: l.file, Line: l.lines[key], Key: key, Message: firstLine(err.Error())}
		if at := position.FindStringSubmatch(m.Message); at != nil {
			m.Line, _ = strconv.Atoi(at[1]) // digits by the pattern
			m.Message = strings.TrimPrefix(m.Message, at[0])
			m.Key = l.keyAt(m.Line, key)
		}
		if bad, ok := strings.CutPrefix(m.Message, "time: invalid duration "); ok {
			m.Message = bad + " is no duration; write one such as 10m or 24h"
		}
		if te, ok := errors.AsType[*yaml.TypeError](err); ok {
			m.Line = te.Token.Position.Line
			m.Message = fmt.Sprintf("%q is not what belongs here: a %s is expected", te.Token.Value, kindName(te.DstType))
			m.Key = l.keyAt(m.Line, key)
		}
		l.shape(m)
	}
}

var position = regexp.MustCompile(`^\[(\d+):\d+\] `)

// keyAt is the innermost key of a section on a line.
func (l *loader) keyAt(line int, section string) string {
	best := section
	for key, at := range l.lines {
		if at == line && strings.HasPrefix(key, section) && (len(key) > len(best) || len(key) == len(best) && key < best) {
			best = key
		}
	}
	return best
}

func kindName(t reflect.Type) string {
	if t == nil {
		return "other value"
	}
	if t.String() == "time.Duration" {
		return "duration such as 10m or 24h"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "number"
	case reflect.Slice, reflect.Array:
		return "list"
	case reflect.Map, reflect.Struct:
		return "mapping of keys"
	default:
		return "text"
	}
}

// walk records the line of every key, expands references and reports keys
// that t does not have. t is nil where anything may stand.
func (l *loader) walk(n ast.Node, path string, t reflect.Type) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		for _, pair := range pairs(n) {
			l.walkPair(pair, path, t)
		}
	case *ast.SequenceNode:
		var elem reflect.Type
		if t != nil && t.Kind() == reflect.Slice {
			elem = t.Elem()
		}
		for i, item := range n.Values {
			key := fmt.Sprintf("%s[%d]", path, i)
			l.lines[key] = item.GetToken().Position.Line
			l.walk(item, key, elem)
		}
	case *ast.StringNode:
		n.Value = l.expand(path, n.Value, t)
	case *ast.LiteralNode:
		n.Value.Value = l.expand(path, n.Value.Value, t)
	case *ast.AnchorNode:
		l.walk(n.Value, path, t)
	case *ast.TagNode:
		l.walk(n.Value, path, t)
	}
}

func (l *loader) walkPair(pair *ast.MappingValueNode, path string, t reflect.Type) {
	name := keyOf(pair)
	key := name
	if path != "" {
		key = path + "." + name
	}
	l.lines[key] = pair.Key.GetToken().Position.Line
	var elem reflect.Type
	if t != nil {
		switch t.Kind() {
		case reflect.Struct:
			field, ok := fieldByKey(t, name)
			if !ok {
				l.unknown(key, name, t)
				return
			}
			elem = field.Type
		case reflect.Map:
			elem = t.Elem()
		default:
		}
	}
	l.walk(pair.Value, key, elem)
}

func (l *loader) unknown(key, name string, t reflect.Type) {
	l.shapeless = true
	known := keysOf(t)
	if best := nearest(name, known); best != "" {
		l.wrong(key, "there is no such key here; did you mean %q?", best)
		return
	}
	l.wrong(key, "there is no such key here; possible are %s", strings.Join(known, ", "))
}

var reference = regexp.MustCompile(`\$\{([^{}]*)\}`)

// expand replaces ${NAME}, ${NAME:-default} and ${file:/path} in a value of
// type t.
func (l *loader) expand(key, text string, t reflect.Type) string {
	spared := l.env.Offline && t == reflect.TypeFor[Secret]()
	return reference.ReplaceAllStringFunc(text, func(ref string) string {
		name := ref[2 : len(ref)-1]
		if path, ok := strings.CutPrefix(name, "file:"); ok {
			data, err := l.env.ReadFile(path)
			if err != nil && !spared {
				l.unset(key, "read the secret file: %v", err)
				return ""
			}
			return strings.TrimRight(string(data), "\r\n")
		}
		name, fallback, hasFallback := strings.Cut(name, ":-")
		if !envName.MatchString(name) {
			l.wrong(key, "%s is no reference; write ${NAME}, ${NAME:-default} or ${file:/path}", ref)
			return ""
		}
		value := l.env.Getenv(name)
		if value == "" && !hasFallback && !spared {
			l.unset(key, "the environment variable %s is not set; set it, or write ${%s:-} if it may be empty", name, name)
		}
		if value == "" {
			return fallback
		}
		return value
	})
}

var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func pairs(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

func keyOf(pair *ast.MappingValueNode) string {
	return strings.Trim(pair.Key.GetToken().Value, `"'`)
}

func fieldByKey(t reflect.Type, key string) (reflect.StructField, bool) {
	for f := range t.Fields() {
		tag, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if strings.Contains(options, "inline") {
			if inner, ok := fieldByKey(f.Type, key); ok {
				inner.Index = append(slices.Clone(f.Index), inner.Index...)
				return inner, true
			}
			continue
		}
		if tag == key {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

func keysOf(t reflect.Type) []string {
	var keys []string
	for f := range t.Fields() {
		tag, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case strings.Contains(options, "inline"):
			keys = append(keys, keysOf(f.Type)...)
		case tag != "" && tag != "-":
			keys = append(keys, tag)
		}
	}
	return keys
}

// nearest is the known word within two edits of name, "" when none is.
func nearest(name string, known []string) string {
	best, distance := "", 3
	for _, k := range known {
		if d := edits(name, k); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
