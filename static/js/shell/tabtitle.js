/** Title and favicon say how much is new, also while the tab is hidden. setUnread(3) → "(3) 受信箱 - Omnidesk". */
const SIZE = 32;
let count = 0;

export function setUnread(n) {
  count = n;
  writeTitle(document.title.replace(/^\(\d+\+?\) /, ""));
  drawIcon();
}

/** A new page title keeps the number. */
export function setTitle(title) {
  writeTitle(title);
}

function writeTitle(title) {
  const shown = count > 99 ? "99+" : String(count);
  document.title = count ? `(${shown}) ${title}` : title;
}

function drawIcon() {
  const link = document.getElementById("favicon");
  if (!link) return;
  link.dataset.plain ??= link.href;
  if (!count) {
    link.type = "image/svg+xml";
    link.href = link.dataset.plain;
    return;
  }
  link.type = "image/png";
  link.href = badged();
}

function badged() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  const { ai, on, bad } = inks();
  pen.fillStyle = ai;
  pen.beginPath();
  pen.roundRect(0, 0, SIZE, SIZE, 8);
  pen.fill();
  pen.strokeStyle = on;
  pen.lineWidth = 2.6;
  pen.lineCap = "round";
  pen.stroke(new Path2D("M6 23.5h10a7.5 7.5 0 1 0-7.5-7.5"));
  pen.fillStyle = bad;
  pen.beginPath();
  pen.arc(22, 10, 10, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = on;
  pen.font = "700 14px sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(count > 9 ? "9+" : String(count), 22, 11);
  return canvas.toDataURL("image/png");
}

/** The sheet's own colours; a canvas knows no var(). */
function inks() {
  const probe = document.createElement("i");
  document.body.append(probe);
  const read = (token) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const found = { ai: read("--ai"), on: read("--on-ai"), bad: read("--bad") };
  probe.remove();
  return found;
}
