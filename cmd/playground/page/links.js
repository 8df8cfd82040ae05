'use strict';
// Links lead to what they name in this page: nothing outside is there.
function destination(url) {
  const slack = url.match(/^https:\/\/[\w.-]+\/archives\/(\w+)(?:\/p(\d{10,})(\d{6}))?(?:\?(.*))?$/);
  if (slack) {
    const ts = slack[2] ? slack[2] + '.' + slack[3] : '';
    return { channel: slack[1], ts, root: new URLSearchParams(slack[4] || '').get('thread_ts') || ts };
  }
  const redirect = url.match(/^https:\/\/slack\.com\/app_redirect\?.*\bchannel=(\w+)/);
  if (redirect) return { channel: redirect[1], ts: '', root: '' };
  const incident = url.match(/^https?:\/\/[^/]+\/incidents\/(\d+)/);
  if (incident) return { incident: Number(incident[1]) };
  const page = url.match(/^https?:\/\/[^/]+(\/handbook\/.*)$/);
  if (page) return { page: page[1] };
  return null;
}
// visit goes there; false means that the link leads elsewhere.
function visit(to) {
  if (!to || to.page) return false;
  if (to.incident) showIncident(to.incident); else openMessage(to);
  return true;
}
function follow(url) {
  const to = destination(url);
  if (!visit(to)) window.open(to ? to.page : url, '_blank', 'noopener');
}
function anchor(url, label) {
  if (!/^(https?:|mailto:)/.test(url)) return document.createTextNode(label);
  const to = destination(url);
  if (!to || to.page) return el('a', { href: to ? to.page : url, target: '_blank', rel: 'noopener noreferrer' }, label);
  return el('a', { href: to.incident ? '#incident-' + to.incident : '#' + to.channel + (to.root ? '/' + to.root : ''), onclick: (e) => { e.preventDefault(); visit(to); } }, label);
}
async function openMessage({ channel, ts, root }) {
  if (!app.state.channels.some((c) => c.id === channel)) { app.toast(say('notVisible', { who: app.nameOf(app.as) })); return; }
  const focus = toward();
  app.go(channel, root ? { channel, ts: root } : null);
  await refresh();
  const found = document.querySelector(`#replies [data-testid="message-${ts}"]`), above = document.querySelector(`#messages [data-testid="message-${root}"]`);
  if (ts && !found) { app.toast(say('gone')); app.thread = null; refresh(); return; }
  for (const n of [above, found]) {
    if (!n) continue;
    n.scrollIntoView({ block: 'nearest' });
    n.classList.add('found');
    setTimeout(() => n.classList.remove('found'), 2500);
  }
  focus(found);
}
async function showIncident(id) {
  const focus = toward();
  app.tab = 'incidents'; $('panel').replaceChildren();
  await refresh();
  const found = document.querySelector(`[data-testid="incident-${id}"]`);
  if (!found) { app.toast(say('gone')); return; }
  found.scrollIntoView({ block: 'nearest' });
  found.classList.add('found');
  setTimeout(() => found.classList.remove('found'), 2500);
  focus(found.querySelector('select'));
}
// here is the place that the address of the page names.
function fromAddress() {
  const [, incident, channel, root] = location.hash.match(/^#(?:incident-(\d+)|(\w+)(?:\/([\d.]+))?)$/) || [];
  if (incident) showIncident(Number(incident)); else if (channel && channel.startsWith('C')) openMessage({ channel, ts: root || '', root: root || '' });
}
