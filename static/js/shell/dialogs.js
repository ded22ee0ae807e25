/**
 * Native dialogs. `<button data-dialog="new-message">` opens <dialog id="new-message">; inside, `data-close` closes.
 * A dialog whose content comes from the server carries data-url: it is fetched at each opening. Focus goes back to
 * where it was. A dialog that htmx has filled may be opened by the response header HX-Trigger: {"dialog:open": "id"}.
 */
import { ask } from "./http.js";
import { toast } from "./toasts.js";

const openers = new WeakMap();

export async function openDialog(dialog) {
  if (dialog.open) return;
  openers.set(dialog, document.activeElement);
  if (dialog.dataset.url && !(await fill(dialog))) return;
  dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
}

async function fill(dialog) {
  try {
    const answer = await ask(dialog.dataset.url);
    dialog.innerHTML = await answer.text();
    window.htmx?.process(dialog);
    return true;
  } catch (error) {
    toast({ text: error.message, icon: "alert" });
    return false;
  }
}

function restore(dialog) {
  const opener = openers.get(dialog);
  if (opener?.isConnected) opener.focus();
}

function byId(id) {
  const found = document.getElementById(id);
  return found instanceof HTMLDialogElement ? found : null;
}

export function start() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && byId(opener.dataset.dialog);
    if (dialog && plain(event)) {
      // A link leads to the same content as a page of its own, where there is no script.
      if (opener.matches("a")) event.preventDefault();
      openDialog(dialog);
    }
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();
    // A press on the veil is the dialog itself; inside, something of its content is the target.
    if (event.target.matches?.("dialog.dialog") && outside(event)) event.target.close();
  });
  document.addEventListener("close", (event) => event.target.matches?.("dialog") && restore(event.target), true);
  document.addEventListener("dialog:open", (event) => {
    const dialog = byId(event.detail.value ?? event.detail);
    if (dialog) openDialog(dialog);
  });
  document.addEventListener("dialog:close", () => {
    document.querySelectorAll("dialog.dialog[open]").forEach((dialog) => dialog.close());
  });
}

function plain(event) {
  return !event.ctrlKey && !event.metaKey && !event.shiftKey;
}

function outside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
