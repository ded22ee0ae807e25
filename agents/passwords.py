"""What a password may not be, beside Django's own validators (length, similarity, the bundled list of common ones)."""

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agents.models import Agent, Company

LONGEST = 128
PRODUCT_WORDS = ("omnidesk", "supportdesk", "helpdesk")


class OwnWordsValidator(UserAttributeSimilarityValidator):
    """Too much like one's own name or address."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "family_name", "given_name", "kana", "roman"))


class LongestValidator:
    """Hashing megabytes would be a way to keep our processors busy."""

    def validate(self, password: str, user: Agent | None = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return ngettext("Use at most %(count)d character.", "Use at most %(count)d characters.", LONGEST) % {
            "count": LONGEST
        }


class KnownWordsValidator:
    """The product's and the company's names are the first words that somebody tries here."""

    def validate(self, password: str, user: Agent | None = None) -> None:
        rest = squeezed(password)
        for word in known_words():
            rest = rest.replace(word, "")
        if len(rest) < 8 and rest != squeezed(password):
            raise ValidationError(self.get_help_text(), code="password_known_words")

    def get_help_text(self) -> str:
        return _("Use more than the product's or the company's name.")


def known_words() -> list[str]:
    company = Company.current()
    words = [*PRODUCT_WORDS, *(company.name.split() if company else []), company.name if company else ""]
    return sorted({squeezed(word) for word in words if len(squeezed(word)) > 1}, key=len, reverse=True)


def squeezed(text: str) -> str:
    return "".join(text.casefold().split())
