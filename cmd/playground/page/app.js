'use strict';
const $ = (id) => document.getElementById(id);
async function get(path, query) {
  const res = await fetch('/api/' + path + '?' + new URLSearchParams(query || {}));
  const body = await res.json();
  if (!res.ok) throw new Error(body.error);
  return body;
}
async function post(path, body) {
  const res = await fetch('/api/' + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await res.json();
  if (!res.ok) throw new Error(answer.error);
  return answer;
}
let from = null; // what had the focus before a modal opened
const app = {
  state: null, as: localStorage.getItem('as') || 'USATO', channel: 'CASK', thread: null, home: false, view: null, viewErrors: {}, values: {}, tab: null, noticed: 0, step: -1,
  nameOf(id) { const p = this.state && this.state.people.find((x) => x.id === id); return p ? (lang === 'en' ? p.name : p.display_name) : id; },
  channelName(id, label) { const c = this.state && this.state.channels.find((x) => x.id === id); return c ? c.name : label || id; },
  go(id) { this.channel = id; this.home = false; this.thread = null; closeNav(); refresh(); },
  toast(text) { const t = el('div', { class: 'toast', 'data-testid': 'toast', role: 'status' }, text); $('toasts').append(t); setTimeout(() => t.remove(), 6000); },
  async busy(button, work) { button.disabled = true; try { await work; } finally { button.disabled = false; } },
  async act(path, body) {
    try { const out = await post(path, { as: this.as, ...body }); await refresh(); return out; } catch (e) { this.toast(say('failed') + ': ' + e.message); await refresh(); return null; }
  },
  confirm(c) {
    return new Promise((done) => {
      const had = document.activeElement;
      const end = (v) => { dialog.remove(); if (had && had.isConnected) had.focus(); done(v); };
      const dialog = el('div', { class: 'shade', onkeydown: (e) => { if (e.key === 'Escape') { e.stopPropagation(); end(false); } else trap(e, dialog); } },
        el('div', { class: 'dialog', role: 'alertdialog', 'aria-modal': 'true', 'aria-labelledby': 'confirm-title' }, el('h2', { id: 'confirm-title' }, c.title.text), textObject(c.text),
          el('div', { class: 'row' }, el('button', { onclick: () => end(false) }, c.deny ? c.deny.text : say('cancel')), el('button', { class: c.style === 'danger' ? 'danger' : 'primary', onclick: () => end(true) }, c.confirm ? c.confirm.text : say('ok')))));
      document.body.append(dialog); dialog.querySelector('.row button:last-child').focus();
    });
  },
};
window.app = app;
// trap keeps Tab inside a dialog.
function trap(e, dialog) {
  if (e.key !== 'Tab') return;
  const all = [...dialog.querySelectorAll('button, input, select, textarea, a[href]')].filter((n) => !n.disabled && n.offsetParent);
  const last = e.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement === last || !dialog.contains(document.activeElement)) { e.preventDefault(); (e.shiftKey ? all.at(-1) : all[0]).focus(); }
}
const time = (ts) => new Date(Number(ts) * 1000).toLocaleString(lang === 'en' ? 'en-GB' : 'ja-JP', { timeZone: app.state.zone, month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' });
function words() {
  document.documentElement.lang = lang;
  for (const n of document.querySelectorAll('[data-say]')) n.textContent = say(n.dataset.say);
  for (const n of document.querySelectorAll('[data-label]')) n.setAttribute('aria-label', say(n.dataset.label));
  $('lang').value = lang;
  const kept = $('advance-menu').value;
  $('advance-menu').replaceChildren(...['10m', '1h', 'next', 'grace', 'warn', 'breach', 'handoff', 'report'].map((to) => el('option', { value: to, selected: to === kept }, say('a' + to))));
  $('thread-composer').placeholder = say('replyHere');
}
// written is a text as its author typed it.
const written = (text) => unescapeSlack(text.replace(/<@(\w+)>/g, (_, id) => { const p = app.state.people.find((x) => x.id === id); return '@' + (p ? p.name : id); }).replace(/<(https?:[^|>]+)(\|[^>]*)?>/g, '$1'));
function editing(node, m) {
  node.querySelectorAll('details[open]').forEach((d) => { d.open = false; });
  if (node.querySelector('.editing')) return;
  const box = el('textarea', { rows: 3, value: written(m.text), 'aria-label': say('edit') });
  const form = el('form', { class: 'editing', onsubmit: (e) => { e.preventDefault(); form.remove(); if (box.value.trim()) app.act('edit', { channel: m.channel, ts: m.ts, text: box.value.trim() }); },
    onkeydown: (e) => {
      if (e.key === 'Escape') { e.stopPropagation(); form.remove(); node.focus(); }
      if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); form.requestSubmit(); }
    } }, box, el('div', { class: 'row' }, el('button', { type: 'button', onclick: () => form.remove() }, say('cancel')), el('button', { class: 'primary' }, say('save'))));
  node.querySelector('.body').append(form); box.focus(); form.scrollIntoView({ block: 'nearest' });
}
function message(m, inThread) {
  const who = app.nameOf(m.user);
  const bot = m.user === app.state.me;
  const ctx = { press: (control, value) => app.act('press', { channel: m.channel, ts: m.ts, control, value: value || '' }), value: () => undefined, change: (b, e, v, control) => control && app.act('press', { channel: m.channel, ts: m.ts, control, value: [].concat(v)[0] || '' }) };
  const reactions = (m.reactions || []).map((r) => el('button', { class: 'reaction' + (r.users.includes(app.as) ? ' mine' : ''), title: r.users.map((u) => app.nameOf(u)).join(', '), onclick: () => app.act('react', { channel: m.channel, ts: m.ts, emoji: r.name, remove: r.users.includes(app.as) }) }, (EMOJI[r.name] || ':' + r.name + ':') + ' ' + r.users.length));
  const menu = m.ephemeral || m.deleted ? null : el('div', { class: 'tools' },
    el('details', { class: 'menu' }, el('summary', { 'aria-label': say('react'), title: say('react') }, '☺'),
      el('ul', { class: 'emoji' }, ['ticket', 'eyes', 'white_check_mark', 'hourglass_flowing_sand', 'rotating_light', 'pushpin'].map((e) => el('li', {}, el('button', { 'aria-label': e, onclick: () => app.act('react', { channel: m.channel, ts: m.ts, emoji: e }) }, EMOJI[e]))))),
    inThread ? null : el('button', { class: 'icon', 'aria-label': say('reply'), title: say('reply'), onclick: () => openThread(m) }, '💬'),
    el('details', { class: 'menu' }, el('summary', { 'aria-label': say('more'), title: say('more') }, '⋯'), el('ul', {},
      app.state.shortcuts.message.map((s) => el('li', {}, el('button', { onclick: () => app.act('message-shortcut', { callback_id: s.callback_id, channel: m.channel, ts: m.ts }) }, s.name))),
      m.user === app.as ? el('li', {}, el('button', { onclick: (ev) => editing(ev.target.closest('.message'), m) }, say('edit'))) : null,
      m.user === app.as ? el('li', {}, el('button', { onclick: () => app.act('delete', { channel: m.channel, ts: m.ts }) }, say('remove'))) : null)));
  const body = m.deleted ? el('p', { class: 'muted' }, say('deleted')) : (m.blocks && m.blocks.length ? blocks(m.blocks, ctx) : mrkdwn(m.text));
  return el('article', { class: 'message' + (m.ephemeral ? ' ephemeral' : ''), 'data-testid': 'message-' + m.ts, tabindex: 0 },
    el('div', { class: 'avatar' + (bot ? ' bot' : ''), 'aria-hidden': 'true' }, bot ? '当' : who.slice(0, 1)),
    el('div', { class: 'body' },
      el('div', { class: 'meta' }, el('strong', {}, who), bot ? el('span', { class: 'tag' }, 'APP') : null, el('time', {}, time(m.ts)), m.edited ? el('span', { class: 'muted' }, say('edited')) : null, m.pinned ? el('span', {}, '📌') : null, m.ephemeral ? el('span', { class: 'muted' }, '👁 ' + say('onlyYou')) : null),
      body, (m.files || []).map((f) => el('p', { class: 'file' }, '📄 ' + (f.title || f.name) + ' ', el('span', { class: 'muted' }, Math.ceil(f.size / 1024) + ' KB'))), reactions.length ? el('div', { class: 'reactions' }, reactions) : null,
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
  return grew && down;
}
// show fills a box that is read from the bottom, as messages are.
function show(box, items) { if (fill(box, items)) box.scrollTop = box.scrollHeight; }
const one = (of, build) => [{ key: 'one', of, build }];
const listed = (stamp, list, inThread) => list.map((m) => ({ key: m.channel + m.ts, of: stamp + JSON.stringify(m), build: () => message(m, inThread) }));
function openThread(m) { app.thread = { channel: m.channel, ts: m.thread_ts || m.ts }; refresh().then(() => $('thread-composer').focus()); }
function closeNav() { document.body.classList.remove('nav-open'); $('nav-toggle').setAttribute('aria-expanded', 'false'); }
let running = null, again = false;
function refresh() {
  if (running) { again = true; return running; }
  running = (async () => { do { again = false; try { await draw(); } catch (e) { console.error(e); } } while (again); running = null; })();
  return running;
}
async function draw() {
  app.state = await get('state', { as: app.as });
  const s = app.state;
  drawFrame(s);
  const channel = app.home ? null : app.channel;
  const [list, thread, view, home, toasts] = await Promise.all([
    channel ? get('messages', { as: app.as, channel }) : null,
    app.thread ? get('thread', { as: app.as, ...app.thread }) : null,
    get('view', { as: app.as }), app.home ? get('home', { as: app.as }) : null,
    get('toasts', { as: app.as }),
  ]);
  const stamp = app.as + lang;
  if (list) show($('messages'), list.messages.length ? listed(stamp, list.messages) : one(stamp, () => el('p', { class: 'muted pad' }, say('nothing'))));
  if (home) show($('messages'), one(stamp + 'home' + JSON.stringify(home.view), () => el('div', { class: 'home' }, home.view ? blocks(home.view.blocks, viewCtx(home.view)) : say('noHome'))));
  $('thread').hidden = !thread; document.body.classList.toggle('thread-open', !!thread);
  if (thread) show($('replies'), listed(stamp, thread.messages, true));
  for (const n of toasts.toasts || []) {
    if (Number(n.at) <= app.noticed) continue;
    app.noticed = Number(n.at);
    app.toast(n.text);
  }
  drawView(view.view);
  await drawPanel();
  if (app.step >= 0) placeTour();
}
const zoneName = (s) => new Intl.DateTimeFormat('ja-JP', { timeZone: s.zone, timeZoneName: 'short' }).formatToParts(new Date(s.now)).find((p) => p.type === 'timeZoneName').value;
function drawFrame(s) {
  const key = JSON.stringify([s.people, s.channels.map((c) => c.id), app.as, app.channel, app.home, lang, s.rotation]);
  $('clock').textContent = new Date(s.now).toLocaleString(lang === 'en' ? 'en-GB' : 'ja-JP', { timeZone: s.zone, weekday: 'short', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }) + ' ' + zoneName(s);
  $('next').textContent = (s.next ? say('nextAt', { at: time(new Date(s.next.at) / 1000) }) + ' · ' : '') + say('sockets', { n: s.sockets });
  if ($('channels').dataset.key === key) return;
  $('channels').dataset.key = key;
  $('act-as').replaceChildren(...s.people.filter((p) => p.role !== 'bot').map((p) => el('option', { value: p.id, selected: p.id === app.as }, `${app.nameOf(p.id)} (${say(p.role)}, ${p.locale.slice(0, 2)})`)));
  $('channels').replaceChildren(...s.channels.filter((c) => !c.im).map((c) => el('li', {}, el('button', { 'data-testid': 'channel-' + c.name, 'aria-current': !app.home && c.id === app.channel ? 'page' : null, onclick: () => app.go(c.id) }, '# ' + c.name))));
  $('open-home').setAttribute('aria-current', app.home ? 'page' : 'false');
  const here = s.channels.find((c) => c.id === app.channel);
  $('room').textContent = app.home ? say('home') : here && !here.im ? '# ' + here.name : say('dm');
  $('purpose').textContent = app.home || !here ? '' : here.topic || here.purpose || '';
  $('composer').placeholder = say('placeholder', { room: here ? here.name : 'toban' });
  $('composer-form').hidden = app.home;
  $('open-dm').setAttribute('aria-current', !app.home && here && here.im ? 'page' : 'false');
  if (s.rotation) $('duty').textContent = say('duty', { a: app.nameOf(s.rotation.primary), b: app.nameOf(s.rotation.secondary) });
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
  if (!v) { if (!box.hidden) { if (from && from.isConnected) from.focus(); from = null; box.hidden = true; box.replaceChildren(); app.values = {}; app.viewErrors = {}; box.dataset.key = ''; } return; }
  if (box.dataset.key === key) return;
  if (box.hidden) from = document.activeElement;
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
// incident is an incident as Datadog has it, and what a person changes there.
function incident(i) {
  const change = (body) => app.act('datadog', { public_id: i.public_id, ...body });
  const choice = (label, list, now, set) => el('label', {}, label + ' ', el('select', { onchange: (e) => change(set(e.target.value)) }, [...new Set([...list, now])].map((v) => el('option', { value: v, selected: v === now }, v.replace('SEV-', '')))));
  return el('div', { class: 'incident', 'data-testid': 'incident-' + i.public_id },
    el('strong', {}, '#' + i.public_id + ' ' + i.title), el('span', { class: 'tag' }, i.severity), el('span', { class: 'tag' }, i.state),
    choice(say('severity'), ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4', 'SEV-5'], i.severity, (v) => ({ severity: v })),
    i.state === 'resolved' ? null : el('button', { onclick: () => change({ state: 'resolved' }) }, say('resolveThere')),
    el('details', {}, el('summary', {}, say('details')), el('pre', {}, JSON.stringify({ commander: i.commander, created: i.created, resolved: i.resolved, fields: i.fields, timeline: i.timeline, integrations: i.integrations }, null, 1))));
}
async function drawPanel() {
  for (const t of ['inspector', 'incidents', 'faults']) $('tab-' + t).setAttribute('aria-selected', String(app.tab === t));
  const box = $('panel'); box.hidden = !app.tab; $('drawer').classList.toggle('closed', !app.tab);
  if (app.tab === 'inspector') {
    const x = await get('exchanges', { since: 0 });
    const row = (key, at, kind, name, note, ok, data) => ({ key, at, of: lang, build: () => el('details', { class: 'exchange ' + (ok ? '' : 'bad') }, el('summary', {}, el('time', {}, time(new Date(at) / 1000)), el('span', { class: 'tag' }, kind), el('strong', {}, name), el('span', { class: 'muted' }, note)), el('pre', {}, data)) });
    const pretty = (v) => { try { return JSON.stringify(typeof v === 'string' ? JSON.parse(v) : v, null, 1); } catch { return String(v); } };
    const rows = [
      ...x.slack.map((e) => row('s' + e.seq, e.at, e.from_app ? say('call') : say('delivery'), e.name, `${e.transport} · ${(e.took_ns / 1e6).toFixed(1)} ms${e.retry ? ' · retry ' + e.retry : ''}${e.fault ? ' · ' + e.fault : ''}${e.error ? ' · ' + e.error : ''} ${e.summary}`, e.ok, pretty(e.request) + '\n→\n' + pretty(e.answer))),
      ...x.datadog.map((e) => row('d' + e.seq, e.at, say('remote'), e.operation || e.method + ' ' + e.path, `${e.status}${e.fault ? ' · ' + e.fault : ''}`, e.status && e.status < 400, pretty(e.request || '""') + '\n→\n' + pretty(e.answer || '""'))),
    ].sort((a, b) => new Date(b.at) - new Date(a.at)).slice(0, 150);
    fill(box, rows);
  } else if (app.tab === 'incidents') {
    const x = await get('incidents');
    fill(box, x.incidents.length ? x.incidents.map((i) => ({ key: 'i' + i.public_id, of: lang + JSON.stringify(i), build: () => incident(i) })) : one('no incidents' + lang, () => el('p', { class: 'muted' }, say('nothing'))));
  } else if (app.tab === 'faults') {
    const active = app.state.faults;
    fill(box, ['slack_429', 'slack_500', 'duplicate', 'drop_socket', 'datadog_down'].map((n) => ({ key: n, of: lang + active.includes(n), build: () => el('button', { class: 'fault', 'aria-pressed': String(active.includes(n)), 'data-testid': 'fault-' + n, onclick: () => app.act('fault', { name: n, on: !active.includes(n) }) },
      say(n) + ' — ' + (n === 'drop_socket' ? say('now_') : active.includes(n) ? say('on') : say('off'))) })));
  }
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
  const pick = (p) => { box.setRangeText('@' + p.name + ' ', box.selectionStart - half[1].length - 1, box.selectionStart, 'end'); box.focus(); offer(box); };
  box.before(el('ul', { class: 'names shortcut-menu', 'aria-label': say('names') }, found.map((p) => el('li', {}, el('button', { type: 'button', onclick: () => pick(p) }, '@' + p.name + '  ' + p.display_name)))));
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
  const out = await app.act('say', { channel: thread ? app.thread.channel : app.channel, thread: thread ? app.thread.ts : '', text });
  if (out && out.ts && !thread && text.includes('@toban')) { app.thread = { channel: app.channel, ts: out.ts }; refresh(); }
  if (app.step === 0 || app.step === 4) setTimeout(() => tour(app.step + 1), 900);
}
function tour(step) {
  document.querySelectorAll('.tour').forEach((n) => n.remove());
  app.step = step < TOUR.length ? step : -1;
  if (app.step < 0) { localStorage.setItem('toured', '1'); document.querySelectorAll('.lit').forEach((n) => n.classList.remove('lit')); return; }
  const t = TOUR[step];
  if (t.as) { app.as = t.as; localStorage.setItem('as', t.as); }
  if (t.channel) { app.channel = t.channel; app.home = false; if (t.fill) app.thread = null; }
  if (t.fill) $('composer').value = t.fill;
  if (t.advance) $('advance-menu').value = t.advance;
  document.body.append(el('div', { class: 'tour', role: 'dialog', 'aria-label': say('tour') }, el('p', {}, el('strong', {}, `${step + 1}/${TOUR.length} `), t.say[lang === 'en' ? 1 : 0]),
    el('div', { class: 'row' }, el('button', { onclick: () => tour(TOUR.length), 'data-testid': 'tour-skip' }, say('skipTour')), el('button', { class: 'primary', 'data-testid': 'tour-next', onclick: () => tour(step + 1) }, step + 1 < TOUR.length ? say('next') : say('done')))));
  refresh();
}
function placeTour() {
  document.querySelectorAll('.lit').forEach((n) => n.classList.remove('lit'));
  const target = document.querySelector(TOUR[app.step].at);
  if (target && !target.hidden) target.classList.add('lit');
}
function wire() {
  $('act-as').addEventListener('change', (e) => { app.as = e.target.value; localStorage.setItem('as', app.as); refresh(); });
  $('lang').addEventListener('change', (e) => { lang = e.target.value; localStorage.setItem('lang', lang); words(); refresh(); });
  $('advance-go').addEventListener('click', (e) => app.busy(e.target, app.act('advance', { to: $('advance-menu').value })));
  $('open-home').addEventListener('click', async () => { app.home = true; app.thread = null; closeNav(); await app.act('home', {}); });
  $('open-dm').addEventListener('click', () => { app.home = false; app.channel = app.state.dm.id; app.thread = null; closeNav(); refresh(); });
  $('thread-close').addEventListener('click', () => { app.thread = null; refresh(); });
  $('tour-start').addEventListener('click', () => tour(0));
  $('nav-toggle').addEventListener('click', (e) => e.currentTarget.setAttribute('aria-expanded', String(document.body.classList.toggle('nav-open'))));
  $('shortcuts').addEventListener('click', (e) => {
    const old = document.querySelector('.shortcut-menu:not(.names)'); if (old) { old.remove(); return; }
    e.currentTarget.after(el('ul', { class: 'shortcut-menu' }, app.state.shortcuts.global.map((s) => el('li', {}, el('button', { type: 'button', onclick: (ev) => { ev.target.closest('ul').remove(); app.act('shortcut', { callback_id: s.callback_id }); } }, s.name)))));
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
  for (const t of ['inspector', 'incidents', 'faults']) $('tab-' + t).addEventListener('click', () => { app.tab = app.tab === t ? null : t; $('panel').replaceChildren(); refresh(); });
  document.querySelector('.tabs').addEventListener('keydown', (e) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key], all = [...e.currentTarget.children];
    if (step) all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  document.addEventListener('keydown', (e) => {
    if (e.key !== 'Escape') return;
    const open = document.querySelector('details.menu[open]'), menu = document.querySelector('.shortcut-menu');
    if (open) { open.open = false; open.querySelector('summary').focus(); } else if (menu) { menu.remove(); $('shortcuts').focus(); }
    else if (!$('overlay').hidden) app.act('close', { view: $('overlay').dataset.view });
    else if (document.body.classList.contains('nav-open')) closeNav();
    else if (app.thread) { app.thread = null; refresh(); }
  });
  document.addEventListener('click', (e) => { for (const d of document.querySelectorAll('details.menu[open]')) if (!d.contains(e.target)) d.open = false; });
  let wait = null;
  const stream = new EventSource('/api/stream');
  stream.addEventListener('change', () => { clearTimeout(wait); wait = setTimeout(refresh, 120); });
  stream.addEventListener('clock', () => { if (app.state) refresh(); });
}
words(); wire();
refresh().then(() => { if (!localStorage.getItem('toured') && !new URLSearchParams(location.search).has('notour')) tour(0); });
