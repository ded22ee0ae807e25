/** What every page of the console has. Each part starts itself once; pages take what they need from its modules. */
import { start as startTimes } from "./times.js";
import { start as startToasts } from "./toasts.js";
import { start as startKeys } from "./keys.js";
import { start as startDialogs } from "./dialogs.js";
import { start as startMenus } from "./menus.js";
import { start as startPalette } from "./palette.js";
import { start as startKeySheet } from "./keysheet.js";
import { start as startPanes } from "./panes.js";
import { start as startWidths } from "./widths.js";
import { start as startFields } from "./fields.js";
import { start as startDays } from "./days.js";
import { start as startPresence } from "./presence.js";
import { start as startRequests } from "./requests.js";
import { start as startTheme } from "./theme.js";

for (const start of [
  startTheme, startTimes, startToasts, startKeys, startDialogs, startMenus, startPalette, startKeySheet, startPanes,
  startWidths, startFields, startDays, startPresence, startRequests,
]) start();

// Tests and the page's own scripts may wait for it.
document.documentElement.dataset.ready = "yes";
