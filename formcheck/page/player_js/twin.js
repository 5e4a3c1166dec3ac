// A second look at the same video: another rep, aligned with the first one at the bottom or lift-off.

const TWIN_DRIFTS_S = 0.15;
const BESIDE_REP_S = 0.5; // so much before and after the other rep may be shown

// The rep that is looked at and the one to hold it against; null where there is none.
function pairOf(mark, others) {
  const fits = other => other && other.meets != null && other.id !== mark.id;
  const other = mark?.meets == null ? undefined : others.find(fits);
  return other ? [mark, other] : null;
}

class Twin {
  constructor() {
    this.element = null;
    this.reps = null; // [the rep on the main video, the one on this]
  }

  // Show `other` while the main video shows `rep`; null ends it.
  show(main, reps) {
    this.reps = reps;
    if (!reps) { this.remove(); return; }
    const source = main.currentSrc || main.src;
    if (this.element && this.element.dataset.source === source && this.element.isConnected) return;
    this.remove();
    const twin = document.createElement("video");
    Object.assign(twin, { src: source, muted: true, playsInline: true, preload: "auto" });
    twin.dataset.source = source;
    twin.className = "formcheck-twin";
    twin.setAttribute("aria-hidden", "true");
    main.after(twin);
    this.element = twin;
  }

  get moving() {
    const twin = this.element;
    return Boolean(twin) && (twin.readyState < 2 || twin.seeking || !twin.paused);
  }

  remove() {
    if (this.element) { this.element.pause(); this.element.remove(); }
    this.element = null;
  }

  // Where this one has to be when the main video is at a time.
  timeFor(time) {
    const [rep, other] = this.reps;
    const aligned = time - rep.meets + other.meets;
    const want = Math.min(Math.max(aligned, other.start - BESIDE_REP_S, 0), other.end + BESIDE_REP_S);
    return { want, held: want !== aligned };
  }

  follow(film, pictures) {
    const twin = this.element;
    if (!twin || twin.readyState < 1) return;
    const { want, held } = this.timeFor(film.time);
    if (held || !film.playing || film.element.seeking) {
      if (!twin.paused) twin.pause();
      // not the picture before: what is measured there is drawn from its moment on, as in the first rep
      const place = pictures.from(this.timeFor(pictures.times[pictures.at(film.time)]).want);
      if (!twin.seeking && pictures.at(twin.currentTime) !== place) twin.currentTime = pictures.inside(place);
      return;
    }
    const drift = twin.currentTime - want;
    if (Math.abs(drift) > TWIN_DRIFTS_S && !twin.seeking) twin.currentTime = want;
    twin.playbackRate = film.element.playbackRate * Math.min(1.5, Math.max(0.6, 1 - 2 * drift));
    if (twin.paused) twin.play().catch(() => {});
  }
}
