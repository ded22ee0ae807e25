"""The pages of the shop: shelves, a product, the member's own page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from demo import sites
from demo.growth.slots import shop
from demo.shop.member import Member
from demo.shop.system import APP, DeskAway, hand_over
from demo.sites import FORM_NAME
from demo.story import read

LANGUAGES = ("ja", "en")
# Pages that are filled in by their script.
FORMS = {"basket/": "basket", "address/": "address"}


@dataclass(frozen=True)
class Goods:
    model: str
    name: str
    line: str
    price: str
    art: str
    shelf: str
    shelf_name: str


@dataclass(frozen=True)
class Shelf:
    id: str
    name: str
    goods: list[Goods]


def goods(model: str, language: str) -> Goods | None:
    told = shop()["products"].get(model)
    if told is None:
        return None
    name = told[language][:1].upper() + told[language][1:]
    shelf = next(row for row in shop()["shelves"] if row["id"] == told["shelf"])
    price = f"{read().product(model).price:,}"
    return Goods(model, name, told[f"line_{language}"], price, told["art"], shelf["id"], shelf[language])


def shelves(language: str) -> list[Shelf]:
    everything = [found for model in shop()["products"] if (found := goods(model, language))]
    return [
        Shelf(row["id"], row[language], [one for one in everything if one.shelf == row["id"]])
        for row in shop()["shelves"]
    ]


def page(path: str, language: str, member: Member | None) -> str | None:
    """The HTML of a page below its language; None = there is no such page."""
    if path == "":
        return rendered("home", language, path, member, sites.STORE, shelves=shelves(language))
    if path == "mypage/":
        orders = [found for model in ("VX-200", "RC-550", "VF-02") if (found := goods(model, language))]
        return rendered("mypage", language, path, member, sites.MYPAGE, orders=orders)
    if path in FORMS:
        return rendered(FORMS[path], language, path, member, sites.STORE)
    if path == "contact/":
        form = {"form": sites.FORM, "handoff": handed_over(member)}
        return rendered("contact", language, path, member, sites.MYPAGE if member else sites.STORE, **form)
    found = goods(path.removesuffix("/"), language) if path.endswith("/") else None
    return rendered("goods", language, path, member, sites.STORE, goods=found) if found else None


def handed_over(member: Member | None) -> str:
    """The token that spares a member to say who they are; a form without it works all the same."""
    try:
        return hand_over(member, {"title": FORM_NAME}, "") if member else ""
    except DeskAway:
        return ""


def rendered(name: str, language: str, path: str, member: Member | None, site: str, **more: Any) -> str:
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    site = sites.ENGLISH if language == "en" else site
    context = {
        "language": language,
        "other": other,
        "other_path": f"/{other}/{path}",
        "desk": settings.PUBLIC_URL,
        "site": site,
        "app": APP,
        "member": member if site in sites.SIGN_IN else None,
        "signs_in": site in sites.SIGN_IN,
        "rows": shop()["shelves"],
    }
    with override(language):
        return render_to_string(f"demo/shop/{name}.html", context | more)
