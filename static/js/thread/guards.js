import { converting } from "../shell/keys.js";

/** What stands between a message and its way out, and both ways on: mend it first, or send it as it is. */
export function makeGuards(pane, place) {
  const piece = pane.element.querySelector("#piece-guard");

  /** One at a time; ways: [{word, run, primary}], the mending one first; field: {label, run} takes words instead. */
  function show({ fact, more = "", bad = false, ways = [], kind = "", about = "", field = null }) {
    const guard = piece.content.firstElementChild.cloneNode(true);
    guard.classList.toggle("bad", bad);
    Object.assign(guard.dataset, { kind, about });
    guard.querySelector("b").textContent = fact;
    guard.querySelector(".more").textContent = more;
    for (const { word, run, primary } of ways) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `button small ${primary ? "primary" : "plain"}`;
      button.textContent = word;
      button.addEventListener("click", () => {
        clear();
        run();
      });
      guard.append(button);
    }
    if (field) guard.append(words(field));
    place.replaceChildren(guard);
    return guard;
  }

  function words({ label, run }) {
    const input = document.createElement("input");
    Object.assign(input, { className: "input small", maxLength: 300, placeholder: label, ariaLabel: label });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || converting(event)) return;
      // Enter in a field of the composer would send the message.
      event.preventDefault();
      const said = input.value.trim();
      if (!said) return;
      clear();
      run(said);
    });
    return input;
  }

  const clear = () => place.replaceChildren();
  return {
    show, clear,
    shown: () => place.firstElementChild !== null,
    kind: () => place.firstElementChild?.dataset.kind ?? "",
    about: () => place.firstElementChild?.dataset.about ?? "",
  };
}
