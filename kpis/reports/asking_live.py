"""What a page of the live lines is asked for beside its slice: the formula, and under what somebody left at once."""

from collections.abc import Mapping
from typing import Any

from kpis.offered import MEASURE
from kpis.service_level import DEFAULT, FORMULAS, SHORT, WITHIN

# In seconds: within what it was answered in time, and under what somebody left at once (0 = nobody did).
ANSWER_LIMITS, SHORT_LIMITS = (10, 15, 20, 30, 45, 60, 90, 120, 180, 300), (0, 3, 5, 10)
# What is always held against a limit, and against which if none is named.
OWN_LIMITS = {MEASURE: WITHIN, "stress": 3600, "parity": 4 * 3600, "scorecard_4c": 4 * 3600}


def of_live(query: Mapping[str, Any]) -> dict[str, Any]:
    """What means nothing is as if it was not said."""
    formula, short = str(query.get("formula")), str(query.get("short"))
    known = short.isascii() and short.isdecimal() and len(short) < 4
    return {"formula": formula if formula in FORMULAS else DEFAULT, "short": int(short) if known else SHORT}
