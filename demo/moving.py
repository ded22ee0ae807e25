"""The demo, brought forward on a later start: by whole days, so that mornings stay mornings, and what is still going
on by the hours that are left, so that the desk looks as if nobody had switched it off."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F, Max, Q

from channels_ingest.models import VisitorSession
from conversations.models import OPEN, AskedAgain, Conversation, Entry, Envelope, FocusInterval, Message, Promise
from conversations.preview import preview_of
from demo import dates, sites
from demo.hours import TOKYO
from demo.retelling import tell_anew

ROOMS = ("agents", "customers", "conversations", "channels_ingest")
# A shorter absence is no absence.
LEAST = timedelta(minutes=30)
# Times inside the data of entries, as written by the verbs.
TIMES = ("{waited_since}", "{until}", "{before,waiting_since}", "{before,resolved_at}", "{before,snoozed_until}")
OPEN_ROWS: tuple[tuple[type[models.Model], str], ...] = (
    (Conversation, ""),
    (Message, "conversation__"),
    (Entry, "conversation__"),
    (FocusInterval, "conversation__"),
    (Promise, "conversation__"),
    (AskedAgain, "conversation__"),
)
OURS = Q(external_id__contains=":demo-") | Q(client_key__startswith="demo-")


@transaction.atomic
def move_to(now: datetime, say: Callable[[str], object] = lambda text: None) -> timedelta:
    """How far the newest was moved; nothing while the demo is fresh."""
    newest = Conversation.objects.filter(is_demo=True).aggregate(last=Max("last_activity_at"))["last"]
    gap = now - newest if newest else timedelta()
    if gap < LEAST:
        return timedelta()
    days = timedelta(days=gap.days)
    if days:
        say(f"Bringing the demo forward by {days.days} days…")
        move_everything(days)
    move_open(gap - days - timedelta(minutes=2))
    sites.tell_when_heard()
    return gap


def move_everything(by: timedelta) -> None:
    for model in moved_models():
        model._default_manager.update(**{name: F(name) + by for name in times_of(model)})
    for path in TIMES:
        move_inside(path, by, "TRUE", [])
    redate(by.days)


def moved_models() -> Iterable[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models() if times_of(model)]


def times_of(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.DateTimeField)]


def move_open(by: timedelta) -> None:
    """Matters in hand end shortly before now again. Nothing of their customers is younger, so the order stays."""
    still_open = list(Conversation.objects.filter(is_demo=True, status__in=OPEN).values_list("pk", flat=True))
    for model, path in OPEN_ROWS:
        rows = model._default_manager.filter(**{f"{path}pk__in": still_open})
        rows.update(**{name: F(name) + by for name in times_of(model)})
    move_inside_open(by, still_open)
    VisitorSession.objects.filter(identity__customer__conversations__in=still_open).update(
        last_seen_at=F("last_seen_at") + by
    )


def move_inside_open(by: timedelta, matters: list[int]) -> None:
    for path in TIMES:
        move_inside(path, by, "conversation_id = ANY(%s)", [matters])


def move_inside(path: str, by: timedelta, which: str, params: list[list[int]]) -> None:
    """A time that stands as text in the data of entries."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE conversations_entry SET data = jsonb_set(data, %s, to_jsonb(to_char(
                (data #>> %s)::timestamptz + %s::float * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM')))
            WHERE data #>> %s IS NOT NULL AND {which}
            """,  # noqa: S608  `which` is one of two texts of this file
            [path, path, str(by.total_seconds()), path, *params],
        )


def redate(days: int) -> None:
    """The dates in what the demo's people wrote. Nobody else's words are touched."""
    maybe = Q(text__regex=dates.MAYBE) | Q(subject__regex=dates.MAYBE)
    messages = Message.objects.filter(OURS, maybe).only("text", "subject", "shown_at", "conversation_id")
    changed = [message for message in messages.iterator() if redated(message, message, days, "text", "subject")]
    Message.objects.bulk_update(changed, ["text", "subject"], batch_size=500)
    renew_previews([message.pk for message in changed])
    tell_anew([message.pk for message in changed])
    maybe = Q(quoted__regex=dates.MAYBE) | Q(html__regex=dates.MAYBE)
    ours = Q(message__in=Message.objects.filter(OURS))
    envelopes = list(Envelope.objects.filter(ours, maybe).select_related("message"))
    quoting = [one for one in envelopes if redated(one, one.message, days, "quoted", "html")]
    Envelope.objects.bulk_update(quoting, ["quoted", "html"], batch_size=500)


def redated(row: models.Model, message: Message, days: int, *names: str) -> bool:
    near = (message.shown_at - timedelta(days=days)).astimezone(TOKYO).date()
    before = {name: getattr(row, name) for name in names}
    after = {name: dates.moved(text, days, near) for name, text in before.items()}
    for name, text in after.items():
        setattr(row, name, text)
    return before != after


def renew_previews(messages: list[int]) -> None:
    rows = list(Conversation.objects.filter(last_message_id__in=messages).only("last_message_id", "preview"))
    texts = dict(Message.objects.filter(pk__in=[row.last_message_id for row in rows]).values_list("pk", "text"))
    for row in rows:
        row.preview = preview_of(texts[row.last_message_id or 0])
    Conversation.objects.bulk_update(rows, ["preview"], batch_size=500)
