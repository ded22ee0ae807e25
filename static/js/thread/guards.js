/** What stands between a message and its way out, and both ways on: mend it first, or send it as it is. */
export function makeGuards(pane, place) {
  const piece = pane.element.querySelector("#piece-guard");

  /** One at a time; ways: [{word, run, primary}], the mending one first. */
  function show({ fact, more = "", bad = false, ways = [] }) {
    const guard = piece.content.firstElementChild.cloneNode(true);
    guard.classList.toggle("bad", bad);
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
    place.replaceChildren(guard);
    return guard;
  }

  const clear = () => place.replaceChildren();
  return { show, clear, shown: () => place.firstElementChild !== null };
}
