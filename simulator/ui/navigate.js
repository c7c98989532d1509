// Links inside the page, its filters and the browser's back button become one event. Runs once.
const go = q => { window.kulanzHeld = document.activeElement?.id; trigger('go', {q}); };
document.addEventListener('click', e => {
  const a = e.target.closest('a[data-go],a[data-lang]');
  if (!a || e.metaKey || e.ctrlKey || e.shiftKey) return;
  e.preventDefault();
  if (a.dataset.lang) {
    document.cookie = 'kulanz_lang=' + a.dataset.lang + ';path=/;SameSite=Lax;max-age=31536000';
    location.href = a.getAttribute('href') + location.search;
  } else if (!a.dataset.ask || confirm(a.dataset.ask)) go(a.getAttribute('href'));
});
document.addEventListener('change', e => {
  const form = e.target.closest('form[data-go]');
  if (form) go('?' + new URLSearchParams([...new FormData(form)].filter(([, value]) => value)));
});
document.addEventListener('submit', e => { if (e.target.closest('form[data-go]')) e.preventDefault(); });
window.addEventListener('popstate', () => go(location.search || '?'));

// Tabs: a click or an arrow key shows another sheet.
const show = tab => tab.parentElement.querySelectorAll('[role=tab]').forEach(one => {
  one.setAttribute('aria-selected', one === tab);
  one.tabIndex = one === tab ? 0 : -1;
  document.getElementById(one.getAttribute('aria-controls')).hidden = one !== tab;
});
document.addEventListener('click', e => { const tab = e.target.closest('.sheets [role=tab]'); if (tab) show(tab); });
document.addEventListener('keydown', e => {
  const tab = e.target.closest?.('.sheets [role=tab]');
  const step = {ArrowRight: 1, ArrowLeft: -1}[e.key];
  if (!tab || !step) return;
  const all = [...tab.parentElement.children], next = all[(all.indexOf(tab) + step + all.length) % all.length];
  show(next);
  next.focus();
});

// Screen readers hear a reply once and whole: the growing chat is silent, and the finished line is put here.
const live = document.body.appendChild(Object.assign(document.createElement('div'), {id: 'k-live', className: 'sr'}));
live.setAttribute('role', 'status');
const tidy = () => {
  document.querySelectorAll('#k-chat [role=log][aria-live=polite]').forEach(log => {
    log.setAttribute('aria-live', 'off');
    log.setAttribute('aria-label', document.querySelector('header.top').dataset.chat);
  });
  document.querySelectorAll('#k-chat [data-testid][aria-label]').forEach(bubble => bubble.removeAttribute('aria-label'));
};
new MutationObserver(tidy).observe(document.body, {childList: true, subtree: true, attributeFilter: ['aria-label']});
window.kulanzAnswered = (looks = 100) => { // Gradio may still be drawing: the box opens again, or goes, with the whole reply
  const box = document.querySelector('#k-message textarea');
  if (box?.offsetParent && box.disabled && looks) return void setTimeout(kulanzAnswered, 50, looks - 1);
  live.textContent = [...document.querySelectorAll('#k-chat [data-testid=bot]')].pop()?.innerText || '';
  box?.focus();
};

// Gradio's own notice of a lost connection is in English and says less than ours below.
new MutationObserver(() => document.querySelectorAll('.toast-body').forEach(toast => {
  if (/connection/i.test(toast.innerText) && !/kulanz/i.test(toast.innerText)) toast.hidden = true;
})).observe(document.body, {childList: true, subtree: true});

// What is being typed is kept a moment later, so that nothing is lost however the page is left.
const boxes = {draft: '#k-message textarea', notes: '#k-notes textarea'};
const waiting = {};
const talk = () => new URLSearchParams(location.search).get('talk');
const keep = (what, of, text) => {
  clearTimeout(waiting[what]?.timer);
  delete waiting[what];
  return fetch('../keep', {method: 'POST', keepalive: true, headers: {'content-type': 'application/json'}, body: JSON.stringify({talk: of, [what]: text})}).catch(() => {});
};
const flush = () => Promise.all(Object.entries(waiting).map(([what, {of, box}]) => keep(what, of, box.value)));
const which = e => Object.keys(boxes).find(what => e.target.matches?.(boxes[what]));
document.addEventListener('input', e => {
  const what = which(e);
  if (!what) return;
  clearTimeout(waiting[what]?.timer);
  waiting[what] = {of: talk(), box: e.target, timer: setTimeout(flush, 300)};
});
window.addEventListener('pagehide', () => {
  const box = document.querySelector(boxes.draft);
  if (box?.value && !box.disabled) keep('draft', talk(), box.value);
  flush();
});
document.addEventListener('visibilitychange', () => { if (document.hidden) flush(); });
const sent = e => { if (waiting.draft && (e.target.closest?.('#k-send') || (e.key === 'Enter' && which(e) === 'draft'))) clearTimeout(waiting.draft.timer), delete waiting.draft; };
document.addEventListener('click', sent, true);
document.addEventListener('keydown', sent, true);

// When the server does not answer, a bar says so until it does; a page that missed an answer is loaded anew (by Gradio or by us, who comes first), and the bar stands until then.
const bar = document.body.appendChild(Object.assign(document.createElement('div'), {id: 'k-lost'}));
bar.setAttribute('role', 'status');
let lost = false, broken = false;
const look = async () => {
  const ok = await fetch('../healthz', {cache: 'no-store'}).then(answer => answer.ok, () => false);
  if (ok && broken) return location.reload();
  if (ok === lost) bar.textContent = (lost = !ok) ? document.querySelector('header.top').dataset.lost : '';
};
setInterval(look, 4000);
window.kulanzBroken = () => { if (!document.querySelector('#k-notice .banner')) broken = true, look(); };
