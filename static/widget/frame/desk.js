// Talk with the desk over HTTP, and who this browser is to it.
import { alone, config, emit, forget, keep, kept, names, on } from "./page.js";
import { language, word } from "./words.js";

// Every failure becomes a Refusal: what happened, in the server's words where it gave some.
export class Refusal extends Error {
  constructor(status, body = {}, wait = 0) {
    super(body.message || word(status ? "did_not_work" : "offline"));
    this.status = status;
    this.code = body.code || (status ? "error" : "offline");
    this.reference = body.request_id || "";
    this.wait = wait;
  }

  // The line or the server is down, or asks for patience: the same request may succeed later, unchanged.
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 425 || this.status === 429 || this.status >= 500;
  }
}

export const address = (path) => `/chat/${encodeURIComponent(config.site)}/${path}`;

export function headers() {
  const token = kept("session")?.token;
  return { "Accept-Language": language, ...(token ? { Authorization: `Visitor ${token}` } : {}) };
}

export async function ask(method, path, body) {
  const answer = await send(method, path, body);
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  throw new Refusal(answer.status, said, Number(answer.headers.get("Retry-After")) || 0);
}

async function send(method, path, body) {
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  try {
    return await fetch(address(path), {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { Accept: "application/json", ...headers(), ...json },
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(20000),
    });
  } catch {
    throw new Refusal(0);
  }
}

// A session begins with the first message; its token stays in this frame.
export let where = { url: "", title: "" };
on("page", (page) => { where = page; });

export const session = () => kept("session");
let last = session()?.token;

on("kept", (name) => {
  if (name === "over") changed("ended");
  else if ((name === "session" || name === "") && session()?.token !== last) changed();
});

function changed(why = "") {
  last = session()?.token;
  emit("session", { alive: Boolean(last), why });
}

export function ensure() {
  if (session()) return session();
  // Who this is may be on its way: then what is written goes out as that person's.
  return turn.then(() => alone("session", async () => session() || begin()));
}

async function begin() {
  const made = await ask("POST", "session/", { language, page: where });
  keep("session", { token: made.token, id: made.session });
  changed();
  return session();
}

// The desk no longer knows our token (ended elsewhere, out of date): what was written goes on in a new session.
export function dropped(token) {
  if (!token || session()?.token !== token) return;
  forget("session");
  changed("expired");
  if (spare) identify(spare).catch(() => null);
}

// The company's page vouches for the visitor. Each page load brings a new token for the same person: while the session
// lives it is only held ready.
let spare = "";
export const identify = (token) => inTurn(() => vouch(token));

async function vouch(token) {
  const subject = whose(token);
  if (session()?.subject) {
    if (session().subject === subject) { spare = token; return; }
    await end();
  }
  spare = "";
  const made = await ask("POST", "identify/", { token });
  keep("session", { token: made.token, id: made.session, name: made.name || "", subject });
  changed();
}

// What the company's app hands over. Whether it is believed or not, the conversation goes on; in which session is the
// desk's to say.
export const handOver = (token) => inTurn(async () => {
  const made = await ask("POST", "handoff/", { token, page: where });
  const mine = made.token ? { token: made.token, id: made.session, name: made.name || "" } : session();
  if (mine) keep("session", made.subject ? { ...mine, subject: made.subject } : mine);
  if (made.token) changed();
  return made.taken === true;
});

// One at a time: who this is may be said twice at once, and the second must know what became of the first.
let turn = Promise.resolve();
function inTurn(deed) {
  const mine = turn.then(deed, deed);
  turn = mine.catch(() => null);
  return mine;
}

function whose(token) {
  try {
    const part = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return String(JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0)))).sub ?? "");
  } catch {
    return "";
  }
}

export async function end() {
  // Whatever the line does: on this device the conversation is gone at once.
  const told = session() ? ask("DELETE", "session/").catch(() => null) : null;
  for (const name of names("")) if (name !== "language") forget(name);
  // The other tabs forget what they show, too.
  keep("over", Date.now());
  changed("ended");
  await told;
}
