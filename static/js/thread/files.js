/** Files by choice, paste or drop: uploaded at once with progress, sent with the message by their ids. */
import { token } from "../shell/http.js";

const AT_MOST = 10;

export function makeFiles(pane, composer, url) {
  const { form } = composer;
  const list = form.querySelector("#chosen-files");
  const piece = pane.element.querySelector("#piece-file");
  let files = [];

  const kept = () => files.filter((file) => file.id).map(({ id, name, size }) => ({ id, name, size }));
  const busy = () => files.some((file) => !file.id && !file.trouble);

  function show(file) {
    const chip = piece.content.firstElementChild.cloneNode(true);
    file.chip = chip;
    chip.querySelector(".name").textContent = file.name;
    chip.querySelector("button").setAttribute("aria-label", interpolate(gettext("Remove %s"), [file.name]));
    chip.querySelector("button").addEventListener("click", () => remove(file));
    if (file.id) chip.classList.remove("wait");
    list.append(chip);
  }

  function remove(file) {
    file.request?.abort();
    file.chip.remove();
    files = files.filter((one) => one !== file);
    composer.changed();
    composer.focus();
  }

  function add(chosen) {
    for (const blob of chosen) {
      const file = { name: blob.name || gettext("picture.png"), size: blob.size };
      files.push(file);
      show(file);
      if (files.length > AT_MOST) fail(file, interpolate(gettext("At most %s files in one message."), [AT_MOST]));
      else upload(file, blob);
    }
    composer.changed();
  }

  function upload(file, blob) {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.set("file", blob, file.name);
    file.request = request;
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (event) => progress(file, event.loaded / event.total));
    request.addEventListener("load", () => answered(file, request));
    request.addEventListener("error", () => fail(file, gettext("The connection broke. Remove it and attach it again.")));
    request.send(data);
  }

  function progress(file, share) {
    file.chip.querySelector(".size").textContent = `${Math.round(share * 100)}%`;
    file.chip.querySelector("progress").value = share;
  }

  function answered(file, request) {
    if (request.status !== 201) return fail(file, request.response?.message ?? gettext("This file could not be attached."));
    Object.assign(file, request.response);
    file.chip.classList.remove("wait");
    file.chip.querySelector(".name").textContent = file.name;
    file.chip.querySelector(".size").textContent = "";
    composer.changed();
  }

  function fail(file, words) {
    file.trouble = words;
    file.chip.classList.replace("wait", "bad");
    file.chip.querySelector(".size").textContent = words;
    file.chip.setAttribute("role", "alert");
    composer.changed();
  }

  function set(draft) {
    files.forEach((file) => file.chip.remove());
    files = draft.map((file) => ({ ...file }));
    files.forEach(show);
  }

  form.querySelector("#file-input").addEventListener("change", (event) => {
    add(event.target.files);
    event.target.value = "";
  });
  form.addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    add(event.clipboardData.files);
  });
  drops(pane, form, add);
  return { kept, busy, set, count: () => files.length };
}

/** A file may be dropped anywhere on the pane; nowhere does the browser leave the page for it. */
function drops(pane, form, add) {
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  pane.element.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  pane.element.addEventListener("dragleave", (event) => pane.element.contains(event.relatedTarget) || form.classList.remove("dropping"));
  pane.element.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    form.classList.remove("dropping");
    add(event.dataTransfer.files);
  });
}
