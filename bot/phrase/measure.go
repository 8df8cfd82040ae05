package phrase

// Words of the numbers about incidents.
var (
	ArgStats  = Word{Name: "stats", JA: "統計"}
	ArgImpact = Word{Name: "impact", JA: "影響"}
	ArgCause  = Word{Name: "cause", JA: "原因"}

	ArgsIncidentStats   = Line{JA: "[今週|先週|今月|先月|2026-W47]", EN: "[week|lastweek|month|lastmonth|2026-W47]"}
	ArgsIncidentImpact  = Line{JA: "[INC-7] 02:05", EN: "[INC-7] 02:05"}
	ArgsIncidentCause   = Line{JA: "[INC-7] 原因", EN: "[INC-7] cause"}
	AboutIncidentStats  = Line{JA: "検知・応答・安定・復旧までの時間と内訳", EN: "times to detect, acknowledge, stabilise and restore, and by what"}
	AboutIncidentImpact = Line{JA: "利用者への影響が始まった時刻を記録します（メンバーと指揮者）", EN: "record when others began to be affected (members, the commander)"}
	AboutIncidentCause  = Line{JA: "原因を記録します（メンバーと指揮者）", EN: "record its cause (members, the commander)"}

	MeasureHead   = Line{JA: "🚨 {when}の障害（{from}–{to}）  {n}件", EN: "🚨 Incidents {when} ({from} - {to}): {n}"}
	MeasureTimes  = Line{JA: "障害対応の中央値: {items}", EN: "Incident response, medians: {items}"}
	MeasureTime   = Line{JA: "{phase} {median}（{n}件）", EN: "{phase} {median} (n = {n})"}
	MeasureSpread = Line{JA: "{phase} {median}、90%は{p90}以内（{n}件）", EN: "{phase} {median}, 90 % within {p90} (n = {n})"}

	PhaseDetect      = Line{JA: "検知まで", EN: "detected in"}
	PhaseAcknowledge = Line{JA: "応答まで", EN: "acknowledged in"}
	PhaseStabilise   = Line{JA: "安定まで", EN: "stable in"}
	PhaseRestore     = Line{JA: "復旧まで", EN: "restored in"}
	PhaseImpact      = Line{JA: "影響", EN: "others affected for"}

	MeasureState   = Line{JA: "対応中 {running} ・ 再開したもの {reopened}", EN: "Still running {running} · reopened {reopened}"}
	MeasureImpact  = Line{JA: "利用者への影響: 合計 {time}（{n}件）", EN: "Others were affected for {time} in all (n = {n})"}
	MeasurePages   = Line{JA: "本番影響の呼び出しに応答するまで: 中央値 {median}（{n}件） ・ 応答なし {none}", EN: "Pages about production acknowledged: median {median} (n = {n}) · not acknowledged {none}"}
	MeasureNoPage  = Line{JA: "本番影響の呼び出し: 応答なし {none}", EN: "Pages about production: not acknowledged {none}"}
	MeasureOrigins = Line{JA: "きっかけ: {items}", EN: "Began as: {items}"}
	OriginInquiry  = Line{JA: "問い合わせ", EN: "an inquiry"}
	OriginAlert    = Line{JA: "アラート", EN: "an alert"}
	OriginPerson   = Line{JA: "宣言", EN: "a declaration"}

	MeasureSeverities = Line{JA: "重大度別: {items}", EN: "By severity: {items}"}
	MeasureTeams      = Line{JA: "質問者のチーム別: {items}", EN: "By asking team: {items}"}
	MeasureRotations  = Line{JA: "当番別: {items}", EN: "By rotation: {items}"}
	MeasureAreas      = Line{JA: "分野別: {items}", EN: "By area: {items}"}
	MeasureCauses     = Line{JA: "原因別: {items}", EN: "By cause: {items}"}
	MeasureGroup      = Line{JA: "{key} {n}件（復旧まで {median}）", EN: "{key} {n} (restored in {median})"}
	MeasureGroupOpen  = Line{JA: "{key} {n}件", EN: "{key} {n}"}
	CauseUnknown      = Line{JA: "原因未記録", EN: "cause not given"}

	RestoreCause = Line{JA: "原因", EN: "Cause"}
	EntryCause   = Line{JA: "原因: {text}", EN: "cause: {text}"}
	EntryBegan   = Line{JA: "影響の始まり: {text}", EN: "others affected since: {text}"}

	DoneImpact = Line{JA: "{subject} の影響の始まりを {at} にしました。", EN: "{subject}: others have been affected since {at}."}
	DoneCause  = Line{JA: "{subject} の原因を「{cause}」にしました。", EN: "{subject}: the cause is \"{cause}\"."}
	WhichCause = Line{JA: "原因「{typed}」はありません。使えるのは {list} です。", EN: "There is no cause \"{typed}\". Use one of {list}."}
	NoCauses   = Line{JA: "原因は設定にありません（`incident.causes`）。", EN: "No causes are configured (`incident.causes`)."}
)
