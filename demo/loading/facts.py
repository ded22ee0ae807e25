"""What the demo's customers have told, read from their messages by the desk's own rules; and what those rules know."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import count

from conversations import knowledge
from conversations.listening import facts_of
from conversations.models import Channel, Conversation, Message
from customers.models import Customer, Fact, Identity, Pattern, Product
from customers.noting import stand
from demo.growth.slots import shop
from demo.story.world import World

# 「ライト」 is no name, nor is 「6 畳」.
LIGHT = 3
SIZE = re.compile(r"\d")
PATTERNS = (
    ("order_number", r"#?[A-Z]-?\d{5}", "#A-10293"),
    ("error_code", r"[A-Z]-[A-Z]{3,6}-\d{2}|[A-Z]-\d{2}", "E-21"),
    ("slip_no", r"(?:NG|TB)-\d{4}-\d{4,5}(?:-\d{2})?", "NG-0000-4471-20"),
    ("serial", r"\d{2}[A-Z]-\d{6}", "24B-004417"),
)


def teach(world: World) -> None:
    """The catalogue and the company's numbers. A name that two products share names neither."""
    names = {product.model: named(product.model, product.name) for product in world.products}
    often = Counter(name for found in names.values() for name in found)
    Product.objects.bulk_create(
        Product(
            pk=number,
            code=product.model,
            name=product.name.partition("(")[0].strip(),
            names=[name for name in names[product.model] if often[name] == 1],
        )
        for number, product in enumerate(world.products, start=1)
    )
    Pattern.objects.bulk_create(
        Pattern(pk=number, key=key, expression=shape, example=like)
        for number, (key, shape, like) in enumerate(PATTERNS, start=1)
    )
    knowledge.forget()


def named(model: str, name: str) -> list[str]:
    """By its pet name (「かるスイ」), as the shop calls it in both languages, and without the hyphen."""
    words = name.partition("(")[0].split()
    said = shop()["products"][model]
    pets = [" ".join(words[1:]), *(word for word in words[-1:] if len(word) > LIGHT)]
    called = [pet for pet in pets if pet and not SIZE.search(pet)]
    return list(dict.fromkeys([*called, said["ja"], said["en"], model.replace("-", "")]))


def tell(
    messages: Iterable[Message],
    matters: Iterable[Conversation],
    customers: Iterable[Customer],
    identities: Iterable[Identity],
    channels: Iterable[Channel],
) -> list[Fact]:
    """The rows are in memory and name each other by number: nothing is asked of the database."""
    matter_of, customer_of = {row.pk: row for row in matters}, {row.pk: row for row in customers}
    identity_of, channel_of = {row.pk: row for row in identities}, {row.pk: row for row in channels}
    numbers = count(1)
    found: list[Fact] = []
    # Much is said in the same words; when it was said only matters where something was told.
    silent: set[str] = set()
    for message in messages:
        if message.direction == "in" and message.identity_id and message.channel_id and message.text not in silent:
            message.conversation = matter_of[message.conversation_id]
            message.customer = customer_of[message.customer_id]
            message.identity, message.channel = identity_of[message.identity_id], channel_of[message.channel_id]
            told = facts_of(message)
            found += told
            if not told and not message.subject:
                silent.add(message.text)
    for fact in found:
        fact.pk, fact.created_at = next(numbers), fact.said_at
    stand(found)
    return found
