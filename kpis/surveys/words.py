"""The message that asks: buttons where the channel has them, a link for each mark in a letter, else one short link."""

from django.utils.translation import gettext as _

from conversations import choosing, outbox
from conversations.capabilities import capabilities_of
from conversations.choosing import Choice
from conversations.models import Channel, Conversation, Message
from conversations.routes import Route
from kpis.models import SurveyInvitation
from kpis.surveys import links
from kpis.surveys.scales import SCALES


def language_of(matter: Conversation, channel: Channel) -> str:
    return matter.customer.language or channel.language


def send(row: SurveyInvitation, sealed: str, way: Route) -> Message:
    """In the language that is in force. A letter keeps the subject of its matter: the next answer goes on from it."""
    text, choices = written(row, sealed, way.channel, language_of(row.conversation, way.channel))
    return outbox.automatic(
        row.conversation,
        text=text,
        channel=way.channel,
        identity=way.identity,
        choices=choices,
    )


def written(row: SurveyInvitation, sealed: str, channel: Channel, language: str) -> tuple[str, list[Choice]]:
    """The words, and what can be tapped beside them. Each choice leads to the page and counts nothing by itself: what
    they said would else come back as a message, and open the matter again."""
    intro, question = row.version.said("intro", language), row.version.said("question", language)
    choices = marks(row.survey.kind, sealed)
    if choosing.are_shown(channel, choices):
        return f"{intro}\n{question}", choices
    if capabilities_of(channel).letters:
        tapped = "\n".join(f"{one.label}\n{one.url}" for one in choices)
        stop = _("No more surveys: %(url)s") % {"url": f"{links.address(sealed)}?stop"}
        return "\n\n".join([intro, question, tapped, stop]), []
    return "\n".join([intro, links.address(sealed), typing(row.survey.kind, question)]), []


def typing(kind: str, question: str) -> str:
    """Where nothing can be tapped, a number in answer will do: what it means has to stand there."""
    scale = SCALES[kind]
    ends = {"lowest": scale.lowest, "highest": scale.highest, "low": scale.words[0], "high": scale.words[-1]}
    return _("Or reply with a number: %(question)s %(lowest)s (%(low)s) – %(highest)s (%(high)s)") % {
        "question": question, **ends
    }  # fmt: skip


def marks(kind: str, sealed: str) -> list[Choice]:
    scale = SCALES[kind]
    labels = {score: f"{score} {scale.word(score)}".strip() if scale.is_named else str(score) for score in scale.marks}
    return [Choice(label, url=links.address(sealed, score)) for score, label in labels.items()]
