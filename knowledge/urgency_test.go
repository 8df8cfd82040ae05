package knowledge

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// These phrases were written together with the rules, so that passing them says nothing about messages that nobody foresaw.
func TestUrgency(t *testing.T) {
	for _, c := range []struct {
		name string
		text string
		want Urgency
	}{
		{"the reporter says so", "incident: the ledger is off", UrgencyUrgent},
		{"the reporter says so in Japanese", "障害: 帳簿がずれています", UrgencyUrgent},
		{"full-width colon", "障害:帳簿がずれています", UrgencyUrgent},
		{"severity", "!sev1 ledger", UrgencyUrgent},
		{"severity in brackets", "[SEV-1] ledger", UrgencyUrgent},
		{"after a mention", "<@U0BOT> incident: ledger", UrgencyUrgent},
		{"a word that only begins like it", "incidental costs of the ledger", UrgencyNormal},
		{"not at the start", "what does sev1 mean?", UrgencyNormal},

		{"production is down", "production is down for every tenant", UrgencyUrgent},
		{"production answers 5xx", "prod keeps answering 503 since 14:20", UrgencyUrgent},
		{"everybody is hit", "customers cannot log in", UrgencyUrgent},
		{"Japanese: production answers 502", "本番の API が 502 を返し続けています", UrgencyUrgent},
		{"Japanese with blanks and full width", "本番 が 落ちています。", UrgencyUrgent},
		{"Japanese: users report", "お客様から商品を開けないと連絡が多数きています", UrgencyUrgent},
		{"half-width kana", "本番ｻｰﾊﾞｰが応答しません", UrgencyUrgent},
		{"still not over", "yesterday's problem is still there, production is down", UrgencyUrgent},

		{"no scope, but now", "the search service is down, please help", UrgencySuspected},
		{"a symptom of what users see", "checkout is extremely slow", UrgencySuspected},
		{"Japanese symptom of what users see", "在庫がマイナスになっています", UrgencySuspected},
		{"secrets are out", "I think our deploy key leaked", UrgencySuspected},
		{"may be the asker's own access", "本番 DB に接続できません", UrgencySuspected},

		{"quoted", "> production is down for everyone\nwho gets this alert?", UrgencyNormal},
		{"quoted by Slack", "&gt; production is down for everyone\nwho gets this alert?", UrgencyNormal},
		{"in a code block", "```production is down, all customers get 503```\nwhat writes this line?", UrgencyNormal},
		{"in a code span", "we log `production is down` by mistake", UrgencyNormal},
		{"a string", "the page title says \"production is down for all users\" in our demo", UrgencyNormal},
		{"Japanese string", "アラートの「本番が落ちています」という文言を直したいです", UrgencyNormal},
		{"negated", "production is not down, I just wonder about the graph", UrgencyNormal},
		{"Japanese negation", "障害ではありませんが、本番が落ちていたときのログを見たいです", UrgencyNormal},
		{"over", "production was down for customers but is back up", UrgencyNormal},
		{"Japanese: over", "本番が落ちていましたが復旧しました", UrgencyNormal},
		{"past", "last week production was returning 503 to all users", UrgencyNormal},
		{"Japanese: past", "先月、本番が落ちていた件の資料をください", UrgencyNormal},
		{"imagined", "what if production is down for everyone?", UrgencyNormal},
		{"Japanese: imagined", "本番が落ちている場合はどこに連絡しますか", UrgencyNormal},
		{"a drill", "drill: production is down, customers cannot log in", UrgencyNormal},
		{"Japanese: a drill", "訓練です。本番が全断しています", UrgencyNormal},
		{"planned", "we plan to take production down for maintenance, users cannot log in then", UrgencyNormal},
		{"not production", "staging is down for everyone on the team", UrgencyNormal},
		{"Japanese: not production", "検証環境が落ちています", UrgencyNormal},
		{"not urgent", "not urgent: prod returns 503 on a forgotten path", UrgencyNormal},
		{"an idiom", "can I scale down production at night?", UrgencyNormal},
		{"an ordinary failure", "my build fails with an error", UrgencyNormal},
		{"a part of a word", "the product 5030 has a downtown shop for customers", UrgencyNormal},
		{"nothing", "", UrgencyNormal},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, words := judgeUrgency(readSlack(c.text).own, 0)
			if got != c.want {
				t.Errorf("urgency of %q = %s %q, want %s", c.text, got, words, c.want)
			}
			if got != UrgencyNormal && len(words) == 0 {
				t.Errorf("%q is %s without a reason", c.text, got)
			}
		})
	}
}

func TestALikelyIncidentIsAskedAbout(t *testing.T) {
	got, _ := judgeUrgency("the orchard sings", incidentSuspicion)
	require.Equal(t, UrgencySuspected, got)
	got, _ = judgeUrgency("the orchard sings in staging", 0.99)
	require.Equal(t, UrgencyNormal, got, "what is not production is not asked about")
}

func TestKindAgreesWithUrgency(t *testing.T) {
	c := defaultClassifier(t)
	require.Equal(t, KindIncident, c.Classify("incident: where is my cat?").Kind.Key)
	require.NotEqual(t, KindIncident, c.Classify("staging is down for everyone").Kind.Key)

	own := DefaultTaxonomy()
	own.Kinds = own.Kinds[:2]
	c, err := Train(own, nil, TrainOptions{})
	require.NoError(t, err)
	got := c.Classify("production is down for every tenant")
	require.Equal(t, UrgencyUrgent, got.Urgency)
	require.NotEqual(t, KindIncident, got.Kind.Key, "the team has no such kind")
}

func TestPhrasesAreInTheFormInWhichTheyAreLookedUp(t *testing.T) {
	for _, list := range [][]string{
		graveWords(), failureWords(), reachWords(), symptomWords(), crowdWords(), productionWords(), surfaceWords(), sweepingWords(),
		nowWords(), laterWords(), overWords(), unresolvedWords(), calmWords(), pastWords(), mootWords(),
	} {
		for _, phrase := range list {
			plain := strings.TrimSuffix(phrase, "*")
			if !readClause(foldText(plain)).says([]string{phrase}) {
				t.Errorf("%q can never match", phrase)
			}
		}
	}
}
