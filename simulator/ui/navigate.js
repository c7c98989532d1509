// Links inside the page, its filters and the browser's back button become one event. Runs once.
const go = q => trigger('go', {q});
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
const silence = () => document.querySelectorAll('[role=log][aria-live=polite]').forEach(log => log.setAttribute('aria-live', 'off'));
new MutationObserver(silence).observe(document.body, {childList: true, subtree: true});
window.kulanzAnswered = () => {
  live.textContent = [...document.querySelectorAll('#k-chat [data-testid=bot]')].pop()?.innerText || '';
  setTimeout(() => document.querySelector('#k-message textarea')?.focus(), 50);
};

// When the server does not answer, a bar says so; once it is back, a turn that was under way is fetched from what was kept.
const bar = document.body.appendChild(Object.assign(document.createElement('div'), {id: 'k-lost'}));
bar.setAttribute('role', 'status');
let lost = false;
setInterval(async () => {
  const ok = await fetch('../healthz', {cache: 'no-store'}).then(answer => answer.ok, () => false);
  if (ok !== lost) return;
  lost = !ok;
  bar.textContent = lost ? document.querySelector('header.top').dataset.lost : '';
  if (ok && document.querySelector('#k-message textarea')?.disabled) location.reload();
}, 4000);
