"""What a web form asks: the fields that every form knows, and the company's own, each mapped to what it tells us."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conversations.models import Channel
from customers import fact_words

KIND = "form"
# Those that an admin may leave out; the message and a way to answer are always asked.
OPTIONAL: dict[str, str | Promise] = {
    "topic": _("What it is about"),
    "order_number": _("Order number"),
    "name": pgettext_lazy("fact", "Name"),
    "phone": _("Daytime phone number"),
    "files": _("Files"),
}
# What the fields that every form knows tell us.
KEYS = {"order_number": "order_number", "name": "name", "phone": "phone", "email": "email"}
MOST_OWN = 12
MOST_CHOICES = 12


@dataclass(frozen=True)
class Field:
    """`key`: as which fact its value is kept, '' = as none."""

    name: str
    label: str
    key: str = ""
    required: bool = False


def asks(channel: Channel, name: str) -> bool:
    return name in channel.settings.get("asks", list(OPTIONAL))


def own(channel: Channel, language: str) -> list[Field]:
    rows = channel.settings.get("own") or []
    return [
        Field(f"own_{place}", in_language(row["label"], language), row.get("key", ""), bool(row.get("required")))
        for place, row in enumerate(rows[:MOST_OWN])
    ]


def choices(channel: Channel, language: str) -> list[str]:
    return [in_language(line, language) for line in (channel.settings.get("choices") or [])[:MOST_CHOICES]]


def words(channel: Channel, language: str) -> dict[str, str]:
    """The heading and what is said after sending, as the company has written them."""
    told = {name: (channel.settings.get(name) or {}).get(language, "") for name in ("title", "thanks")}
    return told | {"title": told["title"] or channel.name}


def in_language(text: str, language: str) -> str:
    """「型番 | Model」: Japanese first; without a bar the same word for everybody."""
    japanese, bar, english = text.partition("|")
    return (english if bar and language != "ja" else japanese).strip()


def read_own(lines: str) -> Iterator[dict[str, str | bool]]:
    """One a line: label, perhaps = key, perhaps a star where it must be filled in. Raises ValueError with the line."""
    for line in filter(None, (line.strip() for line in lines.splitlines())):
        label, equals, key = line.rstrip("*").partition("=")
        key = fact_words.canonical(key.strip())
        if not label.strip() or len(label) > 80 or (equals and key not in fact_words.BY_KEY):
            raise ValueError(line)
        yield {"label": label.strip(), "key": key, "required": line.endswith("*")}


def written_own(rows: list[dict[str, str | bool]]) -> str:
    return "\n".join(written(row) for row in rows)


def written(row: dict[str, str | bool]) -> str:
    key, star = f" = {row['key']}" if row.get("key") else "", " *" if row.get("required") else ""
    return f"{row['label']}{key}{star}"
