/** Own presence: told to the server at once, shown when it is kept there. */
import { post } from "./http.js";
import { announce } from "./say.js";
import { toast } from "./toasts.js";

export function showPresence(presence, word) {
  const me = document.getElementById("me");
  if (!me) return;
  me.dataset.presence = presence;
  me.querySelector("[data-presence-word]").textContent = word;
  document.querySelectorAll("#me-menu [name=presence]").forEach((choice) => {
    choice.setAttribute("aria-checked", String(choice.value === presence));
  });
}

async function change(form, choice) {
  const word = choice.textContent.trim();
  try {
    await post(form.action, { presence: choice.value });
    showPresence(choice.value, word);
    announce(word);
  } catch (error) {
    toast({ text: error.message, icon: "alert", key: "presence" });
  }
}

export function start() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-presence-form]") || !event.submitter) return;
    event.preventDefault();
    change(event.target, event.submitter);
  });
}
