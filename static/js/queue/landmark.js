/** Where one pane is shown at a time, the list is the page's main content while it is the one. */
import * as list from "./list.js";
import { NARROW } from "./narrow.js";

export function landmark() {
  const alone = NARROW.matches && document.body.dataset.pane === "list";
  if (alone) list.pane().setAttribute("role", "main");
  else list.pane().removeAttribute("role");
}

export function start() {
  NARROW.addEventListener("change", landmark);
  new MutationObserver(landmark).observe(document.body, { attributeFilter: ["data-pane"] });
  landmark();
}
