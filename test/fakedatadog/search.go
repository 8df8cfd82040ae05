package fakedatadog

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

func (s *Server) searchIncidents(r *request) reply {
	q := r.URL.Query()
	size, offset, ok := paging(r)
	if !ok || !q.Has("query") {
		return titledError(http.StatusBadRequest, "Bad Request", "query is required")
	}
	query, ok := parseQuery(q.Get("query"))
	if !ok {
		return titledError(http.StatusBadRequest, "Bad Request", "invalid query")
	}
	indexedBefore := s.now().Add(-s.opts.SearchLag)
	var found []*Incident
	for _, in := range s.incidents {
		// A test incident is in no search; a new one is in none yet.
		if !in.Test && !in.Created.After(indexedBefore) && query.matches(in) {
			found = append(found, in)
		}
	}
	if q.Get("sort") != "created" {
		slices.Reverse(found)
	}
	page := found[min(offset, len(found)):]
	page = page[:min(size, len(page))]
	results := []any{}
	for _, in := range page {
		results = append(results, object{"data": s.render(in, renderOptions{seconds: true})})
	}
	body := object{
		"data": object{"type": "incidents_search_results", "attributes": object{
			"facets": facets(s.incidents), "incidents": results, "total": len(found),
		}},
		"meta": pageMeta(offset, len(results)),
	}
	s.include(body, r, page...)
	return reply{status: http.StatusOK, body: body}
}

// facets counts over the whole organisation, whatever the query was: that is
// what makes real answers to a page of two incidents weigh 235 KB.
func facets(all []*Incident) object {
	count := func(of func(*Incident) string) []object {
		n := map[string]int{}
		for _, in := range all {
			n[of(in)]++
		}
		list := []object{}
		for _, name := range sortedKeys(n) {
			list = append(list, object{"name": name, "count": n[name]})
		}
		return list
	}
	state := count(func(in *Incident) string { return in.State })
	severity := count(func(in *Incident) string { return in.Severity })
	return object{
		"commander": []object{}, "created_by": []object{}, "last_modified_by": []object{}, "responder": []object{},
		"impact": []object{}, "postmortem": []object{}, "time_to_repair": []object{}, "time_to_resolve": []object{},
		"state": state, "severity": severity,
		"fields": []object{{"name": "state", "facets": state}, {"name": "severity", "facets": severity}},
	}
}

// query is a disjunction of conjunctions, which is all that a search with
// AND, OR, NOT and key:(a OR b) needs once values are spelled out.
type query []conjunction

type conjunction []term

type term struct {
	not    bool
	key    string   // empty searches the title
	values []string // lower case; any of them
}

// parseQuery reads the search language: words and "phrases" of the title,
// key:value, key:"value", key:(a OR b), NOT or - before a term, AND (also
// implied) and OR between terms. AND binds tighter.
func parseQuery(text string) (query, bool) {
	tokens, ok := tokenize(text)
	if !ok {
		return nil, false
	}
	q := query{{}}
	not := false
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		switch {
		case t.is("AND"):
			continue
		case t.is("OR"):
			q = append(q, conjunction{})
			continue
		case t.is("NOT"):
			not = true
			continue
		case t.is("(") || t.is(")"):
			return nil, false // only after a key
		}
		tm := term{not: not}
		not = false
		if !t.quoted && strings.HasPrefix(t.text, "-") {
			tm.not, t.text = true, t.text[1:]
		}
		key, value, isKey := strings.Cut(t.text, ":")
		switch {
		case t.quoted || !isKey:
			tm.values = []string{strings.ToLower(t.text)}
		case value != "":
			tm.key, tm.values = key, []string{strings.ToLower(value)}
		case i+1 < len(tokens) && tokens[i+1].is("("):
			tm.key = key
			i += 2
			for ; i < len(tokens) && !tokens[i].is(")"); i++ {
				if !tokens[i].is("OR") {
					tm.values = append(tm.values, strings.ToLower(tokens[i].text))
				}
			}
			if i == len(tokens) {
				return nil, false
			}
		case i+1 < len(tokens) && tokens[i+1].quoted:
			i++
			tm.key, tm.values = key, []string{strings.ToLower(tokens[i].text)}
		default:
			return nil, false
		}
		last := len(q) - 1
		q[last] = append(q[last], tm)
	}
	return q, true
}

type token struct {
	text   string
	quoted bool
}

func (t token) is(text string) bool { return !t.quoted && t.text == text }

func tokenize(text string) (tokens []token, ok bool) {
	word := strings.Builder{}
	end := func() {
		if word.Len() > 0 {
			tokens = append(tokens, token{text: word.String()})
			word.Reset()
		}
	}
	quoted := false
	for _, r := range text {
		switch {
		case r == '"' && quoted:
			tokens = append(tokens, token{text: word.String(), quoted: true})
			word.Reset()
			quoted = false
		case quoted:
			word.WriteRune(r)
		case r == '"':
			end()
			quoted = true
		case r == '(' || r == ')':
			end()
			tokens = append(tokens, token{text: string(r)})
		case unicode.IsSpace(r):
			end()
		default:
			word.WriteRune(r)
		}
	}
	end()
	return tokens, !quoted
}

func (q query) matches(in *Incident) bool {
	return slices.ContainsFunc(q, func(c conjunction) bool {
		return !slices.ContainsFunc(c, func(t term) bool { return t.matches(in) == t.not })
	})
}

func (t term) matches(in *Incident) bool {
	return slices.ContainsFunc(t.values, func(v string) bool {
		if v == "*" {
			return true
		}
		switch t.key {
		case "", "title":
			return strings.Contains(strings.ToLower(in.Title), v)
		case "state":
			return strings.ToLower(in.State) == v
		case "severity":
			return strings.ToLower(in.Severity) == v
		case "public_id":
			return strconv.Itoa(in.PublicID) == v
		case "customer_impacted":
			return strconv.FormatBool(in.CustomerImpacted) == v
		}
		f := in.Fields[t.key]
		if f.Type == "textbox" {
			return false // a text box is no search facet
		}
		return slices.ContainsFunc(append([]string{f.Value}, f.Values...), func(got string) bool { return strings.ToLower(got) == v })
	})
}
