"""What the survey's page shows, and what it takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from conversations.channel_words import channel_word
from kpis.models import SurveyInvitation
from kpis.surveys import answering, links
from kpis.surveys.answering import LONGEST_COMMENT, Given
from kpis.surveys.scales import AGAIN, SCALES


def language_of(request: HttpRequest, row: SurveyInvitation | None) -> str:
    """What was asked for, else the customer's own, else the browser's."""
    known = dict(settings.LANGUAGES)
    customer = row.conversation.customer.language if row else ""
    wishes = [request.POST.get("lang"), request.GET.get("lang"), customer, (get_language() or "")[:2]]
    return next((wish for wish in wishes if wish in known), settings.LANGUAGE_CODE)


class Form(forms.Form):
    score = forms.TypedChoiceField(
        coerce=int,
        error_messages={
            "required": gettext_lazy("Please choose one."),
            "invalid_choice": gettext_lazy("Please choose one."),
        },
    )
    again = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, choices=list(enumerate(AGAIN)))
    comment = forms.CharField(required=False, max_length=LONGEST_COMMENT)
    how = forms.CharField(required=False, max_length=10)

    def __init__(self, row: SurveyInvitation, data: Any) -> None:
        super().__init__(data)
        self.fields["score"].choices = [(mark, mark) for mark in SCALES[row.survey.kind].marks]  # type: ignore[attr-defined]  # a choice field

    @property
    def given(self) -> Given:
        said = self.cleaned_data
        return Given(said["score"], said["again"], said["comment"], is_whole=said["how"] != "seen")


@dataclass(frozen=True)
class Mark:
    score: int
    word: str
    is_chosen: bool


@dataclass
class Sheet:
    """marked: the score of the link, which counts for nothing yet. form: what was typed and could not be taken."""

    row: SurveyInvitation
    token: str
    marked: str = ""
    form: Form | None = None
    trouble: str = ""

    @cached_property
    def answer(self) -> Any:
        return answering.answer_of(self.row)

    @cached_property
    def chosen(self) -> int | None:
        typed = self.form.data.get("score", "") if self.form else self.marked
        if typed.isdecimal() and len(typed) < 3 and int(typed) in SCALES[self.row.survey.kind].marks:
            return int(typed)
        return self.answer.score if self.answer else None

    @property
    def state(self) -> str:
        """empty, marked by the link or counted; whole once the button was pressed."""
        if self.chosen is None:
            return "empty"
        if self.answer is None or self.answer.score != self.chosen:
            return "marked"
        return "whole" if self.answer.is_whole else "counted"

    @property
    def is_new(self) -> bool:
        """Nobody has told yet that it was seen."""
        return self.row.opened_at is None

    @property
    def marks(self) -> list[Mark]:
        scale = SCALES[self.row.survey.kind]
        return [Mark(score, scale.word(score), score == self.chosen) for score in scale.marks]

    @property
    def is_named(self) -> bool:
        return SCALES[self.row.survey.kind].is_named

    @property
    def ends(self) -> tuple[str, str]:
        words = SCALES[self.row.survey.kind].words
        return str(words[0]), str(words[-1])

    @property
    def kind(self) -> str:
        return self.row.survey.kind

    @property
    def question(self) -> str:
        return self.row.version.said("question", get_language() or "")

    @property
    def heading(self) -> str:
        said = SCALES[self.kind].said(self.chosen) if self.chosen is not None else ""
        return {
            "empty": self.question,
            "marked": _("You chose “%(mark)s”") % {"mark": said},
            "counted": _("“%(mark)s” has arrived") % {"mark": said},
            "whole": _("Your answer has arrived"),
        }[self.state]

    @property
    def words(self) -> str:
        return {
            "empty": _("Choose one. More is up to you."),
            "marked": _("Not sent yet: press the button below."),
            "counted": _("Thank you. You may close this page: we have it."),
            "whole": _("Thank you. Somebody will read it."),
        }[self.state]

    @property
    def about(self) -> tuple[str, str]:
        """Where and when, and neither whose nor what: a link is passed on."""
        where = channel_word(self.row.channel.kind) if self.row.channel else ""
        day = self.row.conversation.resolved_at or self.row.at
        return _("Your enquiry by %(channel)s") % {"channel": where}, _("Closed on %(day)s") % {"day": said_day(day)}

    @property
    def again(self) -> list[tuple[int, str, bool]]:
        """None where this version does not ask it."""
        if not self.row.version.asks_again:
            return []
        typed = self.form.data.get("again", "") if self.form else ""
        chosen = typed or (str(self.answer.again) if self.answer and self.answer.again is not None else "")
        return [(value, str(word), str(value) == chosen) for value, word in enumerate(AGAIN)]

    @property
    def comment(self) -> str:
        if self.form:
            return str(self.form.data.get("comment", ""))
        return self.answer.comment if self.answer else ""

    @property
    def left(self) -> str:
        return f"{len(self.comment):,} / {LONGEST_COMMENT:,}"

    @property
    def most(self) -> int:
        return LONGEST_COMMENT

    @property
    def until(self) -> str:
        """The last day for a change; of an answer that is not there yet, as if it came now."""
        since = self.answer.at if self.answer else timezone.now()
        return said_day(since + timedelta(days=self.row.survey.edit_days))

    @property
    def stamp(self) -> str:
        return links.stamp(self.row, self.answer.turn if self.answer else 0)

    @property
    def told(self) -> dict[str, str]:
        """What the page's script puts in place when a mark has arrived."""
        return {"stamp": self.stamp, "state": self.state, "heading": self.heading, "words": self.words}


def said_day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "n月j日(D)" if get_language() == "ja" else "D j M")
