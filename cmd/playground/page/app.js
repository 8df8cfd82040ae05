'use strict';
const $ = (id) => document.getElementById(id);
async function ask(path, options) {
  let res;
  try { res = await fetch('/api/' + path, options); } catch (e) { throw Object.assign(e, { code: 'offline' }); }
  const body = await res.json();
  if (!res.ok) throw Object.assign(new Error(body.error), { code: body.code });
  return body;
}
const get = (path, query) => ask(path + '?' + new URLSearchParams(query || {}));
const post = (path, body) => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
let giveBack = () => {}; // the focus, to what had the focus before a modal opened
const app = {
  state: null, as: localStorage.getItem('as') || (lang === 'en' ? 'UEMMA' : 'USATO'), channel: lang === 'en' ? 'CASKEN' : 'CASK', thread: null, home: false, view: null, viewErrors: {}, values: {}, tab: null, noticed: {},
  person(id) { return this.state && this.state.people.find((x) => x.id === id); },
  nameOf(id) { const p = this.person(id); return p ? p.display_name : id; },
  groupName(id) { const g = this.state && this.state.groups.find((x) => x.id === id); return g ? g.handle : id; },
  channelName(id, label) { const c = this.state && this.state.channels.find((x) => x.id === id); return c ? roomName(c) : label || id; },
  // reads reports whether the person's Slack is in a language.
  reads(language) { const p = this.person(this.as); return (p ? p.locale : lang).startsWith(language); },
  go(id, thread) { this.channel = id; this.home = false; this.thread = thread || null; closeNav(); return refresh(); },
  // become acts as somebody else.
  async become(id) {
    this.as = id; localStorage.setItem('as', id);
    await this.speak();
    await (this.home ? this.act('home', {}) : refresh());
  },
  toast(text, label, work) {
    if ([...document.querySelectorAll('.toast')].some((t) => t.firstChild.textContent === text)) return;
    const t = el('div', { class: 'toast', 'data-testid': 'toast', role: 'status' }, el('span', {}, text), label ? el('button', { onclick: () => { t.remove(); work(); } }, label) : null);
    $('toasts').append(t); setTimeout(() => t.remove(), label ? 12000 : 6000);
  },
  // speak puts the platform team's Slack into the language of the page, so that
  // each of its surfaces can be seen in both.
  async speak() {
    const locale = lang === 'en' ? 'en-US' : 'ja-JP';
    for (const p of this.state.people) if ((p.role === 'member' || p.role === 'lead') && p.locale !== locale) { await post('locale', { as: p.id, locale }); p.locale = locale; }
  },
  // restart starts the playground over in the language of the page: in it,
  // the platform team's channels speak that language from the first day.
  async restart() {
    this.toast(say('restarting'));
    try { await post('restart', { lang }); } catch (e) { this.complain(e.code); return; }
    for (const k of ['as', 'toured']) localStorage.removeItem(k);
    location.assign('/?lang=' + lang);
  },
  // complain says in a sentence what did not work, and offers what helps.
  complain(code, body) {
    const where = (body && body.channel) || this.channel, can = code === 'not_in_channel' && !where.startsWith('D');
    this.toast(trouble(code, { who: this.nameOf(this.as) }), can ? say('join') : null, () => this.act('join', { channel: where }));
  },
  async act(path, body) {
    const sent = { as: this.as, ...body };
    try { const out = await post(path, sent); await refresh(); tour.saw(path, sent, out); return out; } catch (e) { console.warn(path, e.code, e.message); this.complain(e.code, sent); await refresh(); return null; }
  },
  confirm(c) {
    return new Promise((done) => {
      const back = mark();
      const end = (v) => { dialog.remove(); back(); done(v); };
      const dialog = el('div', { class: 'shade', onkeydown: (e) => { if (e.key === 'Escape') { e.stopPropagation(); end(false); } else trap(e, dialog); } },
        el('div', { class: 'dialog', role: 'alertdialog', 'aria-modal': 'true', 'aria-labelledby': 'confirm-title' }, el('h2', { id: 'confirm-title' }, c.title.text), textObject(c.text),
          el('div', { class: 'row' }, el('button', { onclick: () => end(false) }, c.deny ? c.deny.text : say('cancel')), el('button', { class: c.style === 'danger' ? 'danger' : 'primary', onclick: () => end(true) }, c.confirm ? c.confirm.text : say('ok')))));
      document.body.append(dialog); dialog.querySelector('.row button:last-child').focus();
    });
  },
};
window.app = app;
// dated is a time of a day; English has the month in letters, so that nobody
// takes it for the day.
const dated = (at, more) => new Date(at).toLocaleString(lang === 'en' ? 'en-GB' : 'ja-JP', { timeZone: app.state.zone, month: lang === 'en' ? 'short' : 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', ...more });
const time = (ts) => dated(Number(ts) * 1000);
const preciseTime = (at) => dated(at, { second: '2-digit' });
// roomName is what a person calls a conversation: one of several people has
// the names of the others.
const roomName = (c) => (c.mpim ? c.members.filter((id) => id !== app.as).map((id) => app.nameOf(id)).join(lang === 'en' ? ', ' : '、') : c.name);
const roomTitle = (c) => (c.mpim ? '' : '# ') + roomName(c);
function words() {
  document.documentElement.lang = lang;
  for (const n of document.querySelectorAll('[data-say]')) n.textContent = say(n.dataset.say);
  $('dashboard').href = '/toban/?lang=' + lang;
  for (const n of document.querySelectorAll('[data-label]')) n.setAttribute('aria-label', say(n.dataset.label));
  $('lang').value = lang;
  const kept = $('advance-menu').value;
  $('advance-menu').replaceChildren(...['10m', '1h', 'next', 'grace', 'warn', 'breach', 'handoff', 'report'].map((to) => el('option', { value: to, selected: to === kept }, say('a' + to))));
  $('thread-composer').placeholder = say('replyHere');
}
// written is a text as its author typed it.
const written = (text) => unescapeSlack(text.replace(/<@(\w+)>/g, (_, id) => '@' + (app.person(id) || { name: id }).name).replace(/<(https?:[^|>]+)(\|[^>]*)?>/g, '$1'));
function editing(node, m) {
  node.querySelectorAll('details[open]').forEach((d) => { d.open = false; });
  if (node.querySelector('.editing')) return;
  const box = el('textarea', { rows: 3, value: written(m.text), 'aria-label': say('edit') });
  const form = el('form', { class: 'editing', onsubmit: (e) => { e.preventDefault(); form.remove(); if (box.value.trim()) app.act('edit', { channel: m.channel, ts: m.ts, text: box.value.trim() }); },
    onkeydown: (e) => {
      if (e.key === 'Escape') { e.stopPropagation(); form.remove(); node.focus(); }
      if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); form.requestSubmit(); }
    } }, box, el('div', { class: 'row' }, el('button', { type: 'button', onclick: () => { form.remove(); node.focus(); } }, say('cancel')), el('button', { class: 'primary' }, say('save'))));
  node.querySelector('.body').append(form); box.focus(); form.scrollIntoView({ block: 'nearest' });
}
// system is one of the lines that Slack writes by itself, in words of ours.
function system(m) {
  const who = (m.text.match(/^<@\w+>/) || [''])[0], what = m.text.split(': ').slice(1).join(': ');
  const line = { channel_join: 'joined', channel_leave: 'left', channel_topic: 'topic', channel_purpose: 'purpose', channel_name: 'renamed' }[m.subtype];
  return line && who ? say(line, { who, what }) : null;
}
function file(m, f) {
  const href = `/file/${m.channel}/${m.ts}/${f.id}`, title = f.title || f.name;
  return el('p', { class: 'file' }, '📄 ', el('a', { href, download: f.name }, title), ' ', el('span', { class: 'muted' }, Math.ceil(f.size / 1024) + ' KB'), /\.png$/.test(f.name) ? el('img', { src: href, alt: title }) : null);
}
function message(m, inThread) {
  const who = app.nameOf(m.user);
  const bot = m.user === app.state.me;
  const ctx = { press: (control, value) => app.act('press', { channel: m.channel, ts: m.ts, control, value: value || '' }), value: () => undefined, change: (b, e, v, control) => control && app.act('press', { channel: m.channel, ts: m.ts, control, value: [].concat(v)[0] || '' }) };
  const reacted = (e) => (m.reactions || []).some((r) => r.name === e && r.users.includes(app.as));
  const reactions = (m.reactions || []).map((r) => el('button', { class: 'reaction' + (r.users.includes(app.as) ? ' mine' : ''), 'data-value': r.name, 'aria-pressed': String(r.users.includes(app.as)), 'aria-label': r.name + ' ' + r.users.length, title: r.users.map((u) => app.nameOf(u)).join(', '), onclick: () => app.act('react', { channel: m.channel, ts: m.ts, emoji: r.name, remove: r.users.includes(app.as) }) }, (EMOJI[r.name] || ':' + r.name + ':') + ' ' + r.users.length));
  const menu = m.ephemeral || m.deleted ? null : el('div', { class: 'tools' },
    el('details', { class: 'menu' }, el('summary', { 'aria-label': say('react'), title: say('react') }, '☺'),
      el('ul', { class: 'emoji' }, ['ticket', 'eyes', 'white_check_mark', 'hourglass_flowing_sand', 'brain', 'rotating_light', 'pushpin'].map((e) => menuItem(EMOJI[e], { 'aria-label': e, 'aria-pressed': String(reacted(e)), 'data-value': e }, () => app.act('react', { channel: m.channel, ts: m.ts, emoji: e, remove: reacted(e) }))))),
    inThread ? null : el('button', { class: 'icon', 'aria-label': say('reply'), title: say('reply'), onclick: () => openThread(m) }, '💬'),
    el('details', { class: 'menu' }, el('summary', { 'aria-label': say('more'), title: say('more') }, '⋯'), el('ul', {},
      app.state.shortcuts.message.map((s) => menuItem(s.name, { 'data-value': s.callback_id }, () => app.act('message-shortcut', { callback_id: s.callback_id, channel: m.channel, ts: m.ts }))),
      m.user === app.as ? menuItem(say('edit'), {}, (ev) => editing(ev.target.closest('.message'), m)) : null,
      m.user === app.as ? menuItem(say('remove'), {}, () => app.act('delete', { channel: m.channel, ts: m.ts })) : null)));
  const body = m.deleted ? el('p', { class: 'muted' }, say('deleted')) : (m.blocks && m.blocks.length ? blocks(m.blocks, ctx) : m.text || !(m.files || []).length ? mrkdwn(system(m) || m.text) : null);
  return el('article', { class: 'message' + (m.ephemeral ? ' ephemeral' : ''), 'data-testid': 'message-' + m.ts, tabindex: 0 },
    el('div', { class: 'avatar' + (bot ? ' bot' : ''), 'aria-hidden': 'true' }, bot ? '当' : who.slice(0, 1)),
    el('div', { class: 'body' },
      el('div', { class: 'meta' }, el('strong', {}, who), bot ? el('span', { class: 'tag' }, 'APP') : null, el('time', {}, time(m.ts)), m.edited ? el('span', { class: 'muted' }, say('edited')) : null, m.pinned ? el('span', {}, '📌') : null, m.ephemeral ? el('span', { class: 'muted' }, '👁 ' + say('onlyYou')) : null),
      body, (m.files || []).map((f) => file(m, f)), reactions.length ? el('div', { class: 'reactions' }, reactions) : null,
      !inThread && m.reply_count ? el('button', { class: 'replies', onclick: () => openThread(m) }, m.reply_count === 1 ? say('oneReply') : say('replies', { n: m.reply_count })) : null,
      m.thread_status ? el('p', { class: 'muted status' }, app.nameOf(app.state.me) + ' ' + m.thread_status) : null),
    menu);
}
// fill replaces what a box shows only where it differs, so that focus, open
// menus, half-written edits and the reader's place stay. An item is {key, of,
// build}: of says what is shown, key what it is.
function fill(box, items) {
  const down = box.scrollHeight - box.scrollTop - box.clientHeight < 60 || !box.children.length;
  const old = new Map([...box.children].map((n) => [n.dataset.key, n]));
  const top = box.scrollTop;
  let grew = false;
  const nodes = items.map(({ key, of, build }) => {
    const had = old.get(key);
    if (had && had.dataset.of === of) return had;
    grew = true;
    const node = build();
    node.dataset.key = key; node.dataset.of = of;
    return node;
  });
  const kept = new Set(nodes);
  for (const n of [...box.children]) if (!kept.has(n)) n.remove();
  nodes.forEach((n, i) => { if (box.children[i] !== n) box.insertBefore(n, box.children[i] || null); });
  box.scrollTop = top;
  return grew && down;
}
// show fills a box with a surface. What is read from its end, as a channel is,
// opens there and follows; what is read from its beginning, as a thread is,
// follows once its reader has moved in it.
function show(box, surface, items, fromEnd) {
  const fresh = box.dataset.surface !== surface, follows = fill(box, items);
  if (fresh) { box.dataset.surface = surface; box.dataset.moved = ''; }
  if (fresh ? fromEnd : follows && (fromEnd || box.dataset.moved)) box.scrollTop = box.scrollHeight;
  else if (fresh) box.scrollTop = 0;
}
function belowTheFold() { const box = $('replies'); const end = box.scrollHeight - box.scrollTop - box.clientHeight < 60; $('newest').hidden = end; return end; }
const one = (of, build) => [{ key: 'one', of, build }];
const listed = (stamp, list, inThread) => list.map((m) => ({ key: m.channel + m.ts, of: stamp + JSON.stringify(m), build: () => message(m, inThread) }));
async function openThread(m) {
  const focus = toward();
  app.thread = { channel: m.channel, ts: m.thread_ts || m.ts };
  await refresh();
  focus($('thread-composer'));
}
async function closeThread() {
  const focus = toward(), ts = app.thread && app.thread.ts;
  app.thread = null;
  await refresh();
  focus(document.querySelector(`#messages [data-testid="message-${ts}"]`));
}
function closeNav() { document.body.classList.remove('nav-open'); $('nav-toggle').setAttribute('aria-expanded', 'false'); }
let running = null, again = false;
function refresh() {
  if (running) { again = true; return running; }
  running = (async () => { do { again = false; try { await draw(); } catch (e) { console.error(e); } } while (again); running = null; })();
  return running;
}
async function draw() {
  app.state = await get('state', { as: app.as, lang });
  const s = app.state;
  if (!s.channels.some((c) => c.id === app.channel)) app.channel = app.channel.startsWith('D') ? s.dm.id : s.channels.find((c) => !c.im).id; // another person sees other channels
  if (app.thread && !s.channels.some((c) => c.id === app.thread.channel)) app.thread = null;
  const channel = app.home ? null : app.channel, as = app.as;
  const [list, thread, view, home, toasts] = await Promise.all([
    channel ? get('messages', { as, channel }) : null,
    app.thread ? get('thread', { as, ...app.thread }) : null,
    get('view', { as }), app.home ? get('home', { as }) : null,
    get('toasts', { as }),
  ]);
  const back = mark(), stamp = as + lang;
  drawFrame(s);
  if (list) show($('messages'), as + channel, list.messages.length ? listed(stamp, list.messages) : one(stamp, () => el('p', { class: 'muted pad' }, say('nothing'))), true);
  if (home) show($('messages'), as + 'home', one(stamp + 'home' + JSON.stringify(home.view), () => el('div', { class: 'home' }, home.view ? blocks(home.view.blocks, viewCtx(home.view)) : say('noHome'))), false);
  $('thread').hidden = !thread; document.body.classList.toggle('thread-open', !!thread);
  if (thread) { show($('replies'), app.thread.channel + app.thread.ts, listed(stamp, thread.messages, true), false); belowTheFold(); }
  told(as, toasts.toasts || []);
  drawView(view.view);
  back();
  await drawPanel();
  back();
  tour.place();
}
// told shows the notices that are new since the last look at them.
function told(as, toasts) {
  const last = app.noticed[as];
  app.noticed[as] = Math.max(last || 0, ...toasts.map((n) => Number(n.at)));
  for (const n of toasts) {
    if (last === undefined || Number(n.at) <= last) continue;
    if (n.code === 'not_in_channel') { const channel = app.channel; app.toast(trouble('bot_not_in_channel'), say('invite'), () => app.act('invite', { channel })); } else app.complain(n.code);
  }
}
const zoneName = (s) => new Intl.DateTimeFormat('ja-JP', { timeZone: s.zone, timeZoneName: 'short' }).formatToParts(new Date(s.now)).find((p) => p.type === 'timeZoneName').value;
function drawFrame(s) {
  const key = JSON.stringify([s.people, s.lang, s.channels.map((c) => [c.id, c.topic, c.members.includes(app.as), c.archived]), app.as, app.channel, app.home, app.thread, lang, s.rotation]);
  $('clock').textContent = new Date(s.now).toLocaleString(lang === 'en' ? 'en-GB' : 'ja-JP', { timeZone: s.zone, weekday: 'short', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }) + ' ' + zoneName(s);
  $('next').textContent = (s.next ? say('nextAt', { at: time(new Date(s.next.at) / 1000) }) + ' · ' : '') + say('sockets', { n: s.sockets });
  if ($('channels').dataset.key === key) return;
  $('channels').dataset.key = key;
  $('act-as').replaceChildren(...s.people.filter((p) => p.role !== 'bot').map((p) => el('option', { value: p.id, selected: p.id === app.as }, `${p.display_name}${p.display_name.toLowerCase() === p.name ? '' : ' ' + p.name} (${say(p.role)}, ${p.locale.slice(0, 2)})`)));
  $('channels').replaceChildren(...s.channels.filter((c) => !c.im).sort((a, b) => a.mpim - b.mpim).map((c) => el('li', {}, el('button', { 'data-testid': 'channel-' + c.name, title: c.members.includes(app.as) ? null : say('notMember', { who: app.nameOf(app.as), room: c.name }), 'aria-label': c.mpim ? say('groupOf', { who: roomName(c) }) : null, class: c.members.includes(app.as) ? null : 'outside', 'aria-current': !app.home && c.id === app.channel ? 'page' : null, onclick: () => app.go(c.id) }, roomTitle(c)))));
  $('open-home').setAttribute('aria-current', app.home ? 'page' : 'false');
  const here = s.channels.find((c) => c.id === app.channel);
  $('room').textContent = app.home ? say('home') : here && !here.im ? roomTitle(here) : say('dmOf', { who: app.nameOf(app.as) });
  $('room').title = $('room').textContent;
  $('purpose').textContent = app.home || !here ? '' : here.topic || here.purpose || '';
  $('composer').placeholder = here && here.im ? say('placeholderDM') : say(here && here.mpim ? 'placeholderGroup' : 'placeholder', { room: here ? roomName(here) : '' });
  gate('composer-form', 'join-bar', app.home ? null : here);
  gate('thread-form', 'thread-join-bar', app.thread && s.channels.find((c) => c.id === app.thread.channel));
  const me = app.person(app.as), language = say(me && me.locale.startsWith('en') ? 'en' : 'ja');
  $('voice').textContent = me ? say(me.role === 'member' || me.role === 'lead' ? 'voiceTeam' : 'voiceAsker', { who: me.display_name, language }) : '';
  $('mixed').hidden = s.lang === lang;
  $('mixed').replaceChildren(el('span', {}, say('mixed')), el('button', { 'data-testid': 'restart', onclick: (e) => busy(e.currentTarget, () => app.restart()) }, say('restart')));
  $('open-dm').setAttribute('aria-current', !app.home && here && here.im ? 'page' : 'false');
  if (s.rotation) $('duty').textContent = say('duty', { a: app.nameOf(s.rotation.primary), b: app.nameOf(s.rotation.secondary) });
}
// gate shows where to write, or why one cannot and what to do about it.
function gate(form, bar, channel) {
  const in_ = channel && !channel.archived && channel.members.includes(app.as);
  $(form).hidden = !in_;
  $(bar).hidden = !channel || in_;
  if (channel && !in_) $(bar).replaceChildren(el('p', {}, say(channel.archived ? 'archived' : 'notMember', { who: app.nameOf(app.as), room: channel.name })), ...(channel.archived ? [] : [el('button', { class: 'primary', 'data-testid': 'join', onclick: () => app.act('join', { channel: channel.id }) }, say('join'))]));
}
// held is what Slack holds as filled in, after the app changed the view.
function held(v, b, e) {
  const s = ((v.state || {})[b.block_id] || {})[e.action_id];
  if (!s) return undefined;
  if (s.selected_options) return s.selected_options.map((o) => o.value);
  return (s.selected_option && s.selected_option.value) ?? s.selected_user ?? s.selected_date ?? s.value ?? undefined;
}
function viewCtx(v) {
  return {
    errors: { ...(v.errors || {}), ...app.viewErrors },
    press: (control, value) => app.act('press-view', { view: v.id, control, value: value || '' }),
    value: (b, e) => app.values[b.block_id] ?? held(v, b, e),
    change: (b, e, value, control) => { app.values[b.block_id] = value; if (control && (b.type !== 'input' || b.dispatch_action)) app.act('press-view', { view: v.id, control, value: [].concat(value)[0] || '' }); },
  };
}
function drawView(v) {
  const box = $('overlay');
  const key = v ? JSON.stringify([v, app.viewErrors, lang]) : '';
  if (!v) { if (!box.hidden) { box.hidden = true; box.replaceChildren(); app.values = {}; app.viewErrors = {}; box.dataset.key = ''; box.dataset.view = ''; giveBack(); } return; }
  if (box.dataset.key === key) return;
  if (box.hidden) giveBack = mark();
  const same = box.dataset.view === v.id, at = same && box.contains(document.activeElement) ? document.activeElement : null;
  const place = at && { name: at.name, value: at.type === 'radio' || at.type === 'checkbox' ? at.value : null }, top = same && box.querySelector('.scroll') ? box.querySelector('.scroll').scrollTop : 0;
  if (!same) { app.values = {}; app.viewErrors = {}; }
  box.dataset.key = key; box.dataset.view = v.id; box.hidden = false;
  const close = () => app.act('close', { view: v.id });
  const form = el('form', { class: 'dialog', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'modal-title', 'data-testid': 'modal', onkeydown: (e) => trap(e, form),
    onsubmit: async (ev) => {
      ev.preventDefault();
      const out = await app.act('submit', { view: v.id, values: app.values });
      if (out && out.errors) { app.viewErrors = out.errors; drawView(v); }
    } },
    el('div', { class: 'bar' }, el('h2', { id: 'modal-title' }, v.title), el('button', { type: 'button', class: 'icon', 'aria-label': say('close'), onclick: close }, '✕')),
    el('div', { class: 'scroll' }, blocks(v.blocks, viewCtx(v))),
    el('div', { class: 'row' }, el('button', { type: 'button', onclick: close }, v.close || say('close')), v.submit ? el('button', { class: 'primary', 'data-testid': 'modal-submit' }, v.submit) : null));
  box.replaceChildren(form);
  form.querySelector('.scroll').scrollTop = top;
  const again = place && place.name && [...form.elements].find((n) => n.name === place.name && (place.value === null || n.value === place.value));
  const first = form.querySelector('.wrong input, .wrong textarea, .wrong select') || again || form.querySelector('.scroll input, .scroll textarea, .scroll select, .scroll button') || form.querySelector('button');
  if (first) first.focus();
}
// offer lists the names that begin as what stands after the last @.
function offer(box) {
  const list = box.parentElement.querySelector('.names');
  if (list) list.remove();
  const half = box.value.slice(0, box.selectionStart).match(/(?:^|\s)@([^\s@]*)$/);
  if (!half) return;
  const begins = half[1].toLowerCase();
  const found = app.state.people.filter((p) => p.name !== begins && [p.name, p.display_name.toLowerCase()].some((n) => n.startsWith(begins)));
  if (!found.length) return;
  const choose = (p) => { box.setRangeText('@' + p.name + ' ', box.selectionStart - half[1].length - 1, box.selectionStart, 'end'); box.focus(); offer(box); };
  box.before(el('ul', { class: 'names shortcut-menu', 'aria-label': say('names') }, found.map((p) => el('li', {}, el('button', { type: 'button', onclick: () => choose(p) }, '@' + p.name + '  ' + p.display_name)))));
}
async function send(box, thread) {
  const text = box.value.trim();
  if (!text) return;
  const names = box.parentElement.querySelector('.names');
  if (names) names.remove();
  if (text.startsWith('/')) {
    if (thread) { app.toast(say('noSlash')); return; }
    box.value = ''; await app.act('command', { channel: app.channel, text }); return;
  }
  box.value = '';
  if (thread) $('replies').dataset.moved = '1';
  const out = await app.act('say', { channel: thread ? app.thread.channel : app.channel, thread: thread ? app.thread.ts : '', text });
  if (out && out.ts && !thread && text.includes('@toban')) { app.thread = { channel: app.channel, ts: out.ts }; refresh(); }
}
// speakPage puts the page into a language.
function speakPage(to) { lang = to; localStorage.setItem('lang', lang); words(); return app.become(app.as); }
function wire() {
  $('act-as').addEventListener('change', (e) => app.become(e.target.value));
  $('lang').addEventListener('change', (e) => speakPage(e.target.value).then(() => tour.reword()));
  $('advance-go').addEventListener('click', (e) => busy(e.currentTarget, async () => { await app.act('advance', { to: $('advance-menu').value }); if (app.home) await app.act('home', {}); }));
  $('open-home').addEventListener('click', async () => { app.home = true; app.thread = null; closeNav(); await app.act('home', {}); });
  $('open-dm').addEventListener('click', () => { app.home = false; app.channel = app.state.dm.id; app.thread = null; closeNav(); refresh(); });
  $('thread-close').addEventListener('click', closeThread);
  $('tour-start').addEventListener('click', () => tour.start());
  $('drawer-close').addEventListener('click', closePanel);
  $('newest').addEventListener('click', () => { $('replies').dataset.moved = '1'; $('replies').scrollTop = $('replies').scrollHeight; });
  for (const kind of ['wheel', 'touchmove', 'pointerdown', 'keydown']) $('replies').addEventListener(kind, () => { $('replies').dataset.moved = '1'; }, { passive: true });
  $('replies').addEventListener('scroll', () => { $('replies').dataset.atEnd = belowTheFold() ? '1' : ''; });
  $('nav-toggle').addEventListener('click', (e) => e.currentTarget.setAttribute('aria-expanded', String(document.body.classList.toggle('nav-open'))));
  $('shortcuts').addEventListener('click', (e) => {
    const old = document.querySelector('.shortcut-menu:not(.names)'); if (old) { old.remove(); return; }
    e.currentTarget.after(el('ul', { class: 'shortcut-menu' }, app.state.shortcuts.global.map((s) => el('li', {}, el('button', { type: 'button', onclick: (ev) => { ev.target.closest('ul').remove(); $('shortcuts').focus(); app.act('shortcut', { callback_id: s.callback_id }); } }, s.name)))));
  });
  for (const [form, box, thread] of [['composer-form', 'composer', false], ['thread-form', 'thread-composer', true]]) {
    $(form).addEventListener('submit', (e) => { e.preventDefault(); send($(box), thread); });
    $(box).addEventListener('input', () => offer($(box)));
    $(box).parentElement.addEventListener('keydown', (e) => {
      const list = e.currentTarget.querySelector('.names');
      if (!list) return;
      const all = [...list.querySelectorAll('button')], i = all.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (step) { e.preventDefault(); all[i < 0 ? (step > 0 ? 0 : all.length - 1) : (i + step + all.length) % all.length].focus(); }
      if (e.key === 'Tab' && i < 0 && !e.shiftKey) { e.preventDefault(); all[0].click(); }
      if (e.key === 'Escape') { e.stopPropagation(); list.remove(); $(box).focus(); }
    });
    $(box).addEventListener('keydown', (e) => { if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); send($(box), thread); } });
  }
  for (const t of TABS) $('tab-' + t).addEventListener('click', () => { app.tab = app.tab === t ? null : t; $('panel').replaceChildren(); refresh(); });
  document.querySelector('.tabs').addEventListener('keydown', (e) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key], all = [...e.currentTarget.children];
    if (step) all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  document.addEventListener('keydown', (e) => {
    if (e.key !== 'Escape') return;
    const open = document.querySelector('details.menu[open]'), menu = document.querySelector('.shortcut-menu');
    if (open) { open.open = false; open.querySelector('summary').focus(); } else if (menu) { menu.remove(); $('shortcuts').focus(); }
    else if (!$('overlay').hidden) app.act('close', { view: $('overlay').dataset.view });
    else if (document.activeElement.closest('.tour')) tour.end();
    else if (document.body.classList.contains('nav-open')) { closeNav(); $('nav-toggle').focus(); }
    else if (app.tab && document.activeElement.closest('#drawer')) closePanel();
    else if (app.thread) closeThread();
    else if (app.tab) closePanel();
    else tour.end();
  });
  addEventListener('hashchange', fromAddress);
  let atEnd = true; // a channel that is read at its end stays there when its box changes
  $('messages').addEventListener('scroll', (e) => { const box = e.currentTarget; atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60; });
  new ResizeObserver(() => { if (atEnd && !app.home) $('messages').scrollTop = $('messages').scrollHeight; }).observe($('messages'));
  new ResizeObserver(() => { const box = $('replies'); if (box.dataset.atEnd && box.dataset.moved) box.scrollTop = box.scrollHeight; belowTheFold(); }).observe($('replies'));
  let wait = null;
  const stream = new EventSource('/api/stream');
  stream.addEventListener('change', () => { clearTimeout(wait); wait = setTimeout(refresh, 120); });
  stream.addEventListener('clock', () => { if (app.state) refresh(); });
}
words(); wire();
refresh().then(async () => {
  if (!localStorage.getItem('lang') && !new URLSearchParams(location.search).has('lang') && app.state.lang !== lang) { lang = app.state.lang; words(); }
  await app.become(app.person(app.as) ? app.as : 'USATO');
  if (location.hash) fromAddress();
  else if (!localStorage.getItem('toured') && !new URLSearchParams(location.search).has('notour')) tour.start();
});
