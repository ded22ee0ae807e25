from collections.abc import Iterable
from dataclasses import replace

from sentences.measuring import NONE, Line, Measure, measure, report
from sentences.measuring_command import MeasureCommand
from sentences.repeating import ANY, says_told_before


class Command(MeasureCommand):
    help = (
        "Say how well complaints of having told us before are found. The key must match: `any` where the customer "
        "names no fact, the fact where one is named. The line before the last takes a complaint as found whatever "
        "its key; the last line is the strict count."
    )

    def found_in(self, text: str) -> set[str]:
        return {complaint.key for complaint in says_told_before(text)}

    def table(self, lines: list[Line], result: Measure) -> Iterable[str]:
        *table, whole = report(result)
        blind = [line if line.key == NONE else replace(line, key=ANY) for line in lines]
        *_, at_all = report(measure(blind, lambda text: {ANY} if says_told_before(text) else set()))
        return [*table, f"found at all, whatever its key: {at_all.removeprefix('all').strip()}", whole]
