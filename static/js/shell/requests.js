/** When a part of the page could not be fetched: say so in words, with the number to quote; a lost session reloads. */
import { leadsToLogin, sentenceFor } from "./http.js";
import { toast } from "./toasts.js";

function refused({ detail: { ctx } }) {
  const { status, headers } = ctx.response;
  if (status === 422 || status === 400 || status === 409) return;
  const number = headers.get("X-Request-ID");
  const text = number ? `${sentenceFor(status)} (${number})` : sentenceFor(status);
  toast({ text, icon: "alert", key: `refused-${status}` });
}

function unreachable({ detail: { error } }) {
  if (error?.name === "AbortError") return;
  toast({ text: gettext("The server cannot be reached. What you wrote is still here."), icon: "alert", key: "unreachable" });
}

function expired(event) {
  if (!leadsToLogin(event.detail.ctx.response.raw)) return;
  event.preventDefault();
  location.reload();
}

export function start() {
  document.addEventListener("htmx:response:error", refused);
  document.addEventListener("htmx:error", unreachable);
  document.addEventListener("htmx:before:response", expired);
  // A view says what it did: HX-Trigger: {"toast": {"text": "…", "undoUrl": "/entries/9/undo/"}}
  document.addEventListener("toast", (event) => toast(event.detail));
}
