/** The list of members stays true while it is looked at: who comes, goes or steps away, and how many are present. */
import { ask } from "../shell/http.js";
import * as live from "../live.js";

const WAIT_MS = 800;
const PARTS = "tr[id^='person-'] > td:is(:nth-child(2), :last-child), #present";
let timer = 0;

async function refresh() {
  timer = 0;
  const answer = await ask(location.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [list, instead] = [document, fresh].map((page) => page.querySelector(".listing tbody"));
  const now = [...fresh.querySelectorAll(PARTS)];
  const shown = [...document.querySelectorAll(PARTS)];
  // A filter by presence may have let somebody in or out: then the rows no longer lie side by side.
  if (now.length !== shown.length) list && instead && list.replaceWith(instead);
  else shown.forEach((part, at) => part.replaceWith(now[at]));
}

live.on("presence", () => {
  timer ||= setTimeout(() => refresh().catch(() => {}), WAIT_MS);
});
