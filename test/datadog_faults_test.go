package test

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakedatadog"
	"toban/test/fakedatadog/contract"
)

// A remoteStep is one thing that an incident has Datadog do.
type remoteStep struct {
	name      string
	operation string
	times     int // how many requests that takes when all is well
}

// A phase is what people do, and the steps that follow from it in their order.
type phase struct {
	acts  []string
	steps []remoteStep
}

// life is an incident from its declaration to its end.
func life() []phase {
	return []phase{
		{
			[]string{`tanaka presses 'declare'`, `tanaka submits title='API 502' impact='major' pressure='growing' affected='決済 API'`},
			[]remoteStep{
				{"declare", "CreateIncident", 1},
				{"link the channel", "CreateIncidentIntegration", 1},
				{"attach thread and channel", "CreateIncidentAttachment", 2},
				{"begin the impact", "CreateIncidentImpact", 1},
			},
		},
		{[]string{`suzuki presses 'take_command' in #incidents`}, []remoteStep{{"commander", "UpdateIncident", 1}}},
		{[]string{`suzuki runs '/toban incident severity INC-1 SEV-1'`}, []remoteStep{{"severity", "UpdateIncident", 1}}},
		{
			[]string{`suzuki presses 'incident_update' in #incidents`, `suzuki submits status='切り戻し中です' impact='決済と検索'`},
			[]remoteStep{{"update", "UpdateIncident", 1}, {"change the impact", "PatchIncidentImpact", 1}},
		},
		{
			[]string{`suzuki presses 'incident_stable' in #incidents`},
			[]remoteStep{{"stable", "UpdateIncident", 1}, {"end the impact", "PatchIncidentImpact", 1}},
		},
		{
			[]string{`suzuki presses 'incident_resolve' in #incidents`, `suzuki submits fixed='デプロイを戻した'`},
			[]remoteStep{{"resolved", "UpdateIncident", 1}},
		},
		{
			[]string{`suzuki runs '/toban incident action INC-1 @tanaka 12/1 接続プールにアラートを付ける'`},
			[]remoteStep{{"add a follow-up", "CreateIncidentTodo", 1}},
		},
		{[]string{`tanaka presses '完了' in a direct message`}, []remoteStep{{"end the follow-up", "UpdateIncidentTodo", 1}}},
		{
			[]string{
				`suzuki presses 'incident_review' in #incidents`, `suzuki presses 'review_write' in #incidents`, `suzuki submits summary='API が 502 を返した' cause='接続プールが小さくなった'`,
				`yamada presses '承認する' in a direct message`,
			},
			[]remoteStep{{"attach the review", "CreateIncidentPostmortemAttachment", 1}},
		},
	}
}

// remoteFault is a way in which every step fails once, or until an admin has
// mended it.
type remoteFault struct {
	name   string
	fault  fakedatadog.Fault
	mended string // what the admin is told, "" when it passes by itself
}

func remoteFaults() []remoteFault {
	stored := func(t fakedatadog.Trouble) fakedatadog.Fault { return fakedatadog.Fault{Trouble: t, Stored: true} }
	return []remoteFault{
		{"refused", fakedatadog.Fault{Trouble: fakedatadog.Refused}, ""},
		{"reset", fakedatadog.Fault{Trouble: fakedatadog.Reset}, ""},
		{"reset, stored", stored(fakedatadog.Reset), ""},
		{"timeout", fakedatadog.Fault{Trouble: fakedatadog.Hang}, ""},
		{"timeout, stored", stored(fakedatadog.Hang), ""},
		{"429", fakedatadog.Fault{Trouble: fakedatadog.RateLimited, Reset: 20 * time.Second}, ""},
		{"500", fakedatadog.Fault{Trouble: fakedatadog.ServerError}, ""},
		{"500, stored", stored(fakedatadog.ServerError), ""},
		{"401", fakedatadog.Fault{Trouble: fakedatadog.Unauthorized, Times: -1}, "キーが受け付けられませんでした（401）"},
		{"403", fakedatadog.Fault{Trouble: fakedatadog.Forbidden, Times: -1}, "キーに権限がありません（403）"},
		{"empty 2xx", fakedatadog.Fault{Trouble: fakedatadog.Empty}, ""},
		{"empty 2xx, stored", stored(fakedatadog.Empty), ""},
		{"garbage, stored", stored(fakedatadog.HTML), ""},
	}
}

// Whatever goes wrong at each step, and also when toban is killed between the
// request and its receipt: Datadog has one incident, Slack is told once, both
// end the same, and whoever has to mend something was told so.
func TestAnIncidentSurvivesEveryFaultOfDatadog(t *testing.T) {
	if raced {
		t.Skip("26 incidents take the race detector too long; the stories of Datadog run under it")
	}
	classifier, err := knowledge.Train(knowledge.DefaultTaxonomy(), nil, knowledge.TrainOptions{})
	require.NoError(t, err)
	described, err := contract.Emulated()
	require.NoError(t, err)
	var mu sync.Mutex
	outcomes := make(map[string]string) // by table, step and fault
	t.Run("worlds", func(t *testing.T) {
		for _, f := range remoteFaults() {
			for _, killed := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, killed %t", f.name, killed), func(t *testing.T) {
					t.Parallel()
					library := handbook(t, false)
					synctest.Test(t, func(t *testing.T) {
						w := &faultyWorld{stage: &stage{t: t, library: library, classifier: classifier, labels: make(map[string]string)}, fault: f}
						w.fate = &reaper{}
						if killed {
							w.fate.file = filepath.Join(t.TempDir(), "killed-")
						}
						w.carried = w.fate.carry
						w.live()
						require.NoError(t, described.CheckExchanges(t.Context(), w.datadog.Exchanges(0)))
						mu.Lock()
						defer mu.Unlock()
						for step, outcome := range w.outcomes {
							outcomes[fmt.Sprint(killed, step, f.name)] = outcome
						}
					})
				})
			}
		}
	})
	if t.Failed() {
		return
	}
	compareTable(t, faultTable(outcomes))
}

// reaper kills toban: once its victim's request has gone out, nothing toban
// sends arrives any more, and what it stores is lost.
type reaper struct {
	file string // beginning of the name of the copies of the data file, "" when nobody is killed

	mu      sync.Mutex
	victims []string // operations whose next request is the last, each once
	copied  string   // the data file as it was at the death, "" in life
	deaths  int
	backup  func(path string) error
}

var errDead = errors.New("toban was killed")

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (r *reaper) carry(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		if r.dead() != "" {
			return nil, errDead
		}
		res, err := next.RoundTrip(req)
		if !r.takes(fakedatadog.OperationFor(req.Method, req.URL.Path)) {
			return res, err
		}
		if res != nil {
			_ = res.Body.Close()
		}
		return nil, errDead
	})
}

func (r *reaper) dead() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.copied
}

// takes reports whether that request was the last, and keeps the data file as
// it is now.
func (r *reaper) takes(operation string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := slices.Index(r.victims, operation)
	if n < 0 || r.copied != "" {
		return false
	}
	r.victims = slices.Delete(r.victims, n, n+1)
	r.deaths++
	path := fmt.Sprint(r.file, r.deaths, ".db")
	if err := r.backup(path); err != nil {
		panic(err)
	}
	r.copied = path
	return true
}

// faultyWorld is a stage on which every step of an incident fails in one way.
type faultyWorld struct {
	*stage

	fate     *reaper
	fault    remoteFault
	broken   []string // operations that go wrong until an admin mends them
	warned   int      // how often the admin has to have been told
	outcomes map[string]string
}

func (w *faultyWorld) live() {
	w.outcomes = make(map[string]string)
	w.fate.backup = func(path string) error {
		_, err := w.bot.Store().Backup(path)
		return err
	}
	w.tell(`clock 2025-11-20 15:04`)
	defer func() { w.stop() }() // of the last life
	w.tell(`kato says '@toban 本番の API が 502 を返し続けています' in #ask-platform`)
	for _, p := range life() {
		w.goThrough(p)
	}
	w.agrees()
}

// goThrough has people act while each step of the phase fails, until Datadog
// has it all the same.
func (w *faultyWorld) goThrough(p phase) {
	since := w.last()
	w.spoil(p.steps)
	for _, act := range p.acts {
		w.tell(act)
	}
	const patience = 300
	look := 5 * time.Second
	if w.fault.mended != "" { // the next try is minutes away
		look = 20 * time.Second
	}
	for n := 0; !w.over(p, since); n++ {
		require.Less(w.t, n, patience, "it never ends: %s", w.transcript())
		time.Sleep(look)
		w.settle()
	}
	for _, step := range p.steps {
		w.outcomes[step.name] = w.outcome(step, since)
	}
}

// last is the number of the latest exchange.
func (w *faultyWorld) last() int {
	all := w.datadog.Exchanges(0)
	if len(all) == 0 {
		return 0
	}
	return all[len(all)-1].Seq
}

// spoil has the next request of each step go wrong, and toban die of it when
// this is such a world.
func (w *faultyWorld) spoil(steps []remoteStep) {
	for _, step := range steps {
		w.broken = append(w.broken, step.operation)
	}
	w.inject()
	if w.fate.file != "" {
		w.fate.mu.Lock()
		defer w.fate.mu.Unlock()
		w.fate.victims = slices.Clone(w.broken)
	}
}

func (w *faultyWorld) inject() {
	for _, operation := range w.broken {
		f := w.fault.fault
		f.Operation = operation
		w.datadog.Inject(f)
	}
}

// over reports whether a phase has come to its end, and does what time alone
// does not: start toban again, and mend what an admin was told of.
func (w *faultyWorld) over(p phase, since int) bool {
	if file := w.fate.dead(); file != "" {
		w.stop()
		w.fate.mu.Lock()
		w.fate.copied = ""
		w.fate.mu.Unlock()
		w.open(file)
		return false
	}
	w.mend(since)
	for _, step := range p.steps {
		if _, stored := w.sent(step.operation, since); stored < step.times {
			return false
		}
	}
	q, err := w.bot.Store().QueueStats(w.ctx())
	require.NoError(w.t, err)
	return q.Queued+q.Sending == 0 && !w.incident().Datadog.Pending()
}

// mend is the admin's work: they were told once, although it was tried again
// since.
func (w *faultyWorld) mend(since int) {
	if w.fault.mended == "" {
		w.broken = nil // it passed by itself
		return
	}
	told := strings.Count(w.private("yamada"), w.fault.mended)
	require.LessOrEqual(w.t, told, w.warned+1, "the admin is told again")
	n := slices.IndexFunc(w.broken, func(operation string) bool {
		tries, _ := w.sent(operation, since)
		return tries > 1
	})
	if told == w.warned || n < 0 {
		return
	}
	w.warned = told
	w.broken = slices.Delete(w.broken, n, n+1)
	w.datadog.ClearFaults()
	w.inject()
}

// sent counts the requests of an operation, and those that took effect.
func (w *faultyWorld) sent(operation string, since int) (tries, stored int) {
	for _, e := range w.datadog.Exchanges(since) {
		if e.Operation != operation {
			continue
		}
		tries++
		if e.Stored {
			stored++
		}
	}
	return tries, stored
}

// Outcomes of a step.
const (
	sentAgain = "again" // it was not there, so it was sent again
	sentFound = "found" // it was there, so it was not
	sentSame  = "same"  // the same value was set again
	sentHeld  = "held"  // an admin was told, and it was sent when that was mended
)

func (w *faultyWorld) outcome(step remoteStep, since int) string {
	tries, stored := w.sent(step.operation, since)
	switch {
	case w.fault.mended != "":
		return sentHeld
	case stored > step.times:
		require.Contains(w.t, []string{"UpdateIncident", "PatchIncidentImpact", "UpdateIncidentTodo"}, step.operation, "only a value may be sent twice")
		return sentSame
	case tries == step.times:
		return sentFound
	}
	return sentAgain
}

func (w *faultyWorld) incident() triage.Incident {
	all, err := w.bot.Desk().Incidents(w.ctx(), false)
	require.NoError(w.t, err)
	require.Len(w.t, all, 1, "one incident in toban")
	return all[0]
}

// agrees is what everybody sees in the end, whatever went wrong.
func (w *faultyWorld) agrees() {
	t := w.t
	ours := w.incident()
	require.Len(t, w.datadog.Incidents(), 1, "one incident in Datadog")
	theirs := w.datadog.Incidents()[0]

	require.Equal(t, string(theirs.ID), ours.Datadog.ID)
	require.Empty(t, ours.Datadog.Refused+ours.Datadog.Note)
	require.Equal(t, []string{"resolved", "SEV-1", "API 502 [inc-1]"}, []string{theirs.State, theirs.Severity, theirs.Title})
	require.Equal(t, []string{"resolved", "SEV-1", "API 502"}, []string{ours.Status.String(), string(ours.Severity), ours.Title})
	require.Equal(t, "suzuki@example.com", w.email(theirs.Commander))
	require.Contains(t, theirs.Fields["summary"].Value, ours.Fixed)
	require.Len(t, theirs.Integrations, 1)
	require.Equal(t, string(ours.Channel), theirs.Integrations[0].Channels[0].ID)
	require.Len(t, theirs.Attachments, 3, "the thread, the channel and the review")
	require.Len(t, theirs.Todos, 1)
	require.NotEmpty(t, theirs.Todos[0].Completed)
	require.Len(t, theirs.Impacts, 1)
	require.Equal(t, ours.Affected, theirs.Impacts[0].Description)
	require.Equal(t, ours.DetectedAt.Unix(), theirs.Impacts[0].Start.Unix())
	require.Equal(t, ours.StableAt.Unix(), theirs.Impacts[0].End.Unix())

	var story []string
	for _, e := range ours.Timeline {
		story = append(story, e.What)
	}
	require.Equal(t, []string{"declared", "commander", "severity", "update", "impact", "state", "state", "fixed"}, story)
	var cells []string
	for _, c := range theirs.Timeline[1:] {
		cells = append(cells, strings.SplitN(c.Text, "\n", 2)[0])
	}
	require.Equal(t, []string{
		"severity SEV-2 → SEV-1", "summary  → 切り戻し中です", "state active → stable", "state stable → resolved",
	}, slices.DeleteFunc(cells, func(c string) bool { return strings.HasPrefix(c, "summary 切り戻し中です") }))

	w.tell(`#incidents shows '指揮者 suzuki' 1 time`)
	w.tell(`#incidents shows '📣 INC-1' 1 time`)
	w.tell(`#incidents does not show '同期待ち'`)
	require.Equal(t, 1, strings.Count(w.threadText(), "INC-1 として障害を宣言しました"))
	require.Equal(t, 1, strings.Count(w.threadText(), "INC-1 は復旧しました"))
	buried, err := w.bot.Store().BuriedJobs(w.ctx(), 10)
	require.NoError(t, err)
	require.Empty(t, buried)
	if w.fault.mended != "" {
		require.Equal(t, w.steps(), w.warned, "the admin is told each time it breaks")
	}
	if w.fate.file != "" {
		require.Equal(t, w.steps(), w.fate.deaths)
	}
}

func (w *faultyWorld) steps() (n int) {
	for _, p := range life() {
		n += len(p.steps)
	}
	return n
}

func (w *faultyWorld) email(id fakedatadog.UserID) string {
	for _, u := range w.datadog.Users() {
		if u.ID == id {
			return u.Email
		}
	}
	return ""
}

// faultTable is what became of each step, for people to read.
func faultTable(outcomes map[string]string) string {
	var b strings.Builder
	b.WriteString("# An incident in Datadog under every fault\n\n" +
		"Each step fails once as its column says, or until it is mended. In every case Datadog ends with one incident,\n" +
		"everything that was to be added once, the final values and the whole history in its order.\n\n" +
		"- **again**: it was not there, so it was sent again\n" +
		"- **found**: it was there although the answer was lost, so it was not sent again\n" +
		"- **same**: the same value was set again\n" +
		"- **held**: an admin was told what to do; it was sent, in its order, when that was mended\n")
	var steps, faults []string
	for _, p := range life() {
		for _, step := range p.steps {
			steps = append(steps, step.name)
		}
	}
	for _, f := range remoteFaults() {
		faults = append(faults, f.name)
	}
	tabulate(&b, "step", steps, faults, outcomes)
	return b.String()
}

func compareTable(t *testing.T, got string) {
	t.Helper()
	t.Log("\n" + got)
	compareGolden(t, "testdata/datadog_faults.md", got)
}
