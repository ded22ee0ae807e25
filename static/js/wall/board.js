/**
 * A wallboard: several teams take turns, nothing is clicked. Esc leaves, F fills the screen, the arrow keys turn to
 * another team, Space stops the turning. An alarm is said once, when it begins, and not with every new figure.
 */
import * as live from "../live.js";
import { ask } from "../shell/http.js";
import { format, writeTimes } from "../shell/times.js";
import { isStale, told } from "./freshness.js";
import { place } from "./tiles.js";

const TICK_MS = 1_000;
// What the server holds for open is asked for now and then, so that a screen in the room is not taken for idle.
const AGAIN_MS = 5 * 60_000;
const main = document.getElementById("main");
const boards = [...main.querySelectorAll("[data-scope]")];
const every = Number(main.dataset.every) * 1000;
const ats = new Map(boards.map((board) => [board.dataset.scope, Date.parse(board.dataset.at)]));
const alarms = new Map();
let shown = 0;
let turning = boards.length > 1;
let turned = Date.now();

const of = (scope) => boards.find((board) => board.dataset.scope === scope);

function put(scope, html, at) {
  const board = of(scope);
  if (!board) return;
  ats.set(scope, at);
  place(html, (part) => board.querySelector(`[data-slab="${part.dataset.slab}"]`));
  alarm(board);
  write();
}

/** Said when it begins, for the team that is on the screen or not. */
function alarm(board) {
  const words = board.querySelector("[data-alarm]")?.dataset.alarm ?? "";
  if (words && alarms.get(board) !== words) document.getElementById("wall-alarm").textContent = words;
  alarms.set(board, words);
}

function write() {
  const now = Date.now();
  for (const board of boards) {
    const at = ats.get(board.dataset.scope);
    board.toggleAttribute("data-stale", isStale(at, now));
    set(board, "[data-fresh]", told(at, now));
    set(board, "[data-clock]", format(now, "clock"));
    set(board, "[data-date]", format(now, "date"));
    writeTimes(board);
  }
}

function set(board, which, words) {
  const place = board.querySelector(which);
  if (place && place.textContent !== words) place.textContent = words;
}

function turn(by) {
  turned = Date.now();
  shown = (shown + by + boards.length) % boards.length;
  boards.forEach((board, number) => (board.hidden = number !== shown));
}

function tick() {
  if (turning && Date.now() - turned >= every) turn(1);
  write();
}

async function everything() {
  for (const board of boards) {
    const answer = await ask(`${main.dataset.slabs}?scope=${encodeURIComponent(board.dataset.scope)}`);
    put(board.dataset.scope, await answer.text(), Date.parse(answer.headers.get("X-Worked-Out")));
  }
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const keys = {
    ...(main.dataset.leave && { Escape: () => location.assign(main.dataset.leave) }),
    ArrowRight: () => turn(1),
    ArrowLeft: () => turn(-1),
    " ": () => (turning = !turning),
    f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  };
  const deed = keys[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
});

live.on("wallboard", (frame) => {
  if (frame.html === undefined) return everything().catch(() => {});
  put(frame.scope, frame.html, Date.parse(frame.at));
});
// The link of a screen was revoked: its page says so.
live.on("state", ({ state }) => state === "out" && document.documentElement.dataset.socket && location.reload());
live.on("left", ({ topics }) => topics.some((topic) => topic.startsWith("wallboard.")) && location.reload());
live.join(boards.map((board) => `wallboard.${board.dataset.scope}`));
live.onCatchUp(everything);
setInterval(tick, TICK_MS);
setInterval(() => everything().catch(() => {}), AGAIN_MS);
boards.forEach(alarm);
write();
