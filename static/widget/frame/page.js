// What the server wrote into the page, and the one bus on which the parts of the chat tell each other what happened.
const read = (id) => JSON.parse(document.getElementById(id).textContent);

export const config = read("config");
export const palette = read("palette");
export const catalogues = read("words");

const listeners = new Map();

export function on(event, listener) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(listener);
}

export function emit(event, detail) {
  for (const listener of listeners.get(event) || []) listener(detail);
}

export const find = (selector) => document.querySelector(selector);

export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function icon(name) {
  return document.getElementById("icons").content.querySelector(`.i-${name}`).cloneNode(true);
}

// A finger has no Shift+Enter: the chat then neither sends on Enter nor takes the focus.
export const touch = matchMedia("(pointer: coarse)");

// What this browser keeps for this site; in memory where storage is blocked.
const prefix = `omnidesk:${config.site}:`;
const memory = new Map();
const area = usable("localStorage");
// What is being typed belongs to one tab; its names begin with "tab:".
const tab = usable("sessionStorage");
export const lasting = area !== null;
const areaOf = (name) => (name.startsWith("tab:") ? tab : area);

function usable(kind) {
  try {
    window[kind].setItem(`${prefix}probe`, "1");
    window[kind].removeItem(`${prefix}probe`);
    return window[kind];
  } catch {
    return null;
  }
}

export function kept(name) {
  if (memory.has(name)) return memory.get(name);
  try {
    return JSON.parse(areaOf(name)?.getItem(prefix + name) ?? "null");
  } catch {
    return null;
  }
}

export function keep(name, value) {
  memory.delete(name);
  try {
    areaOf(name).setItem(prefix + name, JSON.stringify(value));
  } catch {
    memory.set(name, structuredClone(value));
  }
}

export function forget(name) {
  memory.delete(name);
  areaOf(name)?.removeItem(prefix + name);
}

export function names(start) {
  const stored = area ? Object.keys(area).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)) : [];
  return [...new Set([...stored, ...memory.keys()])].filter((name) => name.startsWith(start));
}

// Other tabs of the same visitor: they change the same store, and this tab follows.
addEventListener("storage", ({ key, storageArea }) => {
  if (storageArea !== area) return;
  if (key === null) emit("kept", "");
  else if (key.startsWith(prefix)) emit("kept", key.slice(prefix.length));
});

// One tab at a time, where the browser can say so; the server counts a key once anyway.
export async function alone(name, deed) {
  if (!lasting || !navigator.locks) return deed();
  let begun = false;
  const begin = () => { begun = true; return deed(); };
  try {
    return await navigator.locks.request(prefix + name, begin);
  } catch (error) {
    if (begun) throw error;
    return deed();
  }
}
