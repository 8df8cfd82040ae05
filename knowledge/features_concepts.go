package knowledge

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// A conceptBook says which concepts a word stands for, so that "refund" learned from one person helps with "reimbursement" and 返金 of the next.
type conceptBook struct {
	of      map[string][]string // stem, pair of stems joined by _, or Japanese word, to concepts
	first   map[string]bool     // stems that begin a pair
	longest int                 // runes of the longest Japanese word
}

// concepts is the built-in book.
var concepts = sync.OnceValue(func() *conceptBook {
	b := &conceptBook{of: make(map[string][]string), first: make(map[string]bool)}
	env := snowballstem.NewEnv("")
	for line := range strings.Lines(conceptTable) {
		words := strings.Fields(line)
		for _, word := range words {
			b.add(env, word, conceptMark+words[0])
		}
	}
	return b
})

// conceptMark begins the name of a concept. No word of a text contains it.
const conceptMark = "="

func (b *conceptBook) add(env *snowballstem.Env, word, concept string) {
	if word[0] >= utf8.RuneSelf {
		b.longest = max(b.longest, utf8.RuneCountInString(word))
		b.name(word, concept)
		return
	}
	one, two, pair := strings.Cut(word, "_")
	key := stemWord(env, one)
	if pair {
		b.first[key] = true
		key += "_" + stemWord(env, two)
	}
	b.name(key, concept)
}

func (b *conceptBook) name(word, concept string) {
	if !slices.Contains(b.of[word], concept) {
		b.of[word] = append(b.of[word], concept)
	}
}

func stemWord(env *snowballstem.Env, word string) string {
	env.SetCurrent(word)
	english.Stem(env)
	return env.Current()
}

// A notion is what a stretch of a text means: a concept, or a word that has none.
type notion struct {
	text       string
	start, end int
}

// notionsIn calls emit for the notions of each stretch of a folded text, in order; stems are those of the Latin segments.
func (b *conceptBook) notionsIn(folded string, segments []segment, stems []string, emit func([]notion)) {
	for i := 0; i < len(segments); {
		s := segments[i]
		if s.script != scriptLatin {
			end := runEnd(segments, i)
			b.japanese(folded, segments[i:end], emit)
			i = end
			continue
		}
		i++
		if b.first[stems[i-1]] && i < len(segments) && segments[i].script == scriptLatin {
			if of := b.of[stems[i-1]+"_"+stems[i]]; len(of) > 0 {
				emit(notionsNamed(of, s.start, segments[i].end()))
				i++
				continue
			}
		}
		if of := b.of[stems[i-1]]; len(of) > 0 {
			emit(notionsNamed(of, s.start, s.end()))
		} else if !stopWord(s.text) {
			emit([]notion{{stems[i-1], s.start, s.end()}})
		}
	}
}

func notionsNamed(concepts []string, start, end int) []notion {
	out := make([]notion, len(concepts))
	for i, c := range concepts {
		out[i] = notion{c, start, end}
	}
	return out
}

// japanese finds the longest words of the book in an unbroken run. What is left of kanji and katakana stands for itself.
func (b *conceptBook) japanese(folded string, run []segment, emit func([]notion)) {
	limit := run[len(run)-1].end()
	at := run[0].start
	for _, s := range run {
		left := at
		rest := func(end int) {
			if left < end && (s.script == scriptHan || s.script == scriptKatakana) {
				emit([]notion{{folded[left:end], left, end}})
			}
		}
		for at < s.end() {
			of, end := b.longestAt(folded, at, s, limit)
			if len(of) == 0 {
				_, size := utf8.DecodeRuneInString(folded[at:])
				at += size
				continue
			}
			rest(at)
			emit(notionsNamed(of, at, end))
			at, left = end, end
		}
		rest(s.end())
	}
}

// longestAt is the longest word of the book at a byte of a run, and where it ends. A word of one rune has to be alone in its script:
// 分 means minutes in 5分, but not in 自分.
func (b *conceptBook) longestAt(folded string, at int, s segment, limit int) (of []string, end int) {
	stop := at
	for n := 1; n <= b.longest && stop < limit; n++ {
		_, size := utf8.DecodeRuneInString(folded[stop:])
		stop += size
		if n == 1 && (at != s.start || stop != s.end()) {
			continue
		}
		if found := b.of[folded[at:stop]]; len(found) > 0 {
			of, end = found, stop
		}
	}
	return of, end
}

// conceptTable has one concept a line: words that mean the same or name things of one sort, in both languages. First everyday life, then the trade.
// Words with _ are pairs; English words stand for all of their inflections, and a word may belong to several concepts.
const conceptTable = `
buy purchase order bought acquire 購入 買 注文 発注
sell sold sale resell 販売 売
pay payment paid 支払 払 決済
money cash fund 現金 お金 資金
price cost expensive costly pricing 料金 費用 価格 値段 コスト 金額
fee charge surcharge commission 手数料 課金
rate percentage percent 率 割合
cheap discount coupon promo promotion voucher 割引 クーポン 安
free complimentary gratis 無料
bill invoice receipt billing 請求 明細 領収
statement history transactions 履歴
tax vat duty irs 税
refund reimburse reimbursement chargeback repay money_back 返金 払い戻 払戻
budget spend spent expense expenditure 予算 支出 経費 出費
bank banking 銀行
account profile 口座 アカウント
card visa mastercard amex カード
credit debit
transfer send sent wire remit remittance 送金 振込 送
receive arrive arrival came come 受信 受け取 到着 届
deposit top_up topup top_ups pay_in add_money 入金 チャージ
withdraw withdrawal atm atms cashpoint cash_machine take_out 引き出 出金
currency dollar euro pound yen gbp usd eur aud jpy 通貨 ドル ユーロ
exchange convert conversion 両替 換算 変換
balance remaining left 残高 残り
total sum amount count 合計 総数
loan mortgage borrow lend debt ローン 借
interest apr 利息 金利
insurance insured premium 保険
salary paycheck wage income payday payroll earn pay_day 給料 給与
invest investment stock share portfolio 株 投資
pin passcode password passphrase pin_code 暗証番号 パスワード
lost lose misplace missing gone disappear vanish 紛失 失くし 無くし なくし 消え
stolen steal theft thief stole rob 盗
fraud fraudulent scam suspicious unauthorized hack compromise phish 不正 詐欺 不審
find locate search look_for look_up look 探 検索 見つけ
found discover notice 発見
broken break broke damage crack malfunction faulty defective 壊 故障 破損
repair fix mend resolve solve correct troubleshoot 修理 直 修正 解決 対処 解消
work function operate operational 動 動作 機能 作動
fail failure unsuccessful error fault 失敗 エラー コケ
problem issue trouble difficulty 問題 課題 困 トラブル 不具合
decline reject deny denied refuse 拒否 却下
block frozen freeze lock ban suspend ブロック 凍結 ロック
unblock unlock unfreeze thaw 解除
wrong incorrect mistake inaccurate erroneous 間違 誤
strange weird odd unexpected unknown unrecognized unfamiliar おかし 変な 見覚え 謎
change switch modify edit alter amend 変更 変え 編集 切替 切り替え
update upgrade newer latest 更新 アップデート アップグレード バージョンアップ 最新
cancel abort revert undo call_off キャンセル 取消 取り消 中止 取りやめ 戻
stop end terminate halt quit shut shutdown turn_off switch_off 停止 止め 終了
start begin activate activation enable launch turn_on switch_on 開始 始 有効 起動
disable deactivate inactive 無効
delete remove erase close clear get_rid drop purge clean_up cleanup 削除 消し 消す 消去 除去 掃除
create make generate build add set_up open establish new 作成 作 追加 新規 新し 発行 生成
replace replacement substitute swap reissue 交換 再発行 置換 差し替え
renew renewal extend extension prolong 延長 継続
expire expiry expiration due valid validity deadline 期限 失効 有効期限 締切
verify verification validate confirm authenticate identify authentication check double_check 確認 認証 検証 チェック 確かめ
identity passport licence license id 身分 免許 パスポート
document paper form 書類 文書 フォーム
name call surname nickname 名前 名称 氏名 呼
address postcode zip 住所
phone mobile cell cellphone telephone smartphone iphone android 電話 携帯 スマホ
email mail inbox mailbox gmail メール
message text sms chat メッセージ チャット
notify notification announce announcement 通知 お知らせ 連絡
contact support representative agent 問い合わせ サポート 窓口
help assist assistance aid 助け 支援 手伝 ヘルプ
explain describe tell teach know learn 説明 教え 知りた 知り
mean meaning definition define stand_for 意味 定義 とは
show display view see list 表示 見せ 一覧 見たい 閲覧
hide invisible hidden 非表示 隠
need require want would_like wish desire 欲し 必要 ほしい 希望 したい
can able possible allow permit could 可能 許可 できます 出来ます
cannot unable impossible cant couldn couldnt can_not can_t 不可 できない できません 出来ない できなく 出来ません
not_working won_t doesn_t does_not did_not didn_t isn_t not_work 動かない 動きません 効かない ならない
try attempt retry 試 リトライ
wait delay delayed pending hold queue late 待 遅延 保留 遅れ
slow slower slowly sluggish lag hang 遅い 遅く 重い もたつ 固まる
fast quick speed rapid faster 速 高速 早く
urgent asap immediately hurry right_away emergency 至急 緊急 急ぎ すぐ
duration how_long 期間 所要時間 どれくらい どのくらい
often frequently how_often how_many 頻度 何回
reason why cause how_come because 理由 原因 なぜ なんで どうして
how method procedure process step instruction guide tutorial 方法 手順 やり方 仕方 どうやって どうすれば
where location place position whereabouts 場所 どこ 位置
when what_time date what_day いつ 日時 日程 何時
who person someone whom whose 誰 担当 担当者
time clock timezone 時間 時刻 時差
today tonight now currently current 今日 現在 今
tomorrow 明日
yesterday 昨日
week weekly weekend monday tuesday wednesday thursday friday saturday sunday 週 月曜 火曜 水曜 木曜 金曜 土曜 日曜
month monthly january february april june july august september october november december 月 月次
year annual yearly 年
hour minute second 分 秒
day daily 日 毎日
morning noon afternoon evening night midnight 朝 昼 夜 午後 午前
alarm timer wake stopwatch countdown アラーム タイマー 目覚
remind reminder remember forget forgot forgotten リマインド リマインダー 忘れ 覚え
calendar appointment event meeting agenda schedule 予定 会議 カレンダー イベント 打ち合わせ ミーティング スケジュール
task todo to_do chore タスク 仕事
shopping grocery shop 買い物
holiday vacation leave pto absence day_off days_off time_off 休暇 休日 祝日 休み
weather forecast rain snow sunny cloudy humid storm umbrella wind 天気 雨 雪 晴 予報
hot cold warm cool heat thermostat temperature degree fahrenheit celsius 暑 寒 温度 気温
light lamp bulb dim bright brightness 明か 照明 ライト 電気
music song playlist track album artist band jazz tune singer 音楽 曲 歌 プレイリスト アーティスト
play listen resume 再生 聴 聞
pause skip 一時停止 スキップ
radio station fm podcast episode ラジオ
volume loud quiet mute louder quieter 音量
sound audio speaker noise 音 音声 スピーカー
movie film cinema theater theatre 映画
tv television channel テレビ
book novel read audiobook author 本 読書
game chess ゲーム
news headline article newspaper ニュース 記事
joke funny laugh fun comedy 冗談 面白 ジョーク
food meal eat dish lunch dinner breakfast snack 食 料理 ご飯 ランチ 昼食
cook recipe ingredient bake boil roast oven レシピ 調理 材料
restaurant cafe diner eatery bistro レストラン
takeaway takeout delivery carryout 出前 宅配 デリバリー
pizza burger sushi pasta chicken beef salad soup sandwich rice
drink coffee tea water beer wine juice milk コーヒー 飲 お茶 水
calorie nutrition diet healthy protein carb fat 栄養 カロリー
health doctor hospital medicine sick ill pain 病院 医者 薬 体調
reserve reservation booking 予約
hotel room hostel motel accommodation ホテル 宿
flight plane airline airport fly airplane 飛行機 空港 便
train rail railway subway metro 電車 列車 地下鉄 新幹線
bus taxi cab uber lyft ride バス タクシー
car vehicle auto automobile truck 車
tire tyre パンク タイヤ
oil gas gasoline fuel mileage mpg petrol 燃料 ガソリン
drive direction traffic navigate navigation commute gps 道 経路 渋滞 行き方
travel trip journey tour visit 旅行 旅
abroad overseas foreign international country nation europe uk usa germany france italy spain japan canada mexico china india australia 海外 国 外国 日本
city town 都市 町
luggage baggage suitcase carry_on 荷物
ticket seat チケット 切符
map distance far nearby nearest closest 地図 近 距離
home house apartment 家 自宅
family mother father mom dad wife husband son daughter brother sister parent kid child children 家族 子供 子ども
friend colleague buddy coworker 友達 友人 同僚
age old adult 年齢
job employee employer company boss career 会社 社員 就職
birthday anniversary party 誕生日 パーティ
translate translation language spanish french german italian english japanese chinese 翻訳 言語 英語
spell spelling word 綴 単語
calculate plus minus multiply divide math square 計算
hello hi hey greeting howdy good_morning good_evening こんにちは おはよう こんばんは
thanks thank thank_you grateful appreciate cheers ありがとう 感謝 助かり
goodbye bye see_you さようなら またね
yes yeah yep sure okay ok はい 了解 承知
no nope nah いいえ
sorry apology apologise apologize すみません ごめん 申し訳
congratulation congrats おめでとう
repeat again another once_more 再 もう一度 再度
vacuum cleaner roomba 掃除機
plug socket outlet コンセント
big large bigger huge 大き 大きい
small little tiny 小さ 小さい
size width height length dimension measurement fit サイズ 寸法 長さ
color colour red blue green yellow purple orange pink white black 色 赤 青
sleep bed pillow mattress 寝 ベッド マットレス 枕
deliver delivery ship shipping shipment courier dispatch 配送 配達 発送
track tracking status progress 追跡 状況 進捗 ステータス 状態
return send_back give_back 返品 返却
warranty guarantee 保証
store branch showroom dealer 店舗 店
quality material fabric 品質 素材
limit maximum minimum limitation cap quota restriction restrict 上限 制限 最大 クォータ 枠
increase raise more higher grow 増や 引き上げ 増加 増え 追加
decrease reduce lower less shrink 減ら 削減 下げ 減
number digit 番号 数
question ask query answer 質問 聞きたい 相談
option choose select pick choice 選択 選 選べ
difference differ compare versus vs 違い 比較 差
recommend suggest suggestion advice best 推奨 おすすめ 提案 ベスト
idea proposal feature feature_request wishlist improvement improve enhance enhancement 要望 改善 提案 機能追加 あると嬉しい
use usage utilize 使 利用 使用
service サービス
website site web page webpage サイト ページ ウェブ
app application software program アプリ アプリケーション ソフト
computer laptop pc desktop machine device パソコン 端末 機器 マシン
file folder directory attachment ファイル フォルダ ディレクトリ 添付
photo picture image camera screenshot 写真 画像 スクショ
video youtube film clip 動画
print printer 印刷 プリンタ
screen monitor resolution window 画面 ディスプレイ
keyboard mouse touchpad キーボード マウス
install installation uninstall reinstall setup インストール セットアップ 導入
download fetch pull ダウンロード 取得
upload push アップロード
backup back_up restore recover recovery snapshot バックアップ 復元 復旧 リストア スナップショット
sync synchronize synchronise 同期
share sharing 共有
import export インポート エクスポート
copy duplicate clone コピー 複製 複写
twice double duplicated 二重 二回
move migrate migration relocate 移行 移動 引っ越し 移設
login signin logon sign log_in sign_in log_on log_into sso saml okta single_sign ログイン サインイン
logout sign_out log_out ログアウト
register signup enroll registration join sign_up subscribe 登録 参加 加入
unsubscribe opt_out 退会 解約
user member ユーザー 利用者 メンバー ユーザ
permission access role grant privilege rights iam rbac authorization authorize 権限 アクセス権 ロール 付与 アクセス 閲覧権限 assumerole
forbidden unauthorized access_denied permission_denied accessdenied unauthorised 403 401 拒否され 弾かれ
team group department squad チーム グループ 部署
onboard new_hire newcomer joiner offboard leaver 入社 退職 新人 異動
admin administrator owner 管理者
config configuration configure setting preference 設定 コンフィグ
deploy deployment release rollout argocd argo helm デプロイ リリース ロールアウト
rollback roll_back revert ロールバック 切り戻し 切り戻
pod container crashloopbackoff crash_loop imagepullbackoff コンテナ ポッド
restart reboot respawn crash 再起動 クラッシュ
cluster node kubernetes k8s eks gke namespace kubectl クラスタ クラスター ノード 名前空間
build ci pipeline workflow runner compile jenkins github_actions circleci actions ビルド パイプライン ワークフロー ランナー コンパイル
test testing unit_test flaky e2e テスト
cache caching キャッシュ
docker registry ecr dockerfile base_image レジストリ イメージ
repository repo git github branch commit merge pull_request pr リポジトリ ブランチ コミット マージ プルリク プルリクエスト
code source script コード スクリプト ソース
network connectivity subnet vpc vpn proxy firewall allowlist whitelist security_group ip ネットワーク ファイアウォール 疎通 許可リスト プロキシ
connect connection disconnect reach 接続 つなが 繋が 到達
timeout timed_out unreachable refused reset タイムアウト 応答しない
dns hostname resolve domain nameserver nxdomain cname 名前解決 ドメイン ホスト名
ingress gateway load_balancer loadbalancer alb nlb nginx cdn cloudfront mesh istio ロードバランサー ロードバランサ 負荷分散
certificate tls ssl cert https x509 mtls 証明書
url link redirect endpoint リンク リダイレクト エンドポイント
port header cors ポート ヘッダ
database db postgres postgresql mysql sql rds aurora dynamodb mongodb bigquery データベース クエリ
table schema column row record index テーブル スキーマ カラム レコード インデックス
replica replication failover primary standby レプリカ レプリケーション フェイルオーバー
redis memcached elasticache kafka queue topic kinesis sqs pubsub キュー トピック
storage disk bucket s3 volume pvc gcs filesystem nfs efs ストレージ ディスク バケット 容量 ボリューム
secret credential token key vault api_key apikey passphrase dotenv シークレット トークン 鍵 認証情報 秘密 キー 機密
rotate rotation ローテーション ローテート
leak expose exposed 漏洩 流出 漏れ 公開
encrypt decryption kms cipher 暗号
security vulnerability cve scan pentest malware セキュリティ 脆弱性 スキャン
log logging stdout fluentd loki kibana ログ
metric monitoring monitor dashboard datadog grafana prometheus observability メトリクス 監視 ダッシュボード モニタリング 可視化 モニター
alert paging page noisy pagerduty threshold アラート 閾値 警告
trace apm span opentelemetry otel jaeger トレース
incident outage down crash downtime unavailable 障害 落ち ダウン 止まっ 停止し
latency performance throughput p99 性能 レイテンシ パフォーマンス 応答
memory ram cpu gpu oom oomkilled メモリ
scale scaling autoscaling hpa autoscaler replicas capacity karpenter オートスケール スケール 台数 増強
environment staging production prod dev sandbox preview 環境 本番 ステージング 開発 検証環境
server host instance vm ec2 サーバー サーバ インスタンス
cloud aws gcp azure クラウド
terraform infrastructure iac ansible cloudformation module インフラ
cron cronjob job batch scheduled ジョブ バッチ 定期実行
version release_note changelog バージョン
docs documentation manual readme wiki runbook playbook ドキュメント 資料 マニュアル 手引き
policy rule guideline compliance audit iso 規約 ポリシー 規則 ルール 監査 規定
request apply ticket 申請 依頼 お願い リクエスト
approve approval review permit sign_off 承認 レビュー 許諾
finops saving reserved_instance idle unused コスト最適化 節約 無駄 未使用
subscription plan license seat 契約 プラン サブスクリプション ライセンス
local localhost mac macos windows linux ubuntu ローカル 手元 開発機
ide editor vscode plugin extension エディタ 拡張
api rest graphql grpc webhook endpoint エーピーアイ
library package dependency npm maven pip module 依存 ライブラリ パッケージ
`
