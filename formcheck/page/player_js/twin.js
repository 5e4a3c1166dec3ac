// A second look at the same video: another rep, aligned with the first one at the bottom or lift-off,
// and at what one of them is flagged for: as long after the bottom a faster rep has stood up.

const TWIN_DRIFTS_S = 0.15;
const BESIDE_REP_S = 0.5; // so much before and after the other rep may be shown
const PACE_OVER_S = 0.05;
const SLOWEST = 0.0625; // browsers refuse less

// The rep that is looked at and the one to hold it against; null where there is none.
function pairOf(mark, others) {
  const fits = other => other && other.meets != null && other.id !== mark.id;
  const other = mark?.meets == null ? undefined : others.find(fits);
  return other ? [mark, other] : null;
}

// When the other of two reps is where the first one is at a time.
function sameMoment([rep, other], time) {
  const own = rep.same?.[other.id];
  const [here, there] = own == null ? [other.same?.[rep.id], other.at] : [rep.at, own];
  const since = here - rep.meets;
  const later = there - other.meets - since; // NaN where neither is flagged for what both have
  const share = since * (since + later) > 0 ? Math.min(1, Math.max(0, (time - rep.meets) / since)) : 0;
  return time - rep.meets + other.meets + (share && share * later);
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
    const other = this.reps[1];
    const aligned = sameMoment(this.reps, time);
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
    const pace = (sameMoment(this.reps, film.time + PACE_OVER_S) - want) / PACE_OVER_S;
    const rate = film.element.playbackRate * pace * Math.min(1.5, Math.max(0.6, 1 - 2 * drift));
    twin.playbackRate = Math.max(SLOWEST, rate);
    if (twin.paused) twin.play().catch(() => {});
  }
}
