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

// What had the keyboard went with what was undone: it goes on at the heading of that name.
function catchFocus(id, looks = 40) {
  const heading = document.getElementById(id);
  if (heading && document.activeElement === document.body) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  } else if (looks) setTimeout(() => catchFocus(id, looks - 1), 50);
}
