/** Puts pushed parts in the place of those that stand there: what is open stays open, and the focus stays where it was. */
export function place(html, find) {
  const box = document.createElement("template");
  box.innerHTML = html;
  for (const part of [...box.content.children]) {
    const old = find(part);
    if (old) swap(old, part);
  }
}

function swap(old, part) {
  const focused = old.contains(document.activeElement) && document.activeElement;
  const order = focused ? [...old.querySelectorAll("a, summary")].indexOf(focused) : -1;
  for (const held of old.querySelectorAll("details[open][id]")) {
    const same = part.querySelector(`#${held.id}`);
    if (same) same.open = true;
  }
  old.replaceWith(part);
  if (order >= 0) [...part.querySelectorAll("a, summary")][order]?.focus({ preventScroll: true });
}
