package phrase

// Words of language, files, check-up and configuration.
var (
	LangName      = Line{JA: "日本語", EN: "English"}
	LangNow       = Line{JA: "あなたへの返事は{language}です（{from}）。変えるには `{command} 言語 ja`、`en`、`auto` のどれかを実行してください。", EN: "You are answered in {language} ({from}). Change it with `{command} lang ja`, `en` or `auto`."}
	LangFromSlack = Line{JA: "Slack の設定どおり", EN: "as your Slack is set"}
	LangChosen    = Line{JA: "あなたが選びました", EN: "your choice"}
	LangSet       = Line{JA: "これからは{language}でお返事します。チャンネルの投稿はチャンネルの言語のままです。", EN: "You will be answered in {language}. Posts in channels keep the channel's language."}
	LangAuto      = Line{JA: "これからは Slack の設定に合わせます（今は{language}）。", EN: "You will be answered as your Slack is set (now {language})."}

	FileSent    = Line{JA: "{file} をダイレクトメッセージで送りました。", EN: "{file} is in your direct messages."}
	FileComment = Line{JA: "ご依頼のファイルです: {file}", EN: "The file you asked for: {file}"}
	FileNotSent = Line{JA: "{file} を送れませんでした。しばらくしてからもう一度試してください。続くときは `{command} doctor` を確認してください。", EN: "{file} could not be sent. Try again in a moment; if it keeps failing, look at `{command} doctor`."}

	DoctorFine = Line{JA: "問題はありません（{n} 項目）", EN: "All is well ({n} checks)"}
	DoctorFix  = Line{JA: "{all} 項目のうち {n} 項目に対応が必要です", EN: "{n} of {all} checks want something mended"}

	ConfigAway      = Line{JA: "この toban には設定ファイルがありません。", EN: "This toban has no configuration file."}
	ConfigRight     = Line{JA: "設定ファイルに誤りはありません。`再読込` で読み直せます。", EN: "The configuration file is right. `reload` puts it in force."}
	ConfigWrong     = Line{JA: "設定ファイルに誤りがあります。", EN: "The configuration file has mistakes."}
	ConfigKept      = Line{JA: "設定を読み直していません。今の設定のまま動いています。", EN: "Not reloaded: the present configuration stays in force."}
	ConfigReloading = Line{JA: "設定を読み直します。数秒で新しい設定になります。", EN: "Reloading: the new configuration is in force in a few seconds."}
)

// Words of summaries and of drafts of pages.
var (
	SummaryAsked = Line{JA: "質問: {who}（{at}）「{text}」", EN: "Asked by {who} ({at}): “{text}”"}
	SummaryReply = Line{JA: "最初の返信: {who}（{took}で）", EN: "First reply: {who}, in {took}"}
	SummaryLast  = Line{JA: "最後の返信:「{text}」", EN: "Last reply: “{text}”"}
	SummaryPage  = Line{JA: "資料: {page}", EN: "Page: {page}"}
)

// Words of similar inquiries.
var (
	SimilarHead   = Line{JA: "似たもの", EN: "Similar"}
	SimilarNone   = Line{JA: "似た問い合わせ、障害、資料は見つかりませんでした。", EN: "No similar inquiry, incident or page was found."}
	SimilarPast   = Line{JA: "{id}「{text}」", EN: "{id} “{text}”"}
	SimilarCredit = Line{JA: "（{facts}）", EN: " ({facts})"}
)

// Words of the load and of the list of gaps.
var (
	LoadHead    = Line{JA: "問い合わせにかかった手間（{from}–{to}）", EN: "What inquiries cost ({from} - {to})"}
	LoadPerson  = Line{JA: "{who}: {n}", EN: "{who}: {n}"}
	LoadTime    = Line{JA: "約{time}", EN: "about {time}"}
	LoadTouch   = Line{JA: "割り込み 1回（時間外 {out}回）", EN: "1 interruption ({out} out of hours)"}
	LoadTouches = Line{JA: "割り込み {n}回（時間外 {out}回）", EN: "{n} interruptions ({out} out of hours)"}
	LoadHeavy1  = Line{JA: "半日以上かかった日 1日", EN: "1 day with more than half of it on inquiries"}
	LoadHeavy   = Line{JA: "半日以上かかった日 {n}日", EN: "{n} days with more than half of it on inquiries"}
	LoadWeek    = Line{JA: "問い合わせに追われた週 1週", EN: "1 week absorbed by inquiries"}
	LoadWeeks   = Line{JA: "問い合わせに追われた週 {n}週", EN: "{n} weeks absorbed by inquiries"}
	LoadOnCall  = Line{JA: "当番の時間", EN: "Time on call"}
	LoadDuty    = Line{JA: "{who}: {n}回、{hours}時間（予定 {planned}時間）", EN: "{who}: {n} times, {hours} h (planned {planned} h)"}
	LoadDuty1   = Line{JA: "{who}: 1回、{hours}時間（予定 {planned}時間）", EN: "{who}: once, {hours} h (planned {planned} h)"}
	LoadWeekend = Line{JA: "週末 {n}回", EN: "weekends {n}"}
	LoadHoliday = Line{JA: "休日 {n}日", EN: "holidays {n}"}
	LoadNight   = Line{JA: "夜 {n}回", EN: "nights {n}"}
	LoadShifts  = Line{JA: "当番ごと", EN: "Each time on call"}
	LoadShift   = Line{JA: "{span}  {who}", EN: "{span}  {who}"}
	LoadInstead = Line{JA: "{span}  {who}（{planned} さんの代わり）", EN: "{span}  {who} (for {planned})"}
	LoadUntimed = Line{JA: "時間の未入力 {n}件", EN: "{n} without a time"}
	LoadNone    = Line{JA: "記録はありません。", EN: "Nothing is recorded."}
	LoadYours   = Line{JA: "この数字はあなたとリードだけに見えます。割り込みは、30分ごとに区切って手を動かした回数です。", EN: "Only you and the leads see these numbers. An interruption is a half-hour in which you did something."}
	LoadLead    = Line{JA: "個人の数字は本人とリードだけに見えます。割り込みは、30分ごとに区切って手を動かした回数です。", EN: "A person's numbers are seen by that person and the leads. An interruption is a half-hour in which they did something."}

	GapsTitle = Line{JA: "資料の不足（{days}日間） {n}件中 {from}–{to}", EN: "Doc gaps ({days} days), {from}-{to} of {n}"}
	GapsLast  = Line{JA: "最後は {at}", EN: "last {at}"}
	GapsTime  = Line{JA: "約{time}", EN: "about {time}"}

	GapsNearest    = Line{JA: "いちばん近い資料: {page}", EN: "Closest page: {page}"}
	ButtonGapWrite = Line{JA: "資料を書く", EN: "Write this page"}

	GapsSearch   = Line{JA: "うち検索 {n}件", EN: "{n} search"}
	GapsSearches = Line{JA: "うち検索 {n}件", EN: "{n} searches"}
)

// Doctor: what toban finds in itself and around it.
var (
	DoctorDatadogNone   = Line{JA: "Datadog: キー未設定（障害は Slack のみで動きます）。", EN: "Datadog: no keys (incidents run in Slack alone)."}
	DoctorDatadog       = Line{JA: "Datadog: キーと権限がそろっています。", EN: "Datadog: keys and permissions are there."}
	DoctorIndex         = Line{JA: "索引 {pages} ページ（{when}に確認）。", EN: "Index: {pages} pages (checked {when})."}
	DoctorIndexEmpty    = Line{JA: "索引が空です。資料なしでも動きますが、knowledge.sources を設定すると資料を案内できます。", EN: "The index is empty. toban works without, and suggests pages once knowledge.sources names some."}
	DoctorIndexSkipped  = Line{JA: "読めない資料が {n} 件あります（例: {path}: {reason}）。`toban docs index` で全件を確かめてください。", EN: "{n} documents could not be read (such as {path}: {reason}). `toban docs index` lists them all."}
	DoctorIndexStale    = Line{JA: "資料の確認に失敗しています（最後の成功は{when}）。ログを確かめてください。", EN: "Documents could not be looked at since {when}. See the log."}
	DoctorIndexUnsaved  = Line{JA: "索引をディスクに保存できないので、メモリーだけで検索しています: {reason}", EN: "The index cannot be saved, searches work from memory alone: {reason}"}
	DoctorSource        = Line{JA: "資料 {name} を更新できません。{when}に読んだ内容で検索しています: {reason}", EN: "The documents {name} cannot be brought up to date; searches use what was read {when}: {reason}"}
	DoctorSourceNever   = Line{JA: "資料 {name} をまだ一度も最新にできていません: {reason}", EN: "The documents {name} could never be brought up to date yet: {reason}"}
	DoctorSeeds         = Line{JA: "分類: 設定の言葉だけで推定しています（人が付けた分類 {labels} 件）。", EN: "Categories are guessed from the configuration alone (labels given by people: {labels})."}
	DoctorModel         = Line{JA: "分類モデル {version}（{when}に学習、人が付けた分類 {labels} 件）。", EN: "Classifier {version} (trained {when}; labels given by people: {labels})."}
	DoctorModelPinned   = Line{JA: "分類モデル {version}（{when}に学習、人が付けた分類 {labels} 件）に戻してあります。`toban model rollback --undo` で解除できます。", EN: "Classifier {version} (trained {when}; labels given by people: {labels}): somebody has gone back to it. `toban model rollback --undo` ends that."}
	DoctorModelFailed   = Line{JA: "分類モデルを学習できません: {error}。前のモデルが答えています。次に分類を直したときか再起動のときに、もう一度試します。", EN: "The classifier could not be trained: {error}. The one before answers; the next correction or restart tries again."}
	DoctorMeaning       = Line{JA: "意味での検索: {model}、ベクトル {n}/{all} 件、応答 {ms} ミリ秒。", EN: "Search by meaning: {model}, {n} of {all} vectors, answers in {ms} ms."}
	DoctorMeaningOff    = Line{JA: "意味での検索: 未設定（資料は言葉だけで探します）。", EN: "Search by meaning: off (documents are found by words alone)."}
	DoctorHolidays      = Line{JA: "祝日 {first}/{last} あり。", EN: "Holidays {first}/{last} are known."}
	DoctorHoliday       = Line{JA: "{at} からの祝日は推定です。toban を新しくするか、calendar.holidays に書いてください。", EN: "Holidays from {at} on are estimates. Update toban, or write them into calendar.holidays."}
	DoctorRotation      = Line{JA: "当番表 {rotation}: 30日先まで空きはありません。", EN: "Rotation {rotation}: nobody is missing in the next 30 days."}
	DoctorHole          = Line{JA: "当番表 {rotation}: {from} から当番がいません。`{command} cover` で代わりを決めてください。", EN: "Rotation {rotation}: nobody is on call from {from}. Find somebody with `{command} cover`."}
	DoctorNoTurn        = Line{JA: "当番表 {rotation}: {at} に交代が 2 回重なるため、{who} さんの番がありません。それを避けるには on_holiday: keep にします。", EN: "Rotation {rotation}: two handoffs fall on {at}, which leaves {who} without a turn. on_holiday: keep avoids that."}
	DoctorMoved         = Line{JA: "当番表 {rotation}: 交代の曜日が休みなので、交代はいつも次の営業日になります。", EN: "Rotation {rotation}: its day of handoff is never open, so each one waits for the next business day."}
	DoctorWeekends      = Line{JA: "当番表 {rotation}: 1 日交代で人数が 7 の倍数のため、週末はいつも同じ人です。", EN: "Rotation {rotation}: daily turns of a multiple of seven people give the same ones every weekend."}
	DoctorOutbox        = Line{JA: "送信待ち {n} 件、送れなかったものはありません。", EN: "Waiting to be sent: {n}. None was given up."}
	DoctorBuried        = Line{JA: "送れなかったものが {n} 件あります（例: {notice}: {reason}）。`toban store stats` で全件を確かめてください。", EN: "{n} messages were given up (such as {notice}: {reason}). `toban store stats` lists them."}
	DoctorStoreFailed   = Line{JA: "データファイルを読めません: {error}", EN: "The data file cannot be read: {error}"}
	DoctorDisk          = Line{JA: "ディスクの空き {free}。", EN: "{free} of disk space are free."}
	DoctorDiskLow       = Line{JA: "ディスクの空きが {free} しかありません。{path} のあるディスクを空けてください。", EN: "Only {free} of disk space are free. Make room on the disk of {path}."}
	DoctorClock         = Line{JA: "時計のずれ {skew}。", EN: "The clock is right (off by {skew})."}
	DoctorClockOff      = Line{JA: "時計が Slack と {skew} ずれています。署名の確認と期限が狂います。NTP を確かめてください。", EN: "The clock is off from Slack's by {skew}: signatures and deadlines go wrong. Check NTP."}
	DoctorEvents        = Line{JA: "イベントが届いています（最後は{when}）。", EN: "Events arrive (the last one {when})."}
	DoctorEventsNone    = Line{JA: "起動（{when}）からイベントが届いていません。チャンネルに何か書いてみて、それでも届かなければ Event Subscriptions をマニフェストと比べてください。", EN: "No event has arrived since the start ({when}). Write something in a channel; if nothing changes, compare Event Subscriptions with the manifest."}
	DoctorEventsYet     = Line{JA: "起動（{when}）から、まだイベントは届いていません。", EN: "No event has arrived yet since the start ({when})."}
	DoctorCommand       = Line{JA: "{command} が登録されています。", EN: "{command} is registered."}
	DoctorCommandUnseen = Line{JA: "{command} はまだ使われていません。Slack で一度実行すると確かめられます。", EN: "{command} has not been used yet. Run it in Slack once to be sure that it is registered."}
)

// What the doctor finds of the keys for Datadog and of the people in the
// configuration.
var (
	DoctorDatadogAway     = Line{JA: "Datadog に確認できません: {error}。ネットワークと datadog.site を確かめてください。", EN: "Datadog cannot be asked: {error}. Check the network and datadog.site."}
	DoctorDatadogRefused  = Line{JA: "Datadog がキーを受け付けません。datadog.api_key、datadog.app_key、datadog.site と、アプリケーションキーの incident_read を確かめてください。", EN: "Datadog refuses the keys. Check datadog.api_key, datadog.app_key and datadog.site, and that the application key has incident_read."}
	DoctorDatadogReadOnly = Line{JA: "Datadog のアプリケーションキーに incident_write がありません（障害を登録できません）。キーのスコープと持ち主のロールに加えてください。", EN: "Datadog's application key lacks incident_write, so no incident can be created. Add it to the key's scopes and to its owner's role."}
	DoctorDatadogUnclear  = Line{JA: "Datadog: キーは有効で、障害を読めます。書き込み（incident_write）の権限は確かめられませんでした。`{command} incident drill` で試せます。", EN: "Datadog: the keys work and read incidents. Whether they may write them (incident_write) could not be verified; `{command} incident drill` tries it."}
	DoctorMeaningReached  = Line{JA: "意味での検索: {model} が応答しています。", EN: "Search by meaning: {model} answers."}
	DoctorMeaningNone     = Line{JA: "意味での検索: {model} のベクトルを作っています。それまでは言葉だけで探します。", EN: "Search by meaning: vectors of {model} are being made. Until then documents are found by words alone."}
	DoctorMeaningUseless  = Line{JA: "意味での検索: {model} のベクトル {n} 件では資料を見分けられないため、言葉だけで探しています。資料が 10 ページほどになるのを待つか、knowledge.embeddings.model を変えてください。", EN: "Search by meaning: {n} vectors of {model} do not tell the documents apart, so they are found by words alone. Wait for some ten pages, or change knowledge.embeddings.model."}
	DoctorMeaningFailed   = Line{JA: "意味での検索: {model} を使えません（{error}）。言葉での検索は続いています。knowledge.embeddings とネットワークを確かめてください。", EN: "Search by meaning: {model} fails ({error}). Searches go on by words. Check knowledge.embeddings and the network."}
	DoctorMembers         = Line{JA: "設定のメンバー {n} 人はみな有効です。", EN: "Configured members: {n}, all of them active."}
	DoctorNoMember        = Line{JA: "設定のメンバー {who} は Slack にいません（{code}）。ID を確かめてください（Slack のプロフィール → ⋮ → メンバー ID をコピー）。", EN: "The configured member {who} is not in Slack ({code}). Check the id (Slack profile, ⋮, Copy member ID)."}
	DoctorDeactivated     = Line{JA: "{who} は無効になっています。設定のメンバーと当番表から外してください。", EN: "{who} is deactivated. Take them out of the configured members and rotations."}
	DoctorBot             = Line{JA: "{who} はボットです。設定のメンバーには人の ID を書いてください。", EN: "{who} is a bot. Put a person's id into the configured members."}
	DoctorGuest           = Line{JA: "{who} はゲストか他社の人です。設定のメンバーから外してください。", EN: "{who} is a guest or from another workspace. Take them out of the configured members."}
	DoctorNotAsked        = Line{JA: "設定のメンバー {who} を確かめられません（{code}）。あとでもう一度実行してください。", EN: "The configured member {who} could not be looked up ({code}). Run this again later."}
)
