/** A copy of an icon that base.html carries in <template id="toast-icons">; scripts draw no SVG of their own. */
export function sprite(name) {
  const store = document.getElementById("toast-icons");
  return store?.content.querySelector(`.${CSS.escape(name)}`)?.cloneNode(true) ?? null;
}
