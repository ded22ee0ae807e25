"""What is pictured: the address, whose window, and what is done before the picture is taken."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.shots import deeds

AGENT, ADMIN = "aya.takahashi", "tomoya.noguchi"

type Deed = Callable[[Page], None]


@dataclass(frozen=True)
class Subject:
    name: str
    path: str
    who: str = AGENT
    deed: Deed | None = None
    # Where the whole page is: the desk with its story, the demo's shop, or a desk that nobody has set up yet.
    place: str = "desk"


DOOR = [
    Subject("login", "/accounts/login/", ""),
    Subject("login-wrong", "/accounts/login/", "", deeds.sign_in_wrongly),
    Subject("reset", "/accounts/password/reset/", ""),
    Subject("not-found", "/no-such-page/"),
    Subject("forbidden", "/settings/people/"),
]
CONSOLE = [
    Subject("callbacks", "/callbacks/"),
    Subject("callback-settings", "/settings/callbacks/1/", ADMIN),
    Subject("inbox", "/inbox/"),
    Subject("inbox-unassigned", "/inbox/?view=unassigned"),
    Subject("inbox-empty", "/inbox/?view=snoozed", "kengo.hori"),
    Subject("inbox-done", "/inbox/?view=done"),
    Subject("filter", "/inbox/", deed=deeds.opened("queue-filter")),
    Subject("matter", "/inbox/", deed=deeds.open_first),
    Subject("matter-customer", "/inbox/", deed=deeds.then(deeds.open_first, deeds.customer_drawer)),
    Subject("note", "/inbox/", deed=deeds.then(deeds.open_first, deeds.note_mode)),
    *(
        Subject(f"menu-{name}", "/inbox/", deed=deeds.then(deeds.open_first, deeds.menu(f"{name}-menu")))
        for name in ("status", "assign", "snooze", "labels", "more", "join")
    ),
    Subject("palette", "/inbox/", deed=deeds.palette("")),
    Subject("palette-found", "/inbox/", deed=deeds.palette("sato")),
    Subject("keys", "/inbox/", deed=deeds.then(deeds.open_first, deeds.key_sheet)),
    Subject("me", "/inbox/", deed=deeds.opened("me-menu")),
    Subject("new-message", "/inbox/", deed=deeds.new_message),
]
CUSTOMERS = [
    Subject("customers", "/customers/"),
    Subject("customers-search", "/customers/?q=sato"),
    Subject("customers-none", "/customers/?q=zzzzzz"),
    Subject("customer-new", "/customers/new/"),
    Subject("customer", "/customers/?q=sato", deed=deeds.first_customer("")),
    Subject("customer-edit", "/customers/?q=sato", deed=deeds.first_customer("edit/")),
    Subject("merge-search", "/customers/?q=sato", deed=deeds.first_customer("merge/?q=sato")),
    Subject("merge", "/customers/?q=sato", deed=deeds.then(deeds.first_customer("merge/?q=sato"), deeds.compare)),
]
SETTINGS = [
    Subject("profile", "/me/"),
    Subject("people", "/settings/people/", ADMIN),
    Subject("invite", "/settings/people/", ADMIN, deeds.invite),
    Subject("person", "/settings/people/", ADMIN, deeds.follow("table a[href*='/settings/people/']")),
    Subject("teams", "/settings/teams/", ADMIN),
    Subject("team", "/settings/teams/", ADMIN, deeds.follow("table a[href*='/settings/teams/']")),
    Subject("calendars", "/settings/calendars/", ADMIN),
    Subject("calendar", "/settings/calendars/", ADMIN, deeds.follow("main a[href*='/settings/calendars/']", "[0-9]/$")),
    Subject("company", "/settings/company/", ADMIN),
    Subject("audit", "/settings/audit/", ADMIN),
    Subject("chat-sites", "/settings/chat-sites/", ADMIN),
    Subject("chat-site", "/settings/chat-sites/", ADMIN, deeds.follow("table a[href*='/settings/chat-sites/']")),
    Subject("chat-site-new", "/settings/chat-sites/new/", ADMIN),
    Subject("forms", "/settings/forms/", ADMIN),
    Subject("form", "/settings/forms/", ADMIN, deeds.follow("table a[href*='/settings/forms/']")),
    Subject("form-new", "/settings/forms/new/", ADMIN),
    Subject("channel-new", "/settings/channels/new/", ADMIN),
    *(
        Subject(f"channel-{kind}-{step}", "/settings/channels/new/", ADMIN, deeds.set_up(kind, step))
        for kind in ("form", "chat")
        for step in ("preparation", "credentials", "webhook", "test")
    ),
    Subject("simulator-api", "/settings/simulator/", ADMIN, deeds.other_system),
    Subject("mailboxes", "/settings/mailboxes/", ADMIN),
    Subject("mailbox", "/settings/mailboxes/", ADMIN, deeds.follow("table a[href*='/settings/mailboxes/']")),
    Subject("mailbox-providers", "/settings/mailboxes/new/", ADMIN),
    Subject("mailbox-new", "/settings/mailboxes/new/?provider=sakura", ADMIN),
    Subject("password", "/accounts/password/change/"),
]
OUTSIDE = [
    Subject("shop", "/{language}/", "", place="shop"),
    Subject("web-form", "/forms/minato-contact/", ""),
    Subject("shop-contact", "/{language}/contact/", "", place="shop"),
    Subject("shop-chat", "/{language}/", "", deeds.open_chat, place="shop"),
    Subject("callback-chat", "/{language}/", "", deeds.ask_for_call, place="shop"),
    Subject("setup", "/setup/", "", place="new"),
    Subject("setup-form", "/setup/", "", deeds.prove, place="new"),
]
SUBJECTS = [*DOOR, *CONSOLE, *CUSTOMERS, *SETTINGS, *OUTSIDE]


def chosen(words: list[str]) -> list[Subject]:
    """Those whose name is one of the words, or begins with one of them and a hyphen."""
    wanted = [re.compile(rf"{re.escape(word)}(-|$)") for word in words]
    return [subject for subject in SUBJECTS if not wanted or any(one.match(subject.name) for one in wanted)]
