/** Who has opened a chat with a hand-off and not said a word yet: asked for when the desk is told, and now and then. */
import { ask } from "../shell/http.js";
import * as live from "../live.js";

const AGAIN_MS = 20_000;
// A hint that names no matter is about somebody who has none yet.
const NO_MATTER = 0;

export function start() {
  const strip = document.getElementById("visitors");
  if (!strip) return;
  let last = "";

  async function look() {
    const html = await (await ask(strip.dataset.url)).text();
    const now = document.getElementById("visitors");
    if (!now || (html === last && now.childElementCount)) return;
    last = html;
    now.innerHTML = html;
  }

  live.on("queue", ({ matter }) => matter === NO_MATTER && look().catch(() => {}));
  live.onCatchUp(look);
  setInterval(() => document.visibilityState === "visible" && look().catch(() => {}), AGAIN_MS);
  look().catch(() => {});
}
