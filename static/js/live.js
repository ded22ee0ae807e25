/**
 * One socket per page. It stays open in hidden tabs, comes back by itself with growing, jittered pauses, and after each
 * return, each sleep and while the server says that it hears nothing itself, asks everybody who registered with
 * `onCatchUp` to fetch what was missed. Until all of them have, the page does not know, and says so (`state`).
 *
 * States: connecting (first seconds of a page), fresh, stale (open, but something may be missing), offline, out.
 */
// A screen in the room has a socket of its own (kpis.sockets).
const PATH = document.documentElement.dataset.socket ?? "/ws/console/";
const PING_MS = 15_000;
const SILENCE_MS = 25_000;
const TICK_MS = 5_000;
const SLEEP_MS = 20_000;
const FIRST_PAUSE_MS = 400;
// However long it was away: who comes back is heard within seconds.
const LONGEST_PAUSE_MS = 4_000;
const SIGNED_OUT = 4401;
const NO_RIGHT = 4403;

const listeners = new Map();
const topics = new Map();
const catchers = new Set();

let socket = null;
let state = "connecting";
let serverHears = true;
let knows = false;
let pause = FIRST_PAUSE_MS;
let retryAt = 0;
let retryTimer = 0;
let lastFrame = 0;
let lastPing = 0;
let lastTick = Date.now();
let running = null;
let runAgain = false;

export function on(event, hear) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(hear);
  return () => listeners.get(event).delete(hear);
}

/** Topics are counted, so that two parts of a page may want the same one. */
export function join(names) {
  const fresh = names.filter((name) => !topics.has(name));
  names.forEach((name) => topics.set(name, (topics.get(name) ?? 0) + 1));
  if (fresh.length) say({ do: "join", topics: fresh });
}

export function leave(names) {
  const last = names.filter((name) => topics.get(name) === 1);
  for (const name of names) {
    if (topics.get(name) > 1) topics.set(name, topics.get(name) - 1);
    else topics.delete(name);
  }
  if (last.length) say({ do: "leave", topics: last });
}

export function say(words) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(words));
  return true;
}

/** `ask` fetches what its part of the page may have missed; it rejects when it could not. */
export function onCatchUp(ask) {
  catchers.add(ask);
  return () => catchers.delete(ask);
}

export const current = () => state;
export const isFresh = () => state === "fresh";
export const nextTry = () => retryAt;

/** Ask everybody now; true when the page knows everything as of this moment. Calls that overlap share one more round. */
export function catchUp() {
  if (running) {
    runAgain = true;
    return running;
  }
  running = rounds().finally(() => {
    running = null;
  });
  return running;
}

async function rounds() {
  do {
    runAgain = false;
    const answers = await Promise.allSettled([...catchers].map((ask) => ask()));
    knows = answers.every((answer) => answer.status === "fulfilled");
  } while (runAgain && knows);
  settle();
  return knows;
}

export function retryNow() {
  pause = FIRST_PAUSE_MS;
  if (state !== "out" && (!socket || socket.readyState > WebSocket.OPEN)) connect();
  return catchUp();
}

function tell(event, detail) {
  for (const hear of listeners.get(event) ?? []) hear(detail);
}

function settle() {
  if (state === "out") return;
  const open = socket?.readyState === WebSocket.OPEN;
  const next = open ? (serverHears && knows ? "fresh" : "stale") : "offline";
  if (state === "connecting" && next === "offline" && performance.now() < 4000) return;
  if (next === state) return;
  state = next;
  announce();
}

function announce() {
  const detail = { state, retryAt };
  document.documentElement.dataset.live = state;
  tell("state", detail);
  document.dispatchEvent(new CustomEvent("live:state", { detail }));
}

function connect() {
  clearTimeout(retryTimer);
  retryAt = 0;
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const mine = new WebSocket(`${scheme}://${location.host}${PATH}`);
  socket = mine;
  mine.addEventListener("open", () => mine === socket && opened());
  mine.addEventListener("message", (frame) => mine === socket && received(frame.data));
  mine.addEventListener("close", (event) => mine === socket && closed(event.code));
}

function opened() {
  pause = FIRST_PAUSE_MS;
  lastFrame = Date.now();
  serverHears = true;
  knows = false;
  if (topics.size) say({ do: "join", topics: [...topics.keys()] });
  else catchUp();
  settle();
  tell("open", {});
}

function received(data) {
  lastFrame = Date.now();
  let frame;
  try {
    frame = JSON.parse(data);
  } catch {
    return;
  }
  if (frame.event === "stale" || frame.event === "fresh") hearing(frame.event === "fresh");
  // Only what is asked after the server listens for us is certain to leave no gap; and it says what it could not tell.
  else if (frame.event === "joined" || frame.event === "missed") catchUp();
  tell(frame.event, frame);
}

function hearing(hears) {
  serverHears = hears;
  knows = false;
  settle();
  catchUp();
}

function closed(code) {
  socket = null;
  knows = false;
  if (code === SIGNED_OUT || code === NO_RIGHT) return shut(code);
  retryAt = Date.now() + pause / 2 + Math.random() * pause;
  pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  clearTimeout(retryTimer);
  retryTimer = setTimeout(connect, retryAt - Date.now());
  settle();
  if (state === "offline") announce();
}

function shut(code) {
  state = "out";
  announce();
  if (code === SIGNED_OUT) toLogin();
}

export function toLogin() {
  const next = encodeURIComponent(location.pathname + location.search);
  location.assign(`${document.body.dataset.loginUrl ?? "/accounts/login/"}?next=${next}`);
}

function drop() {
  const old = socket;
  if (!old) return;
  closed(1006);
  old.close();
}

/** Timers of a sleeping computer stand still: a late tick is a waking. */
function tick() {
  const now = Date.now();
  const slept = now - lastTick > SLEEP_MS;
  lastTick = now;
  if (state === "out") return;
  if (slept) return wake();
  if (socket?.readyState === WebSocket.OPEN) {
    if (now - lastFrame > SILENCE_MS) return drop();
    if (now - lastPing >= PING_MS) {
      lastPing = now;
      say({ do: "ping" });
    }
  }
  if (state === "stale" || (state === "offline" && navigator.onLine)) catchUp();
  settle();
}

function wake() {
  lastPing = Date.now();
  if (say({ do: "ping" })) {
    // A dead line often still looks open: whoever does not answer soon is gone.
    const asked = Date.now();
    const mine = socket;
    setTimeout(() => mine === socket && lastFrame < asked && drop(), 3000);
    catchUp();
  } else {
    retryNow();
  }
}

function start() {
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  window.addEventListener("pageshow", (event) => event.persisted && wake());
  window.addEventListener("online", () => {
    tell("online", {});
    retryNow();
  });
  window.addEventListener("offline", drop);
  setInterval(tick, TICK_MS);
  connect();
}

start();
