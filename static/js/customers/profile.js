/** The customer's page stays true: new lines come in on top of the timeline, and nothing that is being read moves. */
import { ask } from "../shell/http.js";
import * as live from "../live.js";

const SOON_MS = 400;
// A matter that is not on the page may be a new one of theirs: the queue tells of all, so it is asked now and then.
const UNKNOWN_MS = 5_000;
const page = document.querySelector("[data-customer]");
const customer = Number(page?.dataset.customer);
const list = document.getElementById("touches");
const head = document.getElementById("journey");
const told = document.getElementById("told");
const scroller = list?.closest(".mid-col");
const heard = new Set();
let timer = 0;
let unknown = 0;

const pressed = () => head.querySelector(".toggle[aria-pressed=true]")?.dataset.show ?? "";

function choose(toggle) {
  for (const other of head.querySelectorAll(".toggle")) other.setAttribute("aria-pressed", String(other === toggle));
}

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

/** The first piece replaces what it overlaps; older pieces that were opened stay as they are. */
function lay(fresh) {
  const keys = new Set(fresh.map((row) => row.dataset.key).filter(Boolean));
  const old = [...list.children];
  const overlap = old.findLastIndex((row) => keys.has(row.dataset.key));
  const rest = old.slice(overlap + 1).filter((row) => row.dataset.key || row.id);
  const keepsOlder = overlap >= 0 && rest.some((row) => row.dataset.key);
  const added = keepsOlder ? fresh.filter((row) => row.id !== "timeline-older") : fresh;
  const height = list.offsetHeight;
  const top = scroller.scrollTop;
  const gone = keepsOlder ? old.slice(0, overlap + 1) : old;
  gone.forEach((row) => row.remove());
  list.prepend(...added);
  added.forEach((row) => window.htmx?.process(row));
  if (top > 0) scroller.scrollTop = top + list.offsetHeight - height;
}

async function refresh() {
  const show = pressed();
  const [lines, road, known] = await Promise.all(
    [
      `/customers/${customer}/timeline/?show=${encodeURIComponent(show)}`,
      `/customers/${customer}/journey/?show=${encodeURIComponent(show)}`,
      `/customers/${customer}/told/`,
    ].map(async (url) => (await ask(url)).text()),
  );
  if (show !== pressed()) return;
  lay(parsed(lines));
  const focused = head.contains(document.activeElement) ? document.activeElement.dataset.show : undefined;
  const open = head.querySelector("details")?.open;
  fill(head, road);
  if (open) head.querySelector("details")?.setAttribute("open", "");
  if (focused !== undefined) head.querySelector(`[data-show="${focused}"]`)?.focus();
  fill(told, known);
}

function fill(place, html) {
  place.replaceChildren(...parsed(html));
  window.htmx?.process(place);
}

function soon(pause = SOON_MS) {
  clearTimeout(timer);
  timer = setTimeout(() => refresh().catch(() => {}), pause);
}

/** Words are told to those who listen to their matter. */
function listen() {
  const links = [...list.querySelectorAll(".case a[href^='/conversations/']")];
  const fresh = [...new Set(links.map((link) => `matter.${link.pathname.split("/")[2]}`))].filter((name) => !heard.has(name));
  fresh.forEach((name) => heard.add(name));
  if (fresh.length) live.join(fresh);
}

function queued({ matter }) {
  if (heard.has(`matter.${matter}`)) soon();
  else unknown ||= setTimeout(() => {
    unknown = 0;
    soon(0);
  }, UNKNOWN_MS);
}

if (page && list) {
  head.addEventListener("click", (event) => {
    const toggle = event.target.closest(".toggle");
    if (toggle) choose(toggle);
  });
  for (const event of ["message", "entry", "thread", "panel"]) {
    live.on(event, (frame) => frame.customer === customer && soon());
  }
  live.on("queue", queued);
  new MutationObserver(listen).observe(list, { childList: true });
  live.join([`customer.${customer}`]);
  live.onCatchUp(async () => soon());
}
