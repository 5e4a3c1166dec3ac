// One button for each rep and each movement that was not counted, and what their signs mean.

const ICONS = {
  steady: '<path d="M3 8.5l3.2 3.2L13 5" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/>',
  doubted: '<path d="M3 8h.1M8 8h.1M13 8h.1" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/>',
  partly: '<path d="M2.5 9c1.8-3 3.7-3 5.5 0s3.7 3 5.5 0" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>',
  flagged: '<path d="M4 15V2m0 .8c3-2 5 2 9 0v6.4c-4 2-6-2-9 0" fill="currentColor" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/>',
  possible: '<path d="M5 5.2c.3-4 6.4-3.7 6 .1-.2 2-2.9 2.2-3 4.6M8 13.4v.2" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>',
  incomplete: '<path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"/><circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.8"/>',
  unjudged: '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="2.4 2.3"/>',
  not_counted: '<path d="M3 8h10" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
};

class Chips {
  constructor(root, chosen) {
    this.chosen = chosen;
    this.row = element("div", "chips");
    this.row.setAttribute("role", "group");
    this.row.setAttribute("aria-label", "Reps of this set");
    root.append(this.row);
    this.legend = element("div", "legend");
  }

  draw(marks) {
    this.row.replaceChildren(...marks.map(mark => this.chip(mark)));
    const states = new Map(marks.map(mark => [mark.kind, mark.state]));
    this.legend.replaceChildren(...[...states].map(([kind, state]) => {
      const entry = element("span");
      entry.innerHTML = icon(ICONS[kind]);
      entry.append(state);
      return entry;
    }));
  }

  chip(mark) {
    const chip = element("button", `chip ${mark.kind}`);
    chip.type = "button";
    chip.innerHTML = icon(ICONS[mark.kind]);
    chip.append(mark.label);
    chip.title = mark.title;
    chip.setAttribute("aria-label", mark.title);
    chip.dataset.id = mark.id;
    chip.dataset.start = mark.start;
    chip.onclick = () => this.chosen(mark);
    return chip;
  }

  // Ring the rep that the video is at.
  ring(id) {
    for (const chip of this.row.children) chip.setAttribute("aria-pressed", String(chip.dataset.id === id));
  }
}
