// Where the pictures lie: the whole frame or the part with the lifter, one rep, two side by side,
// or one over the other. The videos stay in their place in the page; only styles change.

const WHOLE_FRAME = [0, 0, 1, 1];
const TALLEST_VH = 72;

class Stage {
  constructor() {
    this.drawn = "";
    this.names = [];
  }

  // main, twin: <video>; box: part of the frame as shares; mode: "one", "beside" or "over"
  lay(main, twin, { box, mode, names }) {
    if (!main || !main.videoWidth) return;
    const key = JSON.stringify([box, mode, names, main.videoWidth, main.videoHeight]);
    if (key === this.drawn && this.main === main && this.twin === twin) return;
    this.drawn = key;
    this.main = main;
    this.twin = twin;
    const part = box || WHOLE_FRAME;
    const wide = (part[2] - part[0]) * main.videoWidth;
    const high = (part[3] - part[1]) * main.videoHeight;
    const cells = mode === "beside" ? 2 : 1;
    const shape = (cells * wide) / high;
    const place = main.parentElement;
    Object.assign(place.style, {
      position: "relative", overflow: "hidden", width: "100%", height: "auto", flex: "none",
      maxWidth: `min(100%, ${TALLEST_VH * shape}vh)`, aspectRatio: String(shape),
      borderRadius: "0.6rem", background: "#000", cursor: "pointer",
    });
    this.put(main, part, 0, cells);
    if (twin) this.put(twin, part, mode === "beside" ? 1 : 0, cells);
    if (twin) Object.assign(twin.style, { opacity: mode === "over" ? "0.5" : "1", pointerEvents: "none" });
    this.name(place, mode === "one" ? [] : names, cells);
  }

  // The pictures with strip, reps and buttons, so that all of them work there; a phone that fills
  // its screen with nothing but a video shows its own player. Once more leads back.
  async fill(main, host) {
    if (!main) return;
    if (document.fullscreenElement) { await document.exitFullscreen(); return; }
    let around = main.parentElement;
    while (around && !around.contains(host)) around = around.parentElement;
    if (!around?.requestFullscreen) { main.webkitEnterFullscreen?.(); return; }
    await around.requestFullscreen().catch(() => {});
    if (document.fullscreenElement !== around) return;
    const before = around.getAttribute("style");
    const page = getComputedStyle(document.querySelector(".stApp") || document.body);
    Object.assign(around.style, {
      background: page.backgroundColor, color: page.color, overflow: "auto", padding: "0.5rem",
    });
    const left = () => {
      if (document.fullscreenElement === around) return;
      document.removeEventListener("fullscreenchange", left);
      if (before === null) around.removeAttribute("style");
      else around.setAttribute("style", before);
    };
    document.addEventListener("fullscreenchange", left);
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

  name(place, names, cells) {
    this.names.forEach(label => label.remove());
    this.names = names.map((text, at) => {
      const label = document.createElement("div");
      label.textContent = text;
      label.className = "formcheck-name";
      Object.assign(label.style, {
        position: "absolute", top: "0.5rem", padding: "0.1rem 0.5rem", borderRadius: "0.4rem",
        font: "600 0.85rem sans-serif", color: "#fff", background: "rgba(18, 22, 28, 0.85)",
        pointerEvents: "none",
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
