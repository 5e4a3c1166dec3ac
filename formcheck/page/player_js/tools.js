// The buttons under the strip. What they say is read off the video, never remembered.

const SIGNS = {
  play: '<path d="M4 2.5v11l9-5.5z" fill="currentColor"/>',
  pause: '<path d="M4 2.5h3v11H4zM9.5 2.5h3v11h-3z" fill="currentColor"/>',
  back: '<path d="M11 3L5.5 8l5.5 5M3.5 3v10" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
  on: '<path d="M5 3l5.5 5L5 13M12.5 3v10" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
  full: '<path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
};
const SPEEDS = [[1, "1×", "Full speed"], [0.5, "½", "Half speed"], [0.25, "¼", "Quarter speed"]];

class Tools {
  // act: {toggle, step, speed, loop, whole, meet, zoom, full, compare, against}
  constructor(root, act) {
    this.act = act;
    this.row = element("div", "tools");
    root.append(this.row);
    this.play = this.sign("play", "Play", () => act.toggle());
    this.sign("back", "One frame back", () => act.step(-1));
    this.sign("on", "One frame forward", () => act.step(1));
    this.time = element("span", "time", "0.00 s");
    this.row.append(this.time);
    this.speeds = this.group("Speed", SPEEDS, rate => act.speed(rate));
    this.loop = this.button("Loop the rep", () => act.loop());
    this.whole = this.button("Whole set", () => act.whole());
    this.whole.removeAttribute("aria-pressed");
    this.meet = this.button("Bottom", () => act.meet());
    this.meet.removeAttribute("aria-pressed");
    this.zoom = this.button("Zoom", () => act.zoom());  // in the widest font a row holds no more words
    this.zoom.setAttribute("aria-label", "Zoom to the lifter");
    this.sign("full", "Full screen", () => act.full());
    this.compare = element("div", "compare");
    this.other = element("select");
    this.other.setAttribute("aria-label", "Compare with");
    this.other.onchange = () => act.against(this.other.value);
    this.modes = this.group("Compare two reps", [
      ["one", "One", "One rep"], ["beside", "Side by side", "Side by side"], ["over", "Ghost", "As a ghost"],
    ], mode => act.compare(mode), this.compare);
    this.compare.append(this.other);
    this.status = element("div", "status");
    this.status.setAttribute("role", "status");
    this.offer = element("div", "offer");
    root.append(this.compare, this.status, this.offer);
  }

  button(text, act, row = this.row) {
    const made = element("button", "tool", text);
    made.type = "button";
    made.onclick = act;
    made.setAttribute("aria-pressed", "false");
    row.append(made);
    return made;
  }

  sign(kind, name, act) {
    const made = this.button("", act);
    made.removeAttribute("aria-pressed");
    made.classList.add("sign");
    this.label(made, kind, name);
    return made;
  }

  label(button, kind, name) {
    button.innerHTML = icon(SIGNS[kind]);
    button.setAttribute("aria-label", name);
    button.title = name;
  }

  group(name, choices, act, row = this.row) {
    const box = element("div", "choice");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", name);
    row.append(box);
    return choices.map(([value, text, full]) => {
      const made = this.button(text, () => act(value), box);
      made.dataset.value = value;
      made.setAttribute("aria-label", full);
      return made;
    });
  }

  show({ playing, rate, looped, loops, meets, zoomable, zoomed, mode, others, against, status }) {
    this.meet.textContent = meets.name;
    this.meet.setAttribute("aria-label", `To the ${meets.name.toLowerCase()}`);
    this.meet.disabled = !meets.known;
    if (this.play.dataset.playing !== String(playing)) {
      this.play.dataset.playing = String(playing);
      this.label(this.play, playing ? "pause" : "play", playing ? "Pause" : "Play");
    }
    const press = (button, on) => button.setAttribute("aria-pressed", String(on));
    this.speeds.forEach(button => press(button, Number(button.dataset.value) === rate));
    press(this.loop, loops);
    this.loop.textContent = `Loop ${looped}`;
    this.zoom.hidden = !zoomable;
    press(this.zoom, zoomed);
    this.compare.hidden = others.length === 0;
    this.modes.forEach(button => press(button, button.dataset.value === mode));
    this.other.hidden = mode === "one";
    const options = JSON.stringify(others);
    if (this.drawn !== options) {
      this.drawn = options;
      this.other.replaceChildren(...others.map(([id, text]) => new Option(text, id)));
    }
    this.other.value = against;
    if (this.status.textContent !== status) this.status.textContent = status;
  }

  // Ask whether a movement that was not found is a rep.
  ask(time, add) {
    this.offer.replaceChildren();
    if (time === null) return;
    const made = this.button(`Add a rep at ${clockOf(time, 1)}`, () => { this.ask(null); add(time); }, this.offer);
    made.removeAttribute("aria-pressed");
    const no = this.button("Not now", () => this.ask(null), this.offer);
    no.removeAttribute("aria-pressed");
  }
}
