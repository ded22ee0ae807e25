/**
 * The guard against a forgotten attachment: the words name a file and none lies in the draft. The server reads the
 * words (asking.js asks it); here is whether a file is there, and the writer's answer. A question that was asked before
 * is more serious and stands first.
 */
export function makeMissingFile(composer, files) {
  const { form, field, guards } = composer;
  let named = "";
  let accepted = false;
  let then = "";

  const missing = () => named !== "" && named === field.value && !accepted && !files.count();

  /** While a word is typed the guard stays as it is: it would come and go with every letter. */
  function show() {
    if (!missing() || guards.kind() !== "file") then = "";
    if (missing() && !guards.shown()) offer();
    if (guards.kind() === "file" && (!named || files.count())) guards.clear();
  }

  function offer() {
    guards.show({
      kind: "file", fact: gettext("You mention an attachment but no file is attached."),
      ways: [
        { word: gettext("Attach a file"), primary: true, run: () => form.querySelector("#file-input").click() },
        { word: gettext("Send as it is"), run: sendAsItIs },
      ],
    });
  }

  function sendAsItIs() {
    accepted = true;
    composer.send(then);
    // What stopped it was something else, and the words stay to be answered for.
    accepted = false;
  }

  return {
    show,
    /** What the server says of this text. */
    read(text, says) {
      named = says ? text : "";
      show();
    },
    /** True when the message must wait for the writer; `next` is what was to happen after sending. */
    holds(next) {
      then = next;
      if (!missing()) return false;
      offer();
      form.querySelector("#guards button").focus();
      return true;
    },
    answer: () => (accepted ? { without_file: true } : {}),
  };
}
