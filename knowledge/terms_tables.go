package knowledge

import "strings"

// wordTables are the words that mean the same: built-in ones for a platform
// team's trade and the team's own.
type wordTables struct {
	words    [][]string   // the groups as written
	groups   [][][]string // groups of words or phrases, each as its terms
	english  []phrase     // Japanese phrases with their English terms
	japanese []phrase     // English phrases with their Japanese terms
}

// A phrase stands for terms of the other language wherever it occurs in a text.
type phrase struct {
	text  string
	terms []string
}

func (p phrase) in(text string) bool { return strings.Contains(text, p.text) }

func newWordTables(own [][]string) *wordTables {
	t := &wordTables{}
	for line := range strings.Lines(synonymTable) {
		var group []string
		for word := range strings.SplitSeq(line, ",") {
			if word = strings.TrimSpace(word); word != "" {
				group = append(group, word)
			}
		}
		t.addGroup(group)
	}
	for _, group := range own {
		t.addGroup(group)
	}
	for line := range strings.Lines(japaneseTable) {
		japanese, english, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		terms := termsIn(english)
		for one := range strings.FieldsSeq(japanese) {
			t.english = append(t.english, phrase{text: one, terms: terms})
		}
	}
	return t
}

func (t *wordTables) addGroup(words []string) {
	var group [][]string
	for _, w := range words {
		if terms := termsIn(w); len(terms) > 0 {
			group = append(group, terms)
		}
	}
	if len(group) > 1 {
		t.groups = append(t.groups, group)
		t.words = append(t.words, words)
	}
}

// termsIn are the terms of a phrase, identifiers whole and not in parts.
func termsIn(text string) []string {
	var terms []string
	analyze(text, func(t token) {
		if !t.stop && !t.part {
			terms = append(terms, t.term)
		}
	})
	return terms
}

// synonymTable has one group a line: words for one thing between commas.
const synonymTable = `
k8s, kubernetes
eso, external secrets operator
hpa, horizontal pod autoscaler, autoscaling
vpa, vertical pod autoscaler
pvc, persistentvolumeclaim, persistent volume claim
pv, persistentvolume, persistent volume
pdb, poddisruptionbudget, disruption budget
sa, serviceaccount, service account
ns, namespace
cm, configmap
svc, service
lb, loadbalancer, load balancer, elb, nlb
sts, statefulset
ds, daemonset
rbac, role, permission, authorization
403, forbidden, unauthorized
401, unauthenticated, authentication
404, not found
502, bad gateway
503, service unavailable
504, gateway timeout
oom, oomkilled, out of memory, memory limit
crashloopbackoff, crash loop, back off
imagepullbackoff, errimagepull, image pull
registry, docker registry, image registry
private registry, imagepullsecret, image pull secret
evicted, eviction, evict
resize, expand, increase
delete, remove, cleanup
stuck, hang, pending
refresh, resync, update
secret, credential
login, log in, sign in
password, credential
admin, administrator
cert, certificate, tls
x509, ca certificate, self signed
dns, name resolution, coredns
restart, rollout
deploy, deployment, rollout
outofsync, diff, drift
downscale, scale down, consolidation, deprovision, disruption
underutilised, underutilized, consolidation
upscale, scale up, provision
env, environment variable
multi zone, az, availability zone
nodeselector, affinity
taint, toleration
log, logging
metric, monitoring
alert, alerting
ci, pipeline, workflow
gha, github actions
tf, terraform
iam, role, policy
sso, single sign on, oidc, saml
vpn, virtual private network
db, database
repo, repository
config, configuration
ha, high availability
source ip, client ip, externaltrafficpolicy
quota, resourcequota, resource quota
rewrite, rewrite target, path based
`

// japaneseTable has Japanese phrases before the colon and the English words of
// the same meaning after it. Phrases are matched as parts of the text: verb stems
// stand for all their endings.
const japaneseTable = `
権限 認可: permission rbac role authorization
認証: authentication
ログイン サインイン: login
パスワード: password
初期パスワード: initial admin password
管理者: admin
ユーザー ユーザ: user
アカウント: account
証明書: certificate tls
自己署名: self-signed certificate
秘密情報 シークレット 機密: secret
鍵 キー: key
トークン: token
暗号化: encryption
監査: audit
名前空間 ネームスペース: namespace
ポッド: pod
ノード: node
クラスター クラスタ: cluster
コンテナ: container
イメージ: image
レジストリ: registry
プル 取得できない: pull
プライベートレジストリ: private registry imagepullsecrets
サイドカー: sidecar
ジョブ: job
デプロイ 配備: deploy deployment
ロールアウト: rollout
ロールバック 切り戻 巻き戻: rollback
ローリング: rolling update
サービス: service
サービスアカウント: serviceaccount
ロードバランサー ロードバランサ: load balancer
イングレス: ingress
ルーティング: routing
パスベース: path rewrite
トップページ: path rewrite
ドメイン: domain dns
名前解決: dns resolution
通信 トラフィック: traffic network
遮断 ブロック: deny network policy
許可: allow
ネットワーク: network
ネットワークポリシー: network policy
ファイアウォール: firewall
プロキシ: proxy
ポート: port
接続 つながら 繋がら: connect connection
タイムアウト: timeout
クライアント: client
アクセス元 送信元: source client
アクセス: access
ストレージ: storage
ディスク: disk storage
容量: capacity storage size
ボリューム: volume
永続化 永続: persistent volume
マウント: mount
拡張 増やし 増やす: expand resize
バックアップ: backup
復元 リストア: restore
データベース: database
メモリ: memory
割り当て: assign allocate
制限 上限: limit
要求: request
リソース: resource
クォータ: quota
使用率 利用率: utilization
負荷: load
オートスケール 自動スケール スケール: autoscaling scale
減らない 減らす 減って: consolidation scale down disruption
縮退 統合: consolidation
追い出 退避 退去: evict eviction drain
ドレイン: drain
スケジュール 配置: scheduling schedule
優先度: priority
再起動 再起動を繰り返: restart
起動しない 起動せず 起動でき 立ち上が: start debug
クラッシュ: crash debug
落ちる 落ちた 落ちて: crash terminated
終わらない 終わらず 完了しない 完了しません: completion stuck running
終了: termination terminate
削除: delete deletion
消えない 消えてくれ 消せない 削除できない 削除でき: finalizer force delete terminating stuck
強制: force
進まない 進みません 止まる 止まって: stuck
保留: pending
更新 反映: update refresh
更新されない 更新されません 反映されない 反映されません: refresh interval
同期: sync
差分: diff
無視: ignore
戻される 戻され 戻って: self heal sync diff
ずれ ドリフト: drift diff out of sync
設定ファイル: config file configmap
環境変数: environment variable
調べ 調査 デバッグ: debug troubleshoot
原因: cause reason
エラー: error
失敗: fail failure
障害: failure outage incident
警告: warning
対処 解決方法: troubleshooting
監視: monitoring
メトリクス: metrics
ログ: log logging
アラート 通知: alert notification
閾値 しきい値: threshold
ダッシュボード: dashboard
レプリカ: replica
可用性 冗長: high availability
マルチテナ: multi-tenancy
アップグレード バージョンアップ アップデート: upgrade
移行: migration migrate
インストール 導入: install installation
リポジトリ: repository
ブランチ: branch
マニフェスト: manifest
テンプレート: template
パイプライン: pipeline
ビルド: build
テスト: test
定期実行 定期: cronjob schedule
有効期限 期限切れ 失効: expiration renewal expired
自動更新: renewal
外部: external
内部: internal
公開: expose
ローカル: local
踏み台: bastion
利用者: user
承認: approval
請求 コスト 費用: cost
見られない 見えない 表示されない: access view
`
