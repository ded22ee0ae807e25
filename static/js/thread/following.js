/**
 * The thread follows its customer: pushed rows are placed as they come, and the database is asked for every row with a
 * revision above the last one asked for. Only its answer raises that revision: a push that was lost is found by it.
 */
import * as live from "../live.js";
import { ask, Refused } from "../shell/http.js";

const EVERY_MS = 60_000;
const SOON_MS = 250;

export function startFollowing(pane) {
  const topics = new Set();
  let timer = 0;

  function listenTo(matters) {
    const wanted = [`customer.${pane.customer}`, ...matters.map((matter) => `matter.${matter}`)];
    const more = wanted.filter((topic) => !topics.has(topic));
    more.forEach((topic) => topics.add(topic));
    if (!more.length) return;
    live.join(more);
    pane.emit("matters", matters);
  }

  async function catchUp() {
    if (pane.gone) return;
    let body;
    try {
      const answer = await ask(`${pane.urls.changes}?after=${pane.revision}`, { signal: pane.signal });
      body = await answer.json();
    } catch (error) {
      if (pane.signal.aborted) return;
      if (error instanceof Refused && error.status === 404) return pane.leave();
      throw error;
    }
    if (body.moved) return pane.reload();
    if (!body.visible.includes(pane.matter)) return pane.leave();
    if (body.too_many) await pane.reloadRows();
    listenTo(body.visible);
    pane.log.keepOnly(body.visible);
    pane.log.place(body.items);
    pane.log.placeShut(body.shut);
    pane.revision = Math.max(pane.revision, body.revision);
    pane.seen = Math.max(pane.seen, body.revision);
  }

  const soon = (pause = SOON_MS) => {
    clearTimeout(timer);
    timer = setTimeout(() => pane.signal.aborted || catchUp().catch(() => {}), pause);
  };

  function shown(frame) {
    if (frame.customer !== pane.customer) return;
    const rows = pane.log.place([frame]);
    if (frame.event === "matter" && frame.matter === pane.matter) pane.refreshBar();
    // The database says that nothing came before it that was not told.
    if (rows.some((row) => row.dataset.direction === "in")) soon();
  }

  const heard = [
    ...["message", "entry", "matter"].map((name) => live.on(name, shown)),
    live.on("thread", (frame) => frame.customer === pane.customer && soon(50)),
    live.on("left", (frame) => frame.topics.some((topic) => topics.has(topic)) && soon(0)),
    live.onCatchUp(catchUp),
  ];
  const tick = setInterval(() => document.hidden || soon(0), EVERY_MS);
  pane.onClose(() => {
    heard.forEach((stop) => stop());
    clearInterval(tick);
    clearTimeout(timer);
    live.leave([...topics]);
  });
  const matters = pane.log.rows().map((row) => Number(row.dataset.matter)).filter(Boolean);
  listenTo([...new Set([pane.matter, ...matters])]);
  return { catchUp, soon };
}
