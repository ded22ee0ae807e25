"""What comes from the composer, checked: text, files, the key of the one press, and what its writer had seen."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from agents.models import Agent
from conversations import choosing
from conversations.choosing import Choice
from conversations.files import FILES_PER_MESSAGE
from conversations.models import Attachment

# One text of ours, wherever it is written: reply, note, draft, new message. A channel may take less (capabilities).
LONGEST = 20_000
# Choices as they are typed, one a line: far more than a message takes, so that what is too much can be told.
LONGEST_CHOICES = 2_000


class WritingForm(forms.Form):
    text = forms.CharField(required=False, max_length=LONGEST, strip=False)
    client_key = forms.RegexField(r"^[0-9a-zA-Z-]{16,64}$")
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    route = forms.CharField(required=False, max_length=40)
    choices = forms.CharField(required=False, max_length=LONGEST_CHOICES, strip=False)
    then = forms.ChoiceField(choices=[("", ""), ("resolve", "resolve")], required=False)
    # Why the customer is asked for what is known, and for which facts the writer has said so.
    ask_anyway = forms.CharField(required=False, max_length=300)
    # The writer has seen that no file comes with words that name one.
    without_file = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, agent: Agent) -> None:
        super().__init__(data)
        self.agent = agent
        self.wanted: list[str] = data.getlist("files")
        self.asked: list[str] = data.getlist("asked")
        self.attachment_ids: tuple[int, ...] = ()

    def clean_text(self) -> str:
        """Line ends as people mean them; a NUL is nobody's letter and no database takes it."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\x00", "").strip()

    def clean_choices(self) -> list[Choice]:
        """What an agent offers is said by whoever taps it."""
        typed = [line.strip() for line in self.cleaned_data["choices"].replace("\x00", "").splitlines()]
        found = [Choice(label=line, says=line) for line in typed if line]
        if words := choosing.fault(found):
            raise forms.ValidationError(words)
        return found

    def clean(self) -> dict[str, Any]:
        wanted = list(dict.fromkeys(self.wanted))
        if not wanted and not self.cleaned_data.get("text"):
            raise forms.ValidationError(_("There is nothing to send yet: write something or attach a file."))
        if len(wanted) > FILES_PER_MESSAGE:
            raise forms.ValidationError(_("At most %(most)s files in one message.") % {"most": FILES_PER_MESSAGE})
        self.attachment_ids = own_uploads(self.agent, wanted)
        if len(self.attachment_ids) != len(wanted):
            raise forms.ValidationError(files_gone())
        return self.cleaned_data

    def sentence(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


def choices_typed(data: Any) -> str:
    """For the draft: nothing is judged yet."""
    return str(data.get("choices", ""))[:LONGEST_CHOICES].replace("\x00", "")


def files_gone() -> str:
    return _("One of the files is no longer here. Remove it and attach it again.")


def own_uploads(agent: Agent, public_ids: list[str]) -> tuple[int, ...]:
    """Files this agent uploaded; a repeated press may name some that its first already sent."""
    uuids = [public_id for public_id in public_ids if is_uuid(public_id)]
    found = Attachment.objects.filter(public_id__in=uuids, uploaded_by=agent)
    return tuple(found.values_list("pk", flat=True)) if uuids else ()


def is_uuid(text: str) -> bool:
    try:
        forms.UUIDField().clean(text)
    except forms.ValidationError:
        return False
    return True
