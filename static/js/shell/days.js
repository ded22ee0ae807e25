/**
 * A day or a moment is typed as it is read, the same in every browser: 2026/11/24 09:00. The button beside it opens the
 * browser's own calendar, which writes its choice into the field.
 */
function calendarOf(button, field) {
  const before = button.parentElement.querySelector("[data-calendar]");
  if (before) return before;
  const calendar = document.createElement("input");
  Object.assign(calendar, { type: field.dataset.day, className: "hidden", tabIndex: -1 });
  calendar.dataset.calendar = "";
  calendar.setAttribute("aria-hidden", "true");
  calendar.addEventListener("input", () => {
    field.value = calendar.value.replaceAll("-", "/").replace("T", " ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  button.after(calendar);
  return calendar;
}

function pick(button) {
  const field = document.getElementById(button.dataset.pick);
  const calendar = calendarOf(button, field);
  // What is no such day as the browser writes them leaves its calendar at today.
  calendar.value = field.value.trim().replaceAll("/", "-").replace(" ", "T");
  try {
    calendar.showPicker();
  } catch {
    field.focus();
  }
}

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick]");
    if (button) pick(button);
  });
}
