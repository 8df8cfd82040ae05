'use strict';
// Every sentence of the page, in both languages.
const TEXT = {
  skip: ['本文へ', 'Skip to messages'], actAs: ['操作する人', 'Act as'], clock: ['時計', 'Clock'],
  advance: ['どこまで進めるか', 'Where to advance to'], advanceGo: ['時計を進める', 'Advance clock'], language: ['言語', 'Language'],
  tour: ['ツアー', 'Tour'], channels: ['チャンネル', 'Channels'], bot: ['アプリ', 'App'], dm: ['toban にDM', 'Message toban'],
  home: ['ホーム', 'Home tab'], messages: ['メッセージ', 'Messages'], thread: ['スレッド', 'Thread'], close: ['閉じる', 'Close'],
  send: ['送信', 'Send'], shortcuts: ['ショートカット', 'Shortcuts'], inside: ['内側', 'Inside'],
  inspector: ['通信の記録', 'Inspector'], incidents: ['Datadog の障害', 'Datadog incidents'], faults: ['故障を起こす', 'Faults'],
  placeholder: ['#{room} へのメッセージ（@toban で質問、/ でコマンド）', 'Message #{room} (@toban to ask, / for commands)'],
  replyHere: ['返信する…', 'Reply…'], onlyYou: ['あなただけに表示されています', 'Only visible to you'], edited: ['（編集済み）', '(edited)'],
  replies: ['{n}件の返信', '{n} replies'], oneReply: ['1件の返信', '1 reply'], deleted: ['このメッセージは削除されました。', 'This message was deleted.'],
  react: ['リアクション', 'React'], more: ['その他', 'More'], edit: ['編集', 'Edit'], remove: ['削除', 'Delete'], reply: ['スレッドで返信', 'Reply in thread'],
  noSlash: ['スラッシュコマンドはスレッドでは使えません。', 'Slash commands do not work in threads.'],
  cancel: ['キャンセル', 'Cancel'], ok: ['OK', 'OK'], nothing: ['まだ何もありません。', 'Nothing yet.'],
  asker: ['質問者', 'asker'], member: ['プラットフォーム', 'platform'], lead: ['リード', 'lead'], outsider: ['ゲスト', 'guest'], bot_: ['アプリ', 'app'],
  duty: ['今の当番 {a}（副 {b}）', 'On call {a} (secondary {b})'],
  a10m: ['10分', '10 minutes'], a1h: ['1時間', '1 hour'], anext: ['次の出来事', 'next event'], agrace: ['猶予の終わり', 'end of the grace'],
  awarn: ['期限の警告', 'SLA warning'], abreach: ['期限切れ', 'breach'], ahandoff: ['当番交代', 'handoff'], areport: ['週次レポート', "Monday's report"],
  slack_429: ['Slack が 429 を返す', 'Slack answers 429'], slack_500: ['Slack が保存してから 500 を返す', 'Slack stores, then answers 500'],
  drop_socket: ['ソケットを切る', 'Drop the sockets'], duplicate: ['同じイベントを3回届ける', 'Deliver every event three times'],
  datadog_down: ['Datadog を止める', 'Datadog is down'], on: ['入', 'on'], off: ['切', 'off'], now_: ['実行', 'do it'],
  delivery: ['Slack → toban', 'Slack → toban'], call: ['toban → Slack', 'toban → Slack'], remote: ['toban → Datadog', 'toban → Datadog'],
  resolveThere: ['Datadog で復旧にする', 'Resolve in Datadog'], next: ['次へ', 'Next'], skipTour: ['ツアーをやめる', 'Leave the tour'], done: ['おわり', 'Done'],
  save: ['保存', 'Save'], names: ['名前の候補', 'Names'], severity: ['重大度', 'Severity'], details: ['詳しく', 'Details'],
  nextAt: ['次の出来事 {at}', 'Next event {at}'], sockets: ['ソケット {n} 本', '{n} sockets'],
  failed: ['うまくいきませんでした', 'That did not work'], noHome: ['ホームはまだありません。', 'No Home tab yet.'], today: ['今日', 'today'],
};
const TOUR = [
  { at: '#composer', as: 'USATO', channel: 'CASK', fill: '@toban GitHub Actions から AWS に AssumeRole できません',
    say: ['質問してみましょう。佐藤さんとして、この文を送ってください。', 'Ask a question. Send this text as Sato, who asks in Japanese.'] },
  { at: '#thread', open: true,
    say: ['toban がカードと近い資料を返しました。「解決した」か「まだ困っている」を押してみてください。', 'toban answered with a card and pages that look close. Press “解決した” (Solved) or “まだ困っている” (Still need help).'] },
  { at: '#advance-menu', advance: 'grace',
    say: ['何も押さなければ10分後に当番へ知らせます。時計を「猶予の終わり」まで進め、当番になって返信してみてください。', 'If nothing is pressed, the on-call is told after 10 minutes. Advance to the end of the grace, act as the on-call and reply.'] },
  { at: '#advance-menu', advance: 'warn',
    say: ['返信がないと、期限の50%・80%・期限切れで知らせます。「期限の警告」「期限切れ」まで進め、#platform-team を見てください。', 'Without a reply, toban warns at 50 % and 80 % and tells the lead at the breach. Advance there and look at #platform-team.'] },
  { at: '#composer', as: 'UKATO', channel: 'CASK', fill: '@toban 本番の API が 502 を返し続けています',
    say: ['本番障害を知らせてみましょう。当番がすぐ呼ばれ、「障害を宣言」が出ます。宣言は人が行います。', 'Report an outage. The on-call is paged at once and “Declare incident” is offered. Only people declare.'] },
  { at: '#advance-menu', advance: 'report', as: 'UYAMADA', channel: 'CTEAM',
    say: ['月曜のレポートまで進めると、時間がどこに使われ、どの資料が足りないかがわかります。', 'Advance to Monday’s report: where the time went, and which documents are missing.'] },
];
let lang = new URLSearchParams(location.search).get('lang') || localStorage.getItem('lang') || 'ja';
function say(key, values) {
  const pair = TEXT[key] || [key, key];
  let text = pair[lang === 'en' ? 1 : 0];
  for (const [k, v] of Object.entries(values || {})) text = text.replace('{' + k + '}', v);
  return text;
}
