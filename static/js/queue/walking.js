/** The list by keys: one tab stop, J/K and arrows move, O and Enter open, digits choose a view. */
import { shortcut } from "../shell/keys.js";
import * as list from "./list.js";
import { openRow, toList } from "./opening.js";
import { follow } from "./views.js";

function at() {
  const focused = document.activeElement?.closest?.("#queue-list .row");
  return focused ?? list.chosen();
}

function go(row) {
  if (!row) return;
  if (!row.offsetParent) toList();
  for (const other of list.rows()) other.tabIndex = other === row ? 0 : -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const here = at();
  go(here ? list.beside(here, by) : list.rows()[0]);
}

function pressed(event) {
  if (!event.target.closest?.("#queue-list") || event.isComposing) return;
  const all = list.rows();
  const to = { ArrowDown: () => list.beside(at(), 1), ArrowUp: () => list.beside(at(), -1), Home: () => all[0], End: () => all.at(-1) }[event.key];
  if (to) {
    event.preventDefault();
    go(to());
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    openRow(event.target.closest(".row"), { focus: event.key === "Enter" });
  }
}

function view(number) {
  follow(list.pane().querySelectorAll(".views a")[number - 1]);
}

export function start() {
  const group = gettext("Move");
  const scope = "#queue";
  const nextAndPrevious = gettext("Next conversation, previous conversation");
  shortcut("J", () => step(1), { label: nextAndPrevious, group, scope, repeat: true });
  shortcut("K", () => step(-1), { label: nextAndPrevious, group, scope, repeat: true });
  shortcut("O", () => openRow(at(), { focus: true }), { label: gettext("Open the conversation"), group, scope });
  for (const number of [1, 2, 3, 4]) {
    shortcut(String(number), () => view(number), { label: gettext("Choose a view"), group, scope });
  }
  document.addEventListener("keydown", pressed);
}
