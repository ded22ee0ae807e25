/** The code of a hand-off that the customer reads aloud: one key opens the field, Escape shuts it. */
import { drawer } from "../shell/panes.js";
import { converting, shortcut } from "../shell/keys.js";

const FIELD = "#context details.spoken";

export function startSpoken() {
  const label = gettext("Enter a code read out");
  shortcut("Shift+V", open, { label, group: gettext("Conversation"), scope: FIELD });
  document.addEventListener("palette:command", ({ detail }) => detail.command === "spoken-code" && open());
  document.addEventListener("keydown", (event) => {
    const field = event.key === "Escape" && !converting(event) && event.target.closest?.(FIELD);
    if (!field?.open) return;
    event.stopPropagation();
    field.open = false;
    field.querySelector("summary").focus();
  }, true);
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.(FIELD) && event.target.open) event.target.querySelector("input[name=code]").focus();
  }, true);
}

function open() {
  const field = document.querySelector(FIELD);
  if (!field) return;
  if (!field.checkVisibility({ visibilityProperty: true })) drawer("open");
  field.open = true;
  field.querySelector("input[name=code]").focus();
}
