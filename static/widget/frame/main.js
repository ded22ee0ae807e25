// The chat in its frame: put the parts together and begin.
import * as composer from "./composer.js";
import { handOver, session } from "./desk.js";
import "./host.js";
import { catchUp, connect } from "./line.js";
import { draw, toEnd } from "./log.js";
import * as notices from "./notices.js";
import { flush, waiting } from "./outbox.js";
import { config, find, kept, lasting, on, palette } from "./page.js";
import { label } from "./words.js";

// Through the CSSOM: the frame's policy forbids styles written into the page.
for (const [name, color] of Object.entries(palette)) document.documentElement.style.setProperty(`--brand-${name}`, color);

if (!lasting) find(".promise").dataset.word = "not_kept";
label(document);
notices.begin();
composer.begin();
// Few would rather be called: what that takes comes with the first press, or where a call is asked for already.
const caller = find("#call-me");
caller.hidden = !config.callback || config.paused;
const call = async (pressed) => (await import("./callback.js")).begin(pressed);
if (kept("callback")) call();
else caller.addEventListener("click", call, { once: true });
const opener = find("#menu-open");
opener.addEventListener("click", async function first() {
  const menu = await import("./menu.js");
  opener.removeEventListener("click", first);
  menu.begin();
});
draw();
if (session()) {
  connect();
  catchUp().catch(() => null).then(toEnd);
}
if (waiting().length) flush();
// A link of the app opens the chat on a page of its own; the token leaves the address before anybody can copy it.
const brought = new URLSearchParams(location.hash.slice(1)).get("handoff");
if (brought) {
  history.replaceState(null, "", location.pathname + location.search);
  handOver(brought).catch(() => null);
}
on("focusTop", () => find("#hello").focus());
document.documentElement.dataset.ready = "";
