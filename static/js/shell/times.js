/**
 * Writes every <time datetime data-format> in the page's language and the person's zone, and again every 20 s; where
 * the seconds run, each second.
 *
 * clock 14:02 · date 6月18日(木) · dated 2026/06/18(木) · day the same with 今日/昨日 · short 6/18 · brief 14:02, then 6/18 · full 2026/06/18(木) 14:05
 * ago how long since: 3分, 2時間, 昨日, 6/16 · wait how long somebody has been waiting (minutes up to 90) · running 4:05, 1:02:03 · auto
 */
const EVERY_MS = 20_000;
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const root = document.documentElement;
const language = root.lang || "ja";
// As the server says days (kpis/dates.py): 18 Jun 2026.
const region = language === "en" ? "en-GB" : language;
const zone = known(root.dataset.zone) ? root.dataset.zone : undefined;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
const date = new Intl.DateTimeFormat(region, { month: language === "ja" ? "long" : "short", day: "numeric", weekday: "short", timeZone: zone });
const short = new Intl.DateTimeFormat(region, { month: language === "ja" ? "numeric" : "short", day: "numeric", timeZone: zone });
const withYear = {
  year: "numeric", month: language === "ja" ? "2-digit" : "short", day: language === "ja" ? "2-digit" : "numeric",
  weekday: "short", timeZone: zone,
};
const dated = new Intl.DateTimeFormat(region, withYear);
const full = new Intl.DateTimeFormat(region, { ...withYear, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayKey = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone });
const minutes = unit("minute");
const hours = unit("hour");
const nearby = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

/** 3分, 3m: Japanese spells its narrow units in Latin letters, so the short ones are drawn together instead. */
function unit(name) {
  const spelling = language === "ja" ? "short" : "narrow";
  const figures = new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: spelling });
  return { format: (n) => figures.format(n).replaceAll(" ", "") };
}

const FORMATS = {
  clock: (moment) => clock.format(moment),
  date: (moment) => date.format(moment),
  short: (moment) => short.format(moment),
  dated: (moment) => dated.format(moment),
  full: (moment) => full.format(moment),
  day: (moment, now) => {
    const back = daysBack(moment, now);
    return back < 2 ? `${date.format(moment)} ${nearby.format(-back, "day")}` : date.format(moment);
  },
  brief: (moment, now) => (daysBack(moment, now) === 0 ? clock : short).format(moment),
  ago: (moment, now) => since(moment, now, HOUR),
  wait: (moment, now) => since(moment, now, 90 * MINUTE),
  running: (moment, now) => lasted(Math.max(0, Math.floor((now - moment) / SECOND))),
  /** What comes: 16:39, 明日 16:39, 11/25 16:39. */
  near: (moment, now) => {
    const back = daysBack(moment, now);
    const day = back === 0 ? "" : back === -1 ? nearby.format(1, "day") : short.format(moment);
    return `${day} ${clock.format(moment)}`.trim();
  },
  auto: (moment, now) => {
    const back = daysBack(moment, now);
    if (back === 0) return clock.format(moment);
    return back === 1 ? `${nearby.format(-1, "day")} ${clock.format(moment)}` : full.format(moment);
  },
};

export function format(moment, form, now = Date.now()) {
  return (FORMATS[form] ?? FORMATS.auto)(moment, now);
}

/** As a telephone shows it. */
function lasted(seconds) {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function since(moment, now, minutesUntil) {
  const passed = Math.max(0, now - moment);
  if (passed < MINUTE) return gettext("just now");
  if (passed < minutesUntil) return minutes.format(Math.floor(passed / MINUTE));
  if (passed < DAY && daysBack(moment, now) === 0 || passed < 6 * HOUR) return hours.format(Math.floor(passed / HOUR));
  return daysBack(moment, now) === 1 ? nearby.format(-1, "day") : short.format(moment);
}

/** Whole days in the person's zone: 0 today, 1 yesterday. */
function daysBack(moment, now) {
  const [then, today] = [moment, now].map((at) => Date.parse(dayKey.format(at)));
  return Math.round((today - then) / DAY);
}

function known(name) {
  try {
    return Boolean(name && new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

function write(element, now) {
  const moment = parse(element.dateTime);
  if (Number.isNaN(moment)) return;
  const words = format(moment, element.dataset.format, now);
  if (element.textContent !== words) element.textContent = words;
  element.title = full.format(moment);
}

/** A date alone is a day anywhere: noon keeps it on that day in every zone. */
function parse(text) {
  return Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T12:00:00Z` : text);
}

export function writeTimes(within = document, which = "time[data-format]") {
  const now = Date.now();
  within.querySelectorAll(which).forEach((element) => write(element, now));
}

function watch(changes) {
  const now = Date.now();
  for (const change of changes) {
    for (const node of change.addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (node.matches("time[data-format]")) write(node, now);
      node.querySelectorAll("time[data-format]").forEach((element) => write(element, now));
    }
  }
}

export function start() {
  writeTimes();
  new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
  setInterval(() => writeTimes(), EVERY_MS);
  setInterval(() => document.hidden || writeTimes(document, "time[data-format=running]"), SECOND);
  document.addEventListener("visibilitychange", () => document.hidden || writeTimes());
}
