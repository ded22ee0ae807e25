// The conversation as the desk has it, and the live line that keeps it level. Pushes are applied at once; only an answer to
// "what came after …?" moves the mark, so that a push which was lost or came out of order never leaves a gap.
import { address, ask, dropped, Refusal, session, where } from "./desk.js";
import { emit, on } from "./page.js";

export const messages = new Map();
let mark = null;
let earlier = false;
let asking = null;
let again = false;

export const hasEarlier = () => earlier;

export const ordered = () => [...messages.values()].sort(
  (one, other) => Date.parse(one.shown_at) - Date.parse(other.shown_at) || Number(one.id) - Number(other.id),
);

on("session", () => {
  messages.clear();
  mark = null;
  earlier = false;
  again = asking !== null;
  emit("messages", { arrived: [], first: true });
});

export function apply(rows) {
  const arrived = rows.filter(({ id, revision }) => !messages.has(id) || !(revision < messages.get(id).revision));
  const unknown = arrived.filter(({ id }) => !messages.has(id));
  for (const row of arrived) messages.set(row.id, row);
  return unknown;
}

export function pushed(rows) {
  emit("messages", { arrived: apply(rows), first: false });
}

export function catchUp() {
  if (!session()) return Promise.resolve();
  if (asking) { again = true; return asking; }
  asking = askUntilLevel().finally(() => { asking = null; });
  return asking;
}

async function askUntilLevel() {
  do {
    again = false;
    const token = session()?.token;
    if (!token) return;
    const first = mark === null;
    const page = await asked(first ? "messages/" : `messages/?after=${mark}`, token);
    // While the answer was on its way the visitor became somebody else: it is not theirs.
    if (session()?.token !== token) { again = true; continue; }
    if (first) earlier = Boolean(page.more);
    else if (page.more) again = true;
    mark = Math.max(mark ?? 0, page.revision);
    emit("messages", { arrived: apply(page.messages), first });
  } while (again);
}

export async function fetchEarlier() {
  const oldest = ordered()[0];
  const token = session()?.token;
  if (!oldest || !earlier) return;
  const page = await asked(`messages/?before=${encodeURIComponent(oldest.id)}`, token);
  if (session()?.token !== token) return;
  earlier = Boolean(page.more);
  apply(page.messages);
  emit("messages", { arrived: [], first: false, earlier: true });
}

async function asked(path, token) {
  try {
    return await ask("GET", path);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) dropped(token);
    throw error;
  }
}

// The line opens with a single-use ticket, comes back by itself, and asks for what was missed each time.
const PING = 25000;
const SILENCE = 40000;
// In seconds. However long the desk was away: within a few of its return the visitor is there again.
const LONGEST = 5;
let socket = null;
let opening = false;
let failures = 0;
let timer = 0;
let heardAt = 0;
let tickAt = Date.now();
export let state = "idle"; // idle (nothing to listen to yet) | opening | open | broken

const HEARD = {
  changed: ({ messages }) => pushed(Array.isArray(messages) ? messages : []),
  typing: ({ name }) => emit("typing", String(name || "")),
  hours: (news) => emit("hours", news),
  closed: ({ code }) => emit("closed", String(code)),
};

export function say(message) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(message));
  return true;
}

export async function connect() {
  clearTimeout(timer);
  if (!session()) return become("idle");
  if (opening || socket) return;
  opening = true;
  if (state !== "broken") become("opening");
  const token = session().token;
  try {
    const { ticket } = await ask("POST", "ticket/");
    if (session()?.token === token) open(ticket);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) dropped(token);
    else broke(error.wait);
  } finally {
    opening = false;
    // The visitor became somebody else while the ticket was on its way.
    if (session() && session().token !== token) connect();
  }
}

function open(ticket) {
  const url = new URL(`/ws${address("")}?ticket=${encodeURIComponent(ticket)}`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const mine = new WebSocket(url);
  socket = mine;
  heardAt = Date.now();
  mine.onopen = () => {
    failures = 0;
    become("open");
    say({ do: "page", ...where });
    level();
  };
  mine.onmessage = ({ data }) => {
    if (socket !== mine) return;
    heardAt = Date.now();
    hear(data);
  };
  mine.onclose = () => { if (socket === mine) { socket = null; broke(); } };
}

function hear(data) {
  let news = null;
  try { news = JSON.parse(data); } catch { return; }
  if (news && Object.hasOwn(HEARD, news.event)) HEARD[news.event](news);
}

function broke(wait = 0) {
  become("broken");
  failures = Math.min(failures + 1, 6);
  const seconds = Math.max(wait, Math.min(2 ** (failures - 1), LONGEST) * (0.7 + Math.random() * 0.6));
  clearTimeout(timer);
  timer = setTimeout(connect, seconds * 1000);
  // Where sockets cannot pass at all, this is how messages still arrive.
  level();
}

function level() {
  catchUp().catch(() => null);
}

function become(next) {
  if (state === next) return;
  state = next;
  emit("line", state);
}

function hangUp() {
  const old = socket;
  socket = null;
  old?.close();
}

export function retryNow() {
  failures = 0;
  if (!socket && !opening) connect();
}

function watch() {
  const now = Date.now();
  // The device slept: whatever the socket believes, ask.
  const slept = now - tickAt > 90000;
  tickAt = now;
  if (!socket) return slept ? retryNow() : undefined;
  if (now - heardAt > SILENCE) { hangUp(); broke(); return; }
  if (slept) level();
  if (now - heardAt > PING) say({ do: "ping" });
}

setInterval(watch, 5000);
addEventListener("online", retryNow);
addEventListener("offline", () => { hangUp(); if (session()) broke(); });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  retryNow();
  if (socket) level();
});
on("session", () => { hangUp(); become("idle"); connect(); });
on("page", (page) => say({ do: "page", ...page }));
