/**
 * The guard against asking twice. While an agent writes, the server says which sentences ask for what is known; they
 * get a wavy line under them and one banner: what is known and from where, with the question's way out first. The same
 * answer says whether a file is named, which is missing_file.js's to judge.
 */
import { ask } from "../shell/http.js";
import { format } from "../shell/times.js";

const PAUSE_MS = 350;
const MOST_TYPED = 20_000;

export function makeAsking(pane, composer) {
  const { form, field, guards } = composer;
  const under = form.querySelector("#underlines");
  const url = form.dataset.guard;
  let timer = 0;
  let asked = 0;
  let seen = { text: "", questions: [] };
  let answer = { reason: "", keys: [] };

  /** Of the text that stands there now; what was found in another text says nothing. */
  const open = () => (seen.text === field.value ? seen.questions.filter(({ key }) => !answer.keys.includes(key)) : []);

  function changed() {
    clearTimeout(timer);
    draw();
    if (!field.value.trim() || composer.mode() !== "reply") return forget();
    timer = setTimeout(check, PAUSE_MS);
  }

  function forget() {
    answer = { reason: "", keys: [] };
    show([]);
    composer.missing.read("", false);
  }

  async function check() {
    const text = field.value;
    if (!text.trim() || text.length > MOST_TYPED || composer.mode() !== "reply") return show([]);
    const turn = ++asked;
    const data = new FormData();
    data.set("text", text);
    try {
      const found = await (await ask(url, { method: "POST", data, signal: pane.signal })).json();
      // A slower answer to an older text says nothing of this one.
      if (turn !== asked || text !== field.value) return;
      // What goes to somebody else asks the customer nothing.
      show(composer.goesPast() ? [] : found.questions, text);
      composer.missing.read(text, found.says_attached);
    } catch {
      // The server asks again before anything is sent; what was found in an earlier text is not left standing.
      if (turn === asked && text !== seen.text) show([], text);
    }
  }

  function show(questions, text = field.value) {
    seen = { text, questions: questions.map((one) => ({ ...one, from: units(text, one.start), to: units(text, one.end) })) };
    draw();
    const first = open()[0];
    if (first) banner(first);
    else if (guards.kind() === "asked") guards.clear();
  }

  function banner(question) {
    if (guards.shown() && !["asked", "file"].includes(guards.kind())) return;
    if (guards.kind() === "asked" && guards.about() === about(question)) return;
    const guard = guards.show({
      kind: "asked", about: about(question),
      fact: interpolate(gettext("%s: already given"), [question.label]),
      more: `(${[question.value, [question.source, moment(question.at)].filter(Boolean).join(" ")].filter(Boolean).join(", ")})`,
      ways: [
        question.mixed
          ? { word: gettext("Rewrite the question"), primary: true, run: () => choose(question) }
          : { word: gettext("Remove the question"), primary: true, run: () => remove(question) },
        { word: gettext("Ask anyway"), run: () => reasons(question) },
      ],
    });
    guard.dataset.key = question.key;
  }

  const about = ({ key, value, source }) => [key, value, source].join("\n");

  /** Out of the text as one's own keys would do it, so that undo brings it back. */
  function remove({ key }) {
    const question = open().find((one) => one.key === key);
    field.focus();
    if (!question) return check();
    const [from, to] = around(field.value, question.from, question.to);
    field.setSelectionRange(from, to);
    if (!document.execCommand("delete")) field.setRangeText("", from, to, "end");
    composer.changed();
    changed();
    check();
  }

  /** The sentence asks for something else too, which only its writer can keep. */
  function choose({ key }) {
    const question = open().find((one) => one.key === key);
    field.focus();
    if (question) field.setSelectionRange(question.from, question.to);
  }

  function reasons(question) {
    const words = [gettext("To verify who they are"), gettext("It may have changed"), gettext("About something else")];
    guards.show({
      kind: "reason", fact: gettext("Why do you ask again?"),
      ways: words.map((word) => ({ word, run: () => accept(question, word) })),
      field: { label: gettext("Another reason"), run: (word) => accept(question, word) },
    });
  }

  function accept(question, reason) {
    answer = { reason, keys: [...new Set([...answer.keys, question.key])] };
    draw();
    field.focus();
    const next = open()[0];
    if (next) banner(next);
    else composer.missing.show();
  }

  function draw() {
    const marks = open();
    if (!marks.length) return under.replaceChildren();
    const pieces = [];
    let done = 0;
    for (const { from, to, label, value } of marks.sort((a, b) => a.from - b.from)) {
      if (from < done) continue;
      const mark = document.createElement("mark");
      mark.className = "asked";
      mark.textContent = field.value.slice(from, to);
      mark.title = `${label} ${value}`;
      pieces.push(field.value.slice(done, from), mark);
      done = to;
    }
    under.replaceChildren(...pieces, field.value.slice(done), "\n");
    under.scrollTop = field.scrollTop;
  }

  field.addEventListener("input", changed);
  field.addEventListener("scroll", () => { under.scrollTop = field.scrollTop; });
  pane.onClose(() => clearTimeout(timer));

  return {
    changed,
    check,
    /** True when the message must wait for the agent: the banner is there and says why. */
    holds() {
      const first = open()[0];
      if (first) {
        if (!["asked", "reason"].includes(guards.kind())) guards.clear();
        banner(first);
        form.querySelector("#guards button")?.focus();
      }
      return Boolean(first);
    },
    reason: () => (answer.keys.length ? { ask_anyway: answer.reason, asked: [...answer.keys] } : {}),
    sent: forget,
  };
}

/** On the same clock as the thread (shell/times.js), not the device's. */
function moment(at) {
  const date = Date.parse(at ?? "");
  return Number.isNaN(date) ? "" : format(date, "brief");
}

/** Python counts characters, the browser UTF-16 units. */
function units(text, characters) {
  let unit = 0;
  for (const character of text) {
    if (characters-- <= 0) break;
    unit += character.length;
  }
  return unit;
}

/** With the question goes the blank it leaves: its line, or the space before it. */
function around(text, from, to) {
  const alone = (from === 0 || text[from - 1] === "\n") && (to === text.length || text[to] === "\n");
  if (alone && text[to] === "\n") return [from, to + 1];
  if (alone && from > 0) return [from - 1, to];
  while (from > 0 && /[ \u3000]/.test(text[from - 1])) from -= 1;
  return [from, to];
}
