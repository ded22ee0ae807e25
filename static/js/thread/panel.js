/** The customer's pane is a hint's to refresh: what is in it depends on who looks. */
import * as live from "../live.js";
import { ask } from "../shell/http.js";
import { parse } from "./places.js";

const SOON_MS = 300;
const TYPING_MS = 1000;
const BEING_WRITTEN = "#context :is([data-keep], [data-shuts][open] input:is(:focus, :not(:placeholder-shown, [type=hidden])))";

/** Whoever walks a list by the keyboard goes on from the same line, or from the one that took its place. */
function placeOfFocus(panel) {
  const row = panel.contains(document.activeElement) ? document.activeElement.closest("li[id]") : null;
  if (!row) return () => {};
  const list = row.parentElement.parentElement.id;
  const at = [...row.parentElement.children].indexOf(row);
  return () => {
    const rows = document.querySelectorAll(`#${CSS.escape(list)} li[id]`);
    const there = document.getElementById(row.id) ?? rows[Math.min(at, rows.length - 1)];
    (there?.querySelector("button, a") ?? panel).focus({ preventScroll: true });
  };
}

export function startPanel(pane) {
  let timer = 0;

  async function refresh() {
    // Somebody is writing in it: what changed is shown when they are done.
    if (document.querySelector(BEING_WRITTEN)) {
      timer = setTimeout(refresh, TYPING_MS);
      return;
    }
    try {
      const answer = await ask(pane.urls.panel, { signal: pane.signal });
      const fresh = parse(await answer.text());
      const old = document.getElementById("context");
      if (!fresh || !old || pane.signal.aborted) return;
      const scroll = old.querySelector(".scroll")?.scrollTop ?? 0;
      const back = placeOfFocus(old);
      old.replaceChildren(...fresh.childNodes);
      window.htmx?.process(old);
      const now = old.querySelector(".scroll");
      if (now) now.scrollTop = scroll;
      back();
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
