// Two fingers, or the wheel with Ctrl, look closer at the place between them; one finger or the
// mouse then moves the picture. What is seen is a part of the part that the stage shows anyway.

const CLOSEST = 5;
const DRAGGED_FAR_PX = 6; // less is a tap

class Lens {
  constructor(changed) {
    this.changed = changed;
    this.reset();
    this.places = new WeakSet();
  }

  reset() {
    this.scale = 1;
    this.left = 0; // of what is seen, as a share of the whole part
    this.top = 0;
  }

  get close() { return this.scale > 1.01; }

  // What is seen of a part of the frame, [left, top, right, bottom] as shares of the frame.
  of([left, top, right, bottom]) {
    const wide = right - left, high = bottom - top;
    const x = left + this.left * wide, y = top + this.top * high;
    return [x, y, x + wide / this.scale, y + high / this.scale];
  }

  // Keeps the place under the fingers where it is; x and y are shares of the picture on the screen.
  zoom(by, x, y) {
    const scale = Math.min(CLOSEST, Math.max(1, this.scale * by));
    this.left += x * (1 / this.scale - 1 / scale);
    this.top += y * (1 / this.scale - 1 / scale);
    this.scale = scale;
    this.move(0, 0);
  }

  move(x, y) {
    const most = 1 - 1 / this.scale;
    this.left = Math.min(most, Math.max(0, this.left - x / this.scale));
    this.top = Math.min(most, Math.max(0, this.top - y / this.scale));
    this.changed();
  }

  // place: the box with the pictures; cells(): how many lie side by side in it
  listen(place, cells) {
    if (this.places.has(place)) return;
    this.places.add(place);
    const share = point => {
      const box = place.getBoundingClientRect();
      const wide = box.width / cells();
      return [((point.clientX - box.left) % wide) / wide, (point.clientY - box.top) / box.height, wide, box.height];
    };
    this.byTouch(place, share);
    this.byMouse(place, share);
  }

  byTouch(place, share) {
    let before = null;
    const held = touches => {
      const points = [...touches].slice(0, 2);
      const mean = axis => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
      const apart = points.length < 2 ? 0
        : Math.hypot(points[0].clientX - points[1].clientX, points[0].clientY - points[1].clientY);
      return { count: points.length, apart, clientX: mean("clientX"), clientY: mean("clientY") };
    };
    place.addEventListener("touchstart", event => { before = held(event.touches); });
    place.addEventListener("touchmove", event => {
      const now = held(event.touches);
      if (!before || now.count !== before.count) { before = now; return; }
      if (now.count === 1 && !this.close) return; // the page scrolls
      event.preventDefault();
      const [x, y, wide, high] = share(before);
      if (now.apart && before.apart) this.zoom(now.apart / before.apart, x, y);
      this.move((now.clientX - before.clientX) / wide, (now.clientY - before.clientY) / high);
      before = now;
    }, { passive: false });
    const ended = event => { before = event.touches.length ? held(event.touches) : null; };
    place.addEventListener("touchend", ended);
    place.addEventListener("touchcancel", ended);
  }

  byMouse(place, share) {
    place.addEventListener("wheel", event => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const [x, y] = share(event);
      this.zoom(Math.exp(-event.deltaY / 200), x, y);
    }, { passive: false });
    let from = null;
    place.addEventListener("mousedown", event => { from = this.close ? { x: event.clientX, y: event.clientY, far: false } : null; });
    place.addEventListener("mousemove", event => {
      if (!from || !event.buttons) return;
      const [, , wide, high] = share(event);
      from.far ||= Math.hypot(event.clientX - from.x, event.clientY - from.y) > DRAGGED_FAR_PX;
      if (!from.far) return;
      this.move((event.clientX - from.x) / wide, (event.clientY - from.y) / high);
      Object.assign(from, { x: event.clientX, y: event.clientY });
    });
    // moving the picture neither plays nor stops it
    place.addEventListener("click", event => {
      if (from?.far) event.stopImmediatePropagation();
      from = null;
    }, true);
  }
}
