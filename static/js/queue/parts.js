/** Parts of the console: asked for as htmx asks, put in place, and told to the address bar. The last question wins. */
import { ask, Refused } from "../shell/http.js";
import { toast } from "../shell/toasts.js";

const running = new Map();

/** The words of the answer; undefined when a later question took its place, null when it could not be had
 * (the list says so in its place, others in a notice). */
export async function part(name, url) {
  running.get(name)?.abort();
  const mine = new AbortController();
  running.set(name, mine);
  try {
    const answer = await ask(url, { signal: mine.signal, headers: { "HX-Request": "true" } });
    const words = await answer.text();
    return mine.signal.aborted ? undefined : words;
  } catch (error) {
    if (mine.signal.aborted) return undefined;
    if (name !== "queue") toast({ text: inWords(error), icon: "alert", key: `part-${name}` });
    return null;
  }
}

/** Refusals come with a sentence; a browser's own words for a lost line are no sentence. */
export function inWords(error) {
  return error instanceof Refused ? error.message : gettext("The server cannot be reached. What you wrote is still here.");
}

/** Going back loads the page that was there (see htmx-config: history). */
export function push(url) {
  if (url !== location.pathname + location.search) history.pushState({ htmx: true }, "", url);
}
