"""Deeds and places that the palette offers by name. A command's name is acted on by js/queue/commands.js.

`reading` is translated: in Japanese it holds the readings in kana, so that かんりょう and kanryou find 完了.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agents.access import can
from agents.models import Agent
from conversations.models import Conversation
from customers import search


@dataclass(frozen=True)
class Command:
    label: str
    reading: str
    icon: str
    name: str = ""
    href: str = ""
    key: str = ""

    def fits(self, text: str) -> bool:
        return not text or search.says(f"{self.label} {self.reading}", text)


def of_matter(matter: Conversation, agent: Agent) -> list[Command]:
    """What can be done with the open matter now."""
    ours = matter.assignee_id == agent.pk
    finish = Command(_("Resolve"), pgettext("reading", "resolve done close"), "check", "resolve", key="E")
    take = Command(_("Take it"), pgettext("reading", "take assign to me"), "hand", "take", key="I")
    return [
        Command(_("Reply"), pgettext("reading", "reply answer write"), "corner-up-left", "reply", key="R"),
        *([finish] if matter.is_open else []),
        *([] if ours else [take]),
        Command(_("Assign"), pgettext("reading", "assign hand over team"), "user-round-plus", "assign", key="A"),
        Command(_("Internal note"), pgettext("reading", "note internal"), "lock", "note", key="N"),
        Command(_("Snooze"), pgettext("reading", "snooze later remind"), "alarm-clock", "snooze", key="H"),
        Command(_("Labels"), pgettext("reading", "label tag"), "tag", "labels", key="L"),
        Command(
            _("Enter a code read out"),
            pgettext("reading", "code read out app hand-off confirm"),
            "shield-question-mark",
            "spoken-code",
            key="Shift+V",
        ),
    ]


def places(agent: Agent, in_console: bool) -> list[Command]:
    """Where this person can go, and what can be begun; in the console some of it opens in place."""
    return [*lists(), *figures(agent), *beginnings(agent, in_console), *settings(agent)]


def lists() -> list[Command]:
    inbox = reverse("inbox")
    return [
        Command(_("Inbox: mine"), pgettext("reading", "inbox mine"), "inbox", href=f"{inbox}?view=mine"),
        Command(
            _("Inbox: unassigned"), pgettext("reading", "inbox unassigned"), "inbox", href=f"{inbox}?view=unassigned"
        ),
        Command(_("Inbox: team"), pgettext("reading", "inbox team"), "inbox", href=f"{inbox}?view=team"),
        Command(_("Inbox: snoozed"), pgettext("reading", "inbox snoozed"), "alarm-clock", href=f"{inbox}?view=snoozed"),
        Command(_("Callbacks"), pgettext("reading", "callbacks phone"), "phone-call", href=reverse("callbacks")),
        Command(_("Customers"), pgettext("reading", "customers people"), "users-round", href=reverse("customers:list")),
        Command(
            _("My day"), pgettext("reading", "my day own figures thanks"), "calendar-check", href=reverse("my-day")
        ),
    ]


def figures(agent: Agent) -> list[Command]:
    if not can(agent, "figures"):
        return []
    return [
        Command(
            pgettext("wall", "Live"), pgettext("reading", "live wall now waiting"), "monitor", href=reverse("wall")
        ),
        Command(_("Wallboard"), pgettext("reading", "wallboard screen room"), "monitor", href=reverse("wallboard")),
    ]


def beginnings(agent: Agent, in_console: bool) -> list[Command]:
    name, page = "new-message" if in_console else "", reverse("new-message")
    write = Command(_("New message"), pgettext("reading", "new message write"), "pen-line", name, page)
    add = Command(
        _("Add a customer"),
        pgettext("reading", "add new customer"),
        "user-round-plus",
        href=reverse("customers:create"),
    )
    keys = Command(_("Keyboard"), pgettext("reading", "keyboard keys shortcuts"), "keyboard", "keys", key="?")
    return [write, *([add] if can(agent, "customers.edit") else []), *([keys] if in_console else [])]


def settings(agent: Agent) -> list[Command]:
    own = Command(
        _("Profile"), pgettext("reading", "profile language theme password"), "user-round", href=reverse("profile")
    )
    pages = [
        ("people", "people", _("People"), pgettext("reading", "people members invite"), "users"),
        ("teams", "teams", _("Teams"), pgettext("reading", "teams"), "users-round"),
        (
            "calendars",
            "calendars",
            _("Business calendars"),
            pgettext("reading", "calendars hours holidays"),
            "calendar-days",
        ),
        ("channels", "channels", _("Channels"), pgettext("reading", "channels line sms"), "radio-tower"),
        ("channels", "chat-sites", _("Chat sites"), pgettext("reading", "chat sites channels"), "messages-square"),
        ("channels", "forms", _("Web forms"), pgettext("reading", "web forms contact"), "clipboard-list"),
        ("company", "company", _("Company"), pgettext("reading", "company"), "building-2"),
    ]
    allowed = [page for page in pages if can(agent, page[0])]
    return [own, *(Command(label, reading, icon, href=reverse(url)) for _action, url, label, reading, icon in allowed)]
