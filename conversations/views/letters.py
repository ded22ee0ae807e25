"""The formatted mail in its frame, and the pictures in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from agents.access import signed_in
from agents.models import Agent
from conversations import letter_frame, letter_pictures
from conversations.models import Attachment, Envelope, Message
from omnidesk.limits import OverLimit, spend

SALT = "conversations.letter.remote"
LINK_SECONDS = 3600
POLICY: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "sandbox": ["allow-same-origin", "allow-popups"],
}


@require_safe
@xframe_options_sameorigin
@csp_override(POLICY)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    envelope = envelope_of(agent, pk)
    if not envelope.html:
        raise Http404
    message = envelope.message
    pictures = letter_frame.Pictures(
        inside=inside(message), outside=outside(agent, message) if request.GET.get("images") == "1" else nowhere
    )
    language = message.customer.language or "ja"
    page = letter_frame.page(envelope.html, title=message.subject, language=language, pictures=pictures)
    return sealed(HttpResponse(page))


def envelope_of(agent: Agent, pk: int) -> Envelope:
    messages = Message.objects.visible_to(agent).filter(unsent_at=None)
    return get_object_or_404(Envelope.objects.select_related("message__customer"), message__in=messages.filter(pk=pk))


def inside(message: Message) -> Callable[[str], str | None]:
    files = {plain(file.content_id): file for file in message.attachments.exclude(content_id="")}

    def place(content_id: str) -> str | None:
        file = files.get(plain(content_id))
        return reverse("letter-image", args=[message.pk, file.public_id]) if file else None

    return place


def plain(content_id: str) -> str:
    return content_id.strip().strip("<>").casefold()


def nowhere(_address: str) -> None:
    return None


def outside(agent: Agent, message: Message) -> Callable[[str], str | None]:
    """Only what stands in this mail is fetched: the address is signed, for this person and this mail."""
    door = reverse("letter-remote", args=[message.pk])

    def place(address: str) -> str | None:
        return f"{door}?u={signing.dumps([agent.pk, message.pk, address], salt=SALT, compress=True)}"

    return place


@require_safe
def image(request: HttpRequest, pk: int, public_id: UUID) -> HttpResponseBase:
    """A picture that came with the mail, as one of our making."""
    envelope = envelope_of(signed_in(request), pk)
    file = get_object_or_404(Attachment, message=envelope.message, public_id=public_id)
    return drawn(letter_pictures.of_file(file))


@require_safe
def remote(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A picture that lies elsewhere, because a person asked for the pictures of this mail."""
    agent = signed_in(request)
    envelope = envelope_of(agent, pk)
    try:
        link = signing.loads(request.GET.get("u", ""), salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    if link[:2] != [agent.pk, envelope.pk]:
        raise Http404
    try:
        spend("mail.pictures", str(agent.pk))
    except OverLimit as over:
        return sealed(HttpResponse(status=429, headers={"Retry-After": str(over.seconds)}))
    return drawn(letter_pictures.of_address(link[2]))


def drawn(content: bytes | None) -> HttpResponse:
    if content is None:
        raise Http404
    return sealed(HttpResponse(content, content_type=letter_pictures.CONTENT_TYPE))


def sealed(response: HttpResponse) -> HttpResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
