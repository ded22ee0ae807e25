/** The customer's pane is a hint's to refresh: what is in it depends on who looks. */
import * as live from "../live.js";
import { ask } from "../shell/http.js";
import { parse } from "./places.js";

const SOON_MS = 300;

export function startPanel(pane) {
  let timer = 0;

  async function refresh() {
    try {
      const answer = await ask(pane.urls.panel, { signal: pane.signal });
      const fresh = parse(await answer.text());
      const old = document.getElementById("context");
      if (!fresh || !old || pane.signal.aborted) return;
      const scroll = old.querySelector(".scroll")?.scrollTop ?? 0;
      old.replaceChildren(...fresh.childNodes);
      window.htmx?.process(old);
      const now = old.querySelector(".scroll");
      if (now) now.scrollTop = scroll;
    } catch {
      // The next hint asks again; the thread works without the panel.
    }
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, SOON_MS);
  };
  pane.on("matters", soon);
  const stops = [
    live.on("panel", (frame) => frame.customer === pane.customer && soon()),
    live.on("matter", (frame) => frame.customer === pane.customer && frame.matter !== pane.matter && soon()),
    live.on("missed", soon),
  ];
  pane.onClose(() => {
    stops.forEach((stop) => stop());
    clearTimeout(timer);
  });
}
