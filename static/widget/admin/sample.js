// The sample follows the form. The server works out which colours can be read; here they are only put on.
const form = document.getElementById("chat-site-form");
const sample = document.getElementById("sample");
let timer = 0;
let asked = null;

function wear() {
  const look = sample.querySelector("[data-brand]");
  look.style.setProperty("--ai", look.dataset.brand);
  look.style.setProperty("--on-ai", look.dataset.ink);
}

async function follow() {
  asked?.abort();
  asked = new AbortController();
  const said = new URLSearchParams(["name", "color", "greeting_ja", "greeting_en"].map((name) => [name, form.elements[name].value]));
  try {
    const answer = await fetch(`${sample.dataset.url}?${said}`, { signal: asked.signal });
    if (!answer.ok) return;
    sample.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
    wear();
  } catch (error) {
    if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
  }
}

form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(follow, 200); });
wear();
