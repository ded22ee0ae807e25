/** The polite line for those who listen, at most one sentence in five seconds; alarms interrupt. */
const PAUSE_MS = 5_000;
let last = 0;
let waiting = "";
let timer = 0;

export function announce(sentence) {
  const rest = last + PAUSE_MS - Date.now();
  if (rest <= 0) return write("status", sentence);
  waiting = sentence;
  timer ||= setTimeout(() => {
    timer = 0;
    write("status", waiting);
  }, rest);
}

export function alarm(sentence) {
  write("alarm", sentence);
}

function write(place, sentence) {
  last = Date.now();
  const line = document.getElementById(place);
  if (!line) return;
  line.textContent = "";
  // Said anew even when the words are the same.
  setTimeout(() => { line.textContent = sentence; }, 30);
}
