"use strict";
(function () {
  var clips = Array.prototype.slice.call(document.querySelectorAll(".clip"));
  var buttons = Array.prototype.slice.call(document.querySelectorAll("button[data-key]"));
  var search = document.getElementById("search");
  var shown = document.getElementById("shown");
  var wanted = "";

  function show() {
    var text = search.value.trim().toLowerCase();
    var count = 0;
    clips.forEach(function (clip) {
      var keys = clip.dataset.keys.split(" ");
      var fits = (!wanted || keys.indexOf(wanted) >= 0) && clip.dataset.name.indexOf(text) >= 0;
      clip.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = count + " of " + clips.length + " analyzed " + (clips.length === 1 ? "clip" : "clips");
  }

  buttons.forEach(function (button) {
    button.addEventListener("click", function () {
      wanted = button.dataset.key;
      buttons.forEach(function (other) {
        other.setAttribute("aria-pressed", other === button ? "true" : "false");
      });
      show();
    });
  });
  search.addEventListener("input", show);
  document.querySelector(".filters").hidden = false;
  show();
})();
