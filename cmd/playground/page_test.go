package main

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"toban/test/browser"
)

var address = regexp.MustCompile(`http://[^/]+`)

// open starts a playground and a browser on it.
func open(t *testing.T, lang string, width, height int64) context.Context {
	t.Helper()
	browser.Need(t)
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := play(ctx, settings{addr: "127.0.0.1:0", lang: lang, noBrowser: true, log: slog.LevelError}, in, t.Output())
		_ = in.CloseWithError(err)
		done <- err
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	url := address.FindString(line)
	require.NotEmpty(t, url, line)

	tab := browser.Open(t, 2*time.Minute)
	do(tab, t, chromedp.EmulateViewport(width, height), chromedp.Navigate(url+"/?notour&lang="+lang),
		chromedp.WaitVisible(`[data-testid="composer"]`))
	sees(tab, t, "#channels", "ask-platform")
	return tab
}

func do(ctx context.Context, t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		shot(ctx, t, "failed")
		require.NoError(t, err)
	}
}

// shot keeps a picture of the page among the test's artifacts.
func shot(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Logf("no picture: %v", err)
		return
	}
	require.NoError(t, os.WriteFile(filepath.Join(t.ArtifactDir(), name+".png"), png, 0o600))
}

// sees waits until an element shows a text.
func sees(ctx context.Context, t *testing.T, selector, want string) {
	t.Helper()
	_, err := chromedp.Run(ctx, chromedp.Poll[bool](`(() => [...document.querySelectorAll(`+quote(selector)+`)].some(n => n.textContent.includes(`+quote(want)+`)))()`,
		chromedp.WithPollingTimeout(20*time.Second)))
	if err != nil {
		text, _ := chromedp.Run(ctx, chromedp.Text("body"))
		shot(ctx, t, "failed")
		t.Fatalf("%s does not show %q: %v\n%s", selector, want, err, text)
	}
}

func quote(s string) string { return "`" + strings.ReplaceAll(s, "`", "\\`") + "`" }

// choose picks a value as a person does.
func choose(selector, value string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](`(() => { const s = document.querySelector(` + quote(selector) + `); s.value = ` + quote(value) + `; s.dispatchEvent(new Event('change', {bubbles: true})); })()`)
}

// press clicks the last control with an action in the thread or the messages.
func press(ctx context.Context, t *testing.T, selector string) {
	t.Helper()
	_, err := chromedp.Run(ctx, chromedp.Poll[bool](`(() => { const all = [...document.querySelectorAll(`+quote(selector)+`)].filter(n => !n.disabled); if (!all.length) return false; all.at(-1).click(); return true; })()`,
		chromedp.WithPollingTimeout(20*time.Second)))
	if err != nil {
		shot(ctx, t, "failed")
		t.Fatalf("nothing to press at %s: %v", selector, err)
	}
}

func TestAVisitorLivesThroughTheStory(t *testing.T) {
	ctx := open(t, "ja", 1280, 860)
	shot(ctx, t, "1-arrival")

	do(ctx, t, choose("#act-as", "USATO"), chromedp.SendKeys(`[data-testid="composer"]`, "@toban GitHub Actions から AWS に AssumeRole できません"), chromedp.Click(`[data-testid="send"]`))
	sees(ctx, t, "#replies", "未対応")
	sees(ctx, t, "#replies", "GitHub Actions の OIDC 設定")
	shot(ctx, t, "2-card-and-suggestion")
	press(ctx, t, `#replies [data-action="still_need"]`)
	sees(ctx, t, "#replies", "さん、当番としてお願いします")
	shot(ctx, t, "3-pinged")

	do(ctx, t, choose("#advance-menu", "breach"))
	press(ctx, t, `[data-testid="advance-go"]`)
	do(ctx, t, choose("#act-as", "UYAMADA"))
	press(ctx, t, `[data-testid="channel-platform-team"]`)
	sees(ctx, t, "#messages", "期限を過ぎました")
	shot(ctx, t, "4-breach")

	press(ctx, t, `[data-testid="channel-ask-platform"]`)
	do(ctx, t, choose("#act-as", "UKATO"), chromedp.SendKeys(`[data-testid="composer"]`, "@toban 本番の API が 502 を返し続けています"), chromedp.Click(`[data-testid="send"]`))
	sees(ctx, t, "#replies", "本番障害の疑いがあります")
	do(ctx, t, choose("#act-as", "UTANAKA"))
	press(ctx, t, `#replies [data-action="declare"]`)
	do(ctx, t, chromedp.WaitVisible(`[data-testid="modal"]`))
	sees(ctx, t, `[data-testid="modal"]`, "指揮者")
	shot(ctx, t, "5-declare")
	press(ctx, t, `[data-testid="modal"] input[type="radio"][value="all"]`)
	press(ctx, t, `[data-testid="modal"] input[type="radio"][value="growing"]`)
	press(ctx, t, `[data-testid="modal-submit"]`)
	sees(ctx, t, `[data-testid="modal"]`, "を宣言しました")
	press(ctx, t, `[data-testid="modal"] .row button`)
	sees(ctx, t, `#overlay[hidden]`, "")
	sees(ctx, t, "#replies", "INC-1")
	press(ctx, t, `[data-testid="tab-incidents"]`)
	sees(ctx, t, `[data-testid="incident-1"]`, "SEV-1")
	shot(ctx, t, "6-incident")

	do(ctx, t, choose("#advance-menu", "report"))
	press(ctx, t, `[data-testid="advance-go"]`)
	do(ctx, t, choose("#act-as", "UYAMADA"))
	press(ctx, t, `[data-testid="channel-platform-team"]`)
	sees(ctx, t, "#messages", "障害 1件")
	shot(ctx, t, "7-report")
}

func TestItWorksOnAPhoneInEnglish(t *testing.T) {
	ctx := open(t, "en", 390, 800)
	do(ctx, t, choose("#act-as", "UEMMA"))
	press(ctx, t, "#nav-toggle")
	press(ctx, t, `[data-testid="channel-ask-platform-en"]`)
	do(ctx, t, chromedp.SendKeys(`[data-testid="composer"]`, "@toban my pod does not start, it says ImagePullBackOff"), chromedp.Click(`[data-testid="send"]`))
	sees(ctx, t, "#replies", "Open")
	shot(ctx, t, "phone-thread")
	wider, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > innerWidth + 1`))
	require.NoError(t, err)
	require.False(t, wider, "the page is wider than the phone")

	do(ctx, t, chromedp.Navigate(address.FindString(location(ctx, t))+"/toban/calendar/platform"), chromedp.WaitVisible(".grid .today"))
	shot(ctx, t, "phone-calendar")
	fits, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth <= innerWidth && getComputedStyle(document.querySelector('.day')).display === 'flex'`))
	require.NoError(t, err)
	require.True(t, fits, "the calendar has its style, that of a phone")
}

func TestTheDashboardIsAtHand(t *testing.T) {
	ctx := open(t, "ja", 1280, 800)
	href, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.getElementById('dashboard').getAttribute('href')`))
	require.NoError(t, err)
	do(ctx, t, chromedp.Navigate(address.FindString(location(ctx, t))+href), chromedp.WaitVisible("main"))
	sees(ctx, t, "h1", "いま")
	sees(ctx, t, "main", "INQ-")
	do(ctx, t, chromedp.Click(`a[href="/toban/trends"]`), chromedp.WaitVisible(".plot"))
	shot(ctx, t, "dashboard-trends")
}

func TestAMonitorAlarms(t *testing.T) {
	ctx := open(t, "ja", 1280, 860)
	do(ctx, t, choose("#act-as", "USATO"))
	press(ctx, t, `[data-testid="tab-monitors"]`)
	press(ctx, t, `[data-testid="monitor-recovery"]`)
	sees(ctx, t, "#toasts", "今はアラートが出ていません")
	press(ctx, t, `[data-testid="monitor-alarm"]`)
	sees(ctx, t, "#messages", "ALT-1 ・ 🔥 発生中")
	sees(ctx, t, "#messages", "ディスクの空きが残り少ない")
	sees(ctx, t, "#room", "platform-team")
	press(ctx, t, `[data-testid="monitor-storm"]`)
	sees(ctx, t, "#messages", "⛈ アラートがまとめて発生: 46件（発生中 46件）")
	shot(ctx, t, "storm")
	press(ctx, t, `[data-testid="monitor-recovery"]`)
	sees(ctx, t, "#messages", "46件（発生中 0件）")
	sees(ctx, t, "#messages", "✅ 復旧")
	shot(ctx, t, "recovered")
}

func location(ctx context.Context, t *testing.T) string {
	t.Helper()
	url, err := chromedp.Run(ctx, chromedp.Location())
	require.NoError(t, err)
	return url
}

// asks has the acting person ask something and waits for the card.
func asks(ctx context.Context, t *testing.T, text, card string) {
	t.Helper()
	do(ctx, t, chromedp.SendKeys(`[data-testid="composer"]`, text), chromedp.Click(`[data-testid="send"]`))
	sees(ctx, t, "#replies", card)
}

// holds waits until an expression about the page is true, or a promise of one.
func holds(ctx context.Context, t *testing.T, what, expression string) {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`(async () => !!(await (`+expression+`)))()`, chromedp.WithPollingTimeout(20*time.Second))); err != nil {
		text, _ := chromedp.Run(ctx, chromedp.Text("body"))
		shot(ctx, t, "failed")
		t.Fatalf("%s: %v\n%s", what, err, text)
	}
}

// seen is true when nothing hides the last of the elements, not even in part.
func seen(selector string) string {
	return `(() => { const n = [...document.querySelectorAll(` + quote(selector) + `)].at(-1); if (!n) return false; const r = n.getBoundingClientRect(); return [[r.left + 4, r.top + 4], [r.right - 4, r.bottom - 4]].every(([x, y]) => n.contains(document.elementFromPoint(x, y))); })()`
}

// The tour waits for the visitor at every step, and what it says happened did.
func TestTheTourWaitsForEachAct(t *testing.T) {
	for _, c := range []struct {
		name, lang                              string
		width, height                           int64
		asker, channel, pinged, warned, overdue string
	}{
		{"in Japanese at a desk", "ja", 1280, 860, "USATO", "CASK", "@伊藤", "残り半分です", "期限を過ぎました"},
		{"in English on a phone", "en", 390, 800, "UEMMA", "CASKEN", "@Ito", "Half the time", "missed its first-reply time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := open(t, c.lang, c.width, c.height)
			do(ctx, t, chromedp.Evaluate[chromedp.Void](`void tour.start()`))
			at := func(step string) { t.Helper(); sees(ctx, t, "#tour strong", step+"/8") }
			at("1")
			holds(ctx, t, "the tour has the focus", `document.activeElement.id === 'tour'`)
			holds(ctx, t, "the tour asks in the language of the page", `app.as === '`+c.asker+`' && app.channel === '`+c.channel+`'`)
			press(ctx, t, `[data-testid="send"]`)
			at("2")
			holds(ctx, t, "the button that the tour names can be seen", seen(`#replies [data-action="still_need"]`))
			shot(ctx, t, "2")
			press(ctx, t, `#replies [data-action="still_need"]`)
			at("3")
			sees(ctx, t, "#replies", c.pinged)
			holds(ctx, t, "the clock can be reached", seen("#advance-go"))
			holds(ctx, t, "another person can be chosen", seen("#act-as"))
			holds(ctx, t, "the drawer can be opened", seen("#tab-inspector"))
			holds(ctx, t, "the clock is lit up", `getComputedStyle($('advance-go')).outlineStyle === 'solid' || getComputedStyle(document.querySelector('.clock.lit')).outlineStyle === 'solid' && document.querySelector('.clock').getClientRects().length`)
			holds(ctx, t, "all of the ping can be seen", seen("#replies .message"))
			shot(ctx, t, "3-pinged")
			press(ctx, t, `[data-testid="advance-go"]`)
			press(ctx, t, `[data-testid="tour-next"]`)
			at("4")
			sees(ctx, t, "#messages", c.warned)
			shot(ctx, t, "3-warned")
			press(ctx, t, `[data-testid="advance-go"]`)
			holds(ctx, t, "the team is told", `tour.done && app.channel === 'CTEAM'`)
			sees(ctx, t, "#messages", c.overdue)
			press(ctx, t, `[data-testid="tour-next"]`)
			at("5")
			press(ctx, t, `[data-testid="thread-send"]`)
			at("6")
			press(ctx, t, `[data-testid="send"]`)
			at("7")
			holds(ctx, t, "the button to declare can be seen", seen(`#replies [data-action="declare"]`))
			press(ctx, t, `#replies [data-action="declare"]`)
			do(ctx, t, chromedp.WaitVisible(`[data-testid="modal-submit"]`))
			press(ctx, t, `[data-testid="modal"] input[type="radio"][value="all"]`)
			press(ctx, t, `[data-testid="modal"] input[type="radio"][value="growing"]`)
			holds(ctx, t, "the tour waits for the declaration", `tour.step === 6 && !tour.done`)
			press(ctx, t, `[data-testid="modal-submit"]`)
			holds(ctx, t, "the tour saw the declaration", `tour.done`)
			press(ctx, t, `[data-testid="modal"] .row button`)
			holds(ctx, t, "the modal is closed", `document.getElementById('overlay').hidden`)
			sees(ctx, t, `[data-testid="incident-1"]`, "SEV-1")
			press(ctx, t, `[data-testid="tour-next"]`)
			at("8")
			press(ctx, t, `[data-testid="advance-go"]`)
			holds(ctx, t, "the report is shown", `tour.done && app.channel === 'CTEAM'`)
			shot(ctx, t, "8-report")
			press(ctx, t, `[data-testid="tour-next"]`)
			holds(ctx, t, "the tour is over", `document.getElementById('tour').hidden`)
		})
	}
}

func TestLinksLeadToPlacesInThePage(t *testing.T) {
	ctx := open(t, "ja", 1280, 860)
	asks(ctx, t, "@toban GitHub Actions から AWS に AssumeRole できません", "GitHub Actions の OIDC 設定")
	href, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector('#replies a[href^="/handbook/"]').href`))
	require.NoError(t, err)
	asks(ctx, t, "@toban 本番の API が 502 を返し続けています", "本番障害の疑いがあります")
	do(ctx, t, choose("#act-as", "UTANAKA"))
	sees(ctx, t, "#voice", "日本語")
	press(ctx, t, `#replies [data-action="declare"]`)
	do(ctx, t, chromedp.WaitVisible(`[data-testid="modal-submit"]`))
	press(ctx, t, `[data-testid="modal"] input[type="radio"][value="all"]`)
	press(ctx, t, `[data-testid="modal"] input[type="radio"][value="growing"]`)
	press(ctx, t, `[data-testid="modal-submit"]`)
	sees(ctx, t, `[data-testid="modal"]`, "を宣言しました")
	press(ctx, t, `[data-testid="modal"] .row button`)
	press(ctx, t, `[data-testid="channel-incidents"]`)
	press(ctx, t, `#messages a[href="#incident-1"]`)
	holds(ctx, t, "the incident is shown", `document.querySelector('[data-testid="incident-1"]') && !document.getElementById('panel').hidden`)
	sees(ctx, t, `#messages a[href^="#CASK/"]`, "INQ-")
	press(ctx, t, `#messages a[href^="#CASK/"]`)
	holds(ctx, t, "the inquiry's thread is open", `app.channel === 'CASK' && !document.getElementById('thread').hidden`)
	sees(ctx, t, "#replies", "本番の API が 502")
	holds(ctx, t, "the message has the focus", `document.activeElement.matches('#replies .message')`)
	holds(ctx, t, "who began to write meanwhile keeps the focus", `(async () => {
		app.go('CINC', null);
		await refresh();
		const link = document.querySelector('#messages a[href^="#CASK/"]'), [channel, ts] = link.hash.slice(1).split('/');
		link.focus();
		const there = openMessage({ channel, ts, root: ts });
		$('composer').focus();
		await there;
		return document.activeElement === $('composer');
	})()`)

	do(ctx, t, choose("#act-as", "UYAMADA"))
	holds(ctx, t, "Yamada acts", `app.as === 'UYAMADA' && document.querySelector('[data-testid="composer"]').value === ''`)
	do(ctx, t, chromedp.SendKeys(`[data-testid="composer"]`, "/toban export csv"), chromedp.Click(`[data-testid="send"]`))
	sees(ctx, t, "#messages", "をダイレクトメッセージで送りました")
	press(ctx, t, "#open-dm")
	sees(ctx, t, "#messages .file a", "inquiries.csv")
	holds(ctx, t, "the file can be read", `fetch(document.querySelector('#messages .file a').href).then((r) => r.text()).then((text) => text.includes('本番の API が 502 を返し続けています'))`)

	do(ctx, t, chromedp.Navigate(href))
	sees(ctx, t, "h1", "GitHub Actions の OIDC 設定")
	holds(ctx, t, "the link leads to its section", `document.querySelector(':target')`)
	holds(ctx, t, "front matter is no text", `!document.body.textContent.includes('keywords:')`)
	shot(ctx, t, "handbook")
}

func TestThePageKeepsPlaceAndFocus(t *testing.T) {
	ctx := open(t, "ja", 1280, 860)
	asks(ctx, t, "@toban GitHub Actions から AWS に AssumeRole できません", "近い資料がありました")
	holds(ctx, t, "the thread shows the beginning of the card", `document.getElementById('replies').scrollTop === 0`)
	do(ctx, t, chromedp.Focus(`#replies [data-action="still_need"]`))
	press(ctx, t, `#replies [data-action="still_need"]`)
	sees(ctx, t, "#replies", "さん、当番としてお願いします")
	holds(ctx, t, "the focus stays in the message", `document.activeElement.closest('#replies .message')`)

	do(ctx, t, choose("#act-as", "UTANAKA"), chromedp.Click("#open-home"))
	sees(ctx, t, ".home", "当番")
	holds(ctx, t, "Home is shown from its top", `document.getElementById('messages').scrollTop === 0`)
	press(ctx, t, `[data-testid="channel-ask-platform"]`)
	holds(ctx, t, "the channel is shown at its end", `(() => { const m = document.getElementById('messages'); return !m.querySelector('.home') && m.scrollHeight - m.scrollTop - m.clientHeight < 2; })()`)

	do(ctx, t, chromedp.Click("#open-dm"))
	sees(ctx, t, "#room", "田中さん")
	do(ctx, t, choose("#act-as", "USATO"))
	sees(ctx, t, "#room", "佐藤さん")
	holds(ctx, t, "the direct messages are the other person's", `app.channel === app.state.dm.id`)

	press(ctx, t, `[data-testid="channel-platform-team"]`)
	sees(ctx, t, "#join-bar", "佐藤さんは #platform-team に参加していません")
	press(ctx, t, `#join-bar [data-testid="join"]`)
	sees(ctx, t, "#messages", "@佐藤 がチャンネルに参加しました")
	do(ctx, t, chromedp.SendKeys(`[data-testid="composer"]`, "/foo bar"), chromedp.Click(`[data-testid="send"]`))
	sees(ctx, t, `[data-testid="toast"]`, "その名前のスラッシュコマンドはありません")
	press(ctx, t, `[data-testid="tab-inspector"]`)
	sees(ctx, t, "#panel", "受領の応答まで")
	sees(ctx, t, `[data-testid="more-exchanges"]`, "さらに表示")
}

// Whoever reads the page in a language that the team's channels do not speak
// is offered to start over, and has the tour in one language then.
func TestATourInTheOtherLanguageStartsOver(t *testing.T) {
	ctx := open(t, "ja", 390, 800)
	url, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.origin`))
	require.NoError(t, err)
	do(ctx, t, chromedp.Navigate(url+"/?lang=en"))
	sees(ctx, t, "#tour", "started in Japanese")
	shot(ctx, t, "offer")
	press(ctx, t, `[data-testid="tour-restart"]`)
	for range 12 { // a wait ends early when the page goes elsewhere
		_, err = chromedp.Run(ctx, chromedp.Poll[bool](`typeof tour !== "undefined" && tour.step === 0`, chromedp.WithPollingTimeout(20*time.Second)))
		if err == nil {
			break
		}
	}
	require.NoError(t, err)
	sees(ctx, t, "#tour strong", "1/8")
	holds(ctx, t, "the team is English", `app.state.lang === 'en' && app.person('UITO').locale === 'en-US'`)
	japanese := `/[\u3041-\u30ff\u4e00-\u9fff]/`
	for _, place := range []string{"CTEAM", "CINC", "CASKEN"} {
		holds(ctx, t, place+" is in English", `fetch('/api/messages?as=UITO&channel=`+place+`').then((r) => r.json()).then((x) => !x.messages.some((m) => `+japanese+`.test(m.text)))`)
	}
	holds(ctx, t, "what the team was told is in English", `fetch('/api/state?as=UITO').then((r) => r.json()).then((s) => fetch('/api/messages?as=UITO&channel=' + s.dm.id)).then((r) => r.json()).then((x) => x.messages.length && !x.messages.some((m) => `+japanese+`.test(m.text)))`)
	do(ctx, t, choose("#lang", "ja"))
	sees(ctx, t, "#tour", "最初から")
	press(ctx, t, `[data-testid="tour-other"]`)
	sees(ctx, t, "#tour", "Send this text as Emma")
}

func TestGroupMessagesAndReactions(t *testing.T) {
	ctx := open(t, "ja", 390, 800)
	press(ctx, t, "#nav-toggle")
	press(ctx, t, "#open-dm")
	do(ctx, t, chromedp.SendKeys(`[data-testid="composer"]`, "Terraform の state lock が外れません"), chromedp.Click(`[data-testid="send"]`))
	sees(ctx, t, "#messages .message", "state lock")
	press(ctx, t, `#messages [data-value="brain"]`)
	sees(ctx, t, "#messages .reaction.mine", "🧠 1")
	press(ctx, t, `#messages .emoji [data-value="brain"]`)
	holds(ctx, t, "the reaction is gone", `!document.querySelector('#messages .reaction')`)
	press(ctx, t, "#messages .replies")
	press(ctx, t, `#replies [data-action="still_need"]`)
	holds(ctx, t, "people share a conversation", `app.state.channels.some((c) => c.mpim)`)
	press(ctx, t, "#thread-close")
	press(ctx, t, "#nav-toggle")
	shot(ctx, t, "group-list")
	press(ctx, t, `#channels [data-testid^="channel-mpdm"]`)
	sees(ctx, t, "#room", "伊藤")
	holds(ctx, t, "it is named after the others", `[$('room').textContent, $('composer').placeholder].every((s) => !/mpdm|佐藤|#/.test(s))`)
	holds(ctx, t, "its name fits the phone", `document.documentElement.scrollWidth <= innerWidth`)
	shot(ctx, t, "group")
}

func TestTheConfigurationCanBeReadAndReloaded(t *testing.T) {
	ctx := open(t, "ja", 1280, 860)
	do(ctx, t, choose("#act-as", "UYAMADA"))
	press(ctx, t, `[data-testid="channel-platform-team"]`)
	for _, c := range []struct{ line, want string }{{"check", "設定ファイル"}, {"reload", "数秒"}} {
		do(ctx, t, chromedp.SendKeys(`[data-testid="composer"]`, "/toban config "+c.line), chromedp.Click(`[data-testid="send"]`))
		sees(ctx, t, "#messages .ephemeral", c.want)
	}
	holds(ctx, t, "the bot is back", `fetch('/api/command', {method: 'POST', body: JSON.stringify({as: 'UYAMADA', channel: 'CTEAM', text: '/toban help'})}).then((r) => r.ok)`)
}
