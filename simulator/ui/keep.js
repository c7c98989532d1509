// What is being typed is kept a moment later, so that nothing is lost however the page is left. Runs each time the talk is opened.
const talk = element.closest('#k-talk');
const boxes = {draft: '#k-message textarea', notes: '#k-notes textarea'};
const waiting = {};
const keep = (what, address) => {
  clearTimeout(waiting[what]);
  delete waiting[what];
  const box = talk.querySelector(boxes[what]);
  if (box && !box.disabled) trigger('keep', {address, what, text: box.value});
};
const which = e => Object.keys(boxes).find(what => e.target.matches?.(boxes[what]));
talk.addEventListener('input', e => {
  const what = which(e);
  if (!what) return;
  clearTimeout(waiting[what]);
  waiting[what] = setTimeout(keep, 300, what, location.search);
});
talk.addEventListener('focusout', e => {
  const what = which(e);
  if (what && waiting[what] && e.relatedTarget?.id !== 'k-send') keep(what, location.search);
});
const sent = e => { if (e.target.closest?.('#k-send') || (e.key === 'Enter' && which(e) === 'draft')) clearTimeout(waiting.draft); };
talk.addEventListener('click', sent, true);
talk.addEventListener('keydown', sent, true);
