'use strict';
// Block Kit and mrkdwn as Slack shows them. Foreign text only ever becomes
// text nodes.
const EMOJI = { ticket: '🎫', eyes: '👀', white_check_mark: '✅', hourglass_flowing_sand: '⏳', rotating_light: '🚨', pushpin: '📌', brain: '🧠', warning: '⚠️', wave: '👋', tada: '🎉', thumbsup: '👍', '+1': '👍' };
function el(tag, props, ...kids) {
  const node = document.createElement(tag);
  for (const [k, v] of Object.entries(props || {})) {
    if (v === undefined || v === null || v === false) continue;
    if (k === 'class') node.className = v;
    else if (k.startsWith('on')) node.addEventListener(k.slice(2), v);
    else if (k in node && !k.includes('-')) node[k] = v;
    else node.setAttribute(k, v === true ? '' : v);
  }
  node.append(...kids.flat().filter((k) => k !== undefined && k !== null));
  return node;
}
function dateText(unix, format, fallback) {
  const d = new Date(unix * 1000);
  if (isNaN(d)) return fallback;
  const locale = lang === 'en' ? 'en-GB' : 'ja-JP';
  const zone = { timeZone: (window.app && app.state && app.state.zone) || 'Asia/Tokyo' };
  const day = d.toLocaleDateString(locale, { ...zone, month: 'short', day: 'numeric', weekday: 'short' });
  const time = d.toLocaleTimeString(locale, { ...zone, hour: '2-digit', minute: '2-digit' });
  return format.replace(/\{date[a-z_]*\}/g, day).replace(/\{time(_secs)?\}/g, time);
}
const unescapeSlack = (s) => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
function token(inner) {
  const [head, ...rest] = inner.split('|');
  const label = rest.join('|');
  if (head.startsWith('@')) return el('span', { class: 'mention' }, '@' + app.nameOf(head.slice(1)));
  if (head.startsWith('#')) return el('button', { class: 'mention link', onclick: () => app.go(head.slice(1)) }, '#' + app.channelName(head.slice(1), label));
  if (head.startsWith('!date^')) {
    const [, unix, format] = head.split('^');
    return el('time', { title: label }, dateText(Number(unix), format || '{date_short} {time}', label));
  }
  if (head.startsWith('!subteam^')) return el('span', { class: 'mention' }, '@' + (label.replace(/^@/, '') || app.groupName(head.slice(9))));
  if (head.startsWith('!')) return el('span', { class: 'mention' }, '@' + (label || head.slice(1)));
  const url = unescapeSlack(head);
  if (!/^(https?:|mailto:)/.test(url)) return document.createTextNode(unescapeSlack(label || head));
  return anchor(url, unescapeSlack(label || head));
}
function inline(text) {
  const out = [];
  const pattern = /<([^<>]+)>|```([\s\S]+?)```|`([^`\n]+)`|\*([^*\n]+)\*|_([^_\n]+)_(?![A-Za-z0-9])|~([^~\n]+)~|:([a-z0-9_+-]+):/g;
  let last = 0;
  for (const m of text.matchAll(pattern)) {
    const before = text[m.index - 1] || ' ';
    const edge = /[\s(（「、。・>]/.test(before);
    if ((m[4] || m[5] || m[6]) && !edge) continue;
    if (m.index < last) continue;
    out.push(unescapeSlack(text.slice(last, m.index)));
    if (m[1] !== undefined) out.push(token(m[1]));
    else if (m[2] !== undefined) out.push(el('pre', {}, unescapeSlack(m[2].trim())));
    else if (m[3] !== undefined) out.push(el('code', {}, unescapeSlack(m[3])));
    else if (m[4] !== undefined) out.push(el('strong', {}, inline(m[4])));
    else if (m[5] !== undefined) out.push(el('em', {}, inline(m[5])));
    else if (m[6] !== undefined) out.push(el('s', {}, inline(m[6])));
    else if (EMOJI[m[7]]) out.push(EMOJI[m[7]]);
    else out.push(':' + m[7] + ':');
    last = m.index + m[0].length;
  }
  out.push(unescapeSlack(text.slice(last)));
  return out;
}
function mrkdwn(text) {
  const box = el('div', { class: 'mrkdwn' });
  let quote = null;
  for (const line of String(text || '').split('\n')) {
    const quoted = line.match(/^(&gt;|>) ?(.*)$/);
    if (quoted) {
      if (!quote) box.append(quote = el('blockquote'));
      quote.append(el('div', {}, inline(quoted[2])));
      continue;
    }
    quote = null;
    box.append(el('div', {}, line ? inline(line) : el('br')));
  }
  return box;
}
function textObject(t) {
  if (!t) return null;
  if (t.type === 'mrkdwn') return mrkdwn(t.text);
  return el('div', { class: 'plain' }, String(t.text || '').replace(/:([a-z0-9_+-]+):/g, (m, n) => EMOJI[n] || m));
}
// The ctx of a surface says what a press does: {press(control, value), value(block, element), change(block, element, value, control)}.
function element(e, block, ctx) {
  const control = block.block_id ? block.block_id + '/' + e.action_id : e.action_id;
  const label = e.text ? e.text.text : '';
  switch (e.type) {
    case 'button':
      return el('button', {
        type: 'button', class: 'bk ' + (e.style || ''), 'data-action': e.action_id, 'aria-label': e.accessibility_label,
        onclick: (ev) => busy(ev.currentTarget, async () => {
          if (e.confirm && !await app.confirm(e.confirm)) return;
          if (e.url) follow(e.url);
          await ctx.press(control, e.value);
        }),
      }, label);
    case 'overflow':
      return el('details', { class: 'menu' }, el('summary', { 'data-action': e.action_id, 'aria-label': say('more') }, '⋯'),
        el('ul', {}, e.options.map((o) => menuItem(o.text.text, { 'data-value': o.value }, () => { if (o.url) follow(o.url); ctx.press(control, o.value); }))));
    case 'static_select': case 'users_select': case 'conversations_select': case 'channels_select': {
      const options = e.type === 'users_select' ? app.state.people.filter((p) => p.role !== 'bot').map((p) => ({ value: p.id, text: { text: app.nameOf(p.id) } }))
        : (e.options || (e.option_groups || []).flatMap((g) => g.options));
      const chosen = ctx.value(block, e) ?? (e.initial_option ? e.initial_option.value : e.initial_user);
      const select = el('select', { name: block.block_id, 'aria-label': block.label ? block.label.text : e.placeholder && e.placeholder.text, 'data-action': e.action_id, onchange: (ev) => ctx.change(block, e, ev.target.value, control) },
        el('option', { value: '' }, e.placeholder ? e.placeholder.text : '—'), options.map((o) => el('option', { value: o.value, selected: o.value === chosen }, o.text.text)));
      return select;
    }
    case 'radio_buttons': case 'checkboxes': {
      const many = e.type === 'checkboxes';
      const initial = many ? (e.initial_options || []).map((o) => o.value) : [e.initial_option && e.initial_option.value];
      const chosen = [].concat(ctx.value(block, e) ?? initial);
      return el('div', { class: 'choices', role: many ? 'group' : 'radiogroup', 'aria-label': block.label && block.label.text }, e.options.map((o) => el('label', {},
        el('input', { type: many ? 'checkbox' : 'radio', name: block.block_id + e.action_id, value: o.value, checked: chosen.includes(o.value), 'data-action': e.action_id,
          onchange: (ev) => ctx.change(block, e, many ? [...ev.target.closest('.choices').querySelectorAll('input:checked')].map((i) => i.value) : ev.target.value, control) }),
        el('span', {}, textObject(o.text), o.description ? el('small', {}, textObject(o.description)) : null))));
    }
    case 'plain_text_input': case 'number_input': case 'url_text_input': case 'email_text_input': {
      const props = { name: block.block_id, 'data-action': e.action_id, 'aria-label': block.label && block.label.text, placeholder: e.placeholder ? e.placeholder.text : '', value: ctx.value(block, e) ?? (e.initial_value || ''), oninput: (ev) => ctx.change(block, e, ev.target.value) };
      if (e.max_length) props.maxLength = e.max_length;
      return e.multiline ? el('textarea', { ...props, rows: 4 }) : el('input', { ...props, type: e.type === 'number_input' ? 'number' : 'text' });
    }
    case 'datepicker':
      return el('input', { type: 'date', name: block.block_id, 'data-action': e.action_id, 'aria-label': block.label && block.label.text, value: ctx.value(block, e) ?? (e.initial_date || ''), onchange: (ev) => ctx.change(block, e, ev.target.value, control) });
    case 'image': return el('img', { src: e.image_url, alt: e.alt_text });
    case 'mrkdwn': case 'plain_text': return textObject(e);
    default: return el('pre', { class: 'unknown' }, e.type + ' ' + JSON.stringify(e));
  }
}
function rich(e) {
  switch (e.type) {
    case 'rich_text_section': return el('div', {}, e.elements.map(rich));
    case 'rich_text_quote': return el('blockquote', {}, e.elements.map(rich));
    case 'rich_text_preformatted': return el('pre', {}, e.elements.map(rich));
    case 'rich_text_list': return el(e.style === 'ordered' ? 'ol' : 'ul', {}, e.elements.map((i) => el('li', {}, rich(i))));
    case 'text': { const s = e.style || {}; let n = document.createTextNode(e.text); if (s.code) n = el('code', {}, n); if (s.bold) n = el('strong', {}, n); if (s.italic) n = el('em', {}, n); return n; }
    case 'link': return anchor(e.url, e.text || e.url);
    case 'user': return token('@' + e.user_id);
    case 'channel': return token('#' + e.channel_id);
    case 'broadcast': return el('span', { class: 'mention' }, '@' + e.range);
    case 'usergroup': return el('span', { class: 'mention' }, '@' + (app.groupName(e.usergroup_id)));
    case 'date': return el('time', {}, dateText(e.timestamp, e.format, e.fallback || ''));
    case 'color': return el('code', {}, e.value);
    case 'emoji': return EMOJI[e.name] || ':' + e.name + ':';
    default: return el('code', {}, e.type);
  }
}
function block(b, ctx) {
  switch (b.type) {
    case 'section':
      return el('div', { class: 'b section' }, el('div', { class: 'grow' }, textObject(b.text), b.fields ? el('div', { class: 'fields' }, b.fields.map(textObject)) : null), b.accessory ? element(b.accessory, b, ctx) : null);
    case 'header': return el('h3', { class: 'b' }, b.text.text);
    case 'context': return el('div', { class: 'b context' }, b.elements.map((e) => element(e, b, ctx)));
    case 'actions': return el('div', { class: 'b actions' }, b.elements.map((e) => element(e, b, ctx)));
    case 'divider': return el('hr');
    case 'image': return el('figure', { class: 'b' }, el('img', { src: b.image_url, alt: b.alt_text }));
    case 'rich_text': return el('div', { class: 'b' }, b.elements.map(rich));
    case 'input': {
      const error = ctx.errors && ctx.errors[b.block_id];
      return el('div', { class: 'b input' + (error ? ' wrong' : '') }, el('div', { class: 'label' }, b.label.text, b.optional ? el('span', { class: 'optional' }, app.reads('en') ? ' (optional)' : '（任意）') : null), element(b.element, b, ctx),
        b.hint ? el('small', {}, b.hint.text) : null, error ? el('p', { class: 'error', role: 'alert' }, error) : null);
    }
    default: return el('pre', { class: 'unknown' }, b.type + ' ' + JSON.stringify(b));
  }
}
const blocks = (list, ctx) => (list || []).map((b) => block(b, ctx));
