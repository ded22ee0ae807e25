/** Where one writes. No swap touches it: another matter brings a composer of its own, with its own draft. */
import * as live from "../live.js";
import { converting } from "../shell/keys.js";
import { makeAsking } from "./asking.js";
import { makeChoices } from "./choices.js";
import { makeDrafts, sayDraft } from "./drafts.js";
import { makeFiles } from "./files.js";
import { makeGuards } from "./guards.js";
import { newKey, read, write } from "./keepsake.js";
import { makeLetter } from "./letter.js";
import { makeMissingFile } from "./missing_file.js";
import { startOutgoing } from "./outgoing.js";
import { sayLength } from "./segments.js";

const TYPING_MS = 2_000;

export function startComposer(pane) {
  const form = pane.element.querySelector("#composer");
  const field = form.querySelector("#write");
  const tabs = { reply: form.querySelector("#tab-reply"), note: form.querySelector("#tab-note") };
  const remembered = `omnidesk.mode.${pane.me.id}.${pane.matter}`;
  let mode = "reply";
  let key = newKey();
  let began = null;
  let saidTyping = 0;

  const route = () => form.querySelector('input[name="route"]:checked');
  const channel = () => (mode === "note" ? "note" : (route()?.dataset.channel ?? ""));
  const most = () => Number((mode === "reply" && route()?.dataset.most) || form.querySelector("#counter").dataset.most);
  const fits = () => field.value.length <= most() && choices.fits();
  const isEmpty = () => !field.value.trim() && !files.count();

  const composer = {
    form, field, channel, isEmpty, changed, send, goesPast: () => Boolean(letter.read()?.forward), setMode, restore, adopt, lock, route,
    mode: () => mode,
    focus: () => field.focus(),
    flush: () => drafts.save(),
  };
  pane.composer = composer;
  composer.guards = makeGuards(pane, form.querySelector("#guards"));
  const channels = [...form.querySelectorAll('input[name="route"]')].map((input) => input.dataset.channel);
  const kept = form.querySelector("#drafts-data");
  const asking = makeAsking(pane, composer);
  composer.asking = asking;
  const drafts = makeDrafts(pane, form.dataset.drafts, kept, channels, (state) => sayDraft(form, state));
  const letter = makeLetter(form, () => changed());
  const choices = makeChoices(form, composer, () => changed());
  const files = makeFiles(pane, composer, form.dataset.uploads);
  const missing = makeMissingFile(composer, files);
  composer.missing = missing;
  const outgoing = startOutgoing(pane, composer);

  function changed() {
    if (isEmpty()) began = null;
    else began ??= pane.seen;
    if (channel()) drafts.change(channel(), field.value, files.kept(), letter.read(), choices.read());
    missing.show();
    dress();
  }

  function typed() {
    changed();
    if (mode !== "reply" || !field.value || Date.now() - saidTyping < TYPING_MS) return;
    saidTyping = Date.now();
    live.say({ do: "typing", matter: pane.matter, channel: Number(channel()) });
  }

  /** Text and files of the chosen place; what was typed comes along when nothing lies there. */
  function fill(carried) {
    const draft = drafts.load(channel());
    const empty = !draft.text && !draft.files.length;
    field.value = empty && carried ? carried.text : draft.text;
    files.set(empty && carried ? carried.files : draft.files);
    letter.fill(draft.letter);
    choices.fill(empty && carried ? carried.choices : draft.choices);
    asking.changed();
    began = isEmpty() ? null : pane.seen;
    if (empty && carried && !isEmpty()) {
      drafts.change(carried.channel, "", []);
      changed();
    }
    dress();
  }

  function setMode(wanted, { focus = false } = {}) {
    if (wanted !== mode) {
      mode = wanted;
      write(remembered, mode);
      fill(null);
      pane.emit("mode", mode);
    }
    dress();
    if (focus) field.focus();
  }

  function dress() {
    const noting = mode === "note";
    form.classList.toggle("noting", noting);
    for (const [name, tab] of Object.entries(tabs)) {
      tab.setAttribute("aria-selected", String(name === mode));
      tab.tabIndex = name === mode ? 0 : -1;
    }
    form.querySelector(".routes").hidden = noting;
    form.querySelector(".internal").hidden = !noting;
    field.setAttribute("aria-label", noting ? field.dataset.noteLabel : field.dataset.replyLabel);
    if (!form.classList.contains("locked")) field.placeholder = noting ? field.dataset.notePlaceholder : field.dataset.placeholder;
    outgoing.dress({ noting, ready: !isEmpty() && !files.busy() && fits() && (noting || route() !== null) });
    letter.dress();
    choices.dress();
    sayLength(form, field, most(), !noting && route()?.dataset.segments !== undefined);
  }

  function send(then = "") {
    if (isEmpty() || files.busy() || !fits() || (mode === "reply" && !route()) || outgoing.isStopped()) return;
    if (mode === "reply" && (asking.holds() || missing.holds(then))) return;
    outgoing.send({
      key, mode, then: mode === "reply" ? then : "", matter: pane.matter, seen: began ?? pane.seen,
      url: mode === "note" ? form.dataset.notes : form.action, text: field.value, files: files.kept(),
      route: mode === "note" ? "" : route().value, name: mode === "note" ? "" : route().dataset.name, channel: channel(),
      letter: letter.read(), choices: choices.read(), ...(mode === "reply" ? { ...asking.reason(), ...missing.answer() } : {}),
    });
    key = newKey();
    field.value = "";
    asking.sent();
    files.set([]);
    letter.fill();
    choices.fill();
    began = null;
    drafts.sent(channel());
    composer.guards.clear();
    dress();
    field.focus();
  }

  /** A message that did not go out comes back to be mended. */
  function restore(item) {
    setMode(item.mode);
    choose(item.route);
    letter.fill({ ...item.letter, ...letter.read() });
    choices.fill([item.choices, choices.read()].filter(Boolean).join("\n"));
    field.value = [item.text, field.value].filter(Boolean).join("\n\n");
    files.set([...item.files, ...files.kept()]);
    key = newKey();
    changed();
    asking.check();
    began = pane.seen;
    field.focus();
  }

  function choose(key) {
    const wanted = [...form.querySelectorAll('input[name="route"]')].find((input) => input.value === key);
    if (!wanted || wanted.disabled) return;
    wanted.checked = true;
    wanted.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** A draft that the server has made for this place; what was typed before is part of it. */
  function adopt(key, draft) {
    setMode("reply");
    choose(key);
    drafts.adopt(channel(), draft);
    fill(null);
    if (draft.letter?.forward) letter.focus();
    else field.focus();
    field.setSelectionRange(0, 0);
  }

  function lock(name) {
    form.classList.toggle("locked", Boolean(name));
    field.readOnly = Boolean(name);
    field.placeholder = name
      ? interpolate(gettext("You can write when %s has finished"), [name])
      : mode === "note" ? field.dataset.notePlaceholder : field.dataset.placeholder;
  }

  field.dataset.placeholder = field.placeholder;
  field.addEventListener("input", typed);
  // Out of the field, the single-letter keys work again.
  field.addEventListener("keydown", (event) => event.key === "Escape" && !converting(event) && pane.log.scroll.focus());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.submitter?.value === "resolve" ? "resolve" : "");
  });
  for (const [name, tab] of Object.entries(tabs)) tab.addEventListener("click", () => setMode(name, { focus: true }));
  form.querySelector('[role="tablist"]').addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    setMode(mode === "reply" ? "note" : "reply");
    tabs[mode].focus();
  });
  let carried = null;
  for (const name of ["pointerdown", "keydown"]) {
    form.addEventListener(name, () => { carried = { text: field.value, files: files.kept(), choices: choices.read(), channel: channel() }; }, true);
  }
  form.querySelector(".routes").addEventListener("change", ({ target }) => {
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
    fill(carried);
  });
  if (read(remembered) === "note" || form.dataset.noRoute !== undefined) mode = "note";
  fill(null);
}
