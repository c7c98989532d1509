document.addEventListener('click', e => {
  const a = e.target.closest('a[data-go],a[data-lang]');
  if (!a || e.metaKey || e.ctrlKey || e.shiftKey) return;
  e.preventDefault();
  if (a.dataset.lang) { document.cookie = 'kulanz_lang=' + a.dataset.lang + ';path=/;SameSite=Lax;max-age=31536000'; location.href = a.getAttribute('href') + location.search; return; }
  if (a.dataset.ask && !confirm(a.dataset.ask)) return;
  trigger('go', {q: a.getAttribute('href')});
});
window.addEventListener('popstate', () => trigger('go', {q: location.search || '?'}));
