package slackexport

import (
	"archive/zip"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// How much of one file is read at most. A day of a busy channel has a few
// megabytes; a file that claims more is not what Slack writes.
const (
	maxDay  = 64 << 20
	maxList = 512 << 20 // users.json of a large organisation
)

// An Export is an opened export. Close it.
type Export struct {
	root     fs.FS
	closer   io.Closer
	people   map[string]person
	channels []Channel
	problems []Problem
}

// A Channel is a conversation of the export.
type Channel struct {
	ID       string
	Name     string
	Private  bool // not everybody of the workspace can read it
	External bool // people of other workspaces read it

	dir string
}

// A Problem is a file of the export that could not be read, or not all of it.
type Problem struct {
	File    string `json:"file"` // as it is called in the export: its folder is the channel, its name the day
	Problem string `json:"problem"`
}

type person struct {
	name string
	bot  bool
}

// Open opens an export. A folder is not left, whatever links are in it.
func Open(name string) (*Export, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("open export: %w", err)
	}
	if info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, fmt.Errorf("open export: %w", err)
		}
		return open(name, root.FS(), root)
	}
	archive, err := zip.OpenReader(name)
	if err != nil {
		return nil, fmt.Errorf("open export %s: it is neither a folder nor a whole ZIP file: %w", name, err)
	}
	twice := latest(&archive.Reader)
	return open(name, archive, archive, twice...)
}

// latest leaves of files of one name the last, as unpacking does: an archive has
// them where another export was added to it, and [zip.Reader] lists no folder
// that holds such a pair. What leads out of the archive is dropped.
func latest(archive *zip.Reader) (twice []Problem) {
	at := make(map[string]int)
	files := archive.File
	archive.File = nil
	for _, f := range files {
		f.Name = strings.ReplaceAll(f.Name, `\`, "/") // some programs of Windows pack so
		name := strings.TrimSuffix(f.Name, "/")
		if !fs.ValidPath(name) || strings.ContainsFunc(name, unicode.IsControl) {
			continue
		}
		if n, ok := at[name]; ok {
			archive.File[n] = f
			if !f.FileInfo().IsDir() {
				twice = append(twice, Problem{File: name, Problem: "the archive holds it more than once: the last is read"})
			}
			continue
		}
		at[name] = len(archive.File)
		archive.File = append(archive.File, f)
	}
	return twice
}

func open(name string, root fs.FS, closer io.Closer, problems ...Problem) (*Export, error) {
	e := &Export{root: root, closer: closer, problems: problems}
	if err := e.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("open export %s: %w", name, err), e.Close())
	}
	return e, nil
}

// Close closes what Open opened.
func (e *Export) Close() error { return e.closer.Close() }

// A list is a file that names conversations of an export.
type list struct {
	file    string
	private bool
}

var lists = []list{{"channels.json", false}, {"groups.json", true}, {"mpims.json", true}, {"dms.json", true}}

func (e *Export) read() error {
	if err := e.enter(); err != nil {
		return err
	}
	for _, l := range lists {
		err := readArray(e.root, l.file, maxList, func(data json.RawMessage) {
			var c struct {
				ID      string `json:"id"`
				Name    string `json:"name"`
				Private bool   `json:"is_private"`
				Shared  bool   `json:"is_ext_shared"`
			}
			if json.Unmarshal(data, &c) != nil || !slackID.MatchString(c.ID) {
				return
			}
			dir := cmp.Or(c.Name, c.ID)
			if fs.ValidPath(dir) && !strings.Contains(dir, "/") && dir != "." && !strings.ContainsFunc(dir, unicode.IsControl) {
				e.channels = append(e.channels, Channel{ID: c.ID, Name: c.Name, Private: l.private || c.Private, External: c.Shared, dir: dir})
			}
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			e.problem(l.file, err)
		}
	}
	if len(e.channels) == 0 {
		return errors.New("no channel is listed in its channels.json or groups.json: is it a Slack export?" + e.why())
	}
	e.people = make(map[string]person)
	for _, file := range []string{"users.json", "org_users.json"} {
		if err := readArray(e.root, file, maxList, e.addPerson); err != nil && !errors.Is(err, fs.ErrNotExist) {
			e.problem(file, err)
		}
	}
	if len(e.people) == 0 {
		e.problem("users.json", errors.New("nobody is listed: people are called by their ids"))
	}
	return nil
}

func (e *Export) why() string {
	var text strings.Builder
	for _, p := range e.problems {
		fmt.Fprintf(&text, " (%s: %s)", p.File, p.Problem)
	}
	return text.String()
}

func (e *Export) problem(file string, err error) {
	e.problems = append(e.problems, Problem{File: file, Problem: err.Error()})
}

// enter goes into the only folder of an archive that was packed with it.
func (e *Export) enter() error {
	at := func(dir string) bool {
		return slices.ContainsFunc(lists, func(l list) bool {
			_, err := fs.Stat(e.root, path.Join(dir, l.file))
			return err == nil
		})
	}
	if at(".") {
		return nil
	}
	entries, err := fs.ReadDir(e.root, ".")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.IsDir() && at(entry.Name()) {
			e.root, err = fs.Sub(e.root, entry.Name())
			return err
		}
	}
	return nil
}

func (e *Export) addPerson(data json.RawMessage) {
	var u struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Bot     bool   `json:"is_bot"`
		Profile struct {
			Display string `json:"display_name"`
			Real    string `json:"real_name"`
		} `json:"profile"`
	}
	if json.Unmarshal(data, &u) == nil && u.ID != "" {
		e.people[u.ID] = person{name: cmp.Or(u.Profile.Display, u.Profile.Real, u.Name), bot: u.Bot}
	}
}

// Name is how a person is called, "" when the export does not say.
func (e *Export) Name(id string) string { return e.people[id].name }

// Bots are the ids of the bots of a name.
func (e *Export) Bots(name string) []string {
	var ids []string
	for id, p := range e.people {
		if p.bot && strings.EqualFold(p.name, name) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Channel finds a conversation by its id or name.
func (e *Export) Channel(name string) (Channel, error) {
	name = strings.TrimPrefix(name, "#")
	var names []string
	for _, c := range e.channels {
		if c.ID == name || c.Name == name {
			return c, nil
		}
		names = append(names, cmp.Or(c.Name, c.ID))
	}
	const shown = 10
	slices.Sort(names)
	if left := len(names) - shown; left > 0 {
		names = append(names[:shown], fmt.Sprintf("and %d more", left))
	}
	return Channel{}, fmt.Errorf("the export has no channel %q; it has %s", name, strings.Join(names, ", "))
}

var dayFile = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}\.json$`)

// days are the files of a channel, the earliest first.
func (e *Export) days(c Channel) ([]string, error) {
	entries, err := fs.ReadDir(e.root, c.dir)
	if err != nil {
		return nil, fmt.Errorf("the export holds no messages of %s: %w", cmp.Or(c.Name, c.ID), err)
	}
	var days []string
	for _, entry := range entries {
		if !entry.IsDir() && dayFile.MatchString(entry.Name()) {
			days = append(days, path.Join(c.dir, entry.Name()))
		}
	}
	return days, nil // in the order of their names, which are dates
}

// readArray reads the elements of a JSON array one by one.
func readArray(root fs.FS, name string, limit int64, take func(json.RawMessage)) error {
	f, err := root.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	r := &io.LimitedReader{R: f, N: limit + 1}
	err = decodeArray(r, take)
	if r.N <= 0 {
		return fmt.Errorf("it has more than %d MiB, which Slack never writes: left out", limit>>20)
	}
	return err
}

func decodeArray(r io.Reader, take func(json.RawMessage)) error {
	in := json.NewDecoder(r)
	switch start, err := in.Token(); {
	case err != nil:
		return explained(err)
	case start != json.Delim('['):
		return errors.New("it holds no list")
	}
	for in.More() {
		var element json.RawMessage
		if err := in.Decode(&element); err != nil {
			return explained(err)
		}
		take(element)
	}
	if _, err := in.Token(); err != nil {
		return explained(err)
	}
	return nil
}

// explained says where JSON ends too early or is none.
func explained(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it is cut off")
	}
	if damage, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("it is damaged at byte %d: %w", damage.Offset, err)
	}
	return err
}
