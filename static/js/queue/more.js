/** The next page comes when its link comes into sight; without scripts the link leads there. */
import { ask } from "../shell/http.js";
import * as list from "./list.js";

let watcher = null;
let running = false;

export function watchMore() {
  watcher?.disconnect();
  watcher = new IntersectionObserver(seen, { root: list.scroller(), rootMargin: "300px" });
  watcher.observe(document.getElementById("queue-more"));
}

function seen(entries) {
  if (entries.some((entry) => entry.isIntersecting)) load();
}

async function load() {
  const place = document.getElementById("queue-more");
  const { more } = place.querySelector("a").dataset;
  if (running || place.hidden || !more) return;
  running = true;
  try {
    const { rows: url, address } = list.pane().dataset;
    const found = list.parsed(await (await ask(`${url}?${more}`)).text());
    if (address === list.pane().dataset.address && !list.isAway()) append(found, place);
  } catch {
    // The link stays: it can be pressed, and comes into sight again.
  } finally {
    running = false;
  }
}

function append(found, place) {
  place.replaceWith(found.more);
  for (const row of found.rows) list.put(row, found.headings);
  list.tidy();
  watchMore();
}

export function start() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#queue-more a")) return;
    event.preventDefault();
    load();
  });
}
