// Arrow keys and , . step one picture; space plays, where nothing else wants these keys.

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ",": -1, ".": 1 };
const WANTS_KEYS = "input, textarea, select, [contenteditable=true], [role=radiogroup], [role=tablist], "
  + "[role=listbox], [role=combobox], [data-testid=stDataFrame], [role=menu], [role=grid], [role=radio], [role=slider], [role=spinbutton]";

class Keys {
  constructor(inside, act) {
    this.pressed = event => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.composedPath()[0];
      const own = inside(target);
      if (!own && target.closest?.(WANTS_KEYS)) return;
      if (own && target.closest?.("select")) return;
      const way = STEPS[event.key];
      if (way) act.step(way);
      else if (event.key === " " && own && !target.closest?.("button")) act.toggle();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", this.pressed);
  }

  close() { document.removeEventListener("keydown", this.pressed); }
}
