/**
 * Live rows. A hint names a matter; its row is asked for, as this agent may see it. Rows never jump under the pointer:
 * while it lies on the list, what would move anything waits behind a button that says how much waits.
 */
import { ask } from "../shell/http.js";
import { setUnread } from "../shell/tabtitle.js";
import * as live from "../live.js";
import * as list from "./list.js";

const WAIT_MS = 250;
const LOOK_MS = 45_000;
const AT_ONCE = 100;
const waiting = new Set();
/** id → row, or null where the list no longer holds it */
const held = new Map();
let headings = new Map();
let timer = 0;
let pointerOn = false;
// A row that is replaced between press and release takes the click with it.
let pressed = false;
// Another list is on its way: what is hinted meanwhile may be newer than it, and is asked for when it is there.
let changing = false;
// The line came back meanwhile: everything is asked for once that list is there.
let owed = false;

function hinted({ matter }) {
  waiting.add(matter);
  soon();
}

function soon() {
  if (waiting.size && !changing) timer ||= setTimeout(refresh, WAIT_MS);
}

async function refresh() {
  timer = 0;
  if (changing) return;
  const ids = [...waiting].slice(0, AT_ONCE);
  ids.forEach((id) => waiting.delete(id));
  try {
    await Promise.all([fetchRows(ids), counts()]);
  } catch {
    // The line is away: coming back asks for everything (catchUp).
  }
  soon();
}

async function fetchRows(ids) {
  if (!ids.length || list.isAway()) return;
  const { address } = list.pane().dataset;
  const answer = await ask(addressOf({ ids: ids.join(",") }));
  const found = list.parsed(await answer.text());
  if (address === list.pane().dataset.address && !list.isAway() && !changing) take(found, ids);
  else ids.forEach(waiting.add, waiting);
  soon();
}

function addressOf(more) {
  const { rows, address } = list.pane().dataset;
  const query = new URLSearchParams(address);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `${rows}?${query}`;
}

/** Rows that are there go to their places; asked for and not there means gone from this list. */
function take(found, ids) {
  const byId = new Map(found.rows.map((row) => [Number(row.dataset.id), row]));
  headings = new Map([...headings, ...found.headings]);
  for (const id of ids) {
    const row = byId.get(id);
    if (row && list.belongs(row)) held.set(id, row);
    else if (list.rowOf(id)) held.set(id, null);
    else held.delete(id);
  }
  settle();
}

function settle() {
  if (pressed) return;
  for (const [id, row] of held) if (!pointerOn || staysPut(id, row)) apply(id, row);
  list.tidy();
  say();
}

function staysPut(id, row) {
  return row !== null && list.rowOf(id)?.dataset.key === row.dataset.key;
}

function apply(id, row) {
  held.delete(id);
  const anchor = anchored();
  if (row) list.put(row, headings);
  else list.drop(id);
  anchor();
}

/** What is read stays where it is: rows that come in above push the scroll, not the reader. */
function anchored() {
  const box = list.scroller();
  const fixed = box.scrollTop > 0 || list.list().contains(document.activeElement);
  const row = list.list().contains(document.activeElement) ? document.activeElement : firstInSight(box);
  const before = fixed && row ? row.getBoundingClientRect().top : null;
  return () => {
    if (before !== null && row.isConnected) box.scrollTop += row.getBoundingClientRect().top - before;
  };
}

function firstInSight(box) {
  const top = box.getBoundingClientRect().top;
  return list.rows().find((row) => row.getBoundingClientRect().bottom > top);
}

function say() {
  const bar = document.getElementById("queue-fresh");
  const n = held.size;
  bar.hidden = !n;
  if (n) bar.querySelector("span").textContent = interpolate(ngettext("%s update", "%s updates", n), [n]);
}

function press(event) {
  pressed = event.button === 0 && Boolean(event.target.closest?.("#queue-list"));
}

/** After the click, which follows the release at once. */
function letGo() {
  if (!pressed) return;
  setTimeout(() => {
    pressed = false;
    if (held.size) settle();
  });
}

function release() {
  pointerOn = false;
  if (held.size) settle();
}

export async function counts() {
  const found = await (await ask(list.pane().dataset.counts)).json();
  for (const place of list.pane().querySelectorAll("[data-count]")) {
    place.textContent = found[place.dataset.count];
    place.closest("a").toggleAttribute("data-empty", !found[place.dataset.count]);
  }
  show(found.unread);
}

export function show(unread) {
  setUnread(unread);
  const rail = document.getElementById("rail-unread");
  if (rail) rail.textContent = unread > 99 ? "99+" : unread || "";
}

/** After a broken line: the first page again, and every row that is on screen. */
async function catchUp() {
  owed = changing;
  if (changing || list.isAway()) return counts();
  const shown = list.rows().map((row) => Number(row.dataset.id));
  const { address } = list.pane().dataset;
  const answer = await ask(addressOf({}));
  const first = list.parsed(await answer.text());
  if (changing || address !== list.pane().dataset.address) {
    owed = changing;
    return changing ? counts() : catchUp();
  }
  const ids = first.rows.map((row) => Number(row.dataset.id));
  take(first, ids);
  const rest = shown.filter((id) => !ids.includes(id));
  for (let at = 0; at < rest.length; at += AT_ONCE) await fetchRows(rest.slice(at, at + AT_ONCE));
  return counts();
}

/** Who sits in a chat and who looks at what changes without a word: rows on screen are asked for now and then. */
function lookAgain() {
  if (document.hidden || !live.isFresh()) return;
  fetchRows(list.rows().slice(0, AT_ONCE).map((row) => Number(row.dataset.id))).catch(() => {});
}

/** Another view or filter is asked for: nothing of the old one may come in, and nothing that is hinted gets lost. */
export function forget() {
  changing = true;
  held.clear();
  headings = new Map();
  pointerOn = false;
}

/** The new list is there, or could not be had. */
export function resume() {
  changing = false;
  if (owed) catchUp().catch(() => {});
  soon();
}

export function start() {
  live.on("queue", hinted);
  live.onCatchUp(catchUp);
  setInterval(lookAgain, LOOK_MS);
  document.addEventListener("pointerdown", press);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, letGo);
  document.addEventListener("pointerover", (event) => {
    if (!event.buttons) letGo();
    if (event.pointerType === "touch") return;
    if (event.target.closest?.("#queue-list")) pointerOn = true;
    else if (pointerOn) release();
  });
  document.addEventListener("pointerleave", release);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#queue-fresh")) return;
    release();
    list.scroller().scrollTop = 0;
  });
}
