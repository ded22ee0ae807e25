"""To which share of the visitors a chat shows its button: a company may begin with few, and see how it goes.

Their own browsers draw which of them (static/widget/loader/widget.js): nothing about a visitor is kept for it here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.models import Channel

# In the channel's settings; without it everybody sees the button.
KEY = "share"
EVERYBODY = 100


def share(channel: Channel) -> int:
    kept = channel.settings.get(KEY)
    return kept if isinstance(kept, int) and 0 <= kept <= EVERYBODY else EVERYBODY


class ShareField(forms.IntegerField):
    def has_changed(self, initial: Any, data: Any) -> bool:
        """Left out or left empty it changes nothing."""
        return data not in (None, "") and super().has_changed(initial, data)


def field() -> ShareField:
    return ShareField(
        label=_("Share of visitors who see the chat button"),
        help_text=_(
            "100 = everybody. Raising it takes the button from nobody, and whoever is in a conversation keeps it. "
            "What your pages open themselves opens for everybody."
        ),
        min_value=0,
        max_value=EVERYBODY,
        required=False,
    )


class ShareForm(forms.Form):
    """What the last step asks before a chat goes live."""

    share = field()

    def __init__(self, data: Any = None, *, channel: Channel) -> None:
        super().__init__(data, initial={KEY: share(channel)})

    @property
    def told(self) -> dict[str, int]:
        said = self.cleaned_data[KEY]
        return {} if said is None else {KEY: said}
