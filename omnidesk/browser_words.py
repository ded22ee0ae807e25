"""The words of the browser code, in the language of the page that asks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from django.views.i18n import JavaScriptCatalog


class BrowserWords(JavaScriptCatalog):
    """/jsi18n/?ja: a screen in the room speaks the language of its link, whatever its browser prefers."""

    domain = "djangojs"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        with override(asked if asked in dict(settings.LANGUAGES) else get_language()):
            return super().get(request, *args, **kwargs)
