/** fetch with the form token, a time limit, and failures that can be told to a person. */
const LIMIT_MS = 20_000;

export class Refused extends Error {
  constructor(response, words) {
    super(words);
    this.status = response.status;
    this.requestId = response.headers.get("X-Request-ID") ?? "";
    this.response = response;
  }
}

export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/** The answer of a good request. Anything else raises: Refused by the server, TypeError without a network. */
export async function ask(url, { method = "GET", data, json, signal, limit = LIMIT_MS, headers: more = {} } = {}) {
  const timeout = AbortSignal.timeout(limit);
  const headers = { "X-Requested-With": "fetch", ...more };
  let body;
  if (method !== "GET") headers["X-CSRFToken"] = token();
  if (json !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(json);
  } else if (data !== undefined) {
    body = data instanceof FormData ? data : new URLSearchParams(data);
  }
  const response = await fetch(url, {
    method, headers, body, credentials: "same-origin",
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  if (leadsToLogin(response)) location.reload();
  if (!response.ok) throw new Refused(response, await reason(response));
  return response;
}

export const post = (url, data = {}, more = {}) => ask(url, { method: "POST", data, ...more });

/** A session that ended answers with the login page: the page is loaded again and comes back to where one was. */
export function leadsToLogin(response) {
  return response.redirected && new URL(response.url).pathname.startsWith("/accounts/login");
}

async function reason(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.includes("json")) {
    const answer = await response.clone().json().catch(() => ({}));
    if (answer.message ?? answer.detail) return answer.message ?? answer.detail;
  }
  return sentenceFor(response.status);
}

export function sentenceFor(status) {
  if (status === 403) return gettext("You cannot do this. Your rights may have changed; load the page again.");
  if (status === 404) return gettext("This is no longer here, or no longer yours to see.");
  if (status === 409) return gettext("Someone saved this first. Check what changed.");
  if (status === 413) return gettext("This is too large.");
  if (status === 429) return gettext("Too many at once. Try again in a moment.");
  if (status >= 500) return gettext("The server could not do this. What you wrote is still here; try again.");
  return gettext("This could not be done. Check what you entered.");
}
