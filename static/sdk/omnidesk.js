/**
 * Omnidesk in a page of yours: tells the desk what your customers do, and hands them over to the chat.
 *
 *   import * as Omnidesk from "https://desk.example/sdk.js";
 *   Omnidesk.init({ app: "…", site: "…" });
 *
 * It needs nothing else, sets no cookie, and sends nothing where the browser asks not to be tracked.
 */

/**
 * @typedef {object} Settings
 * @property {string} app the app's public id (Settings, Connected apps)
 * @property {string} [site] the chat site; its launcher is put on the page where it is not there yet
 * @property {boolean} [consent] false = nothing is kept or sent until consent(true)
 * @property {boolean} [pages] false = page views are not sent by themselves
 * @property {string} [place] web (default), app, shop or store
 */
/** @typedef {{ id: string, at: string, place: string, kind: string, device: string, [more: string]: unknown }} Event */
/** @typedef {Record<string, string | number | boolean | null>} Data */

const DESK = new URL(import.meta.url).origin;
const PREFIX = "omnidesk-sdk:";
const BATCH = 50;
const MOST_KEPT = 500;
const SOON_MS = 2_000;
const LONGEST_MS = 300_000;
const memory = new Map();

/** @type {Required<Settings>} */
let settings = { app: "", site: "", consent: true, pages: true, place: "web" };
let timer = 0;
let pause = SOON_MS;
let sending = false;
let seen = "";

/** @param {Settings} given */
export function init(given) {
  settings = { ...settings, ...given };
  if (settings.site) launcher();
  if (settings.pages) {
    page();
    setInterval(page, 1_000);
  }
  addEventListener("online", () => later(0));
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  if (queue().length) later(SOON_MS);
}

/** May anything be kept and sent? The browser's own wish counts more than ours. */
export function allowed() {
  const wish = navigator.doNotTrack === "1" || navigator.globalPrivacyControl === true;
  return Boolean(settings.app) && settings.consent && !wish;
}

/** The visitor's answer to your banner. A no forgets the device and what was not sent yet. @param {boolean} yes */
export function consent(yes) {
  settings.consent = yes;
  if (yes) return page();
  for (const name of ["queue", "device"]) keep(name, null);
}

/** The device's name in events and hand-offs; made here, by chance, and shared with nobody else. */
export function device() {
  if (!allowed()) return "";
  const known = kept("device");
  if (typeof known === "string" && known) return known;
  const made = random();
  keep("device", made);
  return made;
}

/** Something happened. @param {string} name letters, digits and _ @param {Data} [data] @param {object} [more] */
export function track(name, data = {}, more = {}) {
  if (!allowed()) return;
  const { href, origin, pathname } = location;
  /** @type {Event} */
  const event = {
    id: random(), at: new Date().toISOString(), place: settings.place, kind: name, device: device(),
    url: origin + pathname, title: document.title.slice(0, 200), data, ...more,
  };
  if (!href.startsWith("http")) delete event.url;
  keep("queue", [...queue(), event].slice(-MOST_KEPT));
  later(SOON_MS);
}

/**
 * A step of a self-service flow.
 * @param {string} flow @param {string | number} step @param {"ok" | "fail" | "left"} outcome @param {string} [error]
 */
export function step(flow, step, outcome, error = "") {
  // One id for both ways it travels: as an event, and with a hand-off. It then counts once.
  const said = { id: random(), at: new Date().toISOString(), flow, step: String(step), outcome, error };
  if (allowed()) keep("steps", [...steps(), said].slice(-10));
  track("step", {}, { ...said, title: "", place: "self_service" });
}

/** The last steps, for the context of a hand-off. */
export const steps = () => kept("steps") ?? [];

/** A page view, once for each page; single-page sites are followed. */
export function page() {
  const now = location.origin + location.pathname;
  if (now === seen || !allowed()) return;
  seen = now;
  track("page_view");
}

/** The visitor is signed in: a token of your server, see docs/web-chat.md. @param {string} token */
export const identify = (token) => chat((omnidesk) => omnidesk.identify(token));

/** The visitor is handed over: a token from POST /api/v1/handoffs/, or one that your page's server signed. @param {string} token */
export const handoff = (token) => chat((omnidesk) => omnidesk.handoff(token));

export const openChat = () => chat((omnidesk) => omnidesk.open());

/** @template T @param {(omnidesk: any) => T} deed @returns {Promise<T>} */
function chat(deed) {
  if (window.Omnidesk?.open) return Promise.resolve(deed(window.Omnidesk));
  launcher();
  return new Promise((done) => addEventListener("omnidesk:ready", () => done(deed(window.Omnidesk)), { once: true }));
}

function launcher() {
  if (window.Omnidesk?.site || !settings.site || document.querySelector("script[data-site][src*='/widget.js']")) return;
  const script = document.createElement("script");
  Object.assign(script, { src: `${DESK}/widget.js`, async: true });
  script.dataset.site = settings.site;
  document.head.append(script);
}

/** @returns {Event[]} */
function queue() {
  const found = kept("queue");
  return Array.isArray(found) ? found : [];
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

async function send() {
  const events = queue().slice(0, BATCH);
  if (!events.length || sending || !allowed() || navigator.onLine === false) return;
  sending = true;
  try {
    const answer = await fetch(`${DESK}/api/v1/events/`, {
      method: "POST", body: packed(events), credentials: "omit", headers: { "Content-Type": "application/json" },
    });
    // What the desk will never take is not sent again; a desk that is away, or asks for patience, gets it later.
    if (answer.status === 429 || answer.status >= 500) throw new Error(String(answer.status));
    settle(events);
    pause = SOON_MS;
  } catch {
    pause = Math.min(pause * 2, LONGEST_MS);
  }
  sending = false;
  if (queue().length) later(pause);
}

/** The page goes away: what is left is handed to the browser. Each event counts once, so sending twice is harmless. */
function leave() {
  const events = queue().slice(0, BATCH);
  if (events.length && allowed()) navigator.sendBeacon?.(`${DESK}/api/v1/events/`, packed(events));
}

const packed = (events) => JSON.stringify({ app: settings.app, events });

function settle(sent) {
  const ids = new Set(sent.map(({ id }) => id));
  keep("queue", queue().filter(({ id }) => !ids.has(id)));
}

function random() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function kept(name) {
  if (memory.has(name)) return memory.get(name);
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return null;
  }
}

function keep(name, value) {
  memory.delete(name);
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    memory.set(name, value);
  }
}
