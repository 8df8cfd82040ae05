package phrase

// Words of erasing.
var (
	ErasedText = Line{JA: "（消去済み）", EN: "(erased)"}
	ErasedName = Line{JA: "消去済み", EN: "erased"}
	ErasedCard = Line{JA: "🧹 文と名前は消去済みです。数字だけが残っています。", EN: "🧹 Words and names were erased; only the numbers are left."}
	ErasedHint = Line{JA: "🧹 {id} は消去済みです。", EN: "🧹 {id} was erased."}

	ForgetAsk = Line{
		JA: "*{id} を消去しますか？*\n消えるもの: 質問の文、リンク、返信の書き出し、解決内容、理由の文、質問者や担当者の名前、案内した資料の抜粋、まだ送っていないお知らせ。\n残るもの: 日時、状態、分野、チーム、所要時間などの数字。{id} の再開はできなくなります。",
		EN: "*Erase {id}?*\nGone: the question, links, first lines of replies, what solved it, typed reasons, everybody's name, excerpts of suggested pages, and notices not yet sent.\nKept: times, states, area, team, minutes and other numbers. {id} cannot be reopened.",
	}
	ForgetLimits = Line{
		JA: "Slack のメッセージは消えません（toban のカードからは文が消えます）。これまでのバックアップには残るので、必要ならそれも消してください。{id} から宣言した障害の記録は別に残ります。",
		EN: "Messages in Slack stay (toban's card loses its text). Backups made before still hold it: delete them too if you must. An incident declared from {id} keeps its own record.",
	}
	ButtonForget  = Line{JA: "消去する", EN: "Erase"}
	ForgetConfirm = Line{JA: "元に戻せません", EN: "This cannot be undone"}
	ForgetSure    = Line{JA: "{id} の文と名前を消去します。数字は残ります。", EN: "The words and names of {id} are erased. Its numbers stay."}
	ForgetKeep    = Line{JA: "やめる", EN: "Keep it"}

	DoneForget    = Line{JA: "{id} の文と名前を消去しました。データファイルの空き領域からも、まもなく（数秒の再起動のときに）消えます。", EN: "The words and names of {id} are erased. Soon, at a restart of seconds, they also leave the free space of the data file."}
	ForgottenOnce = Line{JA: "{id} はすでに消去済みです。", EN: "{id} is already erased."}

	DoctorRetention      = Line{JA: "問い合わせの文と名前は、閉じてから {days} 日で消去します。", EN: "Words and names of inquiries are erased {days} days after closing."}
	DoctorRetentionStale = Line{JA: "問い合わせの文と名前は、閉じてから {days} 日で消去します。消去した分は次の再起動でデータファイルの空き領域からも消えます。", EN: "Words and names of inquiries are erased {days} days after closing. What was erased leaves the data file's free space at the next restart."}
)
