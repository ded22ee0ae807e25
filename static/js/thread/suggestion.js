/** Perhaps the same person: asked again whenever something about this customer changes. */
import * as live from "../live.js";
import { ask } from "../shell/http.js";
import { parse } from "./places.js";

const SOON_MS = 600;

export function startSuggestion(pane) {
  const at = () => pane.element.querySelector("#suggestion");
  let timer = 0;

  async function refresh() {
    try {
      const answer = await ask(at().dataset.url, { signal: pane.signal });
      const fresh = parse(await answer.text());
      if (fresh && !pane.signal.aborted) at().replaceWith(fresh);
    } catch {
      // The next hint asks again.
    }
  }

  const stop = live.on("panel", (frame) => {
    if (frame.customer !== pane.customer) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, SOON_MS);
  });
  pane.onClose(() => {
    stop();
    clearTimeout(timer);
  });
}
