package phrase

// Webhooks of other systems.
var (
	WarnHookGone = Line{
		JA: "⚠️ Webhook {name} の宛先がなくなっています（410 Gone）。設定の webhooks の url を直すか、もう使わないなら {name} を外してください。届かなかった分は断られたものとして残ります。",
		EN: "⚠️ The receiver of webhook {name} is gone (410). Correct its url under webhooks in the configuration, or remove {name} if it is no longer used. What it did not take is kept as refused.",
	}
)
