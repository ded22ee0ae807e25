/** The keys of the thread. J, K, O, U belong to the list; Z, ?, F6, Alt+O to the shell. */
import { shortcut } from "../shell/keys.js";
import { openMenu } from "./menus.js";

export function startKeys(currentPane) {
  const group = gettext("Conversation");
  const scope = "#thread[data-matter]";
  const key = (combo, label, run) => shortcut(combo, (event) => run(currentPane(), event), { label, group, scope });
  const press = (pane, selector) => pane?.element.querySelector(selector)?.click();

  key("R", gettext("Reply"), (pane) => pane?.composer.setMode("reply", { focus: true }));
  key("N", gettext("Internal note"), (pane) => pane?.composer.setMode("note", { focus: true }));
  key("E", gettext("Resolve"), (pane) => press(pane, "#resolve button"));
  key("A", gettext("Assign"), () => openMenu("assign-menu"));
  key("I", gettext("Take it"), (pane) => press(pane, "#take button"));
  key("H", gettext("Snooze"), () => openMenu("snooze-menu"));
  key("L", gettext("Labels"), () => openMenu("labels-menu"));
  key("M", gettext("Same person?"), (pane) => press(pane, "[data-suggested]"));
  key("P", gettext("Confirm the promise"), () => document.querySelector("#context [data-confirm-promise]")?.click());
  key("V", gettext("Send a confirmation code"), () => document.querySelector("#context [data-send-code]")?.click());
  const inComposer = { group: gettext("Writing"), scope };
  const send = (event) => {
    const composer = currentPane()?.composer;
    if (composer?.form.contains(event.target)) composer.send(event.shiftKey ? "resolve" : "");
  };
  shortcut("Mod+Enter", send, { ...inComposer, label: gettext("Send") });
  shortcut("Mod+Shift+Enter", send, { ...inComposer, label: gettext("Send and resolve") });
}
