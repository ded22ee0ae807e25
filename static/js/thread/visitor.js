/** The customer is typing: a line under the last message, until they stop or it arrives. */
import * as live from "../live.js";

const GONE_MS = 5_000;

export function startVisitor(pane) {
  const line = pane.element.querySelector("#visitor-typing");
  let timer = 0;

  const hide = () => { line.hidden = true; };

  function heard(frame) {
    if (frame.matter !== pane.matter) return;
    if (line.hidden) {
      const atEnd = pane.log.atEnd();
      line.querySelector("span").textContent = interpolate(gettext("%s is typing"), [pane.name]);
      line.hidden = false;
      if (atEnd) pane.log.toEnd();
    }
    clearTimeout(timer);
    timer = setTimeout(hide, GONE_MS);
  }

  const stop = live.on("customer_typing", heard);
  pane.on("arrived", hide);
  pane.onClose(() => {
    stop();
    clearTimeout(timer);
  });
}
