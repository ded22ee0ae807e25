"""A hand-off that the chat window brings: from a link, from the company's page, or from a code that was typed.

What is refused is kept and shown to agents as unproven, and the visitor goes on as whoever they were.
"""

from django.db import transaction
from django.http import JsonResponse
from django.utils import timezone
from pydantic import ValidationError

from channels_ingest import handoff_body, handoff_effects, handoff_record, handoffs
from channels_ingest.adapters.chat import sender
from channels_ingest.chat import identify, sessions
from channels_ingest.chat.door import Visit
from channels_ingest.chat.identify import NotIdentified
from channels_ingest.chat.pages import page_of
from channels_ingest.chat.views import answer
from channels_ingest.handoffs import NotTaken
from channels_ingest.models import Handoff, VisitorSession
from conversations.models import Channel
from customers.identifying import held
from omnidesk.cleaning import word
from omnidesk.limits import spend
from omnidesk.live import QueueHint, VisitorHint
from omnidesk.telling import publish

LONGEST = handoff_body.MOST_BYTES * 2
SAID, VERIFIED = ("name", "email", "phone"), ("email_verified", "phone_verified")
# What was wrong with a signed token, in the words that are shown; anything else was made up by somebody.
REASONS = {"used": "used", "expired": "expired", "foreign": "foreign"}


def hand_over(visit: Visit) -> JsonResponse:
    """taken: whether it was believed. `token` comes with a session that is new; without one the session goes on."""
    visit.must_be_open()
    visit.limit("chat.handoff")
    token = word(visit.said, "token", LONGEST)
    before = sessions.of(visit.channel, sessions.bearer(visit.request))
    try:
        with transaction.atomic():
            handoff = taken(visit.channel, token, visit.address)
            session, bearer = settled(visit, handoff, before)
    except NotTaken as refused:
        return not_believed(visit, refused, before)
    said = {"taken": True, "session": str(session.pk), "token": bearer, "name": str(handoff.who.get("name", ""))}
    return answer(said | {"subject": session.account}, 201 if bearer else 200)


def taken(channel: Channel, token: str, address: str) -> Handoff:
    if token.count(".") == 2:
        return signed(channel, token)
    if handoffs.is_by_code(token):
        spend("handoff.code", f"{channel.pk}/{address}")
    return handoffs.take_up(token, "code" if handoffs.is_by_code(token) else "chat")


def signed(channel: Channel, token: str) -> Handoff:
    """The company's page vouches by its own signature; the same judgement as for a visitor who signs in."""
    try:
        claims = identify.verified(channel, token, LONGEST)
        identify.use(channel, claims)
        said = claims.get("handoff")
        told = said if isinstance(said, dict) else {}
        who = {name: claims[name] for name in SAID if isinstance(claims.get(name), str)}
        who |= {name: claims[name] for name in VERIFIED if isinstance(claims.get(name), bool)}
        signed_in = {"state": "authenticated"} | dict(told.get("authentication") or {})
        form = {**told, "identity": {**who, "account": claims["sub"]}, "authentication": signed_in}
        return handoffs.signed(channel, handoff_body.Body.model_validate(form), token, "chat")
    except NotIdentified as refused:
        raise NotTaken(REASONS.get(refused.reason, "unknown")) from None
    except (ValidationError, TypeError, ValueError):
        raise NotTaken("unknown") from None


def settled(visit: Visit, handoff: Handoff, before: VisitorSession | None) -> tuple[VisitorSession, str]:
    """In the session that is there, unless it is already somebody else's; the new one's bearer, or ''."""
    session, bearer = (before, "") if before and goes_on(before, handoff) else begun(visit)
    account = handoffs.account_of(handoff)
    if session.identity is None or handoff_record.may_claim(handoff, session.identity.customer):
        session.name = session.name or str(handoff.who.get("name", ""))
        session.email = session.email or str(handoff.who.get("email", ""))
    if account:
        session.account, session.account_scope = account.value, account.scope
    identity = handoff_effects.introduce(handoff, handoff_effects.vouched(handoff, sender(session)))
    session.identity = identity
    session.save(update_fields=["name", "email", "account", "account_scope", "identity"])
    Handoff.objects.filter(pk=handoff.pk).update(session=session, taken_at=handoff.taken_at or timezone.now())
    publish(VisitorHint(str(session.pk)))
    # No matter yet: whoever has the list open looks who is there.
    publish(QueueHint(matter=0, teams=(session.channel.team_id,)))
    return session, bearer


def goes_on(session: VisitorSession, handoff: Handoff) -> bool:
    account = handoffs.account_of(handoff)
    if account is None:
        return True
    if session.account:
        return (session.account, session.account_scope or session.channel.public_id) == (account.value, account.scope)
    holder = held(account.kind, account.scope, account.value)
    return session.identity is None or holder is None or holder.customer_id == session.identity.customer_id


def begun(visit: Visit) -> tuple[VisitorSession, str]:
    visit.limit("chat.session")
    return sessions.begin(
        visit.channel,
        language=visit.language,
        page=page_of(visit.said.get("page")),
        user_agent=visit.request.headers.get("User-Agent", ""),
    )


def not_believed(visit: Visit, refused: NotTaken, before: VisitorSession | None) -> JsonResponse:
    """One answer for all reasons; which it was stands in the log and with the agents."""
    session, bearer = (before, "") if before else begun(visit)
    handoffs.refuse(refused.reason, "chat", handoff=refused.handoff, session=session)
    sessions.tell_panel(session)
    said = {"taken": False, "session": str(session.pk), "token": bearer, "name": ""}
    return answer(said | {"subject": ""}, 201 if bearer else 200)
