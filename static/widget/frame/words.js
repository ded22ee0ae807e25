// Every word in both languages is in the page, so the visitor changes language without losing a letter.
import { catalogues, config, emit, keep, kept } from "./page.js";

const known = Object.keys(catalogues);
const short = (wish) => String(wish || "").slice(0, 2).toLowerCase();

let wished = "";
export let language = chosen();

function chosen() {
  const wishes = [kept("language"), wished, ...navigator.languages, config.language];
  return wishes.map(short).find((wish) => known.includes(wish)) || known[0];
}

// What the company's page asks for (data-lang); the visitor's own choice is stronger.
export function wish(code) {
  wished = code;
  speak(chosen());
}

export function choose(code) {
  keep("language", code);
  speak(code);
}

export function word(key, values = {}) {
  const text = catalogues[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name]?.toLocaleString(language) ?? whole);
}

// Greeting and other texts that the company wrote, if it wrote them in this language.
export const written = (texts) => (texts && (texts[language] || "")) || "";

function speak(code) {
  language = code;
  label(document);
  emit("language", code);
}

// data-word="send" is the text; data-word-aria-label="send" (title, placeholder, …) is that attribute.
export function label(root) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const name of ["aria-label", "placeholder", "title"]) {
    for (const element of root.querySelectorAll(`[data-word-${name}]`)) {
      element.setAttribute(name, word(element.getAttribute(`data-word-${name}`)));
    }
  }
}

// As the reader writes them, on the reader's clock; English is British.
const format = (at, options) => new Date(at).toLocaleString(language === "en" ? "en-GB" : language, options);

export const time = (at) => format(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const dayKey = (at) => format(at, { year: "numeric", month: "2-digit", day: "2-digit" });

const date = (at) => format(at, { month: "long", day: "numeric", weekday: "short" });

export function day(at) {
  const midnight = (moment) => new Date(moment).setHours(0, 0, 0, 0);
  const ago = Math.round((midnight(at) - midnight(Date.now())) / 86400000);
  if (ago !== 0 && ago !== -1) return date(at);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(ago, "day");
}

export const moment = (at) => (dayKey(at) === dayKey(Date.now()) ? time(at) : `${date(at)} ${time(at)}`);

export function size(bytes) {
  const [amount, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "kilobyte"] : [bytes / 1024 / 1024, "megabyte"];
  const digits = amount < 10 ? 1 : 0;
  return amount.toLocaleString(language, { style: "unit", unit, maximumFractionDigits: digits });
}
