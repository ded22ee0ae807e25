/** A mail lies still for some seconds before it leaves: how long yet, and the way back into the composer. */
import { ask } from "../shell/http.js";
import { toast } from "../shell/toasts.js";

const TICK_MS = 500;

export function startHeld(pane) {
  const timer = setInterval(() => pane.element.querySelectorAll("[data-leaves]").forEach((mark) => tick(mark, pane)), TICK_MS);
  pane.onClose(() => clearInterval(timer));
  pane.element.addEventListener("submit", (event) => {
    if (!event.submitter?.matches("[data-withdraw]")) return;
    event.preventDefault();
    event.stopPropagation();
    takeBack(pane, event.submitter.getAttribute("formaction")).catch((error) => toast({ text: error.message, icon: "alert" }));
  });
}

/** This device's clock may be wrong: never longer than the time the server gave, counted from the row's own. */
function tick(mark, pane) {
  const row = mark.closest("[data-at]");
  const leaves = Date.parse(mark.dataset.leaves);
  const left = Math.ceil(Math.min(leaves - Date.now(), leaves - Date.parse(row.dataset.at)) / 1000);
  const button = row.querySelector("[data-withdraw]");
  button?.classList.toggle("mine", left > 0 && Number(button.dataset.author) === pane.me.id);
  const words = left > 0
    ? interpolate(ngettext("Leaves in %s second", "Leaves in %s seconds", left), [left])
    : gettext("Waiting to be sent");
  if (mark.querySelector(".word").textContent !== words) mark.querySelector(".word").textContent = words;
}

/** The toast of a sent mail; with it, what was done along with the sending is taken back first. */
export function offerBack(pane, answer) {
  toast({
    text: answer.words, icon: "send", key: answer.withdrawal, undoWord: gettext("Take back"),
    undo: async () => {
      if (answer.undo) await ask(answer.undo, { method: "POST" });
      await takeBack(pane, answer.withdrawal);
    },
  });
}

async function takeBack(pane, url) {
  const answer = await (await ask(url, { method: "POST" })).json();
  // Another matter is open by now: the words lie in this one's draft.
  if (pane.signal.aborted) return;
  pane.composer.restore(answer.back);
  pane.refreshBar();
  pane.soon(0);
}
