(u) => {
  const now = location.search || '?';
  if (u && u !== now) history.pushState({}, '', u === '?' ? location.pathname : u);
  const asked = new URLSearchParams(u || now), [view, talk, client] = ['view', 'talk', 'client'].map(name => asked.get(name));
  const held = document.activeElement?.id || window.kulanzHeld, here = [view, talk, client].join();
  if (here === window.kulanzHere) { // what had the focus was perhaps drawn anew
    setTimeout(() => { if (document.activeElement === document.body) document.getElementById(held)?.focus({preventScroll: true}); }, 60);
    return;
  }
  window.kulanzHere = here;
  window.scrollTo(0, 0);
  const column = `#k-${CSS.escape(view || (talk ? 'talk' : client ? 'briefing' : 'choose'))} h1`;
  const greet = looks => { // the view may not be drawn yet; an unknown one is never drawn, and home stands there instead
    const heading = [...document.querySelectorAll(looks ? column : '.k h1')].find(x => x.offsetParent);
    if (heading) heading.focus({preventScroll: true});
    else if (looks) setTimeout(greet, 60, looks - 1);
  };
  setTimeout(greet, 60, 50);
}
