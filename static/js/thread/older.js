/** Earlier pieces: fetched when one comes near the top (or by the button), placed above the live region. */
import { ask } from "../shell/http.js";
import { toast } from "../shell/toasts.js";

const NEAR_TOP = 500;

export function startOlder(pane) {
  const button = pane.element.querySelector("#older");
  let running = null;

  /** Whoever asks while a piece is on its way waits for that one. */
  function load() {
    if (!running && pane.before) running = fetchPiece().finally(() => { running = null; });
    return running;
  }

  async function fetchPiece() {
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(`${pane.urls.older}?before=${encodeURIComponent(pane.before)}`, { signal: pane.signal });
      const piece = await answer.json();
      pane.before = piece.before;
      pane.log.place(piece.items, { older: true });
      button.hidden = !pane.before;
    } catch (error) {
      if (!pane.signal.aborted) toast({ text: error.message, icon: "alert", key: "older" });
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  pane.loadOlder = load;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    load();
  });
  pane.log.scroll.addEventListener("scroll", () => pane.log.scroll.scrollTop < NEAR_TOP && load(), { passive: true });
}
