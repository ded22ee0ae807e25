/** Four bars and a word under a new password. A hint while typing; the server decides. */
const COMMON = /^(.)\1*$|password|passwort|qwerty|12345|abcde|omnidesk/i;

function score(password, known) {
  if (password.length < 12) return password ? 1 : 0;
  const own = known.some((word) => word.length > 2 && password.toLowerCase().includes(word.toLowerCase()));
  const kinds = new Set(password).size;
  if (own || COMMON.test(password) || kinds < 5) return 2;
  return password.length >= 18 || kinds >= 14 ? 4 : 3;
}

function words(level, length) {
  const short = interpolate(gettext("%s of 12 characters"), [length]);
  return [
    "", short, gettext("Easy to guess"), interpolate(gettext("Enough, %s characters"), [length]),
    interpolate(gettext("Strong, %s characters"), [length]),
  ][level];
}

function show(meter, field) {
  const known = [...field.form.elements].filter((other) => /name|email|company/.test(other.name)).map((other) => other.value);
  const level = score(field.value, known.flatMap((text) => text.split(/[\s@.]+/)));
  meter.hidden = !field.value;
  meter.dataset.score = String(level);
  meter.lastElementChild.textContent = words(level, [...field.value].length);
}

for (const meter of document.querySelectorAll("[data-strength]")) {
  const field = document.getElementById(meter.dataset.strength);
  field?.addEventListener("input", () => show(meter, field));
}
