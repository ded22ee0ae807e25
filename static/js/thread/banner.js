/** What the page does not know, in words: the line is gone, or updates may be missing. Shown where one looks. */
import * as live from "../live.js";

const PATIENCE_MS = 1500;

const WORDS = {
  offline: () => [gettext("You are offline."), gettext("Replies are kept and sent when you reconnect.")],
  stale: () => [gettext("Updates are late."), gettext("The page checks every 5 seconds. Sending waits for each check.")],
  out: () => [gettext("Live updates have stopped."), gettext("Your rights have changed. Load the page again.")],
};

let shown = "";
let pending = "";
let timer = 0;
let countdown = 0;

export function startBanner(pane) {
  const follow = ({ state }) => {
    if (state === pending) return;
    clearTimeout(timer);
    pending = state;
    if (state === "fresh" || state === "connecting") return show(pane, "");
    // Each return to a sound line passes through a moment of not knowing; it is not worth a word.
    timer = setTimeout(() => show(pane, state), state === "out" || shown ? 0 : PATIENCE_MS);
  };
  const stop = live.on("state", follow);
  follow({ state: live.current() });
  pane.onClose(() => {
    stop();
    clearTimeout(timer);
    clearInterval(countdown);
    shown = pending = "";
  });
}

function show(pane, state) {
  const place = pane.element.querySelector("#line-state");
  if (!place) return;
  if (shown === state && !place.hidden) return count(place);
  shown = state;
  clearInterval(countdown);
  document.querySelector(".queue > .line-state")?.remove();
  place.replaceChildren();
  place.hidden = !state;
  if (!state) return;
  place.append(build(pane, state));
  inList(place);
  count(place);
  countdown = setInterval(() => count(place), 1000);
}

/** On a narrow screen with the list in front, the thread's banner would not be seen. */
function inList(place) {
  const list = document.querySelector(".queue");
  if (!list || place.offsetParent) return;
  const copy = document.createElement("div");
  copy.className = "line-state";
  copy.append(place.firstElementChild.cloneNode(true));
  copy.querySelector("button")?.addEventListener("click", () => live.retryNow());
  (list.querySelector(":scope > .bar") ?? list.firstElementChild).after(copy);
}

function build(pane, state) {
  const banner = pane.element.querySelector("#piece-line").content.firstElementChild.cloneNode(true);
  const [fact, effect] = WORDS[state]();
  banner.querySelector("b").textContent = fact;
  banner.querySelector(".effect").textContent = effect;
  const button = banner.querySelector("button");
  if (state === "out") {
    button.textContent = gettext("Load again");
    button.addEventListener("click", () => location.reload());
  } else {
    button.addEventListener("click", () => live.retryNow());
  }
  return banner;
}

function count(place) {
  const line = place.querySelector(".num");
  const left = Math.ceil((live.nextTry() - Date.now()) / 1000);
  if (line) line.textContent = shown === "offline" && left > 0 ? interpolate(gettext("again in %s s"), [left]) : "";
}
