/** A mail handed on: the server makes the draft, with its words and files; the composer shows it. */
import { ask } from "../shell/http.js";
import { toast } from "../shell/toasts.js";

export function startForwarding(currentPane) {
  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.matches("[data-forward]")) return;
    event.preventDefault();
    event.stopPropagation();
    const pane = currentPane();
    button.disabled = true;
    try {
      await pane.composer.flush();
      const answer = await (await ask(button.getAttribute("formaction"), { method: "POST" })).json();
      if (!pane.signal.aborted) pane.composer.adopt(answer.route, answer.draft);
    } catch (error) {
      toast({ text: error.message, icon: "alert" });
    } finally {
      button.disabled = false;
    }
  }, true);
}
