/** What was typed and not sent: on this device at once, on the server every two seconds, per channel and for the note. */
import { ask } from "../shell/http.js";
import { read, write } from "./keepsake.js";

const EVERY_MS = 2_000;

export function makeDrafts(pane, url, element, channels, say) {
  const kept = JSON.parse(element.textContent);
  const place = (channel) => `omnidesk.draft.${pane.me.id}.${pane.matter}.${channel}`;
  const dirty = new Map();
  let timer = 0;
  let flying = null;

  /** The device's copy is there only while the server has not acknowledged it: then it is the newer one. */
  function load(channel) {
    return read(place(channel)) ?? kept[channel] ?? { text: "", files: [] };
  }

  const isThere = ({ text, files, letter, choices }) => Boolean(text || files.length || choices || Object.keys(letter ?? {}).length);
  const later = (pause = EVERY_MS) => { timer ||= setTimeout(save, pause); };

  function change(channel, text, files, letter = {}, choices = "") {
    const had = isThere(load(channel));
    const draft = { text, files, letter, choices };
    const stays = write(place(channel), draft);
    kept[channel] = draft;
    dirty.set(channel, draft);
    const has = isThere(draft);
    say(!has ? "" : stays ? "local" : "typing");
    if (had !== has) document.dispatchEvent(new CustomEvent("draft:changed", { detail: { matter: pane.matter, has } }));
    later();
  }

  async function save() {
    clearTimeout(timer);
    timer = 0;
    if (flying) await flying.catch(() => {});
    for (const [channel, draft] of [...dirty]) {
      dirty.delete(channel);
      flying = put(channel, draft);
      try {
        await flying;
        acknowledged(channel, draft);
      } catch (error) {
        if (!dirty.has(channel)) dirty.set(channel, draft);
        if (!pane.signal.aborted && error.status !== 404) later(EVERY_MS * 2);
        break;
      } finally {
        flying = null;
      }
    }
  }

  function acknowledged(channel, draft) {
    if (!dirty.has(channel)) write(place(channel), null);
    if (!dirty.size && draft.text) say("saved");
  }

  function put(channel, { text, files, letter, choices }) {
    const data = new FormData();
    data.set("channel", channel === "note" ? "" : channel);
    data.set("text", text);
    data.set("choices", choices ?? "");
    files.forEach((file) => data.append("files", file.id));
    for (const [name, value] of Object.entries(letter ?? {})) data.set(name, value === true ? "1" : value);
    return ask(url, { method: "POST", data });
  }

  /** It was sent: the server's copy goes with the message; one on its way there must not bring it back. */
  async function sent(channel) {
    dirty.delete(channel);
    const late = flying;
    kept[channel] = { text: "", files: [] };
    write(place(channel), null);
    say("");
    document.dispatchEvent(new CustomEvent("draft:changed", { detail: { matter: pane.matter, has: false } }));
    if (!late) return;
    await late.catch(() => {});
    if (!isThere(load(channel))) change(channel, "", []);
  }

  /** The server has just written this one itself. */
  function adopt(channel, draft) {
    dirty.delete(channel);
    kept[channel] = draft;
    write(place(channel), null);
  }

  for (const channel of new Set([...Object.keys(kept), ...channels, "note"])) {
    const unsaved = read(place(channel));
    if (unsaved) dirty.set(channel, unsaved);
  }
  if (dirty.size) later();
  // Another matter is opened: what was typed in the last two seconds goes out with the old pane.
  pane.onClose(() => {
    clearTimeout(timer);
    for (const [channel, draft] of dirty) put(channel, draft).then(() => write(place(channel), null)).catch(() => {});
  });
  return { load, change, sent, save, adopt };
}

/** In the composer: whether what was typed is kept, and where. */
export function sayDraft(form, state) {
  const words = {
    "": "", typing: gettext("Draft"), local: gettext("Draft"), saved: gettext("Draft saved"),
  };
  const line = form.querySelector("#saved");
  line.textContent = state === "local" && !navigator.onLine ? gettext("Kept on this device") : words[state];
}
