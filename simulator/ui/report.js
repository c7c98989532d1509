const shown = id => element.querySelector('#' + CSS.escape(id));
element.addEventListener('click', e => {
  const jump = e.target.closest('[data-jump]');
  if (jump) {
    const goal = shown(jump.dataset.jump);
    e.preventDefault();
    if (!goal) return;
    const own = goal.querySelector(':scope > details');
    if (own) own.open = true;
    for (let box = goal.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
    goal.tabIndex = -1;
    goal.focus({preventScroll: true});
    goal.scrollIntoView({block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'});
  }
  if (e.target.closest('[data-print]')) window.print();
  const form = e.target.closest('.guess');
  if (form && e.target.closest('button')) window.kulanzHere = ''; // the report counts as another place: it begins at its top
  if (form && e.target.closest('[data-send]')) {
    trigger('guess', {levels: Object.fromEntries([...form.querySelectorAll('input')].map(i => [i.name, Number(i.value)]))});
  }
  if (form && e.target.closest('[data-skip]')) trigger('guess', {levels: {}});
});
element.addEventListener('input', e => {
  const words = e.target.dataset.words;
  if (!words) return;
  const word = words.split('|')[e.target.value - 1];
  e.target.setAttribute('aria-valuetext', word);
  e.target.closest('.ask').querySelector('output').textContent = word;
});
