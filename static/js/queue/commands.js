/** What the palette was told to do: each command presses the button that does it, so that it does the same. */
import { openKeys } from "../shell/keysheet.js";
import { openDialog } from "../shell/dialogs.js";

const BUTTONS = {
  reply: "#tab-reply",
  note: "#tab-note",
  resolve: "#resolve button",
  take: "#take button",
  assign: "#assign-button",
  snooze: "#snooze-button",
  labels: '#more-menu [data-menu="labels-menu"]',
};

function run({ detail: { command, option } }) {
  if (command === "keys") openKeys();
  else if (command === "new-message") write(option);
  else document.querySelector(BUTTONS[command])?.click();
}

/** The dialog where the page has it, else the page of its own. */
function write(option) {
  const dialog = document.getElementById("new-message");
  if (dialog) openDialog(dialog);
  else location.assign(option.href);
}

export function start() {
  document.addEventListener("palette:command", run);
}
