// The company's page around the frame. Only the page that holds us, only from an origin on the channel's list, only these
// messages; the session's token never leaves the frame.
import { end, handOver, identify, session } from "./desk.js";
import { flush } from "./outbox.js";
import { config, emit, find, on } from "./page.js";
import { language, wish } from "./words.js";

let page = null;
let full = false;

const HEARD = {
  hello({ lang, theme }) {
    if (["light", "dark"].includes(theme)) document.documentElement.dataset.theme = theme;
    wish(lang);
    tell({ type: "ready" });
    tell({ type: "session", alive: Boolean(session()) });
    tell({ type: "language", language });
    tell({ type: "unread", count: unread });
  },
  open(message) {
    full = message.full === true;
    document.documentElement.toggleAttribute("data-full", full);
    emit("panel", { shown: true });
  },
  close() { emit("panel", { shown: false }); },
  page({ url, title }) { emit("page", { url: String(url).slice(0, 500), title: String(title).slice(0, 200) }); },
  async identify({ token }) {
    if (typeof token !== "string" || token.length > 8192) return tell({ type: "error", code: "identify" });
    try {
      // What is on its way goes out as who wrote it.
      await flush();
      await identify(token);
      tell({ type: "identified" });
    } catch (error) {
      tell({ type: "error", code: error.code || "identify" });
    }
  },
  async handoff({ token }) {
    if (typeof token !== "string" || token.length > 32768) return tell({ type: "error", code: "handoff" });
    try {
      await flush();
      tell({ type: "handedOver", taken: await handOver(token) });
    } catch (error) {
      tell({ type: "error", code: error.code || "handoff" });
    }
  },
  async signOut() { await end(); tell({ type: "signedOut" }); },
};

export function tell(message) {
  if (page) window.parent.postMessage({ omnidesk: 1, ...message }, page);
}

addEventListener("message", ({ origin, source, data }) => {
  if (source !== window.parent || source === window || !config.origins.includes(origin)) return;
  if (data?.omnidesk !== 1 || !Object.hasOwn(HEARD, data.type)) return;
  page = origin;
  HEARD[data.type](data);
});

let unread = 0;
on("unread", (count) => { if (count !== unread) tell({ type: "unread", count }); unread = count; });
on("session", () => tell({ type: "session", alive: Boolean(session()) }));
on("signedOut", () => tell({ type: "signedOut" }));
on("language", () => tell({ type: "language", language }));

find("#minimise").addEventListener("click", () => tell({ type: "close" }));
find("#minimise").hidden = window.parent === window;
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented && !find("#sure").open) tell({ type: "close" });
  if (event.key === "Tab" && full) stayInside(event);
});

// Full screen on a phone: behind the frame there is nothing to see, so Tab goes round inside.
function stayInside(event) {
  const stops = [...document.querySelectorAll("a[href], button, input, textarea, [tabindex='0']")]
    .filter((stop) => !stop.disabled && stop.checkVisibility());
  const [first, last] = [stops[0], stops.at(-1)];
  if (event.shiftKey ? document.activeElement !== first : document.activeElement !== last) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}
