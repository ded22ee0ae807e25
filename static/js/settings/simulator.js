/** The simulator: Ctrl Enter sends, the words leave the field, the newest bubble is in sight, narrow windows show one pane. */
const sim = document.querySelector(".sim");
const scroll = document.getElementById("sim-scroll");
const form = document.querySelector("form[data-practice]");

function atEnd() {
  scroll.scrollTop = scroll.scrollHeight;
}

function send(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector('button[value="text"]'));
}

/** Only what was sent as words leaves the field; a sticker leaves a half-written sentence alone. */
function sent(event) {
  const field = form.elements.text;
  if (event.submitter?.value !== "text") return;
  const words = field.value;
  setTimeout(() => { field.value = ""; });
  const back = () => { field.value ||= words; };
  document.addEventListener("htmx:error", back, { once: true });
  document.addEventListener("htmx:response:error", back, { once: true });
  setTimeout(() => ["htmx:error", "htmx:response:error"].forEach((name) => document.removeEventListener(name, back)), 25_000);
}

function show(pane) {
  sim.dataset.pane = pane;
  for (const button of document.querySelectorAll("[data-to-pane]")) {
    button.setAttribute("aria-pressed", String(button.dataset.toPane === pane));
  }
}

if (sim) {
  show(sim.dataset.pane);
  atEnd();
  new MutationObserver(atEnd).observe(scroll, { childList: true, subtree: true });
  // A telephone takes no words.
  form.elements.text?.addEventListener("keydown", send);
  form.addEventListener("submit", sent);
  document.addEventListener("click", (event) => {
    const to = event.target.closest("[data-to-pane]");
    if (to) show(to.dataset.toPane);
    const empties = event.target.closest("[data-empties]");
    if (empties) document.querySelector(empties.dataset.empties).replaceChildren();
  });
}
