/** On every page: somebody calls, and who it is, before the telephone is picked up. */
import * as live from "../live.js";
import { ask } from "../shell/http.js";
import { toast } from "../shell/toasts.js";

async function tell(message) {
  const { words, href } = await (await ask(`/messages/${message}/call/`)).json();
  if (!words) return;
  toast({
    text: words, icon: "info", key: `call-${message}`, lasting: true,
    open: () => location.assign(href),
  });
}

export function start() {
  live.on("call", ({ message }) => tell(message).catch(() => {}));
}
