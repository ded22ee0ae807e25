/** Opening a row replaces the thread and the customer's pane, and nothing else: the list stays as it is. */
import { shortcut } from "../shell/keys.js";
import { setTitle } from "../shell/tabtitle.js";
import * as bones from "./bones.js";
import * as list from "./list.js";
import { NARROW } from "./narrow.js";
import { part, push } from "./parts.js";

export async function open(href, { title = "", focus = false } = {}) {
  bones.begin();
  const html = await part("workspace", href);
  if (html === undefined) return;
  bones.end({ back: html === null });
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
  if (focus || NARROW.matches) document.getElementById("thread")?.focus();
}

export function openRow(row, more = {}) {
  if (!row) return;
  list.select(Number(row.dataset.id));
  open(row.getAttribute("href"), { title: row.dataset.title, ...more });
}

/** Back to the list; where one pane is shown at a time, the thread is left. */
export function toList() {
  const row = list.chosen() ?? list.rows()[0];
  if (NARROW.matches) leave();
  row?.focus();
}

function leave() {
  bones.end();
  const { list: path, address } = list.pane().dataset;
  push(address ? `${path}?${address}` : path);
  const nobody = document.createElement("main");
  nobody.id = "thread";
  nobody.className = "pane thread";
  document.getElementById("workspace").replaceChildren(nobody);
  document.body.dataset.pane = "list";
  setTitle(`${list.pane().querySelector("h1").textContent} · Omnidesk`);
}

function clicked(event) {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!plain || event.defaultPrevented) return;
  const row = event.target.closest("#queue-list .row");
  const link = event.target.closest("[data-open-row]");
  const back = event.target.closest("[data-to-list]");
  if (row || link || back) event.preventDefault();
  if (row) openRow(row);
  else if (link) open(link.getAttribute("href"));
  else if (back) toList();
}

export function start() {
  document.addEventListener("click", clicked);
  const group = gettext("Move");
  shortcut("U", toList, { label: gettext("Back to the list"), group, scope: "#queue" });
}
