// A mark counts as soon as somebody sees it: the visible page sends what the link or a tap has chosen. Machines that
// follow links never look, and without this script the button does the same.

const form = document.querySelector("form.asked");
const comment = form.elements.comment;
const left = document.getElementById("left");
let sending = Promise.resolve();

function chosen() {
  return form.querySelector("[name=score]:checked")?.value ?? "";
}

async function tell(fields) {
  const body = new URLSearchParams({ stamp: form.elements.stamp.value, lang: form.elements.lang.value, ...fields });
  const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : null;
}

function show({ stamp, state, heading, words }) {
  form.elements.stamp.value = stamp;
  form.dataset.state = state;
  form.querySelector("h1").textContent = heading;
  form.querySelector("h1 + p").textContent = words;
}

// One after the other, so that each has the stamp that the one before brought back.
function confirm() {
  sending = sending.then(async () => {
    const score = chosen();
    if (!score || ["counted", "whole"].includes(form.dataset.state)) return;
    const told = await tell({ score, how: "seen" });
    if (told && chosen() === score) show(told);
    else if (told) form.elements.stamp.value = told.stamp;
  }).catch(() => {
    // The mark stays an outline, and the button still sends it.
  });
}

async function seen() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", seen);
  if (form.dataset.state === "marked") confirm();
  else if ("new" in form.dataset) sending = sending.then(() => tell({ how: "opened" })).catch(() => {});
}

form.addEventListener("change", (event) => {
  if (event.target.name !== "score") return;
  form.dataset.state = "marked";
  confirm();
});

form.addEventListener("submit", (event) => {
  if (form.dataset.sends) return;
  // What is on its way brings the stamp that this one needs.
  event.preventDefault();
  form.dataset.sends = "yes";
  form.querySelector("footer .button").setAttribute("aria-busy", "true");
  // Not within this very event, where a form takes no second one.
  sending.finally(() => setTimeout(() => form.requestSubmit()));
});

comment.addEventListener("input", () => {
  left.textContent = `${comment.value.length.toLocaleString("en")} / ${comment.maxLength.toLocaleString("en")}`;
});

document.addEventListener("visibilitychange", seen);
// After load, so that what only fetches the page never comes so far.
if (document.readyState === "complete") seen();
else addEventListener("load", seen);
