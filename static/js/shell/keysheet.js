/** `?` lists the keys that work on this page. Not modal: the work under it goes on. */
import { caps, listed, shortcut } from "./keys.js";

let opener = null;

export function openKeys() {
  const sheet = document.getElementById("keys");
  if (!sheet) return;
  if (sheet.open) return closeKeys();
  opener = document.activeElement;
  sheet.querySelector("#keys-list").replaceChildren(...groups());
  sheet.show();
  sheet.querySelector("[data-close]").focus();
}

export function closeKeys() {
  document.getElementById("keys")?.close();
  if (opener?.isConnected) opener.focus();
}

function groups() {
  const byGroup = Map.groupBy(listed(), (entry) => entry.group);
  return [...byGroup].flatMap(([name, entries]) => {
    const heading = document.createElement("h3");
    heading.textContent = name;
    const list = document.createElement("dl");
    list.append(...merged(entries).map(line));
    return [heading, list];
  });
}

/** Two keys with one label (next · previous) share a line. */
function merged(entries) {
  const byLabel = Map.groupBy(entries, (entry) => entry.label);
  return [...byLabel].map(([label, same]) => ({ label, combos: same.map((entry) => entry.combo) }));
}

function line({ label, combos }) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  term.textContent = label;
  const keys = document.createElement("dd");
  for (const combo of combos) keys.append(...caps(combo).map(cap));
  row.append(term, keys);
  return row;
}

function cap(name) {
  const key = document.createElement("kbd");
  key.textContent = name;
  return key;
}

export function start() {
  const sheet = document.getElementById("keys");
  if (!sheet) return;
  shortcut("?", openKeys, { label: gettext("This list"), group: gettext("Move") });
  sheet.addEventListener("keydown", (event) => event.key === "Escape" && closeKeys());
  document.addEventListener("click", (event) => {
    if (event.target.closest("#keys [data-close]")) closeKeys();
    if (event.target.closest("[data-open-keys]")) openKeys();
  });
}
