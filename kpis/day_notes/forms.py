"""What leads type about a day."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agents.forms.day import DayField
from agents.models import Agent
from conversations.models import Channel
from kpis.aim_forms import teams_of
from kpis.models import DayNote

# What lasts longer is no event.
LONGEST = 92


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    first = DayField(label=gettext_lazy("First day"))
    last = DayField(label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Left empty: this one day."))

    class Meta:
        model = DayNote
        fields = ["text", "first", "last", "team", "channel"]

    def __init__(self, agent: Agent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        channel: Any = self.fields["channel"]
        team.queryset, team.empty_label = teams_of(agent), pgettext_lazy("figures", "All teams")
        channel.queryset = Channel.objects.filter(is_practice=False)
        channel.empty_label = gettext_lazy("All channels")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last") or cleaned.get("first")
        if first and last:
            if last < first:
                self.add_error("last", ValidationError(_("The last day is before the first.")))
            elif (last - first).days >= LONGEST:
                self.add_error("last", ValidationError(_("At most %(n)s days.") % {"n": LONGEST}))
            cleaned["last"] = last
        return cleaned
