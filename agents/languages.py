"""Languages under their own names: who cannot read the page still finds theirs."""

from django.conf import settings

OWN_NAMES = {"ja": "日本語", "en": "English"}


def choices() -> list[tuple[str, str]]:
    return [(code, OWN_NAMES.get(code, str(name))) for code, name in settings.LANGUAGES]
