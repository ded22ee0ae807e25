/**
 * How wide the list and the customer's pane are: dragged, moved with the arrow keys, or switched between usual and widest
 * by a click. Kept on this device, per person. Narrower windows have widths of their own (css/pages/console.css).
 */
import { converting } from "./keys.js";

const ROOMY = matchMedia("(min-width: 1400px)");
// The least and most of each, and what the thread is never pushed under.
const PANES = { queue: [300, 328, 420], context: [312, 348, 420] };
const THREAD = 640;
const RAIL = 64;
const STEP = 16;
// A hand that only presses still moves by a little.
const STILL = 3;

const root = document.documentElement;
const name = `omnidesk-widths-${root.dataset.person ?? ""}`;
const widths = { queue: PANES.queue[1], context: PANES.context[1] };

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

function remember() {
  try {
    localStorage.setItem(name, JSON.stringify(widths));
  } catch {
    // A shut store: the width lasts as long as the page.
  }
}

function most(pane) {
  const other = pane === "queue" ? widths.context : widths.queue;
  return Math.max(PANES[pane][0], Math.min(PANES[pane][2], innerWidth - RAIL - THREAD - other));
}

function set(pane, width) {
  widths[pane] = Math.round(Math.min(Math.max(width, PANES[pane][0]), most(pane)));
  show();
}

function show() {
  for (const splitter of document.querySelectorAll(".splitter")) {
    const { pane } = splitter.dataset;
    const width = Math.min(widths[pane], most(pane));
    if (ROOMY.matches) root.style.setProperty(`--${pane}-w`, `${width}px`);
    else root.style.removeProperty(`--${pane}-w`);
    splitter.setAttribute("aria-valuenow", width);
    splitter.setAttribute("aria-valuemax", most(pane));
  }
}

function drag(event) {
  const splitter = event.target.closest?.(".splitter");
  if (!splitter || event.button !== 0) return;
  event.preventDefault();
  splitter.focus();
  splitter.setPointerCapture(event.pointerId);
  const { pane } = splitter.dataset;
  const [from, began] = [event.clientX, widths[pane]];
  let moved = false;
  const follow = (now) => {
    const by = (now.clientX - from) * (pane === "queue" ? 1 : -1);
    moved ||= Math.abs(by) > STILL;
    if (moved) set(pane, began + by);
  };
  splitter.addEventListener("pointermove", follow);
  splitter.addEventListener("lostpointercapture", () => {
    splitter.removeEventListener("pointermove", follow);
    if (!moved) set(pane, widths[pane] < most(pane) ? most(pane) : PANES[pane][1]);
    remember();
  }, { once: true });
}

function press(event) {
  const splitter = event.target.closest?.(".splitter");
  if (!splitter || converting(event)) return;
  const { pane } = splitter.dataset;
  const wider = pane === "queue" ? "ArrowRight" : "ArrowLeft";
  const narrower = pane === "queue" ? "ArrowLeft" : "ArrowRight";
  const to = {
    [wider]: widths[pane] + STEP, [narrower]: widths[pane] - STEP, Home: PANES[pane][0], End: most(pane), Enter: PANES[pane][1],
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  set(pane, to);
  remember();
}

export function start() {
  if (!document.querySelector(".splitter")) return;
  for (const [pane, width] of Object.entries(remembered())) {
    if (pane in PANES && Number.isFinite(width)) widths[pane] = Math.min(Math.max(width, PANES[pane][0]), PANES[pane][2]);
  }
  show();
  document.addEventListener("pointerdown", drag);
  document.addEventListener("keydown", press);
  addEventListener("resize", show);
}
