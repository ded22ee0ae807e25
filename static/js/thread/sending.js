/**
 * The page's outbox. One press makes one message with one key; it is kept here until the server has acknowledged that
 * key, whatever the network does and whatever page is open, and repeated with the same key. While the page does not
 * know what is new, it asks first; what came in meanwhile stops the message (409) until a person has looked.
 *
 * states: waiting → sending → (gone) | stopped (something newer came in) | refused (the server will not take it)
 */
import * as live from "../live.js";
import { ask, Refused } from "../shell/http.js";
import { read, write } from "./keepsake.js";

const AGAIN_MS = 5_000;
const LIMIT_MS = 10_000;

const listeners = new Set();
let items = [];
let store = "";
let running = false;
let timer = 0;

export function start(agent) {
  if (store) return;
  store = `omnidesk.outbox.${agent}`;
  items = (read(store) ?? []).map((item) => (item.state === "sending" ? { ...item, state: "waiting" } : item));
  live.on("state", ({ state }) => state === "fresh" && pump());
  live.on("online", pump);
  pump();
}

export function onChange(hear) {
  listeners.add(hear);
  return () => listeners.delete(hear);
}

export const of = (matter) => items.filter((item) => item.matter === matter);

export function send(item) {
  items.push({ ...item, state: "waiting", at: Date.now() });
  keep();
  tell(items.at(-1));
  pump();
}

/** A person has looked at what came in between. */
export function confirm(key, seen) {
  const item = items.find((one) => one.key === key);
  if (!item) return;
  Object.assign(item, { seen, state: "waiting", trouble: "" });
  keep();
  tell(item);
  pump();
}

export function take(key) {
  const item = items.find((one) => one.key === key);
  drop(item);
  return item;
}

function drop(item) {
  items = items.filter((one) => one !== item);
  keep();
  if (item) tell({ ...item, state: "gone" });
}

function keep() {
  const others = (read(store) ?? []).filter((kept) => foreign(kept));
  write(store, [...others, ...items].length ? [...others, ...items] : null);
}

/** Of another tab of the same person: theirs to send, ours only to leave alone. */
const own = new Set();
function foreign(kept) {
  items.forEach((item) => own.add(item.key));
  return !own.has(kept.key);
}

function tell(item, answer) {
  listeners.forEach((hear) => hear(item, answer));
}

/** In order within a matter; one matter's stopped message does not hold another's. */
function next() {
  const seen = new Set();
  for (const item of items) {
    if (seen.has(item.matter)) continue;
    seen.add(item.matter);
    if (item.state === "waiting") return item;
  }
  return null;
}

async function pump() {
  if (running || !next()) return;
  running = true;
  clearTimeout(timer);
  try {
    while (next() && (await knows())) {
      if (!(await deliver(next()))) break;
    }
  } finally {
    running = false;
    if (next()) timer = setTimeout(pump, AGAIN_MS);
  }
}

const knows = async () => live.isFresh() || (await live.catchUp());

/** False when the line is to blame: the same message, with the same key, is tried again. */
async function deliver(item) {
  Object.assign(item, { state: "sending" });
  tell(item);
  try {
    const answer = await ask(item.url, { method: "POST", data: form(item), limit: LIMIT_MS });
    acknowledged(item, await answer.json());
    return true;
  } catch (error) {
    if (error instanceof Refused && error.status < 500 && error.status !== 429) {
      await refused(item, error);
      return true;
    }
    item.state = "waiting";
    keep();
    tell(item);
    return false;
  }
}

function acknowledged(item, answer) {
  items = items.filter((one) => one !== item);
  // Nothing came in before this one was taken, so it stands between nothing for those that follow it.
  for (const later of items) {
    if (later.matter === item.matter) later.seen = Math.max(later.seen, answer.revision ?? 0);
  }
  keep();
  tell({ ...item, state: "gone" }, answer);
}

async function refused(item, error) {
  const body = await error.response.json().catch(() => ({}));
  Object.assign(item, { state: body.code === "stale" ? "stopped" : "refused", trouble: error.message });
  keep();
  tell(item, body);
}

function form(item) {
  const data = new FormData();
  for (const name of ["text", "route", "then", "choices"]) data.set(name, item[name] ?? "");
  data.set("client_key", item.key);
  data.set("seen", String(item.seen));
  if (item.ask_anyway) data.set("ask_anyway", item.ask_anyway);
  if (item.without_file) data.set("without_file", "1");
  (item.asked ?? []).forEach((key) => data.append("asked", key));
  item.files.forEach((file) => data.append("files", file.id));
  for (const [name, value] of Object.entries(item.letter ?? {})) data.set(name, value === true ? "1" : value);
  return data;
}
