/** First run: the token comes from the address behind #, the trail and the sample follow what is entered. */
const tokenField = document.getElementById("id_token");
if (tokenField && location.hash.length > 20) {
  tokenField.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}

const form = document.getElementById("setup");
if (form) start();

function start() {
  const stops = [...form.querySelectorAll("[data-stop]")];
  const follow = () => {
    stops.forEach((stop) => mark(stop, stops.find((other) => !complete(other)) === stop));
    offer(stops);
    sample();
  };
  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  follow();
}

function fields(stop) {
  return [...stop.querySelectorAll("input:not([type=hidden], [type=radio]), select")];
}

function complete(stop) {
  return fields(stop).every((field) => !field.required || (field.value.trim() && field.validity.valid)) && !mismatch(stop);
}

function mismatch(stop) {
  const [first, second] = ["password1", "password2"].map((name) => stop.querySelector(`[name=${name}]`));
  return Boolean(first) && (first.value !== second.value || first.value.length < 12);
}

function mark(stop, isNow) {
  const done = complete(stop);
  const failed = stop.querySelector("[aria-invalid=true]:not([name=password2])") && !done;
  stop.className = failed ? "failed" : done ? "done" : isNow ? "now" : "later";
  stop.querySelector(".tick-mark").toggleAttribute("hidden", !done);
  stop.querySelector("[data-number]").hidden = done;
  if (isNow) stop.setAttribute("aria-current", "step");
  else stop.removeAttribute("aria-current");
}

/** The button says why it waits: the first thing that is missing. */
function offer(stops) {
  const differs = form.password2.value !== "" && form.password1.value !== form.password2.value;
  document.getElementById("differs").hidden = !differs;
  form.password2.setAttribute("aria-invalid", String(differs));
  const missing = stops.find((stop) => !complete(stop));
  document.getElementById("start").disabled = Boolean(missing);
  document.getElementById("why-not").textContent = missing ? reason(missing, differs) : "";
}

function reason(stop, differs) {
  if (differs) return gettext("Starts when the passwords are the same");
  const empty = fields(stop).find((field) => field.required && !(field.value.trim() && field.validity.valid));
  const name = empty?.closest(".field")?.querySelector("label")?.firstChild.textContent.trim();
  if (name) return interpolate(gettext("Still missing: %s"), [name]);
  return gettext("The password needs at least 12 characters");
}

function sample() {
  const host = form.origin.value.trim().replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  show("origin", host || "shop.example.com");
  show("desk", form.desk.value.trim() || form.company.value.trim());
  const language = form.querySelector("[name=language]:checked")?.value ?? document.documentElement.lang;
  document.querySelectorAll("[data-languages] [data-ja]").forEach((line) => {
    line.textContent = line.dataset[language] ?? line.dataset.ja;
    line.lang = language;
  });
}

function show(name, text) {
  const place = document.querySelector(`[data-sample=${name}]`);
  if (text) place.textContent = text;
}
