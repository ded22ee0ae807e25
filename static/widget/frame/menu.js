// The menu at the top: the other language, and the end of the chat on this device. Fetched with the first press.
import { end, session } from "./desk.js";
import { emit, find } from "./page.js";
import { choose, language } from "./words.js";

const opener = find("#menu-open");
const menu = find("#menu");
const sure = find("#sure");

function toggle(show) {
  menu.hidden = !show;
  opener.setAttribute("aria-expanded", String(show));
  find("#end").hidden = !session();
  for (const item of menu.querySelectorAll("[data-language]")) item.setAttribute("aria-current", String(item.dataset.language === language));
  if (show) menu.querySelector("button:not([hidden])").focus();
}

export const begin = () => toggle(true);

function close() {
  toggle(false);
  opener.focus();
}

opener.addEventListener("click", () => toggle(menu.hidden));
for (const part of [opener, menu]) {
  part.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    event.preventDefault();
    close();
  });
}
menu.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("button:not([hidden])")];
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
});
document.addEventListener("click", (event) => { if (!menu.hidden && !menu.contains(event.target) && !opener.contains(event.target)) toggle(false); });
menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget) && event.relatedTarget !== opener) toggle(false); });
for (const button of menu.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => { choose(button.dataset.language); close(); });
}

find("#end").addEventListener("click", () => { close(); sure.showModal(); });
find("#stay").addEventListener("click", () => sure.close());
find("#really").addEventListener("click", async () => {
  sure.close();
  await end();
  emit("signedOut");
});
