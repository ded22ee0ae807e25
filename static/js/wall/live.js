/** The live wall: figures come by push, the same for all who see the same teams; after a break the page asks once. */
import * as live from "../live.js";
import { ask } from "../shell/http.js";
import { isStale } from "./freshness.js";
import { place } from "./tiles.js";

const TICK_MS = 5_000;
const page = document.getElementById("main");
const light = page.querySelector("[data-fresh]");
const clock = new Intl.DateTimeFormat(document.documentElement.lang || "ja", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  timeZone: document.documentElement.dataset.zone || undefined,
});
let at = Date.parse(page.dataset.at);

function put(html) {
  place(html, (part) => document.getElementById(part.id));
}

function say() {
  const stale = isStale(at);
  const words = interpolate(stale ? gettext("last updated %s") : gettext("updated %s"), [clock.format(at)]);
  if (light.textContent !== words) light.textContent = words;
  page.toggleAttribute("data-stale", stale);
}

async function everything() {
  const answer = await ask(page.dataset.tiles);
  at = Date.parse(answer.headers.get("X-Worked-Out"));
  put(await answer.text());
  say();
}

live.on("wall", (frame) => {
  if (frame.scope !== page.dataset.scope) return;
  if (frame.html === undefined) return everything().catch(() => {});
  at = Date.parse(frame.at);
  put(frame.html);
  say();
});
live.on("left", ({ topics }) => topics.includes(`wall.${page.dataset.scope}`) && location.reload());
live.join([`wall.${page.dataset.scope}`]);
live.onCatchUp(everything);
setInterval(say, TICK_MS);
say();
