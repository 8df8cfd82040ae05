package knowledge

// graveWords are reason enough to ask, whoever is hit.
func graveWords() []string {
	return []string{
		"outage", "data loss", "losing data", "rows disappearing", "lost quorum", "leaked", "compromised", "breach*", "hacked", "ransomware", "sev1", "sev 1",
		"全断", "全停止", "障害発生", "障害が発生", "データが消え", "データ消失", "漏洩", "流出", "不正利用", "不正アクセス", "乗っ取",
	}
}

// failureWords say that something is down, not that somebody cannot reach it.
func failureWords() []string {
	return []string{
		"is down", "are down", "still down", "went down", "down since", "all down", "down for", "down in", "outage", "unreachable", "unavailable", "offline",
		"500", "502", "503", "504", "500s", "502s", "503s", "504s", "5xx", "not loading", "does not load", "not responding", "completely broken", "totally broken", "blank page", "white screen",
		"timing out", "times out", "timeouts", "data loss", "losing data", "rows disappearing", "lost quorum", "looks dead", "crashed", "keeps crashing", "all failing", "not recovering",
		"落ちてい", "落ちまし", "ダウンして", "全断", "全滅", "全停止", "停止してい", "停止しまし", "止まってい", "止まったまま", "応答しな", "応答しません", "応答がな", "応答がありません", "返し続け", "障害発生", "障害が発生", "障害が起き", "名前解決が全く",
		"消えてい", "消失", "漏洩", "流出", "不正利用", "二重送信", "二重課金", "二重決済", "復旧していません", "復旧しな", "復旧していない", "エラーが急増", "エラーが多発", "500エラー", "502エラー", "503エラー", "502です", "503です", "500です", "5xx", "全部notready",
	}
}

// reachWords say that somebody cannot get at something, which may be their own access as well as an outage.
func reachWords() []string {
	return []string{
		"cannot log in", "cannot login", "cannot sign in", "cannot connect", "cannot check out", "cannot checkout", "cannot pay", "cannot place", "cannot order", "cannot process", "cannot access", "cannot open", "cannot use", "cannot load", "cannot see",
		"unable to log in", "unable to sign in", "unable to pay", "stopped working", "no response", "is broken", "are broken", "is failing", "error rate",
		"接続できな", "接続できません", "つながらな", "つながりません", "繋がらな", "繋がりません", "開けな", "開けません", "開かな", "開きません", "見られな", "見られません", "見れな", "見れません", "表示されな", "表示されません", "ログインできな", "ログインできません", "購入できな", "購入できません",
		"注文できな", "注文できません", "決済できな", "決済できません", "決済ができ", "支払いができ", "使えな", "使えません", "利用できな", "利用できません", "アクセスできな", "アクセスできません", "タイムアウトし", "真っ白", "エラー率",
	}
}

// symptomWords say that something does not work as it should.
func symptomWords() []string {
	return []string{
		"cannot", "can not", "unable to", "not working", "does not work", "do not work", "fails", "failing", "failed", "errors", "error", "very slow", "extremely slow", "so slow", "latency", "stuck", "empty", "missing", "wrong", "twice", "duplicate*", "lost", "losing",
		"complain*", "no longer", "stopped", "disappear*", "broken", "spik*", "dropped", "drops", "hang*", "frozen", "negative", "exposed", "leaked", "nothing", "rejected", "not arriving", "not receiving", "not updating", "not showing",
		"できな", "できません", "されな", "されません", "しません", "届かな", "届きません", "出な", "出ません", "来な", "来ません", "動かな", "動きません", "エラー", "失敗し", "遅い", "遅く", "遅延", "おかし", "異常", "壊れ", "空に", "空で", "ゼロ", "マイナス", "間違っ", "誤って", "重複", "二回", "2回", "欠け", "抜けて", "急増", "急減", "減って",
		"止まっ", "固ま", "不安定", "途切れ", "殺到", "苦情", "見えて", "他人の", "別の人", "古いまま", "化けて", "落ち",
	}
}

// crowdWords say that production, or more than one of its users, is hit.
func crowdWords() []string {
	return []string{
		"customers", "users", "shoppers", "visitors", "subscribers", "merchants", "everyone", "everybody", "every customer", "every user", "all requests", "every request", "all services", "all nodes", "whole cluster", "entire cluster", "all regions", "multiple regions", "3 regions", "worldwide", "across all",
		"お客様", "顧客", "利用者から", "ユーザーから", "ユーザから", "全ユーザ", "会員", "全員", "全サービス", "全リクエスト", "全店", "全国", "全リージョン", "サービス全体", "加盟店", "ノードが全部", "クラスタ全体", "基盤全体",
	}
}

// productionWords name what users work with.
func productionWords() []string {
	return []string{"production", "prod", "live traffic", "public site", "public api", "本番", "公開api"}
}

// surfaceWords name what users probably work with.
func surfaceWords() []string {
	return []string{
		"live", "customer", "client", "clients", "our site", "the site", "website", "storefront", "homepage", "checkout", "payment", "payments", "orders", "cart", "stores", "mobile app", "the app", "search results", "user impact",
		"ユーザー", "ユーザ", "利用者", "サイト", "決済", "支払", "注文", "カート", "店舗", "検索結果", "在庫", "アプリが", "ホームページ", "画面が", "予約", "通知が",
	}
}

// sweepingWords say that all users are hit, so that a mere symptom is enough.
func sweepingWords() []string {
	return []string{
		"all customers", "every customer", "all users", "every user", "for everyone", "for everybody", "customers are reporting", "users are reporting", "customers report", "users report", "customers are complaining", "users are complaining", "no customer", "no user", "no customers", "no users", "error rate 100", "affecting customers", "affecting users", "hitting customers",
		"全ユーザー", "全ユーザ", "すべてのユーザー", "すべてのお客様", "全てのお客様", "全顧客", "全会員", "ユーザー影響が出", "ユーザ影響が出", "お客様影響があ", "お客様影響あり", "顧客影響があ", "顧客影響が出", "本番影響が出", "本番影響あり", "お客様から", "ユーザーから問い合わせが", "csから", "問い合わせが殺到", "エラー率100", "全ユーザーに",
	}
}

// nowWords say that it is happening at this moment.
func nowWords() []string {
	return []string{
		"right now", "just now", "as we speak", "since", "asap", "urgent", "urgently", "immediately", "emergency", "help", "suddenly", "all of a sudden", "anyone else", "still", "again", "keeps", "everything", "all",
		"至急", "緊急", "大至急", "今まさに", "現在", "ただいま", "今朝から", "先ほどから", "さきほどから", "さっきから", "分前から", "頃から", "ごろから", "急に", "突然", "続いて", "続けて", "まだ", "再発", "助けて", "全部", "全て", "すべて", "一斉に",
	}
}

// laterWords say that it has not happened yet, or that it is a tool of developers which fails.
func laterWords() []string {
	return []string{
		"will", "going to", "about to", "expires", "expire", "tomorrow", "next week", "tonight", "almost", "might", "deploy", "deploys", "hotfix", "pipeline", "dashboard", "runner", "runners", "merge", "terraform",
		"切れそう", "しそう", "今夜", "明日", "来週", "期限", "かもしれ", "閲覧権限", "デプロイ", "リリース", "パイプライン", "ランナー", "ダッシュボード",
	}
}

// overWords say that it is over.
func overWords() []string {
	return []string{
		"resolved", "is fixed", "was fixed", "got fixed", "been fixed", "all good now", "back up", "back to normal", "back online", "recovered", "false alarm", "works again", "working again", "stopped after", "went away", "auto resolved", "thanks everyone",
		"復旧しました", "復旧済", "復旧した", "復旧してい", "解決しました", "解決済", "解消しました", "解消済", "直りました", "治りました", "収束しました", "誤報", "自動復旧", "ありがとうございました", "止まりました。ありがとう", "5xxは止まり", "元に戻りました", "勘違い",
	}
}

// unresolvedWords contradict overWords and pastWords.
func unresolvedWords() []string {
	return []string{
		"still", "not fixed", "not resolved", "not recovered", "not recovering", "again", "outage is back", "errors are back", "problem is back", "unresolved",
		"まだ", "再発", "また", "引き続き", "直っていません", "直っていない", "復旧していません", "復旧していない", "復旧しません", "止まったまま", "今まさに",
	}
}

// calmWords take the whole message out of consideration: its author says that it is none, or that it is an exercise.
func calmWords() []string {
	return []string{
		"not urgent", "no urgency", "no rush", "no hurry", "low priority", "not an incident", "no incident", "not an outage", "no outage", "nothing is broken", "nothing is down", "no customer impact", "no user impact", "no impact", "just a question", "just curious", "not affected", "not touched", "not down", "notices nothing", "nobody notices", "users see nothing", "production is fine", "prod is fine", "production is healthy", "production works", "whenever you have time",
		"drill", "game day", "gameday", "fire drill", "simulat*", "rehears*", "chaos", "tabletop", "exercise", "hypothetical*", "postmortem", "post mortem", "retrospective", "documentation purposes",
		"急ぎではな", "急ぎではありません", "至急ではな", "至急ではありません", "緊急ではな", "緊急ではありません", "急がな", "急ぎません", "優先度低", "優先度は低", "いつでもよい", "いつでもいい", "本番は正常", "本番は問題", "本番には影響", "実害はな", "実害はありません", "誰も困って", "障害ではな", "障害ではありません", "落ちてはいません", "落ちていません", "影響はありません", "影響なし", "影響はな", "壊れてはいな", "壊れてはいませんが", "特に壊れて", "問題はありません",
		"訓練", "演習", "避難訓練", "想定した", "シミュレーション", "ポストモーテム", "振り返り", "報告書", "カオス", "資料作成", "勉強会",
	}
}

// recentWords place a sentence in a past that may reach into the present: what broke last night may still be broken.
func recentWords() []string {
	return []string{"yesterday", "last night", "the other day", "昨日", "昨夜", "先日", "この前"}
}

// pastWords place a sentence in the past.
func pastWords() []string {
	return []string{
		"last week", "last month", "last year", "last monday", "last tuesday", "last wednesday", "last thursday", "last friday", "last weekend", "weeks ago", "months ago", "days ago", "in january", "in february", "in march", "in april", "in june", "in july", "in august", "in september", "in october", "in november", "in december", "used to",
		"一昨日", "先週", "先月", "昨年", "去年", "以前", "月に", "前回",
	}
}

// elsewhereWords name places that no user sees.
func elsewhereWords() []string {
	return []string{
		"staging", "stage", "sandbox", "ci cluster", "local", "localhost", "dev", "development environment", "development cluster", "development database", "test environment", "integration environment", "test tenant", "demo tenant", "qa", "uat", "preview", "our demo", "demo environment", "my branch", "my laptop", "my machine", "on my mac", "unit test*", "docker compose",
		"ステージング", "検証環境", "開発環境", "開発db", "開発クラスタ", "開発の", "テストdb", "テスト環境", "結合環境", "性能環境", "サンドボックス", "ローカル", "手元", "デモ環境", "デモ用", "自分のブランチ", "単体テスト", "試験用", "テスト用",
	}
}

// mootWords make a sentence one about something imagined, planned, or about documents.
func mootWords() []string {
	return []string{
		"if", "what if", "when prod goes", "when production goes", "in case", "in the event", "would", "should our", "suppose", "how do", "how does", "how should", "how can", "how to", "what does", "what is", "what happens", "what are", "which", "who was", "where is", "where are", "is there", "can we", "could we", "could you add", "we would like", "i would like", "we want to", "do we", "are we supposed",
		"plan to", "planning", "planned", "schedule*", "maintenance",
		"runbook", "template", "wording", "alert text", "error budget", "how many", "per month",
		"もし", "仮に", "場合", "たときに", "た時に", "際に", "ときの", "時の", "としたら", "したら", "だったら", "方法", "やり方", "どうやって", "どうすれ", "どう振る舞", "べき", "ていいですか", "てもいいですか", "可能ですか", "できますか", "必要ですか", "ありますか", "でしたか", "とは", "したいです", "たいのですが", "追加したい",
		"予定", "計画", "メンテナンス", "手順書", "ランブック", "テンプレート", "デザイン", "文面", "エラーバジェット", "連絡先",
	}
}
