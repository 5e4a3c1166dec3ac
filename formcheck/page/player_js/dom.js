// Small helpers for making elements.

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const icon = drawing => `<svg viewBox="0 0 16 16" aria-hidden="true">${drawing}</svg>`;

// What scrolls when a thumb moves over it.
function scrollerOf(inside) {
  let around = inside.parentElement;
  const scrolls = one => one.scrollHeight > one.clientHeight && /auto|scroll/.test(getComputedStyle(one).overflowY);
  while (around && !scrolls(around)) around = around.parentElement;
  return around ?? document.scrollingElement;
}

// What had the keyboard goes with what was undone, on a busy machine after seconds: it goes on at the
// heading of that name, unless somebody has gone elsewhere meanwhile.
function catchFocus(id, had = document.activeElement, looks = 600) {
  const heading = document.getElementById(id);
  const has = document.activeElement;
  if (heading && has === document.body) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  } else if (looks && (has === had || has === document.body)) {
    setTimeout(() => catchFocus(id, had, looks - 1), 50);
  }
}
