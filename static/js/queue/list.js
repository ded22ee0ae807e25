/**
 * The rows on screen. A row's data-key sorts as the list does (conversations/queue.py): a pushed row knows its place.
 */
export const pane = () => document.getElementById("queue");
export const list = () => document.getElementById("queue-list");
export const scroller = () => document.getElementById("queue-scroll");
export const rows = () => [...list().querySelectorAll(".row")];
export const rowOf = (id) => document.getElementById(`row-${id}`);
/** The rows are not there: another list is being fetched, or could not be. */
export const isAway = () => Boolean(scroller().dataset.bones);
export const chosen = () => list().querySelector('.row[aria-selected="true"]');

/** The matter that is open, by the page's own address. */
export function openId() {
  return Number(location.pathname.match(/^\/conversations\/(\d+)\//)?.[1] ?? 0);
}

/** Elements of an answer: rows, headings, and the link to what comes after. */
export function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const headings = new Map();
  for (const heading of template.content.querySelectorAll(".group")) headings.set(heading.dataset.group, heading);
  return { rows: [...template.content.querySelectorAll(".row")], headings, more: template.content.querySelector("#queue-more") };
}

/** Rows behind the last one on screen come with the next page. */
export function belongs(row) {
  const last = rows().at(-1);
  return !hasMore() || !last || row.dataset.key <= last.dataset.key;
}

export function hasMore() {
  return !document.getElementById("queue-more").hidden;
}

export function put(row, headings = new Map()) {
  const old = rowOf(row.dataset.id);
  mark(row);
  if (old?.dataset.key === row.dataset.key) {
    replace(old, row);
    return;
  }
  const focused = old?.contains(document.activeElement);
  old?.remove();
  const next = rows().find((other) => other.dataset.key > row.dataset.key);
  if (next) beforeIts(next, row).before(row);
  else list().append(row);
  ensureHeading(row, headings);
  if (focused) row.focus();
}

/** A row that opens a group goes before the heading of the group behind it. */
function beforeIts(next, row) {
  const heading = next.previousElementSibling;
  return heading?.classList.contains("group") && next.dataset.group !== row.dataset.group ? heading : next;
}

function replace(old, row) {
  const focused = old === document.activeElement;
  row.tabIndex = old.tabIndex;
  old.replaceWith(row);
  if (focused) row.focus();
}

function ensureHeading(row, headings) {
  const { group } = row.dataset;
  if (!group || list().querySelector(`.group[data-group="${CSS.escape(group)}"]`)) return;
  const heading = headings.get(group);
  if (heading) row.before(heading);
}

function mark(row) {
  const open = Number(row.dataset.id) === openId();
  row.setAttribute("aria-selected", String(open));
  if (open && !document.hidden) row.classList.remove("unread");
}

export function drop(id) {
  const row = rowOf(id);
  if (!row) return;
  const neighbour = row.contains(document.activeElement) ? beside(row, 1) ?? beside(row, -1) : null;
  row.remove();
  neighbour?.focus();
}

export function beside(row, by) {
  const all = rows();
  return row ? all[all.indexOf(row) + by] : all[0];
}

/** After any change: headings with their sizes, the one tab stop, and the words for an empty list. */
export function tidy() {
  if (isAway()) return;
  headings();
  const all = rows();
  const stop = all.find((row) => row === document.activeElement) ?? chosen() ?? all[0];
  for (const row of all) row.tabIndex = row === stop ? 0 : -1;
  list().hidden = !all.length;
  document.getElementById("queue-empty").hidden = Boolean(all.length) || hasMore();
}

/** The first heading stands above the list, so that it stays in sight; a size is told only where all of it is known. */
function headings() {
  const found = [...list().querySelectorAll(".group")];
  const groups = Map.groupBy(rows(), (row) => row.dataset.group);
  const last = rows().at(-1)?.dataset.group;
  const size = (group) => (hasMore() && group === last ? "" : String(groups.get(group)?.length ?? ""));
  found.filter((heading) => !groups.has(heading.dataset.group)).forEach((heading) => heading.remove());
  const kept = [...list().querySelectorAll(".group")];
  kept.forEach((heading, at) => {
    heading.hidden = at === 0;
    heading.querySelector("span").textContent = size(heading.dataset.group);
  });
  const bar = document.getElementById("queue-heading");
  bar.querySelector("[data-name]").textContent = kept[0]?.querySelector("b").textContent ?? "";
  bar.querySelector("[data-size]").textContent = kept[0] ? size(kept[0].dataset.group) : "";
}

/** Choose the row of the open matter; others lose the mark. */
export function select(id) {
  for (const row of rows()) row.setAttribute("aria-selected", String(Number(row.dataset.id) === id));
  const row = rowOf(id);
  row?.classList.remove("unread");
  tidy();
  return row;
}
