"""`uvicorn omnidesk.prepared:application`: the desk, after everything it needs was brought up to date.

In the same process, because importing Django and the rooms is most of what a start costs.
"""

import sys

from django.core.management import call_command

from omnidesk.local.supervisor import REFUSED

# Above what it prepares: it sets Django up.
from omnidesk.asgi import application  # isort: skip
from kpis import warming  # isort: skip
from omnidesk import health  # isort: skip

try:
    call_command("prepare")
    health.know_applied()
    warming.soon()
except SystemExit as refused:
    print(refused.code, file=sys.stderr, flush=True)
    sys.exit(REFUSED)

__all__ = ["application"]
