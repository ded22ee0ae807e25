"""The customers of the practice: a few people who do not exist, and are known as such by their names."""

import hashlib
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Person:
    key: str
    name: str | Promise
    phone: str

    @property
    def line_id(self) -> str:
        return "U" + hashlib.sha256(f"practice {self.key}".encode()).hexdigest()[:32]


PEOPLE = (
    Person("hanako", _("Hanako Kunren"), "+819012345671"),
    Person("ichiro", _("Ichiro Kunren"), "+819012345672"),
    Person("sakura", _("Sakura Kunren"), "+819012345673"),
    Person("emma", _("Emma Kunren"), "+819012345674"),
)


def person(key: str) -> Person:
    return next((one for one in PEOPLE if one.key == key), PEOPLE[0])
