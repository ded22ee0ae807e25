"""May who looks at this page do that? For what a page offers; the doors ask again."""

from typing import Any

from django.template import Library

from agents.access import can

register = Library()


@register.filter
def may(user: Any, action: str) -> bool:
    return can(user, action)
