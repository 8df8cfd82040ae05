package phrase

// What is asked when a message may report that production is affected.
var (
	Suspicion      = Line{JA: "🚨 本番の利用者に影響が出ていますか？{at} までに返事がなければ、影響があるかもしれないと当番に知らせます。", EN: "🚨 Are users of production affected? Without an answer by {at}, the on-call is told that they may be."}
	SuspicionTold  = Line{JA: "🚨 本番の利用者に影響が出ていますか？返事がないため、影響があるかもしれないと当番に知らせました。", EN: "🚨 Are users of production affected? Without an answer, the on-call has been told that they may be."}
	ButtonAffected = Line{JA: "🚨 本番影響あり", EN: "🚨 Production is affected"}
	ButtonCalm     = Line{JA: "本番影響なし", EN: "Not affected"}

	Running      = Line{JA: "🚨 {id} に対応中です。この件でしたら、押してください。", EN: "🚨 {id} is running. If this is part of it, press the button."}
	RunningTitle = Line{JA: "🚨 {id}「{title}」に対応中です。この件でしたら、押してください。", EN: "🚨 {id} “{title}” is running. If this is part of it, press the button."}
	ButtonJoin   = Line{JA: "{id} の件です", EN: "Part of {id}"}

	PageUnsure   = Line{JA: "🚨 {who} 本番に影響しているかもしれません。質問者から{minutes}分間、返事がありません。確認をお願いします。", EN: "🚨 {who} Production may be affected; the asker has not said so for {minutes} min. Please look."}
	PageAffirmed = Line{JA: "🚨 {who} さんにお知らせしました。{by} さんによると、本番に影響があります。", EN: "🚨 {who} was told. {by} says that production is affected."}
	PageCalmed   = Line{JA: "🚨 {who} さんにお知らせしました。{by} さんによると、本番への影響はありません。", EN: "🚨 {who} was told. {by} says that production is not affected."}
)
