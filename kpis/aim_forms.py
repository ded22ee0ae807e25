"""What is typed about the figure of a goal or a limit: the same words for both."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agents.access import RULES, can
from agents.models import Agent, Membership, Team
from conversations.models import Channel
from kpis import aims, live_aims
from kpis.reports.asking_live import ANSWER_LIMITS, SHORT_LIMITS
from kpis.reports.live_parts import WORDS, name
from kpis.slices import BUSINESS, CALENDAR

# What is chosen of the live lines beside the formula: its label, and the usual ones.
SECONDS: dict[str, tuple[Any, tuple[int, ...]]] = {
    "within": (gettext_lazy("Answered within (seconds)"), ANSWER_LIMITS),
    "short": (gettext_lazy("Left at once: under (seconds)"), SHORT_LIMITS),
}
CLOCKS = ((CALENDAR, gettext_lazy("Calendar time")), (BUSINESS, gettext_lazy("Business time")))


def teams_of(agent: Agent) -> QuerySet[Team]:
    """Those whose figures an agent keeps."""
    every = Team.objects.order_by("name")
    return every if can(agent, "figures.all") else every.filter(pk__in=agent.team_keys())


def people_of(agent: Agent, owner: int | None = None) -> QuerySet[Agent]:
    """Whom an agent can make answer for something: who works in these teams, and those who see all of them.

    owner: who answers for it by now, and may go on doing so whoever they are; they may have left."""
    people = Q(is_active=True)
    if not can(agent, "figures.all"):
        mine = Membership.objects.filter(team__in=agent.team_keys()).values("agent")
        people &= Q(pk__in=mine) | Q(pk=agent.pk) | Q(role__in=RULES["figures.all"])
    return Agent.objects.filter(people | Q(pk=owner))


class AmountField(forms.DecimalField):
    """Typed in full width too, with or without commas and its unit: 「８０％」."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 16})
        super().__init__(max_digits=10, decimal_places=2, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """A Decimal, or nothing."""
        typed = unicodedata.normalize("NFKC", value).replace(",", "").replace("−", "-") if value else value
        return super().to_python(typed.strip().rstrip("%円") if typed else typed)


class AimForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """`value` names the field of the row that is aimed at. Of a measure only what it has is asked."""

    value = "target"
    amount = AmountField()
    unit = forms.ChoiceField(choices=aims.LENGTHS, label=gettext_lazy("Unit"))

    def __init__(self, agent: Agent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measure = self.instance.measure
        fields: Any = self.fields
        self.place(agent, fields)
        if aims.is_times(measure):
            percents = [(percent, f"p{percent}") for percent in aims.PERCENTS]
            fields["percent"] = forms.TypedChoiceField(label=gettext_lazy("Percentile"), choices=percents, coerce=int)
            self.initial.update(percent=self.initial.get("percent") or 90, unit="min")
        else:
            del fields["percent"], fields["unit"]
        if aims.has_clock(measure):
            fields["clock"] = forms.ChoiceField(label=gettext_lazy("Clock"), choices=CLOCKS, widget=forms.RadioSelect)
        else:
            del fields["clock"]
        for one in ("formula", "within", "short"):
            if one in live_aims.fields(measure):
                fields[one] = self.live(one)
            else:
                del fields[one]
        if getattr(self.instance, self.value) is not None:
            self.initial.update(typed(measure, getattr(self.instance, self.value)))

    def place(self, agent: Agent, fields: Any) -> None:
        """Who leads some teams sets it for one of them; who sees all may set it for all."""
        sees_all = can(agent, "figures.all")
        fields["team"] = forms.ModelChoiceField(
            teams_of(agent), label=gettext_lazy("Team"), required=not sees_all, empty_label=self.none_of(sees_all)
        )
        fields["channel"] = forms.ModelChoiceField(
            Channel.objects.filter(is_practice=False), label=gettext_lazy("Channel"), required=False,
            empty_label=gettext_lazy("All channels"),
        )  # fmt: skip

    def live(self, field: str) -> forms.Field:
        """To choose from are the usual seconds, and those of the row."""
        if field == "formula":
            formulas = [(key, f"{name(key)}: {words}") for key, words in WORDS.items()]
            return forms.ChoiceField(label=gettext_lazy("Formula"), choices=formulas)
        label, usual = SECONDS[field]
        own = getattr(self.instance, field)
        known = sorted({*usual, *(() if own is None else (own,))})
        return forms.TypedChoiceField(label=label, coerce=int, choices=[(one, str(one)) for one in known])

    @staticmethod
    def none_of(sees_all: bool) -> Any:
        return pgettext_lazy("figures", "All teams") if sees_all else gettext_lazy("Choose a team")

    def clean_amount(self) -> float:
        """In the unit in which it is kept."""
        given, measure = float(self.cleaned_data["amount"]), self.instance.measure
        low, high = {"seconds": (0, None), "share": (0, 100), "score": (-100, 100)}.get(
            aims.unit_of(measure), (0, None)
        )
        if given < low or (high is not None and given > high):
            said = _("Enter a number from %(low)s to %(high)s.") % {"low": low, "high": high}
            raise ValidationError(said if high is not None else _("Enter a number of 0 or more."))
        return given / 100 if aims.unit_of(measure) == "share" else given

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("short", 0) > cleaned.get("within", cleaned.get("short", 0)):
            self.add_error("short", _("Who leaves at once leaves before the limit."))
        if "amount" in cleaned:
            seconds = aims.SECONDS[cleaned["unit"]] if "unit" in cleaned else 1
            setattr(self.instance, self.value, cleaned["amount"] * seconds)
        return cleaned

    @property
    def unit_word(self) -> str:
        return {"share": "%", "count": _("matters"), "score": ""}.get(aims.unit_of(self.instance.measure), "")


def typed(measure: str, kept: float) -> dict[str, object]:
    """As somebody would type it: the largest unit in which it is a whole number."""
    if aims.is_times(measure):
        unit = next(one for one in ("day", "h", "min", "s") if kept % aims.SECONDS[one] == 0 or one == "s")
        return {"amount": plain(kept / aims.SECONDS[unit]), "unit": unit}
    return {"amount": plain(100 * kept if aims.unit_of(measure) == "share" else kept)}


def plain(number: float) -> str:
    return f"{round(number, 2):g}" if abs(number) < 100_000 else str(round(number))
