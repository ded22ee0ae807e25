"""Are these two records one person? A sum of reasons for and against, each with its points; pure, and readable aloud.

A name alone never reaches the mark where both can be told apart by number or mail, and a shared number alone never does
where two given names stand against it: couples share a telephone.
"""

from dataclasses import dataclass, field

import jaconv

from customers.search import fold, romaji_key

# From here on two records are shown to a person. It proposes; nothing is merged by it.
PROPOSED = 45
HIGHEST = 99
# More holders than this, and a number says little: a company's switchboard, a shop's own mail.
CROWD = 3
NEAR_LONGEST = 40
# One hand-off named both: more than a name, less than a number.
TOGETHER = 25


@dataclass(frozen=True)
class Person:
    """What a record says of who it is. phones and emails as stored; devices: browsers they were signed in on."""

    family: str = ""
    given: str = ""
    family_kana: str = ""
    given_kana: str = ""
    roman: str = ""
    company: str = ""
    address: str = ""
    phones: frozenset[str] = field(default_factory=frozenset)
    emails: frozenset[str] = field(default_factory=frozenset)
    accounts: frozenset[str] = field(default_factory=frozenset)
    devices: frozenset[str] = field(default_factory=frozenset)

    @property
    def written(self) -> str:
        """The name in kanji, one form for variants; '' where only a reading or Latin letters stand there."""
        name = fold(self.family + self.given)
        return name if any("一" <= sign <= "鿿" for sign in name) else ""

    @property
    def reading(self) -> str:
        """In hiragana: as given, or the name itself where it is kana."""
        kana = fold(self.family_kana + self.given_kana)
        return kana or as_kana(fold(self.family + self.given))

    @property
    def given_reading(self) -> str:
        return fold(self.given_kana) or as_kana(fold(self.given))

    @property
    def family_reading(self) -> str:
        return fold(self.family_kana) or as_kana(fold(self.family))

    @property
    def latin(self) -> str:
        """One form for the ways to write it in Latin letters, in either order."""
        words = self.roman.split() or latin_words(self)
        return " ".join(sorted(romaji_key(word) for word in words))


@dataclass(frozen=True)
class Reason:
    """One line of the sum. `detail` is a value as it may be shown: masked by whoever shows it."""

    reason: str
    points: int
    detail: str = ""


def as_kana(text: str) -> str:
    return text if text and all("ぁ" <= sign <= "ゖ" or sign == "ー" for sign in text) else ""


def latin_words(person: Person) -> list[str]:
    if person.family_kana or person.given_kana:
        kana = (fold(person.family_kana), fold(person.given_kana))
        return [str(jaconv.kana2alphabet(word)) for word in kana if word]
    return [word for word in (person.family, person.given) if word.isascii() and word]


def reasons(
    one: Person, other: Person, holders: dict[str, int] | None = None, *, named_together: bool = False
) -> list[Reason]:
    """For first, then against. holders: how many records hold a shared value; many make it weak."""
    together = [Reason("together", TOGETHER)] if named_together else []
    found = [*together, *contact(one, other, holders or {}), *names(one, other), *apart(one, other)]
    return sorted(found, key=lambda reason: -reason.points)


def score(found: list[Reason]) -> int:
    return max(0, min(HIGHEST, sum(reason.points for reason in found)))


def contact(one: Person, other: Person, holders: dict[str, int]) -> list[Reason]:
    found = [Reason("account", weak(50, value, holders), value) for value in first(one.accounts & other.accounts)]
    found += [
        Reason("phone", weak(of_phone(value), value, holders), value) for value in first(one.phones & other.phones)
    ]
    found += [Reason("email", weak(35, value, holders), value) for value in first(one.emails & other.emails)]
    found += [Reason("device", 30) for _value in first(one.devices & other.devices)]
    if one.address and fold(one.address).replace(" ", "") == fold(other.address).replace(" ", ""):
        found.append(Reason("address", 18))
    return found


def first(shared: frozenset[str]) -> list[str]:
    """Two shared numbers are no two reasons. A mobile one before a landline."""
    return sorted(shared, key=lambda value: (not is_mobile(value), value))[:1]


def of_phone(value: str) -> int:
    return 35 if is_mobile(value) else 20


def is_mobile(phone: str) -> bool:
    return phone.startswith(("+8170", "+8180", "+8190"))


def weak(points: int, value: str, holders: dict[str, int]) -> int:
    return points if holders.get(value, 2) <= CROWD else points // 3


def names(one: Person, other: Person) -> list[Reason]:
    found: list[Reason] = []
    if one.written and one.written == other.written:
        found.append(Reason("name" if one.family + one.given == other.family + other.given else "variant", 30))
    if one.reading and one.reading == other.reading:
        found.append(Reason("kana", 20))
    elif near(one.reading, other.reading):
        found.append(Reason("near_kana", 8))
    elif one.latin and one.latin == other.latin:
        found.append(Reason("roman", 18))
    if one.company and fold(one.company) == fold(other.company):
        is_all = not (one.family + one.given or other.family + other.given)
        found.append(Reason("company", 30 if is_all else 8))
    return found


def near(one: str, other: str) -> bool:
    """One slip of the pen in a name that is long enough for it."""
    return min(len(one), len(other)) >= 4 and one != other and distance(one, other) == 1


def distance(one: str, other: str) -> int:
    """How many signs must be put in, left out or changed."""
    one, other = one[:NEAR_LONGEST], other[:NEAR_LONGEST]
    row = list(range(len(other) + 1))
    for number, sign in enumerate(one, start=1):
        before, row[0] = row[0], number
        for at, against in enumerate(other, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (sign != against))
    return row[-1]


def apart(one: Person, other: Person) -> list[Reason]:
    """What speaks against it."""
    found: list[Reason] = []
    if given_differs(one, other):
        found.append(Reason("given_differs", -45))
    elif one.written and other.written and one.written != other.written:
        found.append(Reason("written_differs", -12))
    if one.family_reading and other.family_reading and one.family_reading != other.family_reading:
        found.append(Reason("family_differs", -15 if near(one.family_reading, other.family_reading) else -20))
    if one.phones and other.phones and not one.phones & other.phones:
        found.append(Reason("phone_differs", -8))
    if one.emails and other.emails and not one.emails & other.emails:
        found.append(Reason("email_differs", -4))
    return found


def given_differs(one: Person, other: Person) -> bool:
    """Two people under one roof: by their readings, or by what is written where no reading is known."""
    if one.given_reading and other.given_reading:
        return one.given_reading != other.given_reading and not near(one.given_reading, other.given_reading)
    if one.latin and other.latin and not (one.written and other.written):
        return one.latin != other.latin
    return bool(one.given and other.given and one.written and other.written and fold(one.given) != fold(other.given))
