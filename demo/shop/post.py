"""The post office's counter in the shop: read what the desk sent, answer it, or write to the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django.db import close_old_connections, connection
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from demo import post, sites
from demo.shop.pages import rendered
from demo.sites import shop_origins
from demo.writing import NoSuchMailbox, answering, hand_in, written

MOST_BYTES = 200_000
LONGEST = 20_000
SHOWN = 100

type Fields = dict[str, str]


@dataclass(frozen=True)
class Counter:
    language: str
    environ: dict[str, Any]

    @property
    def is_post(self) -> bool:
        return str(self.environ["REQUEST_METHOD"]) == "POST"

    def answer(self, rest: str) -> HttpResponse | None:
        """None where there is no such page. Only the shop's own forms may send anything."""
        if self.is_post and self.environ.get("HTTP_ORIGIN") not in shop_origins():
            return HttpResponse(status=403)
        if rest == "":
            return self.office()
        posted = post.find(rest.removesuffix("/")) if rest.endswith("/") else None
        return self.mail(posted) if posted else None

    def office(self) -> HttpResponse:
        fields = self.fields()
        said: Promise | str = ""
        if self.is_post:
            said = sent(lambda: written(*new(fields)))
            if not said:
                return self.to("?sent=1")
        wanted = self.query("q").strip().casefold()
        mails = [one for one in post.newest() if wanted in f"{one.to} {one.subject} {one.text}".casefold()][:SHOWN]
        return self.page("post", mails=mails, q=self.query("q"), desks=self.desks(), fields=fields, said=said)

    def mail(self, posted: post.Posted) -> HttpResponse:
        fields = self.fields()
        said: Promise | str = ""
        if self.is_post:
            said = sent(lambda: answering(posted.mail, fields["text"])) if fields.get("text") else _("Write something.")
            if not said:
                return self.to(f"{posted.name}/?sent=1")
        return self.page("mail", posted=posted, fields=fields, said=said)

    def desks(self) -> list[tuple[str, str]]:
        return [(sites.address_of(team), name) for team, name in sites.MAIL_NAMES.items()]

    def page(self, name: str, **more: Any) -> HttpResponse:
        is_sent = self.query("sent") == "1"
        html = rendered(name, self.language, "post/", None, sites.STORE, is_sent=is_sent, **more)
        return HttpResponse(html, status=400 if more["said"] else 200)

    def to(self, path: str) -> HttpResponse:
        """So that a reload sends nothing twice."""
        return HttpResponse(status=303, headers={"Location": f"/{self.language}/post/{path}"})

    def query(self, name: str) -> str:
        found: list[str] = parse_qs(self.environ.get("QUERY_STRING", "")).get(name, [""])
        return found[0]

    def fields(self) -> Fields:
        if not self.is_post:
            return {}
        length = min(int(self.environ.get("CONTENT_LENGTH") or 0), MOST_BYTES)
        told = parse_qs(self.environ["wsgi.input"].read(length).decode("utf-8", "replace"))
        return {name: values[0].strip()[:LONGEST] for name, values in told.items()}


def new(fields: Fields) -> tuple[tuple[str, str], str, str, str]:
    wanted = [fields.get(name, "") for name in ("name", "email", "to", "subject", "text")]
    name, address, to, subject, text = wanted
    if "@" not in address or not text:
        raise ValueError("an address and some words are needed")
    return (name, address), to, subject, text


def sent(make: Callable[[], Any]) -> Promise | str:
    """Hand it to the desk; what stands in the way, in words."""
    close_old_connections()
    try:
        hand_in(make())
    except (ValueError, IndexError):
        return _("That is no mail yet: an address and some words are needed.")
    except NoSuchMailbox:
        return _("Nobody at the desk has this address.")
    finally:
        connection.close()
    return ""
