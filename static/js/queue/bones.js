/**
 * While a matter is fetched and it takes longer than one notices, its boxes lie over both panes: what stood there is of
 * somebody else, and nobody is to read or write in it by mistake.
 */
const LATE_MS = 200;

let timer = 0;
let covered = [];
let before = "";

/** Pressed again meanwhile: the clock runs on from the first press. */
export function begin() {
  if (!timer && !covered.length) timer = setTimeout(cover, LATE_MS);
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
  if (back && covered.length) document.body.dataset.pane = before;
  covered = [];
}

function cover() {
  timer = 0;
  before = document.body.dataset.pane;
  document.body.dataset.pane = "thread";
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
