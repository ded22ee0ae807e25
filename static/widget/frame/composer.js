// Writing: the field, the button, and files on their way. Enter sends, as chat users expect, but never while kana are being
// converted; Shift+Enter breaks the line; on a touch screen Enter breaks the line too, and the button sends.
import { address, dropped, ensure, headers, Refusal, session } from "./desk.js";
import { say } from "./line.js";
import { toEnd } from "./log.js";
import { put } from "./outbox.js";
import { config, emit, find, icon, keep, kept, make, on, touch } from "./page.js";
import { size, word } from "./words.js";

const form = find("#composer");
const field = find("#text");
const button = find("#send");
const oops = find("#oops");
const LONGEST = config.text?.max ?? 4000;
let typedAt = 0;

// Characters as the desk counts them; nothing is ever cut, so no emoji is torn.
const length = () => [...field.value.trim()].length;

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 160)}px`;
}

function complain(text) {
  oops.textContent = text;
  oops.hidden = !text;
}

function check() {
  const over = length() - LONGEST;
  const nothing = !field.value.trim() && !attached().length;
  button.classList.toggle("off", nothing || over > 0);
  field.setAttribute("aria-invalid", String(over > 0));
  if (over > 0) complain(word("too_long", { n: over, max: LONGEST }));
  return !nothing && over <= 0;
}

function send() {
  const why = whyNotYet();
  if (why) complain(why);
  if (why || !check()) { field.focus(); return; }
  put(field.value.trim(), attached());
  empty();
  toEnd();
  if (!touch.matches || document.activeElement === field) field.focus();
}

function empty() {
  field.value = "";
  clear();
  complain("");
  typedAt = 0;
  noted();
}

// Kept at each letter: what was typed outlives a reload, also while the line is dead.
function noted() {
  grow();
  keep("tab:draft", { text: field.value, files: attached() });
  check();
}

function typed() {
  complain("");
  noted();
  if (!field.value.trim() || Date.now() - typedAt < 3000) return;
  if (say({ do: "typing" })) typedAt = Date.now();
}

function pressed(event) {
  // keyCode 229: a browser that ends the composition before it tells of the key that ended it.
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
  const asked = event.ctrlKey || event.metaKey;
  if (!asked && (event.shiftKey || event.altKey || touch.matches)) return;
  event.preventDefault();
  send();
}

function take({ text, files }) {
  field.value = [text, field.value].filter(Boolean).join("\n");
  restore(files);
  noted();
  field.focus();
}

export function begin() {
  const draft = kept("tab:draft");
  if (draft) { field.value = draft.text || ""; restore(draft.files || []); }
  grow();
  check();
}

form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
field.addEventListener("input", typed);
field.addEventListener("keydown", pressed);
on("attached", noted);
on("edit", take);
on("oops", complain);
on("session", ({ why }) => { if (why === "ended") empty(); });
on("panel", ({ shown }) => { if (shown) { grow(); if (!touch.matches) field.focus(); else emit("focusTop"); } });

// Files: chosen, pasted or dropped, sent up at once with progress, each with its own mishap and remedy.
const MOST = config.file?.max_files ?? 5;
const BIGGEST = config.file?.max_bytes ?? 10 * 1024 * 1024;
const tray = find("#files");
const chooser = find("#chooser");
const veil = find("#drop");
let files = []; // {name, size, content_type, id once it is up, share 0–1, why it failed, node, request, blob}

const attached = () => files.filter(({ id }) => id)
  .map(({ id, name, size, content_type, preview_url }) => ({ id, name, size, content_type, preview_url }));

function whyNotYet() {
  if (files.some(({ why }) => why)) return word("mend_files");
  return files.some(({ id }) => !id) ? word("wait_upload") : "";
}

function clear() {
  for (const file of files) drop(file);
}

function restore(known) {
  for (const file of known) add({ ...file, share: 1 });
}

function accept(list) {
  complain("");
  for (const blob of list) {
    if (files.length >= MOST) return emit("oops", word("too_many_files", { n: MOST }));
    if (blob.size > BIGGEST) emit("oops", word("file_too_big", { name: blob.name, max: size(BIGGEST) }));
    else if (blob.size === 0) emit("oops", word("file_empty", { name: blob.name }));
    else up(add({ name: blob.name || word("picture"), size: blob.size, content_type: blob.type, blob, share: 0 }));
  }
}

function add(file) {
  file.node = make("li", { class: "chip" });
  tray.append(file.node);
  files.push(file);
  paint(file);
  emit("attached");
  return file;
}

function drop(file) {
  file.request?.abort();
  if (file.thumb) URL.revokeObjectURL(file.thumb);
  file.node.remove();
  files = files.filter((other) => other !== file);
  tray.hidden = !files.length;
}

function paint(file) {
  const remove = make("button", { type: "button", class: "tool", "aria-label": word("remove_file", { name: file.name }) }, icon("x"));
  remove.addEventListener("click", () => { drop(file); emit("attached"); field.focus(); });
  const name = make("span", { class: "name" }, file.name);
  file.node.replaceChildren(thumb(file), make("span", { class: "what" }, name, how(file)), again(file) ?? "", remove);
  file.node.classList.toggle("bad", Boolean(file.why));
  tray.hidden = false;
}

function thumb(file) {
  if (!file.blob || !/^image\/(png|jpeg|gif|webp)$/.test(file.content_type)) return icon("file");
  file.thumb ||= URL.createObjectURL(file.blob);
  return make("img", { src: file.thumb, alt: "" });
}

function how(file) {
  if (file.why) return make("small", { role: "alert" }, file.why);
  if (file.id) return make("small", {}, size(file.size));
  return make("progress", { max: 1, value: file.share, "aria-label": word("uploading", { name: file.name }) });
}

function again(file) {
  if (!file.mayRepeat) return null;
  const button = make("button", { type: "button", class: "link" }, word("again"));
  button.addEventListener("click", () => up(file));
  return button;
}

async function up(file) {
  file.why = "";
  file.mayRepeat = false;
  paint(file);
  try {
    await ensure();
    Object.assign(file, await sent(file), { blob: file.blob });
  } catch (error) {
    if (!files.includes(file)) return;
    if (error.status === 401) dropped(session()?.token);
    file.why = error.message;
    file.mayRepeat = error.passing || error.status === 401;
  }
  if (!files.includes(file)) return;
  paint(file);
  emit("attached");
  emit("spoken", file.why || word("uploaded", { name: file.name }));
}

// XMLHttpRequest: fetch cannot tell how far an upload is.
function sent(file) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    file.request = request;
    request.open("POST", address("uploads/"));
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => { const bar = file.node.querySelector("progress"); if (bar && total) bar.value = loaded / total; };
    request.onload = () => (request.status < 300 ? resolve(request.response) : reject(new Refusal(request.status, request.response ?? {})));
    request.onerror = request.onabort = request.ontimeout = () => reject(new Refusal(0));
    const form = new FormData();
    form.append("file", file.blob, file.name);
    request.send(form);
  });
}

find("#attach").addEventListener("click", () => chooser.click());
chooser.addEventListener("change", () => { accept([...chooser.files]); chooser.value = ""; });
field.addEventListener("paste", (event) => {
  const pasted = [...(event.clipboardData?.files ?? [])];
  // Office programs put a picture of the text beside the text: the text was meant.
  if (!pasted.length || event.clipboardData.types.includes("text/plain")) return;
  event.preventDefault();
  accept(pasted);
});
const carries = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragover", (event) => { if (carries(event)) { event.preventDefault(); veil.hidden = false; } });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) veil.hidden = true; });
addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  veil.hidden = true;
  accept([...event.dataTransfer.files]);
});
on("language", () => files.forEach(paint));
on("line", (state) => { if (state === "open") files.filter(({ mayRepeat }) => mayRepeat).forEach(up); });
