/**
 * The palette (Ctrl/⌘+K). The server answers GET palette?q=… with groups of options:
 *
 *   <div role="group" aria-label="顧客"><div class="head">顧客</div>
 *     <a role="option" id="p-1" href="/customers/5/">…</a>
 *     <div role="option" id="p-2" data-command="resolve">…</div></div>      → event "palette:command" {command, option}
 *
 * Enter takes the chosen one, Ctrl/⌘+Enter opens it in a new window; while kana are converted no key chooses.
 */
import { ask } from "./http.js";
import { converting, shortcut } from "./keys.js";

const WAIT_MS = 120;
let timer = 0;
let running = null;

const box = () => document.getElementById("palette");
const field = () => box().querySelector("input");
const list = () => box().querySelector('[role="listbox"]');
const options = () => [...list().querySelectorAll('[role="option"]:not([aria-disabled="true"])')];
const chosen = () => list().querySelector('[aria-selected="true"]');

export function openPalette(query = "") {
  const palette = box();
  if (!palette) return;
  if (palette.open) return palette.close();
  palette.showModal();
  field().value = query;
  field().select();
  search();
}

async function search() {
  running?.abort();
  running = new AbortController();
  const url = new URL(box().dataset.url, location.href);
  url.searchParams.set("q", field().value);
  url.searchParams.set("from", location.pathname);
  try {
    const answer = await ask(url, { signal: running.signal });
    list().innerHTML = await answer.text();
    choose(options()[0]);
  } catch (error) {
    if (error.name !== "AbortError") tell(error.message);
  }
}

function tell(sentence) {
  const line = document.createElement("p");
  line.className = "nothing";
  line.textContent = sentence;
  list().replaceChildren(line);
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (!option) return field().removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field().setAttribute("aria-activedescendant", option.id);
}

function step(by) {
  const all = options();
  if (all.length) choose(all.at((all.indexOf(chosen()) + by + all.length) % all.length));
}

function take(option, elsewhere) {
  if (!option) return;
  box().close();
  const { command } = option.dataset;
  if (command) document.dispatchEvent(new CustomEvent("palette:command", { detail: { command, option } }));
  else if (elsewhere) window.open(option.href, "_blank", "noopener");
  else location.assign(option.href);
}

function pressed(event) {
  if (converting(event)) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) {
    event.preventDefault();
    step(by);
  } else if (event.key === "Enter") {
    event.preventDefault();
    take(chosen(), event.ctrlKey || event.metaKey);
  } else if (event.key === "Escape") {
    // A search field would only empty itself.
    event.preventDefault();
    box().close();
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(search, WAIT_MS);
}

export function start() {
  if (!box()) return;
  shortcut("Mod+K", () => openPalette(), { label: gettext("Search, go, do"), group: gettext("Move") });
  field().addEventListener("input", (event) => event.isComposing || later());
  field().addEventListener("compositionend", later);
  field().addEventListener("keydown", pressed);
  list().addEventListener("pointermove", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option && option !== chosen()) choose(option);
  });
  list().addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (!option || (event.ctrlKey || event.metaKey) && option.href) return;
    event.preventDefault();
    take(option, false);
  });
  box().addEventListener("click", (event) => event.target === box() && box().close());
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-palette]");
    if (opener) openPalette(opener.dataset.openPalette);
  });
}
