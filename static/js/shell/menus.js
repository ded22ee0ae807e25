/** Menus and popovers: the popover API opens and closes them; this places them at their button and moves the focus. */
const GAP = 6;

function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const box = menu.getBoundingClientRect();
  const below = at.bottom + GAP + box.height <= innerHeight;
  const top = below ? at.bottom + GAP : Math.max(GAP, at.top - GAP - box.height);
  const end = at.left + box.width > innerWidth - GAP;
  const left = end ? Math.max(GAP, at.right - box.width) : at.left;
  menu.style.top = `${Math.min(top, innerHeight - box.height - GAP)}px`;
  menu.style.left = `${Math.max(GAP, left)}px`;
}

function openerOf(menu) {
  return document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
}

function items(menu) {
  const all = menu.querySelectorAll(':is([role^="menuitem"], .item):not(:disabled, [aria-disabled="true"])');
  return [...all].filter((item) => item.offsetParent);
}

function opened(menu) {
  const anchor = openerOf(menu);
  if (anchor) {
    place(menu, anchor);
    anchor.setAttribute("aria-expanded", "true");
  }
  const first = menu.querySelector('input:not([type="hidden"])') ?? menu.querySelector('[aria-checked="true"]') ?? items(menu)[0];
  first?.focus();
}

function closed(menu) {
  const anchor = openerOf(menu);
  anchor?.setAttribute("aria-expanded", "false");
  if (menu.contains(document.activeElement)) anchor?.focus();
}

/** From the field that narrows a menu the arrows lead into the list; in other fields they stay the field's own. */
function move(event) {
  const menu = event.target.closest?.('[role="menu"], .menu');
  if (!menu || event.isComposing || event.target.matches("input:not([data-narrow]), select, textarea")) return;
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined || (event.target.matches("input") && ["Home", "End"].includes(event.key))) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}

/** The first letters of an item lead to it. */
function type(event) {
  const menu = event.target.closest?.('[role="menu"]');
  if (!menu || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.target.matches("input")) return;
  const letter = event.key.toLowerCase();
  items(menu).find((item) => item.textContent.trim().toLowerCase().startsWith(letter))?.focus();
}

export function start() {
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(".menu, .popover")) return;
    if (event.newState === "open") opened(event.target);
    else closed(event.target);
  }, true);
  document.addEventListener("keydown", move);
  document.addEventListener("keydown", type);
  document.addEventListener("click", (event) => {
    const item = event.target.closest('.menu [role="menuitem"], .menu [role="menuitemradio"]');
    if (item) item.closest("[popover]")?.hidePopover();
  });
  addEventListener("resize", () => document.querySelectorAll(".menu:popover-open").forEach((menu) => menu.hidePopover()));
}
