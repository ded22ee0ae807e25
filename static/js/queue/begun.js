/**
 * A message that one begins: its form goes to the server as it is typed, every two seconds and when it is left, so that
 * a closed dialog, a reload or another device loses nothing. What the server has not acknowledged stays on this device.
 */
import { ask } from "../shell/http.js";
import { read, write } from "../thread/keepsake.js";
import { told } from "../thread/segments.js";

const EVERY_MS = 2_000;
const FIELDS = ["customer", "client_key", "route", "team", "subject", "text"];
const dirty = new Map();
let timer = 0;

const place = (form) => `omnidesk.begun.${form.dataset.me}.${form.elements.customer.value}`;
const put = (form, typed) => ask(form.dataset.begun, { method: "POST", data: typed });

function typedIn(form) {
  const data = new FormData(form);
  return Object.fromEntries(FIELDS.map((name) => [name, data.get(name) ?? ""]));
}

function say(form, words) {
  const line = form.isConnected && form.querySelector("[data-begun-said]");
  if (line) line.textContent = words;
}

/** How many SMS it is, where the chosen way is charged by the part. */
function count(form) {
  const line = form.querySelector("[data-begun-parts]");
  const way = form.querySelector('input[name="route"]:checked');
  if (line) line.textContent = way && "segments" in way.dataset ? told(form.elements.text?.value ?? "") : "";
}

function changed(form) {
  const typed = typedIn(form);
  dirty.set(form, typed);
  write(place(form), typed);
  timer ||= setTimeout(save, EVERY_MS);
}

async function save() {
  clearTimeout(timer);
  timer = 0;
  for (const [form, typed] of [...dirty]) {
    dirty.delete(form);
    try {
      await put(form, typed);
      say(form, gettext("Draft saved"));
    } catch (error) {
      // 410: it was sent meanwhile; 404: nobody to write to any more.
      if (![404, 410].includes(error.status)) {
        if (!dirty.has(form)) dirty.set(form, typed);
        timer ||= setTimeout(save, EVERY_MS * 2);
        continue;
      }
    }
    if (!dirty.has(form)) write(place(form), null);
  }
}

/** The device's copy is there only while the server has not acknowledged it: it is the newer one, unless it was sent. */
async function restore(form) {
  form.dataset.begunSeen = "";
  const kept = read(place(form));
  if (!kept) return;
  const before = form.elements.text?.value;
  try {
    await put(form, kept);
  } catch (error) {
    if (error.status === 410) write(place(form), null);
    return;
  }
  write(place(form), null);
  if (!form.isConnected || form.elements.text?.value !== before) return;
  for (const name of FIELDS) if (form.elements[name]) form.elements[name].value = kept[name];
}

export function start() {
  const of = (event) => event.target.closest?.("form[data-begun]");
  document.addEventListener("input", (event) => {
    if (!of(event)) return;
    changed(of(event));
    count(of(event));
  });
  document.addEventListener("focusin", (event) => {
    const form = of(event);
    if (form && !("begunSeen" in form.dataset)) restore(form).then(() => count(form));
  });
  document.addEventListener("close", save, true);
  addEventListener("pagehide", save);
}
