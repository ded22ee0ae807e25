/**
 * What depends on a row's neighbours: the line of a day, where a leg begins and ends. Rows come alone (page, push,
 * catch-up), so this is worked out here, in one place, after every change.
 */
import { isRow } from "./places.js";

const root = document.documentElement;
const language = root.lang || "ja";
const zone = root.dataset.zone || undefined;
const key = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone });
const named = (year) =>
  new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    year: year ? "numeric" : undefined, month: language === "ja" ? "long" : "short", day: "numeric", weekday: "short",
    timeZone: zone,
  });
const near = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const DAY = 86_400_000;

export function arrange(lists, waitingSince) {
  lists.forEach((list) => list.querySelectorAll(":scope > .day, :scope > .unseen").forEach((line) => line.remove()));
  let day = "";
  let section = [];
  let marked = !waitingSince;
  for (const row of lists.flatMap((list) => [...list.children]).filter((child) => isRow(child) && !child.hidden)) {
    const itsDay = key.format(new Date(row.dataset.at));
    if (itsDay !== day || row.dataset.rank === "0") {
      draw(section);
      section = [];
    }
    if (itsDay !== day) row.before(dayLine(row.dataset.at, itsDay));
    if (!marked && row.dataset.direction === "in" && row.dataset.received >= waitingSince) {
      row.before(unseenLine());
      marked = true;
    }
    day = itsDay;
    if (row.dataset.rank !== "0") section.push(row);
  }
  draw(section);
}

/** One stretch between two lines: legs follow each other, notes and deeds lie on the leg they interrupt. */
function draw(section) {
  const lastSaid = section.findLastIndex((row) => row.dataset.kind === "message");
  let leg = "";
  let ink = "";
  section.forEach((row, index) => {
    const own = row.dataset.kind === "message" && row.dataset.direction !== "note";
    if (own) {
      row.classList.toggle("cont", row.dataset.leg === leg);
      leg = row.dataset.leg;
      ink = row.dataset.ch ?? "";
    } else {
      row.classList.add("leg", "cont");
      row.classList.toggle("lineless", !ink || index > lastSaid);
      if (ink) row.dataset.ch = ink;
      else delete row.dataset.ch;
    }
    row.classList.toggle("last", index >= lastSaid);
  });
}

function line(className, words) {
  const element = document.createElement("li");
  element.className = className;
  element.textContent = words;
  return element;
}

function dayLine(at, itsDay) {
  const now = new Date();
  const back = Math.round((Date.parse(key.format(now)) - Date.parse(itsDay)) / DAY);
  const words = named(itsDay.slice(0, 4) !== key.format(now).slice(0, 4)).format(new Date(at));
  const name = near.format(-back, "day");
  return line("day", back >= 0 && back < 2 ? (language === "ja" ? `${words} ${name}` : `${name}, ${words}`) : words);
}

const unseenLine = () => line("unseen", gettext("Not answered yet from here"));
