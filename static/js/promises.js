/** The page of one's promises: deeds without leaving it, and the list anew when something changes. */
import * as live from "./live.js";
import { ask } from "./shell/http.js";
import { startDeeds } from "./thread/deeds.js";

const SOON_MS = 300;
let timer = 0;

async function refresh() {
  try {
    const answer = await ask(location.href, { headers: { "HX-Request": "true" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("promise-list");
    if (fresh) document.getElementById("promise-list").replaceWith(fresh);
  } catch {
    // The next change asks again.
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, SOON_MS);
}

startDeeds(() => null);
live.on("promise", soon);
live.onCatchUp(refresh);
document.addEventListener("undone", soon);
