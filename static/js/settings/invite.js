/**
 * The invitation: addresses become chips that are checked one by one, and sending waits until each is right.
 * The form may come later (into the dialog) or be replaced (after a refusal), so it is dressed whenever it appears.
 */
import { ask } from "../shell/http.js";

const SEPARATOR = /[\s,;、，]+/;

class Addresses {
  constructor(form, field) {
    this.form = form;
    this.field = field;
    this.list = field.querySelector("textarea");
    this.box = document.createElement("span");
    this.box.className = "tokens";
    this.typing = document.createElement("input");
    Object.assign(this.typing, { type: "email", id: "id_emails_typing", autocomplete: "off", inputMode: "email" });
    this.typing.setAttribute("aria-describedby", "id_emails_helptext id_emails_error");
    this.box.append(this.typing);
    this.list.parentElement.hidden = true;
    this.list.parentElement.before(this.box);
    field.querySelector("label").htmlFor = this.typing.id;
    this.listen();
    this.take(this.list.value);
    this.typing.focus();
  }

  listen() {
    this.typing.addEventListener("keydown", (event) => this.key(event));
    this.typing.addEventListener("blur", () => this.take(this.typing.value));
    this.typing.addEventListener("paste", (event) => {
      event.preventDefault();
      this.take(event.clipboardData.getData("text"));
    });
    this.box.addEventListener("click", (event) => {
      const cross = event.target.closest("button");
      if (cross) this.remove(cross.closest(".chip"));
      else this.typing.focus();
    });
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (["Enter", ",", " ", ";"].includes(event.key) && this.typing.value.trim()) {
      event.preventDefault();
      this.take(this.typing.value);
    } else if (event.key === "Backspace" && !this.typing.value) {
      this.remove(this.chips().at(-1));
    }
  }

  chips() {
    return [...this.box.querySelectorAll(".chip")];
  }

  take(text) {
    this.typing.value = "";
    const known = new Set(this.chips().map((chip) => chip.dataset.email));
    for (const address of new Set(text.split(SEPARATOR).filter(Boolean))) {
      const email = address.toLowerCase();
      if (!known.has(email)) this.add(email);
    }
    this.tell();
  }

  add(email) {
    const [cross, alert] = this.field.querySelector("template").content.cloneNode(true).children;
    const chip = document.createElement("span");
    chip.className = "chip";
    chip.dataset.email = email;
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", interpolate(gettext("Remove %s"), [email]));
    button.append(cross);
    chip.append(email, button);
    this.typing.before(chip);
    this.check(chip, alert);
  }

  async check(chip, alert) {
    chip.dataset.checking = "1";
    try {
      const answer = await ask(`${this.field.dataset.check}?${new URLSearchParams({ email: chip.dataset.email })}`);
      const { ok, message } = await answer.json();
      if (!ok) {
        chip.classList.add("bad");
        chip.prepend(alert);
        chip.dataset.wrong = message;
      }
    } catch {
      // Not asked: the server checks again when the form is sent.
    }
    delete chip.dataset.checking;
    this.tell();
  }

  remove(chip) {
    chip?.remove();
    this.typing.focus();
    this.tell();
  }

  tell() {
    const all = this.chips();
    const wrong = all.filter((chip) => chip.dataset.wrong);
    this.list.value = all.map((chip) => chip.dataset.email).join("\n");
    const error = this.field.querySelector("#id_emails_error");
    error.hidden = !wrong.length;
    error.lastElementChild.textContent = wrong[0]?.dataset.wrong ?? "";
    const send = this.form.querySelector("[data-send]");
    send.disabled = !all.length || wrong.length > 0 || all.some((chip) => chip.dataset.checking);
    const people = ngettext("Invite %s person", "Invite %s people", all.length - wrong.length);
    send.textContent = all.length ? interpolate(people, [all.length - wrong.length]) : gettext("Invite");
    const why = wrong.length ? interpolate(ngettext("Remove %s address to send", "Remove %s addresses to send", wrong.length), [wrong.length]) : "";
    this.form.querySelector("[data-why]").textContent = why;
  }
}

function dress() {
  const form = document.querySelector("#invite [data-invite]:not([data-dressed])");
  if (!form) return;
  form.dataset.dressed = "1";
  const cancel = form.querySelector("[data-close]");
  if (!form.closest("dialog")) cancel.hidden = true;
  new Addresses(form, form.querySelector("[data-tokens]"));
}

new MutationObserver(dress).observe(document.getElementById("invite"), { childList: true, subtree: true });
dress();
