// When each picture of the video is shown. Phones record at a rate that varies, so nothing here
// assumes that pictures are equally far apart.

class Pictures {
  // steps: [[ticks from one picture to the next, how often], ...], the first picture at 0
  constructor(steps, ticksPerSecond) {
    this.times = [0];
    let tick = 0;
    for (const [length, count] of steps) {
      for (let n = 0; n < count; n += 1) {
        tick += length;
        this.times.push(tick / ticksPerSecond);
      }
    }
  }

  get known() { return this.times.length > 1; }

  // The picture that is on the screen at a time.
  at(time) {
    let low = 0;
    let high = this.times.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.times[middle] <= time + 1e-4) low = middle; else high = middle - 1;
    }
    return low;
  }

  // The first picture that is not before a time; what is measured there is drawn on it.
  from(time) {
    const shown = this.at(time);
    return Math.min(this.times[shown] < time - 1.5e-3 ? shown + 1 : shown, this.times.length - 1);
  }

  // A time inside of a picture: on its very edge a browser may round to the picture before.
  inside(place) {
    const start = this.times[place];
    const next = this.times[place + 1];
    return next === undefined ? start + 1e-3 : start + Math.min(0.4 * (next - start), 0.02);
  }
}
