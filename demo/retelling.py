"""What was told in messages whose dates were brought forward: read anew, because the words stand elsewhere now."""

from conversations.listening import facts_of
from conversations.models import Message
from customers.models import Fact
from customers.models.fact import FactSource
from customers.noting import settle_again


def tell_anew(messages: list[int]) -> None:
    """What agents have confirmed or struck out stays as they left it."""
    read = Fact.objects.filter(message__in=messages, source=FactSource.MESSAGE)
    read.filter(confirmed_at=None, struck_at=None).delete()
    kept = set(Fact.objects.filter(message__in=messages).values_list("message", "key"))
    rows = Message.objects.filter(pk__in=messages).select_related("conversation", "customer", "channel", "identity")
    found = [fact for message in rows.order_by("pk").iterator() for fact in facts_of(message)]
    Fact.objects.bulk_create([fact for fact in found if (fact.message, fact.key) not in kept], batch_size=500)
    settle_again({fact.customer_id for fact in found})
