/** On pages without the list: the palette's commands, and what is new, in title and favicon. */
import { ask } from "../shell/http.js";
import { setUnread } from "../shell/tabtitle.js";
import * as live from "../live.js";
import { start as startBegun } from "./begun.js";
import { start as startCalledBack } from "./called_back.js";
import { start as startCommands } from "./commands.js";
import { start as startPromised } from "./promised.js";
import { start as startRinging } from "./ringing.js";

const WAIT_MS = 1_000;
const rail = document.getElementById("rail-unread");
let timer = 0;

async function count() {
  timer = 0;
  const { unread } = await (await ask("/inbox/counts/")).json();
  setUnread(unread);
  if (rail) rail.textContent = unread > 99 ? "99+" : unread || "";
}

startBegun();
startCalledBack();
startCommands();
startPromised();
startRinging();
live.on("queue", () => {
  timer ||= setTimeout(() => count().catch(() => {}), WAIT_MS);
});
live.onCatchUp(count);
