"""What admins and leads type about surveys."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.models import Team
from conversations import going_live
from conversations.capabilities import capabilities_of
from conversations.models import Channel
from kpis.models import Kind, Survey, SurveySettings, SurveyVersion
from kpis.surveys.editing import WORDS
from kpis.surveys.loop import LONGEST_NOTE
from kpis.surveys.reviews import LARGEST, LONGEST_SOURCE
from kpis.surveys.scales import FIRST_WORDS


class SurveyForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    class Meta:
        model = Survey
        fields = [
            "name", "kind", "teams", "channels", "share", "delay_minutes", "remind_after_hours", "answer_days",
            "edit_days",
        ]  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect,
            "teams": forms.CheckboxSelectMultiple,
            "channels": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "teams": _("None chosen: all teams."),
            "channels": _("By the customer's last channel. None chosen: all channels."),
            "remind_after_hours": _("0: no reminder. In the chat nobody is reminded."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is chosen stays a choice: without any, it would ask on all channels.
        chosen = self.instance.channels.values("pk") if self.instance.pk else []
        live = Channel.objects.filter(~going_live.HAS_NOT | Q(pk__in=chosen), is_practice=False)
        sending = [one.pk for one in live if capabilities_of(one).sends]
        channels: Any = self.fields["channels"]
        channels.queryset = Channel.objects.filter(pk__in=sending)
        teams: Any = self.fields["teams"]
        teams.queryset = Team.objects.order_by("name")
        if self.instance.pk:
            # A scale that was asked is never mixed with another: that is another survey.
            self.fields["kind"].disabled = True


class WordsForm(forms.ModelForm):  # type: ignore[type-arg]  # ditto
    """The words of a version; saved by kpis.surveys.editing, which makes another one of them."""

    class Meta:
        model = SurveyVersion
        fields = list(WORDS)
        widgets = {
            "intro_ja": forms.Textarea(attrs={"rows": 2, "lang": "ja"}),
            "intro_en": forms.Textarea(attrs={"rows": 2, "lang": "en"}),
            "question_ja": forms.TextInput(attrs={"lang": "ja"}),
            "question_en": forms.TextInput(attrs={"lang": "en"}),
        }

    @property
    def words(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in WORDS}


def first_words(kind: str) -> dict[str, object]:
    (intro_ja, question_ja), (intro_en, question_en) = FIRST_WORDS.get(kind, FIRST_WORDS[Kind.CSAT])
    said = {"intro_ja": intro_ja, "intro_en": intro_en, "question_ja": question_ja, "question_en": question_en}
    return {**said, "asks_again": True}


class RestForm(forms.ModelForm):  # type: ignore[type-arg]  # ditto
    class Meta:
        model = SurveySettings
        fields = ["quarantine_days"]
        help_texts = {"quarantine_days": _("Per person, over all channels and surveys.")}


class SettleForm(forms.Form):
    note = forms.CharField(label=_("What was done"), max_length=LONGEST_NOTE)


class ReviewsForm(forms.Form):
    source = forms.CharField(label=_("Where they were written"), max_length=LONGEST_SOURCE)
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: id, score, scale, text, date. UTF-8 or Shift_JIS. The same id is taken once."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 5 MB."))
        content: bytes = given.read()
        return content
