// The strip of the whole clip: reps as stretches, drawn out by a finger, a mouse or keys.

const DRAGGED_PX = 6;

class Strip {
  // act: {seek(time), tap(time), dropped()}
  constructor(root, act) {
    this.act = act;
    this.duration = 1;
    this.slot = element("div", "slot");
    this.bar = element("div", "bar");
    this.head = element("div", "head");
    this.slot.append(this.bar);
    this.slot.tabIndex = 0;
    this.slot.setAttribute("role", "slider");
    this.slot.setAttribute("aria-label", "Place in the video");
    this.slot.setAttribute("aria-valuemin", "0");
    root.append(this.slot);
    this.listen();
  }

  get top() { return this.slot.getBoundingClientRect().top; }

  // While a finger is on it, and until what it leads to is laid out.
  get inHand() { return performance.now() < this.heldUntil; }

  // The video has come to where a tap sent it, however long that took.
  arrived() { if (this.heldUntil === Infinity) this.heldUntil = performance.now() + AWAKE_MS; }

  draw(marks, duration) {
    this.duration = duration;
    this.slot.setAttribute("aria-valuemax", duration.toFixed(1));
    this.bar.replaceChildren();
    for (const mark of marks) {
      const part = element("div", `seg ${mark.kind}`);
      part.style.left = `${(100 * mark.start) / duration}%`;
      part.style.width = `${(100 * (mark.end - mark.start)) / duration}%`;
      this.bar.append(part);
    }
    this.bar.append(this.head);
  }

  show(time, said) {
    this.head.style.left = `${Math.min(100, (100 * time) / this.duration)}%`;
    this.slot.setAttribute("aria-valuenow", time.toFixed(2));
    this.slot.setAttribute("aria-valuetext", said);
  }

  timeAt(event) {
    const box = this.bar.getBoundingClientRect();
    return this.duration * Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  }

  // A swipe that scrolls the page begins on the strip, too: nothing moves before a tap or a way
  // along the strip.
  listen() {
    let held = null;
    this.heldUntil = 0;
    const hold = () => { this.heldUntil = performance.now() + AWAKE_MS; };
    this.slot.addEventListener("pointerdown", event => {
      if (event.button > 0) return;
      held = { x: event.clientX, dragged: false };
      hold();
      this.slot.setPointerCapture(event.pointerId);
    });
    this.slot.addEventListener("pointermove", event => {
      if (!held) return;
      hold();
      held.dragged ||= Math.abs(event.clientX - held.x) > DRAGGED_PX;
      if (held.dragged) this.act.seek(this.timeAt(event));
    });
    this.slot.addEventListener("pointerup", event => {
      if (held) this.heldUntil = Infinity;
      if (held && !held.dragged) this.act.tap(this.timeAt(event));
      else if (held) this.act.dropped();
      held = null;
    });
    this.slot.addEventListener("pointercancel", () => { held = null; this.heldUntil = 0; });
    this.slot.addEventListener("keydown", event => {
      const leap = { Home: 0, End: 1 }[event.key];
      if (leap === undefined) return;
      event.preventDefault();
      this.act.seek(leap * this.duration);
    });
  }
}
