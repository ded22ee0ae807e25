/**
 * What was told: the card and the underlines in the thread light each other, a line opens the message it was said in,
 * and one key each confirms, corrects or strikes out. The panel is drawn anew at any time, so all is heard from above.
 */
import { ask } from "../shell/http.js";
import { converting, shortcut } from "../shell/keys.js";
import { toast } from "../shell/toasts.js";

const CARD = "#told";
// A history longer than this is opened by its own page, not by scrolling.
const MOST_PIECES = 40;

const rowOf = (target) => target?.closest?.(`${CARD} [data-fact]`) ?? null;
const marksOf = (id) => document.querySelectorAll(`#thread .fact[data-fact~="${CSS.escape(id)}"]`);

export function startFacts(currentPane) {
  for (const [name, lit] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => light(event.target, lit));
  }
  document.addEventListener("click", (event) => clicked(event, currentPane()));
  document.addEventListener("keydown", (event) => {
    const form = event.key === "Escape" && !converting(event) && event.target.closest?.(".fact-form");
    if (!form) return;
    event.stopPropagation();
    shut(form);
  }, true);
  document.addEventListener("submit", (event) => event.target.matches?.(".fact-form") && setTimeout(shut, 0, event.target));
  const inCard = { group: gettext("Already told us"), scope: `${CARD} [data-fact]` };
  shortcut("C", () => press("confirm"), { ...inCard, label: gettext("Confirm") });
  shortcut("T", () => press("correct"), { ...inCard, label: gettext("Correct") });
  shortcut("X", () => press("strike"), { ...inCard, label: gettext("Strike out") });
}

function light(target, lit) {
  const row = rowOf(target);
  if (row) marksOf(row.dataset.fact).forEach((mark) => mark.classList.toggle("lit", lit));
  const mark = target?.closest?.("#thread .fact");
  for (const id of mark?.dataset.fact.split(" ") ?? []) {
    document.getElementById(`fact-${id}`)?.classList.toggle("lit", lit);
    marksOf(id).forEach((one) => one.classList.toggle("lit", lit));
  }
}

function press(deed) {
  const row = rowOf(document.activeElement) ?? document.querySelector(`${CARD} [data-fact]:hover`);
  row?.querySelector(`[data-do="${deed}"]`)?.click();
}

function clicked(event, pane) {
  const form = event.target.closest("[data-fact-form]");
  if (form) return openForm(form);
  if (event.target.closest("[data-fact-close]")) return shut(event.target.closest("form"));
  const tell = event.target.closest(`${CARD} .tell[data-message]`);
  if (tell && pane) return reveal(pane, tell.dataset.message, rowOf(tell).dataset.fact);
  const mark = event.target.closest("#thread .fact");
  if (mark) document.querySelector(`#fact-${CSS.escape(mark.dataset.fact.split(" ")[0])} .tell`)?.focus();
}

/** Scroll to the message, fetching earlier pieces until it is there. */
export async function reveal(pane, message, fact = "") {
  let row = null;
  for (let piece = 0; piece <= MOST_PIECES && !pane.signal.aborted; piece += 1) {
    row = pane.element.querySelector(`#message-${CSS.escape(message)}`);
    if (row || !pane.before) break;
    await pane.loadOlder();
  }
  if (!row) return toast({ text: gettext("This message is no longer here."), icon: "alert", key: "fact" });
  const mark = row.querySelector(`.fact[data-fact~="${CSS.escape(fact)}"]`);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  (mark ?? row).scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  mark?.classList.add("lit");
  document.body.dataset.pane = "thread";
}

async function openForm(button) {
  const card = button.closest(CARD);
  card.querySelectorAll(".fact-form").forEach(shut);
  try {
    const answer = await ask(button.dataset.factForm, { headers: {} });
    const place = rowOf(button) ?? card;
    place.insertAdjacentHTML("beforeend", await answer.text());
    place.classList.add("amending");
    place.querySelector(rowOf(button) ? "input[name=value]" : "select").focus();
    place.querySelector("input[name=value]").select();
  } catch (error) {
    toast({ text: error.message, icon: "alert", key: "fact" });
  }
}

function shut(form) {
  const place = form.parentElement;
  form.remove();
  place.classList.remove("amending");
  place.querySelector(place.matches(CARD) ? "header [data-fact-form]" : ".tell")?.focus();
}
