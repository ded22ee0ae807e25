"""What leads type about a limit, and why an alert was raised."""

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from kpis.aim_forms import AimForm, AmountField
from kpis.models import AlertRule


class RuleForm(AimForm):
    value = "limit"
    amount = AmountField(label=pgettext_lazy("alert", "Limit"))

    class Meta:
        model = AlertRule
        fields = ["percent", "clock", "formula", "within", "short", "team", "channel", "way", "days"]
        widgets = {"way": forms.RadioSelect}
        help_texts = {
            "days": gettext_lazy(
                "1 is today alone; too few matters are told of once the day is over. A share, a score or a length of "
                "fewer than 30 rows is not told: more days have more."
            )
        }


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=500,
        error_messages={"required": gettext_lazy("Say in a few words why it was so.")},
    )  # fmt: skip
