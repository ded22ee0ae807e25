"""Chance that falls the same way every time, so that two loads of the demo are alike."""

import math
import random
from collections.abc import Sequence

SEED = 310


class Dice(random.Random):
    """A demo must be repeatable, and its chance guards nothing."""

    def __init__(self, seed: int | str = SEED) -> None:
        super().__init__(seed)
        self.decks: dict[int, tuple[object, list[int]]] = {}

    def chance(self, share: float) -> bool:
        return self.random() < share

    def around(self, median: float, p90: float) -> float:
        """Lognormal, as waiting times and lengths of conversations are."""
        return self.lognormvariate(math.log(median), math.log(p90 / median) / 1.2816)

    def deal[T](self, pool: Sequence[T]) -> T:
        """The next card of a shuffled deck of this pool: everything is said once before anything is said twice."""
        # The pool is kept beside its deck: an id that was freed could come back as another pool's.
        _kept, deck = self.decks.setdefault(id(pool), (pool, []))
        if not deck:
            deck.extend(range(len(pool)))
            self.shuffle(deck)
        return pool[deck.pop()]

    def weighted[T](self, pool: Sequence[T], weights: Sequence[float]) -> T:
        return self.choices(pool, weights)[0]
