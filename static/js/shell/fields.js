/** Fields: show a password, say when Caps Lock is on, copy, and keep a form from being sent twice. */
import { announce } from "./say.js";

function peek(button) {
  const field = document.getElementById(button.dataset.peek);
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  field.focus();
}

async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent);
  announce(gettext("Copied"));
  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, 2_000);
}

/** A button that writes its value into a field (the demo's logins). */
function fill(button) {
  const field = document.querySelector(button.dataset.fill);
  field.value = button.value;
  field.form.querySelector('[type="password"]')?.focus();
}

function capsLock(event) {
  const field = event.target;
  if (field.type !== "password" || !event.getModifierState) return;
  const hint = field.closest(".field")?.querySelector("[data-caps]");
  if (hint) hint.hidden = !event.getModifierState("CapsLock");
}

/** The label stays, dots follow it; a second press of the same form is swallowed until the page answers. */
function once(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.matches("[hx-post], [hx-get], [data-many]")) return;
  // What opens beside this page (a preview) brings no new page here, which would take another press.
  const target = event.submitter?.getAttribute("formtarget") || form.target;
  if (target && target !== "_self") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
}

function again() {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
}

export function start() {
  document.addEventListener("click", (event) => {
    const eye = event.target.closest("[data-peek]");
    const copier = event.target.closest("[data-copy]");
    if (eye) peek(eye);
    if (copier) copy(copier);
    const filler = event.target.closest("[data-fill]");
    if (filler) fill(filler);
  });
  document.addEventListener("keydown", capsLock);
  document.addEventListener("keyup", capsLock);
  document.addEventListener("submit", once);
  // Chosen, then sent: selects that stand for a link (language, time zone filters).
  document.addEventListener("change", (event) => event.target.matches("[data-submits]") && event.target.form.requestSubmit());
  // Coming back from the next page, the form is new again.
  addEventListener("pageshow", again);
}
