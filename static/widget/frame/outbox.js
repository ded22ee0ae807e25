// What the visitor has sent and the desk has not yet shown back. Each has its own key, chosen once, so that repeating is
// harmless, and lies in the browser's storage until it came back: a reload or a dead line loses nothing.
import { ask, dropped, ensure, Refusal, session, where } from "./desk.js";
import { messages } from "./line.js";
import { alone, config, emit, forget, keep, kept, names, on } from "./page.js";

const FOLDER = "out:";
// A message that the desk keeps and could not read into a thread yet stays on screen as long as its session can live.
const KEPT_FOR = 30 * 24 * 3600 * 1000;
// In seconds: what was written while the desk was away goes out within a few of its return, unless it asks for more time.
const LONGEST = 5;
let failures = 0;
let timer = 0;
let flushing = null;

export const struggling = () => failures > 0;

export const waiting = () => names(FOLDER).map(kept).filter(Boolean)
  .sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1));

export function put(text, files, tapped) {
  const last = waiting().at(-1)?.at ?? 0;
  const item = { key: newKey(), text, files, tapped, at: Math.max(Date.now(), last + 1), state: "waiting" };
  keep(FOLDER + item.key, item);
  emit("outbox");
  flush();
  return item;
}

// crypto.randomUUID exists only over TLS; a test shop on a plain address needs keys too.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function takeBack(key) {
  const item = kept(FOLDER + key);
  forget(FOLDER + key);
  emit("outbox");
  return item;
}

export function flush() {
  clearTimeout(timer);
  timer = 0;
  flushing ||= alone("out", sendAll).finally(() => { flushing = null; }).then(anythingLeft);
  return flushing;
}

// What was put while the last round was ending.
function anythingLeft() {
  if (!timer && next()) flush();
}

async function sendAll() {
  for (let item = next(); item; item = next()) {
    try {
      await send(item);
      failures = 0;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.passing) return later(error.wait);
      refuse(item, error);
    }
  }
}

const next = () => waiting().find(({ state }) => state === "waiting");

async function send(item) {
  await ensure();
  const token = session()?.token;
  try {
    const files = item.files.map(({ id }) => id);
    await ask("POST", "messages/", { key: item.key, text: item.text, files, tapped: item.tapped, page: where });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 401 || item.renewed) throw error;
    // Once: the token had run out. The message goes on in a new session, under the same key.
    dropped(token);
    change(item, { renewed: true });
    return send({ ...item, renewed: true });
  }
  change(item, { state: "kept" });
  emit("outbox");
  if (config.paused) emit("closed", "");
}

function change(item, fields) {
  // It may have come back meanwhile, by the socket or in another tab: then there is nothing left to note.
  if (kept(FOLDER + item.key)) keep(FOLDER + item.key, { ...item, ...fields });
}

function refuse(item, error) {
  change(item, { state: "refused", why: error.message, reference: error.reference });
  emit("outbox");
  if (error.code === "paused") emit("closed", "paused");
}

function later(wait) {
  failures = Math.min(failures + 1, 6);
  const seconds = Math.max(wait, Math.min(2 ** (failures - 1), LONGEST) * (0.7 + Math.random() * 0.6));
  timer = setTimeout(flush, Math.min(seconds, 60) * 1000);
  emit("outbox");
}

export function tidy() {
  const shown = new Set([...messages.values()].map(({ key }) => key).filter(Boolean));
  const old = Date.now() - KEPT_FOR;
  for (const item of waiting()) {
    if (shown.has(item.key) || (item.state === "kept" && item.at < old)) forget(FOLDER + item.key);
  }
}

on("kept", (name) => { if (name === "" || name.startsWith(FOLDER)) emit("outbox"); });
on("line", (state) => { if (state === "open") { failures = 0; flush(); } });
addEventListener("online", () => flush());
