package knowledge

// japaneseTable has Japanese words and, after the mark, what English pages say.
// Verb stems stand for all their endings. "=" is for words of the same meaning,
// which serve English questions too: each English phrase between commas then
// stands for the first Japanese word. ":" is for symptoms and tasks, which lead
// from how people say it to the words that pages treat it under.
const japaneseTable = `
権限 パーミッション = permission, rbac, role, authorization
認可 = authorization, rbac
認証 = authentication
本人確認 多要素 二要素: multi factor authentication
ログイン サインイン = login, sign in
ログアウト: logout session
シングルサインオン = single sign on, sso, oidc
パスワード = password
初期パスワード: initial admin password
管理者 = administrator, admin
ユーザー ユーザ = user
アカウント = account
グループ = group
ロール 役割 = role
ロールバインディング: rolebinding rbac
なりすまし: impersonation
最小権限: least privilege rbac
証明書 = certificate, tls
中間証明書 証明書チェーン: certificate chain intermediate
認証局 = certificate authority, ca, issuer
自己署名 = self signed certificate
署名 = signing, signature
秘密情報 シークレット 機密 = secret
機密情報: secret credential
認証情報 クレデンシャル 資格情報 = credential
鍵 キー = key
秘密鍵: private key
公開鍵: public key
トークン = token
暗号化 = encryption
監査 監査ログ = audit
脆弱性 = vulnerability
セキュリティ = security
特権 = privileged
名前空間 ネームスペース = namespace
ポッド = pod
ノード = node
ノードプール ノードグループ = node pool, node group
コントロールプレーン = control plane
クラスター クラスタ = cluster
コンテナ コンテナー = container
イメージ = image
レジストリ = registry
プル 取得できない: pull
プライベートレジストリ: private registry imagepullsecrets
サイドカー = sidecar
初期化コンテナ: init container
ジョブ = job
バッチ = batch, job
ワークロード = workload
デプロイ デプロイメント 配備 = deploy, deployment
リリース = release
ロールアウト = rollout
ロールバック 切り戻 巻き戻 = rollback, undo
元に戻 前のバージョン 以前のバージョン: rollback undo revision
ローリング = rolling update
カナリア = canary
ブルーグリーン = blue green
無停止 ダウンタイム = zero downtime
サービス = service
サービスアカウント = service account, serviceaccount
サービスディスカバリ: service discovery dns
サービスメッシュ = service mesh
ロードバランサー ロードバランサ 負荷分散 = load balancer
イングレス = ingress
ゲートウェイ = gateway
ルーティング 振り分け = routing, route
パスベース: path rewrite
トップページ: path rewrite
サブパス: path prefix rewrite
リダイレクト 転送 = redirect
書き換え リライト = rewrite
ヘッダー ヘッダ = header
ドメイン = domain, dns
名前解決 = dns resolution, dns
ホスト名 = hostname
通信 トラフィック = traffic, network
通信できない 疎通 届かない: connectivity network reachable debug service
遮断 ブロック 拒否 = deny, block, network policy
許可 = allow
ネットワーク = network
ネットワークポリシー = network policy
ファイアウォール ファイヤーウォール = firewall
プロキシ = proxy
ポート = port
ポートフォワード: port forward
接続 つながら 繋がら = connect, connection
接続できない 接続できません つながらない つながりません 繋がらない 繋がりません: connection refused timeout debug
タイムアウト = timeout
遅い 遅延 重い = latency, slow
クライアント = client
アクセス元 送信元 接続元: source client ip
固定ip 静的ip: static ip address
アクセス = access
外から 外部から 社外から: external expose ingress load balancer
ストレージ = storage
ストレージクラス = storage class
ディスク = disk, storage
容量 = capacity, storage, size
容量不足 空き容量 ディスクフル: disk pressure ephemeral storage full
ボリューム = volume
永続化 永続 = persistent volume, persistent
永続ボリューム = persistent volume
マウント = mount
一時領域 一時ストレージ: ephemeral storage emptydir
共有 = share
バケット = bucket, object storage
スナップショット = snapshot
拡張 増やし 増やす: expand resize increase
広げ 大きくし 大きくする サイズ変更: expand resize
バックアップ = backup
復元 リストア 復旧 = restore, recovery
災害 = disaster recovery
データベース = database
キャッシュ = cache
メモリ メモリー = memory
メモリ不足 メモリが足り: out of memory oomkilled limit
割り当て = assign, allocate
制限 上限 = limit
上限に達 超過 超えて: quota exceeded limit
引き上げ 緩和: increase quota limit
要求 リクエスト = request
リソース 資源 = resource
クォータ 割当量 = quota, resource quota
使用率 利用率 使用量 = utilization, usage
負荷 = load
オートスケール オートスケーリング 自動スケール = autoscaling, autoscaler
スケール = scale
増えない 増えません スケールしない スケールしません: autoscaling scale up metrics
減らない 減りません 減らす 減って: consolidation scale down disruption
縮退 統合 縮小: consolidation scale down
追い出 退避 退去 = evict, eviction, drain
ドレイン = drain
メンテナンス: maintenance drain disruption
スケジュール スケジューリング = schedule, scheduling
配置 載せ 乗せ: scheduling assign node affinity
特定のノード: node affinity nodeselector taint
分散 ばらけ 偏: topology spread constraints anti affinity
優先度 優先 = priority
再起動 リスタート = restart
再起動を繰り返 再起動が繰り返 何度も再起動 落ち続け: crashloopbackoff restart debug
起動しない 起動せず 起動でき 起動しません 立ち上が: start debug pod pending
クラッシュ = crash
落ちる 落ちた 落ちて 落ちます: crash terminated debug
終わらない 終わらず 終わりません 完了しない 完了しません: completion stuck running
終了 停止 = termination, terminate, shutdown
強制終了 殺され killされ: oomkilled terminated signal
正常終了 グレースフル 終了処理: graceful termination shutdown lifecycle prestop
死活 ヘルスチェック 生存 = health check, liveness, readiness, probe
準備完了 準備ができ: readiness probe
削除 = delete, deletion
消えない 消えてくれ 消せない 消えません 削除できない 削除でき 残ったまま 残り続け: finalizer force delete terminating stuck
自動削除 自動で削除 自動的に削除: ttl cleanup garbage collection
掃除 片付け ガベージ: cleanup garbage collection
強制 = force
進まない 進みません 止まる 止まって 固まって: stuck
保留 = pending
待ち状態 待機: pending wait
更新 = update
反映: update refresh reload
更新されない 更新されません 反映されない 反映されません 古いまま: refresh interval update reload
再読み込み リロード: reload restart
同期 = sync, synchronization
同期されない 同期されません 同期できない 同期に失敗: sync failed out of sync
順番 順序: order wave dependency
前に実行 後に実行 フック: hook
差分 = diff
無視 = ignore
戻される 戻され 戻って: self heal sync diff
ずれ ドリフト = drift, out of sync
プルリクエスト: pull request
プレビュー環境: preview environment pull request generator
一括 まとめて 複数環境: applicationset generator template
複数クラスタ マルチクラスタ = multi cluster, multiple clusters
設定 = configuration, configure, setting
設定ファイル = config file, configmap
環境変数 = environment variable
引数 コマンドライン = argument, command, flag
アノテーション 注釈 = annotation
ラベル = label
セレクター セレクタ = selector
カスタムリソース = custom resource, crd
オペレーター オペレータ = operator
コントローラー コントローラ = controller
調べ 調査 デバッグ: debug troubleshoot
中に入 シェル: shell exec debug running container
コマンドを実行: exec command
原因: cause reason
エラー = error
失敗 = fail, failure
障害 = failure, outage, incident
警告 = warning
対処 解決方法 直し方: troubleshooting
うまくいかない うまくいきません 動かない 動きません 動作しない: troubleshooting debug not working
監視 モニタリング = monitoring
メトリクス メトリック 指標 = metrics
ログ = log, logging
ログが見 ログを見 ログを確認: logs kubectl view
収集 = collect, aggregation
トレース トレーシング = tracing, trace
アラート = alert
通知 = notification
閾値 しきい値 = threshold
ダッシュボード = dashboard
イベント = event
レプリカ = replica
レプリカ数 台数: replicas scale
可用性 高可用 冗長 = high availability
ゾーン = zone, availability zone
リージョン = region
マルチテナ テナント = multi tenancy, tenant
隔離 分離 = isolation
アップグレード バージョンアップ アップデート = upgrade
バージョン = version
互換性 = compatibility
非推奨 廃止 = deprecated, deprecation, migration
移行 = migrate, migration
インストール 導入 = install, installation
アンインストール = uninstall
セットアップ 構築 = setup, bootstrap
リポジトリ = repository
ブランチ = branch
コミット = commit
タグ = tag
マニフェスト = manifest
テンプレート = template
パイプライン = pipeline
ビルド = build
テスト = test
検証 = validate, verification
ウェブフック: webhook
定期実行 定期 = cronjob, schedule
毎日 毎時 毎週: cronjob schedule
時刻 タイムゾーン = time zone
有効期限 期限 = expiration, expiry
期限切れ 失効 切れ: expiration renewal expired
自動更新 = renewal, automatic renewal
更新期限 更新時期: renewal renewbefore
発行 = issue, issuer, issuance
発行されない 発行されません 発行できない: issuing certificate troubleshooting challenge order
ワイルドカード: wildcard dns01
ローテーション 入れ替え = rotation, rotate
外部 = external
内部 = internal
公開 = expose, publish
ローカル = local
踏み台 = bastion
利用者 = user
承認 = approval, approve
申請 = request, application form
請求 コスト 費用 料金 = cost, billing
節約 安く 削減: cost saving spot consolidation
スポット = spot
オンデマンド = on demand
インスタンス = instance
インスタンスタイプ インスタンスの種類 機種 = instance type
仮想マシン = virtual machine
サーバー サーバ = server
ロック = lock
状態 ステータス = status, state
一覧 = list
比較 違い 使い分け: difference comparison
手順 手引き: guide
見られない 見えない 表示されない: access view
読み取り専用 閲覧だけ 閲覧のみ 参照だけ: read only role view
書き込み = write
書き込めない 書き込めません: read only write permission security context
ファイル = file
ディレクトリ フォルダ = directory, folder
データ = data
サイズ = size
サイズが大き 大きすぎ 大容量: body size limit too large
アップロード = upload
ダウンロード = download
インポート = import
エクスポート = export
プラグイン = plugin
モジュール = module
プロジェクト = project
アプリケーション アプリ = application
アプリオブアプリ: app of apps
ステートフル = stateful, statefulset
ステートレス = stateless
デーモンセット = daemonset
全ノード 各ノード すべてのノード: daemonset node
間引 レート制限 流量 = rate limit
並列 同時 = parallel, concurrency
再試行 リトライ = retry
ヘルムチャート ヘルム チャート = helm, chart
プロファイル = profile
エンドポイント = endpoint
アドレス = address
プライベート = private
パブリック = public
スキーマ = schema
カタログ = catalog
変数 = variable
値 = value
ポリシー = policy
ルール = rule
アドミッション = admission
中央集約 一元管理: central management
`

// politeness has what Japanese questions say besides their subject, longest
// first where one contains another. Its kanji would otherwise be looked for.
const politeness = `
お世話になっております お世話になります お疲れ様です お疲れさまです おつかれさまです 初めまして 失礼します 失礼いたします
ご教示いただけますでしょうか ご教示ください ご教示 ご確認ください ご確認 ご存知 ご存じ ご相談 ご質問 ご連絡 ご対応
教えていただけ 教えて頂け 教えていただき 教えて頂き 教えてください 教えて下さい 教えてほしい 教えて欲しい 教えて 知りたい 知って
よろしくお願いいたします よろしくお願いします 宜しくお願い お願いいたします お願い致します お願いします お願いでき お願い
困っています 困っており 困りました 困ってい お困り 困って 助けてください 助けて
可能でしょうか 可能ですか 可能なら 大丈夫でしょうか 大丈夫ですか 良いでしょうか 良いですか 良いのでしょうか 良い
でしょうか 思っています 思います 思う 思って 気がします 気がする
どうすれば どうしたら どのように どうやって どなたか どなた 誰か 誰に 何か 何を 何が 何で
質問 相談 下さい 頂け 頂き 致し 皆様 皆さん 各位 恐れ入り 申し訳 有難う 経験 方も多い 現場 遭遇
場合 現在 最近 今回 先日 先ほど 今日 昨日 今朝 先週 今週 来週 急に 突然 毎回 何度も
利用して 利用し 利用する 利用でき 使用して 使用し 使用する 使用でき 使って 使う
出来ません 出来ない 出来る 出来ます 出てい 出ます 出てき 出る 出て 行い 行っ 行う 必要 様子 状況 感じ
`
