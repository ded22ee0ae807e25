"""Japanese public holidays in the reader's language: the library knows their Japanese names only."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SUBSTITUTE = "振替休日"
NAMES = {
    "元日": gettext_lazy("New Year's Day"),
    "成人の日": gettext_lazy("Coming of Age Day"),
    "建国記念の日": gettext_lazy("National Foundation Day"),
    "天皇誕生日": gettext_lazy("Emperor's Birthday"),
    "春分の日": gettext_lazy("Vernal Equinox Day"),
    "昭和の日": gettext_lazy("Showa Day"),
    "憲法記念日": gettext_lazy("Constitution Memorial Day"),
    "みどりの日": gettext_lazy("Greenery Day"),
    "こどもの日": gettext_lazy("Children's Day"),
    "海の日": gettext_lazy("Marine Day"),
    "山の日": gettext_lazy("Mountain Day"),
    "敬老の日": gettext_lazy("Respect for the Aged Day"),
    "秋分の日": gettext_lazy("Autumnal Equinox Day"),
    "スポーツの日": gettext_lazy("Sports Day"),
    "文化の日": gettext_lazy("Culture Day"),
    "勤労感謝の日": gettext_lazy("Labour Thanksgiving Day"),
    "国民の休日": gettext_lazy("National Holiday"),
}


def said(japanese: str) -> str:
    """A day of a later law keeps its Japanese name."""
    name, _space, rest = japanese.partition(" ")
    known = str(NAMES.get(name, name))
    return _("%(name)s (substitute holiday)") % {"name": known} if rest == SUBSTITUTE else known
