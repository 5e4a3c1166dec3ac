// The player of a set: reps to choose, pictures to step through, two reps to compare. Everything
// happens in the browser; Python only hears which rep is looked at, and which one was missed.

const ENDS_S = 0.02;
const SETTLED_MS = 350;
const AWAKE_MS = 600;  // after anything happened; what it leads to takes a few frames
const ASLEEP_MS = 250; // between two looks while nothing moves: the page may exchange the video
const STIRS = ["pointerdown", "pointermove", "pointerup", "click", "input", "change", "keydown"];

class Player {
  constructor(root) {
    this.root = root;
    this.range = null;      // the rep that is looked at: {id, start, end}
    this.loop = true;
    this.zoomed = null;     // true or false once somebody chose; else two reps are zoomed
    this.mode = "one";
    this.against = null;    // id of the rep to compare with, when somebody chose one
    this.film = new Film(() => this.video(), what => this.heard(what));
    this.twin = new Twin();
    this.ghost = new Ghost();
    this.lens = new Lens(() => this.wake());
    this.stage = new Stage();
    this.strip = new Strip(root, {
      seek: time => this.drag(time), tap: time => this.tap(time), dropped: () => this.settle(),
    });
    this.chips = new Chips(root, mark => this.choose(mark));
    this.tools = new Tools(root, {
      toggle: () => this.toggle(), step: way => this.step(way), speed: rate => this.film.setRate(rate),
      loop: () => this.toggleLoop(), whole: () => this.playWhole(), meet: () => this.meet(), zoom: () => this.zoom(),
      full: () => this.stage.fill(this.film.element, this.root.getRootNode().host),
      compare: mode => this.compare(mode), against: id => { this.against = id; },
    });
    this.verdict = element("div", "verdict"); // what a correction made of it, for a screen reader
    this.verdict.setAttribute("role", "status");
    root.append(this.chips.legend, this.verdict);
    this.keys = new Keys(target => this.owns(target), { step: way => this.step(way), toggle: () => this.toggle() });
    this.frame = 0;
    STIRS.forEach(name => root.addEventListener(name, () => this.wake()));
    this.wake();
  }

  // Look at each frame from now on; once nothing moves any more, only now and then.
  wake() {
    this.awakeUntil = performance.now() + AWAKE_MS;
    if (this.frame || this.closed) return;
    clearTimeout(this.asleep);
    this.look();
  }

  look() {
    const moving = performance.now() < this.awakeUntil || this.film.moving || this.twin.moving;
    const again = () => { this.frame = 0; this.tick(); if (!this.closed && !this.frame) this.look(); };
    if (moving) this.frame = requestAnimationFrame(again);
    else this.asleep = setTimeout(again, ASLEEP_MS);
  }

  video() {
    return this.data ? document.querySelector(`.st-key-${CSS.escape(this.data.video_key)} video:not(.formcheck-twin)`) : null;
  }

  owns(target) {
    return this.root.contains(target) || Boolean(this.video()?.parentElement.contains(target));
  }

  update(component) {
    const first = !this.data;
    if (!first && this.data.verdict !== component.data.verdict) this.verdict.textContent = component.data.verdict;
    if (!first && this.data.undone !== component.data.undone) catchFocus(component.data.corrections);
    this.data = component.data;
    this.tell = component.setTriggerValue; // a state that is the same again would tell nobody
    this.pictures = new Pictures(this.data.pictures, this.data.ticks);
    const marks = JSON.stringify([this.data.marks, this.data.duration]);
    if (marks !== this.drawn) this.draw();
    this.drawn = marks;
    if (!first) this.obey(this.data.command);
    else this.open();
    this.wake();
  }

  draw() {
    this.strip.draw(this.data.marks, this.data.duration);
    this.chips.draw(this.data.marks);
    this.tools.ask(null);
    const same = this.range && this.data.marks.find(mark => mark.id === this.range.id && Math.abs(mark.start - this.range.start) < 0.3);
    if (this.range && !same) this.release();
    else if (same) this.range = same;
    if (!this.mark(this.against)) this.against = null;
  }

  // A rep that was taken away is no longer looped, and the video stays in it. While the page is
  // busy the video runs on past the end of a loop: then the loop goes back once more, and stops.
  release() {
    const { range, film } = this;
    this.range = null;
    film.pause();
    if (film.time < range.start - ENDS_S || film.time >= range.end) this.go(range.start, false);
  }

  open() {
    this.nonce = this.data.command?.nonce ?? null;
    const mark = this.mark(this.data.opens);
    if (!mark) return;
    this.range = mark;
    if (this.data.beside && this.pair(mark)) this.mode = "beside";
    this.go(this.data.opens_at, false);
  }

  obey(command) {
    if (!command || command.nonce === this.nonce) return;
    this.nonce = command.nonce;
    this.range = this.mark(command.id) ?? null;
    this.tools.ask(null);
    this.go(command.at, false);
    this.video()?.parentElement.scrollIntoView({ block: "nearest" });
  }

  // To the first picture that is not before a time.
  go(time, play) { this.film.seek(this.pictures.inside(this.pictures.from(time)), play); }

  mark(id) { return this.data.marks.find(mark => mark.id === id); }

  markAt(time) { return this.data.marks.find(mark => time >= mark.start - 1e-3 && time < mark.end); }

  get closeUp() { return Boolean(this.data.zoom) && (this.zoomed ?? this.mode !== "one"); }

  get meeting() {
    const mark = this.current ?? this.mark(this.data.selected) ?? this.mark(this.data.opens);
    return mark?.meets == null ? null : mark;
  }

  get toLoop() { return this.range ?? this.markAt(this.film.time) ?? this.mark(this.data.selected); }

  get current() { return this.range ?? this.markAt(this.film.time) ?? null; }

  // --- what a person does

  choose(mark) {
    this.range = mark;
    this.go(mark.start, true);
    this.tools.ask(null);
    this.announce(mark.id);
  }

  toggle() {
    if (this.film.playing) { this.film.pause(); return; }
    const end = this.range && this.film.time >= this.range.end - ENDS_S;
    if (end || this.film.element?.ended) this.film.seek(this.range ? this.range.start : 0, true);
    else this.film.play();
  }

  step(way) {
    if (!this.film.ready) return;
    const now = this.film.pictureTime;
    this.film.pause();
    const place = this.pictures.at(now) + way;
    this.goTo(this.pictures.times[Math.min(Math.max(place, 0), this.pictures.times.length - 1)]);
    this.settle();
  }

  drag(time) {
    this.tools.ask(null);
    this.goTo(time);
  }

  tap(time) {
    this.goTo(time);
    this.tools.ask(this.markAt(time) || !this.data.may_add ? null : time, at => this.tell("add", at));
    this.settle();
  }

  goTo(time) {
    this.film.seek(this.pictures.inside(this.pictures.at(time)), false);
    if (this.range && (time < this.range.start - ENDS_S || time > this.range.end + ENDS_S)) this.range = null;
  }

  toggleLoop() {
    if (this.range) { this.loop = !this.loop; return; }
    this.loop = true;
    if (this.toLoop) this.choose(this.toLoop);
  }

  playWhole() {
    this.range = null;
    this.mode = "one";
    this.film.seek(0, true);
  }

  // To the bottom or the lift-off of the rep that is looked at.
  meet() {
    const mark = this.meeting;
    if (!mark) return;
    this.tools.ask(null);
    this.range = mark;
    this.go(mark.meets, false);
    this.settle();
  }

  // What was looked at with two fingers is given back first.
  zoom() {
    if (this.lens.close) this.lens.reset();
    else this.zoomed = !this.closeUp;
  }

  compare(mode) {
    this.mode = mode;
    if (mode === "one" || this.pair(this.range)) return;
    const mark = [this.current, this.mark(this.data.opens), ...this.data.marks].find(each => this.pair(each));
    if (mark) this.choose(mark);
  }

  // --- what the video does

  heard(what) {
    this.wake();
    if (what === "stirred") return;
    // only a seek from elsewhere tells that somebody went elsewhere
    const time = this.film.element.currentTime;
    if (what === "moved" && this.range && (time < this.range.start - 0.4 || time > this.range.end + 0.6)) this.range = null;
    if (what === "exchanged") {
      const place = this.film.element.parentElement;
      place.onclick = event => { if (!event.target.closest("button, a")) this.toggle(); };
    }
    if (what === "pause") this.settle();
  }

  // Once the video stands still, the page tells of the rep that it stands in.
  settle() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      const mark = this.markAt(this.film.time);
      if (!this.film.playing && mark) this.announce(mark.id);
    }, SETTLED_MS);
  }

  announce(id) {
    if (id === this.data.selected) return;
    this.data.selected = id;
    this.tell("selected", id);
  }

  keepInRange() {
    const video = this.film.element;
    if (!this.range || video.seeking || this.film.wanted || !(this.film.playing || video.ended)) return;
    if (video.currentTime < this.range.end && !video.ended) return;
    if (!this.loop) { this.range = null; return; }
    this.go(this.range.start, true);
  }

  pair(mark) { return pairOf(mark, [this.mark(this.against), this.mark(mark?.other)]); }

  tick() {
    if (!this.data) return;
    const ready = this.film.follow();
    if (ready) this.keepInRange();
    const current = this.current;
    const pair = this.mode === "one" ? null : this.pair(current);
    if (ready) this.lay(pair);
    this.show(current, pair);
  }

  lay(pair) {
    const { film, mode, strip } = this;
    const top = strip.inHand ? strip.top : null;
    this.twin.show(film.element, mode === "beside" ? pair : null);
    this.twin.follow(film, this.pictures);
    const seen = this.stage.lay(film.element, this.twin.element, {
      box: this.closeUp ? this.data.zoom : null, lens: this.lens, mode: pair ? mode : "one",
      names: pair ? pair.map(titleOf) : [],
    });
    this.ghost.show(film.element, this.data.ghosts, mode === "over" ? pair : null, film.pictureTime, seen);
    // one rep is taller than two: the strip stays under the finger, and the question below in sight
    if (top !== null && strip.top !== top) scrollerOf(film.element).scrollBy(0, strip.top - top);
    if (!film.element.seeking && !film.wanted) strip.arrived();
  }

  show(current, pair) {
    const video = this.film.element;
    const shown = this.pictures.times[this.pictures.at(this.film.pictureTime)];
    this.tools.time.textContent = clockOf(shown, 2);
    this.root.dataset.picture = String(this.pictures.at(shown));
    this.chips.ring(current?.id);
    const rate = video ? video.playbackRate : this.film.rate;
    const loops = Boolean(this.range) && this.loop;
    const named = this.range || this.toLoop?.number === undefined;
    const looped = named && this.toLoop ? nameOf(this.toLoop) : "the rep";
    const status = statusOf({ playing: this.film.playing, current, held: Boolean(this.range), loops, rate });
    this.strip.show(shown, `${clockOf(shown, 2)}, ${status}`);
    const others = this.data.marks.filter(mark => mark.meets != null && mark.id !== current?.id);
    this.tools.show({
      playing: this.film.playing, rate, looped, loops, status, mode: pair ? this.mode : "one",
      meets: { name: this.data.meets_name, known: Boolean(this.meeting) },
      zoomable: Boolean(this.data.zoom) || this.lens.close, zoomed: this.closeUp || this.lens.close,
      others: this.data.marks.filter(mark => mark.meets != null).length > 1 ? others.map(mark => [mark.id, `with rep ${mark.label}`]) : [],
      against: pair ? pair[1].id : this.against ?? "",
    });
  }

  close() {
    this.closed = true;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.asleep);
    clearTimeout(this.waiting);
    this.keys.close();
    this.twin.remove();
    this.ghost.remove();
    this.stage.leave?.();
    this.stage.forget();
  }
}
