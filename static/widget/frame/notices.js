// What the visitor should know beside the messages: is the line alive, who is writing, is somebody there; and, when nobody is,
// where we can reach them.
import { firstWords, speakerName } from "./bubble.js";
import { ask, ensure, Refusal, session } from "./desk.js";
import { messages, retryNow, state as line } from "./line.js";
import { isAtEnd, toEnd } from "./log.js";
import { flush, struggling, waiting } from "./outbox.js";
import { config, emit, find, forget, icon, keep, kept, make, on } from "./page.js";
import { moment, word, written } from "./words.js";

const banner = find("#banner");
const typing = find("#typing");
let shown = "";
let expired = false;
let quiet = 0;
let patience = 0;

function state() {
  if (config.paused) return "paused";
  if (!navigator.onLine) return "offline";
  if (line === "broken" || (struggling() && waiting().some(({ state: far }) => far === "waiting"))) return "unreachable";
  return expired ? "expired" : "";
}

// A short hiccup is mended before anybody could read of it.
function show() {
  clearTimeout(patience);
  const now = state();
  if (now === "unreachable" && shown !== now) patience = setTimeout(paint, 2000);
  else paint();
}

function paint() {
  const now = state();
  const back = ["offline", "unreachable"].includes(shown) && !["offline", "unreachable"].includes(now);
  banner.hidden = !now;
  banner.dataset.kind = now;
  if (now !== shown || banner.lang !== document.documentElement.lang) banner.replaceChildren(...content(now));
  banner.lang = document.documentElement.lang;
  if (now !== shown && now) emit("spoken", word(now));
  if (back) emit("spoken", word("back"));
  shown = now;
}

function content(kind) {
  if (!kind) return [];
  const parts = [icon(kind === "expired" ? "info" : "cloud-off"), make("span", {}, word(kind))];
  if (kind !== "unreachable") return parts;
  const now = make("button", { type: "button", class: "link" }, word("try_now"));
  now.addEventListener("click", () => { retryNow(); flush(); });
  return [...parts, now];
}

function presence() {
  const { hours = {}, wait = {}, people } = config;
  if (config.paused) return "";
  if (hours.open === false) return hours.next_open ? word("closed_until", { when: moment(hours.next_open) }) : word("closed");
  if (people === false) return word("nobody");
  if (wait.minutes > 1) return word("wait_minutes", { n: wait.minutes });
  return wait.minutes === 1 || wait.minutes === 0 ? word("wait_soon") : word("here");
}

const nobodyThere = () => config.hours?.open === false || config.people === false;

function head() {
  const name = session()?.name || "";
  find("#hello").textContent = name ? word("hello_name", { name }) : word("hello");
  find("#known").hidden = !session()?.subject;
  find("#hours").textContent = presence();
  find("#greeting").textContent = written(config.greeting);
}

function writes(name) {
  clearTimeout(quiet);
  typing.hidden = false;
  typing.querySelector("span").textContent = name ? word("typing", { name }) : word("typing_somebody");
  quiet = setTimeout(() => { typing.hidden = true; }, 6000);
}

on("line", (far) => { if (far !== "open") typing.hidden = true; show(); });
on("outbox", show);
on("session", ({ why }) => { expired = why === "expired"; head(); show(); });
on("language", () => { head(); paint(); });
on("typing", writes);
on("messages", ({ arrived }) => {
  if (arrived.some(({ mine }) => !mine)) typing.hidden = true;
  if (messages.size && expired && arrived.some(({ mine }) => mine)) { expired = false; show(); }
});
on("hours", ({ hours, wait, people }) => { Object.assign(config, { hours, wait, people }); head(); offer(); });
on("closed", (code) => { config.paused = code === "paused"; head(); show(); });
addEventListener("online", show);
addEventListener("offline", show);

export function begin() { head(); show(); }

// The one polite line for screen readers: who wrote and the first words, at most once in five seconds.
const PAUSE = 5000;
const spoken = find("#status");
let spokenAt = 0;
let timer = 0;

function speak(text) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    spokenAt = Date.now();
    spoken.textContent = text;
  }, Math.max(0, spokenAt + PAUSE - Date.now()));
}

on("messages", ({ arrived, first }) => {
  const row = arrived.findLast(({ mine }) => !mine);
  if (first || !row) return;
  const text = row.text ? firstWords(row.text, 60) : word("sent_file", { name: row.files[0]?.name ?? "" });
  speak(`${speakerName(row)}: ${text}`);
});
on("spoken", speak);

// What is typed here is a claim until its owner answers; nothing depends on it.
const form = find("#details");
const email = find("#email");
const problem = find("#email-problem");
const thanks = find("#left");

function offer() {
  const follow = isAtEnd();
  const left = kept("left");
  const spoken = waiting().length > 0 || [...messages.values()].some(({ mine }) => mine);
  const answered = [...messages.values()].some(({ mine, automatic }) => !mine && !automatic);
  const reachable = left || kept("callback") || session()?.subject;
  form.hidden = !nobodyThere() || !spoken || answered || Boolean(reachable);
  thanks.hidden = !left?.email || answered;
  thanks.textContent = left?.email ? word("left", { email: left.email }) : "";
  if (follow && (!form.hidden || !thanks.hidden)) toEnd();
}

function wrong(text) {
  problem.querySelector("span").textContent = text;
  problem.hidden = !text;
  email.setAttribute("aria-invalid", String(Boolean(text)));
}

async function leave(event) {
  event.preventDefault();
  const given = { email: email.value.normalize("NFKC").trim(), name: find("#name").value.trim() };
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(given.email)) {
    wrong(word("email_wrong"));
    email.focus();
    return;
  }
  const button = form.querySelector("[type=submit]");
  button.setAttribute("aria-busy", "true");
  try {
    await ensure();
    await ask("POST", "details/", given);
    wrong("");
    keep("left", { email: given.email });
    find("#text").focus();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    wrong(error.message);
  } finally {
    button.removeAttribute("aria-busy");
    offer();
  }
}

form.addEventListener("submit", leave);
find("#later").addEventListener("click", () => { keep("left", { email: "" }); offer(); find("#text").focus(); });
on("messages", offer);
on("outbox", offer);
on("language", offer);
on("session", ({ why }) => { if (why === "expired") forget("left"); offer(); });
