package phrase

// What the doctor says of the pages and of what Datadog delivers.
var (
	DoctorPagesOff      = Line{JA: "ダッシュボード: 公開していません（dashboard.sign_in か dashboard.proxy で公開できます）。", EN: "Dashboard: closed (dashboard.sign_in or dashboard.proxy opens it)."}
	DoctorPagesLocal    = Line{JA: "ダッシュボード: このマシンのブラウザーだけが開けます。", EN: "Dashboard: for browsers on this machine alone."}
	DoctorPagesProxy    = Line{JA: "ダッシュボード: {n} 個のネットワークからのプロキシーが {header} で人を知らせます。", EN: "Dashboard: a proxy in {n} trusted network(s) says in {header} who people are."}
	DoctorSignIn        = Line{JA: "ダッシュボード: Slack でのサインインの準備ができています。Slack アプリの Redirect URLs に {url} があることを確かめてください。", EN: "Dashboard: Sign in with Slack is ready. The app's redirect URLs have to hold {url}."}
	DoctorSignInPlain   = Line{JA: "ダッシュボード: Slack は https の URL にしか人を戻しません（今は {url}）。http.url を https:// にしてください。", EN: "Dashboard: Slack sends people back to https addresses alone (now {url}). Have http.url begin with https://."}
	DoctorSignInRefused = Line{JA: "ダッシュボード: Slack がサインインのクライアントを受け付けません。dashboard.sign_in.client_id と client_secret を Slack アプリの Basic Information と比べてください。", EN: "Dashboard: Slack refuses the client. Compare dashboard.sign_in.client_id and client_secret with the app's Basic Information."}
	DoctorSignInAway    = Line{JA: "ダッシュボード: サインインについて Slack に確認できません: {error}", EN: "Dashboard: Slack cannot be asked how to sign in: {error}"}

	DoctorHook        = Line{JA: "Datadog の Webhook が届いています（最後は{when}）。", EN: "Datadog's webhook arrives (the last one {when})."}
	DoctorHookYet     = Line{JA: "Datadog の Webhook: 起動（{when}）から、まだ届いていません。Datadog の設定（`{command}`）と {url} を確かめてください。", EN: "Datadog's webhook has not arrived yet since the start ({when}). If it should have, compare its settings with `{command}`, and see whether Datadog reaches {url}."}
	DoctorHookSet     = Line{JA: "Datadog の Webhook: シークレットがあります。Datadog は {url} に届けます。", EN: "Datadog's webhook: its secret is set; Datadog delivers to {url}."}
	DoctorHookOff     = Line{JA: "Datadog の Webhook: 未設定（Datadog での変更は数分ごとに確かめます。`{command}` で設定を見られます）。", EN: "Datadog's webhook: off (changes in Datadog are looked for every few minutes; `{command}` shows how to set it up)."}
	DoctorHookNowhere = Line{JA: "Datadog の Webhook: http.url がないため、Datadog がどこに届けるか分かりません。toban に届く URL を書いてください。", EN: "Datadog's webhook: without http.url nobody knows where Datadog should deliver. Write the address at which toban is reached."}
)
