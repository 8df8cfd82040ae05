package knowledge

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// defaultClassifier has learned the default taxonomy, and samples.
func defaultClassifier(t testing.TB, samples ...Sample) *Classifier {
	t.Helper()
	if len(samples) == 0 {
		return seeded()
	}
	c, err := Train(DefaultTaxonomy(), samples, TrainOptions{})
	require.NoError(t, err)
	return c
}

// A classifier never changes, so that tests may share these.
var (
	seeded = sync.OnceValue(func() *Classifier { return mustTrain(nil) })
	taught = sync.OnceValue(func() *Classifier { return mustTrain(traffic(200)) })
)

func mustTrain(samples []Sample) *Classifier {
	c, err := Train(DefaultTaxonomy(), samples, TrainOptions{})
	if err != nil {
		panic(err)
	}
	return c
}

func TestWithoutAnyLabelTheTaxonomyIsEnough(t *testing.T) {
	c := defaultClassifier(t)
	for _, m := range []struct {
		text, kind, area string
		urgency          Urgency
	}{
		{"GitHub Actions から AWS に AssumeRole できません", "question", "ci_cd", UrgencyNormal},
		{"<@U123> GitHub Actions から AWS に AssumeRole できません", "question", "ci_cd", UrgencyNormal},
		{"本番の API が 502 を返し続けています", "incident", "", UrgencyUrgent},
		{"how do I get a GPU node pool?", "question", "deploy", UrgencyNormal},
		{"VPC につながりません", "question", "network", UrgencyNormal},
		{"S3 バケットを作ってください", "request", "data", UrgencyNormal},
		{"証明書の更新をお願いします", "request", "tls", UrgencyNormal},
		{"please add me to the admin role", "request", "access", UrgencyNormal},
		{"Datadog のダッシュボードはどうやって作りますか", "question", "observability", UrgencyNormal},
		{"why did our AWS bill double?", "question", "cost", UrgencyNormal},
		{"since the upgrade the docker build crashes", "bug", "ci_cd", UrgencyNormal},
	} {
		got := c.Classify(m.text)
		if got.Kind.Key != m.kind || m.area != "" && got.Area.Key != m.area || got.Urgency != m.urgency {
			t.Errorf("%q is %s about %s, %s; want %s about %s, %s", m.text, got.Kind.Key, got.Area.Key, got.Urgency, m.kind, m.area, m.urgency)
		}
		if got.Area.Sure || got.Kind.Sure {
			t.Errorf("%q is set silently, although nobody has labelled a message yet", m.text)
		}
		if len(got.Area.Choices) != 3 {
			t.Errorf("%q offers %d areas, want 3 as long as nothing is calibrated", m.text, len(got.Area.Choices))
		}
	}
}

// Areas behind "none of them" would be noise on a card.
func TestSmallTalkIsOfferedNoArea(t *testing.T) {
	c := defaultClassifier(t)
	for _, text := range []string{"お昼どこ行きますか", "ありがとうございました！", "happy birthday!"} {
		got := c.Classify(text).Area
		require.True(t, got.Open, text)
		require.Empty(t, got.Choices, text)
	}
}

func TestNothingToReadIsAnOpenQuestion(t *testing.T) {
	c := defaultClassifier(t)
	for _, text := range []string{"", " ", "🎉", "<@U1>", "!?", "\xff\xfe", "Ωω"} {
		got := c.Classify(text)
		if !got.Area.Open || got.Area.Key != "" || got.Urgency != UrgencyNormal {
			t.Errorf("Classify(%q) = area %+v, %s; want an open question, normal", text, got.Area, got.Urgency)
		}
	}
}

func TestACorrectionTeaches(t *testing.T) {
	const text = "the falcon gateway rejects my batch"
	before := defaultClassifier(t).Classify(text)
	require.NotEqual(t, "cost", before.Area.Key)
	after := defaultClassifier(t,
		Sample{ID: "1", Text: "falcon gateway batch rejected again", Area: "cost", Source: SourceCorrection},
		Sample{ID: "2", Text: "falcon refuses the batch", Area: "cost", Kind: "bug", Source: SourceConfirm},
	).Classify(text)
	require.Equal(t, "cost", after.Area.Key)
	require.NotEqual(t, before.Model, after.Model)
}

func TestLabelsOutsideTheAreasAreLearned(t *testing.T) {
	samples := []Sample{
		{ID: "1", Text: "ありがとうございます！助かりました", Area: AreaNotInquiry, Source: SourceCorrection},
		{ID: "2", Text: "thanks, that did it", Area: AreaNotInquiry, Source: SourceCorrection},
		{ID: "3", Text: "where can I order lunch?", Area: AreaOther, Source: SourceCorrection},
		{ID: "4", Text: "gone area", Area: "merged_away", Source: SourceCorrection},
	}
	c := defaultClassifier(t, samples...)
	got := c.Classify("ありがとうございます！").Area
	require.Equal(t, AreaNotInquiry, got.Key)
	require.True(t, got.Open, "no guess is shown")
	for _, choice := range got.Choices {
		require.NotEqual(t, AreaNotInquiry, choice.Key, "has a button of its own")
	}
	require.Equal(t, 3, c.Info().Area.N, "a label that the taxonomy no longer has is left out")
}

func TestTrainRefuses(t *testing.T) {
	_, err := Train(DefaultTaxonomy(), []Sample{{Text: "x", Area: "cost"}}, TrainOptions{})
	require.ErrorContains(t, err, "teaches nothing")
	_, err = Train(Taxonomy{Areas: []Term{{Key: "A B"}}}, nil, TrainOptions{})
	var mistake *TaxonomyError
	require.ErrorAs(t, err, &mistake)
}

// traffic makes n labelled messages that are easy to tell apart, a tenth of them mislabelled.
func traffic(n int) []Sample {
	topics := []struct{ area, text string }{
		{"access", "please give %d the reader role"},
		{"ci_cd", "workflow run %d fails in the build step"},
		{"network", "host number %d does not resolve in DNS"},
		{"data", "データベース %d の復元をお願いします"},
		{"tls", "証明書 %d の期限が切れます"},
	}
	samples := make([]Sample, n)
	for i := range samples {
		topic := topics[i%len(topics)]
		samples[i] = Sample{ID: fmt.Sprint("m", i), Text: fmt.Sprintf(topic.text, i), Area: topic.area, Kind: "request", Source: SourceCorrection}
		if i%10 == 9 {
			samples[i].Area = "cost"
		}
	}
	return samples
}

func TestTrafficEarnsSilence(t *testing.T) {
	few := defaultClassifier(t, traffic(80)...)
	require.False(t, few.Info().Area.Silent)
	require.False(t, few.Classify("please give 7 the reader role").Area.Sure)

	c := taught()
	info := c.Info().Area
	require.True(t, info.Silent)
	require.Equal(t, 200, info.N)
	require.Greater(t, info.Accuracy, 0.85)
	require.Less(t, info.ECE, 0.1)
	sure := c.Classify("please give 777 the reader role").Area
	require.True(t, sure.Sure, "%+v", sure)
	require.Equal(t, "access", sure.Key)
	require.Empty(t, sure.Choices)
	tls := c.Classify("証明書 5 の期限が切れます").Area
	require.Equal(t, "tls", tls.Key)
	require.False(t, tls.Sure, "half of what looks like it was labelled otherwise")
}

func TestDecision(t *testing.T) {
	classes := []string{"a", "b", "c", "d", AreaOther, AreaNotInquiry}
	calm := calibration{Temperature: 1, Traffic: 100, PerClass: []int{20, 20, 20, 20, 20, 0}, MinTraffic: 100, Threshold: []float64{.8, .9, never, .5, never, never}, Reach: .15, Refuse: 1}
	young := calm
	young.Traffic = 99
	fresh := calibration{MinTraffic: 100, PerClass: make([]int, 6), Threshold: calm.Threshold}
	strict := calm
	strict.Refuse = 1.5
	for _, c := range []struct {
		name    string
		of      calibration
		p       []float64
		want    string
		sure    bool
		open    bool
		choices string
	}{
		{"above the threshold", calm, []float64{.85, .05, .05, .03, .02}, "a", true, false, ""},
		{"exactly at the threshold", calm, []float64{.8, .1, .05, .03, .02}, "a", true, false, ""},
		{"below the threshold", calm, []float64{.6, .2, .1, .08, .02}, "a", false, false, "a b"},
		{"thresholds are per class", calm, []float64{.1, .85, .03, .01, .01}, "b", false, false, "b"},
		{"a class that is never silent", calm, []float64{0, 0, .99, 0, .01}, "c", false, false, "c"},
		{"99 labels are too few", young, []float64{.95, .02, .01, .01, .01}, "a", false, false, "a"},
		{"nothing calibrated: the best three", fresh, []float64{.9, .04, .03, .02, .01}, "a", false, false, "a b c"},
		{"never more than three", calm, []float64{.31, .23, .2, .2, .06}, "a", false, false, "a b c"},
		{"other wins", calm, []float64{.2, .1, .1, .1, .5}, AreaOther, false, true, ""},
		{"a class that nobody has taught wins", calm, []float64{.3, .1, .05, .05, .1, .4}, "a", false, true, ""},
		{"little grip", strict, []float64{.95, .02, .01, .01, .01}, "a", false, true, "a"},
		{"nothing is likely", calm, []float64{.29, .2, .2, .2, .11}, "a", false, true, "a b c"},
		{"below a low threshold and below what is shown", calm, []float64{.2, .2, .2, .25, .15}, "d", false, true, "d a b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := c.of.decide(classes, 4, c.p, 1)
			var keys []string
			for _, choice := range g.Choices {
				keys = append(keys, choice.Key)
			}
			require.Equal(t, c.want, g.Key)
			require.Equal(t, c.sure, g.Sure, "sure")
			require.Equal(t, c.open, g.Open, "open")
			require.Equal(t, c.choices, strings.Join(keys, " "))
		})
	}
}

func TestGrip(t *testing.T) {
	p := []float64{.6, .3, .1}
	require.InDelta(t, math.Sqrt(.6)*2, grip([]float64{3, 1, -1}, p, 3), 1e-12, "the best logit above the mean")
	require.InDelta(t, math.Sqrt(.3)*1, grip([]float64{3, 1, -4}, []float64{.1, .3, .6}, 2), 1e-12, "of the classes that are offered")
	require.Zero(t, grip([]float64{-3, 5, 1}, p, 1), "never below nothing")
}

// A team that has labelled nothing yet is not asked for the area of thanks and greetings.
func TestChatterIsNoInquiryFromTheFirstDay(t *testing.T) {
	c := defaultClassifier(t)
	for _, text := range []string{"thank you, it works!", "good morning all", "ありがとうございました！", "明日はお休みします", "welcome to the team"} {
		if got := c.Classify(text).Area; !got.Open || got.Key == AreaNotInquiry || got.Sure {
			t.Errorf("%q: %+v; want an open question that names no guess", text, got)
		}
	}
	for _, text := range []string{"GitHub Actions から AWS に AssumeRole できません", "証明書の更新をお願いします", "why did our AWS bill double?"} {
		if got := c.Classify(text).Area; got.Open {
			t.Errorf("%q is taken for chatter: %+v", text, got)
		}
	}
}

// Of messages that belong to an area one in twenty is refused, so that most of those that belong to none are.
func TestStrangersAreRefused(t *testing.T) {
	c := taught()
	require.Positive(t, c.area.calibration.Refuse)
	require.True(t, c.Classify("my cat ate the homework again").Area.Open)
	require.False(t, c.Classify("please give 777 the reader role").Area.Open)
}

func TestEqualSamplesGiveEqualBits(t *testing.T) {
	samples := traffic(60)
	var models [][]byte
	for _, procs := range []int{1, 4} {
		before := runtime.GOMAXPROCS(procs)
		c, err := Train(DefaultTaxonomy(), samples, TrainOptions{Workers: procs})
		runtime.GOMAXPROCS(before)
		require.NoError(t, err)
		b, err := c.MarshalBinary()
		require.NoError(t, err)
		models = append(models, b)
	}
	require.Equal(t, models[0], models[1])
	require.NotEqual(t, InputHash(DefaultTaxonomy(), samples, TrainOptions{}), InputHash(DefaultTaxonomy(), samples[1:], TrainOptions{}))
}

func TestAStoredClassifierAnswersTheSame(t *testing.T) {
	c := taught()
	data, err := c.MarshalBinary()
	require.NoError(t, err)
	var d Classifier
	require.NoError(t, d.UnmarshalBinary(data))
	require.Equal(t, c.Info(), d.Info())
	for _, s := range traffic(10) {
		require.Equal(t, c.Classify(s.Text), d.Classify(s.Text))
	}

	for name, damaged := range map[string][]byte{
		"empty": {}, "cut": data[:len(data)/2], "only the magic": []byte(fileMagic), "another format": []byte("toban classifier 9\nxxxxxxx"),
		"a bit flipped": append(append([]byte{}, data[:len(data)-40]...), append([]byte{data[len(data)-40] ^ 1}, data[len(data)-39:]...)...),
	} {
		kept := d.Info().Hash
		if err := d.UnmarshalBinary(damaged); err == nil {
			t.Errorf("%s: read without an error", name)
		} else {
			require.ErrorIs(t, err, ErrDamaged, name)
		}
		require.Equal(t, kept, d.Info().Hash, "a classifier that could not be replaced stays")
	}
}

func TestClassifyIsSafeForConcurrentUse(t *testing.T) {
	c := defaultClassifier(t)
	want := c.Classify("証明書の更新をお願いします")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got := c.Classify("証明書の更新をお願いします"); got.Area.Confidence != want.Area.Confidence {
					t.Errorf("confidence = %v, want %v", got.Area.Confidence, want.Area.Confidence)
				}
			}
		})
	}
	wg.Wait()
}

// The words shown beside a guess are what people judge it by, so they are kept in a file to be read.
func TestExplanations(t *testing.T) {
	c := defaultClassifier(t)
	var b strings.Builder
	for _, text := range []string{
		"GitHub Actions から AWS に AssumeRole できません", "本番の API が 502 を返し続けています", "how do I get a GPU node pool?", "VPC につながりません",
		"S3 バケットを作ってください", "証明書の更新をお願いします", "Argo CD is out of sync and pods are in CrashLoopBackOff", "ログの保存期間を延ばしたい",
		"Vault のトークンのローテーション手順を教えてください", "```\npanic: x509: certificate signed by unknown authority\n```\nwhat is this?",
	} {
		got := c.Classify(text)
		fmt.Fprintf(&b, "%s\n  kind     %-9s %s\n  area     %-9s %s\n  urgency  %-9s %s\n", strings.ReplaceAll(text, "\n", "⏎"),
			got.Kind.Key, strings.Join(got.Kind.Words, " | "), cmp.Or(got.Area.Key, "-"), strings.Join(got.Area.Words, " | "), got.Urgency, strings.Join(got.UrgencyWords, " | "))
	}
	golden := filepath.Join("testdata", "classify", "explanations.golden")
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

// thousandLabels are as long as real messages, in both languages.
func thousandLabels() []Sample {
	samples := traffic(1000)
	for i := range samples {
		samples[i].Text += ". It began after we changed the settings of the service and nobody here knows whom to ask. 詳しくはチケットに書きました。よろしくお願いします。"
	}
	return samples
}

// BenchmarkClassify reads one message of two languages, before and after a thousand labels.
func BenchmarkClassify(b *testing.B) {
	for name, samples := range map[string][]Sample{"seeds": nil, "1000 labels": thousandLabels()} {
		b.Run(name, func(b *testing.B) {
			c := defaultClassifier(b, samples...)
			b.ReportAllocs()
			for b.Loop() {
				c.Classify("GitHub Actions のワークフローから AWS に AssumeRole できません。OIDC provider is configured, but sts returns AccessDenied")
			}
		})
	}
}

// BenchmarkTrain1000 learns a thousand labels of both heads and calibrates them; heap-MB is what the classifier keeps, stored-MB what it takes on disk.
func BenchmarkTrain1000(b *testing.B) {
	samples := thousandLabels()
	builtinDetector()
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var c *Classifier
	for b.Loop() {
		var err error
		if c, err = Train(DefaultTaxonomy(), samples, TrainOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/(1<<20), "heap-MB")
	b.ReportMetric(float64(len(c.encode()))/(1<<20), "stored-MB")
}

// BenchmarkTrainDevelopment learns a thousand real texts of nine classes.
func BenchmarkTrainDevelopment(b *testing.B) {
	for _, set := range []string{"k8s_sig", "banking77", "k8sdocs10_ja"} {
		b.Run(set, func(b *testing.B) {
			classes, lessons := thousandLessons(b, set)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := trainHead(b.Context(), classes, len(classes), lessons, frequency{}, TrainOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// thousandLessons are rows of the first nine classes of a development set, evenly taken.
func thousandLessons(b *testing.B, set string) ([]string, []lesson) {
	f, err := os.Open(filepath.Join(devData, "classify", set+".train.jsonl"))
	if err != nil {
		b.Skip("no development data beside the checkout: ", err)
	}
	defer f.Close()
	rows, err := readLabelled(f)
	require.NoError(b, err)
	labels := make(map[string]bool)
	rows = slices.DeleteFunc(rows, func(r labelled) bool {
		if len(labels) < 9 {
			labels[r.Label] = true
		}
		return !labels[r.Label]
	})
	var taken []labelled
	for i := range min(len(rows), 1000) {
		taken = append(taken, rows[i*len(rows)/min(len(rows), 1000)])
	}
	return evalLessons(taken, nil, make(textFeatures))
}
