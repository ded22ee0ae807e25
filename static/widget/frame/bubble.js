// One turn of the conversation: who, what, and how far it got.
import { headers } from "./desk.js";
import { emit, icon, make, on } from "./page.js";
import { size, time, word } from "./words.js";

const STATES = {
  waiting: ["clock", "waiting"],
  sending: ["clock", "sending"],
  refused: ["triangle-alert", "refused"],
  kept: ["check", "sent"],
  sent: ["check", "sent"],
  delivered: ["check-check", "delivered"],
  read: ["check-check", "read"],
};

export function turn(row, deeds) {
  const body = make("div", { class: "bubble" }, make("span", { class: "hidden" }, `${speakerName(row)}: `), ...said(row));
  const node = make("div", { class: row.mine ? "turn mine" : "turn", "data-id": row.id, "data-state": row.state },
    row.opens && !row.mine ? speaker(row) : null,
    row.unsent || row.text ? body : null,
    ...(row.unsent ? [] : row.files.map(attached)),
    row.choices ? choosing(row) : null,
    row.mine && row.closes ? delivery(row) : null,
    row.state === "refused" ? refusal(row, deeds) : null);
  if (!row.text && !row.unsent) node.prepend(make("span", { class: "hidden" }, `${speakerName(row)}: `));
  return node;
}

const said = (row) => (row.unsent ? [make("em", {}, word("withdrawn"))] : paragraphs(row.text));

export function speakerName(row) {
  if (row.mine) return word("you");
  if (row.automatic) return word("automatic");
  return row.author?.name || word("desk");
}

function speaker(row) {
  const initial = row.automatic ? icon("bot") : row.author?.initial || "";
  const face = make("span", { class: "face", "aria-hidden": "true" }, initial);
  return make("div", { class: "speaker" }, face, make("span", { "aria-hidden": "true" }, speakerName(row)), moment(row.at));
}

// Few messages offer anything: the buttons come with the first that does.
function choosing(row) {
  const place = make("div", { class: "choices" });
  import("./choices.js").then(({ fill }) => fill(place, row));
  return place;
}

const moment = (at) => make("time", { datetime: new Date(at).toISOString() }, time(at));

function delivery(row) {
  const [drawing, key] = STATES[row.state] || STATES.sent;
  return make("div", { class: "meta", "data-state": row.state }, icon(drawing), make("span", {}, word(key)), moment(row.at));
}

function refusal(row, deeds) {
  const edit = make("button", { type: "button", class: "choice" }, word("edit"));
  const discard = make("button", { type: "button", class: "choice" }, word("discard"));
  edit.addEventListener("click", () => deeds.edit(row.key));
  discard.addEventListener("click", () => deeds.discard(row.key));
  const reference = row.reference ? make("small", {}, word("reference", { id: row.reference })) : null;
  return make("div", { class: "refusal" }, make("p", {}, row.why || word("did_not_work")), reference, make("div", { class: "choices" }, edit, discard));
}

function attached(file) {
  const name = make("span", { class: "name" }, file.name);
  const open = make("button", { type: "button", class: file.preview_url ? "picture" : "file", title: file.name },
    file.preview_url ? picture(file) : icon("file"),
    file.preview_url ? null : name,
    file.preview_url ? null : make("small", {}, size(file.size)));
  open.setAttribute("aria-label", `${file.name} ${size(file.size)}`);
  if (file.url) open.addEventListener("click", () => download(file));
  else open.disabled = true;
  return open;
}

// Words stay text; only web addresses become links, which say where they really lead.
const ADDRESS = /https?:\/\/[^\s<>"'`「」『』【】〈〉《》（）()、。，．！？]+/giu;
const TAIL = /[.,;:!?'"\]}]+$/u;

export function paragraphs(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const typed = found[0].replace(TAIL, "");
    const link = linked(typed);
    if (!link) continue;
    nodes.push(text.slice(at, found.index), link);
    at = found.index + typed.length;
  }
  nodes.push(text.slice(at));
  return nodes;
}

function linked(typed) {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  // A name before the @ is how an address pretends to be another one: that stays plain text.
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username || url.password) return null;
  const link = make("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", title: word("leads_to", { host: url.host }) }, typed);
  if (!typed.toLowerCase().includes(url.host)) return make("span", {}, link, ` (${url.host})`);
  return link;
}

// As many whole characters as fit: an emoji of several parts is one and is never cut.
export function firstWords(text, length) {
  const parts = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text.replace(/\s+/gu, " ").trim())];
  if (parts.length <= length) return parts.map(({ segment }) => segment).join("");
  return `${parts.slice(0, length).map(({ segment }) => segment).join("")}…`;
}

// Files are fetched with the session's token, which no address ever carries, and shown from memory.
const pictures = new Map();

on("session", () => {
  for (const url of pictures.values()) url.then(URL.revokeObjectURL, () => null);
  pictures.clear();
});

const elsewhere = (url) => new URL(url, location.href).origin !== location.origin;

async function fetched(url) {
  const answer = await fetch(url, { headers: headers(), credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  return URL.createObjectURL(await answer.blob());
}

export function picture(file) {
  const shown = make("img", { alt: "", decoding: "async", width: file.width || null, height: file.height || null });
  if (elsewhere(file.preview_url)) { shown.src = file.preview_url; return shown; }
  if (!pictures.has(file.id)) pictures.set(file.id, fetched(file.preview_url));
  pictures.get(file.id).then((url) => { shown.src = url; }, () => {
    pictures.delete(file.id);
    shown.replaceWith(make("span", { class: "name" }, file.name));
  });
  return shown;
}

export async function download(file) {
  const link = make("a", { download: file.name, rel: "noopener" });
  try {
    link.href = elsewhere(file.url) ? file.url : await fetched(file.url);
  } catch {
    emit("oops", word("file_not_loaded", { name: file.name }));
    return;
  }
  link.click();
  if (link.href.startsWith("blob:")) setTimeout(URL.revokeObjectURL, 60000, link.href);
}
