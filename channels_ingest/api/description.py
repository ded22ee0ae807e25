"""The API's description (OpenAPI), drawn from its views. For our own people: it is not shown to strangers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator


class KeyOfAnApp(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library has few types
    target_class = "channels_ingest.api.by_key.ByKey"
    name = "app_key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "The key of a connected app: od_…"}


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    found = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # untyped there
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
