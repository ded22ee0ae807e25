/** On every page: how many wait for our call, and a word when one of them is overdue. */
import * as live from "../live.js";
import { ask } from "../shell/http.js";
import { toast } from "../shell/toasts.js";

const WAIT_MS = 1_000;
const rail = document.getElementById("rail-callbacks");
let timer = 0;

async function count() {
  timer = 0;
  const { open, late } = await (await ask("/callbacks/counts/")).json();
  rail.textContent = open > 99 ? "99+" : open || "";
  rail.classList.toggle("bad", late > 0);
  rail.title = late ? interpolate(gettext("%s overdue"), [late]) : "";
}

function soon() {
  timer ||= setTimeout(() => count().catch(() => {}), WAIT_MS);
}

export function start() {
  if (!rail) return;
  count().catch(() => {});
  live.onCatchUp(soon);
  live.on("callback", ({ callback, late }) => {
    soon();
    if (!late) return;
    toast({
      text: gettext("A callback is overdue."), icon: "alarm-clock", key: `callback-${callback}`, lasting: true,
      open: () => location.assign("/callbacks/"),
    });
  });
}
