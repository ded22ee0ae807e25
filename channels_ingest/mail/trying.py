"""What came of trying a server, for the admin who sets it up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """`sentence` is kept in English and translated where it is shown; where it failed, it says what to do."""

    ok: bool
    sentence: str
