// What the page calls with the place of a player and what it is told.

const memories = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  let player = memories.get(parentElement);
  if (!player) {
    player = new Player(parentElement.querySelector(".wrap"));
    memories.set(parentElement, player);
  }
  player.update(component);
  return () => { player.close(); memories.delete(parentElement); };
}
