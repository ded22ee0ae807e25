"""What the company knows, and what a rule hands over."""

from dataclasses import dataclass

# Written as the company writes its numbers in full: `#?` and `-?` say which marks belong to the normal form.
ORDER_PATTERNS = (r"#?[A-Z]-?\d{5}", r"ORD-?\d{3,8}")
ERROR_PATTERN = r"[A-Z]-[A-Z]{3,6}-\d{2}|[A-Z]{1,2}-?\d{2,3}"


@dataclass(frozen=True)
class Product:
    """One line of the catalogue: `VX-200`, with every name a customer may call it by."""

    code: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """What the company has taught: its own patterns and wares, and what agents have struck out."""

    order_patterns: tuple[str, ...] = ORDER_PATTERNS
    products: tuple[Product, ...] = ()
    error_pattern: str = ERROR_PATTERN
    ignored: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Told:
    """One fact: `value` as said, at [start:end] of the original; `norm` to compare and show; `rule` explains."""

    key: str
    value: str
    norm: str
    start: int
    end: int
    confidence: float
    rule: str


@dataclass(frozen=True)
class Found:
    """The same before it is mapped back: the places are those of the folded text."""

    key: str
    start: int
    end: int
    norm: str
    confidence: float
    rule: str
