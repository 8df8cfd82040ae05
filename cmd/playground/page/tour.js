'use strict';
// The guided tour. A step is over when the visitor has done what it asks for,
// or skips it; the tour never says that something happened which did not.
const CAST = {
  ja: { asker: 'USATO', channel: 'CASK', ask: '@toban GitHub Actions から AWS に AssumeRole できません', reply: '信頼ポリシーの sub を直しました。もう一度実行してみてください。', reporter: 'UKATO', outage: '@toban 本番の API が 502 を返し続けています' },
  en: { asker: 'UEMMA', channel: 'CASKEN', ask: '@toban GitHub Actions cannot assume the AWS role', reply: 'I fixed the sub in the trust policy. Please run it again.', reporter: 'UEMMA', outage: '@toban the production API keeps answering 502 for all customers' },
};
const cast = () => CAST[lang === 'en' ? 'en' : 'ja'];
const onCall = () => (app.state.rotation ? app.state.rotation.primary : 'UTANAKA');
const lead = () => app.state.people.find((p) => p.role === 'lead').id;
const advanceTo = (to) => ({
  at: '.clock', enter: () => { $('advance-menu').value = to; }, run: () => { $('advance-menu').value = to; $('advance-go').click(); },
  when: (path, sent) => path === 'advance' && sent.to === to,
});
// The fields of a step: at, what it is about; say, what to do; enter, what is
// prepared; when, whether an act was what it asks for; run, to do it for the
// visitor; after and said, what is shown then. Steps without said go on at
// once. needs names what must have happened before.
const STEPS = [
  { at: '#composer', say: ['質問してみましょう。{asker}さんとして、この文を送ってください。', 'Ask a question. Send this text as {asker}.'],
    enter: () => { app.thread = null; stage(cast().asker, cast().channel); $('composer').value = cast().ask; },
    run: () => { $('composer').value = cast().ask; return send($('composer'), false); },
    when: (path, sent, out) => {
      if (path !== 'say' || sent.thread || !out || !/@toban/.test(sent.text)) return false;
      tour.asked = { channel: sent.channel, ts: out.ts };
      return true;
    } },
  { at: '#replies [data-action="still_need"]', needs: 'asked', say: ['toban がカードと近い資料を返します。資料では足りなかったことにして、「まだ困っている」を押してください。', 'toban answers with a card and with pages that look close. Suppose they were not enough: press “Still need help”.'],
    enter: () => { stage(cast().asker, tour.asked.channel, tour.asked); },
    run: () => { const all = [...document.querySelectorAll('#replies [data-action="still_need"]')]; if (all.length) all.at(-1).click(); },
    when: (path, sent) => {
      if (path !== 'press') return false;
      if (/\/solved$/.test(sent.control)) { tour.asked = null; tour.go(0, ['「解決した」なので、誰も呼ばれずに終わりました。続きを見るために、もう一度この文を送ってください。', 'Solved: that ended without anybody being disturbed. To see the rest, send this text once more.']); }
      return /\/still_need$/.test(sent.control);
    } },
  { ...advanceTo('warn'), needs: 'asked', enter: () => { $('advance-menu').value = 'warn'; followThread(); }, say: ['当番が呼ばれても、返信がないままだとどうなるでしょう。時計を「期限の警告」まで進めてください。', 'What if nobody replies, though the on-call was told? Advance the clock to “SLA warning”.'],
    after: () => showNewest(onCall()), said: ['toban は営業時間になるのを待って、警告を {room} に届けました。', 'Once the desk was open, the warning arrived in {room}.'] },
  { ...advanceTo('breach'), needs: 'asked', say: ['それでも返信がないと、期限が切れます。時計を「期限切れ」まで進めてください。', 'Still no reply, and the time is up. Advance the clock to “breach”.'],
    after: () => { stage(lead(), 'CTEAM'); return app.become(lead()); }, said: ['#platform-team で、副当番とリードにも知らせました。一度だけです。', 'In #platform-team, the secondary and the lead were told too, once.'] },
  { at: '#thread-composer', needs: 'asked', say: ['当番の{oncall}さんになりました。スレッドに返信すると、期限の時計が止まります。', 'You are now {oncall}, on call. A reply in the thread stops the clock.'],
    enter: () => { stage(onCall(), tour.asked.channel, tour.asked); $('thread-composer').value = cast().reply; },
    run: () => { $('thread-composer').value = cast().reply; return send($('thread-composer'), true); },
    when: (path, sent) => path === 'say' && sent.thread === tour.asked.ts },
  { at: '#composer', say: ['次は本番障害です。{reporter}さんとして、この文を送ってください。', 'Next, an outage. Send this text as {reporter}.'],
    enter: () => { app.thread = null; stage(cast().reporter, cast().channel); $('composer').value = cast().outage; },
    run: () => { $('composer').value = cast().outage; return send($('composer'), false); },
    when: (path, sent, out) => {
      if (path !== 'say' || sent.thread || !out || !/@toban/.test(sent.text)) return false;
      tour.outage = { channel: sent.channel, ts: out.ts };
      return true;
    } },
  { at: '#replies [data-action="declare"]', needs: 'outage', say: ['当番がすぐ呼ばれました。障害かどうかは人が決めます。{oncall}さんとして「障害を宣言」を押し、フォームを送ってください。', 'The on-call is paged at once. Whether it is an incident, people decide: as {oncall}, press “Declare incident” and submit the form.'],
    enter: () => { tour.declaring = false; stage(onCall(), tour.outage.channel, tour.outage); },
    when: (path, sent, out) => {
      if (path === 'press' && /\/declare$/.test(sent.control)) tour.declaring = true;
      return path === 'submit' && tour.declaring && out && !out.errors;
    },
    after: () => { app.tab = 'incidents'; return refresh(); }, said: ['宣言しました。専用チャンネルができ、Datadog にも障害が登録されます（下のタブ）。', 'Declared: it has a channel of its own, and Datadog has the incident too (tab below).'] },
  { ...advanceTo('report'), say: ['最後に、時計を「週次レポート」まで進めてください。', 'Last, advance the clock to “Monday’s report”.'],
    after: () => { app.tab = null; app.thread = null; stage(lead(), 'CTEAM'); return app.become(lead()); }, said: ['#platform-team にレポートが届きました。時間がどこに使われ、どの資料が足りないかがわかります。これで終わりです。', 'The report is in #platform-team: where the time went, and which documents are missing. That was the tour.'] },
];
// stage brings a person to a place.
function stage(as, channel, thread) {
  app.as = as; localStorage.setItem('as', as);
  app.channel = channel; app.home = false;
  if (thread) app.thread = thread;
}
// followThread shows the end of the thread, and what comes there.
function followThread() { const box = $('replies'); box.dataset.moved = box.dataset.atEnd = '1'; box.scrollTop = box.scrollHeight; }
// showNewest shows a person the newest of what toban wrote to the team: a
// direct message, or one in the team's channel when time is nearly up.
async function showNewest(as) {
  await app.become(as);
  const places = [app.state.dm.id, 'CTEAM'];
  const last = await Promise.all(places.map(async (channel) => Number(((await get('messages', { as, channel })).messages.filter((m) => m.user === app.state.me).at(-1) || { ts: 0 }).ts)));
  app.home = false; app.thread = null;
  app.channel = places[last[0] > last[1] ? 0 : 1];
}
const tour = {
  step: -1, done: false, offering: false, note: null, asked: null, outage: null, declaring: false,
  start() { this.asked = this.outage = null; if (!this.offer()) this.go(0); },
  // offer asks how to go on where the page has another language than the
  // team's channels, so that the tour has one language.
  offer() {
    this.offering = app.state.lang !== lang;
    if (!this.offering) return false;
    this.step = -1; this.place();
    const button = (id, text, kind, work) => el('button', { 'data-testid': id, class: kind, onclick: (e) => busy(e.currentTarget, work) }, say(text));
    $('tour').replaceChildren(el('p', { id: 'tour-text' }, say('tourMixed')), el('div', { class: 'row' },
      button('tour-end', 'skipTour', null, async () => this.end()),
      button('tour-other', 'tourOther', null, () => speakPage(app.state.lang).then(() => this.start())),
      button('tour-restart', 'restart', 'primary', () => app.restart())));
    $('tour').hidden = false; $('tour').dataset.step = '0';
    $('tour').focus({ preventScroll: true });
    return true;
  },
  // go begins a step, or the next one for which everything has happened.
  async go(step, note) {
    while (step < STEPS.length && STEPS[step].needs && !this[STEPS[step].needs]) step++;
    if (step >= STEPS.length) { this.end(); return; }
    this.step = step; this.done = false; this.note = note || null;
    closeNav();
    if (STEPS[step].enter) { STEPS[step].enter(); await app.become(app.as); }
    this.draw();
    const lit = document.querySelector('.lit');
    if (lit) lit.scrollIntoView({ block: 'nearest' });
  },
  end() {
    if (this.step < 0 && !this.offering) return;
    const had = document.activeElement.closest('.tour');
    this.step = -1; this.offering = false; localStorage.setItem('toured', '1');
    $('tour').hidden = true; $('tour').replaceChildren();
    document.querySelectorAll('.lit').forEach((n) => n.classList.remove('lit'));
    if (had) $('tour-start').focus();
  },
  // saw hears of every act of the visitor that worked.
  async saw(path, sent, out) {
    const s = STEPS[this.step];
    if (!s || this.done || !s.when(path, sent, out)) return;
    this.done = true;
    if (!s.said) { await this.go(this.step + 1); return; }
    if (s.after) await s.after();
    await refresh();
    this.draw();
  },
  // reword says the step in the language that was chosen.
  reword() {
    if (this.step < 0 && !this.offering) return;
    const step = Math.max(this.step, 0);
    if (!this.offer()) this.go(step, this.note);
  },
  draw() {
    const s = STEPS[this.step], box = $('tour'), last = this.step === STEPS.length - 1;
    if (!s) return;
    const names = { asker: app.nameOf(cast().asker), reporter: app.nameOf(cast().reporter), oncall: app.nameOf(onCall()), room: $('room').textContent };
    const skip = el('button', { 'data-testid': 'tour-skip', onclick: () => this.go(this.step + 1) }, say('skipStep'));
    const next = this.done || !s.run
      ? el('button', { class: 'primary', 'data-testid': 'tour-next', onclick: () => this.go(this.step + 1) }, this.done ? say(last ? 'done' : 'next') : say('skipStep'))
      : el('button', { class: 'primary', 'data-testid': 'tour-do', onclick: (e) => busy(e.currentTarget, async () => { await s.run(); }) }, say('doIt'));
    box.replaceChildren(el('p', { id: 'tour-text' }, el('strong', {}, `${this.step + 1}/${STEPS.length} `), put(pick(this.done ? s.said : this.note || s.say), names)),
      el('div', { class: 'row' }, el('button', { 'data-testid': 'tour-end', onclick: () => this.end() }, say('skipTour')), this.done || !s.run ? null : skip, next));
    box.hidden = false; box.dataset.step = String(this.step + 1);
    if ($('overlay').hidden) box.focus({ preventScroll: true });
    this.place();
  },
  // place lights up what the step is about.
  place() {
    const s = STEPS[this.step], lit = s && !this.done ? [...document.querySelectorAll(s.at)].at(-1) : null;
    document.querySelectorAll('.lit').forEach((n) => { if (n !== lit) n.classList.remove('lit'); });
    if (!lit || lit.classList.contains('lit')) return;
    lit.classList.add('lit');
    if (shown(lit)) lit.scrollIntoView({ block: 'nearest' });
  },
};
