/** The bar over the thread is fetched anew after each deed and each change by others; an open menu is not torn away. */
import { ask } from "../shell/http.js";
import { parse } from "./places.js";

const SOON_MS = 120;

export function startBar(pane) {
  let timer = 0;
  let running = false;

  const menuOpen = () => pane.element.querySelector("#thread-bar .menu:popover-open") !== null;

  async function fetchBar() {
    if (running || menuOpen()) return pane.refreshBar();
    running = true;
    try {
      const answer = await ask(pane.urls.bar, { signal: pane.signal });
      if (menuOpen()) return pane.refreshBar();
      swap(parse(await answer.text()));
    } catch {
      // The next change, or the next catch-up, asks again.
    } finally {
      running = false;
    }
  }

  function swap(fresh) {
    const old = pane.element.querySelector("#thread-bar");
    if (!old || !fresh) return;
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    fresh.querySelector("#viewers")?.replaceWith(old.querySelector("#viewers"));
    old.replaceWith(fresh);
    if (fresh.dataset.waiting !== old.dataset.waiting) pane.log.settle(() => {});
    if (focused) document.getElementById(focused)?.focus();
  }

  pane.refreshBar = () => {
    clearTimeout(timer);
    timer = setTimeout(fetchBar, running || menuOpen() ? 800 : SOON_MS);
  };
  pane.onClose(() => clearTimeout(timer));
}
