package phrase

// Words of the self-service backlog.
var (
	BacklogHead = Line{JA: "セルフサービスにできる作業（{days}日間、時間の多い順）", EN: "Work that self-service would spare ({days} days, most time first)"}
	BacklogNone = Line{JA: "この {days} 日間に「今はプラットフォームのみ」で閉じた問い合わせはありません。", EN: "Nothing was closed as “platform for now” in the last {days} days."}
	BacklogTime = Line{JA: "{minutes}分（時間入力 {n}）", EN: "{minutes} min (times given {n})"}
)
