/** A colleague is writing a reply: who began first goes first, and anybody may take over. */
const TICK_MS = 1000;

export function startCollision(pane) {
  const { composer } = pane;
  const banner = pane.element.querySelector("#piece-collision").content.firstElementChild.cloneNode(true);
  const place = document.createElement("div");
  place.id = "collision";
  composer.form.before(place);
  let writer = null;
  let tookOver = 0;
  let tick = 0;

  function follow(people) {
    writer = people.find((person) => person.typing) ?? null;
    if (!writer) tookOver = 0;
    show();
  }

  function show() {
    const held = writer !== null && composer.mode() === "reply" && tookOver !== writer.id;
    composer.lock(held && composer.isEmpty() ? writer.name : "");
    clearInterval(tick);
    if (!held) return place.replaceChildren();
    banner.querySelector(".initial").textContent = writer.initial;
    banner.querySelector(".who").textContent = interpolate(gettext("%s is writing a reply"), [writer.name]);
    banner.querySelector("[data-take-over]").hidden = !composer.isEmpty();
    if (!banner.isConnected) place.append(banner);
    clock();
    tick = setInterval(clock, TICK_MS);
  }

  function clock() {
    const seconds = Math.max(0, Math.floor((Date.now() - writer.since) / 1000));
    banner.querySelector(".num").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  banner.querySelector("[data-note]").addEventListener("click", () => composer.setMode("note", { focus: true }));
  banner.querySelector("[data-take-over]").addEventListener("click", () => {
    tookOver = writer?.id ?? 0;
    show();
    composer.focus();
  });
  pane.on("people", follow);
  pane.on("mode", show);
  pane.onClose(() => clearInterval(tick));
}
