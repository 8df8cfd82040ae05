package phrase

// Why Datadog does not take what an incident has for it, as the incident shows
// it.
var (
	RemoteKeys       = Line{JA: "Datadog 同期待ち: キーが受け付けられません（401）", EN: "Waiting for Datadog: it does not accept the keys (401)"}
	RemotePermission = Line{JA: "Datadog 同期待ち: キーに権限がありません（403）", EN: "Waiting for Datadog: the keys lack a permission (403)"}
	RemoteAbsent     = Line{JA: "Datadog 同期待ち: 障害の API が見つかりません（404）", EN: "Waiting for Datadog: it has no incidents at that address (404)"}
)

// What an admin is told of it.
var (
	WarnRemoteKeys = Line{
		JA: "⚠️ {id} を Datadog に送れません。キーが受け付けられませんでした（401）。設定の datadog.api_key、datadog.app_key、datadog.site を直し、toban を起動し直してください。",
		EN: "⚠️ {id} cannot be sent to Datadog: it does not accept the keys (401). Correct datadog.api_key, datadog.app_key and datadog.site in the configuration and restart toban.",
	}
	WarnRemotePermission = Line{
		JA: "⚠️ {id} を Datadog に送れません。キーに権限がありません（403）。Datadog でアプリケーションキーとその持ち主に incident_read と incident_write を付けてください。",
		EN: "⚠️ {id} cannot be sent to Datadog: the keys lack a permission (403). In Datadog, give the application key and its owner incident_read and incident_write.",
	}
	WarnRemoteAbsent = Line{
		JA: "⚠️ {id} を Datadog に送れません。障害の API が見つかりません（404）。設定の datadog.site と datadog.url、契約で Incident Management が使えることを確かめてください。",
		EN: "⚠️ {id} cannot be sent to Datadog: it has no incidents at that address (404). Check datadog.site and datadog.url in the configuration, and that your plan has Incident Management.",
	}
	WarnRemoteWaits = Line{
		JA: "待っている分は消えません。直ると 5 分以内に順に送ります。障害対応は Slack で続けられます。いまの状態は {command} doctor で確かめられます。",
		EN: "Nothing is lost: what waits is sent in its order within 5 minutes once that is mended. The incident goes on in Slack. {command} doctor shows how it stands.",
	}
	WarnRemoteDeleted = Line{
		JA: "⚠️ {id} が Datadog にありません（404）。Datadog で削除されたのでなければ、キーが別の組織のものになっていないか確かめてください。{id} は Slack だけで続き、Datadog にはもう送りません。",
		EN: "⚠️ {id} is not in Datadog any more (404). Unless somebody deleted it there, check that the keys are not another organisation's. {id} goes on in Slack alone, and no more of it is sent to Datadog.",
	}
	WarnRemoteRefused = Line{
		JA: "⚠️ {id} の一部を Datadog が受け付けませんでした: {reason}\n重大度の名前など、設定を Datadog に合わせてください。この分はもう送りません。Datadog で直接書いてください。",
		EN: "⚠️ Datadog refused a part of {id}: {reason}\nBring the configuration, such as the names of severities, in line with Datadog. This part is not sent again: enter it in Datadog.",
	}
)
