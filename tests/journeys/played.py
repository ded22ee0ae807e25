"""The settings of the journeys' product: providers of channels that are not of practice stand on this machine, played
by the servers of tests/channels_ingest. What they are asked, and by which code, is the same as outside."""

import os

from omnidesk.settings import *  # noqa: F403  all of them, and one app more

INSTALLED_APPS = [*INSTALLED_APPS, "tests.journeys.played_app.Played"]  # noqa: F405  as above
PLAYED = {"line": os.environ["PLAYED_LINE"], "sms": os.environ["PLAYED_SMS"]}
