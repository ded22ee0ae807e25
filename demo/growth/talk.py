"""What is said at the desk, by topic and language (demo/world/talk/)."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from demo.story import files

# Share of each topic among first contacts (story.md §9), by the first label of the storylines.
SHARES = {
    "配送": 24,
    "故障・初期不良": 22,
    "返品・交換": 13,
    "使い方": 11,
    "請求・領収書": 8,
    "会員・アプリ": 7,
    "購入前": 6,
    "修理": 5,
    "法人": 2,
    "その他": 2,
}
POOLS = ("title", "open", "more", "answer", "after", "note")
FILES = {"ja": ("ja-delivery", "ja-fault", "ja-orders", "ja-support"), "en": ("en-desk",)}

type Pool = tuple[str, ...]


@dataclass(frozen=True)
class Exchange:
    """A question and its answer; `more` and `reply` follow when the question was only an opening."""

    q: Pool
    a: Pool
    more: Pool = ()
    reply: Pool = ()

    @classmethod
    def read(cls, row: dict[str, list[str]]) -> "Exchange":
        return cls(**{name: tuple(texts) for name, texts in row.items()})

    def of(self, case: str) -> "Exchange | None":
        """As it goes in this case; None where it has nothing to say."""
        q, a = fitting(self.q, case), fitting(self.a, case)
        return Exchange(q, a, self.more, self.reply) if q and a else None


@dataclass(frozen=True)
class Storyline:
    """One kind of matter. Its texts may carry marks (`ab|…`): only what shares a mark goes together."""

    id: str
    team: str
    labels: Pool
    weight: float
    business: bool
    models: Pool
    title: Pool
    open: Pool
    more: Pool
    asks: tuple[Exchange, ...]
    answer: Pool
    after: Pool
    note: Pool
    late: tuple[Exchange, ...]

    @classmethod
    def read(cls, row: dict[str, Any]) -> "Storyline":
        pools = {name: tuple(row[name]) for name in ("labels", "models", *POOLS)}
        return cls(
            id=row["id"],
            team=row.get("team", "english"),
            weight=row["weight"],
            business=row.get("business", False),
            asks=tuple(Exchange.read(ask) for ask in row["asks"]),
            late=tuple(Exchange.read(late) for late in row["late"]),
            **pools,
        )

    @property
    def cases(self) -> str:
        """The marks of its openings, each as often as openings carry it; a storyline without marks has one case."""
        return "".join(parted(text)[0] for text in self.open) or "-"

    def of(self, case: str) -> "Storyline":
        return in_case(self, case)


@cache
def in_case(line: Storyline, case: str) -> Storyline:
    """Kept, so that its pools are the same objects every time and their cards are dealt through."""
    exchanges = {name: tuple(x for one in getattr(line, name) if (x := one.of(case))) for name in ("asks", "late")}
    pools: dict[str, Any] = {name: fitting(getattr(line, name), case) for name in POOLS}
    return Storyline(line.id, line.team, line.labels, line.weight, line.business, line.models, **pools, **exchanges)


def fitting(pool: Pool, case: str) -> Pool:
    return tuple(text for marks, text in map(parted, pool) if not marks or case in marks)


def parted(text: str) -> tuple[str, str]:
    marks, bar, rest = text.partition("|")
    return (marks, rest) if bar and marks.isalpha() and marks.isascii() else ("", text)


@dataclass(frozen=True)
class Phrases:
    """What belongs to no topic. Greetings and good-byes are each agent's own."""

    pools: dict[str, Pool]
    greet: dict[str, Pool]
    close: dict[str, Pool]
    sides: tuple[Exchange, ...]
    again: Exchange

    def __getitem__(self, name: str) -> Pool:
        return self.pools[name]

    @classmethod
    def read(cls, rows: dict[str, Any]) -> "Phrases":
        own = {name: {who: tuple(texts) for who, texts in rows[name].items()} for name in ("greet", "close")}
        pools = {name: tuple(rows[name]) for name in rows if name not in ("greet", "close", "sides", "again")}
        sides = tuple(Exchange.read(side) for side in rows["sides"])
        return cls(pools, own["greet"], own["close"], sides, Exchange.read(rows["again"]))


@dataclass(frozen=True)
class Talk:
    language: str
    storylines: tuple[Storyline, ...]
    weights: tuple[float, ...]
    phrases: Phrases


@cache
def talk(language: str) -> Talk:
    rows = [row for name in FILES[language] for row in files.load(f"talk/{name}.yaml")]
    storylines = tuple(Storyline.read(row) for row in rows)
    phrases = Phrases.read(files.load(f"talk/{language}-common.yaml"))
    return Talk(language, storylines, tuple(weight(line, storylines) for line in storylines), phrases)


def weight(line: Storyline, among: tuple[Storyline, ...]) -> float:
    """Its share of its topic's share; topics of the English desk weigh what their file says."""
    topic = line.labels[0]
    if topic not in SHARES:
        return line.weight
    return SHARES[topic] * line.weight / sum(other.weight for other in among if other.labels[0] == topic)
