"""Hand-offs: made by an app before its user writes or calls, taken up once by the next contact on any channel.

handoff, is_new = make(app, body)
handoff = take_up(word, by="form")       # the token or the code; raises NotTaken(reason)
waiting_for_number("090-1234-5678")      # what nobody has brought yet; see handoff_numbers
refuse(reason, by, matter=…)             # what was refused is kept and shown, and never believed
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from channels_ingest import handoff_body as bodies
from channels_ingest import handoff_tokens as tokens
from channels_ingest.models import ConnectedApp, Handoff, RefusedHandoff, VisitorSession
from conversations.models import Channel, Conversation
from customers.identifying import Claim
from customers.identities import NotAnAddress, normalise
from customers.models import IdentityKind

log = structlog.get_logger(__name__)

# So many codes at the same time would be needed for two to meet that one more draw is always enough.
DRAWS = 5
# How long a sign-in in the app allows what only its owner may do. What is known of the person never gets less.
ACTS_FOR = timedelta(minutes=60)
CLOCKS_DIFFER = timedelta(minutes=5)
# Shown because its number called, which proves nothing: whoever has the token or the code may still bring it.
BY_NUMBER = "number"


class NotTaken(Exception):
    """Why a token was not believed: 'unknown', 'expired', 'used', 'foreign' or 'paused'."""

    def __init__(self, reason: str, handoff: Handoff | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.handoff = handoff


class OtherBody(Exception):
    """The sender's own id was used before, for something else."""


def make(app: ConnectedApp, body: bodies.Body) -> tuple[Handoff, bool]:
    """The hand-off, and whether it is new: a call that is repeated finds the first."""
    kept = bodies.kept(body)
    for _draw in range(DRAWS):
        known = repeated(app, body.external_id, kept)
        if known is not None:
            return known, False
        try:
            with transaction.atomic():
                return stored(app, body, kept), True
        except IntegrityError:
            # The same call at the same time, or the code of another one: look again.
            continue
    raise RuntimeError("no free code was found")


def repeated(app: ConnectedApp, external_id: str, kept: bodies.Kept) -> Handoff | None:
    known = Handoff.objects.filter(app=app, external_id=external_id).first() if external_id else None
    if known is not None and bodies.Kept.model_validate(known, from_attributes=True) != kept:
        raise OtherBody
    return known


def stored(app: ConnectedApp, body: bodies.Body, kept: bodies.Kept) -> Handoff:
    key = uuid4()
    return Handoff.objects.create(
        id=key,
        app=app,
        token_hash=tokens.hashed(tokens.token_of(key)),
        code_hash=tokens.hashed(tokens.code_of(key)),
        external_id=body.external_id,
        expires_at=timezone.now() + timedelta(seconds=body.expires_in),
        **kept.model_dump(),
    )


def signed(site: Channel, body: bodies.Body, token: str, by: str) -> Handoff:
    """One that the company's own page has signed: its token's one use is spent, so it is taken as it is made."""
    key, now = uuid4(), timezone.now()
    return Handoff.objects.create(
        id=key,
        site=site,
        token_hash=tokens.hashed(token),
        code_hash=key.hex,
        expires_at=now,
        taken_at=now,
        taken_by=by,
        **bodies.kept(body).model_dump(),
    )


def take_up(word: str, by: str, session: VisitorSession | None = None) -> Handoff:
    """For the first to come with the token or the code; one UPDATE decides who that is. Raises NotTaken."""
    handoff = find(word)
    if handoff is None:
        raise NotTaken("unknown")
    return take(handoff, by, session)


def take(handoff: Handoff, by: str, session: VisitorSession | None = None) -> Handoff:
    reason = reason_against(handoff)
    if reason:
        raise NotTaken(reason, handoff)
    now = timezone.now()
    free = Handoff.objects.filter(is_free(), pk=handoff.pk, expires_at__gt=now)
    if not free.update(taken_at=now, taken_by=by, session=session, matter=None):
        raise NotTaken("used", handoff)
    handoff.taken_at, handoff.taken_by, handoff.session, handoff.matter = now, by, session, None
    return handoff


def is_free() -> Q:
    return Q(taken_at=None) | Q(taken_by=BY_NUMBER)


def find(word: str) -> Handoff | None:
    token, code = tokens.token_in(word), tokens.code_in(word)
    rows = Handoff.objects.select_related("app__members_of", "site")
    if token:
        return rows.filter(token_hash=tokens.hashed(token)).first()
    # A code is free again once it was taken or ran out: the newest is meant.
    return rows.filter(code_hash=tokens.hashed(code)).order_by("-created_at").first() if code else None


def reason_against(handoff: Handoff) -> str:
    if handoff.app is not None and handoff.app.paused_at:
        return "paused"
    if handoff.taken_at and handoff.taken_by != BY_NUMBER:
        return "used"
    return "expired" if handoff.expires_at <= timezone.now() else ""


def refuse(
    reason: str,
    by: str,
    *,
    handoff: Handoff | None = None,
    matter: Conversation | None = None,
    session: VisitorSession | None = None,
) -> RefusedHandoff:
    """Kept and shown as unproven: whoever came goes on as the stranger they were."""
    log.warning("a hand-off was refused", reason=reason, by=by, handoff=str(handoff.pk) if handoff else "")
    app = handoff.app if handoff else None
    return RefusedHandoff.objects.create(app=app, handoff=handoff, reason=reason, by=by, matter=matter, session=session)


def waiting_for_number(number: str) -> QuerySet[Handoff]:
    """What an app handed over for this telephone number and nobody has brought yet, newest first."""
    try:
        value = normalise(IdentityKind.PHONE, number)
    except NotAnAddress:
        return Handoff.objects.none()
    waiting = Handoff.objects.filter(is_free(), expires_at__gt=timezone.now(), app__paused_at=None)
    vouched = waiting.filter(authentication__state="authenticated", who__phone=value)
    return vouched.select_related("app__members_of").order_by("-created_at")


def account_of(handoff: Handoff) -> Claim | None:
    """The account that is proven by it; None = nothing is, everything in it was only said."""
    account = str(handoff.who.get("account", ""))
    if not account or handoff.authentication.get("state") != "authenticated":
        return None
    scope = handoff.app.scope if handoff.app else handoff.site.public_id if handoff.site else ""
    return Claim(IdentityKind.ACCOUNT, account, scope)


def claims_of(handoff: Handoff) -> tuple[Claim, ...]:
    """Addresses that came along: text, which proves nothing."""
    kinds = (IdentityKind.EMAIL, IdentityKind.PHONE)
    return tuple(Claim(kind, str(handoff.who[kind])) for kind in kinds if handoff.who.get(kind))


def may_act_until(handoff: Handoff) -> Any:
    """Until when the sign-in allows what only its owner may do; None = never, it was no sign-in."""
    if account_of(handoff) is None:
        return None
    said = bodies.SignIn.model_validate(handoff.authentication).at
    latest = handoff.created_at + CLOCKS_DIFFER
    return (min(said, latest) if said else handoff.created_at) + ACTS_FOR


def is_by_code(word: str) -> bool:
    return not tokens.token_in(word) and bool(tokens.code_in(word))


def overdue() -> Q:
    """Never taken up: of no use to anybody any more."""
    return Q(taken_at=None, expires_at__lt=timezone.now() - timedelta(days=30))
