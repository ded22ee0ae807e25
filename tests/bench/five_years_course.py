"""What happens in each matter of the five years, and what the product derives from it. All as SQL over the columns of a
matter m: at (when it was opened), first and second (seconds until its first and its second answer).

Both differ from matter to matter, over two orders of magnitude; the same numbers at every run.
"""

MATTERS = """
SELECT n, %(base)s + n AS pk, %(customer)s + n %% %(people)s AS customer, %(channel)s + h %% %(channels)s AS channel,
    %(team)s + h / 7 %% %(teams)s AS team, %(agent)s + h / 35 %% %(agents)s AS agent,
    (30 * exp((h / 11 %% 1000) / 200.0))::int AS first, (20 * exp((h / 13 %% 1000) / 250.0))::int AS second,
    %(start)s::timestamptz + n * interval '1 second' * %(step)s + (h %% 3600) * interval '1 second' AS at
FROM (SELECT n, abs(hashint4(n)) AS h FROM generate_series(%(from)s, %(to)s) AS n) AS numbers
"""

# What is told of each matter: (kind, seconds after it was opened, number of the message it tells of).
COURSE: list[tuple[str, str, int | None]] = [
    ("opened", "0", None), ("received", "0", 1), ("assigned", "20", None), ("fact", "1", None), ("fact", "2", None),
    ("replied", "first", 2), ("sent", "first + 1", 2), ("delivered", "first + 2", 2), ("read", "first + 40", 2),
    ("received", "first + 300", 3), ("fact", "first + 301", None), ("labelled", "first + 310", None),
    ("replied", "first + 300 + second", 4), ("sent", "first + 301 + second", 4),
    ("delivered", "first + 302 + second", 4), ("read", "first + 400 + second", 4), ("titled", "first + 410", None),
    ("received", "first + 900 + second", 5), ("noted", "first + 910 + second", None),
    ("replied", "first + 1200 + second", 6), ("sent", "first + 1201 + second", 6),
    ("delivered", "first + 1202 + second", 6), ("read", "first + 1300 + second", 6),
    ("status", "first + 1800 + second", None),
]  # fmt: skip

# Its rows: (measure, began, ended, seconds, number of the message, value, whether an agent is told). What the product
# derives; the bench derives some customers for real, and fails where these say anything else.
_LAST, _END = "first + 1200 + second", "first + 1800 + second"
# The second wait is of 300 seconds; of two that are alike the first is told.
_WORSE, _AS_BAD = "second > 300", "second >= 300"
MEASURED: list[tuple[str, str, str, str | None, str | None, int | None, bool]] = [
    ("opened", "0", "0", None, "1", None, False),
    ("frt", "0", "first", "first", "2", None, True),
    ("frt_message", "0", "first", "first", "2", None, True),
    ("frt_opened", "0", "first", "first", "2", None, True),
    ("nrt", "first + 300", "first + 300 + second", "second", "4", None, True),
    ("nrt", "first + 900 + second", _LAST, "300", "6", None, True),
    ("nrt_median", f"CASE WHEN {_WORSE} THEN first + 900 + second ELSE first + 300 END", _LAST, "least(second, 300)",
     f"CASE WHEN {_WORSE} THEN 6 ELSE 4 END", None, True),
    ("nrt_worst", f"CASE WHEN {_AS_BAD} THEN first + 300 ELSE first + 900 + second END", _LAST, "greatest(second, 300)",
     f"CASE WHEN {_AS_BAD} THEN 4 ELSE 6 END", None, True),
    ("wait", "0", _END, "first + second + 300", None, None, True),
    ("resolved", "0", _END, None, None, None, True),
    ("resolution_first", "0", _END, _END, None, None, True),
    ("reopen", "0", _END, None, None, 0, True),
    ("resolution_full", "0", _END, _END, None, None, True),
    ("one_touch", "0", _END, None, None, 0, True),
    ("offer", "0", "first", "first", "2", 1, True),
    ("asked_again", "0", "first", None, "2", 0, True),
    ("repeat", "0", "0", None, "1", 0, False),
    ("fcr", "0", _END, None, None, 1, True),
]  # fmt: skip


def table(lines: list[tuple[object, ...]], types: str) -> str:
    """VALUES of these lines, SQL where they are words after the first; types: of each, so that a null has one."""
    rows = [", ".join(cast(one, kind) for one, kind in zip(line, types.split(), strict=True)) for line in lines]
    return "LATERAL (VALUES " + ", ".join(f"({row})" for row in rows) + ") AS c"


def cast(value: object, kind: str) -> str:
    if value is None:
        return f"NULL::{kind}"
    return f"'{value}'" if kind == "text" else f"({value})::{kind}"


def entries() -> str:
    return (
        f"{table([(place, *one) for place, one in enumerate(COURSE)], 'int text int int')}(place, kind, after, number)"
    )


def rows() -> str:
    lines: list[tuple[object, ...]] = [(place, *one) for place, one in enumerate(MEASURED)]
    columns = "place, measure, began, ended, seconds, number, value, agent"
    return f"{table(lines, 'int text int int int int int boolean')}({columns})"
