/**
 * The register of shortcuts.
 *
 *   shortcut("J", next, { label: gettext("Next conversation"), group: gettext("Move"), scope: ".console", repeat: true })
 *   shortcut("Mod+K", open)     Mod is ⌘ on a Mac, Ctrl elsewhere;  "Alt+O", "Shift+?", "F6", "/", "Escape"
 *
 * A single letter or sign works outside fields, menus and dialogs, never while kana are converted, and not at all where
 * the person has switched them off. Letters go by their place on the keyboard (an input method may hide event.key),
 * signs by what they are.
 */
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const register = [];

export function shortcut(combo, run, { label = "", group = "", scope = "", repeat = false, inFields = false } = {}) {
  const entry = { ...parse(combo), combo, run, label, group, scope, repeat, inFields };
  register.push(entry);
  return () => register.splice(register.indexOf(entry), 1);
}

export function parse(combo) {
  const parts = combo.split("+").filter(Boolean);
  const key = combo.endsWith("+") ? "+" : parts.at(-1);
  const has = (name) => parts.slice(0, -1).includes(name);
  return { key, mod: has("Mod"), ctrl: has("Ctrl"), alt: has("Alt"), shift: has("Shift") };
}

export function singleKeysOn() {
  return document.documentElement.dataset.shortcuts !== "off";
}

/** What the key sheet shows: entries with a label that can be used on this page. */
export function listed() {
  return register.filter((entry) => entry.label && inScope(entry) && (!isSingle(entry) || singleKeysOn()));
}

export function caps(combo) {
  const names = { Mod: MAC ? "⌘" : "Ctrl", Enter: "⏎", Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓" };
  const { key } = parse(combo);
  return [...combo.split("+").filter(Boolean).slice(0, -1), key].map((part) => names[part] ?? part);
}

function isSingle(entry) {
  return !entry.mod && !entry.ctrl && !entry.alt && entry.key.length === 1;
}

function inScope(entry) {
  return !entry.scope || document.querySelector(entry.scope) !== null;
}

export function converting(event) {
  return event.isComposing || event.keyCode === 229;
}

export function inField(target) {
  return Boolean(target?.closest?.('input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable=""], [contenteditable="true"]'));
}

function matches(entry, event) {
  const command = MAC ? event.metaKey : event.ctrlKey;
  const other = MAC ? event.ctrlKey : event.metaKey;
  if (entry.mod !== (command && !entry.ctrl) || (entry.ctrl && !event.ctrlKey)) return false;
  if ((!entry.ctrl && other) || entry.alt !== event.altKey) return false;
  if (/^[A-Z]$/.test(entry.key)) return event.code === `Key${entry.key}` && entry.shift === event.shiftKey;
  if (/^[0-9]$/.test(entry.key)) return event.code === `Digit${entry.key}` && entry.shift === event.shiftKey;
  return event.key === entry.key;
}

function mayRun(entry, event) {
  if (event.repeat && !entry.repeat) return false;
  if (!inScope(entry)) return false;
  if (!isSingle(entry)) return true;
  if (!singleKeysOn()) return false;
  const away = event.target.closest?.('dialog[open], [role="menu"], [role="listbox"] input');
  return !away && (entry.inFields || !inField(event.target));
}

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || converting(event)) return;
    const entry = register.findLast((candidate) => matches(candidate, event) && mayRun(candidate, event));
    if (!entry) return;
    event.preventDefault();
    entry.run(event);
  });
}
