"""Regular expressions that a company writes: they must find their example, and never keep a message waiting."""

import re
import subprocess
import sys
from collections.abc import Iterable
from re import _constants as constants  # type: ignore[attr-defined]  # the parser that re itself uses
from re import _parser as parser  # type: ignore[attr-defined]  # ditto
from typing import Any

from django.utils.translation import gettext as _

LONGEST = 200
SECONDS = 2.0
REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT}
# More than this many times is as good as without end.
MANY = 30
# Run in a process of its own, because nothing can stop an expression that has lost its way.
TRIAL = "import re,sys;p,*texts=sys.stdin.read().split('\\0');f=re.compile(p,re.I);[list(f.finditer(t)) for t in texts]"


class Unfit(ValueError):
    """Says why, in words for whoever wrote it."""


def check(expression: str, example: str) -> None:
    """Raises Unfit."""
    try:
        tree = parser.parse(expression, re.IGNORECASE)
        shape = re.compile(expression, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        raise Unfit(_("This is no regular expression: %(reason)s.") % {"reason": error}) from error
    if len(expression) > LONGEST or repeats_inside(tree, 0):
        raise Unfit(_("Repetition inside repetition may take forever. Write how many characters there are: {1,8}."))
    if shape.search(""):
        raise Unfit(_("It also matches nothing at all. Say which characters there must be."))
    if not shape.fullmatch(example):
        raise Unfit(_("It does not match the whole example."))
    if not is_quick(expression, example):
        raise Unfit(_("It takes too long on some texts. Write how many characters there are: {1,8}."))


def repeats_inside(tree: Iterable[Any], depth: int) -> bool:
    """Does something without end stand inside something without end?"""
    for kind, what in tree:
        endless = kind in REPEATS and (what[1] is constants.MAXREPEAT or what[1] > MANY)
        if endless and depth:
            return True
        if any(repeats_inside(part, depth + endless) for part in parts(what)):
            return True
    return False


def parts(what: Any) -> list[Any]:
    if isinstance(what, parser.SubPattern):
        return [what]
    return [part for one in what for part in parts(one)] if isinstance(what, (tuple, list)) else []


def is_quick(expression: str, example: str) -> bool:
    """On texts that are nearly right for a long time."""
    seeds = [example, example[:-1], example[:1], example[-1:], "1", "a", "A1", "a-", " "]
    texts = [seed * (4000 // max(1, len(seed))) + end for seed in seeds for end in ("", "!")]
    try:
        subprocess.run(
            [sys.executable, "-I", "-S", "-c", TRIAL],
            input="\0".join([expression, *texts]).encode(),
            timeout=SECONDS,
            check=True,
            capture_output=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return False
    return True
