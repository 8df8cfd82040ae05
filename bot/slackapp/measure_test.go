package slackapp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// handled are the numbers of twelve incidents.
func handled() triage.IncidentNumbers {
	took := func(n, minutes int) triage.Spread {
		return triage.Spread{N: n, Median: time.Duration(minutes) * time.Minute}
	}
	many := took(12, 41)
	many.P90 = 150 * time.Minute
	return triage.IncidentNumbers{
		N: 12, Running: 0, Reopened: 1,
		Detect: took(3, 8), Acknowledge: took(11, 2), Stabilise: took(12, 30), Restore: many, Impact: took(12, 35), ImpactMinutes: 470,
		Pages: took(4, 3), Unanswered: 1,
		Origins: map[triage.Origin]int{triage.OriginInquiry: 7, triage.OriginAlert: 3, triage.OriginPerson: 2},
		Severities: []triage.IncidentGroup{
			{Key: "SEV-3", N: 9, Restore: took(9, 25)}, {Key: "SEV-1", N: 3, Restore: took(3, 90)},
		},
		Teams:     []triage.IncidentGroup{{Key: "payments", N: 6, Restore: took(6, 30)}, {N: 1}},
		Rotations: []triage.IncidentGroup{{Key: "platform", N: 6, Restore: took(6, 30)}, {Key: "network", N: 1, Restore: took(1, 9)}},
		Areas:     []triage.IncidentGroup{{Key: "ci_cd", N: 7, Restore: took(7, 30)}},
		Causes:    []triage.IncidentGroup{{Key: "change", N: 8, Restore: took(8, 20)}, {N: 4, Restore: took(4, 60)}},
	}
}

func causes(_ *Config, d *Deps) {
	d.Desk.Policy.Incident.Causes = []triage.Cause{
		{Key: "change", Name: map[triage.Lang]string{"ja": "変更", "en": "A change"}}, {Key: "capacity", Name: map[triage.Lang]string{"ja": "容量不足", "en": "Capacity"}},
	}
	d.Report = d.Desk.Digest
}

// Who resolves an incident may say what caused it, then or later.
func TestTheCauseOfAnIncident(t *testing.T) {
	r := newRoom(t, causes)
	i := r.declares("API 502")
	require.Contains(t, r.runs("tanaka", "/toban incident cause INC-1 gremlins"), "使えるのは 変更、容量不足 です")
	require.Contains(t, r.runs("kato", "/toban incident cause INC-1 変更"), "Platform のメンバーが実行できます")
	r.presses("tanaka", "CINC", string(i.Where(triage.SlotIncident).TS), actionIncidentResolve)
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{restoreFixed: "戻した", restoreCause: "change"}))
	r.settle()
	require.Equal(t, "change", r.outage("INC-1").Cause)
	require.Contains(t, r.runs("tanaka", "/toban 障害 原因 INC-1 容量不足"), "INC-1 の原因を「容量不足」にしました")
	require.Equal(t, "capacity", r.outage("INC-1").Cause)
	require.Contains(t, r.runs("tanaka", "/toban incident show INC-1"), "原因: 容量不足")

	without := newRoom(t)
	without.declares("API 502")
	require.Contains(t, without.runs("tanaka", "/toban incident cause INC-1 change"), "incident.causes")
}

// A time without a day is the last one there was: impact begins in the past.
func TestTheStartOfTheImpact(t *testing.T) {
	r := newRoom(t, causes)
	r.declares("API 502")
	now := r.now
	require.Contains(t, r.runs("tanaka", "/toban incident impact INC-1 "+now.Add(-10*time.Minute).Format("15:04")), "INC-1 の影響の始まりを")
	require.Equal(t, now.Add(-10*time.Minute).Truncate(time.Minute).UTC(), r.outage("INC-1").ImpactStart.UTC())
	require.Contains(t, r.runs("tanaka", "/toban incident impact INC-1 "+now.Add(time.Hour).Format("15:04")), "INC-1")
	require.Equal(t, now.Add(time.Hour).AddDate(0, 0, -1).Truncate(time.Minute).UTC(), r.outage("INC-1").ImpactStart.UTC(), "yesterday")
	require.Contains(t, r.runs("tanaka", "/toban incident impact INC-1 "+now.Add(time.Hour).Format("2006-01-02 15:04")), "過ぎた時刻")
	require.Contains(t, r.runs("tanaka", "/toban incident impact INC-1 いつか"), "いつか")
	require.Contains(t, r.runs("kato", "/toban incident impact INC-1 02:05"), "Platform のメンバーが実行できます")
	require.Contains(t, r.runs("tanaka", "/toban incident show INC-1"), "影響の始まり")
}

// Everybody may see how incidents were handled; drills count nowhere.
func TestIncidentStats(t *testing.T) {
	r := newRoom(t, causes)
	r.declares("API 502")
	r.pass(40 * time.Minute)
	r.runs("tanaka", "/toban incident resolve INC-1 戻した")
	text := r.runs("kato", "/toban 障害 統計")
	require.Contains(t, text, "1件")
	require.Contains(t, text, "復旧まで 40分（1件）")
	require.Contains(t, text, "問い合わせ 1/1")
	require.Contains(t, r.runs("kato", "/toban incident stats 2020-W99"), "週でも月でもありません")
}
