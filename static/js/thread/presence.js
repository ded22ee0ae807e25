/** Who else looks at this matter or writes in it, in the bar; and that this person does. */
import * as live from "../live.js";

const LOOK_MS = 20_000;
const FOCUS_MS = 15_000;
const ACTIVE_MS = 60_000;
const TYPING_GONE_MS = 8_000;

export function startPresence(pane) {
  let lastActive = Date.now();
  let fade = 0;
  pane.people = [];

  const look = () => live.say({ do: "viewing", matter: pane.matter });
  const active = () => { lastActive = Date.now(); };
  const attentive = () => document.visibilityState === "visible" && Date.now() - lastActive < ACTIVE_MS;

  function heard(frame) {
    if (frame.matter !== pane.matter) return;
    pane.people = frame.people.map((person) => ({
      ...person, since: Date.now() - (person.typing_seconds ?? 0) * 1000,
    }));
    show();
    clearTimeout(fade);
    // Whoever stops typing does not say so.
    if (pane.people.some((person) => person.typing)) {
      fade = setTimeout(() => {
        pane.people = pane.people.map((person) => ({ ...person, typing: false }));
        show();
      }, TYPING_GONE_MS);
    }
  }

  function show() {
    paint(pane);
    pane.emit("people", pane.people);
  }

  const stops = [live.on("viewing", heard), live.on("joined", look)];
  const beats = [
    setInterval(() => document.visibilityState === "visible" && look(), LOOK_MS),
    setInterval(() => attentive() && live.say({ do: "focus", matter: pane.matter }), FOCUS_MS),
  ];
  for (const name of ["pointerdown", "pointermove", "keydown", "wheel"]) {
    document.addEventListener(name, active, { passive: true, signal: pane.signal });
  }
  look();
  if (attentive()) live.say({ do: "focus", matter: pane.matter });
  pane.onClose(() => {
    stops.forEach((stop) => stop());
    beats.forEach(clearInterval);
    clearTimeout(fade);
    live.say({ do: "viewing", matter: null });
  });
}

function paint(pane) {
  const place = pane.element.querySelector("#viewers");
  const piece = pane.element.querySelector("#piece-viewer");
  if (!place || !piece) return;
  place.replaceChildren(...pane.people.map((person) => face(piece, person)));
}

function face(piece, person) {
  const avatar = piece.content.firstElementChild.cloneNode(true);
  avatar.classList.add(`t${(person.id % 6) + 1}`);
  avatar.classList.toggle("writing", person.typing);
  avatar.querySelector(".initial").textContent = person.initial;
  avatar.querySelector(person.typing ? ".eye" : ".pen").remove();
  const words = person.typing ? gettext("%s is writing") : gettext("%s is viewing");
  avatar.setAttribute("aria-label", interpolate(words, [person.name]));
  avatar.title = avatar.getAttribute("aria-label");
  return avatar;
}
