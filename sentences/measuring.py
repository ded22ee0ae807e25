"""How well rules do on labelled sentences: precision and recall with Wilson intervals, by language and key.

A file of labelled sentences is a table of `lang`, `key` and `text`, parted by tabs, with a header, in UTF-8. `none`
means that the rules must stay silent; `name+address` that both are meant; `\\n` in a text is a line break.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

COLUMNS = ["lang", "key", "text"]
NONE = "none"
Z = 1.959963984540054  # two-sided 95 %


class BadSampleError(Exception):
    """The file cannot be measured; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Line:
    lang: str
    key: str
    text: str

    @property
    def wanted(self) -> set[str]:
        return set() if self.key == NONE else set(self.key.split("+"))


@dataclass(slots=True)
class Score:
    """Found and meant, found and not meant, meant and not found."""

    lines: int = 0
    hits: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0


@dataclass(slots=True)
class Measure:
    """The score of every language and key, of the whole, and the lines that went wrong."""

    scores: dict[tuple[str, str], Score] = field(default_factory=dict)
    by_language: dict[str, Score] = field(default_factory=dict)
    whole: Score = field(default_factory=Score)
    misses: list[tuple[Line, set[str]]] = field(default_factory=list)


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927): honest for few trials and near 1."""
    if not trials:
        return 0.0, 1.0
    share, spread = hits / trials, Z * Z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, centre - half), min(1.0, centre + half)


def lines_of(path: Path) -> list[Line]:
    """The labelled sentences of a file, or BadSampleError with one clear sentence."""
    try:
        rows = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise BadSampleError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise BadSampleError(f"{path} is not UTF-8 (byte {error.start}).") from error
    header = rows[0].rstrip("\r").split("\t")
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise BadSampleError(f"{path} has no column {', '.join(missing)}: its first line must name lang, key and text.")
    return [_line(path, number, row.rstrip("\r"), header) for number, row in enumerate(rows[1:], 2) if row.strip()]


def _line(path: Path, number: int, row: str, header: list[str]) -> Line:
    cells = dict(zip(header, row.split("\t"), strict=False))
    if not all(cells.get(column, "").strip() for column in COLUMNS):
        raise BadSampleError(f"{path}, line {number}: lang, key and text must be parted by tabs and not be empty.")
    return Line(cells["lang"].strip(), cells["key"].strip(), cells["text"].replace("\\n", "\n"))


def measure(lines: list[Line], find: Callable[[str], set[str]]) -> Measure:
    """Each key that is found and meant is a hit; each found besides is wrong; each meant and not found is missed."""
    result = Measure()
    for line in lines:
        found, wanted = find(line.text), line.wanted
        if found != wanted:
            result.misses.append((line, found))
        for key in found | wanted:
            for score in _scores(result, line.lang, key):
                score.hits += key in found and key in wanted
                score.wrong += key not in wanted
                score.missed += key not in found
        for key in wanted or {NONE}:
            result.scores.setdefault((line.lang, key), Score()).lines += 1
        result.by_language.setdefault(line.lang, Score()).lines += 1
        result.whole.lines += 1
    return result


def _scores(result: Measure, lang: str, key: str) -> tuple[Score, Score, Score]:
    """Where one finding counts: its language and key, its language, and the whole."""
    of_key = result.scores.setdefault((lang, key), Score())
    return of_key, result.by_language.setdefault(lang, Score()), result.whole


def report(result: Measure) -> Iterator[str]:
    """The table: a line for every language and key, one for every language, and the whole last."""
    width = max([len(f"{lang} {key}") for lang, key in result.scores] + [12])
    yield f"{'':{width}}      n  precision  95% interval    recall  95% interval"
    for (lang, key), score in sorted(result.scores.items()):
        yield _row(f"{lang} {key}", score, width)
    for lang, score in sorted(result.by_language.items()):
        yield _row(f"{lang} all", score, width)
    yield _row("all", result.whole, width)


def _row(label: str, score: Score, width: int) -> str:
    precise = _figure(score.precision, score.hits, score.hits + score.wrong)
    recalled = _figure(score.recall, score.hits, score.hits + score.missed)
    return f"{label:{width}}  {score.lines:5d}  {precise}  {recalled}"


def _figure(share: float, hits: int, trials: int) -> str:
    if not trials:
        return f"{'–':>8}  {'–':>15}"
    low, high = wilson(hits, trials)
    return f"{share:8.3f}  {f'{low:.3f}–{high:.3f}':>15}"


def misses(result: Measure) -> Iterator[str]:
    for line, found in result.misses:
        yield f"{line.lang}\t{line.key}\tfound: {'+'.join(sorted(found)) or NONE}\t{line.text!r}"
