// What a message of ours offers to tap: said as the visitor's own words, or opened. Once something was taken, the rest rests.
import { put, waiting } from "./outbox.js";
import { make } from "./page.js";
import { word } from "./words.js";

export function fill(place, { id, choices: { offered, taken } }) {
  const chosen = taken ?? offered.findIndex(({ says }) => waiting().some(({ tapped, text }) => tapped === id && text === says));
  const buttons = offered.map((one) => (one.url ? link(one) : make("button", { type: "button", class: "choice" }, one.label)));
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", word("choices"));
  place.replaceChildren(...buttons);
  offered.forEach(({ says }, number) => says && buttons[number].addEventListener("click", () => {
    rest(buttons, number);
    put(says, [], id);
  }));
  if (chosen >= 0) rest(buttons, chosen);
}

// Opened beside the page; where it leads is said, as with every address.
function link({ label, url }) {
  const title = word("leads_to", { host: new URL(url).host });
  return make("a", { class: "choice", href: url, target: "_blank", rel: "noopener noreferrer", title }, label);
}

function rest(buttons, chosen) {
  for (const [number, button] of buttons.entries()) {
    if (button.tagName !== "BUTTON") continue;
    button.disabled = true;
    button.setAttribute("aria-pressed", String(number === chosen));
    button.classList.toggle("on", number === chosen);
  }
}
