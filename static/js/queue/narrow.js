/** One pane is shown at a time. */
export const NARROW = matchMedia("(max-width: 899px)");
