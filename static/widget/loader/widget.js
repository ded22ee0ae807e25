// The one line on a company's page: a launcher, and the chat in a frame of our origin. This runs in somebody else's page:
// it touches nothing but its own element, and styles that through the CSSOM, because the page's CSP may forbid the rest.
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector("script[data-site][src*='/widget.js']");
  const site = script?.dataset.site;
  if (!site) return console.error("Omnidesk: the script line needs data-site.");
  // A page may load the line twice (tag managers, single-page navigation): the first one stays.
  if (window.Omnidesk?.site) return window.Omnidesk.site === site || console.warn("Omnidesk: one page shows one chat site.");

  const desk = new URL(script.src).origin;
  const marker = `omnidesk-chat:${site}`;
  const phone = matchMedia("(max-width: 599px)");
  const listeners = {};
  const unsaid = [];
  let look, words, root, button, badge, panel, frame, failed, patience;
  let living = false, shown = false, heard = false, unread = 0, page = "", before = null, wanted = false;

  const css = "widget.css"; // the server puts the sheet itself here

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function drawing(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS(svg.namespaceURI, "path"));
    svg.firstChild.setAttribute("d", path);
    return svg;
  }

  function language(choice) {
    const wishes = [choice, script.dataset.lang, ...(navigator.languages || []), look.language];
    const known = Object.keys(look.words);
    return wishes.map((wish) => String(wish || "").slice(0, 2).toLowerCase()).find((wish) => known.includes(wish)) || known[0];
  }

  // The launcher's looks and words are public and small; a script may come from our origin where a fetch may not.
  function askForLook(waits = [5, 20, 60]) {
    const asked = element("script", { src: `${desk}/chat/${encodeURIComponent(site)}/look.js`, async: "" });
    if (script.nonce) asked.nonce = script.nonce;
    asked.onload = () => asked.remove();
    asked.onerror = () => {
      asked.remove();
      if (waits.length) setTimeout(askForLook, waits[0] * 1000, waits.slice(1));
      else console.warn("Omnidesk: the chat could not be loaded. Check data-site.");
    };
    document.head.append(asked);
  }

  addEventListener("omnidesk:look", (event) => {
    if (event.detail?.site !== site || look) return;
    look = event.detail;
    if (look.paused && !remembered()) return;
    words = look.words[language()];
    build();
    button.hidden = !isDrawn();
    if (remembered() || unsaid.length) load();
    if (wanted) open();
    emit("ready", {});
    dispatchEvent(new CustomEvent("omnidesk:ready"));
  });

  function build() {
    const host = document.createElement("omnidesk-chat");
    root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    host.style.setProperty("--brand", look.brand);
    host.style.setProperty("--on-brand", look.ink);
    badge = element("span", { class: "badge", hidden: "", "aria-hidden": "true" });
    button = element("button", { type: "button", class: "launch", "aria-expanded": "false" }, drawing("M4 5h16v11h-9l-5 4v-4H4z"), badge);
    failed = element("p", { hidden: "", role: "alert" });
    panel = element("section", { class: "panel", role: "dialog", hidden: "" }, failed);
    button.addEventListener("click", () => (shown ? close() : open()));
    root.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && close());
    root.append(panel, button);
    label();
    // Beside the body, so that frameworks that swap or hydrate the body leave the conversation alone.
    document.documentElement.append(host);
  }

  function label() {
    const name = shown ? words.close : unread ? words.unread.replace("{n}", unread) : words.open;
    button.setAttribute("aria-label", name);
    button.setAttribute("aria-expanded", String(shown));
    button.querySelector("path").setAttribute("d", shown ? "M6 6l12 12M18 6 6 18" : "M4 5h16v11h-9l-5 4v-4H4z");
    badge.hidden = shown || !unread;
    badge.textContent = unread > 9 ? "9+" : unread;
    panel.setAttribute("aria-label", words.title.replace("{name}", look.name));
    frame?.setAttribute("title", panel.getAttribute("aria-label"));
  }

  function load() {
    if (frame) return;
    heard = false;
    failed.hidden = true;
    const lang = encodeURIComponent(language());
    frame = element("iframe", { src: `${desk}/chat/${encodeURIComponent(site)}/?lang=${lang}`, referrerpolicy: "strict-origin" });
    frame.addEventListener("load", () => post({ type: "hello", lang: script.dataset.lang || "", theme: script.dataset.theme || "" }));
    panel.prepend(frame);
    label();
    clearTimeout(patience);
    patience = setTimeout(() => heard || giveUp(), 15000);
  }

  function giveUp() {
    frame.remove();
    frame = null;
    const again = element("button", { type: "button" }, words.again);
    again.addEventListener("click", load);
    failed.replaceChildren(words.failed, again);
    failed.hidden = false;
    emit("error", { code: "unreachable" });
  }

  function post(message) {
    frame?.contentWindow?.postMessage({ omnidesk: 1, ...message }, desk);
  }

  function tell(message) {
    if (heard) return post(message);
    unsaid.push(message);
    if (panel) load();
  }

  function tellWhetherOpen() {
    if (heard) post({ type: shown ? "open" : "close", full: phone.matches });
  }

  const HEARD = {
    ready() {
      heard = true;
      clearTimeout(patience);
      unsaid.splice(0).forEach(post);
      reportPage();
      tellWhetherOpen();
    },
    unread({ count }) {
      unread = Math.min(Math.max(Number(count) || 0, 0), 999);
      if (unread) reveal();
      label();
      emit("unread", { count: unread });
    },
    session({ alive }) { living = alive === true; remember(living && !button.hidden); },
    language({ language: choice }) { words = look.words[language(choice)]; label(); },
    identified() { emit("identified", {}); },
    handedOver({ taken }) { reveal(); emit("handedOver", { taken: taken === true }); },
    signedOut() { emit("signedOut", {}); },
    error({ code }) { emit("error", { code: String(code).slice(0, 40) }); },
    close() { close(); },
  };

  addEventListener("message", ({ origin, source, data }) => {
    if (!frame || origin !== desk || source !== frame.contentWindow) return;
    if (data?.omnidesk === 1 && Object.hasOwn(HEARD, data.type)) HEARD[data.type](data);
  });

  function open() {
    wanted = true;
    if (!panel || shown) return;
    before = document.activeElement;
    shown = true;
    reveal();
    panel.hidden = false;
    label();
    fit();
    load();
    tellWhetherOpen();
    frame.focus();
    emit("open", {});
  }

  function close() {
    wanted = false;
    if (!shown) return;
    shown = false;
    panel.hidden = true;
    label();
    fit();
    tellWhetherOpen();
    const back = before?.isConnected && before !== document.body && before !== root.host ? before : button;
    back.focus({ preventScroll: true });
    emit("close", {});
  }

  // On a phone the chat is the whole screen: the page behind must not scroll, and the keyboard must not cover the field.
  let scrolling = null;
  function fit() {
    const full = shown && phone.matches, view = window.visualViewport;
    const page = document.documentElement.style;
    if (full && scrolling === null) { scrolling = page.overflow; page.overflow = "hidden"; }
    if (!full && scrolling !== null) { page.overflow = scrolling; scrolling = null; }
    panel.toggleAttribute("aria-modal", full);
    if (full) panel.setAttribute("aria-modal", "true");
    panel.style.height = full && view ? `${view.height}px` : "";
    panel.style.top = full && view ? `${view.offsetTop}px` : "";
    panel.style.bottom = full && view ? "auto" : "";
  }
  window.visualViewport?.addEventListener("resize", () => panel && fit());
  window.visualViewport?.addEventListener("scroll", () => panel && fit());
  phone.addEventListener("change", () => { if (panel) { fit(); tellWhetherOpen(); } });

  // Where the visitor is, without query and fragment: those carry what is nobody's business (reset links, search words).
  function reportPage() {
    const now = `${location.origin}${location.pathname}\n${document.title}`;
    if (!heard || now === page) return;
    page = now;
    post({ type: "page", url: location.origin + location.pathname, title: document.title.slice(0, 200) });
  }
  setInterval(reportPage, 2000);

  // Only whether there is a conversation: so that the frame is loaded at once on the next page, and else not before it is opened.
  function remembered() {
    try { return localStorage.getItem(marker) === "1"; } catch { return false; }
  }
  function remember(alive) {
    try { if (alive) localStorage.setItem(marker, "1"); else localStorage.removeItem(marker); } catch { /* the page may not store */ }
  }

  // The site may show its button to a share of the browsers: each draws once and keeps what it drew, so that raising the
  // share takes the button from nobody. Where nothing can be kept, only everybody is enough. The desk's own pages show it.
  function isDrawn() {
    if (!(look.share < 100) || remembered() || location.origin === desk) return true;
    try { return (localStorage[`${marker}:drawn`] ||= Math.random() * 100 | 0) < look.share; } catch { return false; }
  }
  // Whom the page only vouches for stays without it; whoever is led into the chat, or is answered there, keeps it.
  function reveal() {
    if (button.hidden && living) remember(true);
    button.hidden = false;
  }

  function emit(event, detail) {
    for (const listener of listeners[event] || []) {
      try { listener(detail); } catch (error) { console.error(error); }
    }
  }

  window.Omnidesk = Object.freeze({
    site,
    open,
    close,
    identify(token) { tell({ type: "identify", token: String(token) }); },
    handoff(token) { tell({ type: "handoff", token: String(token) }); },
    signOut() { tell({ type: "signOut" }); },
    on(event, listener) {
      (listeners[event] ||= new Set()).add(listener);
      return () => listeners[event].delete(listener);
    },
  });
  askForLook();
})();
