/** Tells an agent, on whatever page, that something they promised is due soon. */
import * as live from "../live.js";
import { format } from "../shell/times.js";
import { toast } from "../shell/toasts.js";

export function start() {
  live.on("promise", ({ text, due, matter }) => {
    if (!text) return;
    const time = format(Date.parse(due), "near");
    toast({
      text: interpolate(gettext("Promised by %s: %s"), [time, text]), icon: "alarm-clock", key: `promise-${matter}-${due}`,
      lasting: true, open: () => location.assign(`/conversations/${matter}/`),
    });
  });
}
