// Hands what the page shows to the phone's share sheet. Browsers have one over a secure connection
// only (https, or this computer); elsewhere there is no button, and the words beside it say how.

export default function (component) {
  const row = component.parentElement.querySelector(".sheet");
  const { files } = component.data;
  const known = JSON.stringify(files);
  if (row.dataset.known === known) return;
  row.dataset.known = known;
  row.replaceChildren();
  const probe = ({ name, mime }) => ({ files: [new File([""], name, { type: mime })] });
  for (const each of files) {
    if (navigator.canShare?.(probe(each))) row.append(buttonFor(each));
  }
}

function buttonFor(each) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = each.label;
  const begun = load(each); // a share sheet opens only right after a tap
  button.onclick = async () => {
    try {
      await navigator.share({ files: [await begun.then(file => file ?? load(each))] });
      said(button, "");
    } catch (refused) {
      // whoever closes the sheet has changed their mind
      if (refused.name !== "AbortError") said(button, "Your browser did not take it. Use the buttons below.");
    }
  };
  return button;
}

async function load({ selector, name, mime }) {
  const shown = document.querySelector(selector);
  const source = shown?.currentSrc || shown?.src;
  if (!source) return null;
  const answer = await fetch(source);
  return answer.ok ? new File([await answer.blob()], name, { type: mime }) : null;
}

function said(button, text) {
  let line = button.parentElement.querySelector("p");
  if (!line) {
    line = document.createElement("p");
    line.setAttribute("role", "status");
    button.parentElement.append(line);
  }
  line.textContent = text;
}
