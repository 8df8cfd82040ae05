package phrase

// Incidents declared in Datadog.
var (
	ArgAdopt           = Word{Name: "adopt", JA: "取り込み", More: []string{"取り込む"}}
	ArgsIncidentAdopt  = Line{JA: "IR-123 [INC-7]", EN: "IR-123 [INC-7]"}
	AboutIncidentAdopt = Line{
		JA: "Datadog で宣言された障害を取り込みます。INC-7 を付けると、Datadog に登録できなかった障害をそれにつなぎます（メンバー）",
		EN: "take over an incident declared in Datadog; with INC-7, tie one to it that Datadog would not have (members)",
	}

	IncidentElsewhere = Line{JA: "Datadog {link} で宣言", EN: "Declared in Datadog {link}"}
	Adopted           = Line{JA: "Datadog #{n} を {subject} として取り込みました。", EN: "Datadog #{n} is recorded as {subject}."}
	AdoptTied         = Line{JA: "{subject} を Datadog #{n} につなぎました。ここでの記録を Datadog に送ります。", EN: "{subject} is tied to Datadog #{n}. What is recorded here is sent there."}
	AdoptWithout      = Line{JA: "Datadog は設定されていません。", EN: "Datadog is not configured."}
	AdoptAway         = Line{JA: "今は Datadog に確認できません。少し待ってからもう一度お試しください。", EN: "Datadog cannot be asked right now. Please try again in a moment."}
)

// adoptRefusal are the refusals of taking incidents over.
func adoptRefusal(reason string) (l Line, ok bool) {
	switch reason {
	case "adopted":
		return Line{JA: "すでに {subject} として記録されています。", EN: "It is recorded as {subject} already."}, true
	case "in_datadog":
		return Line{JA: "{subject} は Datadog の別の障害につながっています。", EN: "{subject} is another incident in Datadog already."}, true
	case "adopt_drill":
		return Line{JA: "{subject} は訓練なので、Datadog の障害につなぐことはできません。", EN: "{subject} is a drill and cannot be tied to an incident in Datadog."}, true
	case "not_in_datadog":
		return Line{JA: "{subject} は Datadog に見つかりません。番号を確かめてください。", EN: "There is no {subject} in Datadog. Check the number."}, true
	case "not_adoptable":
		return Line{JA: "{subject} は、テスト、非公開の障害、または toban が登録した障害のため、取り込めません。", EN: "{subject} is a test, private, or was created by toban, and cannot be taken over."}, true
	}
	return Line{}, false
}
