"""What the first page of figures in a process would wait for, loaded while nobody waits.

Only who serves pages asks for it (gunicorn.conf.py, omnidesk.prepared): commands, tests and workers load what they use.
"""

import importlib
import threading
import time

from kpis.charts import drawing

# A process that has just begun answers first.
LATER_SECONDS = 5
HEAVY = ("numpy", "scipy.special", "altair", "scipy.stats", "typst")


def soon() -> None:
    threading.Thread(target=load, name="warming", daemon=True).start()


def load() -> None:
    """The first drawing starts the engine of vl-convert and reads its fonts, which takes as long as the libraries."""
    time.sleep(LATER_SECONDS)
    for name in HEAVY:
        importlib.import_module(name)
    alt = drawing.altair()
    bar = alt.Chart(alt.Data(values=[{"day": "1", "n": 1}])).mark_bar().encode(x=alt.X("day:N"), y=alt.Y("n:Q"))
    drawing.rendered(drawing.layered([bar], width=10, height=10))
