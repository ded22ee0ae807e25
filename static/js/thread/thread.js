/** Brings the thread pane to life, and to rest when another takes its place (whoever puts it there). */
import { open } from "../queue/opening.js";
import { ask } from "../shell/http.js";
import { startBanner } from "./banner.js";
import { startBar } from "./bar.js";
import { startCollision } from "./collision.js";
import { startComposer } from "./composer.js";
import { startDeeds } from "./deeds.js";
import { startFacts } from "./facts.js";
import { startFollowing } from "./following.js";
import { startForwarding } from "./forwarding.js";
import { startHeld } from "./held.js";
import { startKeys } from "./keys.js";
import { startSpoken } from "./spoken.js";
import { startLetters } from "./letters.js";
import { makeLog } from "./log.js";
import { startMenus } from "./menus.js";
import { startOlder } from "./older.js";
import { startPanel } from "./panel.js";
import { startPresence } from "./presence.js";
import { startSuggestion } from "./suggestion.js";
import { startVisitor } from "./visitor.js";

let shown = null;

export const currentPane = () => shown;

/** Show a matter by its address, as a press on its row does. */
const openMatter = (url) => open(url + location.search);

function makePane(element) {
  const { dataset } = element;
  const stopping = new AbortController();
  const listeners = new Map();
  const pane = {
    element, signal: stopping.signal, gone: false,
    matter: Number(dataset.matter), customer: Number(dataset.customer), name: dataset.name,
    me: { id: Number(dataset.me), name: dataset.meName },
    revision: Number(dataset.revision), seen: Number(dataset.revision), before: dataset.before,
    urls: {
      changes: dataset.changes, older: dataset.older, bar: dataset.bar, panel: dataset.panel, page: dataset.page,
    },
    onClose: (undo) => stopping.signal.addEventListener("abort", undo, { once: true }),
    on(name, hear) {
      if (!listeners.has(name)) listeners.set(name, []);
      listeners.get(name).push(hear);
    },
    emit: (name, detail) => (listeners.get(name) ?? []).forEach((hear) => hear(detail)),
    close: () => stopping.abort(),
    reload: () => openMatter(pane.urls.page),
    leave: () => left(pane),
    reloadRows: () => reloadRows(pane),
    refreshBar: () => {},
  };
  return pane;
}

function mount(element) {
  const pane = makePane(element);
  shown = pane;
  pane.log = makeLog(pane);
  Object.assign(pane, startFollowing(pane));
  for (const start of [startOlder, startBar, startComposer, startPresence, startCollision, startPanel, startVisitor,
    startBanner, startHeld, startLetters, startSuggestion]) start(pane);
  document.body.dataset.pane = "thread";
  document.body.dataset.matter = String(pane.matter);
  document.dispatchEvent(new CustomEvent("matter:open", { detail: { matter: pane.matter, customer: pane.customer } }));
  return pane;
}

/** The matter is no longer this person's to see: nothing of it stays on screen. */
function left(pane) {
  if (pane.gone) return;
  pane.gone = true;
  pane.element.querySelectorAll(".stage, .composer, #collision, #line-state, .bar > :not(.back)").forEach((part) => part.remove());
  document.getElementById("context")?.replaceChildren();
  const words = document.createElement("div");
  words.className = "blank";
  words.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.textContent = gettext("This matter is no longer yours to see");
  const text = document.createElement("p");
  text.textContent = gettext("It was handed to another team, or your teams have changed.");
  words.append(title, text);
  pane.element.append(words);
  pane.close();
}

/** So much changed that the newest piece is fetched whole; what is being written stays untouched. */
async function reloadRows(pane) {
  const answer = await ask(`${pane.urls.older}?before=`, { signal: pane.signal });
  const piece = await answer.json();
  pane.log.rows().filter((row) => !row.dataset.ownKey).forEach((row) => row.remove());
  pane.before = piece.before;
  pane.log.place(piece.items, { quiet: true });
  pane.element.querySelector("#older").hidden = !pane.before;
}

function check() {
  const element = document.getElementById("thread");
  if (shown?.element === element) return;
  shown?.close();
  shown = null;
  if (element?.dataset.matter) mount(element);
  else delete document.body.dataset.matter;
}

new MutationObserver(check).observe(document.getElementById("workspace"), { childList: true });
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-open-matter]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  openMatter(link.getAttribute("href"));
});
startDeeds(currentPane);
startFacts(currentPane);
startForwarding(currentPane);
startMenus();
startKeys(currentPane);
startSpoken();
check();
