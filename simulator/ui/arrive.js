(u) => {
  const now = location.search || '?';
  const view = q => { const p = new URLSearchParams(q); return [p.get('view'), p.get('talk'), p.get('client')].join(); };
  if (u && u !== now) history.pushState({}, '', u === '?' ? location.pathname : u);
  const held = document.activeElement?.id || window.kulanzHeld, here = view(u || now);
  if (here === window.kulanzHere) { // what had the focus was perhaps drawn anew
    setTimeout(() => { if (document.activeElement === document.body) document.getElementById(held)?.focus({preventScroll: true}); }, 60);
    return;
  }
  window.kulanzHere = here;
  window.scrollTo(0, 0);
  setTimeout(() => { const h = [...document.querySelectorAll('.k h1')].find(x => x.offsetParent); if (h) h.focus({preventScroll: true}); }, 60);
}
