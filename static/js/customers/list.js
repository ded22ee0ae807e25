/** The list of customers: results as one types (never while kana are converted), and more of them at the end. */
import { inWords } from "../queue/parts.js";
import { ask } from "../shell/http.js";
import { shortcut } from "../shell/keys.js";
import { toast } from "../shell/toasts.js";

const WAIT_MS = 200;
const PARTS = ["customer-list", "customer-pager", "customer-count"];
const form = document.getElementById("customer-search");
let timer = 0;
let running = null;

async function fetched(query) {
  running?.abort();
  running = new AbortController();
  const answer = await ask(`${location.pathname}?${query}`, { signal: running.signal });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function search() {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  try {
    const page = await fetched(query);
    history.replaceState(history.state, "", `?${query}`);
    for (const id of PARTS) document.getElementById(id).replaceWith(page.getElementById(id));
  } catch (error) {
    failed(error);
  }
}

async function more(link) {
  try {
    const page = await fetched(new URL(link.href).searchParams);
    document.getElementById("customer-rows").append(...page.querySelectorAll("#customer-rows > tr"));
    document.getElementById("customer-pager").replaceWith(page.getElementById("customer-pager"));
  } catch (error) {
    failed(error);
  }
}

function failed(error) {
  if (error.name !== "AbortError") toast({ text: inWords(error), icon: "alert", key: "customers" });
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(search, WAIT_MS);
}

form.addEventListener("input", (event) => event.isComposing || later());
form.addEventListener("compositionend", later);
form.addEventListener("change", later);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("#customer-pager [data-more]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  more(link);
});
shortcut("/", () => form.elements.q.focus(), { label: gettext("Search customers"), group: gettext("Move") });
