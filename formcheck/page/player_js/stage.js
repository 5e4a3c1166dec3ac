// Where the pictures lie: the whole frame or the part with the lifter, one rep or two side by side.
// The videos stay in their place in the page; only styles change.

const WHOLE_FRAME = [0, 0, 1, 1];
const TALLEST_VH = 72;
const STRIP_SHARE = "2.3%"; // the drawn video's own strip of reps: a name lies below it
const NAME_PERCENT = 4; // of the shorter side: a larger name would lie on the words drawn below it
// A phone on its side has no room for strip and buttons below the pictures: they stand beside them.
const SIDEWAYS = `@media (orientation: landscape) {
  [data-formcheck=full] { display: flex; flex-flow: row nowrap; align-items: flex-start; gap: 1rem; --formcheck-tallest: 94vh; }
  [data-formcheck=full] > * { display: none; }
  [data-formcheck=full] > [data-formcheck=film] {
    display: block; flex: 0 0 min(60vw, calc(94vh * var(--formcheck-shape)));
  }
  [data-formcheck=full] > [data-formcheck=tools] { display: block; flex: 1 1 0; min-width: 0; width: auto; }
}`;

class Stage {
  constructor() {
    this.drawn = "";
    this.names = [];
    this.leave = null; // ends the full screen
  }

  // main, twin: <video>; box: part of the frame as shares; lens: how close that is looked at;
  // mode: "one", "beside" or "over". Gives the part of the frame that is seen.
  lay(main, twin, { box, lens, mode, names }) {
    const part = box || WHOLE_FRAME;
    const seen = lens.of(part);
    if (!main || !main.videoWidth) return seen;
    const key = JSON.stringify([seen, mode, names, main.videoWidth, main.videoHeight]);
    if (key === this.drawn && this.main === main && this.twin === twin) return seen;
    this.drawn = key;
    this.main = main;
    this.twin = twin;
    const wide = (part[2] - part[0]) * main.videoWidth;
    const high = (part[3] - part[1]) * main.videoHeight;
    const cells = mode === "beside" ? 2 : 1;
    const shape = (cells * wide) / high;
    const place = main.parentElement;
    Object.assign(place.style, {
      position: "relative", overflow: "hidden", width: "100%", height: "auto", flex: "none",
      maxWidth: `min(100%, calc(var(--formcheck-tallest, ${TALLEST_VH}vh) * ${shape}))`, aspectRatio: String(shape),
      borderRadius: "0.6rem", background: "#000", cursor: "pointer", containerType: "inline-size",
    });
    document.documentElement.style.setProperty("--formcheck-shape", String(shape));
    lens.listen(place, () => (this.twin ? 2 : 1));
    this.put(main, seen, 0, cells);
    if (twin) this.put(twin, seen, 1, cells);
    if (twin) twin.style.pointerEvents = "none";
    this.name(place, mode === "one" ? [] : names, cells, shape);
    return seen;
  }

  // The pictures with strip, reps and buttons, so that all of them work there. Once more leads back.
  // A phone that fills its screen with nothing but a video gets the same laid over the page.
  async fill(main, host) {
    if (!main) return;
    if (this.leave) { this.leave(); return; }
    let around = main.parentElement;
    while (around && !around.contains(host)) around = around.parentElement;
    if (!around) return;
    if (around.requestFullscreen) {
      await around.requestFullscreen().catch(() => {});
      if (document.fullscreenElement !== around) return;
    }
    this.cover(around, main, host);
  }

  cover(around, main, host) {
    const before = around.getAttribute("style");
    const page = getComputedStyle(document.querySelector(".stApp") || document.body);
    const alone = !document.fullscreenElement;
    Object.assign(around.style, {
      background: page.backgroundColor, color: page.color, overflow: "auto", padding: "0.5rem", boxSizing: "border-box",
    });
    if (alone) {
      Object.assign(around.style, {
        position: "fixed", inset: "0", zIndex: "999999", width: "100%", maxWidth: "100%", height: "100%", margin: "0",
      });
    }
    const beside = this.marked(around, main, host);
    const escaped = event => { if (event.key === "Escape") this.leave?.(); };
    const left = () => {
      if (!alone && document.fullscreenElement === around) return;
      document.removeEventListener("fullscreenchange", left);
      document.removeEventListener("keydown", escaped);
      beside.forEach(undo => undo());
      if (before === null) around.removeAttribute("style");
      else around.setAttribute("style", before);
      this.leave = null;
    };
    this.leave = alone ? left : () => document.exitFullscreen();
    if (alone) document.addEventListener("keydown", escaped);
    else document.addEventListener("fullscreenchange", left);
  }

  // The parts by name, for a screen that is wider than high; gives what takes the names away.
  marked(around, main, host) {
    const sheet = document.createElement("style");
    sheet.textContent = SIDEWAYS;
    document.head.append(sheet);
    const parts = { film: main, tools: host };
    around.dataset.formcheck = "full";
    const undo = [() => sheet.remove(), () => delete around.dataset.formcheck];
    for (const [name, inside] of Object.entries(parts)) {
      const part = [...around.children].find(child => child.contains(inside));
      part.dataset.formcheck = name;
      undo.push(() => delete part.dataset.formcheck);
    }
    return undo;
  }

  put(video, part, cell, cells) {
    const [left, top, right, bottom] = part;
    const percent = share => `${100 * share}%`;
    const width = 1 / cells / (right - left);
    Object.assign(video.style, {
      position: "absolute", maxWidth: "none", margin: "0", borderRadius: "0", objectFit: "fill",
      width: percent(width), height: percent(1 / (bottom - top)),
      left: percent(cell / cells - left * width), top: percent(-top / (bottom - top)),
      clipPath: `inset(${percent(top)} ${percent(1 - right)} ${percent(1 - bottom)} ${percent(left)})`,
    });
  }

  name(place, names, cells, shape) {
    this.names.forEach(label => label.remove());
    this.names = names.map((text, at) => {
      const label = document.createElement("div");
      label.textContent = text;
      label.className = "formcheck-name";
      Object.assign(label.style, {
        position: "absolute", top: `calc(${STRIP_SHARE} + 0.3em)`, padding: "0.1em 0.5em", borderRadius: "0.4rem",
        font: `600 min(0.85rem, ${NAME_PERCENT / Math.max(1, shape)}cqw) sans-serif`, color: cells === 1 && at === 1 ? GHOST_COLOR : "#fff", background: "rgba(18, 22, 28, 0.85)",
        pointerEvents: "none", boxSizing: "border-box", maxWidth: "calc(50% - 0.8rem)",
        left: cells === 2 ? `calc(${50 * at}% + 0.4rem)` : at === 0 ? "0.4rem" : "auto",
        right: cells === 1 && at === 1 ? "0.4rem" : "auto",
      });
      place.append(label);
      return label;
    });
  }

  forget() {
    this.names.forEach(label => label.remove());
    this.names = [];
    this.drawn = "";
  }
}
