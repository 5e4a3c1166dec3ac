// The video of the page: which picture it shows, and going to another one. The page may exchange
// the element when the video is drawn anew; place, speed and play are taken over.

const OWN_SEEK_S = 0.05;
const STUCK_MS = 1500; // a seek that takes longer holds up no other: some never end

class Film {
  constructor(find, heard) {
    this.find = find;       // gives the <video>, or null while there is none
    this.heard = heard;     // called when something else than time changed
    this.element = null;
    this.rate = 1;
    this.wanted = null;     // {time, play}: a seek that waits for the video, or for the last seek
    this.stillAt = 0;       // when the video was not seeking, or was sent to another place
    this.last = { time: 0, playing: false };
    this.shownTime = 0;     // of the picture that the browser last told of
    this.sentTo = null;     // where the last seek goes or went, as the video itself says it
    this.target = 0;        // where the last seek of ours went; any other seek is somebody else's
    this.sought = null;     // the last seek of ours: {time, play}
    this.fresh = true;      // until our first seek in a video that was loaded has come to its end
  }

  // Called again and again: finds the element, does what waits.
  follow() {
    const video = this.find();
    if (video !== this.element) this.exchange(video);
    if (!video || video.readyState < 1) return false;
    const now = performance.now();
    if (!video.seeking) this.stillAt = now;
    if (this.wanted && (!video.seeking || now - this.stillAt > STUCK_MS)) this.go();
    if (!this.wanted && !video.seeking) this.last = { time: video.currentTime, playing: this.playing };
    if (!video.requestVideoFrameCallback || !video.paused) this.shownTime = video.currentTime;
    return true;
  }

  exchange(video) {
    const before = this.element;
    this.element = video;
    this.fresh = true;
    if (!video) return;
    this.shownTime = this.sentTo = video.currentTime; // it may stand there, and tell of no picture
    if (before && !this.wanted) this.wanted = { time: this.last.time, play: this.last.playing };
    this.listen(video);
    this.heard("exchanged");
  }

  listen(video) {
    video.controls = false;
    video.playsInline = true;
    video.playbackRate = this.rate;
    for (const name of ["play", "pause", "ratechange", "ended"]) {
      video.addEventListener(name, () => { if (video === this.element) this.heard(name); });
    }
    for (const name of ["loadedmetadata", "loadeddata", "seeking", "seeked", "emptied", "resize"]) {
      video.addEventListener(name, () => { if (video === this.element) this.heard("stirred"); });
    }
    video.addEventListener("ratechange", () => { if (video.readyState > 0) this.rate = video.playbackRate; });
    video.addEventListener("seeking", () => {
      if (video === this.element) this.sentTo = video.currentTime;
      if (this.isElsewhere(video)) this.moved();
    });
    video.addEventListener("seeked", () => {
      if (video === this.element) this.sentTo = video.currentTime; // a browser may round it
      if (!this.isElsewhere(video)) this.fresh = false;
    });
    // a source that is loaded anew begins at 0 and at full speed
    video.addEventListener("emptied", () => {
      this.fresh = true;
      this.wanted ??= { time: this.last.time, play: this.last.playing };
    });
    const shown = (_, picture) => {
      if (video !== this.element) return;
      this.shownTime = picture.mediaTime;
      video.requestVideoFrameCallback(shown);
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(shown);
  }

  isElsewhere(video) { return Math.abs(video.currentTime - this.target) > OWN_SEEK_S; }

  // The page puts a new video to 0 once its length is known, which may be after our first seek:
  // that is nobody who goes elsewhere.
  moved() {
    if (this.fresh && this.sought) this.wanted ??= this.sought;
    else this.heard("moved");
  }

  // Whether the next frame may differ from this one.
  get moving() { return this.ready && (Boolean(this.wanted) || this.playing || this.element.seeking); }

  get playing() { return Boolean(this.element) && !this.element.paused && !this.element.ended; }

  get time() { return this.wanted ? this.wanted.time : this.element ? this.element.currentTime : 0; }

  // Of the picture that is on the screen, or on its way there. A slow browser tells late that a seek
  // has ended, and which picture it shows; that a video stands where it was sent, it knows at once.
  get pictureTime() {
    const { element } = this;
    const underway = this.wanted || this.playing || element?.seeking;
    return underway || element?.currentTime === this.sentTo ? this.time : this.shownTime;
  }

  get ready() { return Boolean(this.element) && this.element.readyState >= 1; }

  seek(time, play) {
    this.wanted = { time, play };
    if (!play && this.playing) this.element.pause();
    this.heard("stirred");
    this.follow();
  }

  go() {
    const { time, play } = this.sought = this.wanted;
    const video = this.element;
    this.wanted = null;
    this.stillAt = performance.now();
    this.target = time;
    video.currentTime = time;
    this.sentTo = video.currentTime;
    if (video.playbackRate !== this.rate) video.playbackRate = this.rate;
    if (play) this.play();
  }

  play() {
    if (!this.ready) return;
    this.element.muted = true;
    this.element.play().catch(() => {});
  }

  // Nothing that still waits begins to play after it.
  pause() {
    for (const goal of [this.wanted, this.sought]) if (goal) goal.play = false;
    this.last.playing = false;
    if (this.element) this.element.pause();
  }

  setRate(rate) {
    this.rate = rate;
    if (this.element) this.element.playbackRate = rate;
  }
}
