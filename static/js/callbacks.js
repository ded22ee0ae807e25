/** The page of callbacks: deeds without leaving it, and the list anew when something changes. */
import * as live from "./live.js";
import { ask } from "./shell/http.js";
import { startDeeds } from "./thread/deeds.js";

const SOON_MS = 300;
const TYPING_MS = 2_000;
let timer = 0;

// A note that is being typed is not swept away by a colleague's press; one that was sent need not be kept.
function isTyping() {
  const list = document.getElementById("callback-list");
  return [...list.querySelectorAll("textarea")].some((area) => area.value && !area.form.dataset.busy && !area.form.dataset.sent);
}

async function refresh() {
  if (isTyping()) return soon(TYPING_MS);
  try {
    const answer = await ask(location.href, { headers: { "HX-Request": "true" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("callback-list");
    if (fresh && !isTyping()) document.getElementById("callback-list").replaceWith(document.adoptNode(fresh));
  } catch {
    // The next change asks again.
  }
}

function soon(wait = SOON_MS) {
  clearTimeout(timer);
  timer = setTimeout(refresh, wait);
}

startDeeds(() => null);
live.on("callback", () => soon());
live.onCatchUp(refresh);
document.addEventListener("undone", () => soon());
