package contract

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
)

// The published documents are generated: two spaces of indentation, one key
// per line. That allows cutting them as text in a fraction of a second, where
// parsing all nine megabytes first takes several.

// cut reads an OpenAPI document and returns it with only the named operations
// and what they refer to, directly or not.
func cut(path string, operations []string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	d := divide(data)
	var out, components bytes.Buffer
	fmt.Fprintf(&out, "openapi: 3.0.0\ninfo: {title: cut, version: \"1\"}\npaths:\n")
	missing := slices.Clone(operations)
	var refs []block
	for _, path := range slices.Sorted(maps.Keys(d.paths)) {
		head := false
		for _, method := range d.paths[path] {
			i := slices.Index(missing, method.operation())
			if i < 0 {
				continue
			}
			missing = slices.Delete(missing, i, i+1)
			if !head {
				fmt.Fprintf(&out, "  %q:\n", path)
				head = true
			}
			out.WriteString(method.text)
			refs = append(refs, method)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%s does not describe %s", path, strings.Join(missing, ", "))
	}
	kept := map[string]map[string]string{}
	for len(refs) > 0 {
		b := refs[0]
		refs = refs[1:]
		for _, m := range reference.FindAllStringSubmatch(b.text, -1) {
			kind, name := m[1], m[2]
			target, ok := d.components[kind][name]
			if !ok {
				return nil, fmt.Errorf("%s: reference to %s/%s points nowhere", path, kind, name)
			}
			if kept[kind] == nil {
				kept[kind] = map[string]string{}
			}
			if kept[kind][name] == "" {
				kept[kind][name] = target.text
				refs = append(refs, target)
			}
		}
	}
	kept["securitySchemes"] = map[string]string{}
	for name, b := range d.components["securitySchemes"] {
		kept["securitySchemes"][name] = b.text
	}
	for _, kind := range slices.Sorted(maps.Keys(kept)) {
		fmt.Fprintf(&components, "  %s:\n", kind)
		for _, name := range slices.Sorted(maps.Keys(kept[kind])) {
			components.WriteString(kept[kind][name])
		}
	}
	out.WriteString("components:\n")
	out.Write(components.Bytes())
	return out.Bytes(), nil
}

var (
	reference   = regexp.MustCompile(`#/components/(\w+)/([\w.-]+)`)
	operationID = regexp.MustCompile(`(?m)^ {6}operationId: (\w+)$`)
)

// block is a key at the second level with everything below it, key included.
type block struct{ text string }

func (b block) operation() string {
	m := operationID.FindStringSubmatch(b.text)
	if m == nil {
		return ""
	}
	return m[1]
}

type document struct {
	paths      map[string][]block          // by path: one block per method
	components map[string]map[string]block // by kind and name
}

// divide finds the blocks.
func divide(data []byte) document {
	d := document{paths: map[string][]block{}, components: map[string]map[string]block{}}
	var top, middle, name string
	var text strings.Builder
	end := func() {
		switch {
		case text.Len() == 0:
		case top == "paths":
			d.paths[middle] = append(d.paths[middle], block{text.String()})
		case top == "components":
			if d.components[middle] == nil {
				d.components[middle] = map[string]block{}
			}
			d.components[middle][name] = block{text.String()}
		}
		text.Reset()
	}
	for line := range strings.Lines(string(data)) {
		switch depth := len(line) - len(strings.TrimLeft(line, " ")); {
		case strings.TrimSpace(line) == "":
			text.WriteString(line)
		case depth == 0:
			end()
			top, middle = key(line), ""
		case depth == 2:
			end()
			middle = key(line)
		case depth == 4 && (top == "paths" || top == "components"):
			end()
			name = key(line)
			text.WriteString(line)
		case text.Len() > 0:
			text.WriteString(line)
		}
	}
	end()
	return d
}

// key returns the key of a line "  key: …" without quotes.
func key(line string) string {
	k, _, _ := strings.Cut(strings.TrimSpace(line), ": ")
	return strings.Trim(strings.TrimSuffix(k, ":"), `"'`)
}
