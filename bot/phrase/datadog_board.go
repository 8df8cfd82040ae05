package phrase

// Words of the dashboard in Datadog.
var (
	BoardTitle = Line{JA: "toban: 問い合わせと障害", EN: "toban: inquiries and incidents"}
	BoardAbout = Line{
		JA: "`toban datadog dashboard --apply` が作り、更新します。手で変えたところは次の更新で元に戻ります。",
		EN: "Made and updated by `toban datadog dashboard --apply`, which undoes changes made by hand.",
	}
	BoardNote = Line{
		JA: "数は toban が1分ごとに送ります（`datadog.metrics: true`）。時間は合計を件数で割った平均です。中央値と定義は週次レポートと `/toban incident stats` にあります。\n\nDatadog の障害は [Incident Management Overview]({overview}) と [障害の一覧]({incidents}) で見られます。",
		EN: "toban sends these numbers every minute (`datadog.metrics: true`). Durations are means: sums divided by counts. Medians and definitions are in the weekly report and `/toban incident stats`.\n\nDatadog's own view of incidents: [Incident Management Overview]({overview}), [all incidents]({incidents}).",
	}

	BoardInquiries = Line{JA: "問い合わせ", EN: "Inquiries"}
	BoardIncidents = Line{JA: "障害（訓練を除く）", EN: "Incidents (without drills)"}

	PanelOpen         = Line{JA: "未解決", EN: "Open"}
	PanelOverdue      = Line{JA: "最初の返信が期限切れ", EN: "First reply overdue"}
	PanelOpened       = Line{JA: "分野ごとの新しい問い合わせ", EN: "New inquiries by area"}
	PanelTeams        = Line{JA: "質問の多いチーム", EN: "Who asks"}
	PanelReply        = Line{JA: "最初の返信まで（平均、分）", EN: "Time to first reply (mean, minutes)"}
	PanelSolving      = Line{JA: "解決まで（平均、時間）", EN: "Time to resolve (mean, hours)"}
	PanelClasses      = Line{JA: "解決の分類", EN: "Who could have solved it"}
	PanelBreached     = Line{JA: "期限を過ぎた最初の返信", EN: "First replies that came too late"}
	PanelReopened     = Line{JA: "再開", EN: "Reopened"}
	PanelRunning      = Line{JA: "進行中の障害", EN: "Running"}
	PanelReviews      = Line{JA: "期限を過ぎた振り返り", EN: "Reviews overdue"}
	PanelActions      = Line{JA: "期限を過ぎた対応策", EN: "Follow-ups overdue"}
	PanelDeclared     = Line{JA: "重大度ごとの宣言", EN: "Declared by severity"}
	PanelOrigins      = Line{JA: "きっかけ", EN: "What they began as"}
	PanelCauses       = Line{JA: "原因", EN: "Causes"}
	PanelAcknowledged = Line{JA: "応答まで（平均、分）", EN: "Time to acknowledge (mean, minutes)"}
	PanelStable       = Line{JA: "安定まで（平均、分）", EN: "Time to stabilise (mean, minutes)"}
	PanelRestored     = Line{JA: "復旧まで（平均、分）", EN: "Time to restore (mean, minutes)"}
	PanelImpact       = Line{JA: "利用者への影響（合計、分）", EN: "Others affected (minutes in all)"}
)
