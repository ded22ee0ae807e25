/**
 * The rows on screen. Whatever way a row comes (page, push, catch-up, older piece, the answer to a send), it is placed
 * here by its time; an older revision never replaces a newer one, and a row is never there twice.
 */
import { announce } from "../shell/say.js";
import { before, insert, instant, parse, placeOf } from "./places.js";
import { arrange } from "./rhythm.js";

const NEAR = 80;
// As many as the server tells; then there may be older ones.
const MOST_SHUT = 40;

export function makeLog(pane) {
  const at = (id) => pane.element.querySelector(`#${id}`);
  const log = {
    pane, scroll: at("main"), live: at("log"), past: at("history"), latest: at("latest"), waiting: 0,
    place: (frames, options) => place(log, frames, options),
    keepOnly: (matters) => keepOnly(log, matters),
    placeShut: (frames) => placeShut(log, frames),
    own: (row) => addOwn(log, row),
    dropOwn: (key) => log.live.querySelector(`[data-own-key="${CSS.escape(key)}"]`)?.remove(),
    rows: () => [...log.past.children, ...log.live.children].filter((row) => row.dataset.kind),
    markArrived: (id) => markArrived(rowOf(log, `message-${id}`)),
    clearArrived: () => log.rows().forEach(clearArrived),
    settle: (change) => settled(log, change),
    atEnd: () => log.scroll.scrollHeight - log.scroll.scrollTop - log.scroll.clientHeight < NEAR,
    toEnd: () => toEnd(log),
  };
  // What stood here first: rows from before it belong to the history above, outside the live region.
  log.boundary = log.live.firstElementChild ? placeOf(log.live.firstElementChild) : ["", 0, 0];
  open(log);
  return log;
}

function open(log) {
  draw(log);
  log.scroll.scrollTop = log.scroll.scrollHeight;
  const first = log.live.querySelector(".unseen");
  if (first && first.offsetTop < log.scroll.scrollTop) log.scroll.scrollTop = first.offsetTop - 12;
  log.pane.element.querySelector("#log-frame").removeAttribute("aria-busy");
  log.pane.element.querySelector(".stage > .bones")?.remove();
  log.latest.addEventListener("click", log.toEnd);
  log.scroll.addEventListener("scroll", () => log.atEnd() && seenAll(log), { passive: true });
  let wasAtEnd = true;
  let height = log.scroll.clientHeight;
  log.scroll.addEventListener("scroll", () => { wasAtEnd = log.atEnd(); }, { passive: true });
  // The composer grows while one writes: what was last on screen stays so.
  new ResizeObserver(() => {
    if (wasAtEnd && height !== log.scroll.clientHeight) log.scroll.scrollTop = log.scroll.scrollHeight;
    height = log.scroll.clientHeight;
  }).observe(log.scroll);
}

const waitingSince = (log) => log.pane.element.querySelector("#thread-bar").dataset.waiting;

function draw(log) {
  arrange([log.past, log.live], waitingSince(log));
  for (const bar of log.pane.element.querySelectorAll('[data-kind="matter"]')) {
    bar.classList.toggle("here", Number(bar.dataset.matter) === log.pane.matter);
  }
}

/** Change rows without moving what the person reads: at the end one stays at the end, elsewhere one's row stays. */
function settled(log, change) {
  const atEnd = log.atEnd();
  const top = log.scroll.getBoundingClientRect().top;
  const anchor = log.rows().find((row) => row.getBoundingClientRect().bottom > top);
  const stood = anchor?.getBoundingClientRect().top;
  change();
  draw(log);
  if (atEnd) log.scroll.scrollTop = log.scroll.scrollHeight;
  else if (anchor?.isConnected) log.scroll.scrollTop += anchor.getBoundingClientRect().top - stood;
}

/** frames: [{html}] as pushed or fetched. `older` = a piece of the past, to be placed without a word. */
function place(log, frames, { older = false, quiet = false } = {}) {
  const fresh = [];
  log.settle(() => {
    for (const frame of frames) {
      const row = parse(frame.html);
      if (row && placeOne(log, row, older)) fresh.push(row);
    }
  });
  if (!older) tell(log, fresh, quiet);
  return fresh;
}

/** True when the row was not on screen before. */
function placeOne(log, row, older) {
  if (row.dataset.key) log.dropOwn(row.dataset.key);
  const there = row.id ? rowOf(log, row.id) : null;
  if (there) {
    if (Number(there.dataset.revision) > Number(row.dataset.revision)) return false;
    if (there.classList.contains("arrived")) markArrived(row);
    keepTyped(there, row);
    there.remove();
  } else if (!older && belowFloor(log, row)) {
    return false;
  }
  insert(before(placeOf(row), log.boundary) ? log.past : log.live, row);
  return !there;
}

/** What somebody is typing into a row (the note on a call) survives whatever else is told of it. */
function keepTyped(there, row) {
  for (const field of there.querySelectorAll("[data-kept]")) {
    const fresh = row.querySelector(`[name="${CSS.escape(field.name)}"]`);
    if (!fresh) continue;
    fresh.value = field.value;
    if (field === document.activeElement) setTimeout(() => fresh.focus());
  }
}

const rowOf = (log, id) => log.pane.element.querySelector(`#${CSS.escape(id)}`);

/** It came in while one was writing: the ring and its word stay until the reply is out. */
function markArrived(row) {
  if (!row || row.classList.contains("arrived")) return;
  row.classList.add("arrived");
  row.querySelector(".msg")?.classList.add("arrived");
  const chip = document.createElement("span");
  chip.className = "chip ai while-typing";
  chip.textContent = gettext("Arrived while you were typing");
  row.querySelector(".msg")?.before(chip);
}

function clearArrived(row) {
  row.classList.remove("arrived");
  row.querySelector(".msg.arrived")?.classList.remove("arrived");
  row.querySelector(".while-typing")?.remove();
}

/** Not loaded yet: it will come with its piece. */
function belowFloor(log, row) {
  if (!log.pane.before) return false;
  const first = log.rows()[0];
  return first !== undefined && before(placeOf(row), placeOf(first));
}

function keepOnly(log, matters) {
  const kept = new Set(matters.map(String));
  const gone = log.rows().filter((row) => row.dataset.matter && !kept.has(row.dataset.matter) && !row.dataset.ownKey);
  if (gone.length) log.settle(() => gone.forEach((row) => row.remove()));
}

/**
 * Matters behind a wall have no number here: a line is known by its time. The frames are the newest lines as they are
 * now, so that one may also go; those before the oldest of them stay.
 */
function placeShut(log, frames) {
  const lines = new Map(frames.map((frame) => parse(frame.html)).map((row) => [row.dataset.at, row]));
  const oldest = frames.length >= MOST_SHUT ? [...lines.keys()].sort()[0] : "";
  const shown = log.rows().filter((row) => row.dataset.kind === "shut" && row.dataset.at >= oldest);
  const gone = shown.filter((row) => !lines.has(row.dataset.at));
  shown.forEach((row) => lines.delete(row.dataset.at));
  const fresh = [...lines.values()].filter((row) => !belowFloor(log, row));
  if (!gone.length && !fresh.length) return;
  log.settle(() => {
    gone.forEach((row) => row.remove());
    fresh.forEach((row) => insert(before(placeOf(row), log.boundary) ? log.past : log.live, row));
  });
}

function addOwn(log, row) {
  row.dataset.at = instant();
  row.dataset.id = String(Number.MAX_SAFE_INTEGER);
  log.settle(() => insert(log.live, row));
  log.toEnd();
}

function tell(log, rows, quiet) {
  const said = rows.filter((row) => row.dataset.direction === "in");
  const words = rows.filter((row) => row.dataset.kind === "message" && row.dataset.direction !== "note");
  rows.forEach((row) => row.querySelector(".msg")?.classList.add("new"));
  if (said.length) {
    log.pane.emit("arrived", said);
    if (!quiet) announce(spoken(said));
  }
  if (words.length && !log.atEnd()) {
    log.waiting += words.length;
    showLatest(log);
  }
}

function spoken(rows) {
  const last = rows.at(-1);
  const words = last.querySelector(".bubble, .mail .words")?.textContent.trim().slice(0, 60) || gettext("a file");
  const one = `${last.dataset.from}: ${words}`;
  return rows.length > 1 ? `${interpolate(ngettext("%s new message", "%s new messages", rows.length), [rows.length])}. ${one}` : one;
}

function showLatest(log) {
  const count = log.waiting;
  log.latest.hidden = false;
  log.latest.classList.add("new");
  log.latest.querySelector("span").textContent = interpolate(ngettext("%s new message", "%s new messages", count), [count]);
}

function seenAll(log) {
  log.waiting = 0;
  log.latest.hidden = true;
}

function toEnd(log) {
  log.scroll.scrollTop = log.scroll.scrollHeight;
  seenAll(log);
}
