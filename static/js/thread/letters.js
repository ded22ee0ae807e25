/** The formatted mail, opened inside its bubble: a frame of its own, without scripts, as high as what it holds. */
const EDGE = 2;

export function startLetters(pane) {
  const piece = pane.element.querySelector("#piece-letter");

  pane.element.addEventListener("click", (event) => {
    const link = event.target.closest("[data-letter]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const mail = link.closest(".mail");
    const there = mail.querySelector(".letter-card");
    if (there) close(there, link);
    else open(mail, link);
  });

  function open(mail, link) {
    const card = piece.content.firstElementChild.cloneNode(true);
    const frame = card.querySelector("iframe");
    frame.title = interpolate(gettext("Mail: %s"), [link.dataset.letter]);
    frame.addEventListener("load", () => loaded(card, frame));
    frame.src = link.href;
    card.querySelector("[data-images]").addEventListener("click", () => {
      card.querySelector(".held").hidden = true;
      frame.src = `${link.href}?images=1`;
    });
    mail.append(card);
    mail.classList.add("opened");
    link.dataset.closed = link.textContent;
    link.textContent = gettext("Close the full mail");
    link.setAttribute("aria-expanded", "true");
  }

  function close(card, link) {
    card.closest(".mail").classList.remove("opened");
    card.remove();
    link.textContent = link.dataset.closed;
    link.setAttribute("aria-expanded", "false");
  }
}

function loaded(card, frame) {
  const body = frame.contentDocument?.querySelector("style") ? frame.contentDocument.body : null;
  card.querySelector(".trouble").hidden = body !== null;
  frame.hidden = body === null;
  if (!body) return;
  card.querySelector(".held").hidden = !body.querySelector("img[data-held]");
  fit(frame, body);
  new ResizeObserver(() => fit(frame, body)).observe(body);
}

/** The sheet says how high it may become; what is longer scrolls inside. */
function fit(frame, body) {
  const bar = body.scrollWidth > body.clientWidth ? 16 : 0;
  frame.style.height = `${Math.ceil(body.getBoundingClientRect().height) + bar + EDGE}px`;
}
