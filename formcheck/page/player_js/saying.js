// What the video does, in words.

const AT_SPEED = { 1: "", 0.5: " at half speed", 0.25: " at quarter speed" };

const nameOf = mark => mark.number ? `rep ${mark.number}` : "this movement";

const titleOf = mark => `Rep ${mark.label} · ${LEGEND[mark.kind]}`;

function statusOf({ playing, current, held, loops, rate }) {
  const where = current ? nameOf(current) : "between reps";
  const speed = AT_SPEED[rate] ?? ` at ${rate}× speed`;
  if (!playing) return current ? `Stopped in ${where}` : "Stopped";
  if (held) return `${loops ? "Looping" : "Playing"} ${where}${speed}`;
  return `Playing the whole set${speed}, ${where}`;
}
