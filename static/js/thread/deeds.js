/** Every action on a matter is a plain form (data-deed); here it is sent without leaving the page, and can be undone. */
import { ask } from "../shell/http.js";
import { toast } from "../shell/toasts.js";

export function startDeeds(currentPane) {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("form[data-deed]")) return;
    event.preventDefault();
    send(event.target, event.submitter, currentPane());
  });
  document.addEventListener("undone", () => afterwards(currentPane()));
}

async function send(form, submitter, pane) {
  if (form.dataset.busy) return;
  const url = submitter?.getAttribute("formaction") || form.getAttribute("action");
  const data = new FormData(form, submitter);
  form.dataset.busy = "on";
  submitter?.setAttribute("aria-busy", "true");
  form.closest("[popover]")?.hidePopover();
  try {
    const answer = await ask(url, { method: "POST", data });
    form.dataset.sent = "on";
    tell(await answer.json());
    form.closest("details[data-shuts]")?.removeAttribute("open");
    afterwards(pane);
  } catch (error) {
    // What was typed wrong, or was done by somebody else first, is nothing to be quoted to the admin.
    const number = error.requestId && ![400, 409, 422, 429].includes(error.status) ? ` (${error.requestId})` : "";
    toast({ text: `${error.message || gettext("The server cannot be reached.")}${number}`, icon: "alert", key: url });
  } finally {
    delete form.dataset.busy;
    submitter?.removeAttribute("aria-busy");
  }
}

export function tell(answer) {
  if (answer.words) toast({ text: answer.words, undoUrl: answer.undo || undefined, key: answer.undo || answer.words });
}

function afterwards(pane) {
  if (!pane || pane.signal.aborted) return;
  pane.refreshBar();
  pane.soon(0);
}
