// What the video does, in words.

const AT_SPEED = { 1: "", 0.5: " at half speed", 0.25: " at quarter speed" };

// As the page writes times: `9.44 s`, from a minute on `1:05.20`.
function clockOf(time, digits) {
  const scale = 10 ** digits;
  const rounded = Math.round(time * scale) / scale;
  if (rounded < 60) return `${rounded.toFixed(digits)} s`;
  const seconds = (rounded % 60).toFixed(digits);
  return `${Math.floor(rounded / 60)}:${seconds.padStart(digits + 3, "0")}`;
}

const nameOf = mark => mark.number ? `rep ${mark.number}` : "this movement";

const titleOf = mark => `Rep ${mark.label} · ${mark.state}`;

function statusOf({ playing, current, held, loops, rate }) {
  const where = current ? nameOf(current) : "between reps";
  const speed = AT_SPEED[rate] ?? ` at ${rate}× speed`;
  if (!playing) return current ? `Stopped in ${where}` : "Stopped";
  if (held) return `${loops ? "Looping" : "Playing"} ${where}${speed}`;
  return `Playing the whole set${speed}, ${where}`;
}
