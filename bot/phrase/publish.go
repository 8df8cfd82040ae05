package phrase

// Pages as files.
var (
	PageWaits    = Line{JA: "{subject} の資料をブランチにコミットしました（{file}）。マージすると公開されます。", EN: "The page from {subject} is committed to the branch ({file}). It is published once that is merged."}
	PageGoes     = Line{JA: "{subject} の資料をブランチから消しました（{file}）。マージすると公開が終わります。", EN: "The page from {subject} is removed on the branch ({file}). It is gone once that is merged."}
	ButtonPullUp = Line{JA: "プルリクエストを作る", EN: "Open a pull request"}

	DoctorPublish     = Line{JA: "資料の書き出し: {where}", EN: "Pages are written to {where}"}
	DoctorPublishAway = Line{JA: "資料を {where} に書き出せません: {error}", EN: "Pages cannot be written to {where}: {error}"}
)
