(u) => {
  const now = location.search || '?';
  if (u && u !== now) history.pushState({}, '', u === '?' ? location.pathname : u);
  window.scrollTo(0, 0);
  setTimeout(() => { const h = [...document.querySelectorAll('.k h1')].find(x => x.offsetParent); if (h) h.focus({preventScroll: true}); }, 60);
}
