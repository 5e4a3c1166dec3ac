"use strict";
(() => {
  const clips = [...document.querySelectorAll(".clip")];
  const buttons = [...document.querySelectorAll("button[data-key]")];
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  let wanted = "";

  function show() {
    const text = search.value.trim().toLowerCase();
    for (const clip of clips) {
      const fits = !wanted || clip.dataset.keys.split(" ").includes(wanted);
      clip.hidden = !(fits && clip.dataset.name.includes(text));
    }
    const count = clips.filter(clip => !clip.hidden).length;
    shown.textContent = `${count} of ${clips.length} analyzed ${clips.length === 1 ? "clip" : "clips"}`;
  }

  for (const button of buttons) {
    button.onclick = () => {
      wanted = button.dataset.key;
      buttons.forEach(other => other.setAttribute("aria-pressed", String(other === button)));
      show();
    };
  }
  search.oninput = show;
  document.querySelector(".filters").hidden = false;
  show();
})();
