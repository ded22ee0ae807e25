"""Links of the list: the same path, so that the open thread stays, with one thing changed in what the list asks for."""

from typing import Any

from django.http import QueryDict
from django.template import Context, Library

register = Library()


@register.simple_tag(takes_context=True)
def list_link(context: Context, **changed: Any) -> str:
    query = QueryDict(context["address"], mutable=True)
    for name, value in changed.items():
        if value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"
