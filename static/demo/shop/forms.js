// The cart's page, and the change of address, which fails at its third step: a self-service as customers know it.
import { cart, step } from "./telling.js";

const ERROR = "E-ADDR-03";
const list = document.querySelector("[data-cart]");
const form = document.querySelector("[data-flow]");

export function drawCart() {
  const items = cart();
  for (const count of document.querySelectorAll("[data-count]")) count.textContent = items.length || "";
  if (!list) return;
  list.replaceChildren(...items.map(({ name }) => Object.assign(document.createElement("li"), { textContent: name })));
  document.querySelector("[data-empty]").hidden = items.length > 0;
  document.querySelector("[data-do=order]").hidden = items.length === 0;
}

export function trouble() {
  const failed = form && !form.querySelector("[data-trouble]").hidden;
  return failed ? { flow: form.dataset.flow, step: "3", error: ERROR } : {};
}

function show(stage) {
  for (const part of form.querySelectorAll("[data-stage]")) part.hidden = part.dataset.stage !== stage;
  document.querySelectorAll("[data-stages] li").forEach((one, place) => {
    one.toggleAttribute("aria-current", String(place + 1) === stage);
    if (String(place + 1) === stage) one.setAttribute("aria-current", "step");
  });
  form.querySelector(`[data-stage="${stage}"] :is(input, button)`).focus();
}

function next(event) {
  event.preventDefault();
  const stage = event.submitter.closest("[data-stage]").dataset.stage;
  if (stage === "3") {
    step(form.dataset.flow, 3, "fail", ERROR);
    form.querySelector("[data-trouble]").hidden = false;
    return;
  }
  step(form.dataset.flow, stage, "ok");
  form.querySelector("[data-new]").textContent = `${form.postcode.value} ${form.street.value}`;
  show(String(Number(stage) + 1));
}

form?.addEventListener("submit", next);
drawCart();
