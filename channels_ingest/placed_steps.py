"""Setting up what an admin puts on pages of their own: its settings, what to copy, and a look at it.

The settings are those of the form's and the chat's own pages; name, team, language and share are asked for later."""

from typing import Any

from channels_ingest import admin_pages, channel_echo, channel_tried, form_pages
from channels_ingest.channel_forms import ChannelForm
from channels_ingest.channel_transfer import FORMS
from channels_ingest.webform.fields import KIND as FORM
from conversations.models import Channel

LATER = ("name", "team", "language", "share")


def settings_form(row: Channel, data: Any = None) -> ChannelForm:
    form = FORMS[row.kind](data, instance=row)
    for name in LATER:
        form.fields.pop(name, None)
    return form


def settings(row: Channel) -> dict[str, Any]:
    return {"form": settings_form(row), "keys": form_pages.KEYS}


def place(row: Channel) -> dict[str, Any]:
    """What is copied."""
    if row.kind == FORM:
        return {"frame": form_pages.frame(row), "address": form_pages.address(row)}
    return {"line": admin_pages.script_line(row)}


def trial(row: Channel) -> dict[str, Any]:
    echo = channel_echo.follow(row)
    # A chat that is not yet live is there for the minutes of the test, and says so to whoever loads its look.
    has_chat = row.kind != FORM and (row.paused_at is None or channel_echo.running(row) is not None)
    return {"echo": echo, "is_tested": channel_tried.is_heard(row), "has_chat": has_chat, **place(row)}


SHOWN = {"credentials": settings, "webhook": place, "test": trial}
