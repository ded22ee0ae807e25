/** How many SMS a text is: the same rule as channels_ingest/sms/segments.py, and a test that holds the two together. */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");
const GSM = { single: 160, part: 153, size: (sign) => (EXTENDED.has(sign) ? 2 : 1) };
const UCS2 = { single: 70, part: 67, size: (sign) => sign.length };

export function count(text) {
  const signs = [...text];
  const { single, part, size } = signs.every((sign) => BASIC.has(sign) || EXTENDED.has(sign)) ? GSM : UCS2;
  const sizes = signs.map(size);
  const units = sizes.reduce((sum, one) => sum + one, 0);
  return { segments: units <= single ? Math.min(units, 1) : parts(sizes, part), units, single };
}

/** What belongs together travels together: an escape and its sign, the halves of one character. */
function parts(sizes, room) {
  let number = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room) [number, used] = [number + 1, 0];
    used += size;
  }
  return number;
}

/** "70 characters are one SMS / now 2" */
export function told(text) {
  const { segments, single } = count(text);
  return interpolate(gettext("One SMS up to %s characters / now %s SMS"), [single, segments]);
}

/** Of what was typed, beside the most that its channel takes. */
export function sayLength(form, field, most, byParts) {
  const counter = form.querySelector("#counter");
  counter.hidden = !field.value;
  const used = `${field.value.length.toLocaleString()}/${most.toLocaleString()}`;
  counter.textContent = byParts ? `${told(field.value)} · ${used}` : used;
  const over = field.value.length - most;
  counter.classList.toggle("c-bad", over > 0);
  sayRemedy(form.querySelector("#too-long"), over, most);
}

/** What to do about a text that cannot be sent; said aloud only when the words change. */
function sayRemedy(remedy, over, most) {
  const words = gettext("Longer than %s characters. Take out %s or more, or send it in parts.");
  const said = over > 0 ? interpolate(words, [most.toLocaleString(), over.toLocaleString()]) : "";
  if (remedy.textContent !== said) remedy.textContent = said;
}
