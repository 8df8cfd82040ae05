package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
)

// says has the acting person send a line to the open channel.
func says(ctx context.Context, t *testing.T, line string) {
	t.Helper()
	do(ctx, t, chromedp.SendKeys(`[data-testid="composer"]`, line), chromedp.Click(`[data-testid="send"]`))
}

// fails switches a fault on, or off again.
func fails(ctx context.Context, t *testing.T, fault string) {
	t.Helper()
	press(ctx, t, `[data-testid="tab-faults"]`)
	press(ctx, t, `[data-testid="fault-`+fault+`"]`)
	press(ctx, t, `[data-testid="tab-incidents"]`)
}

func passes(ctx context.Context, t *testing.T, d string) {
	t.Helper()
	do(ctx, t, choose("#advance-menu", d))
	press(ctx, t, `[data-testid="advance-go"]`)
}

// A whole incident, with Datadog down in its middle and its keys refused
// towards the end: Slack goes on, and Datadog has it all once it is back.
func TestAnIncidentWithDatadogDownInTheMiddle(t *testing.T) {
	ctx := open(t, "ja", 1280, 860)
	do(ctx, t, choose("#act-as", "UKATO"))
	asks(ctx, t, "@toban 本番の API が 502 を返し続けています", "本番障害の疑いがあります")
	do(ctx, t, choose("#act-as", "UTANAKA"))
	press(ctx, t, `#replies [data-action="declare"]`)
	do(ctx, t, chromedp.WaitVisible(`[data-testid="modal-submit"]`))
	press(ctx, t, `[data-testid="modal"] input[type="radio"][value="major"]`)
	press(ctx, t, `[data-testid="modal"] input[type="radio"][value="growing"]`)
	press(ctx, t, `[data-testid="modal-submit"]`)
	sees(ctx, t, `[data-testid="modal"]`, "を宣言しました")
	press(ctx, t, `[data-testid="modal"] .row button`)
	press(ctx, t, `[data-testid="tab-incidents"]`)
	sees(ctx, t, `[data-testid="incident-1"]`, "SEV-2")
	sees(ctx, t, `[data-testid="incident-1"]`, "Slack thread")
	press(ctx, t, `[data-testid="channel-incidents"]`)
	press(ctx, t, `#messages [data-action="take_command"]`)
	sees(ctx, t, "#messages", "指揮者 田中")
	shot(ctx, t, "1-declared")

	fails(ctx, t, "datadog_down")
	says(ctx, t, "/toban incident severity INC-1 SEV-1")
	sees(ctx, t, "#messages", "SEV-1")
	press(ctx, t, `#messages [data-action="incident_stable"]`)
	sees(ctx, t, "#messages", "🟡 影響は収束")
	sees(ctx, t, "#messages", "同期待ち")
	sees(ctx, t, `[data-testid="incident-1"]`, "SEV-2")
	shot(ctx, t, "2-datadog-down")
	fails(ctx, t, "datadog_down")
	passes(ctx, t, "10m")
	sees(ctx, t, `[data-testid="incident-1"]`, "SEV-1")
	sees(ctx, t, `[data-testid="incident-1"]`, "stable")
	holds(ctx, t, "nothing waits", `!document.querySelector('#messages').textContent.includes('同期待ち')`)
	shot(ctx, t, "3-datadog-back")

	fails(ctx, t, "datadog_403")
	says(ctx, t, "/toban incident resolve INC-1 デプロイを戻した")
	sees(ctx, t, "#messages", "✅ 復旧")
	sees(ctx, t, "#messages", "キーに権限がありません（403）")
	do(ctx, t, choose("#act-as", "UYAMADA"))
	press(ctx, t, "#open-dm")
	sees(ctx, t, "#messages", "incident_read と incident_write を付けてください")
	shot(ctx, t, "4-admin-told")
	fails(ctx, t, "datadog_403")
	passes(ctx, t, "10m")
	sees(ctx, t, `[data-testid="incident-1"]`, "resolved")
	press(ctx, t, `[data-testid="channel-incidents"]`)
	holds(ctx, t, "nothing waits any more", `!document.querySelector('#messages').textContent.includes('403')`)
	shot(ctx, t, "5-resolved")
}
