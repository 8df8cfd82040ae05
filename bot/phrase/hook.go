package phrase

// Webhooks of other systems.
var (
	WarnHookGone = Line{
		JA: "⚠️ Webhook {name} の宛先がなくなっています（410 Gone）。設定の webhooks の url を直すか、もう使わないなら {name} を外してください。届かなかった分は断られたものとして残ります。",
		EN: "⚠️ The receiver of webhook {name} is gone (410). Correct its url under webhooks in the configuration, or remove {name} if it is no longer used. What it did not take is kept as refused.",
	}

	DoctorWebhook        = Line{JA: "Webhook {name} は届いています（最後は{when}）。", EN: "Webhook {name} arrives, last {when}."}
	DoctorWebhookIdle    = Line{JA: "Webhook {name}: 起動してから送ったものはありません。`toban webhook test {name}` で試せます。", EN: "Webhook {name}: nothing was sent since the start; `toban webhook test {name}` tries it."}
	DoctorWebhookFails   = Line{JA: "Webhook {name} に届きません: {error}。送り直しを続けています（待ち {n} 件）。", EN: "Webhook {name} does not arrive: {error}. It is tried again and again; subjects waiting: {n}."}
	DoctorWebhookRefused = Line{
		JA: "Webhook {name} に {n} 件断られました。最後の理由: {reason}。直したら toban を止めて `toban webhook retry {name}` で送り直せます。",
		EN: "Webhook {name} refused {n} calls, the last because of: {reason}. Once that is mended, stop toban and send them again with `toban webhook retry {name}`.",
	}
)
