/**
 * While a matter is fetched and it takes longer than one notices, its boxes lie over both panes: what stood there is of
 * somebody else, and nobody is to read or write in it by mistake. Where one pane is shown at a time it is the list, which
 * stays as it is until the matter has come.
 */
import { NARROW } from "./narrow.js";

const LATE_MS = 200;

let timer = 0;
let covered = [];
let focused = null;

/** Pressed again meanwhile: the clock runs on from the first press. */
export function begin() {
  if (!timer && !covered.length && !NARROW.matches) timer = setTimeout(cover, LATE_MS);
}

/** What was covered has gone by now, or comes back as it was. */
export function end({ back = false } = {}) {
  clearTimeout(timer);
  timer = 0;
  for (const [pane, bones] of covered) {
    bones.remove();
    pane.inert = false;
    pane.classList.remove("opening");
    pane.removeAttribute("aria-busy");
  }
  if (back && document.activeElement === document.body) focused?.focus();
  focused = null;
  covered = [];
}

function cover() {
  timer = 0;
  focused = document.activeElement;
  for (const id of ["thread", "context"]) {
    const pane = document.getElementById(id);
    const piece = document.getElementById(`${id}-bones`);
    if (!pane || !piece) continue;
    const bones = piece.content.firstElementChild.cloneNode(true);
    pane.append(bones);
    pane.inert = true;
    pane.classList.add("opening");
    pane.setAttribute("aria-busy", "true");
    covered.push([pane, bones]);
  }
}
