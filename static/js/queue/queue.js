/** The console's list. */
import { start as startBegun } from "./begun.js";
import { start as startCommands } from "./commands.js";
import { start as startCalledBack } from "./called_back.js";
import { start as startRinging } from "./ringing.js";
import { start as startPromised } from "./promised.js";
import { start as startFresh } from "./fresh.js";
import { start as startLandmark } from "./landmark.js";
import { start as startMore } from "./more.js";
import { start as startOpening } from "./opening.js";
import { start as startViews } from "./views.js";
import { start as startVisitors } from "./visitors.js";
import { start as startWalking } from "./walking.js";

const parts = [
  startViews, startOpening, startWalking, startFresh, startMore, startCommands, startPromised, startCalledBack, startLandmark, startVisitors,
  startBegun, startRinging,
];
for (const start of parts) start();
