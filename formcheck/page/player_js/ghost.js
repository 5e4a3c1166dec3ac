// The ghost: the outline of another rep's lifter over the video, standing on the same feet, and by
// how much the two differ. Drawn from what was tracked: no second video is played.

const GHOST_COLOR = "#ffd23f"; // on dark rims: seen on any gym's wall
const GHOST_RIM = "rgba(18, 22, 28, 0.8)";
const JOINT = { ears: [0, 1], shoulders: [2, 3], hips: [4, 5], knees: [6, 7], ankles: [8, 9], feet: [10, 11] };
// widths as shares of the torso's length
const TRUNK = 0.38, LEG = 0.22, FOOT = 0.12, NECK = 0.16, HEAD = 0.2, EDGE = 0.02;
const RIM_PX = 3.2; // the dark rim is wider than the line by so much

class Ghost {
  constructor() { this.canvas = null; this.label = null; }

  // bodies: {rep number: outlines}; pair: [the rep on the video, the one drawn]; part: what the
  // stage shows of the frame
  show(main, bodies, pair, time, part) {
    const [rep, other] = pair ?? [];
    const outlines = pair && bodies?.[other.number];
    if (!outlines) { this.remove(); return; }
    this.put(main.parentElement, rep.against?.[other.id]);
    const body = this.at(outlines, sameMoment(pair, time));
    const shift = this.shift(outlines, bodies[rep.number]);
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    const key = JSON.stringify([body, shift, part, width, height]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.draw(body && this.placed(body, outlines.grain, shift, part, width, height), width, height);
  }

  put(place, text) {
    if (this.canvas?.parentElement !== place) {
      this.remove();
      this.canvas = document.createElement("canvas");
      this.canvas.className = "formcheck-ghost";
      this.canvas.setAttribute("aria-hidden", "true");
      Object.assign(this.canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%", pointerEvents: "none" });
      this.label = document.createElement("div");
      this.label.className = "formcheck-difference";
      Object.assign(this.label.style, {
        position: "absolute", left: "0.4rem", bottom: "0.4rem", maxWidth: "calc(100% - 0.8rem)",
        padding: "0.1rem 0.5rem", borderRadius: "0.4rem", font: "600 0.85rem sans-serif", pointerEvents: "none",
        color: GHOST_COLOR, background: "rgba(18, 22, 28, 0.85)", boxSizing: "border-box",
      });
      place.append(this.canvas, this.label);
    }
    this.label.hidden = !text;
    this.label.style.display = text ? "" : "none";
    if (this.label.textContent !== (text ?? "")) this.label.textContent = text ?? "";
  }

  at(outlines, time) {
    const place = Math.round((time - outlines.from) * outlines.per_s);
    return outlines.bodies[Math.min(Math.max(place, 0), outlines.bodies.length - 1)];
  }

  // People walk between reps, and cameras move: one stands on the other's feet.
  shift(of, onto) { return onto ? [onto.feet[0] - of.feet[0], onto.feet[1] - of.feet[1]] : [0, 0]; }

  placed(body, grain, shift, [left, top, right, bottom], width, height) {
    const points = [];
    for (let n = 0; n < body.length; n += 2) {
      points.push([
        width * ((body[n] + shift[0]) / grain - left) / (right - left),
        height * ((body[n + 1] + shift[1]) / grain - top) / (bottom - top),
      ]);
    }
    return points;
  }

  draw(points, width, height) {
    const sharp = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * sharp);
    this.canvas.height = Math.round(height * sharp);
    const pen = this.canvas.getContext("2d");
    pen.scale(sharp, sharp);
    if (!points) return;
    const torso = this.torso(points);
    const line = Math.max(1.6, EDGE * torso);
    const layers = [[GHOST_RIM, line + RIM_PX], [GHOST_COLOR, line], [null, 0]];
    for (const [color, wider] of layers) {
      pen.globalCompositeOperation = color ? "source-over" : "destination-out";
      pen.strokeStyle = pen.fillStyle = color ?? "#000";
      // from inside out: the hole in the last layer leaves a line around the whole body
      this.fill(pen, points, torso, wider);
    }
  }

  torso(points) {
    const [shoulder, hip] = [this.middle(points, JOINT.shoulders), this.middle(points, JOINT.hips)];
    return Math.max(8, Math.hypot(shoulder[0] - hip[0], shoulder[1] - hip[1]));
  }

  middle(points, [one, two]) { return [(points[one][0] + points[two][0]) / 2, (points[one][1] + points[two][1]) / 2]; }

  fill(pen, points, torso, wider) {
    pen.lineCap = pen.lineJoin = "round";
    const stroke = (places, share, close) => {
      pen.lineWidth = share * torso + 2 * wider;
      pen.beginPath();
      places.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (close) { pen.closePath(); pen.fill(); }
      pen.stroke();
    };
    const [leftS, rightS] = JOINT.shoulders, [leftH, rightH] = JOINT.hips;
    stroke([leftS, rightS, rightH, leftH].map(n => points[n]), TRUNK, true);
    for (const side of [0, 1]) {
      stroke([JOINT.hips, JOINT.knees, JOINT.ankles].map(pair => points[pair[side]]), LEG, false);
      stroke([JOINT.ankles, JOINT.feet].map(pair => points[pair[side]]), FOOT, false);
    }
    const head = this.middle(points, JOINT.ears);
    stroke([this.middle(points, JOINT.shoulders), head], NECK, false);
    const [x, y] = head;
    pen.beginPath();
    pen.arc(x, y, HEAD * torso + wider, 0, 2 * Math.PI);
    pen.fill();
  }

  remove() {
    this.canvas?.remove();
    this.label?.remove();
    this.canvas = this.label = null;
    this.drawn = undefined;
  }
}
