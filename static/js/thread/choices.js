/** Choices for the customer to tap, one a line, on channels that show them as buttons. The server judges by the same rule. */
export function makeChoices(form, composer, changed) {
  const tool = form.querySelector("#offer-choices");
  const box = form.querySelector("#offering");
  const field = form.querySelector("#choices");
  const line = form.querySelector("#choices-told");

  const room = () => (composer.mode() === "reply" && composer.route()?.dataset.choices) || "";
  const typed = () => field.value.split("\n").map((one) => one.trim()).filter(Boolean);
  const read = () => (room() ? typed().join("\n") : "");

  function trouble() {
    const [most, longest] = room().split(" ").map(Number);
    const choices = room() ? typed() : [];
    const long = choices.find((one) => one.length > longest);
    const twice = choices.find((one, place) => choices.indexOf(one) < place);
    if (long) return interpolate(gettext("“%s” has %s characters; a choice takes %s."), [long, long.length, longest]);
    if (twice) return interpolate(gettext("“%s” stands there twice."), [twice]);
    return choices.length > most ? interpolate(gettext("These are %s choices; a message takes %s."), [choices.length, most]) : "";
  }

  function dress() {
    const words = trouble();
    const [most] = room().split(" ");
    tool.hidden = !room();
    box.hidden = !room() || tool.getAttribute("aria-expanded") !== "true";
    line.textContent = words || `${typed().length}/${most}`;
    line.classList.toggle("c-bad", Boolean(words));
    field.setAttribute("aria-invalid", String(Boolean(words)));
  }

  function open(wanted) {
    tool.setAttribute("aria-expanded", String(wanted));
    dress();
  }

  /** Those of a draft; none shuts the field. */
  function fill(text = "") {
    field.value = text;
    open(Boolean(text));
  }

  tool.addEventListener("click", () => {
    open(box.hidden);
    if (!box.hidden) field.focus();
  });
  field.addEventListener("input", changed);
  return { read, fill, dress, fits: () => !trouble() };
}
