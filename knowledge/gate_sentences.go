package knowledge

// Sentences that a team's documents hardly ever answer: small talk, office
// matters, other people's products, and requests of somebody instead of
// questions. What they score among the documents is what chance scores there.

const offTopicEnglish = `
thanks a lot, that solved it
good morning everyone, hope you had a nice weekend
sounds good to me, let's do that tomorrow afternoon
happy birthday! cake is in the kitchen at three
sorry, I am running ten minutes late for the meeting
who wants to join for lunch at the new ramen place today?
can somebody share the link to the all-hands recording?
the meeting room on the third floor is double booked, can we move?
how many vacation days can I carry over to next year?
where do I submit the receipts of my business trip?
my badge does not open the front door since Monday
the printer next to the kitchen is out of paper again
I need a second monitor and a new keyboard for my desk
which headset do you recommend for video calls?
could you recommend a good book about leadership?
what is the phone number of the dentist nearby?
please review my pull request when you have a minute
who is the owner of the billing team these days?
is anybody from the mobile team around to talk about the release?
when is the next release train leaving and who decides?
can we get five more licenses for the design tool?
can you add me to the mailing list of the sales team?
my laptop is very slow after the last system update
the office wifi drops every few minutes in the afternoon
I cannot open the shared spreadsheet, it asks for permission
how do I reset the password of my mail account?
the video call has no sound in the browser on my machine
please unlock my account, I mistyped the password too often
could someone approve my request from yesterday, it blocks our sprint
is it fine to do the demo for the customer on Thursday instead?
we would like to invite a speaker for the next tech talk
how do I center a div inside a flex container with css?
the react component renders twice when the state changes
what is the difference between an interface and a type in typescript?
how do I parse a date string with python pandas?
null pointer exception in my android activity after rotating the screen
which learning rate should I use to train the neural network?
the gradient becomes nan after two epochs with mixed precision
how do I write a recursive query in mysql for a tree of categories?
my excel formula returns the wrong sum for hidden rows
why does the java compiler complain about unchecked generics?
how to animate a button in swift when the user taps it?
what is the best way to learn machine learning from scratch?
how can I merge two arrays in javascript without duplicates?
unity shader looks pink after upgrading the render pipeline
my raspberry pi does not boot from the sd card any more
what is the weather going to be like in Osaka this weekend?
can we raise the price of the premium plan before the quarter ends?
the customer complains that the invoice shows the wrong address
legal wants to know where we store the signed contracts
the marketing page has a typo in the second paragraph
how do I export the contacts of the crm to a csv file?
the staging data looks old, could you copy the production dump for us?
are you working on something right now? everything feels slow today
please let us know the schedule of the freeze at the end of the year
can somebody tell me who is on call tonight?
what does the team think about moving the stand-up to the afternoon?
we are hiring: please share the job posting with your friends
I would like to take over the ticket from my colleague who left
let me know when the budget for next year has been decided
`

const offTopicJapanese = `
ありがとうございます、解決しました
おはようございます、今日もよろしくお願いします
了解しました、明日の午後に対応します
誕生日おめでとうございます、ケーキが休憩室にあります
すみません、会議に十分ほど遅れます
今日のお昼は新しいラーメン屋に行きませんか
全社会議の録画のリンクを共有してもらえますか
三階の会議室が二重に予約されています
来年に繰り越せる有給休暇は何日ですか
出張の領収書はどこに提出すればよいですか
月曜から社員証で入口の扉が開きません
給湯室の横のプリンターの紙がまた切れています
外付けのモニターとキーボードを新しくしたいです
ビデオ会議におすすめのヘッドセットはありますか
リーダーシップについての良い本を教えてください
近くの歯医者の電話番号を知りたいです
時間のあるときにレビューをお願いします
請求を担当している部署の責任者はどなたですか
モバイルチームの方と次のリリースについて話したいです
次回のリリース日は誰が決めるのでしょうか
デザインツールのライセンスを五つ追加してください
営業部のメーリングリストに私を追加してください
更新のあとからノートパソコンがとても遅いです
午後になると社内の無線が何度も切れます
共有の表計算ファイルが開けず、権限を求められます
メールのパスワードを忘れたので初期化してください
ビデオ通話でブラウザから音が出ません
パスワードを何度も間違えたのでロックを解除してください
昨日の申請を承認していただけますか、作業が止まっています
お客様へのデモを木曜日に変更してもよいですか
次の勉強会に講師を招きたいのですが予算はありますか
スタイルシートで要素を中央に寄せる方法を教えてください
画面の部品が状態の変更のたびに二回描画されます
型とインターフェースの違いは何ですか
日付の文字列を表形式のデータとして読み込みたい
スマートフォンのアプリが画面を回転すると落ちます
学習率はどのくらいにすればよいですか
機械学習の勾配が途中で発散してしまいます
分類の木を再帰的に検索する問い合わせの書き方
表計算の合計が非表示の行を含んでしまいます
総称型の警告が消えないのですがどう書けばよいですか
ボタンを押したときのアニメーションを付けたいです
機械学習を初めて学ぶにはどの本が良いですか
配列の重複を取り除いて結合するにはどうしますか
ゲームの影の色がおかしくなりました
小型のコンピューターが記憶カードから起動しません
週末の大阪の天気はどうなりそうですか
四半期末までに料金プランの値段を上げられますか
請求書の住所が間違っているとお客様から連絡がありました
署名済みの契約書の保管場所を法務が知りたがっています
宣伝のページの二段落目に誤字があります
顧客管理の連絡先を表にして書き出したいです
検証環境のデータが古いので本番の写しを入れてもらえますか
いま何か作業していますか、今日は全体的に遅い気がします
年末の変更禁止期間の日程を教えてください
今夜の当番はどなたですか
朝会を午後に移すことについて皆さんどう思いますか
採用の募集を知り合いに広めてください
退職した同僚の担当を引き継ぎたいです
来年度の予算が決まったら教えてください
`
