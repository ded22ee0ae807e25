/** Another view, filter or order: only the list's pane is fetched; the open thread and what is being written stay. */
import { counts, forget, resume } from "./fresh.js";
import { landmark } from "./landmark.js";
import * as list from "./list.js";
import { watchMore } from "./more.js";
import { part, push } from "./parts.js";

export function follow(link) {
  if (link) load(new URLSearchParams(new URL(link.getAttribute("href"), location.href).search));
}

export async function load(query) {
  forget();
  const wasFocused = document.activeElement?.closest?.(".views a")?.dataset.view;
  bones();
  const html = await part("queue", `${list.pane().dataset.list}?${query}`);
  if (html === undefined) return;
  if (html === null) {
    broken(query);
    resume();
    return;
  }
  push(`${location.pathname}?${query}`);
  list.pane().outerHTML = html;
  htmx.process(list.pane());
  resume();
  arrange();
  if (wasFocused) list.pane().querySelector(`.views a[data-view="${CSS.escape(wasFocused)}"]`)?.focus();
}

function bones() {
  const box = list.scroller();
  box.dataset.bones = "on";
  box.setAttribute("aria-busy", "true");
  list.list().hidden = true;
  document.getElementById("queue-more").hidden = true;
  const empty = document.getElementById("queue-empty");
  empty.hidden = false;
  empty.replaceChildren(document.getElementById("queue-bones").content.cloneNode(true));
}

function broken(query) {
  list.scroller().removeAttribute("aria-busy");
  const place = document.getElementById("queue-empty");
  place.replaceChildren(document.getElementById("queue-broken").content.cloneNode(true));
  place.querySelector("[data-list-again]").addEventListener("click", () => load(query));
}

export function arrange() {
  list.select(list.openId());
  landmark();
  watchMore();
}

function clicked(event) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("#queue .views a, [data-list-link]");
  if (!link) return;
  event.preventDefault();
  follow(link);
}

export function start() {
  document.addEventListener("click", clicked);
  arrange();
  counts().catch(() => {});
}
