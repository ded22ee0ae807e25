"""Every measure in words: what each number opens. Reports and rows name a measure by its id here."""

from kpis.definitions.composed import COMPOSED
from kpis.definitions.courses import COURSES
from kpis.definitions.definition import Definition
from kpis.definitions.outcomes import OUTCOMES
from kpis.definitions.surveys import SURVEYS
from kpis.definitions.times import TIMES

# Measures that have rows of their own; the others are made of these, or of purchases and costs.
ROWS = (*TIMES, *OUTCOMES, *SURVEYS)
DEFINITIONS: dict[str, Definition] = {definition.id: definition for definition in (*ROWS, *COMPOSED, *COURSES)}

__all__ = ["DEFINITIONS", "ROWS", "Definition"]
