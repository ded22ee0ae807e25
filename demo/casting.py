"""Who plays which part: a visitor of a chat site, or somebody who writes mails."""

import re

from channels_ingest.mail.settings import KIND
from conversations.models import Conversation, Direction
from demo import corresponding
from demo.acting import Role, begin_visit, customer_language, visit_of
from demo.dice import Dice

SEED = re.compile(r":sim-(\d+)-")
ENGLISH, BY_MAIL = 0.2, 0.3


def begin_role(dice: Dice) -> Role:
    seed = dice.randrange(1, 10**9)
    language = "en" if dice.chance(ENGLISH) else "ja"
    begin = corresponding.begin if dice.chance(BY_MAIL) else begin_visit
    return begin(seed, language, dice)


def role_of(matter: Conversation) -> Role | None:
    """The part that is being played here. Whoever wrote last by mail goes on by mail."""
    heard = matter.messages.filter(direction=Direction.IN, is_automatic=False).exclude(identity=None)
    first = heard.order_by("pk").first()
    last = heard.select_related("channel", "identity").order_by("-pk").first()
    if first is None or last is None or last.channel is None or last.identity is None:
        return None
    match, language = SEED.search(first.external_id or ""), customer_language(matter)
    seed = int(match[1]) if match else 0
    if last.channel.kind == KIND:
        return corresponding.role_of(matter, seed, language, last.channel, last.identity)
    return visit_of(matter, seed, language, last.identity)
