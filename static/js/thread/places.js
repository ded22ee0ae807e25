/** Where a row stands: (time, rank, id), the same order as the server's. A bar, then its messages, then the deeds. */
export function placeOf(row) {
  return [row.dataset.at, Number(row.dataset.rank), Number(row.dataset.id ?? Infinity)];
}

export function before(one, other) {
  for (const index of [0, 1, 2]) {
    if (one[index] < other[index]) return true;
    if (one[index] > other[index]) return false;
  }
  return false;
}

/** Of fixed width like the server's, so that instants are compared as text. */
export function instant(moment = new Date()) {
  return moment.toISOString().replace("Z", "000Z");
}

export const isRow = (element) => element.dataset.kind !== undefined;

/** Put the row where it belongs; looking from the end, because most rows are new. */
export function insert(list, row) {
  const place = placeOf(row);
  let after = list.lastElementChild;
  while (after && (!isRow(after) || before(place, placeOf(after)))) after = after.previousElementSibling;
  if (after) after.after(row);
  else list.prepend(row);
}

export function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}
