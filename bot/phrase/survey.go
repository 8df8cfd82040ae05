package phrase

// The question at the end of a turn.
var (
	SurveyAsk     = Line{JA: "当番お疲れさまでした（{end} まで）。今回の負担はどのくらいでしたか？ 10秒で答えられます。", EN: "Thank you for your time on call (until {end}). How heavy was it? It takes ten seconds to answer."}
	SurveyTitle   = Line{JA: "当番の負担", EN: "How it was"}
	SurveyPrivate = Line{JA: "答えはあなたとリードだけに見えます。次の代わりや順番を決めるときの参考にします。", EN: "Only you and the leads see the answer. It helps to share out what comes next."}
	SurveyEffort  = Line{JA: "今回の負担", EN: "How heavy it was"}
	SurveyLine    = Line{JA: "ひとこと", EN: "Anything else"}
	SurveyHint    = Line{JA: "例: 夜の対応が続いた", EN: "Such as: called out three nights in a row"}
	SurveyKept    = Line{JA: "ありがとうございます。もう一度開けば書き直せます。", EN: "Thank you. Open this again to change it."}
	ButtonSurvey  = Line{JA: "答える", EN: "Answer"}

	Effort1 = Line{JA: "とても軽い", EN: "very light"}
	Effort2 = Line{JA: "軽い", EN: "light"}
	Effort3 = Line{JA: "ふつう", EN: "as usual"}
	Effort4 = Line{JA: "重い", EN: "heavy"}
	Effort5 = Line{JA: "とても重い", EN: "very heavy"}

	LoadSaid     = Line{JA: "負担: {effort}", EN: "felt {effort}"}
	LoadSaidLine = Line{JA: "負担: {effort}「{line}」", EN: "felt {effort}: “{line}”"}
)
