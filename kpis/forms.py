"""What an admin types about costs: the rates, and what each kind of channel charges."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.capabilities import capabilities_of
from conversations.models import Channel
from kpis.models import CostAssumptions

DEAREST = 100_000


class CostsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """The same first day again replaces what was entered for it; another day is another version."""

    class Meta:
        model = CostAssumptions
        fields = ["since", "hourly_rate", "paid_hours", "licences", "retention", "interest", "margin"]
        widgets = {"since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "since": _("Days before it keep what held then."),
            "hourly_rate": _("With everything that an hour costs you: wages, insurance, seats."),
            "paid_hours": _("Idle hours too. They fall to the channels as their work does."),
            "retention": _("How many of a year's customers buy again in the next."),
            "interest": _("By how much a yen of next year is worth less than one of today."),
            "margin": _("What remains of a sale after the goods are paid for."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charged = charged()
        fees = self.instance.fees if self.instance else {}
        for kind, (names, of) in self.charged.items():
            self.fields[f"fee_{kind}"] = forms.DecimalField(
                label=names, required=False, min_value=0, max_value=DEAREST, decimal_places=2,
                initial=fees.get(kind, {}).get(of), localize=False,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("retention") == 100 and cleaned.get("interest") == 0:
            endless = _("With a retention of 100% it must be more than 0: else a customer's worth has no end.")
            self.add_error("interest", endless)
        return cleaned

    @property
    def fee_fields(self) -> list[tuple[Any, str]]:
        """Each with its unit."""
        units = {"message": _("yen a message"), "minute": _("yen a minute")}
        return [(self[f"fee_{kind}"], str(units[of])) for kind, (_names, of) in self.charged.items()]

    def validate_unique(self) -> None:
        """A day that is there already is replaced (kpis.assumptions)."""

    @property
    def fees(self) -> dict[str, dict[str, float]]:
        """What costs nothing is left out; a kind that has no channel any more keeps its fee."""
        kept = {kind: fee for kind, fee in (self.instance.fees or {}).items() if kind not in self.charged}
        typed = {kind: (of, self.cleaned_data.get(f"fee_{kind}")) for kind, (_names, of) in self.charged.items()}
        return kept | {kind: {of: float(fee)} for kind, (of, fee) in typed.items() if fee}


def charged() -> dict[str, tuple[str, str]]:
    """{kind: (names of its channels, what is charged there)}: calls by the minute, everything else by the message."""
    found: dict[str, tuple[str, str]] = {}
    for channel in Channel.objects.filter(is_practice=False).order_by("kind", "pk"):
        can = capabilities_of(channel)
        if can.sends or can.dials:
            names, _of = found.get(channel.kind, ("", ""))
            of = "minute" if can.dials else "message"
            found[channel.kind] = (f"{names}, {channel.name}" if names else channel.name, of)
    return found
