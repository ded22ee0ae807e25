// The conversation on screen: days, speakers, bubbles, what waits to be sent, and what of it has been read.
import { speakerName, turn } from "./bubble.js";
import { fetchEarlier, hasEarlier, messages, ordered, say, state as line } from "./line.js";
import { struggling, takeBack, tidy, waiting } from "./outbox.js";
import { emit, find, keep, kept, make, on } from "./page.js";
import { day, dayKey, language, word } from "./words.js";

const PAUSE = 5 * 60 * 1000;
const SOON = 60 * 1000;
const lines = find("#lines");
const earlier = find("#earlier");
const nodes = new Map();

const deeds = {
  edit(key) { const item = takeBack(key); if (item) emit("edit", item); },
  discard: takeBack,
};

export function draw() {
  tidy();
  const parts = arranged(rows());
  const wanted = new Set(parts.map(({ key }) => key));
  for (const [key, node] of nodes) if (!wanted.has(key)) { node.remove(); nodes.delete(key); }
  parts.reduce((after, part) => place(part, after), null);
  earlier.hidden = !hasEarlier();
  find("#greeting").hidden = hasEarlier() || !find("#greeting").textContent;
}

function place({ key, sign, build }, after) {
  let node = nodes.get(key);
  if (node?.sign !== sign) {
    const fresh = Object.assign(build(), { sign });
    node?.replaceWith(fresh);
    nodes.set(key, node = fresh);
  }
  const next = after ? after.nextSibling : lines.firstChild;
  if (node !== next) lines.insertBefore(node, next);
  return node;
}

function rows() {
  const known = ordered().map((row) => ({ ...row, at: row.shown_at, files: row.files || [] }));
  const stuck = struggling() || line === "broken" || !navigator.onLine;
  const mine = waiting().map((item) => ({
    ...item, id: item.key, mine: true, author: null, state: item.state === "waiting" && !stuck ? "sending" : item.state,
  }));
  // What the desk has had for a while without showing it back stands where it was said, not below every answer.
  const late = mine.filter(({ state, at }) => state === "kept" && at < Date.now() - SOON);
  const inTime = late.length ? [...known, ...late].sort((one, other) => new Date(one.at) - new Date(other.at)) : known;
  return [...inTime, ...mine.filter((item) => !late.includes(item))];
}

function arranged(all) {
  const parts = [];
  let before = null;
  let helper = "";
  for (const [index, row] of all.entries()) {
    const newDay = !before || dayKey(before.at) !== dayKey(row.at);
    if (newDay) parts.push(divider(`day-${dayKey(row.at)}`, day(row.at)));
    const name = row.mine || row.automatic ? "" : row.author?.name || "";
    if (name && helper && name !== helper) parts.push(takenOver(row, name));
    helper = name || helper;
    row.opens = newDay || !before || speakerName(before) !== speakerName(row) || new Date(row.at) - new Date(before.at) > PAUSE;
    const next = all[index + 1];
    row.closes = !next || !next.mine || next.state !== row.state || new Date(next.at) - new Date(row.at) > PAUSE;
    parts.push({ key: `turn-${row.key || row.id}`, sign: JSON.stringify([row, language]), build: () => turn(row, deeds) });
    before = row;
  }
  return parts;
}

const divider = (key, text) => ({ key, sign: text, build: () => make("div", { class: "divider" }, make("span", {}, text)) });

const takenOver = (row, name) => divider(`swap-${row.id}`, word("taken_over", { name }));

function changed({ arrived = [], first = false, earlier: older = false } = {}) {
  const follow = first || isAtEnd() || arrived.some(({ mine }) => mine);
  if (older) return keepPlace(draw);
  draw();
  if (follow) toEnd();
  else if (arrived.length) emit("below", true);
}

on("messages", changed);
on("outbox", () => { const follow = isAtEnd(); draw(); if (follow) toEnd(); });
on("line", draw);
on("language", draw);
// After midnight "today" is yesterday.
setInterval(() => messages.size && draw(), 60000);
earlier.addEventListener("click", async () => {
  earlier.disabled = true;
  await fetchEarlier().catch((error) => emit("oops", error.message));
  earlier.disabled = false;
});

// At the end, the conversation follows; further up, it stays and says that more has come.
const talk = find("#talk");
const below = find("#below");

export const isAtEnd = () => talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;

export function toEnd() {
  below.hidden = true;
  // Pictures and fonts may still change the height.
  requestAnimationFrame(() => { talk.scrollTop = talk.scrollHeight; });
}

export function keepPlace(change) {
  const fromEnd = talk.scrollHeight - talk.scrollTop;
  change();
  talk.scrollTop = talk.scrollHeight - fromEnd;
}

on("typing", () => { if (isAtEnd()) setTimeout(toEnd); });
on("below", () => { below.hidden = false; });
below.addEventListener("click", () => { toEnd(); find("#text").focus(); });
talk.addEventListener("scroll", () => { if (isAtEnd()) below.hidden = true; emit("looked"); }, { passive: true });
talk.addEventListener("load", () => { if (isAtEnd()) toEnd(); }, { capture: true });
new ResizeObserver(() => { if (below.hidden) toEnd(); }).observe(talk);

// What has been read: a message counts when it stands on the screen of an open chat in a visible tab. The rest is the number
// on the launcher.
let open = window.parent === window;
let got = 0;

const theirs = () => ordered().filter(({ mine, unsent }) => !mine && !unsent);
const seen = () => Number(kept("seen")) || 0;

function onScreen({ id }) {
  const node = talk.querySelector(`[data-id="${CSS.escape(String(id))}"]`);
  return node && node.getBoundingClientRect().top < talk.getBoundingClientRect().bottom - 8;
}

function look() {
  const rows = theirs();
  if (open && document.visibilityState === "visible") {
    const last = rows.findLast(onScreen);
    if (last && Number(last.id) > seen()) {
      keep("seen", Number(last.id));
      say({ do: "seen", id: last.id });
    }
  }
  emit("unread", rows.filter(({ id, state }) => Number(id) > seen() && state !== "read").length);
}

// The server learns at once that it has arrived; after a break in the line it is told again what was read.
function arrivedNow() {
  const last = Math.max(0, ...theirs().map(({ id }) => Number(id)));
  if (last > got && say({ do: "got", id: last })) got = last;
  // Not with the next picture: a closed chat paints none.
  setTimeout(look);
}

on("messages", arrivedNow);
on("looked", look);
on("panel", ({ shown }) => { open = shown; if (shown && below.hidden) toEnd(); setTimeout(look); });
on("kept", (name) => { if (name === "seen") look(); });
on("line", (state) => {
  if (state !== "open") return;
  got = 0;
  arrivedNow();
  if (theirs().some(({ id, state: far }) => Number(id) <= seen() && far !== "read")) say({ do: "seen", id: seen() });
});
document.addEventListener("visibilitychange", look);
