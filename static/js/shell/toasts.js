/**
 * What just happened, and the way back: eight seconds, longer while looked at, at most three.
 *
 *   toast({ text: gettext("Resolved"), undoUrl: "/entries/9/undo/" })   undo by POST, or key Z
 *   toast({ text, undo: () => …, undoWord: gettext("Cancel"), icon: "send", key: "status-17" })   a key replaces its own
 *   toast({ text, open: () => … })   leads to what it tells of; no step of ours, so Z leaves it alone
 *   toast({ text, icon: "alert" })   for what failed; it stays until closed
 */
import { ask } from "./http.js";
import { shortcut } from "./keys.js";
import { announce, alarm } from "./say.js";
import { sprite } from "./sprite.js";

const LIFE_MS = 8_000;
const AT_MOST = 3;
const shown = [];

export function toast({
  text, icon = "check", undoUrl, undo, undoWord, open, key, life = LIFE_MS, lasting = icon === "alert",
}) {
  if (key) shown.filter((one) => one.key === key).forEach(close);
  while (shown.length >= AT_MOST) close(shown[0]);
  const back = undo ?? (undoUrl ? () => ask(undoUrl, { method: "POST" }) : null);
  const element = build({ text, icon, back, undoWord, open, lasting });
  const one = { key, back, open, life: lasting ? Infinity : life, element };
  shown.push(one);
  region().append(one.element);
  watch(one);
  (icon === "alert" ? alarm : announce)(text);
  return () => close(one);
}

export function close(one) {
  clearTimeout(one.timer);
  const at = shown.indexOf(one);
  if (at >= 0) shown.splice(at, 1);
  one.element.remove();
  if (!shown.length) region().hidePopover?.();
}

/** The newest step that can be taken back; true when there was one. */
export async function undoLast() {
  const one = shown.findLast((candidate) => candidate.back);
  if (!one) return false;
  await takeBack(one);
  return true;
}

async function takeBack(one) {
  const { back } = one;
  close(one);
  try {
    await back();
    announce(gettext("Undone"));
    document.dispatchEvent(new CustomEvent("undone", { detail: { key: one.key } }));
  } catch (error) {
    toast({ text: error.message || gettext("This could not be undone."), icon: "alert" });
  }
}

function build({ text, icon, back, undoWord, open, lasting }) {
  const element = document.createElement("div");
  element.className = "toast";
  const words = document.createElement("span");
  words.className = "grow";
  words.textContent = text;
  element.append(sprite(icon) ?? "", words);
  if (open) element.append(button("do", gettext("Open")));
  if (back) element.append(button("do", undoWord ?? gettext("Undo")), keyCap("Z"));
  if (lasting) element.append(closer());
  else element.append(ring());
  return element;
}

function watch(one) {
  const { element, open } = one;
  one.left = one.life;
  const run = () => {
    clearTimeout(one.timer);
    if (one.left === Infinity) return;
    one.since = Date.now();
    one.timer = setTimeout(() => close(one), one.left);
  };
  const hold = () => {
    clearTimeout(one.timer);
    if (one.since) one.left = Math.max(600, one.left - (Date.now() - one.since));
    one.since = 0;
  };
  element.addEventListener("pointerenter", hold);
  element.addEventListener("focusin", hold);
  element.addEventListener("pointerleave", () => element.contains(document.activeElement) || run());
  element.addEventListener("focusout", () => element.matches(":hover") || run());
  element.querySelector(".do")?.addEventListener("click", () => (open ? open() : takeBack(one)));
  element.querySelector(".dismiss")?.addEventListener("click", () => close(one));
  run();
}

/** The region is a popover: shown again, it lies above a dialog that was opened meanwhile. */
function region() {
  const place = document.getElementById("toasts");
  if (place.matches?.(":popover-open")) place.hidePopover();
  place.showPopover?.();
  return place;
}

function button(className, word) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.textContent = word;
  return element;
}

function closer() {
  const element = button("peek dismiss", "");
  element.setAttribute("aria-label", gettext("Close"));
  element.append(sprite("close"));
  return element;
}

function keyCap(letter) {
  const cap = document.createElement("kbd");
  cap.textContent = letter;
  cap.hidden = document.documentElement.dataset.shortcuts === "off";
  return cap;
}

function ring() {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "burn");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  for (const part of ["bed", "left"]) {
    const circle = document.createElementNS(space, "circle");
    circle.setAttribute("class", part);
    for (const [name, value] of [["cx", 8], ["cy", 8], ["r", 6], ["pathLength", 100]]) circle.setAttribute(name, value);
    svg.append(circle);
  }
  return svg;
}

/** What the server had to say (Django messages) comes with the page and follows the same rules. */
function adopt() {
  const place = document.getElementById("toasts");
  const given = [...(place?.querySelectorAll(".toast") ?? [])];
  for (const element of given) {
    const failed = element.dataset.level === "error";
    element.remove();
    toast({ text: element.textContent.trim(), icon: failed ? "alert" : "check", key: element.dataset.key });
  }
}

export function start() {
  adopt();
  shortcut("Z", () => { undoLast(); }, { label: gettext("Undo the last step"), group: gettext("Conversation") });
}
