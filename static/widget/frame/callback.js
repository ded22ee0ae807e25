// Whoever would rather be called: a small form below the conversation. What is typed here is a claim.
import { ask, ensure, Refusal } from "./desk.js";
import { toEnd } from "./log.js";
import { catchUp } from "./line.js";
import { emit, find, forget, keep, kept, make, on } from "./page.js";
import { newKey } from "./outbox.js";
import { label, moment, word } from "./words.js";

const opener = find("#call-me");
const form = find("#callback");
const number = find("#call-number");
const wish = find("#call-wish");
const time = find("#call-time");
const problem = find("#call-problem");
const thanks = find("#call-kept");
let key = "";
// What was asked for last, kept over a reload: no number, and only until its time is past.
let answered = kept("callback");

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
  say();
  if (!show) return;
  key = newKey();
  wrong("");
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
    keep("callback", answered);
    toggle(false);
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
  if (answered && Date.parse(answered.by) < Date.now()) leave();
  thanks.hidden = !answered || !form.hidden;
  opener.querySelector("[data-word]").dataset.word = answered ? "call_change" : "call_me";
  label(opener);
  if (!answered) return;
  thanks.textContent = answered.at ? word("call_at", { when: moment(answered.at) }) : word("call_kept", { when: moment(answered.by) });
}

function leave() {
  forget("callback");
  answered = null;
}

function shut() {
  toggle(false);
  opener.focus();
}

// With the first press, which opens it; or for a visitor who comes back and has asked before.
export function begin(pressed) {
  opener.addEventListener("click", () => toggle(form.hidden));
  form.addEventListener("submit", send);
  form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) { event.stopPropagation(); shut(); } });
  wish.addEventListener("change", choose);
  find("#call-not").addEventListener("click", shut);
  on("language", () => { say(); if (!form.hidden) load(); });
  on("session", ({ why }) => { if (why === "ended") { leave(); say(); } });
  toggle(Boolean(pressed));
}
