"""Expressions that are compiled when they are first used.

Compiling all of them takes longer than loading any other room, and most processes (a command, the clock, the demo shop)
never read a sentence. Once compiled, one searches as fast as if it had been from the start.
"""

import re
from typing import Any, cast

METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")


class Ready:
    """The methods are the instance's own: they are found as quickly as those of a class."""

    compiled: re.Pattern[str]

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __eq__(self, other: object) -> bool:
        """A match knows only the compiled one that found it: ask `match.re == ASKED`, never `is`."""
        return self.compiled == other

    def __hash__(self) -> int:
        return hash(self.compiled)


class Late(Ready):
    def __getattr__(self, name: str) -> Any:
        """Asked only for what is not there yet; a class with this method is slow to ask, and so it is left."""
        self.compiled = re.compile(self.pattern, self.flags)
        for method in METHODS:
            setattr(self, method, getattr(self.compiled, method))
        self.__class__ = Ready  # type: ignore[assignment]  # it narrows nothing: a Late is a Ready
        return getattr(self, name)


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return cast(re.Pattern[str], Late(pattern, flags))
