/** F6 goes round the panes (rail, list, thread, customer), Shift+F6 back; Alt+O opens the customer's pane as a drawer. */
import { converting, shortcut } from "./keys.js";

const PANES = ".rail, .pane, .subnav, .page, [data-pane-cycle]";

function panes() {
  return [...document.querySelectorAll(PANES)].filter((pane) => pane.offsetParent && !pane.parentElement.closest(".pane, .page"));
}

function target(pane) {
  return pane.querySelector('[aria-current], [aria-selected="true"], [tabindex="0"]')
    ?? pane.querySelector("a[href], button:not(:disabled), input, textarea, select") ?? pane;
}

function round(by) {
  const all = panes();
  if (!all.length) return;
  const at = all.findIndex((pane) => pane.contains(document.activeElement));
  const next = target(all.at((Math.max(at, by > 0 ? -1 : 0) + by + all.length) % all.length));
  if (next.tabIndex < 0) next.tabIndex = -1;
  next.focus();
}

/** "open", "closed", or turned round when nothing is said. */
export function drawer(state) {
  const frame = document.querySelector(".console");
  const pane = frame?.querySelector(".context");
  if (!pane) return;
  const visible = getComputedStyle(pane).display !== "none" && getComputedStyle(pane).visibility !== "hidden";
  frame.dataset.drawer = state ?? (visible ? "closed" : "open");
  document.querySelectorAll("[data-drawer-toggle]").forEach((button) => {
    button.setAttribute("aria-expanded", String(frame.dataset.drawer === "open"));
  });
  if (frame.dataset.drawer === "open") target(pane).focus();
}

export function start() {
  const move = gettext("Move");
  shortcut("F6", (event) => round(event.shiftKey ? -1 : 1), { label: gettext("Cycle through the panes"), group: move });
  shortcut("Alt+O", () => drawer(), { label: gettext("Open the customer's pane"), group: move, scope: ".console .context" });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-drawer-toggle]")) drawer();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || converting(event)) return;
    if (event.target.closest?.(".console[data-drawer=open] .context")) drawer("closed");
  });
}
