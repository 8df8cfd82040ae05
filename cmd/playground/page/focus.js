'use strict';
// Where the focus is, while what is shown is drawn anew.
const FOCUSABLE = 'button, summary, input, select, textarea, a[href]';
const shown = (n) => n.isConnected && n.getClientRects().length > 0;
let given = null; // what the page itself gave the focus to, until somebody acts
for (const e of ['focusin', 'keydown', 'pointerdown', 'input']) document.addEventListener(e, () => { given = null; }, true);
function give(to) { to.focus({ preventScroll: true }); given = to; }
// toward returns what moves the focus to where somebody asked to go, unless
// they went elsewhere while it was drawn.
function toward() {
  const from = document.activeElement;
  return (to) => {
    const has = document.activeElement;
    if (to && shown(to) && (has === from || has === document.body || has === given)) give(to);
  };
}
// mark remembers what has the focus by what it is, not by its node, and
// returns what gives it back if nobody has it then.
function mark(node) {
  node = node || document.activeElement;
  if (!node || node === document.body) return () => {};
  const item = node.closest('[data-key]'), box = item && item.parentElement, key = item && item.dataset.key;
  const same = (n) => [n.tagName, n.id, n.name, n.dataset.action, n.dataset.value, n.dataset.testid].join('|');
  const what = same(node), at = item ? [...item.querySelectorAll(FOCUSABLE)].indexOf(node) : -1;
  const summary = node.closest('details') && node.closest('details').querySelector('summary');
  return () => {
    const has = document.activeElement;
    if (has && has !== document.body && shown(has)) return;
    const now = box && [...box.children].find((n) => n.dataset.key === key);
    const all = now ? [...now.querySelectorAll(FOCUSABLE)] : [];
    const byName = node.dataset.testid && document.querySelector(`[data-testid="${node.dataset.testid}"]`);
    const to = [node, summary, all.find((n) => same(n) === what && shown(n)), all[at], all.find((n) => n.dataset.action), now, byName, $('thread-composer'), $('composer'), $('messages')].find((n) => n && shown(n));
    if (to) give(to);
  };
}
// trap keeps Tab inside a dialog.
function trap(e, dialog) {
  if (e.key !== 'Tab') return;
  const all = [...dialog.querySelectorAll(FOCUSABLE)].filter((n) => !n.disabled && shown(n));
  const last = e.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement === last || !dialog.contains(document.activeElement)) { e.preventDefault(); (e.shiftKey ? all.at(-1) : all[0]).focus(); }
}
// busy keeps a button from being pressed twice. It stays focusable.
async function busy(button, work) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  try { await work(); } finally { button.removeAttribute('aria-disabled'); }
}
// place puts an open menu where all of it can be seen: below its button if
// there is room, above it otherwise.
function place(menu) {
  const list = menu.querySelector('ul'), button = menu.querySelector('summary').getBoundingClientRect();
  list.style.left = '0'; list.style.top = '0'; // where it is as wide as it wants to be
  const size = list.getBoundingClientRect();
  const top = button.bottom + size.height + 8 <= innerHeight ? button.bottom + 2 : Math.max(8, button.top - size.height - 2);
  list.style.top = top + 'px'; list.style.bottom = 'auto'; list.style.right = 'auto';
  list.style.left = Math.max(8, Math.min(button.right - size.width, innerWidth - size.width - 8)) + 'px';
}
// menuItem is a line of a menu; choosing it closes the menu.
function menuItem(label, props, work) {
  return el('li', {}, el('button', { type: 'button', ...props, onclick: (e) => {
    const menu = e.currentTarget.closest('details');
    menu.open = false; menu.querySelector('summary').focus({ preventScroll: true });
    work(e);
  } }, label));
}
document.addEventListener('toggle', (e) => { if (e.target.matches && e.target.matches('details.menu[open]')) place(e.target); }, true);
document.addEventListener('scroll', () => document.querySelectorAll('details.menu[open]').forEach(place), true);
document.addEventListener('click', (e) => { for (const d of document.querySelectorAll('details.menu[open]')) if (!d.contains(e.target)) d.open = false; });
