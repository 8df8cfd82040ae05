package knowledge

// DefaultKinds lists the four kinds every help desk knows: question, request, bug and incident.
// Their words are about how a message is put, not about its subject, so that they fit any team.
func DefaultKinds() []Term {
	return []Term{
		{
			Key:         "question",
			Name:        map[Lang]string{Japanese: "質問", English: "Question"},
			Description: map[Lang]string{Japanese: "やり方や仕様を知りたい、うまくいかないので教えてほしい", English: "How something works, how to do it, or why it does not work for me"},
			Keywords: map[Lang][]string{
				Japanese: {"どうやって", "どうすれば", "教えてください", "ですか", "でしょうか", "ますか", "方法", "やり方", "手順", "どこ", "なぜ", "違いは", "できません", "うまくいきません", "わかりません", "通りません", "つながりません"},
				English:  {"how do I", "how to", "what is", "where is", "which", "why", "is it possible", "can I", "does it", "is there", "difference between", "any docs", "not sure", "I get an error when", "doesn't work for me"},
			},
			Examples: map[Lang][]string{
				Japanese: {
					"設定ファイルはどこに置けばいいですか", "この警告は無視しても大丈夫でしょうか", "ジョブから別アカウントのロールを引き受けられません", "手元から接続できません",
					"推奨される構成を知りたいです", "上限はどれくらいですか", "コマンドを実行すると権限エラーになります", "ドキュメントのとおりにしても動きません",
				},
				English: {
					"where should this configuration file live?", "is it safe to ignore this warning?", "how do I get a larger machine for my tests?", "I cannot connect from my laptop",
					"what is the recommended setup?", "how long are backups kept?", "my job gets access denied when it assumes a role", "I followed the guide and it still does not work",
				},
			},
		},
		{
			Key:         "request",
			Name:        map[Lang]string{Japanese: "依頼", English: "Request"},
			Description: map[Lang]string{Japanese: "作成、追加、変更、削除、権限付与などの作業をしてほしい", English: "Asks the team to create, add, change, remove, approve or grant something"},
			Keywords: map[Lang][]string{
				Japanese: {"お願いします", "お願いいたします", "してください", "してほしい", "していただけますか", "申請", "依頼", "追加してください", "作成してください", "付与してください", "削除してください", "変更してください", "レビューをお願い", "承認", "欲しいです", "上げてください", "したいです"},
				English:  {"please add", "please create", "please grant", "please remove", "please review", "could you", "can you", "we need", "I need access", "we'd like", "requesting", "request for", "approve", "increase the limit", "set up a new"},
			},
			Examples: map[Lang][]string{
				Japanese: {
					"新しいメンバーのアカウントを作成していただけますか", "バケットの作成をお願いします", "上限の引き上げを申請します", "このプルリクエストの承認をお願いします",
					"退職者の権限を外してください", "検証用の環境を一つ用意してほしいです",
				},
				English: {
					"please create a bucket for our exports", "could you add our new colleague to the team?", "we need a second replica for the reporting database", "can you approve this pull request?",
					"please remove the access of a contractor who left", "we'd like a new environment for load tests",
				},
			},
		},
		{
			Key:         "bug",
			Name:        map[Lang]string{Japanese: "不具合", English: "Bug"},
			Description: map[Lang]string{Japanese: "プラットフォームの仕組みが以前と違う動きをする、壊れているという報告", English: "Reports that a part of the platform misbehaves or broke after a change"},
			Keywords: map[Lang][]string{
				Japanese: {"バグ", "不具合", "おかしい", "壊れている", "落ちます", "失敗します", "失敗し続けます", "昨日まで動いていた", "更新してから", "再現します", "意図しない", "反映されません", "クラッシュ"},
				English:  {"bug", "broken", "regression", "crashes", "fails with", "keeps failing", "worked yesterday", "since the upgrade", "stopped working", "unexpected", "wrong result", "not applied", "reproduce"},
			},
			Examples: map[Lang][]string{
				Japanese: {
					"テンプレートを更新してからビルドが必ず失敗します", "昨日まで動いていたデプロイが今日から落ちます", "表示される値が実際と違っていて不具合だと思います", "プラグインが空の入力でクラッシュします",
				},
				English: {
					"since the template upgrade every build fails with the same error", "the deploy tool crashes when the tag is empty", "the page shows a wrong value, looks like a bug", "our pipeline worked yesterday and breaks today without a change",
				},
			},
		},
		{
			Key:         KindIncident,
			Name:        map[Lang]string{Japanese: "障害", English: "Incident"},
			Description: map[Lang]string{Japanese: "本番で利用者に影響が出ている、サービスが止まっている", English: "Production is affected right now: users cannot work, a service is down"},
			Keywords: map[Lang][]string{
				Japanese: {"障害", "本番が落ちて", "全断", "本番影響", "ユーザー影響", "全ユーザー", "返し続けています", "復旧していません", "エラーが急増", "お客様から", "止まっています", "漏洩"},
				English:  {"outage", "production is down", "site is down", "customers are affected", "users cannot", "for everyone", "error rate", "all requests", "data loss", "still down", "sev1", "breach"},
			},
			Examples: map[Lang][]string{
				Japanese: {
					"本番の管理画面が全員で開けなくなっています", "決済のエラー率が急に上がり続けています", "すべての店舗から注文できないと連絡が来ています", "サービス全体が応答しません",
					"検索しても商品が一件も出てきません", "残高が誤った金額で表示されています", "予約の確認メールが誰にも届いていません", "他人の注文履歴が見えてしまっています", "アプリを開くと真っ白のまま進みません",
					"処理待ちの件数が増え続けて減りません", "売上がさきほどから急にゼロになりました", "古い価格で販売されてしまっています",
				},
				English: {
					"nobody can open the production console", "payment errors are climbing for all customers", "the public API times out for everyone", "every shop reports that orders fail",
					"searching returns nothing for any product", "balances show the wrong amount", "confirmation mails are not arriving", "people see the order history of somebody else", "the app stays blank after opening",
					"the backlog keeps growing and nothing is processed", "sales dropped to zero a few minutes ago", "we are selling at the old price",
				},
			},
		},
	}
}

// DefaultTaxonomy has the default kinds and nine areas that most platform teams answer for.
func DefaultTaxonomy() Taxonomy {
	return Taxonomy{Kinds: DefaultKinds(), Areas: []Term{
		{
			Key:         "access",
			Name:        map[Lang]string{Japanese: "権限・アカウント", English: "Access"},
			Description: map[Lang]string{Japanese: "人の権限、ロール、グループ、アカウント発行、シングルサインオン、ログイン、VPN、退職者の権限削除", English: "Permissions of people: roles, groups, new accounts, single sign-on, login, VPN, leavers"},
			Keywords: map[Lang][]string{
				Japanese: {"権限", "アクセス権", "アカウント発行", "ログインできない", "グループに追加", "閲覧権限", "管理者権限", "IAM ユーザー", "二要素認証", "VPN", "SSO", "退職", "入社"},
				English:  {"permission", "access to", "new account", "cannot log in", "add to group", "read-only role", "admin role", "IAM user", "two-factor", "VPN", "SSO", "RBAC", "403 forbidden", "onboarding", "leaver"},
			},
			Examples: map[Lang][]string{
				Japanese: {"本番の閲覧権限をください", "新しく入った人をチームに追加してください", "コンソールにログインできません", "kubectl で forbidden と言われます"},
				English:  {"please give me read access to production", "add our new hire to the team", "I cannot sign in to the console", "kubectl says forbidden"},
			},
		},
		{
			Key:         "ci_cd",
			Name:        map[Lang]string{Japanese: "CI/CD", English: "CI/CD"},
			Description: map[Lang]string{Japanese: "GitHub Actions などのパイプライン、ワークフロー、ビルド、テスト、ランナー、キャッシュ、OIDC によるクラウド認証、成果物の公開", English: "Pipelines and workflows such as GitHub Actions: builds, tests, runners, caches, cloud login by OIDC, publishing artifacts"},
			Keywords: map[Lang][]string{
				Japanese: {"GitHub Actions", "CI", "ビルド", "ビルドが遅い", "ワークフロー", "パイプライン", "ランナー", "キャッシュ", "テストが落ちる", "AssumeRole", "OIDC", "アーティファクト", "マージできない"},
				English:  {"GitHub Actions", "CI", "build fails", "slow build", "workflow", "pipeline", "self-hosted runner", "cache", "flaky tests", "assume role from workflow", "OIDC", "artifact", "docker build", "merge queue"},
			},
			Examples: map[Lang][]string{
				Japanese: {"GitHub Actions からクラウドのロールを使いたい", "ワークフローが途中で止まる", "ビルドのキャッシュが効かない", "CI のジョブがキューで待ち続ける"},
				English:  {"assume a cloud role from GitHub Actions", "the workflow hangs half way", "the build cache is never hit", "CI jobs wait in the queue for a runner"},
			},
		},
		{
			Key:         "deploy",
			Name:        map[Lang]string{Japanese: "デプロイ・Kubernetes", English: "Deploy and Kubernetes"},
			Description: map[Lang]string{Japanese: "Kubernetes へのデプロイ、Pod、ノードプール、Helm、Argo CD の同期、ロールバック、再起動、スケジューリング", English: "Running on Kubernetes: deployments, pods, node pools, Helm, Argo CD sync, rollback, restarts, scheduling"},
			Keywords: map[Lang][]string{
				Japanese: {"デプロイ", "Pod", "Kubernetes", "クラスタ", "ノードプール", "Helm", "Argo CD", "同期されない", "ロールバック", "再起動を繰り返す", "Pending", "CrashLoopBackOff", "名前空間", "リリース"},
				English:  {"deploy", "pod", "Kubernetes", "cluster", "node pool", "GPU node", "Helm chart", "Argo CD", "out of sync", "rollback", "restarts", "pending", "CrashLoopBackOff", "ImagePullBackOff", "OOMKilled", "namespace", "rollout"},
			},
			Examples: map[Lang][]string{
				Japanese: {"Pod が Pending のまま動かない", "Argo CD の同期が止まった", "前のバージョンに戻したい", "メモリ不足でコンテナが落ちる"},
				English:  {"pods stay pending", "Argo CD does not sync", "how do we go back to the previous version", "the container is killed for memory"},
			},
		},
		{
			Key:         "network",
			Name:        map[Lang]string{Japanese: "ネットワーク", English: "Network"},
			Description: map[Lang]string{Japanese: "VPC、DNS、名前解決、ロードバランサー、Ingress、ファイアウォール、IP 制限、疎通、タイムアウト、プロキシ", English: "VPC, DNS, load balancers, ingress, firewalls, address allowlists, connectivity, timeouts, proxies"},
			Keywords: map[Lang][]string{
				Japanese: {"VPC", "DNS", "名前解決", "つながらない", "疎通", "タイムアウト", "ロードバランサー", "Ingress", "ファイアウォール", "IP 制限", "ピアリング", "サブネット", "プロキシ", "ドメイン", "CDN"},
				English:  {"VPC", "DNS", "resolve host", "cannot connect", "connection refused", "timeout", "load balancer", "ingress", "firewall rule", "IP allowlist", "peering", "subnet", "proxy", "domain name", "CDN", "security group"},
			},
			Examples: map[Lang][]string{
				Japanese: {"別の VPC のサービスにつながりません", "社外の IP から許可したい", "新しいドメインを追加したい", "名前が引けない"},
				English:  {"we cannot reach a service in another VPC", "allow a partner's address", "add a new domain", "the host name does not resolve"},
			},
		},
		{
			Key:         "tls",
			Name:        map[Lang]string{Japanese: "証明書・TLS", English: "Certificates"},
			Description: map[Lang]string{Japanese: "TLS 証明書の発行、更新、期限切れ、HTTPS、cert-manager、認証局、mTLS", English: "TLS certificates: issue, renew, expiry, HTTPS, cert-manager, authorities, mutual TLS"},
			Keywords: map[Lang][]string{
				Japanese: {"証明書", "TLS", "SSL", "HTTPS", "期限切れ", "証明書の更新", "cert-manager", "認証局", "mTLS", "中間証明書", "自己署名"},
				English:  {"certificate", "TLS", "SSL", "HTTPS", "expired", "renew", "cert-manager", "Let's Encrypt", "mTLS", "chain", "self-signed", "x509", "unknown authority"},
			},
			Examples: map[Lang][]string{
				Japanese: {"来週証明書が切れます", "証明書のエラーで接続が拒否される", "サブドメインの HTTPS を有効にしたい"},
				English:  {"our certificate expires next week", "x509 certificate signed by unknown authority", "turn on HTTPS for a subdomain"},
			},
		},
		{
			Key:         "secrets",
			Name:        map[Lang]string{Japanese: "シークレット・設定", English: "Secrets and configuration"},
			Description: map[Lang]string{Japanese: "秘密情報、API キー、トークンやパスワードの保管とローテーション、環境変数、Vault、設定値、フィーチャーフラグ", English: "Secrets and settings: API keys, tokens, passwords, rotation, environment variables, Vault, configuration, feature flags"},
			Keywords: map[Lang][]string{
				Japanese: {"シークレット", "秘密情報", "API キー", "トークン", "パスワード", "ローテーション", "環境変数", "Vault", "Secrets Manager", "ConfigMap", "設定が反映されない", "フィーチャーフラグ", "暗号化"},
				English:  {"secret", "API key", "token", "password", "rotate", "environment variable", "Vault", "Secrets Manager", "ConfigMap", "external secrets", "feature flag", "encryption key", "KMS", "settings not applied"},
			},
			Examples: map[Lang][]string{
				Japanese: {"環境変数を追加したい", "キーを入れ替える手順を知りたい", "シークレットがアプリから読めない"},
				English:  {"add an environment variable", "how do I rotate a key", "the app cannot read its secret"},
			},
		},
		{
			Key:         "observability",
			Name:        map[Lang]string{Japanese: "監視・ログ", English: "Observability"},
			Description: map[Lang]string{Japanese: "監視、メトリクス、ログ、トレース、ダッシュボード、アラート、通知、Datadog、SLO", English: "Monitoring, metrics, logs, traces, dashboards, alerts, notifications, Datadog, SLOs"},
			Keywords: map[Lang][]string{
				Japanese: {"監視", "メトリクス", "ログ", "トレース", "ダッシュボード", "アラート", "モニター", "Datadog", "Grafana", "Prometheus", "ログが出ない", "保存期間", "通知がうるさい", "SLO"},
				English:  {"monitoring", "metrics", "logs", "traces", "dashboard", "alert", "monitor", "Datadog", "Grafana", "Prometheus", "logs missing", "retention", "noisy alert", "SLO", "APM"},
			},
			Examples: map[Lang][]string{
				Japanese: {"ログが検索に出てこない", "アラートの通知先を変えたい", "ダッシュボードを作りたい", "メトリクスが途切れている"},
				English:  {"our logs do not show up in search", "send this alert to another channel", "build a dashboard for my service", "there is a gap in the metrics"},
			},
		},
		{
			Key:         "cost",
			Name:        map[Lang]string{Japanese: "コスト・リソース", English: "Cost and capacity"},
			Description: map[Lang]string{Japanese: "クラウド費用、請求、予算、上限緩和、クォータ、CPU とメモリの量、オートスケール、台数、スポット", English: "Cloud cost and capacity: bills, budgets, quotas, CPU and memory sizes, autoscaling, instance counts, spot"},
			Keywords: map[Lang][]string{
				Japanese: {"費用", "コスト", "請求", "予算", "上限緩和", "クォータ", "リソース", "CPU", "メモリを増やす", "オートスケール", "HPA", "台数", "スポットインスタンス", "料金", "タグ付け"},
				English:  {"cost", "bill", "budget", "quota increase", "limit increase", "capacity", "CPU limit", "memory request", "autoscaling", "HPA", "replicas", "spot instances", "price", "rightsizing"},
			},
			Examples: map[Lang][]string{
				Japanese: {"先月の請求が倍になった理由", "クォータを上げてほしい", "CPU の上限はどう決めればいいか", "夜間は台数を減らしたい"},
				English:  {"why did our bill double last month", "raise the quota", "how should we choose CPU limits", "scale down at night"},
			},
		},
		{
			Key:         "data",
			Name:        map[Lang]string{Japanese: "データ・ストレージ", English: "Data and storage"},
			Description: map[Lang]string{Japanese: "データベース、RDS、Redis、Kafka、S3 バケット、ディスク、バックアップ、復元、マイグレーション、遅いクエリ", English: "Databases and storage: RDS, Redis, Kafka, S3 buckets, disks, backups, restore, migrations, slow queries"},
			Keywords: map[Lang][]string{
				Japanese: {"データベース", "DB", "RDS", "Aurora", "Redis", "Kafka", "S3", "バケット", "ディスク", "バックアップ", "復元", "マイグレーション", "スロークエリ", "レプリカ", "永続ボリューム"},
				English:  {"database", "RDS", "Aurora", "Postgres", "MySQL", "Redis", "Kafka", "S3 bucket", "disk full", "backup", "restore", "schema migration", "slow query", "read replica", "persistent volume"},
			},
			Examples: map[Lang][]string{
				Japanese: {"S3 バケットを作ってほしい", "昨日の状態に復元したい", "DB の接続数が足りない", "マイグレーションが終わらない"},
				English:  {"please create an S3 bucket", "restore yesterday's state", "the database runs out of connections", "the migration never finishes"},
			},
		},
	}}
}
