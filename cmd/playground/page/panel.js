'use strict';
// The drawer: what was exchanged, the incidents in Datadog, the faults, the
// monitors.
const TABS = ['inspector', 'incidents', 'faults', 'monitors'];
const record = { slack: [], seq: 0, rows: 100 };
function incident(i) {
  const change = (body) => app.act('datadog', { public_id: i.public_id, ...body });
  const choice = (label, list, now, set) => el('label', {}, label + ' ', el('select', { name: 'severity', onchange: (e) => change(set(e.target.value)) }, [...new Set([...list, now])].map((v) => el('option', { value: v, selected: v === now }, v.replace('SEV-', '')))));
  return el('div', { class: 'incident', 'data-testid': 'incident-' + i.public_id },
    el('strong', {}, '#' + i.public_id + ' ' + i.title), el('span', { class: 'tag' }, i.severity), el('span', { class: 'tag' }, i.state),
    choice(say('severity'), ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4', 'SEV-5'], i.severity, (v) => ({ severity: v })),
    i.state === 'resolved' ? null : el('button', { 'data-action': 'resolve', onclick: () => change({ state: 'resolved' }) }, say('resolveThere')),
    el('details', {}, el('summary', {}, say('details')), el('pre', {}, JSON.stringify({ commander: i.commander, created: i.created, resolved: i.resolved, fields: i.fields, timeline: i.timeline, integrations: i.integrations, attachments: i.attachments, impacts: i.impacts }, null, 1))));
}
const pretty = (v) => { try { return JSON.stringify(typeof v === 'string' ? JSON.parse(v) : v, null, 1); } catch { return String(v); } };
// exchanged is one line of the record; what was sent and answered is written
// out when somebody opens it.
function exchanged(key, at, kind, name, notes, ok, request, answer) {
  return { key, at: new Date(at), of: lang, build: () => {
    const body = el('pre', {});
    const open = () => { if (!body.textContent) body.textContent = [request && pretty(request), answer && '→ ' + pretty(answer)].filter(Boolean).join('\n') || say('noBody'); };
    return el('details', { class: 'exchange ' + (ok ? '' : 'bad'), ontoggle: open }, el('summary', {}, el('time', {}, preciseTime(at)), el('span', { class: 'tag' }, kind), el('strong', {}, name), el('span', { class: 'muted' }, notes.filter(Boolean).join(' · '))), body);
  } };
}
function slackRow(e) {
  const ms = (e.took_ns / 1e6).toFixed(1);
  const took = !e.from_app ? (e.ok ? say('acked', { ms }) : say('notAcked')) : e.kind === 'api' || e.took_ns ? say('answered', { ms }) : '';
  const again = e.retry ? say('retry', { n: e.retry }) + (e.retry_reason ? ' ' + e.retry_reason : '') : e.copy ? say('copy', { n: e.copy + 1 }) : '';
  return exchanged('s' + e.seq, e.at, e.from_app ? say('call') : say('delivery'), e.name, [e.transport, took, again, e.fault && say('faulted', { name: e.fault }), e.error, e.summary], e.ok, e.request, e.answer);
}
function datadogRow(e) {
  return exchanged('d' + e.seq, e.at, say('remote'), e.operation || e.method + ' ' + e.path, [e.method + ' ' + (e.status || '–'), e.fault && say('faulted', { name: e.fault })], e.status && e.status < 400, e.request, e.answer);
}
async function drawRecord(box) {
  const x = await get('exchanges', { since: record.seq });
  for (const e of x.slack) if (e.seq > record.seq) { record.seq = e.seq; record.slack.push(slackRow(e)); }
  record.slack.forEach((r) => { r.of = lang; });
  const all = [...record.slack, ...x.datadog.map(datadogRow)].sort((a, b) => b.at - a.at || Number(b.key.slice(1)) - Number(a.key.slice(1)));
  const rows = all.slice(0, record.rows), left = all.length - rows.length;
  if (left > 0) rows.push({ key: 'more', of: lang + left, build: () => el('button', { 'data-testid': 'more-exchanges', onclick: () => { record.rows += 200; refresh(); } }, say('moreRows', { n: left })) });
  fill(box, rows.length ? rows : one('no exchanges' + lang, () => el('p', { class: 'muted' }, say('nothing'))));
}
// hear has the monitors say something and goes to where toban's cards stand, as
// somebody who may read them.
async function hear(name) {
  if (!(await app.act('monitor', { name }))) return;
  const { role } = app.person(app.as);
  if (role !== 'member' && role !== 'lead') await app.become(onCall());
  await app.go('CTEAM');
}
async function drawPanel() {
  for (const t of TABS) $('tab-' + t).setAttribute('aria-selected', String(app.tab === t));
  const box = $('panel'); box.hidden = !app.tab; $('drawer').classList.toggle('closed', !app.tab); $('drawer-close').hidden = !app.tab;
  if (app.tab === 'inspector') await drawRecord(box);
  else if (app.tab === 'incidents') {
    const x = await get('incidents');
    fill(box, x.incidents.length ? x.incidents.map((i) => ({ key: 'i' + i.public_id, of: lang + JSON.stringify(i), build: () => incident(i) })) : one('no incidents' + lang, () => el('p', { class: 'muted' }, say('nothing'))));
  } else if (app.tab === 'faults') {
    const active = app.state.faults;
    fill(box, ['slack_429', 'slack_500', 'duplicate', 'drop_socket', 'datadog_down', 'datadog_403'].map((n) => ({ key: n, of: lang + active.includes(n), build: () => el('button', { class: 'fault', 'aria-pressed': String(active.includes(n)), 'data-testid': 'fault-' + n, onclick: () => app.act('fault', { name: n, on: !active.includes(n) }) },
      say(n) + ' — ' + (n === 'drop_socket' ? say('now_') : active.includes(n) ? say('on') : say('off'))) })));
  } else if (app.tab === 'monitors') {
    fill(box, ['alarm', 'storm', 'recovery'].map((n) => ({ key: n, of: lang, build: () => el('button', { class: 'fault', 'data-testid': 'monitor-' + n, onclick: () => hear(n) }, say(n)) })));
  }
}
function closePanel() {
  const tab = app.tab;
  app.tab = null; refresh();
  if (tab) $('tab-' + tab).focus();
}
