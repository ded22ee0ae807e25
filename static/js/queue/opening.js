/** Opening a row replaces the thread and the customer's pane, and nothing else: the list stays as it is. */
import { shortcut } from "../shell/keys.js";
import { setTitle } from "../shell/tabtitle.js";
import * as list from "./list.js";
import { part, push } from "./parts.js";

export async function open(href, { title = "", focus = false } = {}) {
  const html = await part("workspace", href);
  if (html === undefined) return;
  if (html === null) {
    list.select(list.openId());
    return;
  }
  const workspace = document.getElementById("workspace");
  push(href);
  workspace.innerHTML = html;
  htmx.process(workspace);
  document.body.dataset.pane = "thread";
  list.select(list.openId());
  setTitle(`${title || workspace.querySelector("h1")?.textContent.trim()} · Omnidesk`);
  if (focus || matchMedia("(max-width: 899px)").matches) document.getElementById("thread")?.focus();
}

export function openRow(row, more = {}) {
  if (!row) return;
  list.select(Number(row.dataset.id));
  open(row.getAttribute("href"), { title: row.dataset.title, ...more });
}

/** One pane at a time: back from the thread to the list; on a wide window the list takes the focus. */
export function toList() {
  document.body.dataset.pane = "list";
  const row = list.chosen() ?? list.rows()[0];
  row?.focus();
}

function clicked(event) {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!plain || event.defaultPrevented) return;
  const row = event.target.closest("#queue-list .row");
  const link = event.target.closest("[data-open-row]");
  if (row || link) event.preventDefault();
  if (row) openRow(row);
  else if (link) open(link.getAttribute("href"));
  else if (event.target.closest("[data-to-list]")) toList();
}

export function start() {
  document.addEventListener("click", clicked);
  const group = gettext("Move");
  shortcut("U", toList, { label: gettext("Back to the list"), group, scope: "#queue" });
}
