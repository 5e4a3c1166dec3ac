// Drives the page's <video> from a strip of reps: seek, loop, half speed. Python only hears which
// rep was chosen; nothing here waits for the server.

const ICONS = {
  steady: '<path d="M3 8.5l3.2 3.2L13 5" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/>',
  partly: '<path d="M2.5 9c1.8-3 3.7-3 5.5 0s3.7 3 5.5 0" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>',
  flagged: '<path d="M4 15V2m0 .8c3-2 5 2 9 0v6.4c-4 2-6-2-9 0" fill="currentColor" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/>',
  incomplete: '<path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"/><circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.8"/>',
  unjudged: '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="2.4 2.3"/>',
  not_counted: '<path d="M3 8h10" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
};
const LEGEND = { steady: "steady", partly: "seen in part", flagged: "flagged", incomplete: "part not seen", unjudged: "not judged", not_counted: "not counted" };
const memories = new WeakMap();

const icon = kind => `<svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[kind]}</svg>`;

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

class Player {
  constructor(root) {
    this.root = root;
    this.loop = true;
    this.half = false;
    this.range = null;     // the stretch that is looped
    this.wanted = null;    // a seek that waits for the video to be there
    this.watched = null;   // the video whose seeks are listened to; the page may exchange it
    this.selected = null;
    this.command = undefined;
    this.build();
    const tick = () => { this.tick(); this.frame = requestAnimationFrame(tick); };
    this.frame = requestAnimationFrame(tick);
  }

  build() {
    this.bar = element("div", "bar");
    this.bar.setAttribute("aria-hidden", "true"); // the chips and the video say the same
    this.bar.onclick = event => {
      const box = this.bar.getBoundingClientRect();
      this.range = null;
      this.seek(((event.clientX - box.left) / box.width) * this.data.duration, false);
    };
    this.head = element("div", "head");
    this.chips = element("div", "chips");
    this.chips.setAttribute("role", "group");
    this.chips.setAttribute("aria-label", "Reps of this set");
    this.tools = element("div", "tools");
    this.loopTool = this.tool("Loop the rep", () => { this.loop = !this.loop; });
    this.halfTool = this.tool("Half speed", () => { this.half = !this.half; });
    this.wholeTool = this.tool("Whole set", () => { this.range = null; this.seek(0, true); });
    this.wholeTool.removeAttribute("aria-pressed");
    this.time = element("span", "time", "0.0 s");
    this.tools.append(this.time);
    this.legend = element("div", "legend");
    this.root.append(this.bar, this.chips, this.tools, this.legend);
  }

  tool(label, act) {
    const button = element("button", "tool", label);
    button.type = "button";
    button.onclick = () => { act(); this.showTools(); };
    this.tools.append(button);
    return button;
  }

  showTools() {
    this.loopTool.setAttribute("aria-pressed", String(this.loop));
    this.halfTool.setAttribute("aria-pressed", String(this.half));
    const video = this.video();
    if (video) video.playbackRate = this.half ? 0.5 : 1;
  }

  update(component) {
    this.data = component.data;
    this.say = component.setStateValue;
    const drawn = JSON.stringify([this.data.marks, this.data.duration]);
    if (drawn !== this.drawn) this.draw();
    this.drawn = drawn;
    this.selected = this.data.selected;
    this.showSelected();
    this.showTools();
    const command = this.data.command;
    if (command && command.nonce !== this.command) {
      const first = this.command === undefined;
      this.command = command.nonce;
      this.range = { start: command.start, end: command.end };
      this.seek(command.at, !first);
    } else if (!command) this.command = this.command ?? null;
  }

  draw() {
    this.bar.replaceChildren();
    this.chips.replaceChildren();
    this.legend.replaceChildren();
    for (const mark of this.data.marks) {
      const segment = element("div", `seg ${mark.kind}`);
      segment.style.left = `${(100 * mark.start) / this.data.duration}%`;
      segment.style.width = `${(100 * (mark.end - mark.start)) / this.data.duration}%`;
      this.bar.append(segment);
      this.chips.append(this.chip(mark));
    }
    this.bar.append(this.head);
    const kinds = [...new Set(this.data.marks.map(mark => mark.kind))];
    for (const kind of kinds) {
      const entry = element("span");
      entry.innerHTML = icon(kind);
      entry.append(LEGEND[kind]);
      this.legend.append(entry);
    }
  }

  chip(mark) {
    const chip = element("button", `chip ${mark.kind}`);
    chip.type = "button";
    chip.innerHTML = icon(mark.kind);
    chip.append(mark.label);
    chip.title = mark.title;
    chip.setAttribute("aria-label", mark.title);
    chip.dataset.id = mark.id;
    chip.dataset.start = mark.start;
    chip.onclick = () => {
      this.selected = mark.id;
      this.showSelected();
      this.range = { start: mark.start, end: mark.end };
      this.seek(mark.start, true);
      this.say("selected", mark.id);
    };
    return chip;
  }

  showSelected() {
    for (const chip of this.chips.children) {
      chip.setAttribute("aria-pressed", String(chip.dataset.id === this.selected));
    }
  }

  video() {
    return document.querySelector(`.st-key-${CSS.escape(this.data.video_key)} video`);
  }

  seek(at, play) {
    this.wanted = { at, play };
    this.follow();
  }

  follow() {
    const video = this.video();
    if (!this.wanted || !video || video.readyState < 1) return;
    const { at, play } = this.wanted;
    this.wanted = null;
    video.currentTime = at;
    video.playbackRate = this.half ? 0.5 : 1;
    if (play) { video.muted = true; video.play().catch(() => {}); }
  }

  tick() {
    if (!this.data) return;
    this.follow();
    const video = this.video();
    if (!video || video.readyState < 1) return;
    this.watch(video);
    this.keepInRange(video);
    const now = video.currentTime;
    if (now === this.shown) return;
    this.shown = now;
    this.time.textContent = `${now.toFixed(1)} s`;
    this.head.style.left = `${Math.min(100, (100 * now) / this.data.duration)}%`;
    this.data.marks.forEach((mark, place) => {
      this.chips.children[place].classList.toggle("now", now >= mark.start && now < mark.end);
    });
  }

  // Only a seek tells that the user went elsewhere. Where the video stands does not: a busy phone
  // may draw no frame for a second, and the video has played on past the end of the rep by then.
  watch(video) {
    if (video === this.watched) return;
    this.watched = video;
    video.addEventListener("seeking", () => {
      const now = video.currentTime;
      if (this.range && (now < this.range.start - 0.4 || now > this.range.end + 0.6)) this.range = null;
    });
    video.addEventListener("emptied", () => { if (!this.wanted) this.range = null; });
  }

  keepInRange(video) {
    if (!this.range || !this.loop || video.seeking) return;
    const { start, end } = this.range;
    if (video.currentTime >= end || video.ended) {
      const playing = !video.paused || video.ended;
      video.currentTime = start;
      if (playing) video.play().catch(() => {});
    }
  }

  close() { cancelAnimationFrame(this.frame); }
}

export default function (component) {
  const { parentElement } = component;
  let player = memories.get(parentElement);
  if (!player) {
    player = new Player(parentElement.querySelector(".wrap"));
    memories.set(parentElement, player);
  }
  player.update(component);
  return () => { player.close(); memories.delete(parentElement); };
}
