/** Reports: a mark opens its rows in the pane, arrow keys walk the heat table, Esc leads back to the mark. */
let mark = null;

function choose(link) {
  document.querySelectorAll(".report [hx-target='#rows'][aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
  mark = link;
}

function opened() {
  document.body.dataset.rows = "open";
  document.querySelector("#rows h2")?.focus();
}

function close() {
  document.body.dataset.rows = "closed";
  mark?.focus();
}

/** One stop of the tab key for the whole table: the cell that was last on. */
function rove(table) {
  const links = [...table.querySelectorAll("a")];
  links.forEach((link, number) => (link.tabIndex = number ? -1 : 0));
  table.addEventListener("focusin", (event) => {
    links.forEach((link) => (link.tabIndex = link === event.target ? 0 : -1));
  });
  table.addEventListener("keydown", (event) => walk(event, table));
}

const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

function walk(event, table) {
  const step = STEPS[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const rows = [...table.tBodies[0].rows];
  let row = rows.indexOf(cell.parentElement) + step[0];
  let column = cell.cellIndex + step[1];
  while (rows[row]?.cells[column]) {
    const link = rows[row].cells[column].querySelector("a");
    if (link) return link.focus();
    row += step[0];
    column += step[1];
  }
}

document.querySelectorAll("[data-heat]").forEach(rove);
document.addEventListener("click", (event) => {
  const link = event.target.closest("[hx-target='#rows']");
  if (link) choose(link);
  if (event.target.closest("[data-drill-close]")) close();
});
document.addEventListener("htmx:after:swap", (event) => {
  if (event.target.id === "rows" || event.detail?.ctx?.target?.id === "rows") opened();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("#drill")) close();
});
