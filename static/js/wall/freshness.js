/** When the figures were last worked out, in words; after a while without a push they are no longer to be believed. */
const STALE_MS = 60_000;

export const isStale = (at, now = Date.now()) => now - at > STALE_MS;

export function told(at, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (isStale(at, now)) {
    const minutes = Math.floor(seconds / 60);
    return interpolate(ngettext("nothing new for %s minute", "nothing new for %s minutes", minutes), [minutes]);
  }
  if (seconds < 5) return gettext("just updated");
  const shown = seconds - (seconds % 5);
  return interpolate(ngettext("updated %s second ago", "updated %s seconds ago", shown), [shown]);
}
