/**
 * What a letter has beside its words: subject, copies, quoting, and an addressee of its own when it is handed on.
 * The fields are shown by the sheet while the chosen channel writes letters; here is what they hold.
 */
export function makeLetter(form, changed) {
  const fields = form.querySelector("#letter-fields");
  if (!fields) return { isOn: () => false, read: () => ({}), fill() {}, dress() {}, isTouched: () => false };

  const at = (name) => form.elements.namedItem(name);
  const line = fields.querySelector("[data-forwarded]");
  const copies = fields.querySelector(".copies");
  const { usual, others } = fields.dataset;
  const route = () => form.querySelector('input[name="route"]:checked');
  const isOn = () => !form.classList.contains("noting") && route()?.dataset.letters !== undefined;

  /** Only what differs from an ordinary answer, so that an untouched letter leaves no draft. */
  function read() {
    if (!isOn()) return {};
    const letter = {};
    if (at("subject").value !== usual) letter.subject = at("subject").value;
    for (const name of ["to", "cc", "bcc"]) if (at(name).value.trim()) letter[name] = at(name).value;
    if (at("forward").checked) letter.forward = true;
    else delete letter.to;
    if (at("quotes")?.checked && !letter.forward) letter.quotes = true;
    return letter;
  }

  function fill(letter = {}) {
    at("subject").value = letter.subject ?? usual;
    for (const name of ["to", "cc", "bcc"]) at(name).value = letter[name] ?? "";
    for (const name of ["quotes", "forward"]) if (at(name)) at(name).checked = Boolean(letter[name]);
    copies.open = Boolean(letter.cc || letter.bcc);
    dress();
  }

  function dress() {
    line.dataset.forwarded = at("forward").checked ? "on" : "";
    fields.querySelector("#letter-to").textContent = route()?.dataset.address ?? "";
    for (const words of form.querySelectorAll(".signature")) words.hidden = words.dataset.channel !== route()?.dataset.channel;
  }

  fields.addEventListener("input", changed);
  form.querySelector("#letter-foot")?.addEventListener("change", changed);
  // Enter in one of these lines goes on to the next field; it never sends.
  fields.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || !event.target.matches("input")) return;
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    form.querySelector("#write").focus();
  });
  fields.querySelector("[data-reply-all]")?.addEventListener("click", () => {
    at("cc").value = others;
    copies.open = true;
    changed();
    at("cc").focus();
  });
  fields.querySelector("[data-to-customer]").addEventListener("click", () => {
    at("forward").checked = false;
    at("to").value = "";
    at("subject").value = usual;
    dress();
    changed();
    form.querySelector("#write").focus();
  });

  return { isOn, read, fill, dress, isTouched: () => Object.keys(read()).length > 0, focus: () => at("to").focus() };
}
