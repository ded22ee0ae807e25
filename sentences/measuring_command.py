"""The body of the `measure_…` commands: read a file of labelled sentences, run the rules, print the table."""

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sentences.measuring import BadSampleError, Line, Measure, lines_of, measure, misses, report


class MeasureCommand(BaseCommand, ABC):
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="labelled sentences: lang, key and text, parted by tabs, in UTF-8")
        parser.add_argument("--misses", action="store_true", help="also list the lines that went wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = lines_of(options["file"])
        except BadSampleError as error:
            raise CommandError(str(error)) from error
        result = measure(lines, self.found_in)
        self._tell(misses(result) if options["misses"] else ())
        self._tell(self.table(lines, result))

    @abstractmethod
    def found_in(self, text: str) -> set[str]:
        """The keys that the rules find in one text."""

    def table(self, lines: list[Line], result: Measure) -> Iterable[str]:
        return report(result)

    def _tell(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)
