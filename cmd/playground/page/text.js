'use strict';
// Every sentence of the page, in both languages.
const TEXT = {
  skip: ['本文へ', 'Skip to messages'], actAs: ['操作する人', 'Act as'], clock: ['時計', 'Clock'],
  advance: ['どこまで進めるか', 'Where to advance to'], advanceGo: ['時計を進める', 'Advance clock'], language: ['言語', 'Language'],
  tour: ['ツアー', 'Tour'], channels: ['チャンネル', 'Channels'], bot: ['アプリ', 'App'], dm: ['toban にDM', 'Message toban'], dmOf: ['{who}さんと toban のDM', '{who}’s direct messages with toban'],
  home: ['ホーム', 'Home tab'], messages: ['メッセージ', 'Messages'], thread: ['スレッド', 'Thread'], close: ['閉じる', 'Close'],
  send: ['送信', 'Send'], shortcuts: ['ショートカット', 'Shortcuts'], inside: ['内側', 'Inside'], menu: ['チャンネルの一覧', 'List of channels'],
  inspector: ['通信の記録', 'Inspector'], incidents: ['Datadog の障害', 'Datadog incidents'], faults: ['故障を起こす', 'Faults'],
  placeholder: ['#{room} へのメッセージ（@toban で質問、/ でコマンド）', 'Message #{room} (@toban to ask, / for commands)'],
  placeholderDM: ['toban へのメッセージ（質問をそのまま、/ でコマンド）', 'Message toban (just ask, / for commands)'],
  replyHere: ['返信する…', 'Reply…'], onlyYou: ['あなただけに表示されています', 'Only visible to you'], edited: ['（編集済み）', '(edited)'],
  replies: ['{n}件の返信', '{n} replies'], oneReply: ['1件の返信', '1 reply'], deleted: ['このメッセージは削除されました。', 'This message was deleted.'],
  react: ['リアクション', 'React'], more: ['その他', 'More'], edit: ['編集', 'Edit'], remove: ['削除', 'Delete'], reply: ['スレッドで返信', 'Reply in thread'],
  newest: ['↓ 最新へ', '↓ Newest'],
  noSlash: ['スラッシュコマンドはスレッドでは使えません。', 'Slash commands do not work in threads.'],
  cancel: ['キャンセル', 'Cancel'], ok: ['OK', 'OK'], nothing: ['まだ何もありません。', 'Nothing yet.'],
  asker: ['質問者', 'asker'], member: ['プラットフォーム', 'platform'], lead: ['リード', 'lead'], outsider: ['ゲスト', 'guest'],
  ja: ['日本語', 'Japanese'], en: ['英語', 'English'],
  voiceTeam: ['プラットフォームのメンバーの Slack は、このページの言語になります（今は{language}）。チャンネルへの投稿は、チャンネルの言語です。', 'The platform team’s Slack follows the language of this page (now {language}). What toban posts in a channel is in the channel’s language.'],
  voiceAsker: ['{who}さんの Slack は{language}です。', '{who}’s Slack is in {language}.'],
  duty: ['今の当番 {a}（副 {b}）', 'On call {a} (secondary {b})'],
  a10m: ['10分', '10 minutes'], a1h: ['1時間', '1 hour'], anext: ['次の出来事', 'next event'], agrace: ['猶予の終わり', 'end of the grace'],
  awarn: ['期限の警告', 'SLA warning'], abreach: ['期限切れ', 'breach'], ahandoff: ['当番交代', 'handoff'], areport: ['週次レポート', "Monday's report"],
  slack_429: ['Slack が chat.* の呼び出しの約半分に 429 を返す', 'Slack answers about half of the chat.* calls with 429'],
  slack_500: ['Slack が chat.* の約半分を、保存してから 500 を返す', 'Slack stores, then answers 500 to about half of the chat.* calls'],
  drop_socket: ['ソケットを切る', 'Drop the sockets'], duplicate: ['同じイベントを3回届ける', 'Deliver every event three times'],
  datadog_down: ['Datadog を止める', 'Datadog is down'], on: ['入', 'on'], off: ['切', 'off'], now_: ['実行', 'do it'],
  delivery: ['Slack → toban', 'Slack → toban'], call: ['toban → Slack', 'toban → Slack'], remote: ['toban → Datadog', 'toban → Datadog'],
  acked: ['受領の応答まで {ms} ms', 'acknowledged in {ms} ms'], notAcked: ['受領の応答なし', 'not acknowledged'], answered: ['応答まで {ms} ms', 'answered in {ms} ms'],
  retry: ['再送 {n} 回目', 'retry {n}'], copy: ['重複 {n} 通目', 'duplicate, copy {n}'], faulted: ['故障 {name}', 'fault {name}'], noBody: ['本文はありません。', 'No body.'],
  moreRows: ['ほかに {n} 件。さらに表示', '{n} more. Show more'],
  resolveThere: ['Datadog で復旧にする', 'Resolve in Datadog'],
  save: ['保存', 'Save'], names: ['名前の候補', 'Names'], severity: ['重大度', 'Severity'], details: ['詳しく', 'Details'],
  nextAt: ['次の出来事 {at}', 'Next event {at}'], sockets: ['ソケット {n} 本', '{n} sockets'], noHome: ['ホームはまだありません。', 'No Home tab yet.'],
  join: ['参加する', 'Join'], invite: ['toban を招待する', 'Invite toban'],
  notMember: ['{who}さんは #{room} に参加していません。読むことはできます。', '{who} has not joined #{room}, and can read along.'],
  archived: ['#{room} はアーカイブされています。', '#{room} is archived.'],
  notVisible: ['{who}さんはそのチャンネルを見られません。', '{who} cannot see that channel.'], gone: ['それはもうありません。', 'That is no longer there.'],
  joined: ['{who} がチャンネルに参加しました', '{who} has joined the channel'], left: ['{who} がチャンネルから退出しました', '{who} has left the channel'],
  topic: ['{who} がトピックを設定しました：{what}', '{who} set the channel topic: {what}'], purpose: ['{who} が説明を設定しました：{what}', '{who} set the channel description: {what}'],
  renamed: ['{who} がチャンネル名を変更しました', '{who} has renamed the channel'],
  next: ['次へ', 'Next'], skipTour: ['ツアーをやめる', 'Leave the tour'], skipStep: ['飛ばす', 'Skip'], doIt: ['代わりにやる', 'Do it for me'], done: ['おわり', 'Done'],
};
// What a person is told when an act does not work, by Slack's code for it.
const TROUBLE = {
  not_in_channel: ['{who}さんはこのチャンネルに参加していないので、できません。', '{who} has not joined this channel and cannot do that.'],
  bot_not_in_channel: ['@toban はこのチャンネルにいないので、質問が届きません。', '@toban is not in this channel and does not see the question.'],
  channel_not_found: ['そのチャンネルはないか、{who}さんには見えません。', 'That channel is not there, or {who} cannot see it.'],
  message_not_found: ['そのメッセージはもうありません。', 'That message is no longer there.'],
  thread_not_found: ['そのスレッドはもうありません。', 'That thread is no longer there.'],
  is_archived: ['アーカイブされたチャンネルには書けません。', 'Nobody can write in an archived channel.'],
  already_in_channel: ['もう参加しています。', 'Already in the channel.'],
  cant_update_message: ['編集できるのは自分のメッセージだけです。', 'Only one’s own messages can be edited.'],
  cant_delete_message: ['削除できるのは自分のメッセージだけです。', 'Only one’s own messages can be deleted.'],
  restricted_action: ['Slack は、{who}さんにこの操作を許していません。', 'Slack does not let {who} do that.'],
  operation_timeout: ['toban が3秒以内に応答しませんでした。もう一度お試しください。', 'toban did not answer within 3 seconds. Try again.'],
  dispatch_failed: ['toban につながっていないので、届きませんでした。もう一度お試しください。', 'toban is not connected, so this did not arrive. Try again.'],
  http_client_error: ['toban が受け取りませんでした。', 'toban did not accept that.'],
  http_service_error: ['toban の側でエラーが起きました。もう一度お試しください。', 'toban had an error. Try again.'],
  unknown_command: ['その名前のスラッシュコマンドはありません。使えるのは /toban です（/toban help で一覧）。', 'There is no such slash command. Use /toban (/toban help lists what it does).'],
  not_a_command: ['コマンドは / で始めてください。', 'A command begins with a slash.'],
  no_such_control: ['そのボタンはもうありません。表示を新しくしました。', 'That button is no longer there. The page is up to date now.'],
  no_such_option: ['その選択肢はもうありません。', 'That option is no longer there.'],
  no_such_view: ['その画面はもう閉じています。', 'That window is already closed.'],
  already_reacted: ['そのリアクションはもう付けています。', 'You already reacted with that.'],
  nothing_waiting: ['待っている問い合わせがありません。先に何か質問してください。', 'Nothing of that kind is waiting. Ask something first.'],
  offline: ['プレイグラウンドにつながりません。動いているか確かめてください。', 'The playground does not answer. Check that it is running.'],
  other: ['うまくいきませんでした。くわしくは「通信の記録」を見てください。', 'That did not work. The inspector has the details.'],
};
let lang = new URLSearchParams(location.search).get('lang') || localStorage.getItem('lang') || 'ja';
const pick = (pair) => pair[lang === 'en' ? 1 : 0];
function put(text, values) {
  for (const [k, v] of Object.entries(values || {})) text = text.replaceAll('{' + k + '}', () => v);
  return text;
}
const say = (key, values) => put(pick(TEXT[key] || [key, key]), values);
const trouble = (code, values) => put(pick(TROUBLE[code] || TROUBLE.other), values);
