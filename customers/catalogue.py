"""A catalogue out of a spreadsheet: UTF-8 or Shift_JIS, with a head line in Japanese or English."""

import csv
import io
import re
from dataclasses import dataclass, field

from customers.models import Product

LARGEST = 5 * 1024 * 1024
MOST = 20_000
# Shift_JIS as Windows writes it. What is UTF-8 is hardly ever valid in it, so UTF-8 is tried first.
ENCODINGS = ("utf-8-sig", "cp932")
HEADS = {
    "code": ("code", "model", "sku", "型番", "品番", "製品コード", "商品コード", "コード"),
    "name": ("name", "product", "製品名", "商品名", "品名", "名称"),
    "names": ("names", "other names", "aliases", "別名", "呼び名", "通称"),
}
BETWEEN = re.compile(r"[/／|｜;；\n]")


class Unreadable(ValueError):
    """No table of products in any writing that we know."""


@dataclass
class Imported:
    added: int = 0
    changed: int = 0
    # The numbers of lines that have no code or no name.
    skipped: list[int] = field(default_factory=list)


def names_in(text: str) -> list[str]:
    found = (name.strip()[:160] for name in BETWEEN.split(text))
    return list(dict.fromkeys(name for name in found if name))


def read(content: bytes) -> tuple[list[Product], list[int]]:
    """The products, and the lines that are none. Raises Unreadable."""
    rows = list(csv.reader(io.StringIO(decoded(content), newline="")))[: MOST + 1]
    columns = heads(rows[0]) if rows else {}
    if "code" not in columns or "name" not in columns:
        raise Unreadable
    found: dict[str, Product] = {}
    skipped = []
    for line, row in enumerate(rows[1:], start=2):
        said = {key: row[at].strip() if at < len(row) else "" for key, at in columns.items()}
        if said["code"] and said["name"]:
            names = names_in(said.get("names", ""))
            found[said["code"][:60]] = Product(code=said["code"][:60], name=said["name"][:160], names=names)
        elif any(row):
            skipped.append(line)
    return list(found.values()), skipped


def decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise Unreadable


def heads(row: list[str]) -> dict[str, int]:
    known = {word: key for key, words in HEADS.items() for word in words}
    places = {known.get(cell.strip().lower()): at for at, cell in enumerate(row)}
    return {key: at for key, at in places.items() if key}


def bring_in(content: bytes) -> Imported:
    """By code: what is there is changed, what is new is added, nothing is taken away. Raises Unreadable."""
    products, skipped = read(content)
    there = set(Product.objects.filter(code__in=[one.code for one in products]).values_list("code", flat=True))
    Product.objects.bulk_create(
        products, update_conflicts=True, unique_fields=["code"], update_fields=["name", "names"], batch_size=1000
    )
    return Imported(len(products) - len(there), len(there), skipped)
