// Whoever would rather be called: a small form below the conversation. What is typed here is a claim.
import { ask, ensure, Refusal } from "./desk.js";
import { toEnd } from "./log.js";
import { catchUp } from "./line.js";
import { emit, find, make, on } from "./page.js";
import { newKey } from "./outbox.js";
import { moment, word } from "./words.js";

const opener = find("#call-me");
const form = find("#callback");
const number = find("#call-number");
const wish = find("#call-wish");
const time = find("#call-time");
const problem = find("#call-problem");
const thanks = find("#call-kept");
let key = "";
let answered = null;

function wrong(text, at = null) {
  problem.querySelector(".why").textContent = text;
  problem.hidden = !text;
  number.setAttribute("aria-invalid", String(at === number));
  at?.focus();
  // What has been added must not push the buttons out of sight.
  if (!form.hidden) form.scrollIntoView({ block: "end" });
}

function toggle(show) {
  form.hidden = !show;
  opener.setAttribute("aria-expanded", String(show));
  if (!show) return;
  key = newKey();
  wrong("");
  thanks.hidden = true;
  load();
  toEnd();
  number.focus();
}

async function load() {
  try {
    const { slots } = await ask("GET", "callback/");
    time.replaceChildren(...slots.map((at) => make("option", { value: at }, moment(at))));
    choose();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    wrong(error.message);
  }
}

function choose() {
  const booked = wish.value === "booked";
  time.hidden = find("#call-time-label").hidden = !booked || !time.options.length;
  wrong(booked && !time.options.length ? word("call_none") : "");
}

async function send(event) {
  event.preventDefault();
  if (number.value.normalize("NFKC").replace(/\D/g, "").length < 9) return wrong(word("call_number_wrong"), number);
  const button = form.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    await ensure();
    const said = { key, number: number.value, wish: wish.value, at: wish.value === "booked" ? time.value : "", note: find("#call-note").value };
    answered = await ask("POST", "callback/", said);
    toggle(false);
    say();
    emit("spoken", thanks.textContent);
    await catchUp().catch(() => null);
    toEnd();
    opener.focus();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === "slot_full") await load();
    wrong(error.message, error.code === "bad_number" ? number : null);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function say() {
  thanks.hidden = !answered;
  if (!answered) return;
  thanks.textContent = answered.at ? word("call_at", { when: moment(answered.at) }) : word("call_kept", { when: moment(answered.by) });
}

function shut() {
  toggle(false);
  opener.focus();
}

// With the first press, which opens it.
export function begin() {
  opener.addEventListener("click", () => toggle(form.hidden));
  form.addEventListener("submit", send);
  form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) { event.stopPropagation(); shut(); } });
  wish.addEventListener("change", choose);
  find("#call-not").addEventListener("click", shut);
  on("language", () => { say(); if (!form.hidden) load(); });
  on("session", ({ why }) => { if (why === "ended") { answered = null; say(); } });
  toggle(true);
}
