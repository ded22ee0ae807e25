// The shop's own script. A real shop asks its own server for a signed token in just this way and hands it to the chat.
import { drawCart, trouble } from "./forms.js";
import { handOver, order, put } from "./telling.js";

const body = document.body;
const said = document.querySelector("[data-said]");

function say(text) {
  if (said) said.textContent = text;
}

function chat() {
  return new Promise((done, fail) => {
    if (window.Omnidesk) return done(window.Omnidesk);
    const end = Date.now() + 5000;
    const look = setInterval(() => {
      if (!window.Omnidesk && Date.now() < end) return;
      clearInterval(look);
      if (window.Omnidesk) done(window.Omnidesk);
      else fail(new Error("the chat did not load"));
    }, 100);
  });
}

async function ask(method) {
  const answer = await fetch(`${body.dataset.member}?site=${encodeURIComponent(body.dataset.site)}`, { method });
  if (!answer.ok) throw new Error(`the shop answered ${answer.status}`);
  return answer.json();
}

// The chat says when it knows the person; a page that leaves before would take the answer with it.
async function told(event, deed) {
  const omnidesk = await chat();
  await new Promise((done) => {
    omnidesk.on(event, done);
    omnidesk.on("error", done);
    setTimeout(done, 6000);
    deed(omnidesk);
  });
}

async function identify() {
  const { token } = await ask("POST");
  await told("identified", (omnidesk) => omnidesk.identify(token));
  sessionStorage.setItem(`identified:${body.dataset.site}`, "1");
}

async function signIn() {
  await identify();
  location.reload();
}

async function signOut() {
  await ask("DELETE");
  sessionStorage.clear();
  await told("signedOut", (omnidesk) => omnidesk.signOut());
  location.reload();
}

async function tried(button, deed) {
  button.disabled = true;
  try {
    await deed();
  } catch {
    say(body.dataset.failed);
  }
  button.disabled = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  const deed = button.dataset.do;
  if (deed === "sign-in") await tried(button, signIn);
  if (deed === "sign-out") await tried(button, signOut);
  if (deed === "ask") (await chat()).open();
  if (deed === "hand-over") await tried(button, () => handOver(trouble()));
  if (deed === "buy") {
    put(button.dataset.model, button.dataset.name);
    say(`${body.dataset.added} ${body.dataset.demo}`);
  }
  if (deed === "order") await tried(button, async () => say(`${body.dataset.ordered} ${await order()}. ${body.dataset.demo}`));
  drawCart();
});

// Who is signed in at the shop is so on each of its chat sites: once per tab and site.
const known = sessionStorage.getItem(`identified:${body.dataset.site}`);
if (body.dataset.signedIn && !known) identify().catch(() => say(body.dataset.failed));
