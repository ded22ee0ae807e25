/** Menus of the bar: those whose list comes from the server are filled when opened; one menu may lead to another. */
import { ask } from "../shell/http.js";
import { converting } from "../shell/keys.js";

const GAP = 6;

async function fill(menu) {
  try {
    const answer = await ask(menu.dataset.load, { headers: {} });
    menu.innerHTML = await answer.text();
    if (!menu.matches(":popover-open")) return;
    place(menu);
    menu.querySelector("input:not([type=hidden]), button")?.focus();
  } catch (error) {
    menu.textContent = error.message;
  }
}

/** Menus without a button of their own hang on the one that leads to them. */
function place(menu) {
  const own = document.querySelector(`[popovertarget="${menu.id}"]`);
  const anchor = own?.offsetParent ? own : document.getElementById("more-button");
  const at = anchor.getBoundingClientRect();
  const box = menu.getBoundingClientRect();
  menu.style.top = `${Math.max(GAP, Math.min(at.bottom + GAP, innerHeight - box.height - GAP))}px`;
  menu.style.left = `${Math.max(GAP, Math.min(at.right - box.width, innerWidth - box.width - GAP))}px`;
}

export function openMenu(id) {
  const menu = document.getElementById(id);
  if (menu && !menu.matches(":popover-open")) menu.showPopover();
}

/** The list shows what contains the typed letters, in any writing the item names (data-words). */
function narrow(field) {
  const wanted = field.value.normalize("NFKC").toLowerCase().trim();
  let first = null;
  for (const item of field.closest(".menu").querySelectorAll("[data-words]")) {
    item.hidden = !item.dataset.words.normalize("NFKC").toLowerCase().includes(wanted);
    if (!item.hidden) first ??= item;
  }
  return first;
}

export function startMenus() {
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (event.newState !== "open" || !menu.matches?.("#thread-bar .menu")) return;
    if (menu.dataset.load) fill(menu);
    place(menu);
    menu.querySelector('[role="menuitem"]')?.focus();
  }, true);
  document.addEventListener("click", (event) => {
    const item = event.target.closest("[data-menu]");
    if (!item) return;
    event.preventDefault();
    item.closest("[popover]")?.hidePopover();
    openMenu(item.dataset.menu);
  });
  document.addEventListener("input", (event) => event.target.matches?.("#thread-bar .menu [data-narrow]") && narrow(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.("#thread-bar .menu [data-narrow]")) return;
    if (converting(event)) return;
    const first = narrow(event.target);
    // A name that is not in the list yet is what the form itself sends.
    if (!first && event.target.name) return;
    event.preventDefault();
    first?.click();
  });
}
