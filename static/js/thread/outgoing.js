/** Messages of this matter on their way: their bubbles, the word on the button, and what stops them. */
import * as live from "../live.js";
import * as outbox from "./sending.js";
import { tell as tellDeed } from "./deeds.js";
import { offerBack } from "./held.js";

export function startOutgoing(pane, composer) {
  const { form } = composer;
  const button = form.querySelector("#send");
  let look = { noting: false, ready: false };

  outbox.start(pane.me.id);
  outbox.of(pane.matter).forEach(follow);
  const stops = [outbox.onChange((item, answer) => item.matter === pane.matter && follow(item, answer)), live.on("state", turned)];
  pane.onClose(() => stops.forEach((stop) => stop()));
  pane.on("arrived", (rows) => composer.isEmpty() || rows.forEach((row) => pane.log.markArrived(row.dataset.id)));

  function follow(item, answer) {
    if (item.state === "gone") return gone(item, answer);
    bubble(item);
    if (item.state === "stopped") stopped(item, answer);
    if (item.state === "refused") refused(item, answer);
  }

  function turned() {
    dress();
    outbox.of(pane.matter).forEach(bubble);
  }

  function gone(item, answer) {
    if (answer?.items) pane.log.place(answer.items, { quiet: true });
    if (answer?.revision) pane.seen = Math.max(pane.seen, answer.revision);
    pane.log.dropOwn(item.key);
    if (answer?.withdrawal) offerBack(pane, answer);
    else if (answer?.words) tellDeed(answer);
    if (answer) {
      pane.log.clearArrived();
      pane.refreshBar();
    }
  }

  /** The customer or a colleague wrote in between: once it is said, and then the person decides. */
  function stopped(item, answer) {
    if (answer?.items) pane.log.place(answer.items);
    for (const { id } of answer?.items ?? []) pane.log.markArrived(id);
    pane.seen = Math.max(pane.seen, answer?.revision ?? 0);
    const count = answer?.items?.length || 1;
    const mends = composer.isEmpty();
    if (mends) back(item);
    composer.guards.show({
      fact: gettext("Not sent."),
      more: interpolate(ngettext("%s new message has arrived.", "%s new messages have arrived.", count), [count]),
      ways: [
        { word: gettext("Edit the draft"), run: () => (mends ? composer.focus() : back(item)) },
        { word: gettext("Review and send"), primary: true, run: () => (mends ? composer.send(item.then) : outbox.confirm(item.key, pane.seen)) },
      ],
    });
  }

  function refused(item, answer) {
    const mends = composer.isEmpty();
    if (mends) back(item);
    // The words lie in the composer again, whose own guard says what is known or missing.
    if (mends && ["asks_again", "no_file"].includes(answer?.code)) return;
    composer.guards.show({
      fact: gettext("Not sent."), more: item.trouble, bad: true,
      ways: composer.isEmpty() || !outbox.of(pane.matter).includes(item) ? [] : [{ word: gettext("Edit the draft"), run: () => back(item) }],
    });
  }

  function back(item) {
    outbox.take(item.key);
    pane.log.dropOwn(item.key);
    composer.restore(item);
  }

  function bubble(item) {
    let row = pane.log.live.querySelector(`[data-own-key="${CSS.escape(item.key)}"]`);
    if (!row) {
      row = draw(item);
      pane.log.own(row);
    }
    row.querySelector(".tick .word").textContent = words(item);
  }

  function draw(item) {
    const piece = pane.element.querySelector(item.mode === "note" ? "#piece-note" : "#piece-bubble");
    const row = piece.content.firstElementChild.cloneNode(true);
    row.dataset.ownKey = item.key;
    row.dataset.matter = String(pane.matter);
    row.querySelector(".bubble, .bubble-text").textContent = item.text;
    for (const file of item.files) {
      const chip = document.createElement("span");
      chip.className = "file";
      chip.textContent = file.name;
      row.querySelector(".files").append(chip);
    }
    if (item.mode !== "note") asRoute(row, item);
    return row;
  }

  function asRoute(row, item) {
    const input = [...form.querySelectorAll('input[name="route"]')].find((one) => one.value === item.route);
    const chip = input?.closest(".route");
    row.dataset.leg = item.channel;
    row.dataset.ch = chip?.dataset.ch ?? "";
    const glyph = document.createElement("span");
    glyph.className = "glyph s";
    glyph.dataset.ch = row.dataset.ch;
    if (chip) glyph.append(chip.querySelector("svg").cloneNode(true));
    row.querySelector(".chosen").replaceWith(glyph);
    row.querySelector("strong").textContent = item.name;
    row.querySelector(".stamp .by").textContent = pane.me.name;
  }

  function dress(next) {
    look = next ?? look;
    const away = live.current() === "offline";
    button.disabled = !look.ready;
    const more = form.querySelector('[popovertarget="send-menu"]');
    more.hidden = look.noting || away;
    form.querySelector("#send-split").classList.toggle("split", !more.hidden);
    more.disabled = !look.ready;
    button.querySelector(".word").textContent = away
      ? gettext("Send when back online")
      : look.noting ? gettext("Save note") : sendWord();
  }

  function sendWord() {
    const name = composer.route()?.dataset.name;
    return name ? interpolate(gettext("Send by %s"), [name]) : gettext("Send");
  }

  function words(item) {
    if (item.state === "stopped" || item.state === "refused") return gettext("Held back");
    return live.current() === "offline" ? gettext("Sent when back online") : gettext("Sending");
  }

  const isStopped = () => outbox.of(pane.matter).some((item) => item.state === "stopped");

  return { send: outbox.send, dress, isStopped };
}
